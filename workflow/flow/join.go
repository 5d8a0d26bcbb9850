package flow

import (
	"strconv"

	"shenpi/workflow/item"
)

// laneState is how far a branch or a case has come.
type laneState int

const (
	running laneState = iota
	passed
	failed
)

// lane reads the state of a branch off its last visit that counts. A branch not entered yet is running; one with
// nothing in it has passed.
func lane(it *item.Item, p *Position, block int, name string, do []*item.Node) laneState {
	if len(do) == 0 {
		return passed
	}
	for k := len(p.Visits) - 1; k >= block; k-- {
		v := &p.Visits[k]
		if v.Block != block || v.Lane != name || v.Status == Void {
			continue
		}
		switch {
		case v.Status == Open:
			return running
		case v.Status == Done && (v.Outcome == item.OutcomePass || goesOn(it, p, v)):
			return passed
		}
		return failed
	}
	return running
}

// goesOn reports whether the node of a visit that did not pass says to go on all the same.
func goesOn(it *item.Item, p *Position, v *Visit) bool {
	way := upon(it, p, v, v.Outcome)
	return way != nil && way.Next == "" && way.BackTo == "" && way.End == ""
}

// settle concludes a parallel or a choice once its lanes have decided it, and goes on from there. Branches are
// counted by name.
func (w *walk) settle(block int) {
	if w.err != nil || w.p.Visits[block-1].Status != Open {
		return
	}
	v := w.p.Visits[block-1]
	at := w.it.Place(v.Node)
	c := Change{Kind: Concluded, Visit: block, Cause: w.causeOf(block)}
	if at.Kind == item.Choice {
		c.Outcome = decided(1, []laneState{w.caseState(&v, at)})
	} else {
		w.join(&c, at.Node)
	}
	if c.Outcome == "" {
		return
	}
	w.closeWithin(block, NotNeeded)
	w.do(c)
	w.onward(block, upon(w.it, &w.p, &w.p.Visits[block-1], c.Outcome))
}

// join is the outcome of a parallel, if there is one yet, with the branches it rests on.
func (w *walk) join(c *Change, n *item.Node) {
	states := make([]laneState, 0, len(n.Branches))
	for _, b := range n.Branches {
		s := lane(w.it, &w.p, c.Visit, b.Name, b.Do)
		switch s {
		case passed:
			c.Passed = append(c.Passed, b.Name)
		case running:
			c.Running = append(c.Running, b.Name)
		}
		states = append(states, s)
	}
	c.Need = joinNeeds(n)
	c.Outcome = decided(c.Need, states)
}

// caseState is the state of the case that a choice entered.
func (w *walk) caseState(v *Visit, at *item.Place) laneState {
	for k, c := range at.Cases {
		if v.Case == strconv.Itoa(k) {
			return lane(w.it, &w.p, v.ID, v.Case, c.Do)
		}
	}
	return failed
}

// joinNeeds is how many branches have to pass.
func joinNeeds(n *item.Node) int {
	switch {
	case n.Join.Any:
		return 1
	case n.Join.N > 0:
		return n.Join.N
	}
	return len(n.Branches)
}

// decided is pass once enough lanes have passed, fail once enough no longer can, else empty.
func decided(need int, states []laneState) string {
	passes, open := 0, 0
	for _, s := range states {
		switch s {
		case passed:
			passes++
		case running:
			open++
		}
	}
	switch {
	case passes >= need:
		return item.OutcomePass
	case passes+open < need:
		return item.OutcomeFail
	}
	return ""
}

// close closes one visit and the question it is parked on.
func (w *walk) close(visit int, reason string) {
	if w.err != nil {
		return
	}
	if w.p.Visits[visit-1].Parked() {
		w.do(Change{Kind: Answered, Visit: visit, Reason: reason})
	}
	w.do(Change{Kind: ClosedVisit, Visit: visit, Reason: reason, Cause: w.causeOf(visit)})
}

// closeWithin closes everything open inside a block, the innermost first; block 0 is the whole case.
func (w *walk) closeWithin(block int, reason string) {
	for id := len(w.p.Visits); id > block; id-- {
		if w.p.Visits[id-1].Status == Open && inside(&w.p, id, block) {
			w.close(id, reason)
		}
	}
}

// inside reports whether a visit stands in a block, at any depth; everything stands in block 0.
func inside(p *Position, visit, block int) bool {
	for visit > 0 {
		visit = p.Visits[visit-1].Block
		if visit == block {
			return true
		}
	}
	return false
}
