package handlers

import (
	"net/http"

	"shenpi/workflow"
)

// RefusedDocument is a paper that could not be made. Whatever waits for its notice waits with it.
type RefusedDocument struct {
	Case   string  `json:"case"`
	Seq    int     `json:"seq"`
	Type   string  `json:"type"`
	Number string  `json:"number,omitempty"`
	OwedAt Instant `json:"owed_at"`
	Why    string  `json:"why,omitempty" doc:"Absent: it could be made now"`
}

type refusedDocumentsOutput struct {
	Body struct {
		Rows []RefusedDocument `json:"rows"`
	}
}

type refusedDocumentInput struct {
	ID  string `path:"id"`
	Seq int    `path:"seq" minimum:"1"`
}

// mostRefused is how many documents are listed; one has to make room for the next.
const mostRefused = 100

func (s *Server) refusedDocumentRoutes() {
	const at = prefix + "/documents/refused"
	declare(s, endpoint{id: "list-refused-documents", method: http.MethodGet, path: at, summary: "Documents that could not be made, and why",
		tag: "administration", guards: []guard{s.may("job", "list")}}, s.listRefusedDocuments)
	declare(s, endpoint{id: "retry-document", method: http.MethodPost, path: at + "/{id}/{seq}/retry", summary: "Have a document made that could not be",
		tag: "administration", guards: []guard{s.may("job", "retry")}}, s.retryDocument)
}

// listRefusedDocuments renders them again to say why: the same data fail the same way.
func (s *Server) listRefusedDocuments(c *call, _ *struct{}) (*refusedDocumentsOutput, error) {
	list, err := s.Papers.RefusedDocuments(c, mostRefused)
	if err != nil {
		return nil, err
	}
	out := &refusedDocumentsOutput{}
	out.Body.Rows = []RefusedDocument{}
	for _, d := range list {
		row := RefusedDocument{Case: string(d.Case), Seq: d.Seq, Type: d.Type, Number: d.Number, OwedAt: Instant{d.OwedAt}}
		if _, err := s.Render(d.Data); err != nil {
			row.Why = err.Error()
		}
		out.Body.Rows = append(out.Body.Rows, row)
	}
	return out, nil
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
