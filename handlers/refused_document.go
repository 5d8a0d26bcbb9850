package handlers

import (
	"net/http"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

// RefusedDocument is a paper that could not be made. Whatever waits for its notice waits with it.
type RefusedDocument struct {
	Case      string    `json:"case"`
	Seq       int       `json:"seq"`
	Type      string    `json:"type"`
	Number    string    `json:"number,omitempty"`
	OwedAt    Instant   `json:"owed_at"`
	LaidAside bool      `json:"laid_aside" doc:"It waits for a retry; otherwise it is tried again by itself"`
	Field     string    `json:"field,omitempty" doc:"JSON pointer into the template of the document"`
	Why       item.Text `json:"why" doc:"The cause and the cure, of the last try"`
}

type refusedDocumentInput struct {
	ID  string `path:"id"`
	Seq int    `path:"seq" minimum:"1"`
}

func (s *Server) refusedDocumentRoutes() {
	const at = prefix + "/documents/refused"
	declare(s, endpoint{id: "list-refused-documents", method: http.MethodGet, path: at, summary: "Documents that could not be made, and why",
		tag: "administration", guards: []guard{s.may("job", "list")}}, s.listRefusedDocuments)
	declare(s, endpoint{id: "retry-document", method: http.MethodPost, path: at + "/{id}/{seq}/retry", summary: "Have a document made that could not be",
		tag: "administration", guards: []guard{s.may("job", "retry")}}, s.retryDocument)
}

func (s *Server) listRefusedDocuments(c *call, in *PageInput) (*pageOutput[RefusedDocument], error) {
	page, err := s.Papers.UndoneDocuments(c, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return pageOf(page, func(d workflow.UndoneDocument) RefusedDocument {
		return RefusedDocument{
			Case: string(d.Case), Seq: d.Seq, Type: d.Type, Number: d.Number, OwedAt: Instant{d.OwedAt}, LaidAside: d.LaidAside,
			Field: d.Because.Field, Why: item.Text{Zh: d.Because.Zh, En: d.Because.En},
		}
	}), nil
}

func (s *Server) retryDocument(c *call, in *refusedDocumentInput) (*struct{}, error) {
	was, err := s.Papers.RetryDocument(c, workflow.CaseID(in.ID), in.Seq)
	if err != nil {
		return nil, err
	}
	if !was {
		return nil, documentNotFound()
	}
	return nil, nil
}
