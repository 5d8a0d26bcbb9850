package flow

import "shenpi/workflow/item"

// Claim makes an open step the person's until released; in a panel of several it keeps one seat for the person.
// Claiming is not needed to decide.
func Claim(it *item.Item, p *Position, visit int, person string) ([]Change, error) {
	v, at, err := unparked(it, p, visit, item.Step, item.Issue)
	if err != nil {
		return nil, err
	}
	if v.Claimed != "" {
		return nil, refusal(CodeClaimed, v.Node)
	}
	if r := seatFor(v, at.Node, person); r != nil {
		return nil, r
	}
	if len(v.Seats) > 1 && v.seatOf(person) >= 0 {
		return nil, refusal(CodeHasSeat, v.Node)
	}
	w := begin(it, p, nil, visit)
	w.do(Change{Kind: Claimed, Visit: visit, Person: person})
	return w.result()
}

// Release gives up a claim of the person, or frees the person from a seat they were named for and have not voted on.
// It is allowed while a question parks the visit.
func Release(it *item.Item, p *Position, visit int, person string) ([]Change, error) {
	v, _, err := task(it, p, visit, item.Step, item.Issue)
	if err != nil {
		return nil, err
	}
	k := v.seatOf(person)
	switch {
	case person == "" || v.Claimed != person && k < 0:
		return nil, refusal(CodeNotClaimed, v.Node)
	case k >= 0 && v.Seats[k].Vote != "":
		return nil, refusal(CodeHasVoted, v.Node)
	}
	w := begin(it, p, nil, visit)
	w.do(Change{Kind: Released, Visit: visit, Person: person})
	return w.result()
}

// Name gives a seat of a panel whose members are named or drawn to a person. By is who names, or what drew.
func Name(it *item.Item, p *Position, visit int, by, person string) ([]Change, error) {
	v, at, err := task(it, p, visit, item.Step, item.Issue)
	switch {
	case err != nil:
		return nil, err
	case !picked(at.Node):
		return nil, refusal(CodePick, v.Node)
	case by == "" || person == "" || v.freeSeat() < 0:
		return nil, refusal(CodeNoSeat, v.Node)
	case v.seatOf(person) >= 0:
		return nil, refusal(CodeHasSeat, v.Node)
	case v.DelegatorOf(person) != "":
		return nil, refusal(CodeHasPlace, v.Node)
	}
	w := begin(it, p, nil, visit)
	w.do(Change{Kind: Named, Visit: visit, Person: person, By: by})
	return w.result()
}

// AddSeats adds n seats to an open step and raises its threshold by n; the item bounds how many.
func AddSeats(it *item.Item, p *Position, visit int, by string, n int) ([]Change, error) {
	v, at, err := unparked(it, p, visit, item.Step)
	if err != nil {
		return nil, err
	}
	added := 0
	for _, s := range v.Seats {
		if s.AddedBy != "" {
			added++
		}
	}
	if at.By.MayAdd == nil || by == "" || n < 1 || n > at.By.MayAdd.AtMost-added {
		return nil, refusal(CodeMayAdd, v.Node)
	}
	w := begin(it, p, nil, visit)
	w.do(Change{Kind: SeatsAdded, Visit: visit, By: by, Seats: n})
	return w.result()
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
