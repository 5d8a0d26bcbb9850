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

// Name gives free seats of a panel whose members are named to people, in the order of the seats. By is who names.
func Name(it *item.Item, p *Position, visit int, by string, people ...string) ([]Change, error) {
	return fill(it, p, visit, "named", by, people)
}

// Draw gives free seats of a panel whose members are drawn to the people drawn. By is who had the lots drawn.
func Draw(it *item.Item, p *Position, visit int, by string, people ...string) ([]Change, error) {
	return fill(it, p, visit, "draw", by, people)
}

func fill(it *item.Item, p *Position, visit int, pick, by string, people []string) ([]Change, error) {
	v, at, err := task(it, p, visit, item.Step, item.Issue)
	switch {
	case err != nil:
		return nil, err
	case at.By.Pick.Kind != pick:
		return nil, refusal(CodePick, v.Node)
	case by == "" || len(people) == 0:
		return nil, refusal(CodeNoSeat, v.Node)
	}
	w := begin(it, p, nil, visit)
	for _, person := range people {
		switch now := &w.p.Visits[visit-1]; {
		case person == "" || now.freeSeat() < 0:
			return nil, refusal(CodeNoSeat, v.Node)
		case now.seatOf(person) >= 0:
			return nil, refusal(CodeHasSeat, v.Node)
		case now.Taken(person):
			return nil, refusal(CodeHasPlace, v.Node)
		}
		w.do(Change{Kind: Named, Visit: visit, Person: person, By: by, Drawn: pick == "draw"})
	}
	return w.result()
}
