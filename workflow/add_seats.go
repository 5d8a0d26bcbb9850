package workflow

import (
	"context"
	"slices"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// AddSeatsInput adds seats to a step (加签).
type AddSeatsInput struct {
	Key    *Key
	Case   CaseID
	Visit  int
	Where  string   // beside, before or after the actor's own seat
	Seats  int      // how many; 0 = one for each of the people
	People []string // named for the first of them; the others are found as the members of the step are
	Reason string
}

// AddSeats adds seats to an open step, as many as the item allows; the passes it needs rise with them. Before: the actor's
// own vote waits for theirs; after: they vote once the actor has; beside: at once.
func (e *Engine) AddSeats(ctx context.Context, actor Actor, in AddSeatsInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error { return c.addSeats(in) })
}

func (c *command) addSeats(in AddSeatsInput) error {
	adding := flow.Adding{Seats: in.Seats, Where: in.Where, People: in.People}
	if in.Seats == 0 {
		adding.Seats = len(in.People)
	}
	a := act{visit: in.Visit, adding: adding, reason: in.Reason}
	if err := c.check(addGuards, a); err != nil {
		return err
	}
	v := c.state.openVisit(in.Visit)
	changes, err := c.adds(a)
	if err != nil {
		return c.moved(err)
	}
	f := Facts{Act: &Act{Visit: in.Visit, Node: v.Node}, Flow: changes}
	return c.recordReason("seats_added", adderAt(c.item.Place(v.Node)), f, in.Reason)
}

// RemoveSeatInput takes a seat away (减签).
type RemoveSeatInput struct {
	Key    *Key
	Case   CaseID
	Visit  int
	Person string // who has the seat; empty = one that nobody has
	Reason string
}

// RemoveSeat takes away a seat that the actor added and nobody has voted on. The passes needed fall with it: the votes
// that are there may now pass the panel.
func (e *Engine) RemoveSeat(ctx context.Context, actor Actor, in RemoveSeatInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error { return c.removeSeat(in) })
}

func (c *command) removeSeat(in RemoveSeatInput) error {
	a := act{visit: in.Visit, person: in.Person, reason: in.Reason}
	if err := c.check(removeGuards, a); err != nil {
		return err
	}
	v := c.state.openVisit(in.Visit)
	n := c.item.Place(v.Node)
	changes, err := c.removes(a)
	if err != nil {
		return c.moved(err)
	}
	d := c.settled(changes, in.Visit)
	f := Facts{Act: &Act{Visit: in.Visit, Node: v.Node, Hearing: c.restsOn(changes, d, in.Visit)}}
	if err := c.move(&f, c.now, changes); err != nil {
		return err
	}
	if d != nil {
		f.Act.Decision, f.Act.Grade = d.ID, d.Grade
		if err := c.effects(&f, c.now, in.Visit, d, c.today(), map[string]any{"reason": in.Reason, "findings": in.Reason}); err != nil {
			return err
		}
	}
	return c.recordReason("seat_removed", adderAt(n), f, in.Reason)
}

var (
	addGuards    = []guard{guardRunning, guardSuspended, guardOpen, guardParked, guardMayAdd, guardFit, guardAdds, guardShort}
	removeGuards = []guard{guardRunning, guardSuspended, guardOpen, guardParked, guardMayAdd, guardRemoves, guardRemovesHeard, guardShort}
)

// guardMayAdd: the item lets this role add seats here.
func guardMayAdd(c *command, a act) *Error {
	n := c.item.Place(c.state.openVisit(a.visit).Node)
	if n.By.MayAdd == nil {
		return refuse(Conflict, "may_add")
	}
	return c.posted(adderAt(n))
}

// guardFit: everybody named is fit for a seat.
func guardFit(c *command, a act) *Error {
	return c.namable(c.state.openVisit(a.visit), a.adding.People)
}

func guardAdds(c *command, a act) *Error {
	_, err := c.adds(a)
	return c.moveError(err)
}

func guardRemoves(c *command, a act) *Error {
	_, err := c.removes(a)
	return c.moveError(err)
}

func (c *command) adds(a act) ([]flow.Change, error) {
	return flow.AddSeats(c.item, &c.state.Position, a.visit, c.actor.Person, a.adding)
}

func (c *command) removes(a act) ([]flow.Change, error) {
	return flow.RemoveSeat(c.item, &c.state.Position, a.visit, c.actor.Person, a.person, c.chooser())
}

// settled is the decision with which changes conclude a visit; nil when they do not.
func (c *command) settled(changes []flow.Change, visit int) *item.Decision {
	for _, ch := range changes {
		if ch.Kind == flow.Concluded && ch.Visit == visit {
			return c.item.Place(c.state.openVisit(visit).Node).Decision(ch.Decision)
		}
	}
	return nil
}

// seatPermissions are what may be done about the seats of a step besides voting.
func (c *command) seatPermissions(list []Permission, v *flow.Visit, n *item.Place) []Permission {
	switch a := (act{visit: v.ID}); n.By.Pick.Kind {
	case "named":
		p := c.permit("name", v, nameTitle, nameGuards, a)
		if p.Allowed {
			p.People = c.fit(v)
		}
		list = append(list, p)
	case "draw":
		list = append(list, c.permit("draw", v, drawTitle, drawGuards, a))
	}
	if n.By.MayAdd == nil {
		return list
	}
	p := c.permit("add_seats", v, addTitle, addGuards, act{visit: v.ID, adding: flow.Adding{Seats: 1, Where: flow.Beside}})
	for _, where := range []string{flow.Beside, flow.Before, flow.After} {
		if c.check(addGuards, act{visit: v.ID, adding: flow.Adding{Seats: 1, Where: where}}) == nil {
			p.Places = append(p.Places, where)
		}
	}
	if p.Allowed {
		p.People = c.fit(v)
	}
	added := c.removable(v)
	last := ""
	if len(added) > 0 {
		last = added[len(added)-1]
	}
	remove := c.permit("remove_seat", v, removeTitle, removeGuards, act{visit: v.ID, person: last})
	remove.From = slices.DeleteFunc(added, func(p string) bool { return p == "" })
	return append(list, p, remove)
}

// removable are who has the seats that the actor may take away, of one that nobody has the empty name.
func (c *command) removable(v *flow.Visit) []string {
	var list []string
	for _, s := range v.Seats {
		if s.AddedBy == c.actor.Person && s.Vote == "" {
			list = append(list, s.Person)
		}
	}
	return list
}

var (
	nameTitle   = item.Text{Zh: "指定成员", En: "Name the members"}
	drawTitle   = item.Text{Zh: "抽签", En: "Draw the members"}
	addTitle    = item.Text{Zh: "加签", En: "Add seats"}
	removeTitle = item.Text{Zh: "减签", En: "Take an added seat away"}
)
