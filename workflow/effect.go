package workflow

import (
	"maps"
	"slices"
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// effects adds what a decision does besides moving the case: the document it owes, the clock it starts, the question
// it asks. from is the day a clock it starts counts from.
func (c *command) effects(f *Facts, at time.Time, visit int, d *item.Decision, from calendar.Date, extra map[string]any) error {
	if err := c.registers(f, at, d); err != nil {
		return err
	}
	on := calendar.DateOf(at)
	if f.Status != StatusEnded { // a case that is over starts nothing
		c.start(f, d.Start, from, on)
	}
	if d.Document != "" {
		err := c.owe(f, at, owing{document: d.Document, visit: visit, notice: d.Ask != nil, decision: d, extra: extra})
		if err != nil {
			return err
		}
	}
	if d.Ask != nil && d.Document == "" {
		c.asked(f, on, visit, d.Ask)
	}
	return nil
}

// asked starts the limit of an answer and halts the clock the ask restarts, on the day the question was served.
func (c *command) asked(f *Facts, on calendar.Date, visit int, a *item.Ask) {
	if a.AnswerWithin != (item.Span{}) {
		k := span(answerClock, a.AnswerWithin, on)
		f.Clocks = append(f.Clocks, ClockChange{Op: ClockStarted, Clock: clockOf(answerClock, visit), On: on, Set: &k})
	}
	if a.Restart == "" {
		return
	}
	if k := c.state.clock(a.Restart); k != nil && k.Running() {
		f.Clocks = append(f.Clocks, ClockChange{Op: ClockHalted, Clock: a.Restart, On: on})
	}
}

// served is what the service of a notice sets going: an answer's limit, an exclusion, a suspension, or the
// time to ask for a hearing.
func (c *command) served(f *Facts, at time.Time, d DocumentFact) {
	if d.For != "" {
		c.stopped(f, calendar.DateOf(at), d.For)
		c.servedHearing(f, calendar.DateOf(at), d.For, d.Seq)
		return
	}
	if !d.Notice || d.Visit == 0 {
		return
	}
	v := c.state.Position.Visits[d.Visit-1]
	if v.Status != flow.Open {
		return
	}
	on := calendar.DateOf(at)
	n := c.item.Place(v.Node)
	if v.Parked() && c.state.Visits[v.ID-1].Notice == d.Seq {
		if asks := n.Decision(v.Ask.Decision); asks.Document == d.Type { // else it was owed before the question
			c.asked(f, on, d.Visit, asks.Ask)
			return
		}
	}
	if x := n.Exclude; x != nil && x.Notice == d.Type {
		if k := c.state.clock(x.Clock); k != nil && k.Ended.IsZero() {
			f.Clocks = append(f.Clocks, ClockChange{Op: ClockExcludes, Clock: x.Clock, On: on, Ground: x.Ground, AtMost: x.AtMost})
		}
	}
}

// DueOn is the last day of the clock that runs over the case now, for lists and documents; zero when none does.
func (s *State) DueOn(cal *calendar.Calendar, asOf calendar.Date) (law, promise calendar.Date) {
	if k := s.running(); k != nil {
		d := k.Due(cal, asOf)
		return d.Law, d.Promise
	}
	return calendar.Date{}, calendar.Date{}
}

// dateClocks are the clocks of the item that end on a date of the form and decide something then.
func (c *command) dateClocks(f *Facts, on calendar.Date) error {
	for _, name := range slices.Sorted(maps.Keys(c.item.Clocks)) {
		spec := c.item.Clocks[name]
		if spec.Until == "" {
			continue // of a length: see eventClocks
		}
		until, runs, err := c.item.Until(name, c.data, c.caseData())
		if err != nil {
			return refuse(Invalid, "clock_date", name)
		}
		day, err := calendar.Parse(until)
		if !runs {
			continue
		}
		if err != nil {
			return refuse(Invalid, "clock_date", name)
		}
		k := clock.Clock{Name: name, Unit: clock.UnitDay, Until: day, Start: on}
		if spec.Before != (item.Span{}) {
			before := span(name, spec.Before, on)
			k.Unit, k.Before = before.Unit, before.Limit
		}
		if k.Due(c.cal, on).Law.Before(on) {
			continue // a date that has passed decides nothing any more
		}
		f.Clocks = append(f.Clocks, ClockChange{Op: ClockStarted, Clock: name, On: on, Set: &k})
	}
	return nil
}

func (c *command) caseData() item.CaseData { return c.state.CaseData() }

// CaseData is what expressions may read of the case besides the form.
func (s *State) CaseData() item.CaseData {
	d := item.CaseData{ReceivedOn: s.ReceivedOn.String(), BaseYear: s.BaseYear}
	if !s.AcceptedOn.IsZero() {
		d.AcceptedOn = s.AcceptedOn.String()
	}
	return d
}
