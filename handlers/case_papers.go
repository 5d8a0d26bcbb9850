package handlers

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"net/http"
	"strings"

	"shenpi/workflow"
)

func (s *Server) casePapersRoutes() {
	s.raw(endpoint{
		id: "case-papers", method: http.MethodGet, path: prefix + "/cases/{id}/papers", tag: "case",
		summary: "The papers of a case in one zip: what the office issued, and what was filed as long as it is kept",
		guards:  []guard{s.caseVisible, s.onCase("material", "read"), s.mandated(workflow.MandateReceive)}, change: documentDownload("id"),
	}, s.casePapers)
}

// casePaper is one file of the zip.
type casePaper struct{ folder, name, sha256, mediaType string }

func (s *Server) casePapers(c *call) error {
	st := &c.kase.State
	words, err := s.wordsOf(c, st)
	if err != nil {
		return err
	}
	var list []casePaper
	for _, d := range st.Documents {
		if d.File == "" {
			continue // it is being made
		}
		list = append(list, casePaper{"文书", documentName(c.item, d.Type, d.Number), d.File, ""})
	}
	if st.HandOut() == nil {
		for _, f := range st.Materials {
			list = append(list, casePaper{"材料", caseMaterial(c.item, f, "").Title.Zh + " " + words.name(f), f.SHA256, f.MediaType})
		}
	}
	h := c.gin.Writer.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", disposition(st.Number+".zip"))
	c.gin.Status(http.StatusOK)
	s.stream(c, func(w io.Writer) error {
		z := zip.NewWriter(w)
		for i, p := range list {
			if err := s.packPaper(c, z, i+1, p); err != nil {
				return doing("pack "+p.sha256, err)
			}
		}
		return z.Close()
	})
	return nil
}

// packPaper stores a file as it is: what is filed and issued is compressed already.
func (s *Server) packPaper(c *call, z *zip.Writer, n int, p casePaper) error {
	r, _, err := s.Files.Open(c, p.sha256)
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // it was only read
	body := bufio.NewReader(r)
	if p.mediaType == "" {
		_, p.name = rendered(body, p.name)
	}
	name := strings.Map(nameable, p.name)
	w, err := z.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("%s/%02d %s", p.folder, n, name), Method: zip.Store, Modified: s.Engine.Clock.Now()})
	if err != nil {
		return err
	}
	_, err = io.Copy(w, body)
	return err
}
