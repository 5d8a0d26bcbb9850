package workflow

import (
	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/flow"
)

// MovedDay is a clock whose last days are others under a new calendar.
type MovedDay struct {
	Clock       string        `json:"clock"`
	LawFrom     calendar.Date `json:"law_from,omitzero"`
	LawTo       calendar.Date `json:"law_to,omitzero"`
	PromiseFrom calendar.Date `json:"promise_from,omitzero"`
	PromiseTo   calendar.Date `json:"promise_to,omitzero"`
}

// recount says which last days of a case have moved since its last entry because a year was loaded or changed. It runs
// before anything else is caught up, so that what follows by the new days comes after the entry that explains them. What
// was already decided stays. A case none of whose days moved gets no entry.
func (c *command) recount() error {
	if c.state.Position.End != "" || c.state.Calendar == "" || c.state.Calendar == c.cal.Hash() {
		return nil
	}
	old, known := c.Calendars.Counted(c.state.Calendar)
	if !known {
		return nil // counted by a calendar this program has not heard of, or not yet
	}
	moved := c.state.MovedDays(old, c.cal, c.today())
	if len(moved) == 0 {
		return nil
	}
	f := Facts{CalendarFrom: c.state.Calendar, Moved: moved}
	c.tellMoved(moved)
	return c.record("calendar_moved", c.now, systemActor(), f, nil)
}

// MovedDays says which last days of a case are others by a calendar than by the one before.
func (s *State) MovedDays(old, cal *calendar.Calendar, today calendar.Date) (moved []MovedDay) {
	for _, l := range s.limits() {
		if !l.clock.Running() {
			continue
		}
		was, is := l.clock.Due(old, today), l.clock.Due(cal, today)
		if !differ(was, is) { // while work is left out, a day may be felt only when its bound is reached
			was, is = l.clock.Longest(old), l.clock.Longest(cal)
		}
		if differ(was, is) {
			moved = append(moved, MovedDay{l.name, was.Law, is.Law, was.Promise, is.Promise})
		}
	}
	return moved
}

func differ(a, b clock.Due) bool { return a.Law != b.Law || a.Promise != b.Promise }

// concerned is whom a limit is about besides who works on the case: the applicant, save of the limit of a step; of a question
// inside the office who was asked.
func (c *command) concerned(name string) []string {
	kind, visit, ofVisit := visitClock(name)
	switch v := c.state.openVisit(visit); {
	case !ofVisit:
		return []string{c.state.Applicant}
	case kind == stepClock || !v.Parked():
		return nil // another agency counts for itself
	case v.Ask.Of != flow.Applicant:
		return []string{v.Ask.Person}
	}
	return []string{c.state.Applicant}
}

// tellMoved tells those concerned, and who works on the case, of the days that moved.
func (c *command) tellMoved(moved []MovedDay) {
	for _, m := range moved {
		title := c.clockTitle(m.Clock)
		from, to := m.LawFrom, m.LawTo
		if from == to {
			from, to = m.PromiseFrom, m.PromiseTo
		}
		c.notify(append(c.atWork(m.Clock), c.concerned(m.Clock)...), "calendar_moved", words{"clock": title,
			"from": {Zh: chineseDate(from), En: from.String()}, "to": {Zh: chineseDate(to), En: to.String()}})
	}
}
