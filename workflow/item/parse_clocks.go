package item

import (
	"strconv"

	"shenpi/workflow/clock"
)

// limitsOfLaw holds the limits against the law they stand on: that of the decision is the general one, the one for joint
// handling or the one for a lower agency's review. Another law may set longer ones, and is then named.
func (r *reader) limitsOfLaw(f *fields) {
	l := &r.d.Limits
	l.Law = "decide"
	if v := f.get("law"); v != nil {
		l.Law = r.oneOf(v, "decide", lawJoint, "lower-review")
		r.jointLimit(v)
	}
	if v := f.get("otherwise"); v != nil {
		b := r.basis(v)
		l.Otherwise = &b
	}
	if l.Otherwise != nil || !r.d.Legal.IsAdminLicence {
		return
	}
	hold := func(key string, n, most int, row clock.Row) {
		if n > most {
			r.add(f.at[key].value.pos, "over_law", lengthText(most, clock.UnitWorkday), row.Law+row.Article)
		}
	}
	accept, decide, issue := lawRow("accept"), lawRow(l.Law), lawRow("issue")
	hold("accept", l.Accept, accept.Length, accept)
	hold("decide", l.Decide, decide.Length, decide)
	hold("extend", l.Extend, max(decide.Extend, lawRow("decide").Extend), decide)
	hold("issue", l.Issue, issue.Length, issue)
}

// lengthText says a length of the law.
func lengthText(n int, unit clock.Unit) Text {
	words := map[clock.Unit]Text{
		clock.UnitWorkday: {Zh: "个工作日", En: "working day"}, clock.UnitDay: {Zh: "日", En: "day"}, clock.UnitMonth: {Zh: "个月", En: "month"},
	}[unit]
	if n != 1 {
		words.En += "s"
	}
	return Text{Zh: strconv.Itoa(n) + words.Zh, En: strconv.Itoa(n) + " " + words.En}
}

// lawRow is a row of the law; the zero row when there is none.
func lawRow(id string) clock.Row {
	row, _ := clock.Find(id)
	return row
}

// clocks reads the clocks of the item's own.
func (r *reader) clocks(v *value) {
	for _, e := range r.entries(v) {
		if r.lengthOf(e.key) >= 0 {
			r.add(e.pos, "duplicate_id", e.key)
		}
		if r.d.Clocks == nil {
			r.d.Clocks = map[string]ClockSpec{}
		}
		r.d.Clocks[e.key] = r.clockSpec(e)
	}
}

// clockSpec reads one: with until it ends on a date, or so long before it; without, it has a length.
func (r *reader) clockSpec(e entry) ClockSpec {
	f, key := r.mapping(e.value), "clocks."+e.key
	var s ClockSpec
	row, byLaw := r.lawOf(f.get("law"), &s)
	until := f.get("until")
	if until != nil {
		s.Until, s.When = r.expr(until, key+".until"), r.expr(f.get("when"), key+".when")
		if v := f.get("before"); v != nil {
			s.Before = r.length(r.mapping(v), v, true)
		}
		if byLaw && row.Count == clock.CountBefore {
			s.Before = r.byLaw(e.value, s.Before, row, s.Before.longer)
		}
	} else {
		s.Length = r.length(f, e.value, !byLaw)
		if byLaw {
			s.Length = r.byLaw(e.value, s.Length, row, func(law Span) bool { return law.longer(s.Length) })
		}
		s.From, s.Ends = r.event(f.get("from")), r.event(f.get("ends"))
	}
	if byLaw && (until != nil) != (row.Count == clock.CountBefore || row.Count == clock.CountUntil) {
		r.add(e.value.pos, "law_counts_otherwise", row.ID)
	}
	if v := f.get("of"); v != nil {
		s.Citizen = r.oneOf(v, "office", askApplicant) == askApplicant
	}
	s.Title = Text{Zh: row.Title.Zh, En: row.Title.En}
	if v := f.get("title"); v != nil {
		s.Title = r.text(v)
	}
	f.done()
	return s
}

// lawOf reads the row of the law a clock stands on.
func (r *reader) lawOf(v *value, s *ClockSpec) (row clock.Row, known bool) {
	if v == nil {
		return row, false
	}
	id := r.str(v)
	row, known = clock.Find(id)
	if id != "" && (!known || row.Count == clock.CountOut || row.Count == clock.CountAtOnce) {
		r.add(v.pos, "unknown_law_row", id)
		return clock.Row{}, false
	}
	s.Law, s.Citizen = id, row.Citizen
	return row, known
}

// length reads a length in exactly one unit; absent says whether it has to be there.
func (r *reader) length(f *fields, v *value, needed bool) Span {
	s := Span{Workdays: r.int(f.get("workdays"), 1, 1000), Days: r.int(f.get("days"), 1, 3660), Months: r.int(f.get("months"), 1, 120)}
	units := 0
	for _, unit := range []string{"workdays", "days", "months"} {
		if f.at[unit].value != nil {
			units++
		}
	}
	if units > 1 || units == 0 && needed && v.kind == kindMapping {
		r.add(v.pos, "length_unit")
	}
	return s
}

// byLaw is the length written, else that of the law; a written one that the law does not allow is reported.
func (r *reader) byLaw(v *value, written Span, row clock.Row, allowed func(law Span) bool) Span {
	law := map[clock.Unit]Span{
		clock.UnitWorkday: {Workdays: row.Length}, clock.UnitDay: {Days: row.Length}, clock.UnitMonth: {Months: row.Length},
	}[row.Unit]
	switch {
	case written == Span{}:
		return law
	case written != law && !allowed(law):
		r.add(v.pos, "over_law", lengthText(row.Length, row.Unit), row.Law+row.Article)
	}
	return written
}

// longer reports whether a length is longer than another of the same unit.
func (s Span) longer(than Span) bool {
	return s.Workdays > than.Workdays && than.Workdays > 0 || s.Days > than.Days && than.Days > 0 || s.Months > than.Months && than.Months > 0
}

// event reads what starts or ends a clock: received, accepted, decided, or what happened to a node or document.
func (r *reader) event(v *value) Event {
	var e Event
	if v == nil {
		return e
	}
	if v.kind != kindMapping {
		e.Case = r.oneOf(v, EventReceived, EventAccepted, EventDecided)
		return e
	}
	f := r.mapping(v)
	for key, to := range map[string]*string{"opened": &e.Opened, "done": &e.Done} {
		if n := f.get(key); n != nil {
			*to = r.str(n)
			r.refs = append(r.refs, func() {
				if *to != "" && r.index.Place(*to) == nil {
					r.noNode(*to, n.pos)
				}
			})
		}
	}
	if n := f.get("served"); n != nil {
		e.Served = r.str(n)
		r.refs = append(r.refs, func() { r.document(n) })
	}
	if len(f.order) != 1 {
		r.add(v.pos, "event_one")
	}
	f.done()
	return e
}

// lengthOf gives the length of a clock in its unit: 0 when the law sets none, -1 when the name is none of a length.
func (r *reader) lengthOf(name string) int {
	switch name {
	case "accept":
		return r.d.Limits.Accept
	case "decide":
		return r.d.Limits.Decide
	case "issue":
		return r.d.Limits.Issue
	}
	if s, ok := r.d.Clocks[name]; ok && s.Until == "" {
		return s.Length.Workdays + s.Length.Days + s.Length.Months
	}
	return -1
}
