package handlers

import (
	"context"
	"net/http"

	"shenpi/workflow"
)

// receiverInput gives a task to somebody.
type receiverInput struct {
	TaskInput
	Body struct {
		To     string `json:"to" minLength:"1" maxLength:"64" doc:"Who is to have it, or to prepare it"`
		Reason string `json:"reason" maxLength:"4000"`
	}
}

type handBackInput struct {
	TaskInput
	Body struct {
		Opinion string `json:"opinion" maxLength:"4000" doc:"What was prepared, for who decides"`
	}
}

type reassignInput struct {
	TaskInput
	Body struct {
		From   string `json:"from,omitempty" maxLength:"64" doc:"Who has it; may be left out while one person does"`
		To     string `json:"to,omitempty" maxLength:"64" doc:"Who is to have it; left out: whoever may take it"`
		Reason string `json:"reason" maxLength:"4000"`
	}
}

// handRoutes are about who has a task.
func (s *Server) handRoutes() {
	at := func(id, summary, action string) endpoint {
		return endpoint{id: id, method: http.MethodPost, path: prefix + "/cases/{id}/tasks/{visit}/" + id, summary: summary, tag: "task",
			keyed: true, guards: []guard{s.caseVisible, s.onCase("task", action)}}
	}
	declare(s, at("transfer", "Give a task to a colleague, who then decides", "transfer"), s.handOn((*workflow.Engine).Transfer))
	declare(s, at("delegate", "Let a colleague prepare a task and hand it back", "delegate"), s.handOn((*workflow.Engine).Delegate))
	declare(s, at("hand-back", "Hand back what one prepared, with an opinion", "act"), s.handBack)
	declare(s, at("recall", "Take back what one delegated", "delegate"), s.onTask((*workflow.Engine).Recall))
	declare(s, at("reassign", "Take a task from somebody and give it to another, or to nobody", "reassign"), s.reassign)
}

type handCommand func(*workflow.Engine, context.Context, workflow.Actor, workflow.HandInput) (workflow.Receipt, error)

func (s *Server) handOn(command handCommand) func(*call, *receiverInput) (*doneOutput, error) {
	return func(c *call, in *receiverInput) (*doneOutput, error) {
		key, err := c.keyOf(in.Body)
		if err != nil {
			return nil, err
		}
		return s.answer(command(s.Engine, c, c.actor(), workflow.HandInput{
			Key: key, Case: c.kase.State.ID, Visit: in.Visit, To: in.Body.To, Reason: in.Body.Reason}))
	}
}

func (s *Server) handBack(c *call, in *handBackInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.HandBack(c, c.actor(), workflow.HandInput{
		Key: key, Case: c.kase.State.ID, Visit: in.Visit, Reason: in.Body.Opinion}))
}

func (s *Server) reassign(c *call, in *reassignInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.Reassign(c, c.actor(), workflow.HandInput{
		Key: key, Case: c.kase.State.ID, Visit: in.Visit, From: in.Body.From, To: in.Body.To, Reason: in.Body.Reason}))
}
