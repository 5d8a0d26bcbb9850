package handlers

import (
	"cmp"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

// ResultFilter says which grants are asked for.
type ResultFilter struct {
	PeriodInput
	Kind string `query:"kind" maxLength:"64" doc:"of certificate"`
}

type resultListInput struct {
	PageInput
	ResultFilter
}

type resultExportInput struct {
	ResultFilter
	Language language `query:"language" enum:"zh,en" doc:"Of the words; that of the request when absent"`
}

func (s *Server) resultRoutes() {
	const path = prefix + "/results"
	declare(s, endpoint{id: "list-results", method: http.MethodGet, path: path, summary: "What was granted, the newest first", tag: "public"}, s.listResults)
	declare(s, endpoint{id: "export-results", method: http.MethodGet, path: path + ".csv", summary: "What was granted, as a table: all that the filter finds", tag: "public",
		change: answers200("text/csv")}, s.exportResults)
}

func (in *ResultFilter) grants() (workflow.GrantFilter, error) {
	granted, err := in.period()
	return workflow.GrantFilter{Kind: in.Kind, Granted: granted}, err
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

// exportResults writes all pages, in the words of the page beside it.
func (s *Server) exportResults(c *call, in *resultExportInput) (*huma.StreamResponse, error) {
	filter, err := in.grants()
	if err != nil {
		return nil, err
	}
	filter.Limit = pageOfEntries
	page, err := s.Register.Grants(c, filter) // before the answer begins
	if err != nil {
		return nil, err
	}
	told, err := s.tellingGrants(c, cmp.Or(in.Language, c.lang))
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		ctx.SetHeader("Content-Type", "text/csv; charset=utf-8")
		ctx.SetHeader("Content-Disposition", disposition(told.say("结果公开", "Results")+" "+s.today().String()+".csv"))
		ctx.SetStatus(http.StatusOK)
		s.stream(c, func(to io.Writer) error { return s.writeGrants(c, to, told, filter, page) })
	}}, nil
}

func (s *Server) writeGrants(c *call, to io.Writer, told tellingGrants, filter workflow.GrantFilter, page workflow.Page[workflow.Certificate]) error {
	out, err := newSpreadsheet(to)
	if err != nil {
		return err
	}
	if err := out.line(rowsOf(grantColumns, func(t item.Text) string { return told.say(t.Zh, t.En) })...); err != nil {
		return err
	}
	for {
		for _, k := range page.Rows {
			if err := out.line(told.line(s.disclosed(k))...); err != nil {
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
}

var grantColumns = []item.Text{
	{Zh: "证照编号", En: "Number"}, {Zh: "证照名称", En: "Certificate"}, {Zh: "持证人", En: "Holder"}, {Zh: "等级", En: "Grade"}, {Zh: "范围", En: "Scope"}, {Zh: "状态", En: "Status"},
	{Zh: "准予日期", En: "Granted on"}, {Zh: "生效日期", En: "Valid from"}, {Zh: "有效期至", En: "Valid until"}, {Zh: "发证机关", En: "Authority"},
}

// tellingGrants puts certificates into words of one language: of kinds and grades those of the items that issue them.
type tellingGrants struct {
	language
	kinds map[string][]*item.Item
	unit  func(id string) item.Text
}

func (s *Server) tellingGrants(c *call, l language) (tellingGrants, error) {
	shown, order, err := s.published(c)
	told := tellingGrants{l, map[string][]*item.Item{}, s.names(c).unit}
	for _, key := range order {
		it, err := s.Engine.Items.Item(key, shown[key].Version)
		if err != nil {
			return told, doing("read item "+key, err)
		}
		if it.Certificate != nil {
			told.kinds[it.Certificate.Kind] = append(told.kinds[it.Certificate.Kind], it)
		}
	}
	return told, err
}

func (t tellingGrants) line(r PublicCertificate) []string {
	kind, grade := item.Text{Zh: r.Kind, En: r.Kind}, item.Text{Zh: r.Grade, En: r.Grade}
	for i, it := range t.kinds[r.Kind] {
		if i == 0 {
			kind = it.Certificate.Title
		}
		if title, ok := it.GradeTitle(r.Grade); ok {
			grade = title
		}
	}
	say := func(x item.Text) string { return t.say(x.Zh, x.En) }
	return []string{r.Number, say(kind), r.Holder, say(grade), r.Scope, say(r.Title), r.GrantedOn.String(), r.ValidFrom.String(), r.ValidUntil.String(), say(t.unit(r.Authority))}
}
