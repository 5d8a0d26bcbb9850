package handlers

import (
	"net/http"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// CaseRow is a case in a list.
type CaseRow struct {
	ID         string    `json:"id"`
	Number     string    `json:"number"`
	Item       string    `json:"item"`
	Version    int       `json:"version"`
	Title      item.Text `json:"title" doc:"of the item"`
	Authority  string    `json:"authority"`
	Applicant  string    `json:"applicant" doc:"credit code"`
	Name       string    `json:"applicant_name,omitempty" doc:"of its account"`
	Status     string    `json:"status" enum:"received,accepted,decided,ended"`
	Outcome    string    `json:"outcome,omitempty" enum:"grants,refuses,closes"`
	EndTitle   item.Text `json:"end_title,omitzero" doc:"What the end is called that it came to"`
	ReceivedOn string    `json:"received_on" format:"date"`
	Revision   int64     `json:"revision"`

	DueOn    calendar.Date `json:"due_on,omitzero" format:"date" doc:"Last day of the case, as promised or by law, while somebody works on it"`
	Waits    bool          `json:"waits_for_applicant" doc:"The applicant is asked for supplements"`
	AnswerBy calendar.Date `json:"answer_by,omitzero" format:"date" doc:"Until when"`
	Rateable bool          `json:"rateable" doc:"It ended, and its applicant may rate how it was handled"`
}

// CaseSearch is what a search of cases asks for.
type CaseSearch struct {
	PeriodInput
	Status string `query:"status" enum:"received,accepted,decided,ended"`
	Item   string `query:"item" maxLength:"64"`
	Unit   string `query:"unit" maxLength:"64" doc:"That decides"`
	Waits  bool   `query:"waits_for_applicant"`
	Rate   bool   `query:"rateable"`
	Text   string `query:"q" maxLength:"100" doc:"Part of the case number, of the applicant's credit code or its name"`
}

type caseListInput struct {
	PageInput
	CaseSearch
}

type submitInput struct {
	Body struct {
		Draft string `json:"draft" maxLength:"64"`
	}
}

type submitOutput struct {
	Location string `header:"Location"`
	Replayed string `header:"Idempotency-Replayed"`
	Body     Done
}

func (s *Server) caseRoutes() {
	const path = prefix + "/cases"
	declare(s, endpoint{id: "submit", method: http.MethodPost, path: path, summary: "File an application", tag: "case", keyed: true,
		status: http.StatusCreated, guards: []guard{s.mayFile("submit")}}, s.submit)
	declare(s, endpoint{id: "list-cases", method: http.MethodGet, path: path, summary: "Cases one may see, newest first", tag: "case",
		guards: []guard{s.mayList("case", "list"), s.searching("cases")}}, s.listCases)
}

// forEnterprise lets only those file who file for an enterprise.
func forEnterprise(c *call) error {
	if c.who.Enterprise == "" {
		return forbidden()
	}
	return nil
}

// filter is what is asked for, of all cases.
func (in *CaseSearch) filter() (workflow.CaseFilter, error) {
	received, err := in.period()
	return workflow.CaseFilter{Status: in.Status, Item: in.Item, Unit: in.Unit, Text: in.Text, Waits: in.Waits, Rateable: in.Rate, Received: received}, err
}

func (s *Server) listCases(c *call, in *caseListInput) (*pageOutput[CaseRow], error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	f.Scope, f.Bounds, f.Cursor, f.Limit = s.scope(c, "case", "list"), s.bounds(c, ""), in.Cursor, in.Limit
	page, err := s.Cases.Cases(c, f)
	if err != nil {
		return nil, err
	}
	called, err := s.enterprises(c, rowsOf(page.Rows, func(r workflow.CaseRow) string { return r.Applicant }))
	if err != nil {
		return nil, err
	}
	return pageOf(page, func(r workflow.CaseRow) CaseRow {
		row := s.caseRow(r)
		row.Name = called[r.Applicant]
		return row
	}), nil
}

func (s *Server) caseRow(r workflow.CaseRow) CaseRow {
	row := CaseRow{
		ID: string(r.ID), Number: r.Number, Item: r.Item, Version: r.Version, Title: s.titleOf(r.Item, r.Version), Authority: r.Authority,
		Applicant: r.Applicant, Status: r.Status, Outcome: r.Outcome, ReceivedOn: r.ReceivedOn, Revision: r.Revision,
		DueOn: r.DueOn, Waits: r.Waits, AnswerBy: r.AnswerBy, Rateable: r.Rateable,
	}
	if it, err := s.Engine.Items.Item(r.Item, r.Version); err == nil && r.End != "" {
		row.EndTitle = label(it, r.End)
	}
	return row
}

func (s *Server) titleOf(key string, version int) item.Text {
	it, err := s.Engine.Items.Item(key, version)
	if err != nil {
		return item.Text{Zh: key, En: key}
	}
	return it.Title
}

// submit files a draft. Of two who file one draft at once one files; the other is told, or, by the same key, gets the
// same answer.
func (s *Server) submit(c *call, in *submitInput) (*submitOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	defer s.filing.lock(in.Body.Draft)()
	d, err := s.ownDraft(c, in.Body.Draft)
	if err != nil {
		return nil, err
	}
	if d.Case != "" {
		return nil, refuse(http.StatusConflict, "draft_is_answer", "该草稿是补正答复，请在办件中提交补正。",
			"This draft answers a request; send it with the case's supply.").at("/draft")
	}
	r, err := s.file(c, key, d)
	if err != nil {
		return nil, err
	}
	done, err := s.done(r)
	if err != nil {
		return nil, err
	}
	return &submitOutput{Location: prefix + "/cases/" + string(r.Case), Replayed: replayedHeader(r.Replayed), Body: done}, nil
}

func (s *Server) file(c *call, key *workflow.Key, d workflow.Draft) (workflow.Receipt, error) {
	if d.Filed != "" {
		return s.replayed(c, key)
	}
	in := workflow.SubmitInput{Key: key, Item: d.Item, Version: d.Version, Form: d.Form, Files: d.Files, Draft: d.ID}
	switch {
	case d.Opens:
		in.OwnMotion = true
	case d.Desk != "":
		in.PapersOf = d.Owner
	}
	return s.Engine.Submit(c, c.actor(), in)
}

// replayed gives the stored answer of a key, and refuses when it is another key than the one the draft was filed with.
func (s *Server) replayed(c *call, key *workflow.Key) (workflow.Receipt, error) {
	w := workflow.Write{Stream: "draft/" + c.who.Enterprise, Key: key, Change: func(*workflow.Tx) error { return draftFiled() }}
	return s.Engine.Store.Write(c, w)
}

func draftFiled() error {
	return &workflow.Error{Kind: workflow.Conflict, Code: "draft_filed", Field: "/draft", Text: item.Text{
		Zh: "该草稿已提交，不能再次提交或修改。", En: "The draft was filed; it can neither be filed again nor changed."}}
}
