package proof

import (
	"slices"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// Space is every state that a case of an item can come to: what Check reasons over, for those who want to hold a running
// case against it.
type Space struct {
	x   *explorer
	out map[int32][]int32
}

// Explore walks all states of an item; complete is false when the budget ran out. With freeClocks the expiry of a clock
// may decide at any time, whether the clock can be running or not, and marks are not told apart.
func Explore(it *item.Item, most Budget, freeClocks bool) (space *Space, complete bool) {
	x := newExplorer(it, most)
	if freeClocks {
		x.free()
	}
	x.explore()
	s := &Space{x: x, out: map[int32][]int32{}}
	for _, e := range x.edges {
		s.out[e.from] = append(s.out[e.from], x.outs[e.first:e.end]...)
	}
	return s, !x.spent
}

// free lets every clock run always.
func (x *explorer) free() {
	x.anyClock = true
	x.expiring = nil
	for _, at := range x.it.Places() {
		if at.OnExpiry != nil {
			x.expiring = append(x.expiring, at)
		}
	}
}

// Size is the number of states.
func (s *Space) Size() int { return len(s.x.keys) }

// Find gives the state that a position stands for; false when no case comes to it.
func (s *Space) Find(p *flow.Position, m Marks) (int, bool) {
	if p.End != "" {
		m = Marks{}
	}
	at, known := s.x.index[s.x.encode(&state{s.x.reduce(p), m})]
	return int(at), known
}

// Leads reports whether a move leads from one state to another, or the two are the same.
func (s *Space) Leads(from, to int) bool {
	return from == to || slices.Contains(s.out[int32(from)], int32(to))
}

// Won reports whether the officers can bring a case to an end from every state.
func (s *Space) Won() bool { return !slices.Contains(s.x.won(), false) }
