package item

import (
	"slices"
	"strings"
)

// openers reads who opens the cases of an item: the applicant, or roles of the office (依职权).
func (r *reader) openers(v *value) []string {
	if v == nil {
		return nil
	}
	return r.rolesFor(v, ActOpen)
}

// concerns reads which certificate a case is about. It is filed for the certificate's owner, so that only an item with it can
// be opened by the office.
func (r *reader) concerns(v *value, openedBy *value) *Concerns {
	if v == nil {
		if openedBy != nil && slices.ContainsFunc(r.d.OpenedBy, func(by string) bool { return by != askApplicant }) {
			r.add(openedBy.pos, "opened_for_nobody")
		}
		return nil
	}
	f := r.mapping(v)
	c := &Concerns{Certificate: r.expr(f.need("certificate"), "concerns.certificate")}
	c.Kinds = r.strs(f.need("kinds"), r.name)
	c.Ground = r.expr(f.get("ground"), "concerns.ground")
	if g := f.get("grounds"); g != nil {
		c.Grounds = r.grounds(g)
	}
	if (c.Ground == "") != (len(c.Grounds) == 0) {
		missing := "ground"
		if c.Ground != "" {
			missing = "grounds"
		}
		r.add(v.pos, "missing_key", missing)
	}
	c.Duty = r.expr(f.get("duty"), "concerns.duty")
	c.Year = r.expr(f.get("year"), "concerns.year")
	if (c.Duty == "") != (c.Year == "") {
		missing := "duty"
		if c.Duty != "" {
			missing = "year"
		}
		r.add(v.pos, "missing_key", missing)
	}
	f.done()
	return c
}

// registers reads what a decision does to the certificate of the case, and on which of its grounds it can be taken.
func (r *reader) registers(f *fields, d *Decision) {
	if v := f.get("register"); v != nil {
		d.Register = RegisterAct(r.oneOf(v, registerActs...))
		switch c := r.d.Concerns; {
		case c == nil:
			r.add(v.pos, "register_without_certificate", d.ID)
		case d.Register.Issues() && r.d.Certificate == nil:
			r.add(v.pos, "register_issues_nothing", string(d.Register))
		case d.Register == RegisterFulfil && c.Duty == "":
			r.add(v.pos, "register_duty")
		}
		if d.Ask != nil {
			r.add(v.pos, "register_asks")
		}
	}
	if v := f.get("grounds"); v != nil {
		d.Grounds = r.strs(v, func(name string, pos Position) {
			if r.d.Concerns == nil || FindGround(r.d.Concerns.Grounds, name) == nil {
				r.add(pos, "dangling_ground", name)
			}
		})
	}
}

// duties reads what holders of the certificate have to do in windows of the years.
func (r *reader) duties(v *value) []Duty {
	var list []Duty
	seen := map[string]bool{}
	for _, one := range r.list(v) {
		f := r.mapping(one)
		d := Duty{ID: r.id(f.need("id")), Title: r.text(f.need("title")), First: 1, Every: 1}
		if v := f.get("basis"); v != nil {
			d.Basis = r.str(v)
		}
		if v := f.get("first"); v != nil {
			d.First = r.int(v, 1, 100)
		}
		if v := f.get("every"); v != nil {
			d.Every = r.int(v, 1, 100)
		}
		window := f.need("window")
		g := r.mapping(window)
		d.From, d.To = r.dayOfYear(g.need("from")), r.dayOfYear(g.need("to"))
		g.done()
		if d.From != "" && d.To != "" && d.From > d.To {
			r.add(window.pos, "date_order", d.From, d.To)
		}
		d.Remind = r.reminders(f.get("remind"))
		f.done()
		r.unique(seen, d.ID, d.ID, one.pos)
		list = append(list, d)
	}
	return list
}

// dayOfYear reads MM-DD, a day that every year has.
func (r *reader) dayOfYear(v *value) string {
	s := r.str(v)
	if s != "" && (strings.Count(s, "-") != 1 || !dayExists("2001-"+s)) {
		r.add(v.pos, "bad_day_of_year", s)
		return ""
	}
	return s
}

// reminders reads how many days before a last day somebody is reminded, the earliest first.
func (r *reader) reminders(v *value) []int {
	var list []int
	for _, one := range r.list(v) {
		n := r.int(one, 0, 3660)
		if k := len(list); k > 0 && n >= list[k-1] {
			r.add(one.pos, "remind_order", n)
		}
		list = append(list, n)
	}
	return list
}

// undecided reports a field by which a change in the register comes about that nobody decides: the law renews a certificate, and
// nothing else.
func (r *reader) undecided(field string, d *Decision, pos Position) {
	if d.Register != "" && !d.Register.Issues() {
		r.add(pos, "register_undecided", field, d.ID, string(d.Register))
	}
}
