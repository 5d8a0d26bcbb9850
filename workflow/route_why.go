package workflow

import (
	"cmp"
	"slices"
	"strconv"

	"shenpi/workflow/calendar"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// opened says how the flow came to a node, and of a choice which of its cases it took.
func (r *route) opened(k int, c flow.Change) {
	before := r.visit(c.Opener)
	fill := words{"over": r.over(c.Over)}
	rests := []int64{r.done[c.Opener]}
	why := "opened"
	switch c.Way {
	case flow.WayStart:
		if why = "filed"; r.facts.Filed != nil && r.facts.Filed.CalledBy != nil {
			why = "filed_by_call"
			fill["number"] = same(r.facts.Filed.CalledBy.Number)
		}
	case flow.WayOn:
		why = "went_on"
	case flow.WayNext:
		why = "led_ahead"
	case flow.WayBack:
		why, before, rests = "sent_back_here", r.sender(k), nil
	case flow.WayBranch:
		why, before, rests = "branch", r.visit(c.Block), nil
		fill["branch"], fill["n"] = r.lane(c.Block, c.Lane), count(len(r.it.Place(before.Node).Branches))
	case flow.WayCase:
		why, before, rests = "case", r.visit(c.Block), nil
	case flow.WayLaw:
		why = "by_law"
		fill["clock"] = r.clock()
	}
	r.from(fill, before)
	r.came(r.add(c, why, fill, rests...), c, before)
	if c.Case != "" {
		r.chosen(c)
	}
}

// came notes by which way the flow came here from where.
func (r *route) came(l *Leg, c flow.Change, before *flow.Visit) {
	l.Way = c.Way
	if before != nil {
		l.From = before.Node
	}
}

// chosen says which case of a choice was taken, by which guard, and what that read.
func (r *route) chosen(c flow.Change) {
	n := r.it.Place(c.Node)
	taken, err := strconv.Atoi(c.Case)
	if err != nil || taken >= len(n.Cases) {
		return
	}
	var failed []string
	for _, a := range n.Cases[:taken] {
		failed = append(failed, "`"+a.When+"`")
	}
	fill := words{"n": count(taken + 1), "guard": same("`" + n.Cases[taken].When + "`"), "failed": listed(failed), "read": {}, "before": {}}
	why := "chosen"
	switch {
	case n.Cases[taken].Else:
		why = "chosen_else"
	case taken > 0:
		fill["before"] = fill.into(routeSentences["chosen_before"])
	}
	var reads []item.Reading
	if form, ok := r.forms[r.form]; ok {
		if data, err := item.DecodeForm(form); err == nil {
			reads = r.it.Reads(n.Node, taken, data, r.data)
			fill["read"] = readings(reads)
		}
	}
	c.Kind = Chosen
	r.add(c, why, fill, r.filed[r.form]).Reads = reads
}

// concluded says what settled a visit.
func (r *route) concluded(c flow.Change) {
	v := r.visit(c.Visit)
	at := r.it.Place(v.Node)
	switch {
	case at.Kind == item.Parallel:
		r.joined(c, at)
	case at.Kind == item.Choice:
		r.add(c, "case_over", words{"result": r.result(v)})
	case at.Kind == item.Wait:
		r.waited(c, v)
	case at.Kind == item.Call:
		r.called(c, v)
	case c.Reason == flow.Deemed:
		r.add(c, "deemed", words{"clock": r.clock(), "day": r.day(), "law": r.basis(), "decision": r.decision(at, c.Decision)})
	case c.Reason == flow.BySilence:
		r.add(c, "silence", words{"day": r.day(), "decision": r.decision(at, c.Decision)})
	case at.Kind == item.Issue:
		r.add(c, "issued", nil)
	case flow.ByVotes(v, at.Decision(c.Decision)):
		r.voted(c, v, at)
	case len(v.Seats) > 1:
		r.add(c, "alone", words{"decision": r.decision(at, c.Decision)})
	default:
		r.add(c, "decided", words{"decision": r.decision(at, c.Decision)})
	}
}

// voted says by how many votes of how many a panel passed or failed, and how many it takes.
func (r *route) voted(c flow.Change, v *flow.Visit, at *item.Place) {
	passes, open := v.Tally()
	fails, abstained := 0, 0
	var rests []int64
	for _, s := range v.Seats {
		switch s.Vote {
		case flow.VoteFail:
			fails++
		case flow.Abstain:
			abstained++
		}
		if s.Vote != "" {
			rests = append(rests, r.votes[v.ID][s.Person])
		}
	}
	why := "votes_passed"
	if c.Outcome != item.OutcomePass {
		why = "votes_failed"
	}
	r.add(c, why, words{"seats": count(len(v.Seats)), "passes": count(passes), "fails": count(fails), "abstained": count(abstained),
		"open": count(open), "need": count(v.Need), "rule": threshold(at.By.Pass)}, rests...)
}

// joined says why a parallel passed or failed: of which branches how many it takes.
func (r *route) joined(c flow.Change, at *item.Place) {
	if c.Need == 0 {
		r.add(c, "join_over", words{"result": r.result(r.visit(c.Visit))})
		return
	}
	var passed, running, failed []string
	var rests []int64
	for _, b := range at.Branches {
		switch {
		case slices.Contains(c.Passed, b.Name):
			passed = append(passed, b.Name)
		case slices.Contains(c.Running, b.Name):
			running = append(running, b.Name)
		default:
			failed = append(failed, b.Name)
		}
	}
	for _, v := range r.p.Visits {
		if v.Block == c.Visit && !slices.Contains(c.Running, v.Lane) && v.Status != flow.Void {
			rests = append(rests, r.done[v.ID])
		}
	}
	fill := words{"passed": r.lanes(c.Visit, passed), "failed": r.lanes(c.Visit, failed), "n": count(len(c.Passed)), "all": count(len(at.Branches)),
		"need": count(c.Need), "rule": joins(at.Join), "running": {}}
	if len(running) > 0 {
		fill["names"] = r.lanes(c.Visit, running)
		fill["running"] = fill.into(routeSentences["join_running"])
	}
	why := "join_passed"
	switch {
	case c.Outcome != item.OutcomePass:
		why = "join_failed"
	case len(c.Passed) == 0:
		why = "join_over"
		fill["result"] = r.result(r.visit(c.Visit))
	}
	r.add(c, why, fill, rests...)
}

func (r *route) waited(c flow.Change, v *flow.Visit) {
	switch {
	case c.Outcome == flow.Objection:
		r.add(c, "objected", nil)
	case v.Objections > 0:
		r.add(c, "elapsed_objected", words{"day": r.day(), "n": count(v.Objections)})
	default:
		r.add(c, "elapsed", words{"day": r.day()})
	}
}

// called says what came of a call.
func (r *route) called(c flow.Change, v *flow.Visit) {
	fill := words{"result": r.result(v), "day": r.day()}
	var came CallResult
	for _, x := range r.facts.CalledBack {
		if x.Visit == c.Visit {
			came = x
		}
	}
	switch {
	case c.Reason == flow.Forwarded:
		r.add(c, "forwarded", fill)
	case c.Reason == flow.BySilence:
		r.add(c, "call_silent", fill)
	case came.Failed != "":
		fill["why"] = refuse(Conflict, came.Failed).Text
		r.add(c, "call_failed", fill)
	case came.Reply != "":
		fill["reply"] = r.label(came.Reply)
		r.add(c, "replied", fill)
	default:
		fill["number"], fill["end"], fill["effect"] = same(came.Number), r.label(came.End), effectTitles[came.Effect]
		r.add(c, "called_back", fill)
	}
}

// closed says over what a visit was closed: a block that was decided without it, a way that leads elsewhere, an end.
func (r *route) closed(k int, c flow.Change) {
	switch c.Reason {
	case flow.NotNeeded:
		fill := words{}
		for _, later := range r.facts.Flow[k:] {
			if later.Kind == flow.Concluded && later.Visit < c.Visit {
				r.from(fill, r.visit(later.Visit))
				break
			}
		}
		r.add(c, "not_needed", fill)
	case flow.Left:
		r.add(c, "left", nil)
	default:
		r.add(c, "closed_at_end", nil)
	}
}

// voided says why a visit counts no more: the case went back over it, or what opened it was taken back.
func (r *route) voided(k int, c flow.Change) {
	if c.Reason == flow.TakenBack {
		r.add(c, "undone", nil)
		return
	}
	fill := words{}
	for _, later := range r.facts.Flow[k:] {
		if later.Kind == flow.Opened {
			fill["to"] = r.title(later.Node)
			break
		}
	}
	r.from(fill, r.sender(k))
	r.add(c, "sent_back", fill, r.done[c.Visit])
}

func (r *route) asked(c flow.Change) {
	fill := words{"decision": r.decision(r.it.Place(r.p.Visits[c.Visit-1].Node), c.Decision)}
	if c.Of == flow.Applicant {
		r.add(c, "asked_applicant", fill)
		return
	}
	fill["of"] = r.title(c.Of)
	r.add(c, "asked_officer", fill)
}

// answered is told of questions that were answered, or after which the visit goes on all the same; any other question
// was closed with its visit, which says it.
func (r *route) answered(c flow.Change) {
	switch {
	case c.Reason == "":
		r.add(c, "answered", nil)
	case c.Reason == flow.BySilence && !r.alsoHere(flow.Concluded, c.Visit):
		r.add(c, "unanswered", words{"day": r.day()})
	}
}

// ended says what brought the case to its end.
func (r *route) ended(c flow.Change) {
	fill := words{"effect": effectTitles[r.facts.Outcome], "over": r.over(c.Over)}
	r.from(fill, r.visit(c.Cause))
	why := "ended"
	switch {
	case r.entry.Kind == "withdrawn":
		why = "end_withdrawn"
	case r.entry.Kind == "terminated":
		why = "end_terminated"
		fill["ground"] = same("")
		if t := r.it.Acts.Terminate; t != nil && r.facts.Act != nil {
			if g := item.FindGround(t.Grounds, r.facts.Act.Ground); g != nil {
				fill["ground"] = g.Title
			}
		}
	case r.facts.CallerLeft:
		why = "end_caller_left"
	case c.Way == flow.WayOn:
		why = "end_reached"
	case c.Way == flow.WayCase, c.Way == flow.WayBranch:
		why = "end_within"
	case c.Way == flow.WayEnd, c.Way == flow.WayNext:
		why = "end_decided"
	}
	r.came(r.add(c, why, fill, r.done[c.Cause]), c, r.visit(c.Cause))
}

// from fills in the visit that led somewhere, and with what.
func (r *route) from(fill words, v *flow.Visit) {
	if v == nil {
		fill["before"], fill["result"] = item.Text{}, item.Text{}
		return
	}
	fill["before"], fill["result"] = r.title(v.Node), r.result(v)
}

// result is what a visit ended with: the decision made there, or the outcome that votes, branches or time gave it.
func (r *route) result(v *flow.Visit) item.Text {
	if d := r.it.Place(v.Node).Decision(v.Decision); d != nil && !flow.ByVotes(v, d) {
		return r.decision(r.it.Place(v.Node), v.Decision)
	}
	return r.label(cmp.Or(v.Outcome, v.Reason))
}

func (r *route) day() item.Text { return same(calendar.DateOf(r.entry.EffectiveAt).String()) }

// clock is what the clock is called whose end brought the entry about.
func (r *route) clock() item.Text {
	if a := r.facts.Act; a != nil && a.Clock != "" {
		return clockTitle(r.it, &r.p, a.Clock)
	}
	return item.Text{Zh: "期限", En: "the limit"}
}

// basis is the law that the entry names.
func (r *route) basis() item.Text {
	if b := r.facts.Basis; b != nil {
		return same("《" + b.Law + "》" + b.Article)
	}
	return item.Text{Zh: "法律", En: "the law"}
}
