package handlers

import (
	"net/http"

	"shenpi/workflow"
)

// CaseInput names the case of the path.
type CaseInput struct {
	ID string `path:"id" maxLength:"64"`
}

type supplyInput struct {
	CaseInput
	Body struct {
		Draft string `json:"draft" maxLength:"64" doc:"A draft made for this case"`
	}
}

type reasonInput struct {
	CaseInput
	Body struct {
		Reason string `json:"reason,omitempty" maxLength:"4000"`
	}
}

type extendInput struct {
	CaseInput
	Body struct {
		Days   int    `json:"days" doc:"working days"`
		Reason string `json:"reason,omitempty" maxLength:"4000"`
	}
}

// commandRoutes are what is done on a case as a whole.
func (s *Server) commandRoutes() {
	at := func(id, below, summary, kind, action string) endpoint {
		return endpoint{id: id, method: http.MethodPost, path: prefix + "/cases/{id}/" + below, summary: summary, tag: "case", keyed: true,
			guards: []guard{s.caseVisible, s.onCase(kind, action)}}
	}
	declare(s, at("supply", "supply", "Answer a request for supplements", "case", "supply"), s.supply)
	declare(s, at("withdraw", "withdraw", "Withdraw an application", "case", "withdraw"), s.withdraw)
	declare(s, at("ask-extension", "extension", "Ask for more time (Art. 42)", "case", "extend"), s.askExtension)
	declare(s, at("approve-extension", "extension/approve", "Approve more time", "case", "approve_extension"), s.approveExtension)
	declare(s, at("refuse-extension", "extension/refuse", "Refuse more time", "case", "approve_extension"), s.refuseExtension)
}

func (s *Server) supply(c *call, in *supplyInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	defer s.filing.lock(in.Body.Draft)()
	d, err := s.ownDraft(c, in.Body.Draft)
	if err != nil {
		return nil, err
	}
	switch {
	case d.Case != c.kase.State.ID:
		return nil, refuse(http.StatusUnprocessableEntity, "draft_other", "该草稿不是本办件的补正答复。", "This draft is no answer for this case.").at("/draft")
	case d.Filed != "":
		return s.answer(s.replayed(c, key))
	}
	return s.answer(s.Engine.Supply(c, c.actor(), workflow.SupplyInput{
		Key: key, Case: c.kase.State.ID, Form: d.Form, Files: d.Files, Draft: d.ID}))
}

func (s *Server) withdraw(c *call, in *reasonInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.Withdraw(c, c.actor(), workflow.CaseInput{Key: key, Case: c.kase.State.ID, Reason: in.Body.Reason}))
}

func (s *Server) askExtension(c *call, in *extendInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.AskExtension(c, c.actor(), workflow.ExtendInput{Key: key, Case: c.kase.State.ID, Days: in.Body.Days, Reason: in.Body.Reason}))
}

func (s *Server) approveExtension(c *call, in *reasonInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.ApproveExtension(c, c.actor(), workflow.ExtendInput{Key: key, Case: c.kase.State.ID, Reason: in.Body.Reason}))
}

func (s *Server) refuseExtension(c *call, in *reasonInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.RefuseExtension(c, c.actor(), workflow.ExtendInput{Key: key, Case: c.kase.State.ID, Reason: in.Body.Reason}))
}
