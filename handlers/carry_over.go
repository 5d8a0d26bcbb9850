package handlers

import (
	"encoding/json"
	"net/http"
	"strings"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// CarryOver is what a draft has, or may take over, from what the enterprise filed before.
type CarryOver struct {
	Certificate string         `json:"certificate,omitempty" doc:"The certificate it goes on from: then the draft opened with the fields"`
	Case        string         `json:"case,omitempty" doc:"The case the rest is from"`
	Number      string         `json:"number,omitempty" doc:"of that case"`
	ReceivedOn  calendar.Date  `json:"received_on,omitzero" format:"date" doc:"When that case was filed"`
	Fields      []CarriedField `json:"fields" doc:"Empty when there is nothing before"`
	LeftOut     []FieldProblem `json:"left_out" doc:"What the form does not take any more, and why"`
}

// CarriedField is one of them.
type CarriedField struct {
	Field string          `json:"field" doc:"JSON pointer into the form"`
	Value json.RawMessage `json:"value"`
}

type carryOverOutput struct{ Body CarryOver }

func (s *Server) carryOverRoute() {
	declare(s, endpoint{id: "carry-over", method: http.MethodGet, path: prefix + "/drafts/{id}/carry-over", summary: "What a draft has, or may take over, from an earlier case", tag: "application",
		guards: []guard{s.draftVisible, s.onDraft("application", "read")}}, s.carryOver)
}

// carryOver only reads: what is taken over is saved like anything that is typed.
func (s *Server) carryOver(c *call, _ *DraftInput) (*carryOverOutput, error) {
	out := &carryOverOutput{CarryOver{Fields: []CarriedField{}, LeftOut: []FieldProblem{}}}
	d := c.draft
	it, err := s.Engine.Items.Item(d.Item, d.Version)
	if err != nil {
		return nil, doing("read the item of a draft", err)
	}
	if d.Case != "" || it.Prefill == nil {
		return out, nil
	}
	if it.Follows() != nil {
		return out, s.carriedFromCertificate(c, it, &out.Body)
	}
	if c.who.insider() {
		return out, nil // the enterprise's earlier cases are not the window's to copy
	}
	return out, s.carriedFromLast(c, it, &out.Body)
}

// carriedFromCertificate says again what the draft opened with, by the certificate its form names.
func (s *Server) carriedFromCertificate(c *call, it *item.Item, to *CarryOver) error {
	form, err := item.DecodeForm(s.draftOf(*c.draft).Form)
	if err != nil {
		return nil //nolint:nilerr // the form says itself what is wrong with it
	}
	about, err := it.Concern(form, s.facts())
	if err != nil || about.Certificate == "" {
		return nil //nolint:nilerr // it names none yet
	}
	k, err := s.Register.Certificate(c, about.Certificate)
	if isRefusal(err, workflow.NotFound) || err == nil && k.Owner != c.draft.Owner {
		return nil
	}
	if err != nil {
		return doing("read a certificate", err)
	}
	to.Certificate = k.Number
	last, err := s.formOf(c, k.Case, to)
	if err != nil {
		return err
	}
	opened, err := it.Prefilled(k.Values(), last, s.facts())
	if err != nil {
		return doing("open the form on a certificate", err)
	}
	values, err := item.DecodeForm(opened)
	if err != nil {
		return doing("read what a form opened with", err)
	}
	_, left := it.CarryOver(last)
	return to.add(it, values, left)
}

// carriedFromLast offers what the enterprise said in its last case under the item, of those the caller may see.
func (s *Server) carriedFromLast(c *call, it *item.Item, to *CarryOver) error {
	page, err := s.Cases.Cases(c, workflow.CaseFilter{Scope: s.scope(c, "case", "list"), Bounds: s.bounds(c, ""), Item: it.Item, Limit: 1})
	if err != nil || len(page.Rows) == 0 {
		return err
	}
	last, err := s.formOf(c, page.Rows[0].ID, to)
	if err != nil {
		return err
	}
	values, left := it.CarryOver(last)
	return to.add(it, values, left)
}

// formOf reads what was filed in a case; nothing when it is kept no longer.
func (s *Server) formOf(c *call, id workflow.CaseID, to *CarryOver) (any, error) {
	if id == "" {
		return nil, nil
	}
	k, err := s.Engine.Store.Case(c, id)
	if isRefusal(err, workflow.NotFound) || err == nil && len(k.Form) == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, doing("read an earlier case", err)
	}
	form, err := item.DecodeForm(k.Form)
	if err != nil {
		return nil, nil //nolint:nilerr // what cannot be read is typed anew
	}
	to.Case, to.Number, to.ReceivedOn = string(id), k.State.Number, k.State.ReceivedOn
	return form, nil
}

func (o *CarryOver) add(it *item.Item, values any, left []item.FieldError) error {
	for _, field := range it.Opens() {
		v := item.FieldAt(values, field)
		if v == nil {
			continue
		}
		raw, err := json.Marshal(v)
		if err != nil {
			return doing("write a field", err)
		}
		o.Fields = append(o.Fields, CarriedField{"/" + strings.ReplaceAll(field, ".", "/"), raw})
	}
	o.LeftOut = append(o.LeftOut, rowsOf(left, fieldOf)...)
	return nil
}
