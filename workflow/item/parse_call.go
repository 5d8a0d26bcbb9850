package item

// call reads what a node asks of another agency.
func (r *reader) call(f *fields, n *Node) {
	c := &CallSpec{}
	n.Call = c
	external := f.get("external")
	if external != nil {
		if c.External = r.bool(external); !c.External && external.kind == kindBool {
			r.add(external.pos, "external_false")
		}
	}
	if v := f.get("until"); v != nil {
		c.Forward = r.oneOf(v, "filed") == "filed"
	}
	r.callWhom(f, n)
	c.Form = r.callForm(f.get("form"), n)
	r.carried(f.get("materials"), c)
	r.callAnswer(f, n)
	n.Upon = r.upon(f.get("upon"), n, OutcomeFail)
}

// callWhom reads the item of the called case, or who records what an agency outside replies.
func (r *reader) callWhom(f *fields, n *Node) {
	c, called := n.Call, f.get("item")
	if (called != nil) == c.External {
		r.add(n.Pos, "call_whom", n.ID)
	}
	if called != nil {
		c.Item = r.id(called)
		r.stands(called, callSpot(n.ID, "item"))
	}
	if v := f.get("authority"); v != nil {
		c.Authority = r.id(v)
		if c.External {
			r.add(f.at["authority"].pos, "call_external", "authority")
		}
	}
	switch v := f.get("by"); {
	case v != nil && (!c.External || c.Forward):
		r.add(f.at["by"].pos, "call_by")
	case v != nil:
		n.By.Role = r.byRole(v)
	case c.External && !c.Forward:
		r.add(n.Pos, "missing_key", "by")
	}
}

// callKey is where the expression of a field of a called case's form stands.
func callKey(node, field string) string { return callSpot(node, "form."+field) }

// callSpot is where a part of a call stands.
func callSpot(node, part string) string { return "flow." + node + "." + part }

func (r *reader) callForm(v *value, n *Node) map[string]string {
	if v == nil || !r.is(v, kindMapping) {
		return nil
	}
	form := make(map[string]string, len(v.entries))
	for _, e := range v.entries {
		key := callKey(n.ID, e.key)
		if !fieldPattern.MatchString(e.key) {
			r.add(e.pos, "bad_field", e.key)
		}
		form[e.key] = r.expr(e.value, key)
	}
	return form
}

// carried reads which papers go along: all files, or a list.
func (r *reader) carried(v *value, c *CallSpec) {
	if v == nil {
		return
	}
	if v.kind != kindSequence {
		c.All = r.oneOf(v, "all") == "all"
		return
	}
	seen := map[Carried]bool{}
	for _, item := range v.items {
		x := r.carry(item)
		if seen[x] && x != (Carried{}) {
			r.add(item.pos, "duplicate_name", x.Material+x.Document)
		}
		seen[x] = true
		c.Materials = append(c.Materials, x)
	}
}

// carry reads one of them: the id of a material, or {material, as} or {document, as}.
func (r *reader) carry(v *value) Carried {
	if v.kind != kindMapping {
		name := r.material(v)
		return Carried{Material: name, As: name}
	}
	var x Carried
	f := r.mapping(v)
	material, document := f.get("material"), f.get("document")
	if (material == nil) == (document == nil) {
		r.add(v.pos, "carried_one")
	}
	if material != nil {
		x.Material = r.material(material)
		x.As = x.Material
	}
	if document != nil {
		x.Document = r.document(document)
	}
	if as := f.get("as"); as != nil {
		x.As = r.id(as)
	} else if document != nil {
		r.add(v.pos, "missing_key", "as")
	}
	f.done()
	return x
}

// material reads the id of a material that exists.
func (r *reader) material(v *value) string {
	name := r.str(v)
	if name != "" {
		r.materialNamed(name, v.pos)
	}
	return name
}

// callAnswer reads until when the other agency answers, what silence means, and what its answers mean.
func (r *reader) callAnswer(f *fields, n *Node) {
	c := n.Call
	within, silence, outcomes := f.get("answer_within"), f.get("on_silence"), f.get("outcomes")
	for _, key := range []string{"answer_within", "on_silence", "outcomes"} {
		if e, ok := f.at[key]; ok && c.Forward {
			r.add(e.pos, "call_forward", key)
		}
	}
	if within != nil {
		c.AnswerWithin = r.span(within)
	} else if !c.Forward {
		r.add(n.Pos, "missing_key", "answer_within")
	}
	switch {
	case silence != nil:
		c.OnSilence = r.callSilence(silence, n)
	case !c.Forward: // as with a question: back to who asked
		c.OnSilence.BackTo = backToPrevious
	}
	c.Outcomes = map[string]string{string(Grants): OutcomePass, string(Refuses): OutcomeFail}
	if outcomes == nil {
		return
	}
	c.Outcomes = map[string]string{}
	passes := false
	for _, e := range r.entries(outcomes) {
		r.d.spots[callSpot(n.ID, "outcomes."+e.key)] = spot{pos: e.pos}
		c.Outcomes[e.key] = r.oneOf(e.value, OutcomePass, OutcomeFail)
		passes = passes || c.Outcomes[e.key] == OutcomePass
		r.label(e.key, nil)
	}
	if !passes && outcomes.kind == kindMapping {
		r.add(outcomes.pos, "call_never_passes", n.ID)
	}
}

func (r *reader) callSilence(v *value, n *Node) CallSilence {
	var s CallSilence
	f := r.mapping(v)
	outcome, back := f.get("outcome"), f.get("back_to")
	if (outcome == nil) == (back == nil) && v.kind == kindMapping {
		r.add(v.pos, "call_silence")
	}
	if outcome != nil {
		s.Outcome = r.oneOf(outcome, OutcomePass, OutcomeFail)
	}
	if back != nil {
		if s.BackTo = r.str(back); s.BackTo != "" && s.BackTo != backToPrevious {
			r.refs = append(r.refs, func() { r.checkBackTo(n, s.BackTo, back.pos) })
		}
	}
	if reason := f.get("reason"); reason != nil {
		s.Reason = r.text(reason)
	}
	f.done()
	return s
}

// checkCall looks at a call in its place: whatever comes of it, the case goes on.
func (r *reader) checkCall(p *Place) {
	c := p.Call
	if c.OnSilence.BackTo == backToPrevious && p.Order == depth(p) {
		r.add(p.Pos, "back_to_not_earlier", backToPrevious)
	}
	if _, said := p.Upon[OutcomeFail]; p.Parent == nil && !said && !(c.External && c.Forward) {
		r.add(p.Pos, "call_fails_nowhere", p.ID)
	}
}
