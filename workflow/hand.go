package workflow

import (
	"context"
	"slices"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// HandInput gives a task to somebody.
type HandInput struct {
	Key    *Key
	Case   CaseID
	Visit  int
	From   string // of a reassignment: who has it; may be empty while one person does
	To     string // of a reassignment: may be empty, then the task is anybody's again
	Reason string
}

// Transfer gives what the actor has claimed, or a seat they have not voted on, to a colleague, who decides in their own
// name (转办).
func (e *Engine) Transfer(ctx context.Context, actor Actor, in HandInput) (Receipt, error) {
	return e.handOn(ctx, actor, in, "transferred", transferGuards, flow.Transfer)
}

// Delegate lets a colleague prepare what the actor has. They hand it back with their opinion; the actor decides (委托).
func (e *Engine) Delegate(ctx context.Context, actor Actor, in HandInput) (Receipt, error) {
	return e.handOn(ctx, actor, in, "delegated", delegateGuards, flow.Delegate)
}

// giving is a move of the flow that gives what one person has to another.
type giving func(it *item.Item, p *flow.Position, visit int, from, to string) ([]flow.Change, error)

func (e *Engine) handOn(ctx context.Context, actor Actor, in HandInput, kind string, guards []guard, give giving) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(guards, act{visit: in.Visit}); err != nil {
			return err
		}
		if in.Reason == "" {
			return at(refuse(Invalid, "reason"), "/reason")
		}
		n := c.item.Place(c.state.openVisit(in.Visit).Node)
		if err := c.receives(in.Visit, c.actor.Person, in.To); err != nil {
			return err
		}
		return c.passOn(kind, in, postAt(n), func() ([]flow.Change, error) {
			return give(c.item, &c.state.Position, in.Visit, c.actor.Person, in.To)
		})
	})
}

// HandBack gives what the actor has prepared back to who delegated it, with their opinion.
func (e *Engine) HandBack(ctx context.Context, actor Actor, in HandInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(handBackGuards, act{visit: in.Visit}); err != nil {
			return err
		}
		if in.Reason == "" {
			return at(refuse(Invalid, "reason"), "/reason")
		}
		n := c.item.Place(c.state.openVisit(in.Visit).Node)
		return c.passOn("handed_back", in, postAt(n), func() ([]flow.Change, error) {
			return flow.HandBack(c.item, &c.state.Position, in.Visit, c.actor.Person)
		})
	})
}

// Recall takes back what was delegated. A substitute may do it too, so that nothing waits for who is away.
func (e *Engine) Recall(ctx context.Context, actor Actor, in TaskInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(recallGuards, act{visit: in.Visit}); err != nil {
			return err
		}
		n, of := c.item.Place(c.state.openVisit(in.Visit).Node), c.delegator(in.Visit)
		return c.passOn("recalled", HandInput{Visit: in.Visit, From: of}, postAt(n), func() ([]flow.Change, error) {
			return flow.Recall(c.item, &c.state.Position, in.Visit, of)
		})
	})
}

// Reassign takes a task from who has it, also when they hold the role no longer, and gives it to somebody else or to
// nobody (改派). It is for those who answer for the people of the step: see answersFor.
func (e *Engine) Reassign(ctx context.Context, actor Actor, in HandInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(reassignGuards, act{visit: in.Visit}); err != nil {
			return err
		}
		v := c.state.openVisit(in.Visit)
		n := c.item.Place(v.Node)
		holders := v.Holders()
		if in.From == "" && len(holders) == 1 {
			in.From = holders[0]
		}
		switch {
		case !slices.Contains(holders, in.From):
			return at(refuse(Invalid, "not_holder"), "/from")
		case in.Reason == "":
			return at(refuse(Invalid, "reason"), "/reason")
		case in.To == "":
			return c.passOn("reassigned", in, c.heldOf(answersFor(n.By.Role), n.By.Unit), func() ([]flow.Change, error) {
				return flow.Release(c.item, &c.state.Position, in.Visit, in.From)
			})
		case n.By.Pick.Kind == "draw":
			return at(refuse(Conflict, "seat_drawn"), "/to")
		}
		if err := c.receives(in.Visit, in.From, in.To); err != nil {
			return err
		}
		return c.passOn("reassigned", in, c.heldOf(answersFor(n.By.Role), n.By.Unit), func() ([]flow.Change, error) {
			return flow.Transfer(c.item, &c.state.Position, in.Visit, in.From, in.To)
		})
	})
}

// passOn records that a task changed hands.
func (c *command) passOn(kind string, in HandInput, by item.Post, move func() ([]flow.Change, error)) error {
	changes, err := move()
	if err != nil {
		return c.moved(err)
	}
	n := c.item.Place(c.state.openVisit(in.Visit).Node)
	f := Facts{Act: &Act{Visit: in.Visit, Node: n.ID}}
	if kind == "recalled" && in.From != c.actor.Person {
		c.inPlace(&f, flow.Hand{Person: c.actor.Person, For: in.From}, n)
	}
	if err := c.move(&f, c.now, changes); err != nil {
		return err
	}
	return c.recordReason(kind, by, f, in.Reason)
}

// The conditions of giving a task to somebody. Who may receive it is asked of the receiver: see receives.
var (
	transferGuards = []guard{guardRunning, guardOpen, guardRole, guardHeld, guardDrawn, guardReceiver}
	delegateGuards = []guard{guardRunning, guardSuspended, guardOpen, guardRole, guardAside, guardNotWho, guardHeld, guardUndelegated, guardReceiver}
	handBackGuards = []guard{guardRunning, guardSuspended, guardOpen, guardRole, guardAside, guardNotWho, guardPrepares}
	recallGuards   = []guard{guardRunning, guardOpen, guardRole, guardDelegates}
	reassignGuards = []guard{guardRunning, guardOpen, guardAnswers, guardSomebody}
)

// guardHeld: the actor has what they want to give away.
func guardHeld(c *command, a act) *Error {
	v := c.state.openVisit(a.visit)
	switch {
	case v.Has(c.actor.Person):
		return nil
	case v.Seated(c.actor.Person):
		return refuse(Conflict, flow.CodeHasVoted)
	}
	return refuse(Conflict, flow.CodeNotClaimed)
}

// guardDrawn: a seat that the lot gave to a person is given on to nobody.
func guardDrawn(c *command, a act) *Error {
	if c.item.Place(c.state.openVisit(a.visit).Node).By.Pick.Kind == "draw" {
		return refuse(Conflict, "seat_drawn")
	}
	return nil
}

// guardReceiver: there is somebody who may receive it.
func guardReceiver(c *command, a act) *Error {
	if len(c.receivers(a.visit, c.actor.Person)) == 0 {
		return refuse(Conflict, "nobody_else")
	}
	return nil
}

func guardUndelegated(c *command, a act) *Error {
	if c.state.openVisit(a.visit).DelegateOf(c.actor.Person) != "" {
		return refuse(Conflict, flow.CodeDelegated)
	}
	return nil
}

func guardPrepares(c *command, a act) *Error {
	if c.state.openVisit(a.visit).DelegatorOf(c.actor.Person) == "" {
		return refuse(Conflict, flow.CodeNotDelegate)
	}
	return nil
}

func guardDelegates(c *command, a act) *Error {
	if c.delegator(a.visit) == "" {
		return refuse(Conflict, flow.CodeNotDelegated)
	}
	return nil
}

// delegator is whose delegation the actor may take back: their own, or that of one they stand in for.
func (c *command) delegator(visit int) string {
	v := c.state.openVisit(visit)
	n := c.item.Place(v.Node)
	for _, d := range v.Delegated {
		if d.Of == c.actor.Person || c.standsIn(d.Of, n) != nil {
			return d.Of
		}
	}
	return ""
}

func guardAnswers(c *command, a act) *Error {
	n := c.item.Place(c.state.openVisit(a.visit).Node)
	return c.answering(answersFor(n.By.Role), n.By.Unit)
}

func guardSomebody(c *command, a act) *Error {
	if len(c.state.openVisit(a.visit).Holders()) == 0 {
		return refuse(Conflict, "not_held")
	}
	return nil
}

// leaders are the roles whose people only the head of the agency answers for.
var leaders = []string{"office-head", "agency-leader", "agency-head"}

// answersFor are the roles that answer for the people of a role: they reassign tasks and decide on recusals. The head of
// the agency, or of the one above, answers for everybody, the head of the office for all but the leaders; of people of another
// unit that takes part, those of that unit do.
func answersFor(role string) []string {
	if slices.Contains(leaders, role) {
		return []string{"agency-head"}
	}
	return []string{"office-head", "agency-head"}
}

// answering asks for one of the roles that answer for somebody, and names the one that does for everybody.
func (c *command) answering(roles []string, unit string) *Error {
	if c.heldOf(roles, unit).Role != "" {
		return c.unrecused()
	}
	return c.postedIn(unit, roles[len(roles)-1])
}

// eligible says why somebody cannot be given a place at a node, or nil: they hold its role, not_who does not keep them
// out, and they were not recused.
func (c *command) eligible(n *item.Place, person string) *Error {
	switch {
	case !c.Office.Holds(person, n.By.Role, c.unitOf(n)):
		return refuse(Invalid, "role", n.By.Role)
	case c.state.Recused(person):
		return refuse(Invalid, "recused")
	}
	for _, w := range c.state.who(n.By.NotWho) {
		if w.Person == person {
			return refuse(Invalid, "not_who", w.Node)
		}
	}
	return nil
}

// receives says why somebody cannot receive what another has, or nil.
func (c *command) receives(visit int, from, to string) *Error {
	v := c.state.openVisit(visit)
	if to == "" {
		return at(refuse(Invalid, "people_missing"), "/to")
	}
	if err := c.eligible(c.item.Place(v.Node), to); err != nil {
		return at(err, "/to")
	}
	if v.Taken(to) && v.DelegateOf(from) != to {
		return at(refuse(Invalid, flow.CodeHasPlace), "/to")
	}
	return nil
}

// receivers lists who may receive what somebody has at a visit.
func (c *command) receivers(visit int, from string) []string {
	n := c.item.Place(c.state.openVisit(visit).Node)
	var list []string
	for _, person := range c.Office.Holders(n.By.Role, c.unitOf(n)) {
		if person != from && c.receives(visit, from, person) == nil {
			list = append(list, person)
		}
	}
	return list
}
