package clock

import (
	"slices"

	"shenpi/workflow/calendar"
)

// Rules a day of a sheet may have besides those of the calendar.
const (
	RuleStart     = "start_day" // the day of the starting event is not counted
	RuleExcluded  = "excluded"
	RuleSuspended = "suspended" // by suspensions alone
	RuleHalted    = "halted"
	RuleMoved     = "moved" // after a last day of rest, until the working day it moves to
	RuleEvent     = "event" // the day of the event from which a limit is counted back is not counted
)

// ledger walks the days of a clock, one call of next for each.
type ledger struct {
	clock Clock
	cal   *calendar.Calendar
	asOf  calendar.Date // not after the day the clock ended
	day   calendar.Date // the last one entered
	steps int

	spans   []span
	grounds []string // distinct, in order of appearance
	used    []int    // working days excluded, by ground
	hit     []bool   // by ground: it excludes the last day entered

	counted, excluded int
	provisional       bool
	law, promise      target
	stages            []target // parts of law or promise that are used up
}

// span is an exclusion as of a day.
type span struct {
	from, to  calendar.Date
	ground    int
	atMost    int
	suspended bool
}

// target is a last day to be found.
type target struct {
	at          int  // days to count; 0 = not looked for
	rest        bool // it may be a day of rest
	day         calendar.Date
	provisional bool // a day on the way lies in a year that is not loaded
}

func (t *target) sought() bool { return t.at > 0 && t.day.IsZero() }

func (t *target) reached(counted int) bool { return t.sought() && counted >= t.at }

func (c Clock) open(cal *calendar.Calendar, asOf calendar.Date) *ledger {
	if !c.Ended.IsZero() && c.Ended.Before(asOf) {
		asOf = c.Ended
	}
	l := &ledger{clock: c, cal: cal, asOf: asOf, day: c.Start}
	more := max(c.Extended, 0)
	switch {
	case !c.Until.IsZero():
		if last, known := c.last(cal); c.Halted.IsZero() || last.Before(c.Halted) {
			l.law.day, l.law.provisional = last, !known
		}
		l.promise.at = max(c.Promise, 0)
	case c.Limit > 0:
		l.law.at = c.days(c.Limit) + more
		if c.Promise > 0 {
			l.promise.at = c.days(min(c.Promise, c.Limit)) + more
		}
	}
	for i, e := range slices.Concat(c.Exclusions, c.Suspensions) {
		l.add(e, i >= len(c.Exclusions))
	}
	return l
}

// days is the length of so many units from the start. Months have as many days as the calendar gives them there, so that
// the last one is the day of the same number.
func (c Clock) days(units int) int {
	if c.Unit == UnitMonth {
		return c.Start.AddMonths(units).Sub(c.Start)
	}
	return units
}

// last is the last day of a clock with Until, and whether the days between the two are known. The day of the event is
// not counted back; a last day of rest moves back to the working day before, for that much time has to be left.
func (c Clock) last(cal *calendar.Calendar) (day calendar.Date, known bool) {
	switch before := min(c.Before, MaxDays); {
	case before <= 0:
		return c.Until, true
	case c.Unit == UnitMonth:
		return cal.LastWorkday(c.Until.AddMonths(-before))
	case c.natural():
		return cal.LastWorkday(c.Until.AddDays(-before))
	default:
		return cal.AddWorkdays(c.Until, -before)
	}
}

// natural reports whether days of rest count.
func (c Clock) natural() bool { return c.Unit == UnitDay || c.Unit == UnitMonth }

func (l *ledger) add(e Exclusion, suspended bool) {
	ground := slices.Index(l.grounds, e.Ground)
	if ground < 0 {
		ground = len(l.grounds)
		l.grounds = append(l.grounds, e.Ground)
		l.used = append(l.used, 0)
		l.hit = append(l.hit, false)
	}
	if e.From.IsZero() {
		return
	}
	to := e.To
	if to.IsZero() {
		to = l.asOf
	}
	l.spans = append(l.spans, span{e.From, to, ground, e.AtMost, suspended})
}

func (l *ledger) more() bool { return !l.day.IsZero() && l.steps < MaxDays }

// settled reports that no later day can change the due dates.
func (l *ledger) settled() bool {
	if !l.clock.Halted.IsZero() && !l.day.AddDays(1).Before(l.clock.Halted) {
		return true
	}
	if !l.law.day.IsZero() && !l.day.Before(l.law.day) {
		return true
	}
	return !l.law.sought() && !l.promise.sought()
}

// next enters the day after the last one and gives its line of the sheet; the
// grounds are left to whoever shows them.
func (l *ledger) next() Day {
	l.day = l.day.AddDays(1)
	l.steps++
	info := l.cal.Day(l.day)
	l.provisional = l.provisional || !info.Known
	line := Day{Date: l.day, Rule: info.Rule}
	switch {
	case !l.clock.Halted.IsZero() && !l.day.Before(l.clock.Halted):
		line.Rule = RuleHalted
	case !l.clock.natural() && !info.Working:
	default:
		if rule := l.cover(info.Working); rule != "" {
			l.excluded++
			line.Rule = rule
			break
		}
		if l.law.reached(l.counted) {
			line.Rule = RuleMoved
		} else {
			l.counted++
			line.Counted = true
		}
		l.find(info.Working)
	}
	line.N = l.counted
	return line
}

// find settles what the day just entered is the last day of.
func (l *ledger) find(working bool) {
	settle := func(t *target) {
		if (working || t.rest) && t.reached(l.counted) {
			t.day, t.provisional = l.day, l.provisional
		}
	}
	settle(&l.promise)
	settle(&l.law)
	for i := range l.stages {
		settle(&l.stages[i])
	}
}

// cover finds the grounds that take the day out, draws on their bounds and
// gives the rule, "" if there are none. Every ground that is open on a working
// day draws on its own bound, once, also if another takes the day out anyway.
func (l *ledger) cover(working bool) string {
	clear(l.hit)
	rule := ""
	for _, s := range l.spans {
		if !s.from.Before(l.day) || s.to.Before(l.day) || s.atMost > 0 && l.used[s.ground] >= s.atMost {
			continue
		}
		l.hit[s.ground] = true
		if !s.suspended {
			rule = RuleExcluded
		} else if rule == "" {
			rule = RuleSuspended
		}
	}
	for ground, hit := range l.hit {
		if hit && working {
			l.used[ground]++
		}
	}
	return rule
}

// hits are the grounds that take the day out that was just entered, given its rule.
func (l *ledger) hits(rule string) []string {
	if rule != RuleExcluded && rule != RuleSuspended {
		return nil
	}
	var names []string
	for ground, hit := range l.hit {
		if hit {
			names = append(names, l.grounds[ground])
		}
	}
	return names
}
