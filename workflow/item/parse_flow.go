package item

import (
	"fmt"

	"shenpi/workflow/clock"
)

// Bounds of a flow.
const (
	maxNodes     = 1000
	maxNodeDepth = 12
)

// sequence reads a list of nodes. Beyond the bounds it reads no further.
func (r *reader) sequence(v *value, depth int) []*Node {
	items := r.list(v)
	if len(items) == 0 {
		return nil
	}
	if depth > maxNodeDepth {
		r.add(v.pos, "nodes_too_deep", maxNodeDepth)
		return nil
	}
	if r.nodes+len(items) > maxNodes {
		if r.nodes <= maxNodes {
			r.add(v.pos, "too_many_nodes", maxNodes)
		}
		r.nodes = maxNodes + 1
		return nil
	}
	r.nodes += len(items)
	nodes := make([]*Node, 0, len(items))
	for _, item := range items {
		if n := r.node(item, depth); n != nil {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

var nodeKinds = []NodeKind{Step, Parallel, Choice, Wait, Call, Issue, End}

// node reads one node: the key that names its kind gives its id.
func (r *reader) node(v *value, depth int) *Node {
	f := r.mapping(v)
	n := &Node{Pos: v.pos}
	for _, k := range nodeKinds {
		if _, ok := f.at[string(k)]; ok {
			if n.Kind != "" {
				r.add(v.pos, "node_kind")
				return nil
			}
			n.Kind = k
		}
	}
	if n.Kind == "" {
		if v.kind == kindMapping {
			r.add(v.pos, "node_kind")
		}
		return nil
	}
	r.nodeName(f, n)
	switch n.Kind {
	case Step:
		r.step(f, n)
	case Parallel:
		r.parallel(f, n, depth)
	case Choice:
		r.choice(f, n, depth)
	case Wait:
		n.For = r.span(f.need("for"))
		n.Upon = r.upon(f.get("upon"), n, "objection")
		if v := f.get("document"); v != nil {
			n.Document = r.document(v)
		}
	case Call:
		r.call(f, n)
	case Issue:
		n.By = r.panel(f.need("by"), n)
		n.Within = r.within(f)
		n.Certificate = r.certificateKind(f.need("certificate"))
	case End:
		if n.ID != "" {
			r.endName(n.ID, f.at[string(End)].value.pos)
		}
	}
	f.done()
	return n
}

// nodeName reads the id and the title. Words with a meaning of their own are no ids.
func (r *reader) nodeName(f *fields, n *Node) {
	v := f.need(string(n.Kind))
	n.ID = r.id(v)
	if n.ID != "" {
		if n.ID == backToPrevious || n.ID == askApplicant || n.ID == Filing {
			r.add(v.pos, "reserved_name", n.ID)
		}
		if first, taken := r.names[n.ID]; taken {
			r.add(v.pos, "duplicate_node", n.ID, first.Line)
		} else {
			r.names[n.ID] = v.pos
		}
	}
	n.Title = Text{Zh: n.ID, En: n.ID}
	if t, ok := nodeTitles[n.ID]; ok {
		n.Title = t
	}
	if n.Kind == End {
		if t, ok := r.label(n.ID, nodeTitles); ok {
			n.Title = t
		}
	}
	if t := f.get("title"); t != nil {
		n.Title = r.text(t)
	}
}

func (r *reader) within(f *fields) int {
	if v := f.get("within"); v != nil {
		return r.int(v, 1, 1000)
	}
	return 0
}

func (r *reader) step(f *fields, n *Node) {
	n.By = r.panel(f.need("by"), n)
	n.Within = r.within(f)
	n.Upon = r.upon(f.get("upon"), n, OutcomeFail)
	if v := f.get("decisions"); v != nil {
		r.decisions(v, n)
	} else if n.By.People >= 2 {
		for _, id := range []string{OutcomePass, OutcomeFail} {
			t, _ := r.label(id, decisionTitles)
			n.Decisions = append(n.Decisions, &Decision{ID: id, Outcome: id, Title: t, Pos: n.Pos})
		}
	} else {
		r.add(n.Pos, "decisions_missing", n.ID)
	}
	if v := f.get("clock"); v != nil {
		n.Exclude = r.exclude(v)
	}
	if v := f.get("on_expiry"); v != nil {
		n.OnExpiry = r.onExpiry(v, n)
	}
}

func (r *reader) exclude(v *value) *Exclude {
	f := r.mapping(v)
	ground := f.need("ground")
	x := &Exclude{Clock: r.clock(f.need("exclude"), lengthClock), Ground: r.id(ground)}
	switch {
	case x.Ground == GroundHearing && r.d.Acts.Hearing != nil:
		r.add(v.pos, "reserved_name", x.Ground) // the two would end each other's time
	case x.Ground != "" && !clock.Allows(x.Ground):
		r.add(ground.pos, "unknown_ground", x.Ground)
	}
	x.Notice = r.document(f.need("notice"))
	x.AtMost = r.int(f.need("at_most"), 1, 1000)
	f.done()
	return x
}

func (r *reader) onExpiry(v *value, n *Node) *OnExpiry {
	f := r.mapping(v)
	x := &OnExpiry{Of: r.clock(f.need("of"), anyClock), As: r.oneOf(f.need("as"), "deemed")}
	x.Decision = r.decisionOf(f.need("decision"), n)
	r.refs = append(r.refs, func() {
		if d := n.Decision(x.Decision); d != nil {
			r.undecided("on_expiry", d, v.pos)
		}
	})
	if v := f.get("from"); v != nil {
		x.From = r.oneOf(v, "received")
	}
	if v := f.get("document"); v != nil {
		x.Document = r.document(v)
	}
	if v := f.get("basis"); v != nil {
		b := r.basis(v)
		x.Basis = &b
	} else if x.Of != "accept" && x.Of != "" && r.d.Clocks[x.Of].Until == "" {
		r.add(f.pos, "deemed_without_basis", x.Of)
	}
	f.done()
	return x
}

// decisionOf reads the name of a decision of the same step.
func (r *reader) decisionOf(v *value, n *Node) string {
	name := r.str(v)
	if name != "" {
		r.refs = append(r.refs, func() {
			if n.Decision(name) == nil {
				r.add(v.pos, "dangling_decision", name, n.ID)
			}
		})
	}
	return name
}

func (r *reader) parallel(f *fields, n *Node, depth int) {
	n.Join = r.join(f.need("join"))
	n.Upon = r.upon(f.get("upon"), n, OutcomeFail)
	v := f.need("branches")
	for _, e := range r.entries(v) {
		b := &Branch{Name: e.key, Title: Text{Zh: e.key, En: e.key}}
		if t, ok := r.label(e.key, nodeTitles); ok {
			b.Title = t
		}
		b.Do = r.sequence(e.value, depth+1)
		if len(b.Do) == 0 && e.value.kind == kindSequence {
			r.add(e.pos, "branch_empty", e.key)
		}
		n.Branches = append(n.Branches, b)
	}
	if v != nil && v.kind == kindMapping && len(v.entries) < 2 {
		r.add(v.pos, "branches_few")
	}
	if n.Join.N > len(n.Branches) {
		r.add(f.at["join"].value.pos, "join_too_many", n.Join.N, len(n.Branches))
	}
}

func (r *reader) join(v *value) Join {
	if v == nil {
		return Join{}
	}
	if v.kind == kindMapping {
		f := r.mapping(v)
		j := Join{N: r.int(f.need("n"), 1, maxNodes)}
		f.done()
		return j
	}
	word := r.oneOf(v, "all", "any")
	return Join{All: word == "all", Any: word == "any"}
}

func (r *reader) choice(f *fields, n *Node, depth int) {
	n.Upon = r.upon(f.get("upon"), n, OutcomeFail)
	v := f.need("cases")
	items := r.list(v)
	for i, item := range items {
		g := r.mapping(item)
		a := &Alternative{Pos: item.pos, When: r.expr(g.get("when"), fmt.Sprintf("flow.%s.cases.%d", n.ID, i))}
		if e := g.get("else"); e != nil {
			a.Else = r.bool(e)
			if !a.Else && e.kind == kindBool {
				r.add(e.pos, "else_false")
			}
		}
		last := i == len(items)-1
		switch {
		case a.Else && a.When != "", !a.Else && g.at["when"].value == nil && !last:
			r.add(item.pos, "case_guard")
		case a.Else && !last:
			r.add(item.pos, "else_not_last")
		case last && !a.Else:
			r.add(item.pos, "else_missing", n.ID)
		}
		a.Do = r.sequence(g.need("do"), depth+1)
		g.done()
		n.Cases = append(n.Cases, a)
	}
	if v != nil && v.kind == kindSequence && len(items) == 0 {
		r.add(v.pos, "else_missing", n.ID)
	}
}

// span reads a length of time: one of the two units.
func (r *reader) span(v *value) Span {
	f := r.mapping(v)
	var s Span
	if w := f.get("workdays"); w != nil {
		s.Workdays = r.int(w, 1, 1000)
	}
	if d := f.get("days"); d != nil {
		s.Days = r.int(d, 1, 3660)
	}
	if v != nil && v.kind == kindMapping && (f.at["workdays"].value == nil) == (f.at["days"].value == nil) {
		r.add(v.pos, "span_unit")
	}
	f.done()
	return s
}

// upon reads where the events of a node lead.
func (r *reader) upon(v *value, n *Node, events ...string) map[string]Route {
	if v == nil {
		return nil
	}
	f, out := r.mapping(v), map[string]Route{}
	for _, event := range events {
		e := f.get(event)
		if e == nil {
			continue
		}
		g := r.mapping(e)
		var route Route
		route.Next, route.BackTo, route.End = r.way(g, n, e.pos)
		if route.Next == "" && route.BackTo == "" && route.End == "" && e.kind == kindMapping {
			r.add(e.pos, "way_missing")
		}
		if m := g.get("at_most"); m != nil {
			route.AtMost = r.int(m, 1, 100)
		}
		g.done()
		out[event] = route
	}
	f.done()
	return out
}

// way reads next, back_to and end, of which only one may be given.
func (r *reader) way(f *fields, n *Node, pos Position) (next, backTo, end string) {
	given := 0
	if v := f.get("next"); v != nil {
		given++
		if next = r.str(v); next != "" {
			r.refs = append(r.refs, func() { r.checkNext(n, next, v.pos) })
		}
	}
	if v := f.get("back_to"); v != nil {
		given++
		if backTo = r.str(v); backTo != "" && backTo != backToPrevious {
			r.refs = append(r.refs, func() { r.checkBackTo(n, backTo, v.pos) })
		}
	}
	if v := f.get("end"); v != nil {
		given++
		if end = r.str(v); end != "" {
			r.endName(end, v.pos)
		}
	}
	if given > 1 {
		r.add(pos, "two_ways")
	}
	return next, backTo, end
}
