package handlers

import (
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// due is the last day of the clock that runs over the case: the latest of them that has not ended.
func (s *Server) due(st *workflow.State, on calendar.Date) (law, promise calendar.Date) {
	return st.DueOn(s.Engine.Calendars.Calendar(), on)
}

func (v *view) clocks() []CaseClock {
	return rowsOf(v.st.Clocks, func(k clock.Clock) CaseClock {
		cal, today := v.s.Engine.Calendars.Calendar(), v.on
		d := k.Due(cal, today)
		return CaseClock{
			Name: k.Name, Title: v.clockTitle(k.Name), Unit: clockUnit(k.Unit), Limit: k.Limit, Promise: k.Promise, Start: k.Start, DueOn: d.Law,
			PromisedOn: d.Promise, Ended: k.Ended, Halted: k.Halted, Extended: k.Extended, Used: k.Used(cal, today), Running: d.Running,
			Provisional: d.Provisional,
		}
	})
}

func clockUnit(u clock.Unit) string {
	if u != clock.UnitDay && u != clock.UnitMonth {
		return string(clock.UnitWorkday)
	}
	return string(u)
}

func (v *view) clockTitle(name string) item.Text { return workflow.ClockTitle(v.it, name) }

func (v *view) lastDay(k clock.Clock) calendar.Date { return v.s.lastDay(k, v.on) }

// lastDay is the last day of a clock, as far as is known on a day; zero of one that does not run.
func (s *Server) lastDay(k clock.Clock, on calendar.Date) calendar.Date {
	if k.Start.IsZero() {
		return calendar.Date{}
	}
	return k.Due(s.Engine.Calendars.Calendar(), on).Law
}

func (v *view) visits() []CaseVisit {
	list := make([]CaseVisit, 0, len(v.st.Position.Visits))
	for i := range v.st.Position.Visits {
		list = append(list, v.visit(&v.st.Position.Visits[i], v.st.Visits[i]))
	}
	return list
}

func (v *view) visit(x *flow.Visit, t workflow.VisitTimes) CaseVisit {
	n := v.it.Place(x.Node)
	out := CaseVisit{
		Visit: x.ID, Node: x.Node, Title: n.Title, Kind: string(n.Kind), Role: n.By.Role, Block: x.Block, Lane: x.Lane, Status: string(x.Status),
		Outcome: x.Outcome, Decision: x.Decision, Reason: x.Reason, OpenedAt: Instant{t.OpenedAt}, ClosedAt: Instant{t.ClosedAt},
		DueOn: v.lastDay(t.Limit), Parked: x.Parked(), Need: x.Need, InTurn: x.InTurn, Seats: []CaseSeat{}, Opinions: []CaseOpinion{},
		Delegated: []Delegation{},
	}
	if out.Parked || n.Kind == item.Call && x.Status == flow.Open {
		out.AnswerBy = v.lastDay(t.Answer)
	}
	if x.Reason != "" {
		t := workflow.ReasonTitle(x.Reason)
		out.ReasonTitle = &t
	}
	if d := n.Decision(x.Decision); d != nil {
		out.DecisionTitle = &d.Title
	}
	if v.who.insider() {
		v.insiders(&out, x)
	}
	return out
}

// insiders are told who acted and what they wrote.
func (v *view) insiders(out *CaseVisit, x *flow.Visit) {
	out.By, out.Claimed = v.names.somebody(x.By), v.names.somebody(x.Claimed)
	for k, s := range x.Seats {
		out.Seats = append(out.Seats, CaseSeat{
			Person: v.names.somebody(s.Person), InPlaceOf: v.names.somebody(s.For), Vote: s.Vote, Decision: s.Decision, Closed: s.Closed,
			Turn: x.Status == flow.Open && x.Turn(k), After: listed(s.After), Drawn: s.Drawn,
			NamedBy: v.names.somebody(s.NamedBy), AddedBy: v.names.somebody(s.AddedBy),
		})
	}
	out.Delegated = rowsOf(x.Delegated, func(d flow.Delegation) Delegation {
		return Delegation{v.names.somebody(d.Of), v.names.somebody(d.To)}
	})
	if !v.s.mine(v.call, "application", "read") {
		return
	}
	for _, o := range v.said.opinions {
		if o.visit == x.ID {
			out.Opinions = append(out.Opinions, CaseOpinion{v.names.somebody(o.person), o.kind, o.decision, o.at, o.words.Reason, demands(o.words.Supplements), o.words.From, o.words.Contact})
		}
	}
}

func (v *view) documents() []CaseDocument {
	return rowsOf(v.st.Documents, func(d workflow.DocumentFact) CaseDocument {
		out := CaseDocument{Seq: d.Seq, Type: d.Type, Title: item.Text{Zh: d.Type, En: d.Type}, Number: d.Number, Visit: d.Visit,
			OwedAt: Instant{d.OwedAt}, IssuedAt: Instant{d.IssuedAt}, SHA256: d.File}
		if spec := v.it.Document(d.Type); spec != nil {
			out.Title = v.it.TitleOf(spec)
		}
		return out
	})
}

func (v *view) asks() []CaseAsk {
	list := []CaseAsk{}
	for _, x := range openVisits(v.st) {
		inside := x.Parked() && x.Ask.Of != askApplicant
		if !x.Parked() || inside && !v.who.insider() {
			continue
		}
		a := CaseAsk{Visit: x.ID, Node: x.Node, Decision: x.Ask.Decision, Of: x.Ask.Of, AnswerBy: v.lastDay(v.st.Visits[x.ID-1].Answer),
			Supplements: []AskedSupplement{}}
		if inside {
			a.Person = v.names.somebody(x.Ask.Person)
			if v.s.mine(v.call, "application", "read") {
				a.Question = v.said.question(x.ID)
			}
		} else if !v.who.insider() || v.s.mine(v.call, "application", "read") {
			a.Supplements = rowsOf(v.said.asked(x.ID), func(d workflow.Supplement) AskedSupplement { return askedSupplement(v.it, d) })
		}
		list = append(list, a)
	}
	return list
}
