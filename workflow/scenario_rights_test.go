package workflow_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/trail"
)

func TestScenario19_WhatMayBeTakenBack(t *testing.T) {
	t.Parallel()
	t.Run("a decision with a document stands", func(t *testing.T) {
		t.Parallel()
		c := file(t, acceptance, "2026-11-02")
		c.silent = true
		c.as("W1").decide("acceptance", "accept")
		require.Equal(t, "has_document", c.permission("take_back", "").Why.Code)
		c.cannot("has_document").takeBack("acceptance")
		c.as("W2").cannot("not_mine").takeBack("acceptance")
	})
	t.Run("a vote in an open panel is taken back", func(t *testing.T) {
		t.Parallel()
		c := file(t, ratioPanel, "2026-11-02")
		c.as("E1").decide("panel", "fail")
		c.cannot("has_seat").decide("panel", "pass")
		c.takeBack("panel")
		require.Equal(t, 5, c.store.Tasks(c.id)[0].OpenSeats)
		c.decide("panel", "pass")
		c.as("E2").decide("panel", "pass")
		c.as("E1").cannot("not_mine").takeBack("panel")
	})
	t.Run("the deciding vote too, and what it opened is void", func(t *testing.T) {
		t.Parallel()
		c := file(t, ratioPanel, "2026-11-02")
		for _, who := range []string{"E1", "E2", "E3"} {
			c.as(who).decide("panel", "pass")
		}
		c.open("next")
		c.takeBack("panel")
		c.open("panel")
		require.Zero(t, c.state().Visits[0].ClosedAt)
		c.as("E3").cannot("later_command").takeBack("panel")
		c.decide("panel", "pass")
		c.open("next")
	})
	t.Run("not after a timer entry", func(t *testing.T) {
		t.Parallel()
		c := file(t, `
  - {step: panel, title: {zh: 组, en: Panel}, by: {role: expert, people: 2, pass: all}, within: 2, upon: {fail: {end: refused}}}
  - end: granted
`, "2026-11-02")
		c.as("E1").decide("panel", "pass")
		c.at("2026-11-04 10:00").cannot("not_mine").takeBack("panel")
		require.Equal(t, []string{"submitted", "voted", "warned"}, c.kinds())
	})
	t.Run("a return stands", func(t *testing.T) {
		t.Parallel()
		c := file(t, twoSteps, "2026-11-02")
		c.as("H1").decide("s1", "pass")
		c.cannot("has_document").takeBack("s1") // it started the clock
		c.as("O1").decide("s2", "return")
		c.cannot("later_command").takeBack("s2")
	})
}

func TestScenario20_WhoActedInAnyRoundIsKeptApart(t *testing.T) {
	t.Parallel()
	c := file(t, `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {}}}
  - step: second
    title: {zh: 复, en: Second}
    by: {role: office-head, not_who: [first]}
    decisions: {pass: {needs: [first]}, return: {back_to: first, reason: required}}
  - end: granted
`, "2026-11-02")
	c.as("H1").decide("first", "pass")
	c.as("O1").decide("second", "return")
	c.as("H2").decide("first", "pass") // round 2; H1's round is void
	told := c.as("H1").cannot("not_who", "first").decide("second", "pass")
	require.Equal(t, "H1", told.Who)
	require.Equal(t, 1, told.Round)
	require.Equal(t, []string{"H1", "H2"}, c.store.Tasks(c.id)[0].Barred)
	c.cannot("not_who").claim("second")
	c.as("O2").decide("second", "pass")
	c.ended("granted")
}

func TestScenario25_ACaseOutlivesItsPersonalData(t *testing.T) {
	t.Parallel()
	c := file(t, examination, "2026-11-02")
	c.as("H1").decide("first", "pass")
	c.as("E1").decide("experts", "pass")
	c.as("E2").decide("experts", "pass")
	c.as("I1").decide("site", "supplement")
	c.supply()
	c.decide("site", "pass")
	c.as("L1").decide("decision", "grant")
	c.as("C1").issue("paper")
	c.ended("granted")

	written, before := slices.Clone(c.entries()), c.state().Head
	require.NotEmpty(t, written[0].Payload.Body)
	c.at("2027-12-01 09:00").as("R1").erase()
	recorded := c.entries()
	head, err := trail.VerifyStream("case/"+string(c.id), records(recorded))
	require.NoError(t, err)
	require.Equal(t, c.state().Head, head)
	require.Empty(t, rebuilds(recorded, c.store.Stored(c.id)), "the rebuilt state is equal byte for byte")
	require.NotContains(t, string(c.store.Stored(c.id)), "理由")
	_, err = trail.VerifyStream("case/"+string(c.id), records(recorded[:len(recorded)-1]))
	require.ErrorContains(t, err, string(trail.CodeErasureUnrecorded), "what is gone without an entry was taken away")
	short, err := trail.VerifyStream("case/"+string(c.id), records(written[:len(written)-1]))
	require.NoError(t, err)
	require.NotEqual(t, before, short, "a dropped last entry is found by the head")
}

const apart = `
  - {step: first, title: {zh: 初, en: First}, by: {role: window}, decisions: {pass: {clock: {start: decide}}, supplement: {ask: applicant, answer_within: {days: 30}, document: letter}}}
  - parallel: both
    title: {zh: 并, en: Both}
    join: all
    upon: {fail: {end: refused}}
    branches:
      a: [{step: look, title: {zh: 看, en: Look}, by: {role: handler}, decisions: {pass: {}}}]
      b:
        - step: check
          title: {zh: 查, en: Check}
          by: {role: handler, not_who: [look, filing]}
          decisions: {pass: {}, supplement: {ask: applicant, answer_within: {days: 30}, document: letter}}
  - {step: last, title: {zh: 末, en: Last}, by: {role: agency-leader}, decisions: {pass: {needs: [both]}}}
  - end: granted
`

func TestWhoBecomesBarredFromWhatTheyTookGivesItBack(t *testing.T) {
	t.Parallel()
	c := file(t, apart, "2026-11-02")
	c.as("W1").decide("first", "pass")
	c.as("H1").claim("check")
	c.decide("look", "pass")
	require.Equal(t, "decided", c.kinds()[len(c.kinds())-1], "one command writes one entry")
	task := c.job("check")
	require.Empty(t, task.Claimed)
	require.Equal(t, []string{"H1"}, task.Barred)
	require.Equal(t, []string{"H1"}, c.told("task_freed"))
	c.takeBack("look") // what was done counts all the same
	require.Empty(t, c.job("check").Claimed)
	c.decide("look", "pass")
	c.as("H2").decide("check", "pass")
}

func TestWhoIsStoodInForGivesBackToo(t *testing.T) {
	t.Parallel()
	c := file(t, apart, "2026-11-02")
	c.away("H1", "H2", "2026-11-02", "2026-11-30")
	c.as("W1").decide("first", "pass")
	c.as("H1").claim("look")
	c.claim("check")
	c.as("H2").inPlaceOf("H1").decide("look", "pass")
	require.Empty(t, c.job("check").Claimed)
	require.ElementsMatch(t, []string{"H1", "H2"}, c.job("check").Barred)
	c.as("H3").claim("check")
	c.decide("check", "pass")
}

func TestWhoPreparesAndBecomesBarredPreparesNoMore(t *testing.T) {
	t.Parallel()
	c := file(t, apart, "2026-11-02")
	c.as("W1").decide("first", "pass")
	c.as("H2").claim("check")
	c.delegate("check", "H1")
	c.as("H1").decide("look", "pass")
	require.Empty(t, c.job("check").Delegated)
	require.Equal(t, []string{"H1"}, c.told("task_freed"))
	require.Empty(t, c.told("recalled"), "H1 was told why")
	require.Equal(t, []string{"H2"}, c.told("unprepared"))
	c.as("H2").decide("check", "pass")
}

func TestWhoGaveATaskToPrepareAndIsBarredTakesItFromWhoPrepares(t *testing.T) {
	t.Parallel()
	c := file(t, apart, "2026-11-02")
	c.as("W1").decide("first", "pass")
	c.as("H1").claim("check")
	c.delegate("check", "H2")
	c.as("H1").decide("look", "pass")
	require.Empty(t, c.job("check").Delegated)
	require.Equal(t, []string{"H1"}, c.told("task_freed"))
	require.Equal(t, []string{"H2"}, c.told("recalled"))
}

func TestWhoTypesPapersInGivesBackWhatTheyTook(t *testing.T) {
	t.Parallel()
	c := file(t, apart, "2026-11-02")
	c.staff["handler"] = []string{"H1", "H2", "W1"}
	c.as("W2").decide("first", "pass")
	c.as("W1").claim("check")
	c.decide("check", "supplement")
	c.did(c.engine.Supply(context.Background(), workflow.Actor{Person: "W1"}, workflow.SupplyInput{Case: c.id, Form: json.RawMessage(plainForm)}))
	require.Empty(t, c.job("check").Claimed)
	require.Equal(t, []string{"W1"}, c.job("check").Barred)
	c.as("W1").cannot("not_who", "filing").claim("check")
	c.as("H1").decide("check", "pass")
}
