package workflow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

// maxCatchUp bounds what one command catches up; the rest follows with the next.
const maxCatchUp = 200

// CatchUp records what has fallen due on a case: deemed decisions, silence, ends of waits, warnings and cards. Running it
// twice, late or on two replicas at once records everything exactly once, dated to when it fell due.
func (e *Engine) CatchUp(ctx context.Context, id CaseID) (Receipt, error) {
	return e.run(ctx, Write{Case: id}, system, func(*command) error { return nil })
}

// fall is one thing that falls due at an instant.
type fall struct {
	at     time.Time
	order  int    // of what falls due at the same instant
	clock  string // what it is about, for a stable order
	record func(at time.Time) error
}

// The order of what falls due at the same instant: it is first said that a limit is over, then what follows from it.
const (
	orderStage = iota
	orderCard
	orderDeemed
	orderSilence
	orderElapsed
	orderResumed
	orderLapsed
)

// catchUp is a command of its own that runs before every other.
func (c *command) catchUp() error {
	if err := c.recount(); err != nil {
		return fmt.Errorf("count the days anew: %w", err)
	}
	for range maxCatchUp {
		next, ok := c.nextFall()
		if !ok || next.at.After(c.now) {
			return nil
		}
		if err := c.befall(next); err != nil {
			return fmt.Errorf("catch up %s: %w", next.clock, err)
		}
	}
	if next, ok := c.nextFall(); ok && !next.at.After(c.now) {
		return errBehind
	}
	return nil
}

// befall records what has fallen due. What is refused, such as a grant after a certificate that was revoked meanwhile, does not
// happen: its clock is over, a card says so, and somebody has to decide.
func (c *command) befall(next fall) error {
	at := next.at.UTC().Add(-time.Microsecond) // what falls due at 24:00 of a day belongs to that day
	back := c.tx.mark()
	err := next.record(at)
	if refusal := new(Error); !errors.As(err, &refusal) {
		return err
	}
	back()
	card := c.card(signal{colour: item.Red, rule: "unlawful"}, next.clock, at)
	c.notifyCard(card)
	on := calendar.DateOf(at)
	f := Facts{Act: &Act{Clock: next.clock}, Cards: []Card{card}, Clocks: []ClockChange{{Op: ClockEnded, Clock: next.clock, On: on}}}
	return c.record("carded", at, systemActor(), f, nil)
}

// errBehind says that more has fallen due than one write catches up.
var errBehind = errors.New("more has fallen due")

// nextDue is when catchUp may next have something to do; zero = never by itself.
func (c *command) nextDue() time.Time {
	next, ok := c.nextFall()
	if !ok {
		return time.Time{}
	}
	return next.at.UTC()
}

func (c *command) nextFall() (fall, bool) {
	all := c.falls()
	if len(all) == 0 {
		return fall{}, false
	}
	return slices.MinFunc(all, func(a, b fall) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.order, b.order), strings.Compare(a.clock, b.clock))
	}), true
}

// falls lists everything that has fallen or will fall due while nobody does anything.
func (c *command) falls() []fall {
	if c.state.Position.End != "" {
		return nil
	}
	var all []fall
	for i := range c.state.Position.Visits {
		if v := &c.state.Position.Visits[i]; v.Status == flow.Open {
			all = c.visitFalls(all, v, &c.state.Visits[i])
		}
	}
	for i := range c.state.Clocks {
		all = c.caseFalls(all, &c.state.Clocks[i])
	}
	return c.hearingFalls(c.suspensionFalls(all))
}

func (c *command) visitFalls(all []fall, v *flow.Visit, t *VisitTimes) []fall {
	step := clockOf(stepClock, v.ID)
	if c.item.Place(v.Node).Kind != item.Wait {
		all = c.signals(all, step, &t.Limit)
	} else if due, runs := c.certain(&t.Limit); runs {
		all = append(all, fall{due.Law.End(), orderElapsed, step, func(at time.Time) error { return c.elapse(at, v.ID) }})
	}
	due, runs := c.certain(&t.Answer)
	switch answer := clockOf(answerClock, v.ID); {
	case !runs:
	case v.Parked():
		all = c.reminder(all, v, &t.Answer)
		all = append(all, fall{due.Law.End(), orderSilence, answer, func(at time.Time) error { return c.silence(at, v.ID) }})
	case c.item.Place(v.Node).Kind == item.Call:
		all = append(all, fall{due.Law.End(), orderSilence, answer, func(at time.Time) error { return c.unanswered(at, v.ID) }})
	}
	return all
}

// certain gives the last days of a clock that runs, unless they lie in a year whose calendar is not loaded: nothing is
// done on days that are only expected.
func (c *command) certain(k *clock.Clock) (clock.Due, bool) {
	if !k.Running() {
		return clock.Due{}, false
	}
	due := k.Due(c.cal, c.today())
	return due, k.Certain(due)
}

// caseFalls are the signals of a clock of the case, and what the law makes of its end.
func (c *command) caseFalls(all []fall, k *clock.Clock) []fall {
	n, x := c.deems(k.Name)
	if x == nil {
		return c.signals(all, k.Name, k)
	}
	all = c.stageSignals(all, k.Name, k)
	if due, runs := c.certain(k); runs {
		all = append(all, fall{due.Law.End(), orderDeemed, k.Name, func(at time.Time) error { return c.deem(at, n, x) }})
	}
	return all
}

// silence records that a question was not answered in time, and what the item says this means.
func (c *command) silence(at time.Time, visit int) error {
	v := c.state.openVisit(visit)
	n := c.item.Place(v.Node)
	s := n.Decision(v.Ask.Decision).Ask.OnSilence
	changes, err := flow.Silence(c.item, &c.state.Position, visit, c)
	if err != nil {
		return err
	}
	f := Facts{Act: &Act{Visit: visit, Node: v.Node, Clock: clockOf(answerClock, visit)}}
	if err := c.move(&f, at, changes); err != nil {
		return err
	}
	var reason item.Text
	if s != nil {
		f.Act.Decision, reason = s.Decision, s.Reason
		extra := map[string]any{"reason": reason.Zh, "findings": reason.Zh, "silence": true}
		if err := c.effects(&f, at, visit, n.Decision(s.Decision), calendar.DateOf(at), extra); err != nil {
			return err
		}
	}
	body, err := marshal(opinion{Reason: reason.Zh})
	if err != nil {
		return err
	}
	return c.record("silence", at, systemActor(), f, body)
}

// unanswered records that a call was not answered in time, and what the item says this means.
func (c *command) unanswered(at time.Time, visit int) error {
	node := c.state.Position.Visits[visit-1].Node
	changes, err := flow.Unanswered(c.item, &c.state.Position, visit, c)
	if err != nil {
		return err
	}
	f := Facts{Act: &Act{Visit: visit, Node: node, Clock: clockOf(answerClock, visit)}}
	if err := c.move(&f, at, changes); err != nil {
		return err
	}
	body, err := marshal(opinion{Reason: c.item.Place(node).Call.OnSilence.Reason.Zh})
	if err != nil {
		return err
	}
	return c.record("silence", at, systemActor(), f, body)
}

// elapse records that a wait is over.
func (c *command) elapse(at time.Time, visit int) error {
	changes, err := flow.Elapse(c.item, &c.state.Position, visit, c)
	if err != nil {
		return err
	}
	f := Facts{Act: &Act{Visit: visit, Node: c.state.Position.Visits[visit-1].Node, Clock: clockOf(stepClock, visit)}}
	if err := c.move(&f, at, changes); err != nil {
		return err
	}
	return c.record("elapsed", at, systemActor(), f, nil)
}

func systemActor() trail.Actor { return trail.Actor{Person: "system", System: true} }
