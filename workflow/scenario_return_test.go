package workflow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/flow"
)

func TestScenario01_AMemberAloneReturnsToThePanelBefore(t *testing.T) {
	t.Parallel()
	c := file(t, `
  - {step: q, title: {zh: 甲, en: Q}, by: {role: handler, people: 3, pass: all}}
  - step: p
    title: {zh: 乙, en: P}
    by: {role: expert, people: 3, pass: all}
    decisions: {pass: {needs: [q]}, fail: {end: refused, document: letter, reason: required, alone: true}, return: {back_to: q, reason: required, alone: true}}
  - end: granted
`, "2026-11-23")
	for _, who := range []string{"H1", "H2", "H3"} {
		c.as(who).decide("q", "pass")
	}
	p := c.visit("p")
	c.as("E1").decide("p", "pass")
	c.as("E2").decide("p", "return")

	c.open("q")
	panel := c.state().Position.Visits[p-1]
	require.Equal(t, flow.Void, panel.Status)
	require.Equal(t, flow.NotNeeded, panel.Seats[2].Closed)
	task := c.store.Tasks(c.id)[0]
	require.Equal(t, 3, task.OpenSeats, "every member of q has a seat of the new visit")
	require.Equal(t, "handler", task.Role)
	told := c.as("E3").cannot("task_not_open").decideAt(p, "pass")
	require.Equal(t, "E2", told.Who, "the other learns who")
	require.Equal(t, c.clock.Now().UTC(), told.At.UTC())
	for _, who := range []string{"H3", "H2", "H1"} {
		c.as(who).decide("q", "pass")
	}
	require.Equal(t, 3, c.store.Tasks(c.id)[0].OpenSeats, "votes of the void visit do not count")
}

func TestScenario02_ABranchReturnsToTheNodeBeforeTheParallel(t *testing.T) {
	t.Parallel()
	c := file(t, `
  - {step: before, title: {zh: 前, en: Before}, by: {role: handler}, decisions: {pass: {}}}
  - parallel: both
    title: {zh: 并, en: Both}
    join: all
    upon: {fail: {end: refused}}
    branches:
      a:
        - {step: a1, title: {zh: 甲, en: A}, by: {role: inspector}, decisions: {pass: {}}}
      b:
        - {step: b1, title: {zh: 乙, en: B}, by: {role: expert}, decisions: {pass: {}, return: {back_to: before, reason: required}}}
  - step: last
    title: {zh: 后, en: Last}
    by: {role: agency-leader}
    decisions: {pass: {needs: [both]}}
  - end: granted
`, "2026-11-23")
	c.as("H1").decide("before", "pass")
	c.open("a1", "b1")
	a := c.visit("a1")
	c.as("I1").decide("a1", "pass")
	c.as("E1").decide("b1", "return")

	c.open("before")
	require.Equal(t, flow.Void, c.state().Position.Visits[a-1].Status)
	c.as("H1").decide("before", "pass")
	c.open("a1", "b1")
	c.as("E1").decide("b1", "pass")
	c.open("a1")
	c.as("I1").decide("a1", "pass")
	c.open("last")
}

func TestScenario03_PreviousIsWhereTheCaseCameFrom(t *testing.T) {
	t.Parallel()
	c := file(t, `
  - step: s1
    title: {zh: 一, en: One}
    by: {role: window}
    decisions:
      pass: {}
      skip: {title: {zh: 跳, en: Skip}, next: s3, clock: {start: decide}}
      supplement: {ask: applicant, answer_within: {days: 30}, document: letter}
  - {step: s2, title: {zh: 二, en: Two}, by: {role: handler}, decisions: {pass: {}}}
  - step: s3
    title: {zh: 三, en: Three}
    by: {role: inspector}
    decisions: {pass: {needs: [s1]}, return: {back_to: previous, reason: required}, "to-s2": {title: {zh: 退, en: Back}, back_to: s2, reason: required}}
  - end: granted
`, "2026-11-23")
	number := c.state().Number
	c.as("W1").decide("s1", "skip")
	c.as("I1").cannot("never_visited", "s2").decide("s3", "to-s2")
	offered := c.permission("decide", "return")
	require.Equal(t, []string{"s1"}, offered.Targets, "what was jumped over is not offered")
	decide := c.clockOf("decide")
	c.decide("s3", "return")

	c.open("s1")
	visit := c.visit("s1")
	c.as("W1").decide("s1", "supplement")
	c.cannot("parked").decide("s1", "pass")
	c.at("2026-11-25 10:00").supply()
	require.Equal(t, visit, c.visit("s1"), "the case is back with the officer who asked")
	require.Equal(t, number, c.state().Number)
	require.Equal(t, decide, c.clockOf("decide"))
	c.decide("s1", "skip")
	c.open("s3")
}

func TestScenario06_ReturningToBeforeTheParallelLeavesNoOrphan(t *testing.T) {
	t.Parallel()
	c := file(t, `
  - {step: before, title: {zh: 前, en: Before}, by: {role: handler}, decisions: {pass: {}}}
  - parallel: both
    title: {zh: 并, en: Both}
    join: all
    upon: {fail: {end: refused}}
    branches:
      a:
        - {step: panel, title: {zh: 组, en: Panel}, by: {role: expert, people: 3, pass: {at_least: 2}}}
      b:
        - {step: plain, title: {zh: 独, en: Plain}, by: {role: inspector}, decisions: {pass: {}}}
  - step: second
    title: {zh: 复, en: Second}
    by: {role: office-head}
    decisions: {pass: {needs: [both]}, return: {back_to: before, reason: required}}
  - end: granted
`, "2026-11-23")
	for range 2 {
		c.as("H2").decide("before", "pass")
		c.open("panel", "plain")
		c.as("E1").decide("panel", "pass")
		c.as("I1").decide("plain", "pass")
		c.as("E2").decide("panel", "pass")
		c.open("second")
		c.as("O1").decide("second", "return")
		c.open("before")
	}
	counting := map[string]int{}
	for _, v := range c.state().Position.Visits {
		if v.Status != flow.Void {
			counting[v.Node]++
		}
	}
	require.Equal(t, map[string]int{"before": 1}, counting)
}

func TestScenario07_AMemberAsksTheApplicantAndNothingElseOpens(t *testing.T) {
	t.Parallel()
	c := file(t, `
  - step: panel
    title: {zh: 组, en: Panel}
    by: {role: expert, people: 3, pass: {at_least: 2}}
    decisions: {pass: {}, fail: {end: refused, document: letter, reason: required, alone: true}, supplement: {ask: applicant, alone: true, answer_within: {days: 10}, document: letter}}
  - {step: next, title: {zh: 后, en: Next}, by: {role: handler}, decisions: {pass: {needs: [panel]}}}
  - end: granted
`, "2026-11-23")
	c.as("E1").decide("panel", "pass")
	c.as("E2").decide("panel", "supplement")
	c.open("panel")
	require.True(t, c.store.Tasks(c.id)[0].Parked)
	c.as("E3").cannot("parked").decide("panel", "pass")
	c.supply()
	c.open("panel")
	require.Equal(t, 2, c.store.Tasks(c.id)[0].OpenSeats, "the vote cast stands, the asker has not voted")
	c.as("E3").decide("panel", "pass")
	c.open("next")
}
