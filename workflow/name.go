package workflow

import (
	"context"
	"slices"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// NameInput names the members of a panel.
type NameInput struct {
	Key    *Key
	Case   CaseID
	Visit  int
	People []string
}

// Name names the members of a panel whose item says they are named. Everybody named holds the panel's role and is not
// kept out by not_who.
func (e *Engine) Name(ctx context.Context, actor Actor, in NameInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error { return c.name(in) })
}

func (c *command) name(in NameInput) error {
	if err := c.check(nameGuards, act{visit: in.Visit}); err != nil {
		return err
	}
	v := c.state.openVisit(in.Visit)
	n := c.item.Place(v.Node)
	if len(in.People) == 0 {
		return at(refuse(Invalid, "people_missing"), "/people")
	}
	if err := c.namable(v, in.People); err != nil {
		return err
	}
	changes, err := flow.Name(c.item, &c.state.Position, in.Visit, c.actor.Person, in.People...)
	if err != nil {
		return c.moved(err)
	}
	f := Facts{Act: &Act{Visit: in.Visit, Node: v.Node}, Flow: changes}
	return c.record("named", c.now, c.trailActorOf(pickerAt(n)), f, nil)
}

var nameGuards = []guard{guardRunning, guardSuspended, guardOpen, guardNaming, guardCandidates}

// guardNaming: the panel's members are named, by this role, and a seat is free.
func guardNaming(c *command, a act) *Error { return c.picks(a, "named") }

// picks: the members of the panel are found so, the actor is who finds them, and a seat is free.
func (c *command) picks(a act, kind string) *Error {
	v := c.state.openVisit(a.visit)
	n := c.item.Place(v.Node)
	if n.By.Pick.Kind != kind {
		return refuse(Conflict, "pick")
	}
	if err := c.posted(pickerAt(n)); err != nil {
		return err
	}
	if free(v) == 0 {
		return refuse(Conflict, "panel_full")
	}
	return nil
}

// namable: everybody is named once and fit for a seat of the visit.
func (c *command) namable(v *flow.Visit, people []string) *Error {
	n := c.item.Place(v.Node)
	for i, p := range people {
		if slices.Contains(people[:i], p) {
			return at(refuse(Invalid, "duplicate_person", p), "/people")
		}
		if err := c.unfit(v, n, p); err != nil {
			return at(err, "/people")
		}
	}
	return nil
}

// unfit says why a person cannot be given a seat, or nil: they are not eligible, or have a place here already.
func (c *command) unfit(v *flow.Visit, n *item.Place, person string) *Error {
	if err := c.eligible(n, person); err != nil {
		return err
	}
	if v.Taken(person) {
		return refuse(Invalid, flow.CodeHasPlace)
	}
	return nil
}
