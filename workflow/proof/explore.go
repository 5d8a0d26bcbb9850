package proof

import (
	"slices"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// Budget bounds an exploration. It is counted, not timed, so that the same definition always gets the same answer.
type Budget struct {
	Positions int // states in normal form; 0 = 100,000
	Work      int // changes made and refusals met, over all moves; 0 = 4,000,000
}

func (b Budget) orDefault() Budget {
	if b.Positions <= 0 {
		b.Positions = 100_000
	}
	if b.Work <= 0 {
		b.Work = 4_000_000
	}
	return b
}

// explorer walks every state that moves lead to, the nearest first, so that the first way to one is a shortest.
type explorer struct {
	*lens
	most  Budget
	work  int
	spent bool // the budget ran out: what was not seen may still be there

	keys  []string // by state, as encoded
	index map[string]int32
	from  []int32 // the state it was first reached from; -1 for those a case starts in
	ended []bool

	scratch []flow.Visit
	steps   map[[2]int32]PathStep // found again already

	edges []edge
	outs  []int32

	// anyClock lets the expiry of every clock decide at any time; see Explore.
	anyClock bool
	saw      func(at int32, s *state, m *move) // told of every move made
}

// edge is a move as the game sees it.
type edge struct {
	from       int32
	first, end int32 // its outcomes in outs
	kind       string
	helps      bool // officers choose it
	certain    bool
}

func newExplorer(it *item.Item, most Budget) *explorer {
	x := &explorer{lens: newLens(it), most: most.orDefault(), index: map[string]int32{}, steps: map[[2]int32]PathStep{}}
	if !it.Legal.IsAdminLicence {
		x.expiring = nil
	}
	return x
}

// runs reports whether a clock may be running. One that ends on a date runs from the filing; one of a length from what
// starts it to what the next one follows on.
func (x *explorer) runs(clock string, m Marks) bool {
	if x.anyClock {
		return true
	}
	switch {
	case m.Decided:
		return false
	case clock == acceptClock:
		return x.it.Limits.Accept > 0 && !m.Decide
	case clock == decideClock:
		return m.Decide
	case clock == issueClock:
		return false // it starts when the case is decided
	}
	return true
}

// The clocks that the law names.
const (
	acceptClock = "accept"
	decideClock = "decide"
	issueClock  = "issue"
)

// mark is what a move leaves on the clocks.
func (x *explorer) mark(m Marks, before *flow.Position, changes []flow.Change) Marks {
	for k, c := range changes {
		switch c.Kind {
		case flow.Opened:
			m.Decided = m.Decided || x.it.Place(c.Node).Kind == item.Issue
		case flow.Concluded:
			if d := x.it.Place(nodeOf(before, changes[:k], c.Visit)).Decision(c.Decision); d != nil {
				m.Decide = m.Decide || d.Start == decideClock
				m.Issue = m.Issue || d.Start == issueClock
				m.Decided = m.Decided || d.Start == issueClock
			}
		}
	}
	return m
}

// nodeOf is the node of a visit, one that the changes opened too.
func nodeOf(before *flow.Position, changes []flow.Change, visit int) string {
	if visit >= 1 && visit <= len(before.Visits) {
		return before.Visits[visit-1].Node
	}
	for _, c := range changes {
		if c.Kind == flow.Opened && c.Visit == visit {
			return c.Node
		}
	}
	return ""
}

// explore walks until everything is seen or the budget is spent.
func (x *explorer) explore() {
	start := x.begin()
	x.take(-1, &state{}, &start)
	for at := int32(0); int(at) < len(x.keys) && !x.spent; at++ {
		s := x.decode(x.keys[at])
		for _, m := range x.moves(&s) {
			x.take(at, &s, &m)
			if x.spent {
				return
			}
		}
	}
}

// begin is the move that starts a case.
func (x *explorer) begin() move {
	return x.under(move{kind: kindStart, by: Applicant}, &state{}, &flow.Position{}, func(_ *flow.Position, ch flow.Chooser) ([]flow.Change, error) {
		return flow.Start(x.it, ch)
	})
}

// take enters a move and what it leads to.
func (x *explorer) take(at int32, s *state, m *move) {
	e := edge{from: at, first: int32(len(x.outs)), kind: m.kind, helps: m.by == Officer && m.kind != kindTerminate, certain: m.certain}
	made := false
	for k := range m.outcomes {
		out := &m.outcomes[k]
		to := at
		if out.refused == "" {
			made = true
			to = x.add(at, out.key, out.ended)
		}
		if !slices.Contains(x.outs[e.first:], to) {
			x.outs = append(x.outs, to)
		}
	}
	e.end = int32(len(x.outs))
	if made && at >= 0 {
		x.edges = append(x.edges, e)
	} else {
		x.outs = x.outs[:e.first]
	}
	if x.saw != nil {
		x.saw(at, s, m)
	}
	x.spent = x.spent || len(x.keys) > x.most.Positions || x.work > x.most.Work
}

func (x *explorer) add(from int32, key string, ended bool) int32 {
	to, known := x.index[key]
	if !known {
		to = int32(len(x.keys))
		x.index[key] = to
		x.keys = append(x.keys, key)
		x.from = append(x.from, from)
		x.ended = append(x.ended, ended)
	}
	return to
}
