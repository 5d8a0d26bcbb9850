package workflow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/clock"
	"shenpi/workflow/item"
)

const ownClocks = `
  validity: {until: form.valid_until, when: form.valid_until != "", title: {zh: 有效期, en: Validity}}
  in-time: {until: form.valid_until, when: form.valid_until != "", law: renew-apply}
  inspect: {law: inspect, from: accepted, ends: {opened: inspection}}
  hear-apply: {law: hear-apply, from: {served: notice}}
  hear-hold: {law: hear-hold, ends: {done: hearing}}
  archive: {months: 1, from: decided, title: {zh: 归档, en: Filing away}}
  reply: {workdays: 3, from: {done: assign}, ends: decided, title: {zh: 答复, en: Reply}}`

const clocked = `
  - {step: assign, title: {zh: 派, en: Assign}, by: {role: window}, decisions: {pass: {document: notice, clock: {start: decide}}}}
  - step: inspection
    title: {zh: 检, en: Inspection}
    by: {role: inspector}
    decisions: {pass: {clock: {start: hear-hold}}}
    clock: {exclude: reply, ground: testing, notice: second-notice, at_most: 5}
  - {step: hearing, title: {zh: 听, en: Hearing}, by: {role: legal}, decisions: {pass: {}}}
  - step: decision
    title: {zh: 定, en: Decision}
    by: {role: agency-leader}
    decisions: {grant: {needs: [inspection], clock: {start: issue}}, refuse: {end: refused, document: letter, reason: required}}
    on_expiry: {of: reply, decision: grant, as: deemed, document: letter, basis: {law: 某条例, article: 第九条}}
  - {step: delivery, title: {zh: 达, en: Delivery}, by: {role: window}, decisions: {pass: {needs: [decision]}}}
  - end: granted
`

func withClocks(t tester) *office {
	it := withHead(t, `
  validity: {until: form.valid_until, when: form.valid_until != "", title: {zh: 有效期, en: Validity}}`, ownClocks, clocked)
	return openOffice(t, it, "2026-11-02")
}

func TestEventsStartAndEndTheClocksOfAnItem(t *testing.T) {
	t.Parallel()
	c := withClocks(t).file(`{"n":1,"valid_until":"2026-12-29"}`)
	in := c.clockOf("in-time")
	require.Equal(t, day("2026-11-27"), in.Due(c.loaded, day("2026-11-02")).Law, "thirty days before is a Sunday")
	c.at("2026-11-03 10:00").as("W1").decide("assign", "pass")
	require.Equal(t, day("2026-11-03"), c.clockOf("inspect").Start, "from acceptance")
	require.Equal(t, day("2026-11-03"), c.clockOf("inspect").Ended, "the inspection opened at once")
	require.Equal(t, day("2026-11-03"), c.clockOf("hear-apply").Start, "from the service of the notice")
	require.Equal(t, day("2026-11-03"), c.clockOf("reply").Start)
	require.Len(t, c.clockOf("reply").Exclusions, 1, "a clock of the item's own can be kept from counting")

	c.at("2026-11-04 10:00").as("I1").decide("inspection", "pass")
	hold := c.clockOf("hear-hold")
	require.Equal(t, clock.UnitDay, hold.Unit)
	require.Equal(t, 20, hold.Limit, "a decision starts it, with the length of the law")
	c.at("2026-11-05 10:00").as("J1").decide("hearing", "pass")
	require.Equal(t, day("2026-11-05"), c.clockOf("hear-hold").Ended)
	c.as("L1").decide("decision", "grant")
	require.Equal(t, day("2026-11-05"), c.clockOf("reply").Ended)
	require.False(t, running(c.clockOf("in-time")), "the decision ends the clocks of dates")
	archive := c.clockOf("archive")
	require.Equal(t, day("2026-12-07"), archive.Due(c.loaded, day("2026-11-05")).Law, "a month, over a Saturday and a Sunday")
	c.as("W1").decide("delivery", "pass")
	c.ended("granted")
	s := c.state()
	require.Empty(t, s.Remedies(), "a grant leaves nothing to complain of")
}

func TestAClockOfAnItemWarnsAndDecides(t *testing.T) {
	t.Parallel()
	c := withClocks(t).file(plainForm)
	c.as("W1").decide("assign", "pass")
	c.at("2026-11-04 10:00").as("I1").decide("inspection", "pass") // two days not counted
	c.as("J1").decide("hearing", "pass")
	c.wake("2026-11-10 00:00")
	require.Contains(t, c.state().Deemed, "grant")
	require.Contains(t, c.cards("warning"), "reply law_near 2026-11-06")
	require.Contains(t, c.cards("red"), "reply deemed 2026-11-09")
	require.NotContains(t, c.cards("warning"), "hear-apply law_near 2026-11-06", "what binds the applicant is not held against the office")
	docs := c.state().Documents
	require.Equal(t, "letter", docs[len(docs)-1].Type, "the paper of the deemed decision")
}

func TestTheClocksAgainstARefusal(t *testing.T) {
	t.Parallel()
	c := withClocks(t).file(plainForm)
	c.as("W1").decide("assign", "pass")
	c.as("I1").decide("inspection", "pass")
	c.as("J1").decide("hearing", "pass")
	c.silent = true
	c.at("2026-11-03 10:00").as("L1").decide("decision", "refuse")
	s := c.state()
	require.Empty(t, s.Remedies(), "nothing runs before the decision is served")
	c.at("2026-11-30 10:00").serve()
	s = c.state()
	list := s.Remedies()
	require.Len(t, list, 2)
	require.Equal(t, "recon", list[0].Name)
	require.Equal(t, day("2027-01-29"), list[0].Due(c.loaded, day("2026-11-30")).Law, "sixty days")
	require.Equal(t, day("2027-05-31"), list[1].Due(c.loaded, day("2026-11-30")).Law, "six months end on the 30th, a Sunday")
	require.Equal(t, "申请行政复议", workflow.ClockTitle(c.item, "recon").Zh)
}

const suspendedByOwnClock = `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - {wait: public, title: {zh: 示, en: Public}, for: {workdays: 5}}
  - {step: last, title: {zh: 末, en: Last}, by: {role: agency-leader}, within: 3, decisions: {pass: {needs: [first]}}}
  - end: granted
`

// withOwnSuspension is an item that is suspended for a clock of its own, which a wait ends.
func withOwnSuspension(t tester) *item.Item {
	it := withHead(t, "clocks:\n", "clocks:\n  own: {workdays: 10, from: accepted, ends: {done: public}, title: {zh: 自, en: Own}}\n", suspendedByOwnClock)
	it.Acts.Suspend.Clock = "own"
	return it
}

func TestAClockThatAnEventEndsEndsItsSuspension(t *testing.T) {
	t.Parallel()
	c := openOffice(t, withOwnSuspension(t), "2026-11-06").file(plainForm)
	c.as("H1").decide("first", "pass")
	c.at("2026-11-09 10:00").as("O1").suspend("litigation")
	c.wake("2026-11-14 09:00")
	require.Equal(t, day("2026-11-13"), c.clockOf("own").Ended)
	require.Nil(t, c.suspended())
	require.Equal(t, "clock_ended", c.state().Suspensions[0].LiftedFor)
	require.Equal(t, day("2026-11-13"), c.clockOf("own").Suspensions[0].To)
	last := c.state().Visits[c.visit("last")-1].Limit
	require.Equal(t, day("2026-11-13"), last.Suspensions[0].To, "what begins with it runs at once")
	c.as("O1").cannot("clock_stopped").suspend("flood")
	c.as("L1").decide("last", "pass")
	c.ended("granted")
}

func TestAClockThatAnEventEndsTakesNoHearingAway(t *testing.T) {
	t.Parallel()
	it := withOwnSuspension(t)
	it.Acts.Hearing.Clock = "own"
	c := openOffice(t, it, "2026-11-06").file(plainForm)
	c.as("H1").decide("first", "pass")
	c.hearingAsked()
	c.wake("2026-11-14 09:00")
	require.Equal(t, day("2026-11-13"), c.clockOf("own").Ended)
	c.as("L1").cannot("hearing_pending").decide("last", "pass")
	c.heard()
	c.as("L1").decide("last", "pass")
	c.ended("granted")
}
