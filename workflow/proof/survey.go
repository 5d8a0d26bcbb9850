package proof

import (
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// witness is the first move that something was seen in.
type witness struct {
	at    int32
	move  move // without its outcomes
	picks []pick
}

// survey is what was seen while every move was made.
type survey struct {
	x *explorer

	reached  map[string]witness     // nodes that were opened
	decided  map[[2]string]bool     // node, decision: it was made, or voted for
	refused  map[[2]string]string   // node, decision: why it was refused, where it was never made
	missing  map[[2]string][]string // what it then lacked
	concl    map[[2]string]witness  // node, pass or fail: how it ended
	fell     map[[2]string]bool     // as concl, and the node itself says where to
	deemed   map[string]bool        // nodes whose on_expiry decided
	excluded map[string]bool        // nodes that were open while the clock they exclude from was running
	silent   map[[2]string]bool     // node, decision
	ends     map[string]witness     // ends reached, by their name
	late     map[[2]string]witness  // end, clock: the clock was never started
	nowhere  map[[2]string]witness  // node, outcome: nothing follows
	broken   map[string]witness     // nodes at which a move broke the flow
	grants   map[[2]string]witness  // node, decision: the grant rests on its needs; empty: on none
	refusals map[[3]string]witness  // node, decision, end that refuses
	backs    map[[2]string]back     // node, decision or outcome that goes back
	asks     map[[2]string]Marks    // node, decision that asks: the clocks when it was first asked
	order    [][2]string            // of backs, as they were first seen
}

// back is a way back that was gone.
type back struct {
	to    map[string]bool
	marks Marks // when it was first gone
}

func newSurvey(x *explorer) *survey {
	return &survey{
		x: x, reached: map[string]witness{}, decided: map[[2]string]bool{}, refused: map[[2]string]string{},
		missing: map[[2]string][]string{}, concl: map[[2]string]witness{}, fell: map[[2]string]bool{}, deemed: map[string]bool{}, excluded: map[string]bool{},
		silent: map[[2]string]bool{}, ends: map[string]witness{}, late: map[[2]string]witness{}, nowhere: map[[2]string]witness{},
		broken: map[string]witness{}, grants: map[[2]string]witness{}, refusals: map[[3]string]witness{}, backs: map[[2]string]back{},
		asks: map[[2]string]Marks{},
	}
}

func first[K comparable](m map[K]witness, k K, w witness) {
	if _, seen := m[k]; !seen {
		m[k] = w
	}
}

// see looks at a move made at a state.
func (v *survey) see(at int32, s *state, m *move) {
	key := [2]string{m.node, m.decision}
	for k := range m.outcomes {
		out := &m.outcomes[k]
		w := witness{at: at, move: *m, picks: out.picks}
		w.move.outcomes = nil
		if out.refused != "" {
			v.refusal(key, out, w)
			continue
		}
		switch m.kind {
		case kindDecide:
			v.decided[key] = true
			if _, seen := v.asks[key]; !seen && out.changes[0].Kind == flow.Asked {
				v.asks[key] = s.marks
			}
		case kindDeem:
			v.deemed[m.node] = true
		case kindSilence:
			v.silent[key] = true
		}
		v.outcome(s, m, out, w)
	}
}

func (v *survey) refusal(key [2]string, out *outcome, w witness) {
	switch out.refused {
	case flow.CodeNoWayOn:
		node := key[0]
		if len(out.nodes) > 0 {
			node = out.nodes[0]
		}
		first(v.nowhere, [2]string{node, w.move.decision}, w)
	case codeBroken:
		first(v.broken, key[0], w)
	}
	if w.move.kind == kindDecide && v.refused[key] == "" {
		v.refused[key], v.missing[key] = out.refused, out.nodes
	}
}

// outcome looks at what a move did.
func (v *survey) outcome(s *state, m *move, out *outcome, w witness) {
	node := func(visit int) string { return nodeOf(&s.p, out.changes, visit) }
	marks := v.x.mark(s.marks, &s.p, out.changes)
	last, turned := 0, 0
	if p, visit := v.x.grantIn(s, out); visit > 0 {
		v.granted(&p, visit, out, w, marks)
	}
	for _, c := range out.changes {
		switch c.Kind {
		case flow.Opened:
			first(v.reached, c.Node, w)
			v.opened(c, marks)
			if turned > 0 {
				v.wentBack(s, m, node(turned), c.Node)
				turned = 0
			}
		case flow.Concluded:
			last = c.Visit
			end := c.Outcome
			if end != item.OutcomePass {
				end = item.OutcomeFail
			}
			first(v.concl, [2]string{node(c.Visit), end}, w)
			if d := v.x.it.Place(node(c.Visit)).Decision(c.Decision); d == nil || !d.Leaves() {
				v.fell[[2]string{node(c.Visit), end}] = true
			}
		case flow.Voided:
			turned = last
		case flow.Ended:
			v.ended(c.Node, m, w)
		}
	}
}

// end is the end the outcome brought the case to; empty when it goes on.
func (o *outcome) end() string {
	if n := len(o.changes); o.ended && n > 0 {
		return o.changes[n-1].Node
	}
	return ""
}

func (v *survey) opened(c flow.Change, marks Marks) {
	at := v.x.it.Place(c.Node)
	if at.Exclude != nil && v.x.running(at.Exclude.Clock, marks) {
		v.excluded[c.Node] = true
	}
}

// running reports whether a clock of a length is running.
func (x *explorer) running(clock string, m Marks) bool {
	switch clock {
	case acceptClock:
		return !m.Decide && !m.Issue
	case decideClock:
		return m.Decide && !m.Issue
	}
	return m.Issue
}

// wentBack remembers a way back by who names it: the decision that leaves, or the node upon whose outcome it is gone.
func (v *survey) wentBack(s *state, m *move, from, to string) {
	key := [2]string{from, ""}
	for _, named := range []string{m.decision, v.silence(m)} {
		if d := v.x.it.Place(from).Decision(named); d != nil && d.BackTo != "" && from == m.node {
			key[1] = named
		}
	}
	b, seen := v.backs[key]
	if !seen {
		b = back{to: map[string]bool{}, marks: s.marks}
		v.order = append(v.order, key)
	}
	b.to[to] = true
	v.backs[key] = b
}

// silence is the decision that silence makes in a move, if it is one of silence.
func (v *survey) silence(m *move) string {
	if m.kind != kindSilence {
		return ""
	}
	if d := v.x.it.Place(m.node).Decision(m.decision); d != nil && d.Ask != nil && d.Ask.OnSilence != nil {
		return d.Ask.OnSilence.Decision
	}
	return ""
}

// granted remembers on what a grant rests.
func (v *survey) granted(p *flow.Position, visit int, out *outcome, w witness, marks Marks) {
	on, deemed := v.x.rests(p, visit)
	if deemed || on[0] == "" && v.x.alone(&p.Visits[visit-1]) {
		return
	}
	first(v.grants, on, w)
	if end := out.end(); end != "" && v.x.it.Limits.Decide > 0 && !marks.Decide {
		first(v.late, [2]string{end, decideClock}, w)
	}
}

func (v *survey) ended(end string, m *move, w witness) {
	first(v.ends, end, w)
	effect := v.x.it.Outcomes[end]
	if effect == item.Refuses {
		decision := m.decision
		if d := v.silence(m); d != "" {
			decision = d
		}
		first(v.refusals, [3]string{m.node, decision, end}, w)
	}
}

// afterwards is the position when everything of an outcome had happened but the end itself.
func afterwards(s *state, out *outcome) flow.Position {
	p := s.p.Clone()
	for _, c := range out.changes {
		if c.Kind == flow.Ended {
			break
		}
		if err := flow.Apply(&p, c); err != nil {
			break
		}
	}
	return p
}
