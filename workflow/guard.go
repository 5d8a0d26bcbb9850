package workflow

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"shenpi/workflow/calendar"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// act is what somebody wants to do: the subject of the guards.
type act struct {
	visit    int
	decision string
	reason   string
	written  bool // reason and supplements are given now; explain asks before they are
	grade    string
	adding   flow.Adding  // seats to add
	person   string       // whose added seat is taken away
	file     string       // SHA-256 of the document of a reply
	missing  []Supplement // what a decision asks the applicant for

	inPlaceOf string // the officer in whose place the actor says to act
	batch     string // what it is decided together with has the same
	to        string // who is to receive it, or to stand aside
	node      string
	recusal   int
}

// guard is one condition of an act. The same guards answer the command, the buttons of a screen and explain.
type guard func(*command, act) *Error

// decideGuards are the conditions of a decision, in the order in which they are told: the person, then the matter.
// What the flow itself asks (alone, claim, needs, once, back_to) is asked by the move, on a copy.
var decideGuards = []guard{
	guardRunning, guardSuspended, guardOpen, guardParked, guardRole, guardAside, guardMandate, guardNotWho, guardHosting, guardDecision, guardMove,
	guardHeard, guardRegister, guardTogether, guardAsksApplicant, guardAskable, guardReason, guardMaterials, guardForwarded, guardBack, guardDateLimit,
}

// The conditions of the acts on a task that decide nothing.
var (
	claimGuards    = []guard{guardRunning, guardOpen, guardParked, guardRole, guardAside, guardNotWho, guardClaim}
	releaseGuards  = []guard{guardRunning, guardOpen, guardRelease}
	takeBackGuards = []guard{guardRunning, guardSuspended, guardTakeBack, guardUndo}
)

// check returns the first guard that fails.
func (c *command) check(guards []guard, a act) *Error {
	for _, g := range guards {
		if err := g(c, a); err != nil {
			return err
		}
	}
	return nil
}

func guardRunning(c *command, _ act) *Error {
	if c.state.Position.End != "" {
		e := refuse(Conflict, "case_ended")
		e.Who, e.At = c.state.Last.Person, c.state.EndedAt
		return e
	}
	return nil
}

func guardOpen(c *command, a act) *Error {
	if c.state.openVisit(a.visit) != nil {
		return nil
	}
	e := refuse(Conflict, "task_not_open")
	if a.visit >= 1 && a.visit <= len(c.state.Visits) {
		e.Who, e.At = c.state.winner(a.visit), c.state.Visits[a.visit-1].ClosedAt
	}
	return e
}

// winner is who brought a visit to its end, there or, where it was closed for another, at that one; empty when it was
// the law.
func (s *State) winner(visit int) string {
	v := &s.Position.Visits[visit-1]
	if v.By == "" && v.EndedBy > 0 {
		v = &s.Position.Visits[v.EndedBy-1]
	}
	return v.By
}

func guardParked(c *command, a act) *Error {
	if c.state.openVisit(a.visit).Parked() {
		return refuse(Conflict, "parked")
	}
	return nil
}

func guardRole(c *command, a act) *Error {
	n := c.item.Place(c.state.openVisit(a.visit).Node)
	if n.By.Role == "" {
		return refuse(Conflict, "task_not_open")
	}
	return c.posted(postAt(n))
}

// guardNotWho keeps apart who must not be the same person, over all rounds, also those sent back over. Of an act in
// somebody's place it asks about both.
func guardNotWho(c *command, a act) *Error {
	n := c.item.Place(c.state.openVisit(a.visit).Node)
	h := c.hand(a)
	for _, w := range c.state.who(n.By.NotWho) {
		if w.Person == h.Person || h.For != "" && w.Person == h.For {
			e := refuse(Forbidden, "not_who", w.Node)
			e.Who, e.Round = w.Person, w.Round
			return e
		}
	}
	return nil
}

func guardDecision(c *command, a act) *Error {
	n := c.item.Place(c.state.openVisit(a.visit).Node)
	if n.Kind == item.Step && !slices.Contains(flow.Options(c.item, &c.state.Position, a.visit), a.decision) {
		return refuse(Invalid, "decision_unknown", a.decision)
	}
	return nil
}

// attempted is a decision as the flow would make it.
type attempted struct {
	visit    int
	decision string
	hand     flow.Hand
	changes  []flow.Change
	err      error
}

// try makes a decision on a copy of the position. The guards that ask about it and the command share the answer.
func (c *command) try(a act) ([]flow.Change, error) {
	h := c.hand(a)
	if c.tried.visit != a.visit || c.tried.decision != a.decision || c.tried.hand != h {
		c.tried = attempted{visit: a.visit, decision: a.decision, hand: h}
		c.tried.changes, c.tried.err = flow.DecideFor(c.item, &c.state.Position, a.visit, h, a.decision, c.chooser())
	}
	return c.tried.changes, c.tried.err
}

// chooser is the case itself; of one whose form was erased every choice is its else.
func (c *command) chooser() flow.Chooser {
	if c.form == nil {
		return unchosen{}
	}
	return c
}

// guardMove asks the flow: alone, claim, seat, needs, once. Where a return may lead is told last: see guardBack.
func guardMove(c *command, a act) *Error {
	if _, err := c.try(a); !backward(err) {
		return c.moveError(err)
	}
	return nil
}

func guardBack(c *command, a act) *Error {
	_, err := c.try(a)
	return c.moveError(err)
}

func backward(err error) bool {
	var r *flow.Refusal
	return errors.As(err, &r) && (r.Code == flow.CodeBackTo || r.Code == flow.CodeNeverVisited)
}

func guardClaim(c *command, a act) *Error {
	_, err := flow.Claim(c.item, &c.state.Position, a.visit, c.actor.Person)
	return c.moveError(err)
}

func guardRelease(c *command, a act) *Error {
	_, err := flow.Release(c.item, &c.state.Position, a.visit, c.actor.Person)
	return c.moveError(err)
}

func guardUndo(c *command, a act) *Error {
	_, err := flow.TakeBack(c.item, &c.state.Position, a.visit, c.actor.Person)
	return c.moveError(err)
}

// unchosen answers a choice with its else.
type unchosen struct{}

func (unchosen) Choose(n *item.Node) (int, error) { return len(n.Cases) - 1, nil }

func guardShort(_ *command, a act) *Error { return short(a.reason, "/reason") }

// short refuses a text that is longer than an opinion may be.
func short(text, field string) *Error {
	if utf8.RuneCountInString(text) > 4000 {
		return at(refuse(Invalid, "opinion_long"), field)
	}
	return nil
}

func guardReason(c *command, a act) *Error {
	if !a.written {
		return nil
	}
	if err := guardShort(c, a); err != nil {
		return err
	}
	d := c.item.Place(c.state.openVisit(a.visit).Node).Decision(a.decision) // none of a reply
	if d != nil && (d.Reason || d.AsksOfficer()) && a.reason == "" {
		return at(refuse(Invalid, "reason"), "/reason")
	}
	if d != nil && d.Regrade && d.Grade == "" {
		if _, known := c.item.Grade.Titles[a.grade]; !known {
			return at(refuse(Invalid, "grade"), "/grade")
		}
	}
	return nil
}

// guardMaterials asks for no material that the item does not have. A point about none of them names none.
func guardMaterials(c *command, a act) *Error {
	for i, s := range a.missing {
		if s.Material != "" && c.item.Material(s.Material) == nil {
			return at(refuse(Invalid, "material_unknown", s.Material), fmt.Sprintf("/supplements/%d/material", i))
		}
	}
	return nil
}

// guardForwarded asks nobody again for what another agency has sent along with the case (Art. 35).
func guardForwarded(c *command, a act) *Error {
	for i, s := range a.missing {
		if c.state.carried(s.Material, "") {
			return at(refuse(Invalid, "already_forwarded", s.Material), fmt.Sprintf("/supplements/%d/material", i))
		}
	}
	return nil
}

// guardDateLimit offers no question whose answer may come after a clock that ends on a date.
func guardDateLimit(c *command, a act) *Error {
	d := c.item.Place(c.state.openVisit(a.visit).Node).Decision(a.decision)
	if d == nil || d.Ask == nil {
		return nil
	}
	today := c.today()
	k := span(answerClock, d.Ask.AnswerWithin, today)
	return c.beforeDates(k.Due(c.cal, today).Law)
}

// beforeDates refuses what may last past a clock that ends on a date.
func (c *command) beforeDates(last calendar.Date) *Error {
	for i := range c.state.Clocks {
		if k := &c.state.Clocks[i]; !k.Until.IsZero() && k.Ended.IsZero() && k.Until.Before(last) {
			return refuse(Conflict, "date_limit", k.Until.String())
		}
	}
	return nil
}

func at(e *Error, field string) *Error {
	e.Field = field
	return e
}

// moveError turns the flow's refusal into the error a user is told. Any other error is ours: it is kept, and the command
// fails with it instead of with what the guard says.
func (c *command) moveError(err error) *Error {
	if err == nil {
		return nil
	}
	var r *flow.Refusal
	if errors.As(err, &r) {
		kind := Conflict
		if slices.Contains([]string{"decision_unknown", "back_to", "never_visited"}, r.Code) {
			kind = Invalid
		}
		return refuse(kind, r.Code, r.Nodes...)
	}
	c.broken = err
	return refuse(Conflict, "no_way_on")
}
