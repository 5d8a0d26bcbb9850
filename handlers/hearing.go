package handlers

import (
	"net/http"
	"time"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
)

type askHearingInput struct {
	CaseInput
	Body struct {
		Reason string `json:"reason,omitempty" maxLength:"4000"`
		From   string `json:"from,omitempty" maxLength:"200" doc:"The interested party who asks at the window"`
	}
}

type arrangeHearingInput struct {
	CaseInput
	Body struct {
		At    time.Time `json:"at" doc:"When it is held"`
		Place string    `json:"place" maxLength:"400"`
		Host  string    `json:"host" minLength:"1" maxLength:"64" doc:"Who presides"`
	}
}

type holdHearingInput struct {
	CaseInput
	Body struct {
		Minutes string `json:"minutes" maxLength:"100000" doc:"The record"`
	}
}

// CaseHearing is the hearing of a case before its decision (Arts. 46 to 48).
type CaseHearing struct {
	ToldOn    calendar.Date `json:"told_on,omitzero" format:"date" doc:"Absent while the right was not told in writing"`
	AskUntil  calendar.Date `json:"ask_until,omitzero" format:"date"`
	Asker     string        `json:"asker,omitempty" enum:"applicant,interested"`
	AskedOn   calendar.Date `json:"asked_on,omitzero" format:"date"`
	HoldUntil calendar.Date `json:"hold_until,omitzero" format:"date"`
	At        Instant       `json:"at,omitzero" doc:"What it is set for"`
	NoticedOn calendar.Date `json:"noticed_on,omitzero" format:"date" doc:"When the notice of that was served"`
	Host      *Somebody     `json:"host,omitempty"`
	HeldOn    calendar.Date `json:"held_on,omitzero" format:"date"`
	Minutes   string        `json:"minutes,omitempty" doc:"Hash of the record"`
	Over      string        `json:"over,omitempty" enum:"held,unasked,dropped,decided"`
	OverOn    calendar.Date `json:"over_on,omitzero" format:"date"`
}

func (s *Server) hearingRoutes() {
	at := func(id, below, summary, action string) endpoint {
		return endpoint{id: id, method: http.MethodPost, path: prefix + "/cases/{id}/hearing/" + below, summary: summary, tag: "hearing", keyed: true,
			guards: []guard{s.caseVisible, s.onCase("case", action)}}
	}
	declare(s, at("tell-hearing", "tell", "Tell the right to a hearing (Art. 47)", "hear"), s.tellHearing)
	declare(s, at("ask-hearing", "ask", "Ask for a hearing (Art. 47)", "ask_hearing"), s.askHearing)
	declare(s, at("arrange-hearing", "arrange", "Set time, place and host (Art. 48)", "hear"), s.arrangeHearing)
	declare(s, at("hold-hearing", "hold", "Record that it was held, with the minutes (Art. 48)", "hear"), s.holdHearing)
	declare(s, at("drop-hearing", "drop", "Give up a hearing asked for", "ask_hearing"), s.dropHearing)
}

func (s *Server) tellHearing(c *call, in *reasonInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.TellHearing(c, c.actor(), workflow.CaseInput{Key: key, Case: c.kase.State.ID, Reason: in.Body.Reason}))
}

func (s *Server) askHearing(c *call, in *askHearingInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.AskHearing(c, c.actor(), workflow.AskHearingInput{
		Key: key, Case: c.kase.State.ID, Reason: in.Body.Reason, From: in.Body.From}))
}

func (s *Server) arrangeHearing(c *call, in *arrangeHearingInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.ArrangeHearing(c, c.actor(), workflow.ArrangeHearingInput{
		Key: key, Case: c.kase.State.ID, At: in.Body.At, Place: in.Body.Place, Host: in.Body.Host}))
}

func (s *Server) holdHearing(c *call, in *holdHearingInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.HoldHearing(c, c.actor(), workflow.HoldHearingInput{Key: key, Case: c.kase.State.ID, Minutes: in.Body.Minutes}))
}

func (s *Server) dropHearing(c *call, in *reasonInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.DropHearing(c, c.actor(), workflow.CaseInput{Key: key, Case: c.kase.State.ID, Reason: in.Body.Reason}))
}

func (v *view) hearing() *CaseHearing {
	h := v.st.Hearing
	if h == nil {
		return nil
	}
	out := &CaseHearing{
		ToldOn: h.ToldOn, AskUntil: v.lastDay(h.Right), Asker: h.Asker, AskedOn: h.AskedOn, HoldUntil: v.lastDay(h.Hold), At: Instant{h.At},
		NoticedOn: h.NoticedOn, Host: v.names.somebody(h.Host), HeldOn: h.HeldOn, Over: h.Over, OverOn: h.OverOn,
	}
	if !h.HeldOn.IsZero() {
		out.Minutes = h.Minutes.String()
	}
	return out
}
