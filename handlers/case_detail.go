package handlers

import (
	"net/http"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

type caseOutput struct {
	ETag string `header:"ETag"`
	Body Case
}

type permissionsOutput struct {
	Body struct {
		Rows []Permission `json:"rows"`
		Idle []Sentence   `json:"idle" doc:"Why there is nothing to do for anybody, or what is waited for"`
	}
}

// Permission is one thing the caller may do on a case now, or why not.
type Permission struct {
	Action   string    `json:"action" enum:"decide,claim,release,take_back,name,draw,add_seats,remove_seat,answer,object,reply,issue,withdraw,supply,ask_extension,approve_extension,refuse_extension,suspend,resume,terminate,correct,erase,copy,urge,message,rate,answer_rating,tell_hearing,ask_hearing,arrange_hearing,hold_hearing,drop_hearing,transfer,delegate,hand_back,recall,reassign,ask_recusal,grant_recusal,refuse_recusal"`
	Visit    int       `json:"visit,omitempty"`
	Node     string    `json:"node,omitempty"`
	Decision string    `json:"decision,omitempty"`
	Title    item.Text `json:"title"`
	Reason   bool      `json:"reason_required"`
	Asks     bool      `json:"asks_applicant"`

	Document  *item.Text       `json:"document,omitempty" doc:"Of a decision: what it issues"`
	Grounds   []GuideGround    `json:"grounds" doc:"Of an act that rests on a legal ground: those there are; of a rating: what it may be about"`
	Grades    []GuideGrade     `json:"grades" doc:"Of a decision that names the grade granted, or of a rating: those there are"`
	Documents []int            `json:"documents" doc:"Of a correction, by seq: those that may be corrected"`
	Fields    []CorrectedField `json:"fields" doc:"Of a correction: what may be corrected in them"`
	Readers   []string         `json:"readers" doc:"Of a copy: the roles that may be sent one"`
	Days      int              `json:"days,omitempty" doc:"Of an extension: working days at most"`

	Targets []string `json:"targets" doc:"Where a return to the previous step may lead"`
	Places  []string `json:"places" doc:"Where seats may be added: beside, before, after"`

	InPlaceOf *Somebody  `json:"in_place_of,omitempty" doc:"Who is away: one would act in their place"`
	People    []Somebody `json:"people" doc:"Who may receive the task; told to insiders"`
	From      []Somebody `json:"from" doc:"Who has the task that may be reassigned; told to insiders"`
	Recusal   int        `json:"recusal,omitempty" doc:"The number of the one to decide on"`
	Allowed   bool       `json:"allowed"`
	Why       *WhyNot    `json:"why,omitempty" doc:"What the command would say"`
	Whys      []WhyNot   `json:"whys" doc:"Every condition that fails, that one first"`
	Warnings  []Remark   `json:"warnings"`
}

// CorrectedField is a field of a document in which a clerical error may be put right.
type CorrectedField struct {
	Field string    `json:"field"`
	Title item.Text `json:"title"`
}

// WhyNot is the condition that fails.
type WhyNot struct {
	Code  string   `json:"code"`
	Zh    string   `json:"zh"`
	En    string   `json:"en"`
	Nodes []string `json:"nodes"`
	Who   string   `json:"who,omitempty"`
	At    Instant  `json:"at,omitzero"`

	Unlock *Unlocking `json:"unlock,omitempty" doc:"What or who would make it possible; absent when nothing on this case does"`
}

// Unlocking is what or who would make an act possible.
type Unlocking struct {
	Zh     string     `json:"zh"`
	En     string     `json:"en"`
	People []Somebody `json:"people" doc:"Told to insiders"`
}

// Sentence is one in both languages.
type Sentence struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// Remark is a sentence with its code.
type Remark struct {
	Code string `json:"code"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

func remarkOf(w workflow.Warning) Remark { return Remark{w.Code, w.Text.Zh, w.Text.En} }

func (s *Server) caseDetailRoutes() {
	at := func(id, below, summary, kind, action string) endpoint {
		return endpoint{id: id, method: http.MethodGet, path: prefix + "/cases/{id}" + below, summary: summary, tag: "case",
			guards: []guard{s.caseVisible, s.onCase(kind, action)}}
	}
	declare(s, at("case", "", "One case", "case", "read"), s.showCase)
	declare(s, at("permissions", "/permissions", "What one may do on a case now, and why not", "case", "read"), s.permissions)
	declare(s, at("clocks", "/clocks", "The limits of a case, day by day", "case", "read"), s.clocks)
	sheet := at("clock-sheet", "/clock-sheet", "The limits of a case as a paper", "case", "read")
	sheet.change = documentDownload("id")
	s.raw(sheet, s.clockSheet)
	declare(s, at("case-route", "/route", "Why a case went where it went", "trail", "list"), s.caseRoute)
	declare(s, endpoint{id: "case-as-of", method: http.MethodGet, path: prefix + "/cases/{id}/as-of", summary: "A case as it was recorded by the end of a day", tag: "trail",
		guards: []guard{s.caseVisible, s.readsTrail, s.onCase("trail", "list")}}, s.caseAsOf)
	declare(s, at("case-trail", "/trail", "What happened on a case", "trail", "list"), s.caseTrail)
}

// view is the case caught up to now, with what its entries say in their payloads.
type view struct {
	*call
	s     *Server
	st    *workflow.State
	it    *item.Item
	names *names
	said  said
	form  []byte
	on    calendar.Date // the day its limits are told for
}

func (s *Server) viewCase(c *call) (*view, error) {
	k, it, err := s.Engine.View(c, c.kase.State.ID)
	if err != nil {
		return nil, doing("view a case", err)
	}
	words, err := s.wordsOf(c, &k.State)
	if err != nil {
		return nil, err
	}
	return &view{call: c, s: s, st: &k.State, it: it, names: s.names(c), said: words, form: k.Form, on: s.today()}, nil
}

func (s *Server) showCase(c *call, _ *CaseInput) (*caseOutput, error) {
	v, err := s.viewCase(c)
	if err != nil {
		return nil, err
	}
	body := v.body()
	if body.Messages > 0 {
		told, err := s.unreadMessages(c)
		if err != nil {
			return nil, err
		}
		body.Unread = len(told)
	}
	return &caseOutput{ETag: revisionTag(body.Revision), Body: body}, nil
}

func (v *view) body() Case {
	st := v.st
	b := Case{
		ID: string(st.ID), Number: st.Number, Item: st.Item, Version: st.Version, Definition: st.Definition, Title: v.it.Title,
		Authority: st.Authority, Units: listed(st.Units), Applicant: CaseApplicant{CreditCode: st.Applicant}, FiledBy: v.names.somebody(st.FiledBy),
		TypedBy: v.names.all(st.TypedBy),
		Status:  st.Status, Outcome: string(st.Outcome), End: st.Position.End, Grade: st.Grade, ReceivedOn: st.ReceivedOn,
		AcceptedOn: st.AcceptedOn, DecidedOn: st.DecidedOn, EndedAt: Instant{st.EndedAt}, ErasedOn: st.ErasedOn, Deemed: listed(st.Deemed),
		Revision: st.Head.Number, FormVersion: st.Form.Version, Materials: []CaseMaterial{}, Replaced: []CaseMaterial{}, Visits: v.visits(), Clocks: v.clocks(),
		Documents: v.documents(), Outlook: v.outlook(), Asks: v.asks(), Recusals: v.recusals(), Calls: v.calls(), CalledBy: v.calledBy(),
		Cards: rowsOf(st.Cards, func(k workflow.Card) CaseCard {
			return CaseCard{k.Colour, k.Clock, k.Rule, workflow.RuleTitle(k.Rule), Instant{k.At}, listed(k.Told)}
		}),
	}
	b.DueOn, b.PromisedOn = v.s.due(st, v.on)
	if st.Position.End != "" {
		t := label(v.it, st.Position.End)
		b.EndTitle = &t
	}
	if !v.who.insider() {
		b.QueryCode = st.ID.QueryCode()
	}
	if k := st.Certificate; k != nil {
		b.Certificate = &CaseCertificate{k.Number, k.Grade, k.ValidFrom, k.ValidUntil, k.Issued}
	}
	if x := st.Extension; x != nil {
		b.Extension = &CaseExtension{
			Clock: x.Clock, Days: x.Days, AskedBy: v.names.somebody(x.AskedBy), AskedAt: Instant{x.AskedAt}, ApprovedBy: v.names.somebody(x.ApprovedBy),
			ApprovedAt: Instant{x.ApprovedAt}, RefusedBy: v.names.somebody(x.RefusedBy), RefusedAt: Instant{x.RefusedAt},
		}
	}
	v.acts(&b)
	b.Messages, b.Rating = len(st.Messages), v.rating()
	v.papers(&b)
	return b
}

// papers are shown to those who may examine the application, not to those who only supervise.
func (v *view) papers(b *Case) {
	if v.s.mine(v.call, "application", "read") && len(v.form) > 0 {
		b.Form = v.form
		b.Applicant.Name = applicantName(&workflow.Case{State: *v.st, Form: v.form}, v.it)
	}
	if v.s.mine(v.call, "material", "list") {
		material := func(f workflow.FileFact) CaseMaterial { return caseMaterial(v.it, f, v.said.name(f)) }
		b.Materials, b.Replaced = rowsOf(v.st.Materials, material), rowsOf(v.st.Replaced(v.said.filed), material)
	}
}

func caseMaterial(it *item.Item, f workflow.FileFact, name string) CaseMaterial {
	m := CaseMaterial{Material: f.Material, Title: item.Text{Zh: f.Material, En: f.Material}, Name: name, SHA256: f.SHA256, Size: f.Size, MediaType: f.MediaType}
	if spec := it.Material(f.Material); spec != nil {
		m.Title = spec.Title
	}
	return m
}

// answered is what the form of a case says; not ok once it was erased.
func answered(k *workflow.Case) (data any, facts item.CaseData, ok bool) {
	if len(k.Form) == 0 {
		return nil, facts, false
	}
	data, err := item.DecodeForm(k.Form)
	return data, item.CaseData{ReceivedOn: k.State.ReceivedOn.String(), BaseYear: k.State.BaseYear}, err == nil
}

// applicantName is what the form calls the enterprise that filed; empty when it does not say.
func applicantName(k *workflow.Case, it *item.Item) string {
	data, facts, ok := answered(k)
	if !ok || it.ApplicantName == "" {
		return ""
	}
	name, err := it.Text(it.ApplicantName, data, facts)
	if err != nil {
		return ""
	}
	return name
}

func (s *Server) permissions(c *call, _ *CaseInput) (*permissionsOutput, error) {
	x, err := s.Engine.ExplainAll(c, c.actor(), c.kase.State.ID)
	if err != nil {
		return nil, err
	}
	out, names := &permissionsOutput{}, s.names(c)
	out.Body.Idle = rowsOf(x.Idle, func(t item.Text) Sentence { return Sentence{t.Zh, t.En} })
	out.Body.Rows = rowsOf(x.Permissions, func(p workflow.Permission) Permission { return permissionOf(c, names, p) })
	return out, nil
}

func permissionOf(c *call, names *names, p workflow.Permission) Permission {
	out := Permission{
		Action: p.Action, Visit: p.Visit, Node: p.Node, Decision: p.Decision, Title: p.Title, Reason: p.Reason, Asks: p.Asks,
		Grounds: rowsOf(p.Grounds, groundOf), Grades: rowsOf(p.Grades, gradeOf), Documents: listed(p.Documents), Readers: listed(p.Readers), Days: p.Days,
		Fields:  rowsOf(p.Fields, func(f item.CorrectedField) CorrectedField { return CorrectedField(f) }),
		Targets: listed(p.Targets), Places: listed(p.Places), Allowed: p.Allowed, InPlaceOf: names.somebody(p.InPlaceOf),
		People: names.all(p.People), From: names.all(p.From), Recusal: p.Recusal,
		Warnings: rowsOf(p.Warnings, remarkOf),
	}
	if p.Document != (item.Text{}) {
		out.Document = &p.Document
	}
	out.Whys = rowsOf(p.Whys, func(f workflow.Failing) WhyNot {
		why := *whyNot(c, f.Error)
		if u := f.Unlock; u != nil {
			why.Unlock = &Unlocking{Zh: u.Text.Zh, En: u.Text.En, People: names.all(u.People)}
		}
		return why
	})
	if len(out.Whys) > 0 {
		out.Why = &out.Whys[0]
	}
	return out
}

// whyNot tells of a condition that fails; names only to insiders.
func whyNot(c *call, w *workflow.Error) *WhyNot {
	out := &WhyNot{Code: w.Code, Zh: w.Text.Zh, En: w.Text.En, Nodes: listed(w.Nodes), At: Instant{w.At}}
	if c.who.insider() {
		out.Who = w.Who
	}
	return out
}
