package item

import "fmt"

func (r *reader) ruleSets(v *value) {
	for _, item := range r.list(v) {
		f := r.mapping(item)
		s := RuleSet{ID: r.id(f.need("id")), EffectiveFrom: r.date(f.need("effective_from")), EffectiveTo: r.date(f.get("effective_to"))}
		s.Title = r.text(f.need("title"))
		s.Demo, s.Unverified = r.bool(f.get("demo")), r.bool(f.get("unverified"))
		f.done()
		r.period(item, s.EffectiveFrom, s.EffectiveTo)
		for _, other := range r.d.RuleSets {
			if other.ID == s.ID {
				r.add(item.pos, "duplicate_id", s.ID)
			}
			if overlap(s, other) {
				r.add(item.pos, "rule_sets_overlap", other.ID, s.ID)
			}
		}
		r.d.RuleSets = append(r.d.RuleSets, s)
	}
}

// overlap reports whether two rule sets are in force on one day; both ends count.
func overlap(a, b RuleSet) bool {
	return (a.EffectiveTo == "" || b.EffectiveFrom <= a.EffectiveTo) && (b.EffectiveTo == "" || a.EffectiveFrom <= b.EffectiveTo)
}

// criteria are unique by id within their rule set: generations of one criterion share the name.
func (r *reader) criteria(v *value) {
	seen := map[string]bool{}
	for i, item := range r.list(v) {
		f, key := r.mapping(item), fmt.Sprintf("criteria.%d", i)
		c := Criterion{ID: r.id(f.need("id")), Pos: item.pos, RuleSet: r.ruleSet(f.get("rule_set"))}
		c.When = r.expr(f.get("when"), key+".when")
		c.Check = r.expr(f.need("check"), key+".check")
		c.Title = r.text(f.need("title"))
		c.Basis = r.str(f.get("basis"))
		c.Unverified = r.bool(f.get("unverified"))
		f.done()
		r.unique(seen, c.RuleSet+"/"+c.ID, c.ID, item.pos)
		r.d.Criteria = append(r.d.Criteria, c)
	}
}

// unique reports a second use of an id.
func (r *reader) unique(seen map[string]bool, key, id string, pos Position) {
	if id != "" && seen[key] {
		r.add(pos, "duplicate_id", id)
	}
	seen[key] = true
}

func (r *reader) ruleSet(v *value) string {
	name := r.str(v)
	if name == "" {
		return ""
	}
	for _, s := range r.d.RuleSets {
		if s.ID == name {
			return name
		}
	}
	r.add(v.pos, "dangling_rule_set", name)
	return name
}

func (r *reader) checks(v *value) {
	seen := map[string]bool{}
	for i, item := range r.list(v) {
		f := r.mapping(item)
		c := Check{ID: r.id(f.need("id")), Pos: item.pos}
		c.Check = r.expr(f.need("check"), fmt.Sprintf("checks.%d.check", i))
		c.Level = r.oneOf(f.need("level"), "error", "warning")
		c.Title = r.text(f.need("title"))
		if v := f.get("field"); v != nil {
			if c.Field = r.str(v); c.Field != "" {
				r.field(c.Field, v.pos, fmt.Sprintf("checks.%d.field", i))
			}
		}
		f.done()
		r.unique(seen, c.ID, c.ID, item.pos)
		r.d.Checks = append(r.d.Checks, c)
	}
}

// defaultMaxSize is the greatest size of a file of a material that names none.
const defaultMaxSize = 20 << 20

func (r *reader) materials(v *value) {
	seen := map[string]bool{}
	for i, item := range r.list(v) {
		f := r.mapping(item)
		m := Material{ID: r.id(f.need("id")), Pos: item.pos, Title: r.text(f.need("title"))}
		if v := f.get("help"); v != nil {
			m.Help = r.text(v)
		}
		r.demand(f, &m, fmt.Sprintf("materials.%d.required_when", i))
		m.Types = []string{"pdf", "jpeg", "png"}
		if v := f.get("types"); v != nil {
			m.Types = r.strs(v, func(name string, pos Position) {
				if name != "pdf" && name != "jpeg" && name != "png" {
					r.add(pos, "bad_choice", name, "pdf, jpeg, png")
				}
			})
		}
		m.MaxSize = defaultMaxSize
		if v := f.get("max_size"); v != nil {
			m.MaxSize = r.size(v)
		}
		if v := f.get("level"); v != nil {
			m.Level = r.str(v)
		}
		f.done()
		r.unique(seen, m.ID, m.ID, item.pos)
		r.d.Materials = append(r.d.Materials, m)
	}
}

// demand reads when and how often a material is needed. Without a word about it, it is required, once.
func (r *reader) demand(f *fields, m *Material, key string) {
	m.RequiredWhen = r.expr(f.get("required_when"), key)
	m.Required = m.RequiredWhen == ""
	if v := f.get("required"); v != nil {
		m.Required = r.bool(v)
		if m.Required && m.RequiredWhen != "" {
			r.add(v.pos, "required_twice")
		}
	}
	if m.Required || m.RequiredWhen != "" {
		m.Min = 1
	}
	if v := f.get("min"); v != nil {
		m.Min = r.int(v, 0, 1000)
		if m.Required && m.Min == 0 {
			r.add(v.pos, "required_none")
		}
	}
	m.Max = max(m.Min, 1)
	if v := f.get("max"); v != nil {
		m.Max = r.int(v, 1, 1000)
		if m.Max != 0 && m.Max < m.Min {
			r.add(v.pos, "min_max", m.Min, m.Max)
		}
	}
}

func (r *reader) certificate(v *value) *CertificateSpec {
	if v == nil {
		return nil
	}
	f := r.mapping(v)
	c := &CertificateSpec{Kind: r.id(f.need("kind")), Title: r.text(f.need("title")), Number: r.pattern(f.need("number"))}
	if v := f.get("valid_years"); v != nil {
		c.ValidYears = r.int(v, 1, 100)
	}
	c.Grade = r.expr(f.need("grade"), "certificate.grade")
	holder := r.mapping(f.need("holder"))
	c.HolderID = r.expr(holder.need("id"), "certificate.holder.id")
	c.Holder = r.expr(holder.need("name"), "certificate.holder.name")
	holder.done()
	if v := f.get("scope"); v != nil {
		c.Scope = r.text(v)
	}
	c.Replaces = r.expr(f.get("replaces"), "certificate.replaces")
	c.ValidFrom = r.expr(f.get("valid_from"), "certificate.valid_from")
	if v := f.get("document"); v != nil {
		c.Document = r.document(v)
	}
	c.Remind, c.Duties = r.reminders(f.get("remind")), r.duties(f.get("duties"))
	f.done()
	return c
}

func (r *reader) holdings(v *value) {
	for i, item := range r.list(v) {
		f, key := r.mapping(item), fmt.Sprintf("holdings.%d", i)
		h := Holding{Kind: r.id(f.need("kind")), Pos: item.pos, Keys: r.expr(f.need("key"), key+".key")}
		h.For = r.oneOf(f.need("keep"), "case", "certificate")
		h.Holder = r.expr(f.get("owner"), key+".owner")
		h.Title = r.text(f.need("title"))
		f.done()
		r.d.Holdings = append(r.d.Holdings, h)
	}
}
