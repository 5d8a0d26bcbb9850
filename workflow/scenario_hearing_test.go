package workflow_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/trail"
)

func (m *matter) tellHearing() {
	m.Helper()
	m.did(m.engine.TellHearing(context.Background(), m.actor(), workflow.CaseInput{Case: m.id}))
}

func (m *matter) askHearing(actor workflow.Actor, from string) {
	m.Helper()
	m.did(m.engine.AskHearing(context.Background(), actor, workflow.AskHearingInput{Case: m.id, Reason: "要求听证", From: from}))
}

func (m *matter) arrangeHearing(on, host string) {
	m.Helper()
	m.did(m.engine.ArrangeHearing(context.Background(), m.actor(), workflow.ArrangeHearingInput{Case: m.id, At: at(on), Place: "会议室", Host: host}))
}

func (m *matter) holdHearing() {
	m.Helper()
	m.did(m.engine.HoldHearing(context.Background(), m.actor(), workflow.HoldHearingInput{Case: m.id, Minutes: "听证笔录"}))
}

func (m *matter) dropHearing(actor workflow.Actor) {
	m.Helper()
	m.did(m.engine.DropHearing(context.Background(), actor, workflow.CaseInput{Case: m.id, Reason: "不再要求"}))
}

// hearable is a case examined on Monday 2026-11-09, whose decision is next; its right to a hearing was told that day.
func hearable(t *testing.T) *matter {
	c := suspendedCase(t)
	c.at("2026-11-09 10:00").as("I3").decide("second", "pass")
	c.as("H2").cannot("role").tellHearing()
	c.as("O1").tellHearing()
	require.Equal(t, day("2026-11-16"), c.state().Hearing.Right.Due(c.loaded, day("2026-11-09")).Law, "five working days")
	return c
}

func TestHearing_FromTheRightToADecisionThatRestsOnTheRecord(t *testing.T) {
	t.Parallel()
	c := hearable(t)
	c.cannot("hearing_told").tellHearing()
	c.as("L1").cannot("hearing_open").decide("last", "grant")
	require.Equal(t, "hearing_open", c.permission("decide", "refuse").Why.Code)
	c.as("O1").cannot("hearing_unasked").arrangeHearing("2026-11-24 10:00", "P1")

	c.at("2026-11-12 10:00").askHearing(c.applicant(), "")
	c.cannot("hearing_asked").askHearing(c.applicant(), "")
	require.Equal(t, []string{"H1", "O1", "O2"}, c.told("hearing_asked"))
	require.Equal(t, day("2026-12-10"), c.state().Hearing.Hold.Due(c.loaded, day("2026-11-12")).Law, "twenty working days")
	c.as("L1").cannot("hearing_pending").decide("last", "grant")
	c.cannot("hearing_pending").decide("last", "refuse")
	c.as("G1").cannot("hearing_pending").terminate("dissolved")

	c.as("O1").cannot("role").arrangeHearing("2026-11-24 10:00", "H2")
	c.cannot("host_examined", "second").arrangeHearing("2026-11-24 10:00", "I3")
	c.cannot("hearing_notice_short").arrangeHearing("2026-11-20 10:00", "P1")
	c.cannot("hearing_late").arrangeHearing("2026-12-11 10:00", "P1")
	c.arrangeHearing("2026-11-24 10:00", "P1")
	require.Equal(t, []string{"P1"}, c.told("hearing_set"))

	c.at("2026-11-23 10:00").as("P1").cannot("hearing_ahead").holdHearing()
	c.at("2026-11-24 11:00").as("P2").cannot("not_host").holdHearing()
	c.as("P1").holdHearing()
	c.cannot("hearing_unasked").holdHearing()
	k := c.clockOf("decide")
	require.Equal(t, day("2026-12-16"), k.Due(c.loaded, day("2026-11-25")).Law, "eight working days from the notice to the hearing are not counted")
	require.Equal(t, []string{"hearing"}, k.Sheet(c.loaded, day("2026-11-24")).Days[7].Grounds)

	held := c.entries()[len(c.entries())-1]
	require.NotContains(t, string(held.Entry.Facts), "听证笔录")
	require.Contains(t, string(held.Payload.Body), "听证笔录")
	var said struct {
		Minutes string `json:"minutes"`
		Salt    []byte `json:"salt"`
	}
	require.NoError(t, json.Unmarshal(held.Payload.Body, &said))
	require.Len(t, said.Salt, 16)
	record := trail.Hash(sha256.Sum256(append(said.Salt, said.Minutes...)))
	require.Equal(t, record, c.state().Hearing.Minutes, "nobody finds out what was said by trying, once the salt is erased")
	c.as("L1").decide("last", "grant")
	c.ended("granted")
	require.Equal(t, record, c.actOf("decided").Hearing, "the decision names the record it rests on")
}

func TestHearing_TheRightLapsesWhenNobodyAsks(t *testing.T) {
	t.Parallel()
	c := hearable(t)
	c.wake("2026-11-16 23:59")
	require.Empty(t, c.state().Hearing.Over)
	c.wake("2026-11-17 09:00")
	require.Equal(t, "unasked", c.state().Hearing.Over)
	require.Equal(t, day("2026-11-16"), c.state().Hearing.OverOn)
	c.cannot("hearing_lapsed").askHearing(c.applicant(), "")
	require.Equal(t, day("2026-12-04"), c.clockOf("decide").Due(c.loaded, day("2026-11-17")).Law, "nothing is excluded")
	c.as("L1").decide("last", "grant")
	c.ended("granted")
}

func TestHearing_TheTimeToAskBeginsWithTheService(t *testing.T) {
	t.Parallel()
	c := suspendedCase(t)
	c.silent = true
	c.at("2026-11-09 10:00").as("O1").tellHearing()
	c.cannot("hearing_untold").askHearing(c.applicant(), "")
	c.at("2026-11-11 10:00").serve()
	require.Equal(t, day("2026-11-18"), c.state().Hearing.Right.Due(c.loaded, day("2026-11-11")).Law)
}

func TestHearing_AnInterestedPartyAsksAtTheWindow(t *testing.T) {
	t.Parallel()
	c := hearable(t)
	c.as("H2").cannot("role").askHearing(c.actor(), "邻居")
	c.as("W1").cannot("interested_unnamed").askHearing(c.actor(), "")
	c.askHearing(c.actor(), "邻居")
	require.Equal(t, "interested", c.state().Hearing.Asker)
	c.cannot("not_asker").dropHearing(c.applicant())
	c.as("W2").dropHearing(c.actor())
	require.Equal(t, "dropped", c.state().Hearing.Over)
	c.as("L1").decide("last", "refuse")
	c.ended("refused")
}

func TestHearing_WithoutANoticeInTimeItIsNotHeldAndExcludesNothing(t *testing.T) {
	t.Parallel()
	c := hearable(t)
	c.askHearing(c.applicant(), "")
	c.silent = true
	c.as("O1").arrangeHearing("2026-11-24 10:00", "P1")
	c.at("2026-11-24 10:00").as("P1").cannot("hearing_notice_short").holdHearing()
	require.Empty(t, c.clockOf("decide").Exclusions)
	c.as("O1").arrangeHearing("2026-12-04 10:00", "P1")
	c.serve() // both; the first of them counts no more
	require.Equal(t, day("2026-11-24"), c.state().Hearing.NoticedOn)
	require.Len(t, c.clockOf("decide").Exclusions, 1)
	c.at("2026-12-04 10:00").as("P1").holdHearing()
}

func TestHearing_WhatIsNotHeldInTimeIsStillToBeHeld(t *testing.T) {
	t.Parallel()
	c := hearable(t)
	c.askHearing(c.applicant(), "") // until the 7th of December
	c.wake("2026-12-08 09:00")
	require.Contains(t, c.cards("red"), "hearing/hold law_expired 2026-12-07")
	c.as("L1").cannot("hearing_pending").decide("last", "grant")
	c.as("O1").arrangeHearing("2026-12-18 10:00", "P1")
	c.at("2026-12-18 10:00").as("P1").holdHearing()
}

func TestHearing_TheHostNotesThatNobodyCame(t *testing.T) {
	t.Parallel()
	c := hearable(t)
	c.askHearing(c.applicant(), "")
	c.as("O1").arrangeHearing("2026-11-24 10:00", "P1")
	c.as("P1").cannot("not_asker").dropHearing(c.actor())
	c.at("2026-11-24 10:30").dropHearing(c.actor())
	require.Equal(t, day("2026-11-24"), c.clockOf("decide").Exclusions[0].To)
	c.as("L1").decide("last", "grant")
}

func TestHearing_WhoPresidesDoesNotExamine(t *testing.T) {
	t.Parallel()
	c := suspendedCase(t)
	c.as("O1").tellHearing()
	c.askHearing(c.applicant(), "")
	c.as("O1").arrangeHearing("2026-11-24 10:00", "I3")
	c.as("I3").cannot("hosting").decide("second", "pass")
	c.as("I1").decide("second", "pass")
	c.at("2026-11-24 10:00").as("I3").holdHearing()
}

func TestHearing_WhereTheItemDemandsItTheRightIsToldFirst(t *testing.T) {
	t.Parallel()
	it := small(t, suspendable)
	it.Acts.Hearing.Required = true
	c := openOffice(t, it, "2026-11-06").file(plainForm)
	c.as("O1").cannot("not_accepted").tellHearing()
	c.as("H1").decide("first", "pass")
	c.as("I1").decide("second", "pass")
	c.as("L1").cannot("hearing_untold").decide("last", "refuse")
	c.as("O1").tellHearing()
	c.at("2026-11-16 09:00").as("L1").decide("last", "refuse")
	c.ended("refused")
}

func TestHearing_ASuspensionStopsTheTimeToHoldIt(t *testing.T) {
	t.Parallel()
	c := hearable(t)
	c.askHearing(c.applicant(), "") // until the 7th of December
	c.suspend("flood")
	c.at("2026-11-13 10:00").cannot("suspended").arrangeHearing("2026-11-27 10:00", "P1")
	c.resume()
	require.Equal(t, day("2026-12-11"), c.state().Hearing.Hold.Due(c.loaded, day("2026-11-16")).Law)
}

func TestHearing_EndsWithTheCase(t *testing.T) {
	t.Parallel()
	c := hearable(t)
	c.askHearing(c.applicant(), "")
	c.withdraw()
	require.Equal(t, "decided", c.state().Hearing.Over)
	c.as("O1").cannot("case_ended").arrangeHearing("2026-11-24 10:00", "P1")
}
