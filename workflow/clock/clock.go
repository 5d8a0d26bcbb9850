// Package clock computes statutory time limits. A Clock is plain data, kept in
// the state of a case; when it runs out, how much of it is used and the sheet
// that proves both day by day are pure functions of that data and a calendar.
// Read Clock, then Due, then ledger.go, where the days are counted, and law.go, which limits there are.
package clock

import (
	"time"

	"shenpi/workflow/calendar"
)

// Unit is what a clock counts.
type Unit string

// Units. A clock of any other unit counts working days.
const (
	UnitWorkday Unit = "workday" // Art. 82: without statutory holidays, with make-up days
	UnitDay     Unit = "day"     // natural days; a last day of rest moves to the next working day
	UnitMonth   Unit = "month"   // calendar months: ends on the day of the same number, else on the last of the month
)

// MaxDays bounds every walk over the days of a clock, so that no data can make
// one endless: a limit further away than this is not reached, and a sheet ends here.
const MaxDays = 3700

// Clock is one time limit of a case. The zero value has not started.
type Clock struct {
	Name       string        `json:"name,omitempty"` // accept, decide, issue, validity, step, answer ...
	Unit       Unit          `json:"unit,omitempty"`
	Limit      int           `json:"limit,omitempty"`    // days the law gives; 0 with Until
	Promise    int           `json:"promise,omitempty"`  // days the office promises; 0 = none; more than Limit counts as Limit
	Until      calendar.Date `json:"until,omitzero"`     // the last day itself, instead of a length; nothing moves it
	Before     int           `json:"before,omitempty"`   // with Until: the last day lies so many units before it, so that as many are left
	Start      calendar.Date `json:"start,omitzero"`     // day of the starting event, itself not counted
	Extended   int           `json:"extended,omitempty"` // days, also of a clock of months
	ExtendedOn calendar.Date `json:"extended_on,omitzero"`
	Exclusions []Exclusion   `json:"exclusions,omitempty"` // void ones stay: their days and their bound still count
	// Suspensions work like Exclusions, but were opened by an act of the case.
	Suspensions []Exclusion   `json:"suspensions,omitempty"`
	Halted      calendar.Date `json:"halted,omitzero"` // not counting from this day on, as after a supplement notice
	Ended       calendar.Date `json:"ended,omitzero"`  // the last day of the clock
}

// Exclusion takes the days in (From, To] out of a clock (Art. 45).
type Exclusion struct {
	Ground string        `json:"ground"`
	From   calendar.Date `json:"from,omitzero"` // day the written notice was served; zero = not served, excludes nothing
	To     calendar.Date `json:"to,omitzero"`   // day the excluded work ended; zero = still open
	// AtMost bounds the working days excluded, 0 = no bound. All exclusions and
	// suspensions of one ground since Start draw on the same bound.
	AtMost int `json:"at_most,omitempty"`
}

// Due is when a clock runs out, at 24:00 of a day.
type Due struct {
	Law     calendar.Date `json:"law,omitzero"`     // zero if not started, halted before it, or beyond MaxDays
	Promise calendar.Date `json:"promise,omitzero"` // zero if none; never after Law
	// Provisional says that a day on the way lies in a year that is not loaded.
	// The Law of a clock with Until is given, not counted, and is certain all the same.
	Provisional bool `json:"provisional,omitempty"`
	// PromiseProvisional says the same of the way to Promise alone: a promise may be certain while the law is not yet.
	PromiseProvisional bool `json:"promise_provisional,omitempty"`
	Running            bool `json:"running,omitempty"` // started, not halted, not ended
}

// Running reports whether the clock has started and was neither halted nor ended.
func (c Clock) Running() bool {
	return !(c.Start.IsZero() && c.Until.IsZero()) && c.Halted.IsZero() && c.Ended.IsZero()
}

// Due projects the last days of law and promise. An exclusion still open counts
// as ending on asOf (or on the day the clock ended), so the answer moves on day
// by day until it is closed or its bound is used up. An ended clock keeps the
// due dates it would have had.
func (c Clock) Due(cal *calendar.Calendar, asOf calendar.Date) Due {
	l := c.open(cal, asOf)
	for l.more() && !l.settled() {
		l.next()
	}
	due := Due{Law: l.law.day, Promise: l.promise.day, Provisional: l.provisional, Running: c.Running()}
	if c.Before > 0 {
		due.Provisional = l.law.provisional // it is counted from the event, not from the start
	}
	due.PromiseProvisional = l.promise.provisional
	if l.promise.at > 0 && due.Promise.IsZero() {
		due.Promise = due.Law // Until came first, and is certain
	}
	return due
}

// Longest is Due as if what is left out now were left out for as long as it may be. Without a bound there is no last day.
func (c Clock) Longest(cal *calendar.Calendar) Due { return c.Due(cal, c.Start.AddDays(MaxDays)) }

// Certain reports whether what follows by law from a last day of this clock may be done: every day that was counted to
// find it lies in a year that is loaded. A date that is given is not counted.
func (c Clock) Certain(due Due) bool {
	return !due.Law.IsZero() && (!due.Provisional || c.given())
}

// given reports whether the last day was given as such.
func (c Clock) given() bool { return !c.Until.IsZero() && c.Before <= 0 }

// Expired reports whether the legal limit has passed by now and what follows by
// law may be done: the clock is running and every day on the way is known. at is
// 24:00 of the last day, in calendar.Zone, also when it is still to come, and
// zero if there is none or nothing may be done on it.
func (c Clock) Expired(cal *calendar.Calendar, now time.Time) (at time.Time, expired bool) {
	due := c.Due(cal, calendar.DateOf(now))
	if !due.Running || !c.Certain(due) {
		return time.Time{}, false
	}
	at = due.Law.End()
	return at, !now.Before(at)
}

// Used is how many days have been counted through asOf, or through the day the
// clock ended.
func (c Clock) Used(cal *calendar.Calendar, asOf calendar.Date) int {
	l := c.open(cal, asOf)
	for l.more() && l.day.Before(l.asOf) {
		l.next()
	}
	return l.counted
}
