package workflow

import (
	"context"
	"slices"
	"strconv"
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// GroundInput is an act of the office on a whole case that has to rest on a legal ground of the item.
type GroundInput struct {
	Key    *Key
	Case   CaseID
	Ground string
	Reason string
}

// Suspension is a time in which nobody examines the case, on a legal ground (中止). One may be open at a time.
type Suspension struct {
	N      int           `json:"n"` // 1-based
	Ground string        `json:"ground"`
	Clock  string        `json:"clock"`
	By     string        `json:"by"`
	On     calendar.Date `json:"on"`
	Limit  clock.Clock   `json:"limit"` // at its end the case goes on by itself
	// What follows is zero while the suspension is open.
	LiftedOn  calendar.Date `json:"lifted_on,omitzero"`
	LiftedBy  string        `json:"lifted_by,omitempty"`
	LiftedFor string        `json:"lifted_for,omitempty"` // resumed, bound, clock_ended, case_ended
}

// Why a suspension is over.
const (
	liftedResumed    = "resumed"
	liftedBound      = "bound"
	liftedClockEnded = "clock_ended"
	liftedCaseEnded  = "case_ended"
)

// suspensionOf is what a notice says it is of, and the limit of a suspension is called.
func suspensionOf(n int) string { return suspensionOfAny + strconv.Itoa(n) }

const suspensionOfAny = "suspension/"

// Suspended is the suspension that is open; nil when the case goes on.
func (s *State) Suspended() *Suspension {
	if n := len(s.Suspensions); n > 0 && s.Suspensions[n-1].LiftedOn.IsZero() {
		return &s.Suspensions[n-1]
	}
	return nil
}

// ServedOn is the day the notice of a suspension was served; zero while it was not.
func (s *State) ServedOn(x Suspension) calendar.Date {
	for _, d := range s.Documents {
		if d.For == suspensionOf(x.N) {
			return dayOf(d.IssuedAt)
		}
	}
	return calendar.Date{}
}

// standsStill reports whether a suspension is open and its notice served.
func (s *State) standsStill() bool {
	open := s.Suspended()
	return open != nil && !s.ServedOn(*open).IsZero()
}

// Suspend stops a case on a legal ground that the item lists. Nobody examines it until it is resumed; the applicant may
// still answer and withdraw. The clock stops with the service of the written notice, not before: it is time that the
// applicant has to be told of in writing, as Art. 45 of the Administrative Licensing Law asks of an exclusion
// (行政机关应当将所需时间书面告知申请人).
func (e *Engine) Suspend(ctx context.Context, actor Actor, in GroundInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(suspendGuards, act{}); err != nil {
			return err
		}
		spec := c.item.Acts.Suspend
		g := item.FindGround(spec.Grounds, in.Ground)
		left := c.suspendable(in.Ground)
		switch {
		case g == nil:
			return at(refuse(Invalid, "ground_unknown", in.Ground), "/ground")
		case left < 1:
			return at(refuse(Conflict, "suspension_bound", strconv.Itoa(spec.AtMost)), "/ground")
		case in.Reason == "":
			return at(refuse(Invalid, "reason"), "/reason")
		}
		n, on := len(c.state.Suspensions)+1, c.today()
		s := Suspension{N: n, Ground: g.ID, Clock: spec.Clock, By: c.actor.Person, On: on,
			Limit: clock.Clock{Name: suspensionOf(n), Unit: clock.UnitWorkday, Limit: left, Start: on}}
		f := Facts{Act: &Act{Ground: g.ID}, Suspension: &s}
		err := c.owe(&f, c.now, owing{document: spec.Document, of: suspensionOf(n), extra: map[string]any{
			"ground": g.Title.Zh, "basis": g.Basis, "reason": in.Reason, "days": left, "from": chineseDate(on), "to": c.workdaysOn(on, left)}})
		if err != nil {
			return err
		}
		return c.recordReason("suspended", spec.By, f, in.Reason)
	})
}

// suspendable is how many working days the item still gives to suspensions on a ground.
func (c *command) suspendable(ground string) int {
	left := c.item.Acts.Suspend.AtMost
	for _, s := range c.state.Suspensions {
		if s.Ground == ground {
			left -= c.cal.WorkdaysBetween(s.On, s.LiftedOn)
		}
	}
	return left
}

// Resume goes on with a suspended case; the applicant is told. The clock counts again from the next day.
func (e *Engine) Resume(ctx context.Context, actor Actor, in CaseInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(resumeGuards, act{}); err != nil {
			return err
		}
		var f Facts
		c.lift(&f, c.today(), c.actor.Person, liftedResumed)
		c.tell("resumed", 0, nil)
		return c.recordReason("resumed", c.item.Acts.Suspend.By, f, in.Reason)
	})
}

var (
	suspendGuards = []guard{guardRunning, guardSuspend, guardSuspended, guardSuspendClock, guardSuspendBound}
	resumeGuards  = []guard{guardRunning, guardSuspend, guardUnsuspended}
)

// guardSuspended: while a case is suspended nobody examines it.
func guardSuspended(c *command, _ act) *Error {
	if s := c.state.Suspended(); s != nil {
		e := refuse(Conflict, "suspended")
		e.Who, e.At = s.By, s.On.Start()
		return e
	}
	return nil
}

func guardUnsuspended(c *command, _ act) *Error {
	if c.state.Suspended() == nil {
		return refuse(Conflict, "not_suspended")
	}
	return nil
}

func guardSuspend(c *command, _ act) *Error {
	if c.item.Acts.Suspend == nil {
		return refuse(Conflict, "not_offered")
	}
	return c.posted(c.item.Acts.Suspend.By)
}

// guardSuspendClock: there is time to stop only while the clock runs.
func guardSuspendClock(c *command, _ act) *Error {
	name := c.item.Acts.Suspend.Clock
	if k := c.state.clock(name); k == nil || !k.Running() {
		return refuse(Conflict, "clock_stopped", name)
	}
	return nil
}

// guardSuspendBound offers no suspension where no ground has a day left.
func guardSuspendBound(c *command, _ act) *Error {
	spec := c.item.Acts.Suspend
	if slices.ContainsFunc(spec.Grounds, func(g item.Ground) bool { return c.suspendable(g.ID) > 0 }) {
		return nil
	}
	return refuse(Conflict, "suspension_bound", strconv.Itoa(spec.AtMost))
}

// stopped stops the clocks of a suspended case, on the day its notice was served: the one the item names, and the limits of
// those who may not act meanwhile.
func (c *command) stopped(f *Facts, on calendar.Date, of string) {
	s := c.state.Suspended()
	if s == nil || suspensionOf(s.N) != of {
		return // resumed before it was served: nothing stood still
	}
	stop := func(name string) {
		if k := c.state.clock(name); k != nil && k.Running() {
			f.Clocks = append(f.Clocks, c.suspends(name, on))
		}
	}
	stop(s.Clock)
	for i := range c.state.Position.Visits {
		if v := &c.state.Position.Visits[i]; v.Status == flow.Open && c.item.Place(v.Node).Kind != item.Wait {
			stop(clockOf(stepClock, v.ID))
		}
	}
	if h := c.state.Hearing; h.asked() && h.Hold.Running() {
		ch := c.suspends(hearingHold, on)
		k := &c.hearing(f).Hold
		k.Suspensions = append(k.Suspensions, clock.Exclusion{Ground: ch.Ground, From: on, AtMost: ch.AtMost})
	}
}

// suspends is how the open suspension stops a clock.
func (c *command) suspends(name string, on calendar.Date) ClockChange {
	return ClockChange{Op: ClockSuspends, Clock: name, On: on, Ground: c.state.Suspended().Ground, AtMost: c.item.Acts.Suspend.AtMost}
}

// standing makes a limit that begins while the case is suspended stand still from its first day.
func (c *command) standing(f *Facts, k *clock.Clock, on calendar.Date) {
	if s := c.state.Suspended(); s != nil && f.Suspension == nil && c.state.standsStill() {
		k.Suspensions = []clock.Exclusion{{Ground: s.Ground, From: on, AtMost: c.item.Acts.Suspend.AtMost}}
	}
}

// lift ends the open suspension: what stood still goes on.
func (c *command) lift(f *Facts, on calendar.Date, by, why string) {
	open := c.state.Suspended()
	if open == nil || f.Suspension != nil {
		return
	}
	s := *open
	s.LiftedOn, s.LiftedBy, s.LiftedFor, s.Limit.Ended = on, by, why, on
	f.Suspension = &s
	resume := func(name string, k *clock.Clock) {
		standing := func(x clock.Exclusion) bool { return x.Ground == s.Ground && x.To.IsZero() }
		if k != nil && k.Ended.IsZero() && slices.ContainsFunc(k.Suspensions, standing) {
			f.Clocks = append(f.Clocks, ClockChange{Op: ClockResumes, Clock: name, On: on, Ground: s.Ground})
		}
	}
	resume(s.Clock, c.state.clock(s.Clock))
	for i := range c.state.Visits {
		resume(clockOf(stepClock, i+1), &c.state.Visits[i].Limit)
	}
	if h := c.state.Hearing; h.asked() {
		closeExclusions(c.hearing(f).Hold.Suspensions, ClockChange{Ground: s.Ground, On: on})
	}
	for _, ch := range f.Clocks { // limits that began in this very entry
		if ch.Op == ClockStarted {
			resume(ch.Clock, ch.Set)
		}
	}
}

// suspensionFalls is the end of the bound: silence resumes.
func (c *command) suspensionFalls(all []fall) []fall {
	s := c.state.Suspended()
	if s == nil {
		return all
	}
	due, runs := c.certain(&s.Limit)
	if !runs {
		return all
	}
	return append(all, fall{due.Law.End(), orderResumed, s.Limit.Name, func(at time.Time) error {
		f := Facts{Act: &Act{Clock: s.Limit.Name}}
		c.lift(&f, calendar.DateOf(at), "", liftedBound)
		c.tell("resumed", 0, nil)
		return c.record("resumed", at, systemActor(), f, nil)
	}})
}
