package handlers

import (
	"context"
	"net/http"

	"shenpi/workflow"
)

type groundInput struct {
	CaseInput
	Body struct {
		Ground string `json:"ground" minLength:"1" maxLength:"64" doc:"One that the item lists"`
		Reason string `json:"reason" maxLength:"4000"`
	}
}

type correctInput struct {
	CaseInput
	Body struct {
		Document int           `json:"document" doc:"seq of the document that has the error"`
		Changes  []FieldChange `json:"changes" maxItems:"50"`
		Reason   string        `json:"reason,omitempty" maxLength:"4000"`
	}
}

// FieldChange is one field of a document as it was written and as it should have been.
type FieldChange struct {
	Field string `json:"field" maxLength:"100"`
	Was   string `json:"was" maxLength:"1000"`
	Now   string `json:"now" maxLength:"1000"`
}

type copyInput struct {
	CaseInput
	Body struct {
		Role   string `json:"role" minLength:"1" maxLength:"64"`
		Unit   string `json:"unit,omitempty" maxLength:"64" doc:"Absent: the unit that decides"`
		Person string `json:"person,omitempty" maxLength:"64" doc:"Absent: whoever holds the role there"`
	}
}

// actRoutes are the acts that belong to the case and not to a step, as far as the item has them.
func (s *Server) actRoutes() {
	at := func(id, below, summary, action string) endpoint {
		return endpoint{id: id, method: http.MethodPost, path: prefix + "/cases/{id}/" + below, summary: summary, tag: "case", keyed: true,
			guards: []guard{s.caseVisible, s.onCase("case", action)}}
	}
	declare(s, at("suspend", "suspend", "Suspend a case on a legal ground", "suspend"), s.onGround((*workflow.Engine).Suspend))
	declare(s, at("resume", "resume", "Go on with a suspended case", "suspend"), s.resume)
	declare(s, at("terminate", "terminate", "End a case on a legal ground, undecided", "terminate"), s.onGround((*workflow.Engine).Terminate))
	declare(s, at("correct", "correct", "Put a clerical error in an issued document right", "correct"), s.correct)
	declare(s, at("erase", "erase", "Delete what people wrote, once the case need not be kept any more", "erase"), s.erase)
	declare(s, at("copy", "copy", "Let somebody see a case from now on", "copy"), s.copy)
	declare(s, at("urge", "tasks/{visit}/urge", "Ask the people of a task to get on with it", "urge"), s.onTask((*workflow.Engine).Urge))
}

// onGround is a command that rests on a legal ground.
func (s *Server) onGround(command func(*workflow.Engine, context.Context, workflow.Actor, workflow.GroundInput) (workflow.Receipt, error)) func(*call, *groundInput) (*doneOutput, error) {
	return func(c *call, in *groundInput) (*doneOutput, error) {
		key, err := c.keyOf(in.Body)
		if err != nil {
			return nil, err
		}
		return s.answer(command(s.Engine, c, c.actor(), workflow.GroundInput{
			Key: key, Case: c.kase.State.ID, Ground: in.Body.Ground, Reason: in.Body.Reason}))
	}
}

func (s *Server) erase(c *call, _ *CaseInput) (*doneOutput, error) {
	key, err := c.keyOf(nil)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.Erase(c, c.actor(), workflow.CaseInput{Key: key, Case: c.kase.State.ID}))
}

func (s *Server) resume(c *call, in *reasonInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.Resume(c, c.actor(), workflow.CaseInput{Key: key, Case: c.kase.State.ID, Reason: in.Body.Reason}))
}

func (s *Server) correct(c *call, in *correctInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.Correct(c, c.actor(), workflow.CorrectInput{
		Key: key, Case: c.kase.State.ID, Document: in.Body.Document, Reason: in.Body.Reason,
		Changes: rowsOf(in.Body.Changes, func(f FieldChange) workflow.FieldChange { return workflow.FieldChange(f) }),
	}))
}

func (s *Server) copy(c *call, in *copyInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.Copy(c, c.actor(), workflow.CopyInput{
		Key: key, Case: c.kase.State.ID, Role: in.Body.Role, Unit: in.Body.Unit, Person: in.Body.Person}))
}
