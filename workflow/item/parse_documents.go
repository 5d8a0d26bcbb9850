package item

import "fmt"

func (r *reader) documents(v *value) {
	seen := map[string]bool{}
	for i, item := range r.list(v) {
		f, key := r.mapping(item), fmt.Sprintf("documents.%d", i)
		s := DocumentSpec{ID: r.id(f.need("type")), Pos: item.pos, Code: r.str(f.get("code")), Kind: r.str(f.get("kind"))}
		title := f.need("title")
		s.Title = r.text(title)
		r.stands(title.key("zh"), key+".title")
		if v := f.get("layout"); v != nil {
			s.Layout = r.oneOf(v, "sheet", "letter", "table", "certificate")
		}
		s.Addressee, s.Text = r.words(f.get("addressee"), key+".addressee"), r.words(f.get("text"), key+".text")
		s.Rows, s.Columns = r.cells(f.get("rows"), key+".rows"), r.cells(f.get("columns"), key+".columns")
		if s.Text == "" && len(s.Rows) == 0 && item.kind == kindMapping {
			r.add(item.pos, "missing_key", "text")
		}
		f.done()
		r.unique(seen, s.ID, s.ID, item.pos)
		r.d.Documents = append(r.d.Documents, s)
	}
}

func (r *reader) cells(v *value, key string) []Cell {
	var cells []Cell
	for i, item := range r.list(v) {
		f := r.mapping(item)
		cells = append(cells, Cell{Label: r.str(f.need("label")), Value: r.words(f.need("value"), fmt.Sprintf("%s.%d", key, i))})
		f.done()
	}
	return cells
}

// phrases are texts by a name that documents use in braces; such names are written with underscores.
func (r *reader) phrases(v *value) map[string]string {
	if v == nil || !r.is(v, kindMapping) {
		return nil
	}
	out := make(map[string]string, len(v.entries))
	for _, e := range v.entries {
		if !fieldPattern.MatchString(e.key) {
			r.add(e.pos, "bad_id", e.key)
		}
		out[e.key] = r.words(e.value, "phrases."+e.key)
	}
	return out
}

// words reads a text with placeholders and keeps where it stands under a key.
func (r *reader) words(v *value, key string) string {
	r.stands(v, key)
	return r.str(v)
}

func (r *reader) labels(v *value) {
	for _, e := range r.entries(v) {
		if r.d.Labels == nil {
			r.d.Labels, r.labelled = map[string]Text{}, map[string]Position{}
		}
		r.d.Labels[e.key], r.labelled[e.key] = r.text(e.value), e.pos
	}
}

// label gives the title the item has for a decision, a branch or an end.
func (r *reader) label(name string, usual map[string]Text) (Text, bool) {
	delete(r.labelled, name)
	if t, ok := r.d.Labels[name]; ok {
		return t, true
	}
	t, ok := usual[name]
	return t, ok
}

// unusedLabels reports labels of nothing.
func (r *reader) unusedLabels() {
	for name, pos := range r.labelled {
		if _, end := r.d.Outcomes[name]; !end {
			r.add(pos, "label_unused", name)
		}
	}
}

// grade reads which grade the form asks for. The titles are keyed by the grade as text.
func (r *reader) grade(v *value) *GradeSpec {
	if v == nil {
		return nil
	}
	f := r.mapping(v)
	g := &GradeSpec{Is: r.expr(f.need("is"), "grade.is"), Titles: map[string]Text{}}
	for _, e := range r.entries(f.need("titles")) {
		g.Titles[e.key] = r.text(e.value)
	}
	f.done()
	return g
}

// prefill reads what a draft opens with. The fields are checked against the form by Compile.
func (r *reader) prefill(v *value) *Prefill {
	if v == nil {
		return nil
	}
	f := r.mapping(v)
	p := &Prefill{}
	set, locked := f.get("set"), f.get("locked")
	if r.d.Concerns == nil && (set != nil || locked != nil || f.get("certificate") != nil) { // else all is taken over from an earlier case
		p.Certificate = r.id(f.need("certificate"))
	}
	if set != nil && r.is(set, kindMapping) {
		p.Set = make(map[string]string, len(set.entries))
		for _, e := range set.entries {
			p.Set[e.key] = r.expr(e.value, "prefill.set."+e.key)
			r.field(e.key, e.pos, "prefill.field."+e.key)
		}
	}
	p.Locked = r.fields(locked, "prefill.locked")
	p.Copy = r.fields(f.get("copy"), "prefill.copy")
	p.Reuse = r.strs(f.get("reuse"), r.materialNamed)
	f.done()
	return p
}

// fields reads a list of dotted field names.
func (r *reader) fields(v *value, key string) []string {
	n := -1
	return r.strs(v, func(name string, pos Position) {
		n++
		r.field(name, pos, fmt.Sprintf("%s.%d", key, n))
	})
}

// field checks the shape of a dotted field name and keeps where it stands.
func (r *reader) field(name string, pos Position, key string) {
	if !fieldPattern.MatchString(name) {
		r.add(pos, "bad_field", name)
	}
	r.d.spots[key] = spot{pos: pos}
}
