package flow

import (
	"slices"

	"shenpi/workflow/item"
)

// Where seats are added, seen from the seat of who adds them.
const (
	Beside = "beside" // they vote at once
	Before = "before" // who added them votes once they have
	After  = "after"  // they vote once who added them has
)

// Adding is what is added to a step.
type Adding struct {
	Seats  int
	Where  string   // beside, before or after
	People []string // named for the first of the added seats; the others are found as the members of the step are
}

// AddSeats adds seats to an open step and raises its threshold by as many; the item bounds how many. Before and after
// are said of a seat of one's own that has not voted.
func AddSeats(it *item.Item, p *Position, visit int, by string, a Adding) ([]Change, error) {
	v, at, err := unparked(it, p, visit, item.Step)
	if err != nil {
		return nil, err
	}
	if at.By.MayAdd == nil || by == "" || a.Seats < max(1, len(a.People)) || a.Seats > at.By.MayAdd.AtMost-v.added() {
		return nil, refusal(CodeMayAdd, v.Node)
	}
	switch own := v.ownSeat(by); {
	case a.Where == Beside:
		a.Where = ""
	case a.Where != Before && a.Where != After:
		return nil, refusal(CodeMayAdd, v.Node)
	case own < 0:
		return nil, refusal(CodeOwnSeat, v.Node)
	case v.Seats[own].Vote != "":
		return nil, refusal(CodeHasVoted, v.Node)
	}
	for k, person := range a.People {
		if person == "" {
			return nil, refusal(CodeNoSeat, v.Node)
		}
		if v.ownSeat(person) >= 0 || slices.Contains(a.People[:k], person) {
			return nil, refusal(CodeHasSeat, v.Node)
		}
		if v.Taken(person) {
			return nil, refusal(CodeHasPlace, v.Node)
		}
	}
	w := begin(it, p, nil, visit)
	w.do(Change{Kind: SeatsAdded, Visit: visit, By: by, Seats: a.Seats, Where: a.Where, People: a.People})
	return w.result()
}

// added counts the seats that were added.
func (v *Visit) added() (n int) {
	for _, s := range v.Seats {
		if s.AddedBy != "" {
			n++
		}
	}
	return n
}

// ownSeat finds the seat of a person, also the only one of a step the person has claimed; -1 when there is none.
func (v *Visit) ownSeat(person string) int {
	if person != "" && v.Claimed == person {
		return 0
	}
	return v.seatOf(person)
}

// RemoveSeat takes away a seat that the same person added and nobody has voted on: the one of the person, or, with an
// empty person, one that nobody has. The threshold falls with it, so that the votes already cast may now pass the panel.
func RemoveSeat(it *item.Item, p *Position, visit int, by, person string, ch Chooser) ([]Change, error) {
	v, at, err := unparked(it, p, visit, item.Step)
	if err != nil {
		return nil, err
	}
	if v.removable(by, person) < 0 {
		return nil, notRemovable(v, person)
	}
	w := begin(it, p, ch, visit)
	w.do(Change{Kind: SeatRemoved, Visit: visit, By: by, Person: person})
	if w.err != nil {
		return w.result()
	}
	now := &w.p.Visits[visit-1]
	if tally(now) != item.OutcomePass {
		return w.result()
	}
	decision := ""
	for _, s := range now.Seats {
		if s.Vote == VotePass {
			decision = s.Decision
		}
	}
	d := at.Decision(decision)
	if d == nil {
		return nil, refusal(CodeDecisionUnknown, v.Node)
	}
	if missing := Missing(p, d.Needs); len(missing) > 0 {
		return nil, refusal(CodeNeeds, missing...)
	}
	w.conclude(visit, item.OutcomePass, d.ID, "", "")
	w.onward(visit, w.wayOf(visit, d))
	return w.result()
}

// notRemovable says why a seat cannot be removed.
func notRemovable(v *Visit, person string) *Refusal {
	k := v.seatOf(person)
	switch {
	case k < 0:
		return refusal(CodeNoSeat, v.Node)
	case v.Seats[k].Vote != "":
		return refusal(CodeHasVoted, v.Node)
	}
	return refusal(CodeNotAdder, v.Node)
}
