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
	if err := c.namable(n, in.People); err != nil {
		return err
	}
	f := Facts{Act: &Act{Visit: in.Visit, Node: v.Node}}
	p := c.state.Position.Clone()
	for _, person := range in.People {
		changes, err := flow.Name(c.item, &p, in.Visit, c.actor.Person, person)
		if err != nil {
			return c.moved(err)
		}
		for _, ch := range changes {
			if err := flow.Apply(&p, ch); err != nil {
				return err
			}
		}
		f.Flow = append(f.Flow, changes...)
	}
	return c.record("named", c.now, c.trailActor(n.By.Pick.By), f, nil)
}

var nameGuards = []guard{guardRunning, guardSuspended, guardOpen, guardNaming}

// guardNaming: the panel's members are named, by this role, and a seat is free.
func guardNaming(c *command, a act) *Error {
	v := c.state.openVisit(a.visit)
	n := c.item.Place(v.Node)
	if n.By.Pick.Kind != "named" {
		return refuse(Conflict, "task_not_open")
	}
	if err := c.holds(n.By.Pick.By); err != nil {
		return err
	}
	if !slices.ContainsFunc(v.Seats, func(s flow.Seat) bool { return s.Person == "" }) {
		return refuse(Conflict, "panel_full")
	}
	return nil
}

func (c *command) namable(n *item.Place, people []string) error {
	for i, p := range people {
		if slices.Contains(people[:i], p) {
			return at(refuse(Invalid, "duplicate_person", p), "/people")
		}
		if err := c.eligible(n, p); err != nil {
			return at(err, "/people")
		}
	}
	return nil
}
