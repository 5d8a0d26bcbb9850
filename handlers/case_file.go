package handlers

import (
	"context"
	"io"
	"net/http"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// CaseFiles makes files of cases (卷宗).
type CaseFiles interface {
	// CaseFile makes one; when it cannot, it says so before anything is written.
	CaseFile(ctx context.Context, it *item.Item, s *workflow.State, today calendar.Date) (io.WriterTo, error)
}

func (s *Server) caseFileRoutes() {
	s.raw(endpoint{
		id: "case-file", method: http.MethodGet, path: prefix + "/cases/{id}/case-file", tag: "case",
		summary: "The file of a case as one PDF: cover, catalogue, documents, materials, closing table, with the originals inside",
		guards:  []guard{s.caseVisible, s.onCase("material", "export")}, change: documentDownload("id"),
	}, s.caseFile)
}

func (s *Server) caseFile(c *call) error {
	st := &c.kase.State
	file, err := s.CaseFiles.CaseFile(c, c.item, st, s.today())
	if err != nil {
		return doing("make the file of a case", err)
	}
	c.gin.Header("Content-Disposition", disposition("案卷 "+st.Number+".pdf"))
	c.gin.Header("Content-Type", pdfType)
	c.gin.Status(http.StatusOK)
	s.stream(c, func(w io.Writer) error {
		_, err := file.WriteTo(w)
		return err
	})
	return nil
}
