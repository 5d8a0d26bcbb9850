package flow

import (
	"errors"
	"fmt"
	"strconv"

	"shenpi/workflow/item"
)

// walk is a move being made: it applies every change to a copy of the position as it goes, so that what follows sees
// what came before. The first error ends it; whatever is called after that does nothing.
type walk struct {
	it      *item.Item
	p       Position
	ch      Chooser
	cause   int // the visit whose conclusion brings all of this about
	changes []Change
	err     error
}

func begin(it *item.Item, p *Position, ch Chooser, cause int) *walk {
	return &walk{it: it, p: p.Clone(), ch: ch, cause: cause, changes: make([]Change, 0, 3)}
}

func (w *walk) result() ([]Change, error) {
	if w.err != nil {
		return nil, w.err
	}
	return w.changes, nil
}

func (w *walk) refuse(code string, nodes ...string) {
	if w.err == nil {
		w.err = refusal(code, nodes...)
	}
}

func (w *walk) do(c Change) {
	if w.err != nil {
		return
	}
	if w.err = Apply(&w.p, c); w.err == nil {
		w.changes = append(w.changes, c)
	}
}

// causeOf is the cause to record with a change of the visit.
func (w *walk) causeOf(visit int) int {
	if visit == w.cause {
		return 0
	}
	return w.cause
}

// coming is how the flow comes to a node.
type coming struct {
	way    string
	over   []string // nodes passed over on the way
	opener int      // the done visit that leads there; 0 for the first node of all
	block  int
	lane   string
}

// open enters a node.
func (w *walk) open(at *item.Place, from coming) {
	if w.err != nil {
		return
	}
	c := Change{Kind: Opened, Visit: len(w.p.Visits) + 1, Node: at.ID, Opener: from.opener, Block: from.block, Lane: from.lane,
		Cause: w.cause, Way: from.way, Over: from.over}
	switch at.Kind {
	case item.End:
		w.end(at.ID, from)
	case item.Parallel:
		w.do(c)
		w.openBranches(c.Visit, at)
	case item.Choice:
		w.openChoice(c, at)
	case item.Step:
		c.Seats = max(at.By.People, 1)
		c.Need = needed(at.By.Pass, c.Seats)
		c.InTurn = at.By.Order == item.InTurn
		w.do(c)
	case item.Issue:
		w.granting(from.opener)
		c.Seats, c.Need = 1, 1
		w.do(c)
	case item.Wait:
		w.do(c)
	case item.Call:
		w.do(c)
		if at.Call.External && at.Call.Forward && w.err == nil { // sent outside this office, where nobody files it
			w.called(c.Visit, item.OutcomePass, "", Forwarded)
		}
	default:
		w.refuse(CodeNoWayOn, at.ID)
	}
}

// openBranches enters every branch; a branch with nothing in it has passed. A join that is decided on the way opens no more.
func (w *walk) openBranches(block int, at *item.Place) {
	for _, b := range at.Branches {
		if w.err != nil || w.p.End != "" || w.p.Visits[block-1].Status != Open {
			return
		}
		if len(b.Do) > 0 {
			w.open(w.it.Place(b.Do[0].ID), coming{way: WayBranch, opener: w.p.Visits[block-1].Opener, block: block, lane: b.Name})
		}
	}
	w.settle(block)
}

func (w *walk) openChoice(c Change, at *item.Place) {
	if w.ch == nil {
		w.err = errors.New("open a choice: nobody to evaluate it")
		return
	}
	k, err := w.ch.Choose(at.Node)
	if err == nil && (k < 0 || k >= len(at.Cases)) {
		err = fmt.Errorf("there is no case %d", k)
	}
	if err != nil {
		w.err = fmt.Errorf("choose at %s: %w", at.ID, err)
		return
	}
	c.Case = strconv.Itoa(k)
	w.do(c)
	if do := at.Cases[k].Do; len(do) > 0 {
		w.open(w.it.Place(do[0].ID), coming{way: WayCase, opener: c.Opener, block: c.Visit, lane: c.Case})
	} else {
		w.settle(c.Visit)
	}
}

// needed is the number of passes a panel of n needs: k, fixed when the panel opens.
func needed(t item.Threshold, n int) int {
	switch {
	case t.Any:
		return 1
	case t.AtLeast > 0:
		return t.AtLeast
	case t.Percent > 0:
		return n*t.Percent/100 + 1 // strictly more than the share
	}
	return n
}

// onward goes on from a done visit: by the way given, or, when there is none, to the next node if it passed; a visit
// that did not pass fails the block around it.
func (w *walk) onward(visit int, way *item.Route) {
	if w.err != nil {
		return
	}
	v := w.p.Visits[visit-1]
	at := w.it.Place(v.Node)
	switch {
	case way != nil && way.End != "":
		w.end(way.End, coming{way: WayEnd, opener: visit})
	case way != nil && way.BackTo != "":
		w.back(visit, way.BackTo)
	case way != nil && way.Next != "":
		w.jump(visit, way.Next)
	case way == nil && v.Outcome != item.OutcomePass, at.Index+1 >= len(at.Sequence):
		if v.Block == 0 {
			w.refuse(CodeNoWayOn, v.Node)
			return
		}
		w.settle(v.Block)
	default:
		w.open(w.it.Place(at.Sequence[at.Index+1].ID), coming{way: WayOn, opener: visit, block: v.Block, lane: v.Lane})
	}
}

// upon finds the way a node names for the outcome or event of this visit; nil when it names none, or none any more.
// Whatever is not a pass is a fail to a node that does not know it by name.
func upon(it *item.Item, p *Position, v *Visit, outcome string) *item.Route {
	at := it.Place(v.Node)
	way, named := at.Upon[outcome]
	if !named && outcome != item.OutcomePass && at.Kind != item.Wait {
		way, named = at.Upon[item.OutcomeFail]
	}
	if !named {
		return nil
	}
	if way.AtMost > 0 {
		times := 0
		for _, x := range p.Visits[:v.ID-1] {
			if x.Node == v.Node && x.Outcome == outcome {
				times++
			}
		}
		if times >= way.AtMost {
			return nil
		}
	}
	return &way
}

// conclude ends a visit with an outcome; the way on is the caller's.
func (w *walk) conclude(visit int, outcome, decision, person, reason string) {
	w.do(Change{Kind: Concluded, Visit: visit, Outcome: outcome, Decision: decision, Person: person, Reason: reason,
		Cause: w.causeOf(visit)})
}

// jump goes on to a later node of the same or an enclosing sequence, leaving the blocks in between.
func (w *walk) jump(visit int, target string) {
	to := w.it.Place(target)
	from := visit
	for to == nil || !sameSequence(w.it.Place(w.p.Visits[from-1].Node), to) {
		from = w.p.Visits[from-1].Block
		if to == nil || from == 0 {
			w.refuse(CodeNoWayOn, w.p.Visits[visit-1].Node)
			return
		}
	}
	top := w.p.Visits[from-1]
	after := w.it.Place(top.Node).Index + 1
	if to.Index < after {
		w.refuse(CodeNoWayOn, top.Node)
		return
	}
	if from != visit {
		w.closeWithin(from, Left)
		w.close(from, Left)
	}
	ahead := coming{way: WayNext, opener: visit, block: top.Block, lane: top.Lane}
	for _, n := range to.Sequence[after:to.Index] {
		ahead.over = append(ahead.over, n.ID)
	}
	w.open(to, ahead)
}

// sameSequence reports whether two nodes stand in one sequence.
func sameSequence(a, b *item.Place) bool { return a.Parent == b.Parent && a.Lane == b.Lane }

// end ends the case: everything open is closed.
func (w *walk) end(name string, from coming) {
	effect, known := w.it.Outcomes[name]
	if at := w.it.Place(name); !known && (at == nil || at.Kind != item.End) {
		w.refuse(CodeNoWayOn, name)
		return
	}
	if effect == item.Grants {
		w.granting(from.opener)
	}
	cause := from.opener
	if from.way == WayBranch || from.way == WayCase {
		cause = from.block
	}
	w.closeWithin(0, CaseOver)
	w.do(Change{Kind: Ended, Node: name, Cause: cause, Way: from.way, Over: from.over})
}

// granting refuses a grant whose grounds do not stand.
func (w *walk) granting(visit int) {
	if w.err != nil {
		return
	}
	if missing := Missing(&w.p, GrantNeeds(w.it, &w.p, visit)); len(missing) > 0 {
		w.refuse(CodeNeeds, missing...)
	}
}
