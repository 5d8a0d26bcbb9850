package workflow_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

const ratioPanel = `
  - step: panel
    title: {zh: 组, en: Panel}
    by: {role: expert, people: 5, pass: {ratio: 50%}}
    upon: {fail: {end: refused}}
    decisions: {pass: {}, fail: {reason: required, document: letter}}
  - {step: next, title: {zh: 后, en: Next}, by: {role: handler}, decisions: {pass: {needs: [panel]}}}
  - end: granted
`

func TestScenario05_MoreThanHalfOfFive(t *testing.T) {
	t.Parallel()
	t.Run("F P F P P passes at the fifth", func(t *testing.T) {
		t.Parallel()
		c := file(t, ratioPanel, "2026-11-23")
		votes := []string{"fail", "pass", "fail", "pass", "pass"}
		for i, vote := range votes {
			c.open("panel")
			c.as(people["expert"][i]).decide("panel", vote)
		}
		c.open("next")
	})
	t.Run("F F F fails at the third", func(t *testing.T) {
		t.Parallel()
		c := file(t, ratioPanel, "2026-11-23")
		for _, who := range []string{"E1", "E2", "E3"} {
			c.as(who).decide("panel", "fail")
		}
		c.ended("refused")
		seats := c.state().Position.Visits[0].Seats
		require.Equal(t, []string{"", "", "", flow.NotNeeded, flow.NotNeeded},
			[]string{seats[0].Closed, seats[1].Closed, seats[2].Closed, seats[3].Closed, seats[4].Closed})
		c.as("E4").cannot("case_ended").decide("panel", "pass")
	})
}

const examination = `
  - step: first
    title: {zh: 初, en: First}
    by: {role: handler}
    decisions: {pass: {clock: {start: decide}}, refuse: {next: decision, reason: required}}
  - parallel: examination
    title: {zh: 审, en: Examination}
    join: all
    upon: {fail: {next: decision}}
    branches:
      site:
        - step: site
          title: {zh: 场, en: Site}
          by: {role: inspector}
          decisions: {pass: {}, fail: {reason: required, document: letter}, supplement: {ask: applicant, answer_within: {days: 10}, document: letter}}
      experts:
        - {step: experts, title: {zh: 家, en: Experts}, by: {role: expert, people: 3, pass: {at_least: 2}}}
  - step: decision
    title: {zh: 定, en: Decision}
    by: {role: agency-leader}
    decisions: {grant: {needs: [first, examination], document: letter, clock: {start: issue}}, refuse: {end: refused, document: letter, reason: required}}
  - {issue: paper, title: {zh: 证, en: Paper}, certificate: small, by: {role: certificate-clerk}}
  - end: granted
`

func TestScenario08_AFailedBranchFailsTheParallelAndNothingIsGranted(t *testing.T) {
	t.Parallel()
	c := file(t, examination, "2026-11-23")
	c.as("H1").decide("first", "pass")
	c.as("E1").decide("experts", "pass")
	c.as("E2").decide("experts", "pass")
	c.as("I1").decide("site", "fail")

	c.open("decision")
	require.Equal(t, item.OutcomeFail, flow.Current(ptr(c.state().Position), "examination").Outcome)
	c.as("L1").cannot("needs", "examination").decide("decision", "grant")
	require.False(t, c.permission("decide", "grant").Allowed)
	c.decide("decision", "refuse")
	c.ended("refused")
}

func TestScenario09_ARefusalOfTheFirstReviewIsNoGroundForAGrant(t *testing.T) {
	t.Parallel()
	c := file(t, examination, "2026-11-23")
	c.as("H1").decide("first", "refuse")
	c.open("decision")
	c.as("L1").cannot("needs", "first", "examination").decide("decision", "grant")
	c.decide("decision", "refuse")
	c.ended("refused")
	require.Equal(t, item.Refuses, c.state().Outcome)
}

func TestScenario10_OfTwoBranchesAtOnceOnePassesTheJoin(t *testing.T) {
	t.Parallel()
	it := small(t, `
  - parallel: either
    title: {zh: 或, en: Either}
    join: any
    upon: {fail: {end: refused}}
    branches:
      a:
        - {step: a1, title: {zh: 甲, en: A}, by: {role: handler}, decisions: {pass: {}}}
      b:
        - {step: b1, title: {zh: 乙, en: B}, by: {role: inspector}, decisions: {pass: {}}}
  - {step: next, title: {zh: 后, en: Next}, by: {role: agency-leader}, decisions: {pass: {needs: [either]}}}
  - end: granted
`)
	for range 50 {
		c := openOffice(t, it, "2026-11-23").file(plainForm)
		errs := c.together(
			workflow.DecideInput{Visit: c.visit("a1"), Decision: "pass"}, "H1",
			workflow.DecideInput{Visit: c.visit("b1"), Decision: "pass"}, "I1")
		lost, winner := errs[0], "I1"
		if lost == nil {
			lost, winner = errs[1], "H1"
		} else {
			require.NoError(t, errs[1])
		}
		var told *workflow.Error
		require.ErrorAs(t, lost, &told)
		require.Equal(t, workflow.Conflict, told.Kind)
		require.Equal(t, "task_not_open", told.Code)
		require.Equal(t, winner, told.Who)
		require.Equal(t, c.clock.Now().UTC(), told.At)
		require.Equal(t, []string{"submitted", "decided"}, c.kinds())
		c.open("next")
		c.sound()
	}
}

// together makes two decisions of two people at the same time.
func (m *matter) together(a workflow.DecideInput, first string, b workflow.DecideInput, second string) [2]error {
	var errs [2]error
	var done sync.WaitGroup
	for i, in := range []workflow.DecideInput{a, b} {
		in.Case = m.id
		person := []string{first, second}[i]
		done.Go(func() {
			_, errs[i] = m.engine.Decide(context.Background(), workflow.Actor{Person: person}, in)
		})
	}
	done.Wait()
	return errs
}

func TestScenario11_WhatIsNotNeededAnyMoreIsClosed(t *testing.T) {
	t.Parallel()
	c := file(t, examination, "2026-11-23")
	c.as("H1").decide("first", "pass")
	c.as("I1").decide("site", "supplement")
	c.open("site", "experts")
	c.as("E1").decide("experts", "fail")
	c.as("E2").decide("experts", "fail")

	c.open("decision")
	told := 0
	for _, n := range c.store.Notices() {
		if n.Kind == "ask_closed" && n.Recipient == applicant {
			told++
		}
	}
	require.Equal(t, 1, told, "the applicant is told, once")
	c.cannot("ask_closed").supply()
	require.False(t, c.state().Visits[c.visit("site")-1].Answer.Running(), "the limit of the answer has ended")
	c.as("L1").decide("decision", "refuse")
	c.cannot("ask_closed").supply()
}

func TestScenario18_OfWithdrawalAndGrantOneIsOnTheTrail(t *testing.T) {
	t.Parallel()
	it := small(t, examination)
	withdrawn := 0
	for range 200 {
		c := openOffice(t, it, "2026-11-23").file(plainForm)
		c.as("H1").decide("first", "pass")
		c.as("E1").decide("experts", "pass")
		c.as("E2").decide("experts", "pass")
		c.as("I1").decide("site", "pass")
		before := len(c.entries())
		var granted, left error
		var done sync.WaitGroup
		visit := c.visit("decision")
		done.Go(func() {
			_, left = c.engine.Withdraw(context.Background(), c.applicant(), workflow.CaseInput{Case: c.id})
		})
		done.Go(func() {
			_, granted = c.engine.Decide(context.Background(), workflow.Actor{Person: "L1"},
				workflow.DecideInput{Case: c.id, Visit: visit, Decision: "grant"})
		})
		done.Wait()

		require.Len(t, c.entries(), before+1, "exactly one is on the trail")
		require.NotEqual(t, granted == nil, left == nil, "%v, %v", granted, left)
		if left == nil {
			withdrawn++
			c.ended("withdrawn")
			require.Equal(t, "case_ended", workflow.Code(granted))
		} else {
			c.open("paper")
			require.Equal(t, "withdraw_late", workflow.Code(left))
		}
		c.sound()
	}
	t.Logf("%d of 200 withdrawn", withdrawn)
}
