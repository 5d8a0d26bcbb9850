package handlers

import (
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
)

// ResultFilter says which grants are asked for.
type ResultFilter struct {
	Kind string `query:"kind" maxLength:"64" doc:"of certificate"`
	From string `query:"from" pattern:"^(\\d{4}-\\d{2}-\\d{2})?$" doc:"Granted on this day or later"`
	To   string `query:"to" pattern:"^(\\d{4}-\\d{2}-\\d{2})?$" doc:"Granted on this day or before"`
}

type resultListInput struct {
	PageInput
	ResultFilter
}

func (s *Server) resultRoutes() {
	const path = prefix + "/results"
	declare(s, endpoint{id: "list-results", method: http.MethodGet, path: path, summary: "What was granted, the newest first", tag: "public"}, s.listResults)
	s.raw(endpoint{
		id: "export-results", method: http.MethodGet, path: path + ".csv", summary: "What was granted, as a table: all that the filter finds", tag: "public", change: csvDownload("kind", "from", "to"),
	}, s.exportResults)
}

func csvDownload(query ...string) func(*huma.Operation) {
	return func(op *huma.Operation) {
		answers200("text/csv")(op)
		for _, name := range query {
			op.Parameters = append(op.Parameters, &huma.Param{Name: name, In: "query", Schema: &huma.Schema{Type: huma.TypeString}})
		}
	}
}

func (f ResultFilter) grants() (workflow.GrantFilter, error) {
	out := workflow.GrantFilter{Kind: f.Kind}
	for _, d := range []struct {
		name, from string
		to         *calendar.Date
	}{{"from", f.From, &out.Granted.From}, {"to", f.To, &out.Granted.To}} {
		if d.from == "" {
			continue
		}
		day, err := calendar.Parse(d.from)
		if err != nil {
			return out, refuse(http.StatusUnprocessableEntity, "date_invalid", "日期有误。", "This is no day.").at("query." + d.name)
		}
		*d.to = day
	}
	return out, nil
}

// disclosed is a certificate as everybody may read it.
func (s *Server) disclosed(k workflow.Certificate) PublicCertificate {
	out := s.publicCertificate(k)
	if ofPerson(k) {
		out.Holder = maskName(k.Holder)
	}
	return out
}

func (s *Server) listResults(c *call, in *resultListInput) (*pageOutput[PublicCertificate], error) {
	filter, err := in.grants()
	if err != nil {
		return nil, err
	}
	filter.Cursor, filter.Limit = in.Cursor, in.Limit
	page, err := s.Register.Grants(c, filter)
	if err != nil {
		return nil, err
	}
	return pageOf(page, s.disclosed), nil
}

// exportResults writes all pages.
func (s *Server) exportResults(c *call) error {
	q := c.gin.Request.URL.Query()
	filter, err := ResultFilter{q.Get("kind"), q.Get("from"), q.Get("to")}.grants()
	if err != nil {
		return err
	}
	filter.Limit = pageOfEntries
	page, err := s.Register.Grants(c, filter) // before the answer begins
	if err != nil {
		return err
	}
	c.gin.Header("Content-Type", "text/csv; charset=utf-8")
	c.gin.Header("Content-Disposition", `attachment; filename="results.csv"`)
	c.gin.Status(http.StatusOK)
	s.stream(c, func(to io.Writer) error {
		out, err := newSpreadsheet(to)
		if err != nil {
			return err
		}
		if err := out.line("number", "kind", "holder", "grade", "scope", "status", "granted_on", "valid_from", "valid_until", "authority"); err != nil {
			return err
		}
		for {
			for _, k := range page.Rows {
				r := s.disclosed(k)
				if err := out.line(r.Number, r.Kind, r.Holder, r.Grade, r.Scope, r.Status, r.GrantedOn.String(), r.ValidFrom.String(), r.ValidUntil.String(), r.Authority); err != nil {
					return err
				}
			}
			if filter.Cursor = page.Next; filter.Cursor == "" {
				return out.end()
			}
			if page, err = s.Register.Grants(c, filter); err != nil {
				return err
			}
		}
	})
	return nil
}
