package workflow

import (
	"context"
	"slices"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// AnswerInput answers a question to an officer.
type AnswerInput struct {
	Key   *Key
	Case  CaseID
	Visit int // the visit that asks
	Text  string
}

// Answer answers a question that the officer of a later step asked; the step is open again for whoever it belongs to.
// Conflict `ask_closed` when it comes too late.
func (e *Engine) Answer(ctx context.Context, actor Actor, in AnswerInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(answerGuards, act{visit: in.Visit}); err != nil {
			return err
		}
		if in.Text == "" {
			return at(refuse(Invalid, "answer_missing"), "/text")
		}
		if err := short(in.Text, "/text"); err != nil {
			return err
		}
		v := c.state.openVisit(in.Visit)
		f := Facts{Act: &Act{Visit: in.Visit, Node: v.Node, Decision: v.Ask.Decision}}
		n := c.item.Place(v.Ask.Of)
		if v.Ask.Person != c.actor.Person {
			c.inPlace(&f, flow.Hand{Person: c.actor.Person, For: v.Ask.Person}, n)
		}
		changes, err := flow.Answer(c.item, &c.state.Position, in.Visit)
		if err != nil {
			return c.moved(err)
		}
		if err := c.move(&f, c.now, changes); err != nil {
			return err
		}
		return c.recordReason("answered", postAt(n), f, in.Text)
	})
}

var answerGuards = []guard{guardQuestion, guardAskedMe, guardAskedAside}

// guardQuestion: a question to an officer is open at the visit. Who comes too late hears so, also when the case has ended.
func guardQuestion(c *command, a act) *Error {
	if a.visit < 1 || a.visit > len(c.state.Position.Visits) {
		return refuse(Conflict, "task_not_open")
	}
	v := &c.state.Position.Visits[a.visit-1]
	n := c.item.Place(v.Node)
	asked := slices.ContainsFunc(v.Asked, func(id string) bool { return n.Decision(id).Ask.Of != flow.Applicant })
	switch {
	case v.Status == flow.Open && v.Parked() && v.Ask.Of != flow.Applicant:
		return nil
	case asked && (v.Ask != nil || v.Reason == flow.BySilence || c.state.Position.End == ""):
		return refuse(Conflict, "ask_closed")
	}
	if err := guardRunning(c, a); err != nil {
		return err
	}
	return refuse(Conflict, "nobody_asked")
}

// guardAskedMe: the actor is who was asked, or stands in for them, and holds the role of the step they are asked about.
func guardAskedMe(c *command, a act) *Error {
	ask := c.state.Position.Visits[a.visit-1].Ask
	n := c.item.Place(ask.Of)
	if ask.Person != c.actor.Person && (c.standsIn(ask.Person, n) == nil || c.state.Recused(ask.Person)) {
		return refuse(Forbidden, "not_asked", ask.Of)
	}
	return c.posted(postAt(n))
}

// guardAskedAside is guardAside of who was asked and of who answers.
func guardAskedAside(c *command, a act) *Error {
	return c.unsettled(c.actor.Person, c.state.Position.Visits[a.visit-1].Ask.Person)
}

// guardAskable: the officer whom a decision asks still holds the role of the step they are asked about and was not recused:
// nobody else may answer.
func guardAskable(c *command, a act) *Error {
	changes, _ := c.try(a)
	for _, ch := range changes {
		if ch.Kind != flow.Asked || ch.Of == flow.Applicant {
			continue
		}
		if n := c.item.Place(ch.Of); !c.Office.Holds(ch.Person, n.By.Role, c.unitOf(n)) || c.state.Recused(ch.Person) {
			return refuse(Conflict, "asked_gone", ch.Of)
		}
	}
	return nil
}

var answerTitle = item.Text{Zh: "答复询问", En: "Answer the question"}
