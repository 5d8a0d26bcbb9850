package item

// panel reads who decides a step or an issue.
func (r *reader) panel(v *value, n *Node) Panel {
	p := Panel{People: 1, Pass: Threshold{All: true}, Pick: Pick{Kind: "claim"}}
	f := r.mapping(v)
	p.Role = r.role(f.need("role"))
	if v := f.get("unit"); v != nil {
		p.Unit = r.stepUnit(v)
	}
	if v := f.get("people"); v != nil {
		p.People = r.int(v, 1, 99)
	}
	if v := f.get("pass"); v != nil {
		p.Pass = r.threshold(v)
		if p.People > 0 && p.Pass.AtLeast > p.People {
			r.add(v.pos, "threshold_too_high", p.Pass.AtLeast, p.People)
		}
	}
	if v := f.get("pick"); v != nil {
		p.Pick = r.pick(v)
	}
	if v := f.get("order"); v != nil && r.oneOf(v, "side_by_side", string(InTurn)) == string(InTurn) {
		p.Order = InTurn
	}
	if v := f.get("not_who"); v != nil {
		p.NotWho = r.strs(v, func(name string, pos Position) {
			r.refs = append(r.refs, func() { r.checkNotWho(name, pos) })
		})
	}
	if v := f.get("may_add"); v != nil {
		g := r.mapping(v)
		p.MayAdd = &MayAdd{Role: r.role(g.need("role")), AtMost: r.int(g.need("at_most"), 1, 99)}
		g.done()
	}
	f.done()
	if n.Kind == Issue && p.Several() {
		r.add(v.pos, "issue_panel")
	}
	if e, ok := f.at["order"]; ok && !p.Several() {
		r.add(e.pos, "order_of_one")
	}
	return p
}

// threshold reads all, any, {at_least: n} or {ratio: 50%}.
func (r *reader) threshold(v *value) Threshold {
	if v.kind != kindMapping {
		word := r.oneOf(v, "all", "any")
		return Threshold{All: word == "all", Any: word == "any"}
	}
	f := r.mapping(v)
	var t Threshold
	if a := f.get("at_least"); a != nil {
		t.AtLeast = r.int(a, 1, 99)
	}
	if p := f.get("ratio"); p != nil {
		t.Percent = r.percent(p)
	}
	if (f.at["at_least"].value == nil) == (f.at["ratio"].value == nil) {
		r.add(v.pos, "threshold_form")
	}
	f.done()
	return t
}

// pick reads claim, {named_by: role} or {drawn_by: role}.
func (r *reader) pick(v *value) Pick {
	if v.kind != kindMapping {
		return Pick{Kind: r.oneOf(v, "claim")}
	}
	f := r.mapping(v)
	var p Pick
	if by := f.get("named_by"); by != nil {
		p = Pick{Kind: "named", By: r.role(by)}
	}
	if by := f.get("drawn_by"); by != nil {
		p = Pick{Kind: "draw", By: r.role(by)}
	}
	if (f.at["named_by"].value == nil) == (f.at["drawn_by"].value == nil) {
		r.add(v.pos, "pick_form")
	}
	f.done()
	return p
}

// actingRoles are the roles that act on cases; those that administer or watch do not.
var actingRoles = map[string]bool{
	"window": true, "handler": true, "inspector": true, "expert": true, "office-head": true, "legal": true,
	"agency-leader": true, "agency-head": true, "hearing-host": true, "certificate-clerk": true, "archivist": true,
}

func (r *reader) role(v *value) string {
	name := r.str(v)
	if name != "" && !actingRoles[name] {
		r.add(v.pos, "unknown_role", name)
	}
	return name
}

// byRole reads {role: name}.
func (r *reader) byRole(v *value) string {
	f := r.mapping(v)
	name := r.role(f.need("role"))
	f.done()
	return name
}
