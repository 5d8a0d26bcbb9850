package clock

import "shenpi/workflow/calendar"

// Day is one day of a sheet.
type Day struct {
	Date    calendar.Date `json:"date"`
	Counted bool          `json:"counted"`
	N       int           `json:"n"`                 // days counted so far, this one included
	Rule    string        `json:"rule"`              // of this package or of the calendar
	Grounds []string      `json:"grounds,omitempty"` // of exclusions and suspensions, each once
	Ahead   bool          `json:"ahead,omitempty"`   // after asOf: a projection, not in the sums
}

// Sheet proves the state of a clock: of each day since the start it says
// whether it counted and why. While the clock is running and not yet due, the
// days ahead up to its last day follow.
type Sheet struct {
	Days     []Day `json:"days"`
	Counted  int   `json:"counted"`  // through asOf
	Excluded int   `json:"excluded"` // days through asOf that would have counted but for a ground
	// Remaining is what the law leaves after asOf; below zero if overdue. For a
	// clock with Until, the days between asOf and the last day.
	Remaining   int  `json:"remaining"`
	Due         Due  `json:"due"`
	Provisional bool `json:"provisional,omitempty"` // a day of the sheet lies in a year that is not loaded
	// Back is how the last day of a clock with Before was found: the days back from the event to it, each counted or not.
	Back []Day `json:"back,omitempty"`
}

// Sheet writes the sheet through asOf, or through the day the clock ended.
func (c Clock) Sheet(cal *calendar.Calendar, asOf calendar.Date) Sheet {
	sheet := Sheet{Days: []Day{}, Due: c.Due(cal, asOf)}
	l := c.open(cal, asOf)
	last := l.asOf
	if c.Running() && c.Until.IsZero() && sheet.Due.Law.After(last) {
		last = sheet.Due.Law
	}
	if l.more() {
		sheet.Days = append(sheet.Days, Day{Date: c.Start, Rule: RuleStart, Ahead: c.Start.After(l.asOf)})
	}
	for l.more() && l.day.Before(last) {
		line := l.next()
		line.Grounds = l.hits(line.Rule)
		line.Ahead = line.Date.After(l.asOf)
		if !line.Ahead {
			sheet.Counted, sheet.Excluded = l.counted, l.excluded
		}
		sheet.Days = append(sheet.Days, line)
	}
	sheet.Back = c.back(cal, sheet.Due.Law, l.asOf)
	sheet.Provisional = l.provisional || sheet.Due.Provisional
	sheet.Remaining = l.remaining(sheet.Counted)
	return sheet
}

// Left is how many days of the sheet still count up to a last day of the clock; below zero, how many have counted since.
func (s Sheet) Left(last calendar.Date) (n int) {
	for _, d := range s.Days {
		switch {
		case !d.Counted:
		case d.Ahead && !d.Date.After(last):
			n++
		case !d.Ahead && d.Date.After(last):
			n--
		}
	}
	return n
}

// back lists the days from the event of a clock with Before to its last day.
func (c Clock) back(cal *calendar.Calendar, last, asOf calendar.Date) []Day {
	if c.Before <= 0 || c.Until.IsZero() || last.IsZero() {
		return nil
	}
	want := c.Before
	if c.Unit == UnitMonth {
		want = c.Until.Sub(c.Until.AddMonths(-c.Before))
	}
	list, n := []Day{{Date: c.Until, Rule: RuleEvent, Ahead: c.Until.After(asOf)}}, 0
	for d := c.Until; d.After(last) && len(list) <= MaxDays; {
		d = d.AddDays(-1)
		info := cal.Day(d)
		line := Day{Date: d, Rule: info.Rule, Ahead: d.After(asOf)}
		switch {
		case n >= want:
			line.Rule = RuleMoved
		case info.Working || c.natural():
			n++
			line.Counted = true
		}
		line.N = n
		list = append(list, line)
	}
	return list
}

func (l *ledger) remaining(counted int) int {
	c := l.clock
	if c.Until.IsZero() {
		if l.law.at == 0 {
			return 0
		}
		return l.law.at - counted
	}
	last, _ := c.last(l.cal)
	if c.natural() {
		return last.Sub(l.asOf)
	}
	if last.Sub(l.asOf) > MaxDays {
		last = l.asOf.AddDays(MaxDays)
	} else if l.asOf.Sub(last) > MaxDays {
		last = l.asOf.AddDays(-MaxDays)
	}
	return l.cal.WorkdaysBetween(l.asOf, last)
}
