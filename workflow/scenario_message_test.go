package workflow_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

func (m *matter) message(actor workflow.Actor, text string) {
	m.Helper()
	m.did(m.engine.Message(context.Background(), actor, workflow.MessageInput{Case: m.id, Text: text}))
}

func (m *matter) rate(actor workflow.Actor, grade, comment string, reasons ...string) {
	m.Helper()
	m.did(m.engine.Rate(context.Background(), actor, workflow.RateInput{Case: m.id, Grade: grade, Comment: comment, Reasons: reasons}))
}

func (m *matter) answerRating(text string) {
	m.Helper()
	m.did(m.engine.AnswerRating(context.Background(), m.actor(), workflow.AnswerRatingInput{Case: m.id, Text: text}))
}

func (m *matter) lastTold(kind string, since int) []string { return m.told(kind)[since:] }

func TestScenarioMessage_BothSidesWriteAndTheOtherIsTold(t *testing.T) {
	t.Parallel()
	c := file(t, twoSteps, "2026-11-02")
	me := c.applicant()
	c.message(me, "  请问何时办结？\n")
	require.Equal(t, []string{"H1", "H2", "H3"}, c.told("message_sent"), "whom the case waits for")
	last := c.entries()[len(c.entries())-1]
	require.Equal(t, "message_sent", last.Entry.Kind)
	require.JSONEq(t, `{"text":"请问何时办结？"}`, string(last.Payload.Body))
	require.NotContains(t, string(last.Entry.Facts), "请问", "what people wrote can be erased")
	c.as("O1").message(c.actor(), "本周内")
	require.Equal(t, []string{me.Enterprise}, c.lastTold("message_sent", 3))
	c.message(me, "谢谢")
	require.Equal(t, []string{"H1", "H2", "H3", "O1"}, c.lastTold("message_sent", 4), "and who answered")
	var f workflow.Facts
	require.NoError(t, json.Unmarshal(last.Entry.Facts, &f))
	require.Equal(t, &workflow.Messaged{By: me.Person, Role: "applicant", Party: true, On: day("2026-11-02")}, f.Message)
}

func TestScenarioMessage_WhatIsNoMessage(t *testing.T) {
	t.Parallel()
	c := file(t, twoSteps, "2026-11-02")
	me := c.applicant()
	c.cannot("message_empty").message(me, " \n")
	c.cannot("message_long").message(me, strings.Repeat("字", 2001))
	c.cannot("case_not_found").message(workflow.Actor{Person: "A9", Enterprise: "other"}, "看看")
	for _, who := range []string{"E1", "I1", "R1", "P1"} {
		c.as(who).cannot("role").message(c.actor(), "不该由我说")
	}
	c.message(me, strings.Repeat("字", 2000))
	for range 9 {
		c.message(me, "又一条")
	}
	c.cannot("messages_today").message(me, "第十一条")
	c.as("H1").message(c.actor(), "另一方不受影响")
	require.Contains(t, explained(c, me)["message"], "messages_today", "the button says so before")
	c.at("2026-11-03 09:00").message(me, "第二天")
}

// A message is no act on the case: what was decided before it can be taken back as before.
func TestScenarioMessage_EndsNobodysTakingBack(t *testing.T) {
	t.Parallel()
	c := file(t, twoSteps, "2026-11-02")
	c.as("H1").decide("s1", "pass")
	c.message(c.applicant(), "还来得及吗？")
	require.Equal(t, "decided", c.state().Last.Kind)
}

func explained(c *matter, actor workflow.Actor) map[string]string {
	list, err := c.engine.Explain(context.Background(), actor, c.id)
	require.NoError(c, err)
	codes := map[string]string{}
	for _, p := range list {
		if p.Why != nil {
			codes[p.Action] = p.Why.Code
		}
	}
	return codes
}

func TestScenarioRating_OnceByTheApplicantOfAnEndedCase(t *testing.T) {
	t.Parallel()
	c := file(t, acceptance, "2026-11-02")
	me := c.applicant()
	c.cannot("case_open").rate(me, "satisfied", "")
	c.as("W1").decide("acceptance", "decline")
	c.serve()
	ended := c.state()
	require.True(t, ended.Rateable())
	c.cannot("not_applicant").rate(workflow.Actor{Person: "O1"}, "satisfied", "")
	c.cannot("rating_grade").rate(me, "five stars", "")
	c.cannot("rating_reason").rate(me, "satisfied", "", "weather")
	c.cannot("rating_reason").rate(me, "satisfied", "", "speed", "speed")
	c.cannot("rating_why").rate(me, "dissatisfied", " ")
	c.cannot("unrated").as("O1").answerRating("还没有")

	c.rate(me, "dissatisfied", "材料要求不清楚", "papers", "guide")
	require.Equal(t, []string{"H1", "O1", "O2"}, c.told("rated_badly"), "who answers for the office is told of a bad one")
	rated := c.state()
	require.False(t, rated.Rateable())
	c.cannot("rated").rate(me, "satisfied", "")

	c.cannot("role").as("W1").answerRating("不归我")
	c.as("O1").cannot("message_empty").answerRating(" ")
	c.answerRating("已修订办事指南")
	require.Equal(t, []string{me.Enterprise}, c.told("rating_answered"))
	c.cannot("rating_answered").answerRating("再说一句")
	require.Equal(t, workflow.Rating{Grade: "dissatisfied", Reasons: []string{"papers", "guide"}, By: me.Person, On: day("2026-11-02"), AnsweredBy: "O1", AnsweredOn: day("2026-11-02")}, *c.state().Rating)
	require.Equal(t, item.Text{Zh: "不满意", En: "Dissatisfied"}, workflow.RatingTitle("dissatisfied"))

	c.message(me, "办结后仍可留言")
	c.at("2027-11-03 10:00").as("R1").erase()
	c.cannot("erased").message(me, "太晚了")
	for _, e := range c.entries() {
		require.False(t, e.Payload != nil && len(e.Payload.Body) > 0 && strings.Contains(string(e.Payload.Body), "材料要求不清楚"))
	}
}
