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

// The clocks of a case that the law names.
const (
	acceptClock = "accept"
	decideClock = "decide"
	issueClock  = "issue"
)

// The statuses of a case, in the order it goes through them.
const (
	StatusReceived = "received"
	StatusAccepted = "accepted"
	StatusDecided  = "decided"
	StatusEnded    = "ended"
)

// move puts the changes of a flow move into the facts with everything that follows from them: limits that start and
// stop, notices owed, the number of a certificate, the outcome of the case. at is when the move takes effect.
func (c *command) move(f *Facts, at time.Time, changes []flow.Change) error {
	on := calendar.DateOf(at)
	f.Flow = append(f.Flow, changes...)
	for _, ch := range changes {
		switch ch.Kind {
		case flow.Opened:
			if n := c.item.Place(ch.Node); n.Kind == item.Call && (n.Call.External || !over(changes, ch.Visit)) {
				if err := c.calls(f, at, n, ch.Visit); err != nil {
					return err
				}
			}
			if err := c.opened(f, on, at, c.item.Place(ch.Node), ch.Visit); err != nil {
				return err
			}
		case flow.Concluded, flow.ClosedVisit:
			c.left(f, on, ch, changes)
		case flow.Answered:
			c.askOver(f, on, ch.Visit)
		case flow.Reopened:
			k := c.state.Visits[ch.Visit-1].Limit
			k.Ended = calendar.Date{}
			f.Clocks = append(f.Clocks, ClockChange{Op: ClockStarted, Clock: clockOf(stepClock, ch.Visit), Set: &k})
		case flow.Ended:
			c.ended(f, on, ch.Node)
		}
	}
	c.unhalt(f, on, changes)
	return nil
}

// unhalt starts the clock of a question anew, whole, when the question is over and the case goes on: on the day of the
// answer, and also when there was none, since a clock that stays halted would never end.
func (c *command) unhalt(f *Facts, on calendar.Date, changes []flow.Change) {
	for _, ch := range changes {
		if ch.Kind != flow.Answered && ch.Kind != flow.ClosedVisit && ch.Kind != flow.Voided || ch.Visit > len(c.state.Visits) {
			continue
		}
		v := c.state.Position.Visits[ch.Visit-1]
		if !v.Parked() {
			continue
		}
		name := c.item.Place(v.Node).Decision(v.Ask.Decision).Ask.Restart
		k := c.state.clock(name)
		if k == nil || !k.Ended.IsZero() || changed(f, name, ClockEnded) || changed(f, name, ClockRestarted) {
			continue
		}
		f.Clocks = append(f.Clocks, ClockChange{Op: ClockRestarted, Clock: name, On: on})
		c.excludeOn(f, k, on)
		if s := c.state.Suspended(); s != nil && s.Clock == name && c.state.standsStill() {
			f.Clocks = append(f.Clocks, c.suspends(name, on)) // it begins anew, but does not run yet
		}
	}
}

// excludeOn carries into the new run of a clock what is being left out of it: the examination and the hearing of which
// written notice was served go on, whatever the applicant had to supply meanwhile.
func (c *command) excludeOn(f *Facts, k *clock.Clock, on calendar.Date) {
	for _, x := range k.Exclusions {
		over := func(ch ClockChange) bool {
			return ch.Op == ClockIncludes && ch.Clock == k.Name && ch.Ground == x.Ground
		}
		if x.To.IsZero() && !slices.ContainsFunc(f.Clocks, over) {
			f.Clocks = append(f.Clocks, ClockChange{Op: ClockExcludes, Clock: k.Name, On: on, Ground: x.Ground, AtMost: x.AtMost})
		}
	}
}

// opened starts what runs while a visit is open.
func (c *command) opened(f *Facts, on calendar.Date, at time.Time, n *item.Place, visit int) error {
	name := clockOf(stepClock, visit)
	switch {
	case n.Kind == item.Wait:
		k := span(name, n.For, on)
		f.Clocks = append(f.Clocks, ClockChange{Op: ClockStarted, Clock: name, On: on, Set: &k})
	case n.Within > 0:
		k := clock.Clock{Name: name, Unit: clock.UnitWorkday, Limit: n.Within, Start: on}
		c.standing(f, &k, on)
		f.Clocks = append(f.Clocks, ClockChange{Op: ClockStarted, Clock: name, On: on, Set: &k})
	}
	switch {
	case n.Kind == item.Issue:
		c.granted(f, on)
		if err := c.number(f, on); err != nil {
			return err
		}
	case n.Kind == item.Wait && n.Document != "":
		k := span(name, n.For, on)
		err := c.owe(f, at, owing{document: n.Document, visit: visit, extra: map[string]any{
			"days": k.Limit, "from": chineseDate(on), "to": chineseDate(k.Due(c.cal, on).Law)}})
		if err != nil {
			return err
		}
	}
	if n.Exclude != nil && c.item.Document(n.Exclude.Notice) != nil {
		return c.owe(f, at, owing{document: n.Exclude.Notice, visit: visit, notice: true, extra: map[string]any{
			"days": n.Exclude.AtMost, "from": chineseDate(on), "special_kind": n.Title.Zh,
			"to": c.workdaysOn(on, n.Exclude.AtMost)}})
	}
	return nil
}

// granted says that the case is decided: opening an issue is the grant, whatever clock the decision starts. A hearing that
// the law did not wait for is over.
func (c *command) granted(f *Facts, on calendar.Date) {
	c.closeHearing(f, on, hearingDecided)
	if c.state.DecidedOn.IsZero() {
		f.DecidedOn, f.Status = on, StatusDecided
	}
}

func (c *command) workdaysOn(on calendar.Date, n int) string {
	d, _ := c.cal.AddWorkdays(on, n)
	return chineseDate(d)
}

func span(name string, s item.Span, start calendar.Date) clock.Clock {
	k := clock.Clock{Name: name, Unit: clock.UnitDay, Limit: s.Days, Start: start}
	switch {
	case s.Workdays > 0:
		k.Unit, k.Limit = clock.UnitWorkday, s.Workdays
	case s.Months > 0:
		k.Unit, k.Limit = clock.UnitMonth, s.Months
	}
	return k
}

// left stops what ran while a visit was open, which one of the changes closes.
func (c *command) left(f *Facts, on calendar.Date, ch flow.Change, changes []flow.Change) {
	if ch.Visit > len(c.state.Visits) {
		return // opened and left in one move: nothing has run
	}
	name := clockOf(stepClock, ch.Visit)
	if k := c.state.clock(name); k != nil && k.Running() {
		f.Clocks = append(f.Clocks, ClockChange{Op: ClockEnded, Clock: name, On: on})
	}
	c.askOver(f, on, ch.Visit)
	c.leftCall(ch)
	v := c.state.Position.Visits[ch.Visit-1]
	if v.Parked() && v.Ask.Of == "applicant" {
		c.tell("ask_closed", 0, words{"node": c.item.Place(v.Node).Title})
	}
	x := c.item.Place(v.Node).Exclude
	if x == nil || v.Status != flow.Open || c.excludedBeside(x, v.ID, changes) {
		return
	}
	if k := c.state.clock(x.Clock); k != nil {
		for _, e := range k.Exclusions {
			if e.Ground == x.Ground && e.To.IsZero() {
				f.Clocks = append(f.Clocks, ClockChange{Op: ClockIncludes, Clock: x.Clock, On: on, Ground: x.Ground})
			}
		}
	}
}

// excludedBeside reports whether work on the same ground goes on at another visit: the days stay out of the clock then, and
// draw on the same bound.
func (c *command) excludedBeside(x *item.Exclude, visit int, changes []flow.Change) bool {
	return slices.ContainsFunc(flow.OpenVisits(&c.state.Position), func(v *flow.Visit) bool {
		o := c.item.Place(v.Node).Exclude
		return v.ID != visit && o != nil && o.Clock == x.Clock && o.Ground == x.Ground && !over(changes, v.ID) && c.state.noticed(v.ID, o.Notice)
	})
}

// noticed reports whether the notice of a visit was served.
func (s *State) noticed(visit int, document string) bool {
	return slices.ContainsFunc(s.Documents, func(d DocumentFact) bool {
		return d.Visit == visit && d.Type == document && !d.IssuedAt.IsZero()
	})
}

// askOver stops the limit of an answer; an ask closed unanswered is told to the applicant.
func (c *command) askOver(f *Facts, on calendar.Date, visit int) {
	if visit > len(c.state.Visits) {
		return
	}
	name := clockOf(answerClock, visit)
	if k := c.state.clock(name); k != nil && k.Running() && !ending(f, name) {
		f.Clocks = append(f.Clocks, ClockChange{Op: ClockEnded, Clock: name, On: on})
	}
}

func ending(f *Facts, name string) bool { return changed(f, name, ClockEnded) }

func changed(f *Facts, name string, op ClockOp) bool {
	for _, ch := range f.Clocks {
		if ch.Clock == name && ch.Op == op {
			return true
		}
	}
	return false
}

// ended ends every clock that still runs and says what the end is in law.
func (c *command) ended(f *Facts, on calendar.Date, end string) {
	for _, k := range c.state.Clocks {
		if k.Ended.IsZero() && !ending(f, k.Name) {
			f.Clocks = append(f.Clocks, ClockChange{Op: ClockEnded, Clock: k.Name, On: on})
		}
	}
	c.lift(f, on, "", liftedCaseEnded)
	c.closeHearing(f, on, hearingDecided)
	f.Status, f.Outcome = StatusEnded, c.item.Outcomes[end]
	if c.state.DecidedOn.IsZero() && f.Outcome != item.Closes {
		f.DecidedOn = on
	}
}

// start starts the clock a decision names and ends the one it follows. A clock starts once: a void decision does not
// undo it.
func (c *command) start(f *Facts, name string, from, on calendar.Date) {
	if name == "" || c.state.clock(name) != nil {
		return
	}
	k := span(name, c.item.Clocks[name].Length, from)
	switch name {
	case decideClock:
		k = decideFrom(c.item, from)
		f.AcceptedOn, f.Status = from, StatusAccepted
		c.end(f, acceptClock, on)
	case issueClock:
		k.Unit, k.Limit = clock.UnitWorkday, c.item.Limits.Issue
		f.DecidedOn, f.Status = on, StatusDecided
		c.closeHearing(f, on, hearingDecided)
		c.end(f, acceptClock, on)
		c.end(f, decideClock, on)
		for _, end := range slices.Sorted(maps.Keys(c.item.Clocks)) {
			if c.item.Clocks[end].Until != "" {
				c.end(f, end, on)
			}
		}
	}
	if k.Limit > 0 {
		f.Clocks = append(f.Clocks, ClockChange{Op: ClockStarted, Clock: name, On: from, Set: &k})
	}
}

// decideFrom is the clock of the decision on a case that was accepted on a day.
func decideFrom(it *item.Item, on calendar.Date) clock.Clock {
	return clock.Clock{Name: decideClock, Unit: clock.UnitWorkday, Limit: it.Limits.Decide, Promise: it.Promise.Decide, Start: on}
}

// end ends a clock and the suspension it was stopped for. A hearing goes on until the case is decided: that its clock has
// ended takes nothing from who asked.
func (c *command) end(f *Facts, name string, on calendar.Date) {
	if k := c.state.clock(name); k != nil && k.Ended.IsZero() {
		if s := c.state.Suspended(); s != nil && s.Clock == name {
			c.lift(f, on, "", liftedClockEnded)
		}
		f.Clocks = append(f.Clocks, ClockChange{Op: ClockEnded, Clock: name, On: on})
	}
}
