package flow

import (
	"slices"

	"shenpi/workflow/item"
)

// Options lists the decisions an open step knows now, in the order written; a panel of more than one also knows abstain.
func Options(it *item.Item, p *Position, visit int) []string {
	v, at, err := task(it, p, visit, item.Step)
	if err != nil {
		return nil
	}
	var ids []string
	for _, d := range at.Decisions {
		ids = append(ids, d.ID)
	}
	if len(v.Seats) > 1 && !slices.Contains(ids, Abstain) {
		ids = append(ids, Abstain)
	}
	return ids
}

// Decide makes a decision at an open step: the one officer of a plain step concludes it, a member of a panel votes, and
// the vote that settles the panel concludes it. A decision that leaves the step, or asks, is not a vote: in a panel it
// must be allowed to a member alone. Refused in this order: case_ended, task_not_open, parked, decision_unknown,
// alone, claimed (or has_seat, no_seat), needs, once, back_to (or never_visited).
func Decide(it *item.Item, p *Position, visit int, person, decision string, ch Chooser) ([]Change, error) {
	return DecideFor(it, p, visit, Hand{Person: person}, decision, ch)
}

// Hand is who acts, and in whose place, if not in their own.
type Hand struct {
	Person string
	For    string // empty: in their own place
}

// whose is the person whose claim or seat it is.
func (h Hand) whose() string {
	if h.For != "" {
		return h.For
	}
	return h.Person
}

// DecideFor is Decide by one who may act in the place of another: on the other's claim or seat. It makes them one on a
// panel: neither has another seat there.
func DecideFor(it *item.Item, p *Position, visit int, h Hand, decision string, ch Chooser) ([]Change, error) {
	v, at, err := unparked(it, p, visit, item.Step)
	if err != nil {
		return nil, err
	}
	d := at.Decision(decision)
	if d == nil && decision == Abstain && len(v.Seats) > 1 {
		d = &item.Decision{ID: Abstain, Outcome: Abstain}
	}
	if d == nil {
		return nil, refusal(CodeDecisionUnknown, v.Node)
	}
	if r := seatGuard(v, at.Node, h, d); r != nil {
		return nil, r
	}
	w := begin(it, p, ch, visit)
	if d.Ask != nil {
		w.ask(v, d, h)
		return w.result()
	}
	w.do(Change{Kind: Voted, Visit: visit, Person: h.Person, For: h.For, Vote: voteOf(v, d), Decision: d.ID})
	if w.err != nil {
		return nil, w.err
	}
	outcome := d.Outcome
	if ByVotes(v, d) {
		outcome = tally(&w.p.Visits[visit-1])
	}
	if outcome == "" {
		return w.result()
	}
	if missing := Missing(p, d.Needs); len(missing) > 0 {
		return nil, refusal(CodeNeeds, missing...)
	}
	w.conclude(visit, outcome, d.ID, h.Person, "")
	w.onward(visit, w.wayOf(visit, d))
	return w.result()
}

// ByVotes reports whether the votes of a panel settle the step when somebody makes the decision there, and not the
// decision itself. An abstention has no decision.
func ByVotes(v *Visit, d *item.Decision) bool { return len(v.Seats) > 1 && (d == nil || !d.Leaves()) }

// voteOf is what a decision counts for. An abstention is never a pass, whatever the item calls its outcome.
func voteOf(v *Visit, d *item.Decision) string {
	switch {
	case d.ID == Abstain && len(v.Seats) > 1:
		return Abstain
	case d.Passes():
		return VotePass
	}
	return VoteFail
}

// tally is the outcome the votes of a panel have settled; empty while they have not.
func tally(v *Visit) string {
	passes, open := v.Tally()
	switch {
	case passes >= v.Need:
		return item.OutcomePass
	case passes+open < v.Need:
		return item.OutcomeFail
	}
	return ""
}

// wayOf is where a decided step leads: the way of the decision itself, else what the node says upon the outcome.
func (w *walk) wayOf(visit int, d *item.Decision) *item.Route {
	if w.err != nil {
		return nil
	}
	if d.Leaves() {
		return &item.Route{Next: d.Next, BackTo: d.BackTo, End: d.End}
	}
	v := &w.p.Visits[visit-1]
	return upon(w.it, &w.p, v, v.Outcome)
}

// seatGuard checks what a person may do at the step: alone, claim and seat.
func seatGuard(v *Visit, n *item.Node, h Hand, d *item.Decision) *Refusal {
	if len(v.Seats) > 1 && (d.Leaves() || d.Ask != nil) && !d.Alone {
		return refusal(CodeAlone, v.Node)
	}
	return handGuard(v, n, h)
}

// MaySit reports whether there is a seat at an open step or issue on which the hand may act.
func MaySit(it *item.Item, p *Position, visit int, h Hand) bool {
	v, at, err := task(it, p, visit, item.Step, item.Issue)
	return err == nil && handGuard(v, at.Node, h) == nil
}

// handGuard checks that there is an open seat for a hand, which nobody is preparing.
func handGuard(v *Visit, n *item.Node, h Hand) *Refusal {
	if h.For != "" && (h.For == h.Person || v.Taken(h.Person)) {
		return refusal(CodeHasPlace, v.Node)
	}
	if r := seatFor(v, n, h.whose()); r != nil {
		return r
	}
	if v.DelegateOf(h.whose()) != "" {
		return refusal(CodeDelegated, v.Node)
	}
	return nil
}

// seatFor checks that there is an open seat for the person.
func seatFor(v *Visit, n *item.Node, person string) *Refusal {
	if person == "" {
		return refusal(CodeNoSeat, v.Node)
	}
	if v.DelegatorOf(person) != "" {
		return refusal(CodeDelegate, v.Node)
	}
	if v.Claimed != "" && v.Claimed != person {
		return refusal(CodeClaimed, v.Node)
	}
	if k := v.seatOf(person); k >= 0 {
		switch {
		case v.Seats[k].Vote != "":
			return refusal(CodeHasSeat, v.Node)
		case !v.Turn(k):
			return refusal(CodeNotTurn, v.Node)
		}
		return nil
	}
	switch {
	case picked(n):
		return refusal(CodeNoSeat, v.Node)
	case v.freeTurn() >= 0:
		return nil
	case v.freeSeat() >= 0:
		return refusal(CodeNotTurn, v.Node)
	}
	if slices.ContainsFunc(v.Seats, func(s Seat) bool { return s.Vote == "" && s.Person == s.NamedBy }) {
		return refusal(CodeClaimed, v.Node)
	}
	return refusal(CodeNoSeat, v.Node)
}

// picked reports whether only people named or drawn for it have a seat at the node.
func picked(n *item.Node) bool { return n.By.Pick.Kind == "named" || n.By.Pick.Kind == "draw" }
