package workflow_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

func (m *matter) answer(node string) { m.Helper(); m.answerAt(m.visit(node), "已核对") }

func (m *matter) answerAt(visit int, text string) {
	m.Helper()
	m.did(m.engine.Answer(context.Background(), m.actor(), workflow.AnswerInput{Case: m.id, Visit: visit, Text: text}))
}

const asking = `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - step: second
    title: {zh: 复, en: Second}
    by: {role: office-head, not_who: [first]}
    within: 5
    decisions:
      pass: {needs: [first]}
      consult: {ask: first, answer_within: {workdays: 2}}
      hurry: {title: {zh: 催问, en: Hurry}, ask: first, once: true, answer_within: {workdays: 1}, on_silence: {decision: return, reason: {zh: 逾期未答复}}}
      return: {back_to: first, reason: required}
      refuse: {end: refused, document: letter, reason: required}
  - end: granted
`

func TestAskingAnOfficer(t *testing.T) {
	t.Parallel()
	c := file(t, asking, "2026-11-02")
	c.as("H1").decide("first", "pass")
	require.False(t, c.as("O1").permission("decide", "consult").Asks, "nothing is asked of the applicant")
	require.True(t, c.permission("decide", "consult").Reason, "the reason is the question")
	c.decide("second", "consult")
	require.Equal(t, "asked", c.kinds()[2])
	task := c.job("second")
	require.Equal(t, workflow.AnswerTask, task.Kind)
	require.Equal(t, "handler", task.Role)
	require.Equal(t, []string{"H1"}, task.Named)
	require.False(t, task.Parked, "it is work, of who was asked")
	require.Equal(t, day("2026-11-04"), task.DueOn)
	c.cannot("parked").decide("second", "pass")
	c.as("H2").cannot("not_asked", "first").answer("second")
	c.as("A1").cannot("nobody_asked").supply()
	c.as("H1").cannot("nobody_asked").answerAt(1, "已核对")
	c.cannot("task_not_open").answerAt(9, "已核对")
	c.as("H1").cannot("answer_missing").answerAt(2, "")
	c.cannot("opinion_long").answerAt(2, strings.Repeat("字", 4001))
	require.True(t, c.permission("answer", "").Allowed)
	c.answer("second")
	require.Equal(t, "answered", c.kinds()[3])
	require.Contains(t, string(c.entries()[3].Payload.Body), "已核对")
	require.NotContains(t, string(c.entries()[3].Entry.Bytes), "已核对")
	require.Equal(t, "step", c.job("second").Kind)
	require.False(t, c.state().Visits[1].Answer.Running())
	c.cannot("ask_closed").answer("second")
	require.Equal(t, 1, c.state().Form.Version, "an officer's answer makes no new form")
	c.as("O1").decide("second", "pass")
	c.ended("granted")
	c.as("H1").cannot("case_ended").answerAt(2, "再答")
	c.cannot("case_ended").answerAt(1, "再答")
}

func TestSilenceOfAnOfficerBringsTheStepBackToTheAsker(t *testing.T) {
	t.Parallel()
	c := file(t, asking, "2026-11-02")
	c.as("H1").decide("first", "pass")
	c.as("O1").claim("second")
	c.decide("second", "consult")
	c.wake("2026-11-05 00:01")
	require.Equal(t, "silence", c.kinds()[len(c.kinds())-1])
	c.as("H1").cannot("ask_closed").answer("second")
	require.Equal(t, "O1", c.job("second").Claimed, "back with who asked")
	c.as("O1").decide("second", "consult")
	c.as("H1").answer("second")
	c.as("O1").decide("second", "pass")
	c.ended("granted")
}

func TestSilenceOfAnOfficerDecidesWhatTheItemSays(t *testing.T) {
	t.Parallel()
	c := file(t, asking, "2026-11-02")
	c.as("H1").decide("first", "pass")
	c.as("O1").decide("second", "hurry")
	second := c.visit("second")
	c.wake("2026-11-04 00:01")
	c.open("first")
	c.as("H1").cannot("ask_closed").answerAt(second, "迟了")
	c.decide("first", "pass")
	c.as("O1").cannot("once").decide("second", "hurry")
}

func TestWhoActedLastIsAskedAndMustStillBeThere(t *testing.T) {
	t.Parallel()
	c := file(t, asking, "2026-11-02")
	c.as("H1").decide("first", "pass")
	c.as("O1").decide("second", "return")
	c.as("H2").decide("first", "pass")
	c.as("O1").decide("second", "consult")
	require.Equal(t, []string{"H2"}, c.job("second").Named)
	c.dismiss("H2", "handler")
	c.as("H2").cannot("role", "handler").answer("second")
	c.wake("2026-11-05 00:01")
	c.as("O1").cannot("asked_gone", "first").decide("second", "consult")
	require.Equal(t, "asked_gone", c.permission("decide", "consult").Why.Code)
	c.decide("second", "pass")
}

const askingInside = `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - parallel: examination
    title: {zh: 审, en: Examination}
    join: {n: 2}
    upon: {fail: {next: decision}}
    branches:
      site:
        - step: site
          title: {zh: 场, en: Site}
          by: {role: inspector, people: 2, pass: all}
          decisions: {pass: {}, fail: {}, consult: {ask: first, alone: true, answer_within: {workdays: 9}}}
      experts:
        - {step: experts, title: {zh: 家, en: Experts}, by: {role: expert, people: 3, pass: {at_least: 2}, order: in_turn}}
      law:
        - {step: law, title: {zh: 法, en: Law}, by: {role: legal}, decisions: {pass: {}, fail: {outcome: fail}}}
  - step: decision
    title: {zh: 定, en: Decision}
    by: {role: agency-leader}
    decisions: {grant: {needs: [first, examination], document: letter}, refuse: {end: refused, document: letter, reason: required}}
  - end: granted
`

func TestScenario07_AMemberWhoAsksAnOfficerOpensNoNextStep(t *testing.T) {
	t.Parallel()
	c := file(t, askingInside, "2026-11-02")
	c.as("H1").decide("first", "pass")
	c.as("I1").decide("site", "pass")
	c.as("I2").decide("site", "consult")
	c.open("site", "experts", "law")
	c.cannot("parked").decide("site", "pass")
	c.as("H1").answer("site")
	require.Equal(t, 1, c.job("site").OpenSeats, "the vote that was there counts on")
	c.as("I2").decide("site", "pass")
	c.open("experts", "law")
}

func TestScenario11_AQuestionToAnOfficerIsClosedWithItsBlock(t *testing.T) {
	t.Parallel()
	c := file(t, askingInside, "2026-11-02")
	c.as("H1").decide("first", "pass")
	c.as("I1").decide("site", "consult")
	site := c.visit("site")
	c.as("J1").decide("law", "fail")
	c.as("E1").decide("experts", "fail")
	c.as("E2").decide("experts", "fail")
	c.open("decision")
	require.Equal(t, item.OutcomeFail, flow.Current(ptr(c.state().Position), "examination").Outcome)
	c.as("H1").cannot("ask_closed").answerAt(site, "迟了")
	require.False(t, c.state().Visits[site-1].Answer.Running(), "the limit of the answer has ended")
	for _, n := range c.store.Notices() {
		require.NotEqual(t, "ask_closed", n.Kind, "the applicant was asked nothing")
	}
	c.as("L1").decide("decision", "refuse")
	c.as("H1").cannot("ask_closed").answerAt(site, "迟了")
}

func TestScenario10_TwoOfThreeBranchesPassTheJoin(t *testing.T) {
	t.Parallel()
	c := file(t, askingInside, "2026-11-02")
	c.as("H1").decide("first", "pass")
	c.as("I1").decide("site", "fail")
	c.open("experts", "law")
	c.as("J1").decide("law", "pass")
	c.open("experts")
	c.as("E1").decide("experts", "pass")
	experts := c.visit("experts")
	c.as("E2").decide("experts", "pass")
	c.open("decision")
	require.Equal(t, item.OutcomePass, flow.Current(ptr(c.state().Position), "examination").Outcome)
	told := c.as("E3").cannot("task_not_open").decideAt(experts, "pass")
	require.Equal(t, "E2", told.Who)
	c.as("L1").decide("decision", "grant")
	c.ended("granted")
}

func TestScenario08_TwoOfThreeFailOnceTwoCannotPass(t *testing.T) {
	t.Parallel()
	c := file(t, askingInside, "2026-11-02")
	c.as("H1").decide("first", "pass")
	c.as("I1").decide("site", "fail")
	c.as("J1").decide("law", "fail")
	c.open("decision")
	c.as("L1").cannot("needs", "examination").decide("decision", "grant")
	c.decide("decision", "refuse")
}
