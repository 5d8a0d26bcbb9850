package proof

import (
	"slices"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// What a move does to the nodes of the outermost sequence, as far as it decides how they ended.
const (
	endPassed = iota
	endFailed
	turnedTo // the case went back to it: neither it nor any later node has ended
)

// effect is one of these, at a place of the outermost sequence.
type effect struct {
	kind uint8
	at   int16
}

// trace is one outcome of one move, kept to follow how a node ends that no state remembers because nobody needs it.
type trace struct {
	to      int32
	grant   bool // it grants, and not by the law alone
	effects []effect
}

// tracer keeps every outcome of every move, by the state it is made at.
type tracer struct {
	x      *explorer
	traces map[int32][]trace
	from   []int32 // by state and standing: where it was first reached from; unseen, or before the start
}

// No state and standing.
const (
	unseen = -1
	start  = -2
)

func (t *tracer) see(at int32, s *state, m *move) {
	for k := range m.outcomes {
		out := &m.outcomes[k]
		if out.refused != "" {
			continue
		}
		r := trace{to: t.x.index[out.key], effects: t.effects(s, out)}
		if p, visit := t.x.grantIn(s, out); visit > 0 {
			_, deemed := t.x.rests(&p, visit)
			r.grant = !deemed
		}
		t.traces[at] = append(t.traces[at], r)
	}
}

func (t *tracer) effects(s *state, out *outcome) []effect {
	var list []effect
	turned := false
	for _, c := range out.changes {
		node := c.Node
		if c.Kind != flow.Opened {
			node = nodeOf(&s.p, out.changes, c.Visit)
		}
		at := t.x.it.Place(node)
		switch {
		case c.Kind == flow.Voided:
			turned = true
		case at == nil || at.Parent != nil:
		case c.Kind == flow.Opened && turned:
			list = append(list, effect{turnedTo, int16(at.Index)})
			turned = false
		case c.Kind == flow.Concluded && c.Outcome == item.OutcomePass:
			list = append(list, effect{endPassed, int16(at.Index)})
		case c.Kind == flow.Concluded:
			list = append(list, effect{endFailed, int16(at.Index)})
		}
	}
	return list
}

// How a watched node stands.
const (
	unended = iota
	passed
	failed
	standings
)

// after is how the node at a place stands after a move.
func (r *trace) after(at int, how int32) int32 {
	for _, e := range r.effects {
		switch {
		case e.kind == turnedTo && int(e.at) <= at:
			how = unended
		case int(e.at) == at && e.kind == endPassed:
			how = passed
		case int(e.at) == at && e.kind == endFailed:
			how = failed
		}
	}
	return how
}

// grantWithout looks for the nearest grants that are given though the node at a place of the outermost sequence failed,
// or was never ended: the states on the way there, by how the node stood. A way has the start before its first state.
func (t *tracer) grantWithout(at int) (ways [standings][]int32) {
	t.from = emptied(t.from, len(t.x.keys)*standings)
	for k := range t.from {
		t.from[k] = unseen
	}
	queue := []int32{start}
	for k := 0; k < len(queue); k++ {
		s, how := int32(-1), int32(unended)
		if queue[k] != start {
			s, how = queue[k]/standings, queue[k]%standings
		}
		for _, r := range t.traces[s] {
			then := r.after(at, how)
			if r.grant && ways[then] == nil {
				ways[then] = append(t.way(queue[k]), r.to)
			}
			if next := r.to*standings + then; t.from[next] == unseen {
				t.from[next] = queue[k]
				queue = append(queue, next)
			}
		}
	}
	return ways
}

func (t *tracer) way(last int32) []int32 {
	var way []int32
	for ; last >= 0; last = t.from[last] {
		way = append(way, last/standings)
	}
	slices.Reverse(way)
	return way
}

// walk puts a way into words.
func (t *tracer) walk(way []int32) []PathStep {
	steps, last := make([]PathStep, 0, len(way)), int32(-1)
	for _, s := range way {
		steps = append(steps, t.x.step(last, s))
		last = s
	}
	return steps
}
