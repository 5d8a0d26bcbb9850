package flow

import "shenpi/workflow/item"

// Transfer gives what a person has claimed, or a seat they have not voted on, to another, who then decides in their own
// name. What was delegated to somebody ends with it. It is allowed while a question parks the visit.
func Transfer(it *item.Item, p *Position, visit int, from, to string) ([]Change, error) {
	v, err := held(it, p, visit, from)
	if err != nil {
		return nil, err
	}
	if v.drawn(from) {
		return nil, refusal(CodeDrawn, v.Node)
	}
	if prepares := v.DelegatorOf(to); to == "" || v.Claimed == to || v.seatOf(to) >= 0 || prepares != "" && prepares != from {
		return nil, refusal(CodeHasPlace, v.Node)
	}
	w := begin(it, p, nil, visit)
	w.do(Change{Kind: Transferred, Visit: visit, Person: to, By: from})
	return w.result()
}

// Delegate lets another prepare what a person has. Until it is handed back or recalled the person does not decide; the
// other one never does. What one prepares for somebody cannot be delegated on.
func Delegate(it *item.Item, p *Position, visit int, from, to string) ([]Change, error) {
	v, err := held(it, p, visit, from)
	switch {
	case err != nil:
		return nil, err
	case v.DelegateOf(from) != "":
		return nil, refusal(CodeDelegated, v.Node)
	case to == "" || v.Taken(to):
		return nil, refusal(CodeHasPlace, v.Node)
	}
	w := begin(it, p, nil, visit)
	w.do(Change{Kind: Delegated, Visit: visit, Person: to, By: from})
	return w.result()
}

// HandBack gives what a person has prepared back to who delegated it; the person has acted at the node from then on.
func HandBack(it *item.Item, p *Position, visit int, person string) ([]Change, error) {
	v, _, err := task(it, p, visit, item.Step, item.Issue)
	if err != nil {
		return nil, err
	}
	of := v.DelegatorOf(person)
	if person == "" || of == "" {
		return nil, refusal(CodeNotDelegate, v.Node)
	}
	w := begin(it, p, nil, visit)
	w.do(Change{Kind: HandedBack, Visit: visit, Person: person, By: of})
	return w.result()
}

// Recall takes what a person delegated back from who prepares it.
func Recall(it *item.Item, p *Position, visit int, person string) ([]Change, error) {
	v, _, err := task(it, p, visit, item.Step, item.Issue)
	if err != nil {
		return nil, err
	}
	to := v.DelegateOf(person)
	if person == "" || to == "" {
		return nil, refusal(CodeNotDelegated, v.Node)
	}
	w := begin(it, p, nil, visit)
	w.do(Change{Kind: HandedBack, Visit: visit, Person: to, By: person, Reason: Recalled})
	return w.result()
}

// Bar takes a person out of everything that is open: votes that have settled nothing yet are void, claims and seats are
// free again, what they prepare or gave to prepare goes back. What they did counts for not_who all the same.
func Bar(it *item.Item, p *Position, person string) ([]Change, error) {
	if p.End != "" {
		return nil, refusal(CodeCaseEnded, p.End)
	}
	w := begin(it, p, nil, 0)
	for _, open := range OpenVisits(p) {
		w.bar(open.ID, person)
	}
	return w.result()
}

func (w *walk) bar(visit int, person string) {
	v := &w.p.Visits[visit-1]
	if v.Parked() && v.Ask.Of != Applicant && v.Ask.Person == person { // nobody else may answer: the asker goes on without
		w.do(Change{Kind: Answered, Visit: visit, Reason: BySilence})
	}
	if k := v.seatOf(person); k >= 0 && v.Seats[k].Vote != "" {
		w.do(Change{Kind: Unvoted, Visit: visit, Person: v.Seats[k].Person})
	}
	w.free(visit, person)
}

// Free takes what a person has not decided at an open visit from them: a claim or a seat is free again, what they prepare or
// gave to prepare goes back. Their vote stands.
func Free(it *item.Item, p *Position, visit int, person string) ([]Change, error) {
	if _, _, err := task(it, p, visit, item.Step, item.Issue); err != nil {
		return nil, err
	}
	w := begin(it, p, nil, visit)
	w.free(visit, person)
	return w.result()
}

func (w *walk) free(visit int, person string) {
	v := &w.p.Visits[visit-1]
	if of := v.DelegatorOf(person); of != "" {
		w.do(Change{Kind: HandedBack, Visit: visit, Person: person, By: of, Reason: Recalled})
	}
	if v.Has(person) {
		w.do(Change{Kind: Released, Visit: visit, Person: person})
	}
}

// held finds the open visit that is the person's to give away.
func held(it *item.Item, p *Position, visit int, person string) (*Visit, error) {
	v, _, err := task(it, p, visit, item.Step, item.Issue)
	if err != nil {
		return nil, err
	}
	if v.Has(person) {
		return v, nil
	}
	if k := v.seatOf(person); person != "" && k >= 0 {
		return nil, refusal(CodeHasVoted, v.Node)
	}
	return nil, refusal(CodeNotClaimed, v.Node)
}
