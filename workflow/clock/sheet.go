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
	// clock with Until, the days in (asOf, Until].
	Remaining   int  `json:"remaining"`
	Due         Due  `json:"due"`
	Provisional bool `json:"provisional,omitempty"` // a day of the sheet lies in a year that is not loaded
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
	sheet.Provisional = l.provisional || sheet.Due.Provisional
	sheet.Remaining = c.remaining(cal, l.asOf, sheet.Counted)
	return sheet
}

func (c Clock) remaining(cal *calendar.Calendar, asOf calendar.Date, counted int) int {
	if c.Until.IsZero() {
		if c.Limit <= 0 {
			return 0
		}
		return c.Limit + max(c.Extended, 0) - counted
	}
	if c.Unit == UnitDay {
		return c.Until.Sub(asOf)
	}
	day := c.Until
	if day.Sub(asOf) > MaxDays {
		day = asOf.AddDays(MaxDays)
	} else if asOf.Sub(day) > MaxDays {
		day = asOf.AddDays(-MaxDays)
	}
	return cal.WorkdaysBetween(asOf, day)
}
