package clock

import "shenpi/workflow/calendar"

// Stage is a point before a last day: so much of the law or of the promise is used up.
type Stage struct {
	Percent int
	Promise bool          // of the promise, else of the law
	Day     calendar.Date // at whose end it is reached
	// Provisional says that a day on the way lies in a year that is not loaded.
	Provisional bool
}

// Stages are when the given percentages of law and promise, in ascending order and below 100, are used up. The days of a
// part are rounded down, so that at least one is always left; a part of no days ends with the starting day. Of two parts
// that come to the same day the lower one is left out. A clock that does not run, or is not to be seen to its end, has none.
func (c Clock) Stages(cal *calendar.Calendar, asOf calendar.Date, percents ...int) []Stage {
	if !c.Running() || c.Start.IsZero() {
		return nil
	}
	l := c.open(cal, asOf)
	if !c.Until.IsZero() {
		return c.shares(cal, l.law.day, percents)
	}
	list := c.parts(nil, l.law.at, false, percents)
	list = c.parts(list, l.promise.at, true, percents)
	for _, s := range list {
		l.stages = append(l.stages, s.target)
	}
	for i := range l.stages {
		for l.more() && l.stages[i].sought() {
			l.next()
		}
	}
	stages := make([]Stage, 0, len(list))
	for i, t := range l.stages {
		switch s := list[i].stage; {
		case t.at == 0:
			s.Day = c.Start
			stages = append(stages, s)
		case !t.day.IsZero():
			s.Day, s.Provisional = t.day, t.provisional
			stages = append(stages, s)
		}
	}
	return stages
}

type part struct {
	stage  Stage
	target target
}

// parts are the days to count for each percentage of a length.
func (c Clock) parts(list []part, length int, promise bool, percents []int) []part {
	if length <= 0 {
		return list
	}
	for i, p := range percents {
		at := length * p / 100
		if i+1 < len(percents) && at == length*percents[i+1]/100 {
			continue
		}
		list = append(list, part{Stage{Percent: p, Promise: promise}, target{at: at, rest: true}})
	}
	return list
}

// shares are the stages of a clock that ends on a date: parts of the days from its start to its last day.
func (c Clock) shares(cal *calendar.Calendar, last calendar.Date, percents []int) []Stage {
	if last.IsZero() || last.Before(c.Start) || last.Sub(c.Start) > MaxDays {
		return nil
	}
	var stages []Stage
	if c.natural() {
		for _, p := range c.parts(nil, last.Sub(c.Start), false, percents) {
			p.stage.Day = c.Start.AddDays(p.target.at)
			stages = append(stages, p.stage)
		}
		return stages
	}
	for _, p := range c.parts(nil, cal.WorkdaysBetween(c.Start, last), false, percents) {
		day, known := cal.AddWorkdays(c.Start, p.target.at)
		p.stage.Day, p.stage.Provisional = day, !known
		stages = append(stages, p.stage)
	}
	return stages
}
