package workflow

import (
	"slices"

	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/trail"
)

// ClockCauses say which entries of a case did something to its clocks, in their order.
type ClockCauses map[string][]clockCause

type clockCause struct {
	ClockChange
	entry int64
}

// Add takes in the next entry of the case.
func (c ClockCauses) Add(e trail.Entry, f Facts) {
	for _, ch := range f.Clocks {
		c[ch.Clock] = append(c[ch.Clock], clockCause{ch, e.Number})
	}
}

// Of is the number of the entry for which a day of a clock's sheet is what it is: of the first day, the one that started the clock;
// of a day that was not counted for a ground, the one that brought the ground about; else the last that did something to the
// clock on that day. It is 0 for a day that just passed.
func (c ClockCauses) Of(name string, d clock.Day) int64 {
	all := c[name]
	for _, ch := range slices.Backward(all) {
		starts := ch.Op == ClockStarted || ch.Op == ClockRestarted
		if starts && d.Rule == clock.RuleStart && ch.on() == d.Date {
			return ch.entry
		}
	}
	for _, ch := range slices.Backward(all) {
		opens := ch.Op == ClockExcludes || ch.Op == ClockSuspends
		if opens && slices.Contains(d.Grounds, ch.Ground) && !ch.on().After(d.Date) {
			return ch.entry
		}
	}
	for _, ch := range slices.Backward(all) {
		if ch.on() == d.Date {
			return ch.entry
		}
	}
	return 0
}

// on is the day a change counts from: a clock may be started late, and then from an earlier day.
func (c clockCause) on() calendar.Date {
	if c.Op == ClockStarted && c.Set != nil && !c.Set.Start.IsZero() {
		return c.Set.Start
	}
	return c.On
}
