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
	orderWarning = iota
	orderStepCard
	orderCaseCard
	orderDeemed
	orderSilence
	orderElapsed
)

// catchUp is a command of its own that runs before every other.
func (c *command) catchUp() error {
	for range maxCatchUp {
		next, ok := c.nextFall()
		if !ok || next.at.After(c.now) {
			return nil
		}
		// What falls due at 24:00 of a day belongs to that day.
		if err := next.record(next.at.UTC().Add(-time.Microsecond)); err != nil {
			return fmt.Errorf("catch up %s: %w", next.clock, err)
		}
	}
	if next, ok := c.nextFall(); ok && !next.at.After(c.now) {
		return errBehind
	}
	return nil
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
	return all
}

func (c *command) visitFalls(all []fall, v *flow.Visit, t *VisitTimes) []fall {
	step := clockOf(stepClock, v.ID)
	if due, runs := c.certain(&t.Limit); runs {
		switch end := due.Law.End(); c.item.Place(v.Node).Kind {
		case item.Wait:
			all = append(all, fall{end, orderElapsed, step, func(at time.Time) error { return c.elapse(at, v.ID) }})
		default:
			all = c.cardFall(all, end, orderStepCard, Card{Colour: "yellow", Clock: step, Rule: "step_expired"}, &t.Limit)
			all = c.cardFall(all, t.Limit.Warning(c.cal, due.Law), orderWarning, Card{Colour: "warning", Clock: step, Rule: "near"}, &t.Limit)
		}
	}
	if due, runs := c.certain(&t.Answer); runs && v.Parked() {
		all = append(all, fall{due.Law.End(), orderSilence, clockOf(answerClock, v.ID), func(at time.Time) error { return c.silence(at, v.ID) }})
	}
	return all
}

// certain gives the last days of a clock that runs, unless they lie in a year whose calendar is not loaded: nothing is
// done on days that are only expected. A date that ends a clock is certain by itself.
func (c *command) certain(k *clock.Clock) (clock.Due, bool) {
	if !k.Running() {
		return clock.Due{}, false
	}
	due := k.Due(c.cal, c.today())
	return due, !due.Law.IsZero() && (!due.Provisional || !k.Until.IsZero())
}

func (c *command) caseFalls(all []fall, k *clock.Clock) []fall {
	all = c.promiseFalls(all, k)
	due, runs := c.certain(k)
	if !runs {
		return all
	}
	if due.Promise.IsZero() && !c.moving(k, lawOf) {
		all = c.cardFall(all, k.Warning(c.cal, due.Law), orderWarning, Card{Colour: "warning", Clock: k.Name, Rule: "near"}, k)
	}
	law := due.Law.End()
	if n, x := c.deems(k.Name); x != nil {
		return append(all, fall{law, orderDeemed, k.Name, func(at time.Time) error { return c.deem(at, n, x) }})
	}
	return c.cardFall(all, law, orderCaseCard, Card{Colour: "red", Clock: k.Name, Rule: "law_expired"}, k)
}

// promiseFalls are the signals of a promise. It is judged by its own days: those of the law may lie in a year that is not loaded.
func (c *command) promiseFalls(all []fall, k *clock.Clock) []fall {
	if !k.Running() {
		return all
	}
	due := k.Due(c.cal, c.today())
	if due.Promise.IsZero() || due.PromiseProvisional {
		return all
	}
	all = c.cardFall(all, due.Promise.End(), orderCaseCard, Card{Colour: "red", Clock: k.Name, Rule: "promise_expired"}, k)
	if !c.moving(k, promiseOf) {
		all = c.cardFall(all, k.Warning(c.cal, due.Promise), orderWarning, Card{Colour: "warning", Clock: k.Name, Rule: "near"}, k)
	}
	return all
}

// moving reports whether an exclusion is open that takes the coming working day too: the last day of law or promise moves
// on with it, so it is not near, however close it looks from a weekend.
func (c *command) moving(k *clock.Clock, last func(clock.Due) calendar.Date) bool {
	next, _ := c.cal.AddWorkdays(c.today(), 1)
	for _, x := range k.Exclusions {
		if x.To.IsZero() && !x.From.IsZero() {
			return last(k.Due(c.cal, next)) != last(k.Due(c.cal, c.today()))
		}
	}
	return false
}

func lawOf(d clock.Due) calendar.Date     { return d.Law }
func promiseOf(d clock.Due) calendar.Date { return d.Promise }

// cardFall adds a card unless the clock has had one of its colour since it started.
func (c *command) cardFall(all []fall, at time.Time, order int, card Card, k *clock.Clock) []fall {
	if at.IsZero() {
		return all
	}
	for _, had := range c.state.Cards {
		since := k.Start
		if day := calendar.DateOf(at.Add(-time.Microsecond)); day.Before(since) {
			since = day // of a clock that was over before it started
		}
		if had.Clock == card.Clock && had.Colour == card.Colour && !calendar.DateOf(had.At).Before(since) {
			return all
		}
	}
	return append(all, fall{at, order, card.Clock, func(at time.Time) error {
		card.At = at
		kind := "carded"
		if card.Colour == "warning" {
			kind = "warned"
		}
		return c.record(kind, at, systemActor(), Facts{Act: &Act{Clock: card.Clock}, Cards: []Card{card}}, nil)
	}})
}

// deems finds what the expiry of a clock decides. Nothing is deemed where the item is no administrative licence, nor
// once the step has been decided: then the clock just runs out.
func (c *command) deems(clock string) (*item.Place, *item.OnExpiry) {
	if !c.item.Legal.IsAdminLicence || !c.state.DecidedOn.IsZero() {
		return nil, nil
	}
	for _, n := range c.item.Places() {
		if n.OnExpiry == nil || n.OnExpiry.Of != clock {
			continue
		}
		v := flow.Current(&c.state.Position, n.ID)
		open := v != nil && v.Status == flow.Open
		if open || n.Parent == nil && (v == nil || v.Status != flow.Done) {
			return n, n.OnExpiry
		}
	}
	return nil, nil
}

// deem records the decision the law makes when the office has not decided in time: acceptance from the day of receipt
// (Art. 32(4)), renewal at the end of the validity (Art. 50-2).
func (c *command) deem(at time.Time, n *item.Place, x *item.OnExpiry) error {
	visit := 0
	if v := flow.Current(&c.state.Position, n.ID); v != nil && v.Status == flow.Open {
		visit = v.ID
	}
	changes, err := flow.Deem(c.item, &c.state.Position, n.ID, x.Decision, c)
	if err != nil {
		return err
	}
	f := Facts{Act: &Act{Visit: visit, Node: n.ID, Decision: x.Decision, Clock: x.Of}, Deemed: x.Decision,
		Cards: []Card{{Colour: "red", Clock: x.Of, Rule: "deemed", At: at}}}
	if err := c.move(&f, at, changes); err != nil {
		return err
	}
	from := calendar.DateOf(at)
	if x.From == "received" {
		from = c.state.ReceivedOn
	}
	for _, ch := range changes {
		if ch.Kind == flow.Concluded && ch.Decision == x.Decision {
			visit = ch.Visit
		}
	}
	f.Act.Visit = visit
	d := n.Decision(x.Decision)
	if err := c.effects(&f, at, visit, d, from, map[string]any{"deemed": true}); err != nil {
		return err
	}
	return c.record("deemed", at, systemActor(), f, nil)
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
