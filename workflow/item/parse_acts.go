package item

import (
	"slices"
	"strings"
)

// acts reads what may be done to a case at any step.
func (r *reader) acts(v *value) Acts {
	var a Acts
	if v == nil {
		return a
	}
	f := r.mapping(v)
	if w := f.get("withdraw"); w != nil {
		a.Withdraw = r.withdraw(w)
	}
	if v := f.get("extend"); v != nil {
		a.Extend = r.extend(v)
	}
	if v := f.get("suspend"); v != nil {
		a.Suspend = r.suspend(v)
	}
	if v := f.get("hearing"); v != nil {
		a.Hearing = r.hearing(v)
	}
	if v := f.get("terminate"); v != nil {
		a.Terminate = r.terminate(v)
	}
	if v := f.get("correct"); v != nil {
		a.Correct = r.correct(v)
	}
	if v := f.get("copy"); v != nil {
		g := r.mapping(v)
		a.Copies = &Copy{By: r.rolesFor(g.need("by"), ActCopy), Readers: r.readers(g.need("to"))}
		g.done()
	}
	if v := f.get("urge"); v != nil {
		a.Urge = r.urge(v)
	}
	if v := f.get("erase"); v != nil {
		g := r.mapping(v)
		a.Erase = &Erase{By: r.post(g.need("by"), ActErase), Years: r.int(g.need("years"), 1, 100)}
		g.done()
	}
	f.done()
	return a
}

func (r *reader) withdraw(v *value) *Withdraw {
	f := r.mapping(v)
	w := &Withdraw{By: r.oneOf(f.need("by"), askApplicant), Until: r.oneOf(f.need("until"), "decided")}
	f.done()
	if r.d.Outcomes["withdrawn"] != Closes {
		r.add(v.pos, "withdrawn_missing")
	}
	return w
}

func (r *reader) extend(v *value) *Extend {
	f := r.mapping(v)
	by := f.need("by")
	p := r.anyPost(by)
	e := &Extend{Clock: r.clock(f.need("clock"), lengthClock), By: p.Role, Unit: p.Unit, AskedBy: "handler"}
	if by != nil {
		r.jointHead(e, by)
	}
	if v := f.get("asked_by"); v != nil {
		e.AskedBy = r.byRole(v)
	}
	e.Once = r.bool(f.need("once"))
	if v := f.get("before"); v != nil {
		r.oneOf(v, "expiry")
	}
	days := f.need("days")
	g := r.mapping(days)
	e.AtMost = r.int(g.need("at_most"), 1, 1000)
	g.done()
	if r.d.Limits.Extend > 0 && e.AtMost > r.d.Limits.Extend {
		r.add(days.pos, "extension_too_long", e.AtMost, r.d.Limits.Extend)
	}
	e.Reason = r.required(f.get("reason"))
	e.Document = r.document(f.need("document"))
	f.done()
	return e
}

func (r *reader) suspend(v *value) *Suspend {
	f := r.mapping(v)
	s := &Suspend{Clock: r.clock(f.need("clock"), lengthClock), Grounds: r.grounds(f.need("grounds"))}
	s.By = r.post(f.need("by"), ActSuspend)
	s.Document = r.document(f.need("document"))
	s.AtMost = r.int(f.need("at_most"), 1, 1000)
	f.done()
	return s
}

// The spans of the law, Arts. 47 and 48(1). What binds the office may be shorter, what protects the parties longer.
var (
	lawApply = Span{Workdays: 5}
	lawHold  = Span{Workdays: 20}
	lawAhead = Span{Workdays: 7}
)

func (r *reader) hearing(v *value) *Hearing {
	f := r.mapping(v)
	h := &Hearing{By: r.post(f.need("by"), ActHear), Host: Post{Role: "hearing-host"}, Required: r.required(f.get("tell"))}
	if v := f.get("host"); v != nil {
		h.Host = r.post(v, ActHost)
	}
	h.Right, h.Notice = r.document(f.need("right")), r.document(f.need("notice"))
	h.Apply = r.lawful(f.get("apply_within"), lawApply, func(n, law int) bool { return n >= law }, "apply_too_short")
	h.Hold = r.lawful(f.get("hold_within"), lawHold, func(n, law int) bool { return n <= law }, "hold_too_long")
	h.Ahead = r.lawful(f.get("notice_ahead"), lawAhead, func(n, law int) bool { return n >= law }, "ahead_too_short")
	h.Clock = r.clock(f.need("clock"), lengthClock)
	h.AtMost = r.int(f.need("at_most"), 1, 1000)
	f.done()
	return h
}

// lawful reads a span that the law bounds, in either unit; absent, it is the law's own.
func (r *reader) lawful(v *value, law Span, fits func(n, law int) bool, code string) Span {
	if v == nil {
		return law
	}
	s := r.span(v)
	if n := s.Workdays + s.Days; n > 0 && !fits(n, law.Workdays) {
		r.add(v.pos, code, law.Workdays)
	}
	return s
}

func (r *reader) terminate(v *value) *Terminate {
	f := r.mapping(v)
	t := &Terminate{By: Post{Role: "agency-head"}, Grounds: r.grounds(f.need("grounds"))}
	if v := f.get("by"); v != nil {
		t.By = r.post(v, ActTerminate)
	}
	end := f.need("end")
	if t.End = r.id(end); t.End != "" {
		r.endName(t.End, end.pos)
		if r.d.Outcomes[t.End] == Grants {
			r.add(end.pos, "terminate_grants", t.End)
		}
	}
	document := f.need("document")
	t.Document = r.document(document)
	f.done()
	if spec := r.d.Document(t.Document); spec != nil && r.d.Outcomes[t.End] == Refuses && !r.d.remedied(spec) {
		r.add(document.pos, "remedies_missing", t.Document)
	}
	return t
}

func (r *reader) correct(v *value) *Correct {
	f := r.mapping(v)
	c := &Correct{By: r.post(f.need("by"), ActCorrect)}
	c.Documents = r.strs(f.need("documents"), func(name string, pos Position) {
		if r.d.Document(name) == nil {
			r.add(pos, "dangling_document", name)
		}
	})
	for _, item := range r.list(f.need("fields")) {
		g := r.mapping(item)
		field := g.need("field")
		x := CorrectedField{Field: r.str(field), Title: r.text(g.need("title"))}
		g.done()
		r.correctable(c, x.Field, field)
		c.Fields = append(c.Fields, x)
	}
	c.Document = r.document(f.need("document"))
	f.done()
	return c
}

// decided are the fields of a document that say what was decided: no clerical error can be in those.
var decided = []string{"decision", "outcome", "reason", "findings", "grade_text", "granted_on", "number", "date"}

func (r *reader) correctable(c *Correct, name string, v *value) {
	if name == "" {
		return
	}
	if c.Field(name) != nil {
		r.add(v.pos, "duplicate_id", name)
	}
	if slices.Contains(decided, name) {
		r.add(v.pos, "correct_decided", name)
		return
	}
	for _, id := range c.Documents {
		if d := r.d.Document(id); d != nil && d.shows(name) {
			return
		}
	}
	r.add(v.pos, "correct_unknown", name)
}

// shows reports whether a document has a placeholder of that name.
func (d *DocumentSpec) shows(name string) bool {
	place := "{" + name + "}"
	in := func(list []Cell) bool {
		return slices.ContainsFunc(list, func(c Cell) bool { return strings.Contains(c.Value, place) })
	}
	return strings.Contains(d.Text, place) || strings.Contains(d.Addressee, place) || in(d.Rows) || in(d.Columns)
}

func (r *reader) urge(v *value) *Urge {
	f := r.mapping(v)
	u := &Urge{By: r.rolesFor(f.need("by"), ActUrge), Every: 1}
	if v := f.get("every"); v != nil {
		g := r.mapping(v)
		u.Every = r.int(g.need("workdays"), 1, 1000)
		g.done()
	}
	f.done()
	return u
}

// grounds reads the legal grounds of an act; there is at least one.
func (r *reader) grounds(v *value) []Ground {
	var list []Ground
	seen := map[string]bool{}
	for _, item := range r.list(v) {
		f := r.mapping(item)
		g := Ground{ID: r.id(f.need("id")), Title: r.text(f.need("title"))}
		if v := f.get("basis"); v != nil {
			g.Basis = r.str(v)
		}
		g.Must = r.bool(f.get("must"))
		if v := f.get("note"); v != nil {
			g.Note = r.text(v)
		}
		f.done()
		if g.ID == GroundHearing {
			r.add(item.pos, "reserved_name", g.ID)
		}
		r.unique(seen, g.ID, g.ID, item.pos)
		list = append(list, g)
	}
	if v != nil && v.kind == kindSequence && len(list) == 0 {
		r.add(v.pos, "grounds_missing")
	}
	return list
}

// post reads {role: name}, with a unit perhaps, of one of the roles that an act is for.
func (r *reader) post(v *value, act string) Post {
	p := r.anyPost(v)
	if actingRoles[p.Role] && !slices.Contains(actRoles[act], p.Role) {
		for _, e := range v.entries {
			if e.key == "role" {
				r.add(e.value.pos, "role_not_for_act", p.Role, strings.Join(actRoles[act], ", "))
			}
		}
	}
	return p
}

// anyPost reads {role: name}, with a unit perhaps.
func (r *reader) anyPost(v *value) Post {
	f := r.mapping(v)
	p := Post{Role: r.role(f.need("role"))}
	if u := f.get("unit"); u != nil {
		p.Unit = r.id(u)
	}
	f.done()
	return p
}

// rolesFor reads a list of the roles that an act is for.
func (r *reader) rolesFor(v *value, act string) []string {
	list := r.strs(v, func(name string, pos Position) {
		if !slices.Contains(actRoles[act], name) {
			r.add(pos, "bad_choice", name, strings.Join(actRoles[act], ", "))
		}
	})
	if v != nil && v.kind == kindSequence && len(list) == 0 {
		r.add(v.pos, "roles_missing")
	}
	return list
}

// readers reads the roles that may be sent a copy: any that acts on cases.
func (r *reader) readers(v *value) []string {
	list := r.strs(v, func(name string, pos Position) {
		if !actingRoles[name] {
			r.add(pos, "unknown_role", name)
		}
	})
	if v != nil && v.kind == kindSequence && len(list) == 0 {
		r.add(v.pos, "roles_missing")
	}
	return list
}

// required reads the word required, the only value a demand can have.
func (r *reader) required(v *value) bool {
	return v != nil && r.oneOf(v, "required") == "required"
}
