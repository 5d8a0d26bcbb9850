package workflow

import (
	"context"

	"shenpi/workflow/flow"
)

// TaskInput names one open visit of a case.
type TaskInput struct {
	Key   *Key
	Case  CaseID
	Visit int
}

// Claim makes a task the actor's own: nobody else decides it until it is released.
func (e *Engine) Claim(ctx context.Context, actor Actor, in TaskInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		return c.plain("claimed", in.Visit, claimGuards, func() ([]flow.Change, error) {
			return flow.Claim(c.item, &c.state.Position, in.Visit, c.actor.Person)
		})
	})
}

// Release gives a claimed task back to all who may do it.
func (e *Engine) Release(ctx context.Context, actor Actor, in TaskInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		return c.plain("released", in.Visit, releaseGuards, func() ([]flow.Change, error) {
			return flow.Release(c.item, &c.state.Position, in.Visit, c.actor.Person)
		})
	})
}

// TakeBack undoes the actor's own vote or plain decision, until anything else happens on the case. A decision with a
// document, an end or an effect on a clock of the case stands.
func (e *Engine) TakeBack(ctx context.Context, actor Actor, in TaskInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		return c.plain("taken_back", in.Visit, takeBackGuards, func() ([]flow.Change, error) {
			return flow.TakeBack(c.item, &c.state.Position, in.Visit, c.actor.Person)
		})
	})
}

// plain is a command that only moves seats and claims.
func (c *command) plain(kind string, visit int, guards []guard, move func() ([]flow.Change, error)) error {
	if err := c.check(guards, act{visit: visit}); err != nil {
		return err
	}
	changes, err := move()
	if err != nil {
		return c.moved(err)
	}
	v := c.state.Position.Visits[visit-1]
	f := Facts{Act: &Act{Visit: visit, Node: v.Node}}
	if err := c.move(&f, c.now, changes); err != nil {
		return err
	}
	return c.record(kind, c.now, c.trailActorOf(postAt(c.item.Place(v.Node))), f, nil)
}

// guardTakeBack: the decision is the last thing that happened on the case, and left nothing that stands by itself.
func guardTakeBack(c *command, a act) *Error {
	if a.visit < 1 || a.visit > len(c.state.Position.Visits) {
		return refuse(Conflict, "task_not_open")
	}
	last := c.state.Last
	switch {
	case last.Person != c.actor.Person:
		return refuse(Forbidden, "not_mine")
	case last.Visit != a.visit || last.Kind != "decided" && last.Kind != "voted":
		return refuse(Conflict, "later_command")
	case last.Lasting:
		return refuse(Conflict, "has_document")
	}
	return nil
}
