package item

import "slices"

// Words of the language that stand where names stand.
const (
	backToPrevious = "previous"
	askApplicant   = "applicant"
	voteAbstain    = "abstain"
)

// decisions reads the decisions of a step in the order written.
func (r *reader) decisions(v *value, n *Node) {
	entries := r.entries(v)
	if v.kind == kindMapping && len(entries) == 0 {
		r.add(v.pos, "decisions_missing", n.ID)
	}
	passes, fails := false, false
	for _, e := range entries {
		d := r.decision(e, n)
		n.Decisions = append(n.Decisions, d)
		passes, fails = passes || d.Passes(), fails || d.Ask == nil && !d.Passes()
		if n.By.Several() && d.Leaves() && !d.Alone {
			r.add(e.pos, "alone_missing", d.ID)
		}
	}
	if n.By.Several() && len(entries) > 0 && !passes {
		r.add(v.pos, "panel_without_pass", n.ID)
	}
	if n.By.Several() && len(entries) > 0 && !fails {
		r.add(v.pos, "panel_without_fail", n.ID)
	}
}

func (r *reader) decision(e entry, n *Node) *Decision {
	f := r.mapping(e.value)
	d := &Decision{ID: e.key, Pos: e.pos, Title: r.decisionTitle(f, e)}
	if d.ID == voteAbstain {
		r.add(e.pos, "reserved_name", d.ID)
	}
	d.Next, d.BackTo, d.End = r.way(f, n, e.value.pos)
	if v := f.get("needs"); v != nil {
		d.Needs = r.strs(v, func(name string, pos Position) {
			r.refs = append(r.refs, func() { r.checkNeed(n, name, pos) })
		})
	}
	d.Reason = r.required(f.get("reason"))
	if v := f.get("alone"); v != nil {
		d.Alone = r.bool(v)
	}
	if v := f.get("document"); v != nil {
		d.Document = r.document(v)
	}
	if v := f.get("grade"); v != nil {
		r.regrade(v, d)
	}
	d.Ask = r.ask(f, n)
	if d.Ask != nil && d.Leaves() {
		r.add(e.value.pos, "two_ways")
	}
	r.decisionClock(f, d)
	r.registers(f, d)
	d.Outcome = r.outcome(f, d)
	f.done()
	return d
}

// decisionTitle is the written title, or the usual one of a well-known decision.
func (r *reader) decisionTitle(f *fields, e entry) Text {
	if v := f.get("title"); v != nil {
		return r.text(v)
	}
	t, known := r.label(e.key, decisionTitles)
	if !known {
		r.add(e.pos, "title_missing", e.key)
	}
	return t
}

// neverPass are the decisions that say no by their name.
var neverPass = []string{"decline", "refuse", OutcomeFail, "disagree"}

// outcome is the written one, else pass when the decision is named so or simply goes on, else its own name. A refusal
// by name never passes, however it is written.
func (r *reader) outcome(f *fields, d *Decision) string {
	never := slices.Contains(neverPass, d.ID)
	if v := f.get("outcome"); v != nil {
		o := r.id(v)
		if never && o == OutcomePass {
			r.add(v.pos, "refusal_passes", d.ID)
		}
		return o
	}
	if !never && (d.ID == OutcomePass || d.Ask == nil && !d.Leaves()) {
		return OutcomePass
	}
	return d.ID
}

// decisionClock reads what a decision does to a clock: start one, or, when it asks, restart one by the answer.
func (r *reader) decisionClock(f *fields, d *Decision) {
	v := f.get("clock")
	if v == nil {
		return
	}
	g := r.mapping(v)
	if s := g.get("start"); s != nil {
		d.Start = r.clock(s, lengthClock)
	}
	if s := g.get("restart"); s != nil {
		name := r.clock(s, lengthClock)
		switch {
		case d.Ask == nil:
			r.add(s.pos, "without_ask", "restart")
		case d.Ask.Of != askApplicant:
			r.add(s.pos, "restart_inside")
		default:
			d.Ask.Restart = name
		}
	}
	if v.kind == kindMapping && len(v.entries) == 0 {
		r.add(v.pos, "missing_key", "start")
	}
	g.done()
}

// ask reads a question; its parts stand beside it in the decision.
func (r *reader) ask(f *fields, n *Node) *Ask {
	of, once, within, silence := f.get("ask"), f.get("once"), f.get("answer_within"), f.get("on_silence")
	if of == nil {
		for _, key := range []string{"once", "answer_within", "on_silence"} {
			if e, ok := f.at[key]; ok {
				r.add(e.pos, "without_ask", key)
			}
		}
		return nil
	}
	a := &Ask{Of: r.str(of), Once: r.bool(once)}
	if a.Of != "" && a.Of != askApplicant {
		r.refs = append(r.refs, func() { r.checkAsked(n, a.Of, of.pos) })
	}
	if within == nil {
		r.add(of.pos, "missing_key", "answer_within")
	} else {
		a.AnswerWithin = r.span(within)
	}
	if silence != nil {
		g := r.mapping(silence)
		a.OnSilence = &Silence{Decision: r.decisionOf(g.need("decision"), n)}
		if v := g.get("reason"); v != nil {
			a.OnSilence.Reason = r.text(v)
		}
		g.done()
		r.refs = append(r.refs, func() { r.checkSilence(n, a.OnSilence, silence.pos) })
	}
	return a
}

// checkSilence reports an answer of silence that asks again, or that gives no reason where one is demanded.
func (r *reader) checkSilence(n *Node, s *Silence, pos Position) {
	d := n.Decision(s.Decision)
	if d == nil {
		return
	}
	if d.Ask != nil {
		r.add(pos, "silence_asks", s.Decision)
	}
	r.undecided("on_silence", d, pos)
	if d.Reason && s.Reason.Zh == "" {
		r.add(pos, "missing_key", "reason")
	}
}

// regrade reads the other grade that a decision names: a fixed one, or required, and then the officer gives it.
func (r *reader) regrade(v *value, d *Decision) {
	d.Regrade = true
	if v.kind == kindInt {
		d.Grade = v.text
	} else if word := r.str(v); word != "required" {
		d.Grade = word
	}
	if r.d.Grade == nil {
		r.add(v.pos, "grade_unknown", v.text)
	} else if _, known := r.d.Grade.Titles[d.Grade]; d.Grade != "" && !known {
		r.add(v.pos, "grade_unknown", d.Grade)
	}
}
