package flowtest

import (
	"fmt"

	"pgregory.net/rapid"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// maker draws sound definitions: every step can pass, and whatever may fail at the top has a way on.
type maker struct {
	t    *rapid.T
	ids  int
	left int // nodes still to spend
}

// scope is what a node may name: the sequence it stands in, where, and the scopes around it.
type scope struct {
	nodes  []*item.Node
	index  int
	around *scope
	block  *item.Node // the parallel or choice the sequence is in
}

// Draw draws a sound flow of up to about a dozen nodes, nested up to three deep, that ends in granted or refused.
func Draw(t *rapid.T) []*item.Node {
	m := &maker{t: t, left: 12 - rapid.IntRange(0, 11).Draw(t, "fewer")}
	nodes := append(m.sequence(0), End("granted"))
	m.ways(&scope{nodes: nodes})
	return nodes
}

// one is true about once in n times; rapid prefers small numbers, so less often.
func (m *maker) one(name string, n int) bool { return rapid.IntRange(0, n-1).Draw(m.t, name) == n-1 }

func (m *maker) id(prefix string) string {
	m.ids++
	return fmt.Sprint(prefix, m.ids)
}

func (m *maker) sequence(depth int) []*item.Node {
	nodes := []*item.Node{m.node(depth)}
	for m.left > 0 && !m.one("stop", 4) {
		nodes = append(nodes, m.node(depth))
	}
	return nodes
}

func (m *maker) node(depth int) *item.Node {
	m.left--
	kinds := []string{"step", "panel", "step", "wait", "panel", "issue", "call"}
	if depth < 3 {
		kinds = append([]string{"parallel", "panel", "choice"}, kinds...)
	}
	switch kind := rapid.SampledFrom(kinds).Draw(m.t, "kind"); kind {
	case "panel":
		return m.panel()
	case "wait", "issue":
		return &item.Node{Kind: item.NodeKind(kind), ID: m.id(kind)}
	case "call":
		return m.call()
	case "parallel":
		n := &item.Node{Kind: item.Parallel, ID: m.id(kind)}
		for k := range rapid.IntRange(2, 3).Draw(m.t, "branches") {
			n.Branches = append(n.Branches, Branch(fmt.Sprint("b", k), m.sequence(depth+1)...))
		}
		n.Join = rapid.SampledFrom([]item.Join{{All: true}, {Any: true}, {N: 2}}).Draw(m.t, "join")
		return n
	case "choice":
		n := Choice(m.id(kind), m.sequence(depth+1), nil)
		if m.one("three", 2) {
			n.Cases = append(n.Cases, &item.Alternative{Else: true, Do: m.sequence(depth + 1)})
		}
		return n
	}
	n := Step(m.id("step"), Passes())
	if m.one("may add", 3) {
		n.By.MayAdd = &item.MayAdd{Role: "handler", AtMost: 3}
	}
	return n
}

func (m *maker) panel() *item.Node {
	people := rapid.IntRange(2, 5).Draw(m.t, "people")
	thresholds := []item.Threshold{{All: true}, {Any: true}, {AtLeast: 2}, {Percent: 50}}
	n := Panel(m.id("panel"), people, rapid.SampledFrom(thresholds).Draw(m.t, "pass"))
	n.By.Pick.Kind = rapid.SampledFrom([]string{"claim", "claim", "named", "draw"}).Draw(m.t, "pick")
	n.By.Order = rapid.SampledFrom([]item.Order{"", item.InTurn}).Draw(m.t, "order")
	n.By.MayAdd = &item.MayAdd{Role: "handler", AtMost: 2}
	return n
}

// call is of an agency of the office or of one outside, waited for or not; whatever it may come to leads on.
func (m *maker) call() *item.Node {
	n := Call(m.id("call"))
	n.Call.External, n.Call.Forward = m.one("external", 3), m.one("forward", 4)
	if m.one("silent", 2) {
		n.Call.OnSilence = item.CallSilence{Outcome: rapid.SampledFrom([]string{item.OutcomeFail, item.OutcomePass}).Draw(m.t, "silence")}
	}
	return n
}

// ways gives every node of a sequence, and what it contains, the ways that are sound there.
func (m *maker) ways(s *scope) {
	for k, n := range s.nodes {
		here := &scope{nodes: s.nodes, index: k, around: s.around, block: s.block}
		for _, b := range n.Branches {
			m.ways(&scope{nodes: b.Do, around: here, block: n})
		}
		for _, c := range n.Cases {
			m.ways(&scope{nodes: c.Do, around: here, block: n})
		}
		switch n.Kind {
		case item.Step:
			m.stepWays(n, here)
		case item.Parallel, item.Choice:
			m.failWay(n, here)
		case item.Call:
			m.failWay(n, here)
			if back := m.backward(here); len(back) > 0 && n.Call.OnSilence.Outcome == "" && m.one("silence back", 2) {
				n.Call.OnSilence.BackTo = m.pick(back)
			}
		case item.Wait:
			if back := m.backward(here); len(back) > 0 {
				Upon(n, flow.Objection, item.Route{BackTo: m.pick(back), AtMost: rapid.IntRange(1, 2).Draw(m.t, "at most")})
			}
		}
	}
}

func (m *maker) stepWays(n *item.Node, s *scope) {
	if n.By.Several() {
		m.failWay(n, s)
	}
	switch {
	case n.By.People > 1:
	case m.one("refuse", 2):
		n.Decisions = append(n.Decisions, Leaves("refuse", m.forward(s)))
	case s.block != nil && m.one("fails", 2):
		n.Decisions = append(n.Decisions, Fails())
	}
	if m.one("return", 2) {
		n.Decisions = append(n.Decisions, Leaves("return", item.Route{BackTo: m.pick(append(m.backward(s), flow.Previous))}))
	}
	if m.one("ask", 2) {
		d := Asks("ask", flow.Applicant, m.one("once", 2))
		if m.one("silence", 2) {
			d.Ask.OnSilence = &item.Silence{Decision: "expire"}
		}
		n.Decisions = append(n.Decisions, d)
	}
	if earlier := m.steps(s); len(earlier) > 0 && m.one("consult", 2) {
		d := Asks("consult", m.pick(earlier), m.one("once", 2))
		if m.one("silence", 3) {
			d.Ask.OnSilence = &item.Silence{Decision: "pass"}
		}
		n.Decisions = append(n.Decisions, d)
	}
	if m.one("expiry", 3) || n.Decision("ask") != nil {
		n.Decisions = append(n.Decisions, Leaves("expire", item.Route{End: "refused"}))
		n.OnExpiry = &item.OnExpiry{Of: "decide", Decision: "expire"}
	}
	if earlier := s.nodes[:s.index]; len(earlier) > 0 && m.one("grant", 3) {
		d := Passes(rapid.SampledFrom(earlier).Draw(m.t, "need").ID)
		d.ID = "grant"
		n.Decisions = append(n.Decisions, d)
	}
}

// failWay says where a node leads that fails: always at the top, sometimes inside a block, which else fails with it.
func (m *maker) failWay(n *item.Node, s *scope) {
	if s.block != nil && m.one("no way", 2) {
		return
	}
	way := m.forward(s)
	if s.index > 0 && m.one("fail back", 3) {
		way = item.Route{BackTo: s.nodes[0].ID} // the first of a sequence was always walked
	}
	Upon(n, item.OutcomeFail, way)
}

// forward is a way on: to an end or a later node of this sequence or one around it.
func (m *maker) forward(s *scope) item.Route {
	var later []string
	for ; s != nil; s = s.around {
		for _, n := range s.nodes[s.index+1:] {
			later = append(later, n.ID)
		}
	}
	if len(later) == 0 || m.one("end", 4) {
		return item.Route{End: "refused"}
	}
	return item.Route{Next: m.pick(later)}
}

// backward lists earlier nodes of this sequence and those around it, and the parallels around it.
func (m *maker) backward(s *scope) []string {
	var earlier []string
	for ; s != nil; s = s.around {
		for _, n := range s.nodes[:s.index] {
			earlier = append(earlier, n.ID)
		}
		if s.block != nil && s.block.Kind == item.Parallel {
			earlier = append(earlier, s.block.ID)
		}
	}
	return earlier
}

// steps lists the earlier steps of this sequence and those around it: their officers can be asked.
func (m *maker) steps(s *scope) []string {
	var earlier []string
	for ; s != nil; s = s.around {
		for _, n := range s.nodes[:s.index] {
			if n.Kind == item.Step {
				earlier = append(earlier, n.ID)
			}
		}
	}
	return earlier
}

func (m *maker) pick(ids []string) string { return rapid.SampledFrom(ids).Draw(m.t, "node") }
