package handlers

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

const pdfType = "application/pdf"

// previewRoutes show documents as they could look, with invented people and days: of a definition that is being written, and
// of one that is published.
func (s *Server) previewRoutes() {
	const at = prefix + "/definitions"
	s.raw(endpoint{
		id: "preview-definition", method: http.MethodPost, path: at + "/preview", summary: "A document of a definition that is being written, as it could look",
		tag: "administration", guards: []guard{s.mayList("definition", "check")}, change: func(op *huma.Operation) {
			s.takesYAML(http.StatusOK, DefinitionCheck{})(op)
			op.Parameters = append(op.Parameters, &huma.Param{Name: "document", In: "query", Required: true, Schema: &huma.Schema{Type: huma.TypeString}})
			answers200(pdfType)(op)
		},
	}, s.previewDefinition)
	s.raw(endpoint{
		id: "preview-document", method: http.MethodPost, path: at + "/{item}/{version}/documents/{document}/preview",
		summary: "A document of a published version, as it could look", tag: "administration", guards: []guard{s.definitionVisible},
		change: func(op *huma.Operation) {
			documentDownload("item", "version", "document")(op)
			op.RequestBody = &huma.RequestBody{Description: "Values that stand in the place of invented ones", Content: map[string]*huma.MediaType{
				"application/json": {Schema: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}}}}
			answers200(pdfType)(op)
		},
	}, s.previewDocument)
}

func (s *Server) previewDefinition(c *call) error {
	src, err := s.source(c)
	if err != nil {
		return err
	}
	it, _, findings, err := s.compile(c, src)
	switch {
	case err != nil:
		return err
	case len(findings) > 0:
		return refuse(http.StatusUnprocessableEntity, "definition_unsound", findings[0].Zh, findings[0].En)
	}
	return s.preview(c, it, c.gin.Query("document"), nil)
}

func (s *Server) previewDocument(c *call) error {
	var given map[string]any
	if c.gin.Request.ContentLength != 0 {
		d := json.NewDecoder(http.MaxBytesReader(nil, c.gin.Request.Body, maxBody))
		d.UseNumber()
		if err := d.Decode(&given); err != nil {
			return refuse(http.StatusBadRequest, "body_malformed", "请求内容不是JSON对象。", "The body is no JSON object.")
		}
	}
	return s.preview(c, c.item, c.param("document"), given)
}

func (s *Server) preview(c *call, it *item.Item, document string, given map[string]any) error {
	if it.Document(document) == nil {
		return documentNotFound()
	}
	raw, err := workflow.PreviewDocument(it, document, given)
	if err != nil {
		return err
	}
	paper, err := s.Preview(raw)
	if err != nil {
		return unrenderable(document, err)
	}
	c.gin.Header("Content-Disposition", disposition(it.TitleOf(it.Document(document)).Zh+".pdf"))
	c.gin.Data(http.StatusOK, pdfType, paper)
	return nil
}

// unrenderable says where a template, or what fills it, goes wrong, and what to do.
func unrenderable(document string, err error) error {
	var said interface{ Said() (field, zh, en string) }
	if !errors.As(err, &said) {
		return refuse(http.StatusUnprocessableEntity, "document_unrenderable", "文书无法生成："+err.Error(), "The document cannot be made: "+err.Error())
	}
	field, zh, en := said.Said()
	return refuse(http.StatusUnprocessableEntity, "document_unrenderable", "文书无法生成："+zh, "The document cannot be made: "+en).at("/documents/" + document + field)
}
