package workflow_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
)

func (m *matter) suspend(ground string) {
	m.Helper()
	m.did(m.engine.Suspend(context.Background(), m.actor(), workflow.GroundInput{Case: m.id, Ground: ground, Reason: "理由"}))
}

func (m *matter) resume() {
	m.Helper()
	m.did(m.engine.Resume(context.Background(), m.actor(), workflow.CaseInput{Case: m.id, Reason: "理由"}))
}

func (m *matter) terminate(ground string) {
	m.Helper()
	m.did(m.engine.Terminate(context.Background(), m.actor(), workflow.GroundInput{Case: m.id, Ground: ground, Reason: "理由"}))
}

func (m *matter) correct(document int, changes ...workflow.FieldChange) {
	m.Helper()
	m.did(m.engine.Correct(context.Background(), m.actor(), workflow.CorrectInput{Case: m.id, Document: document, Changes: changes, Reason: "笔误"}))
}

func (m *matter) copyTo(role, unit, person string) {
	m.Helper()
	m.did(m.engine.Copy(context.Background(), m.actor(), workflow.CopyInput{Case: m.id, Role: role, Unit: unit, Person: person}))
}

func (m *matter) urge(actor workflow.Actor, node string) {
	m.Helper()
	m.did(m.engine.Urge(context.Background(), actor, workflow.TaskInput{Case: m.id, Visit: m.visit(node)}))
}

func (m *matter) suspended() *workflow.Suspension {
	s := m.state()
	return s.Suspended()
}

// told lists who was sent notices of a kind.
func (m *matter) told(kind string) (who []string) {
	for _, n := range m.store.Notices() {
		if n.Case == m.id && n.Kind == kind {
			who = append(who, n.Recipient)
		}
	}
	return who
}

// suspendable is a case in whose first step the clock starts.
const suspendable = `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - step: second
    title: {zh: 复, en: Second}
    by: {role: inspector}
    within: 3
    decisions:
      pass: {}
      supplement: {ask: applicant, answer_within: {days: 30}, document: letter}
  - step: last
    title: {zh: 末, en: Last}
    by: {role: agency-leader}
    decisions: {grant: {needs: [second], document: letter, clock: {start: issue}}, refuse: {end: refused, document: letter, reason: required}}
  - end: granted
`

// Friday 2026-11-06: the clock of 20 working days starts, and would end on Friday 2026-12-04.
func suspendedCase(t *testing.T) *matter {
	c := file(t, suspendable, "2026-11-06")
	c.as("H1").decide("first", "pass")
	require.Equal(t, day("2026-12-04"), c.clockOf("decide").Due(c.Calendar(), day("2026-11-06")).Law)
	return c
}

func TestSuspension_TheClockStopsFromTheServiceOfTheNoticeUntilItIsResumed(t *testing.T) {
	t.Parallel()
	c := suspendedCase(t)
	c.silent = true
	c.at("2026-11-09 10:00").as("O1").suspend("litigation")
	c.at("2026-11-10 10:00").serve() // the renderer was down: a day more is counted
	c.at("2026-11-16 10:00").resume()
	require.Equal(t, []string{"suspension/1"}, []string{c.state().Documents[0].For})
	k := c.clockOf("decide")
	require.Equal(t, day("2026-12-10"), k.Due(c.Calendar(), day("2026-11-20")).Law, "Wed, Thu, Fri and Mon are not counted")
	sheet := k.Sheet(c.Calendar(), day("2026-11-20"))
	require.Equal(t, 4, sheet.Excluded)
	require.Equal(t, []string{"litigation"}, sheet.Days[6].Grounds)
	require.Equal(t, day("2026-11-17"), c.state().Visits[1].Limit.Due(c.Calendar(), day("2026-11-16")).Law,
		"the limit of those who may not act stands still as well")
	c.wake("2026-11-17 12:00")
	require.Empty(t, c.cards("yellow"))
	require.Equal(t, []string{applicant}, c.told("resumed"))
}

func TestSuspension_WithoutANoticeNothingStandsStill(t *testing.T) {
	t.Parallel()
	c := suspendedCase(t)
	c.silent = true
	c.at("2026-11-09 10:00").as("O1").suspend("litigation")
	c.at("2026-11-13 10:00").resume()
	c.serve()
	require.Empty(t, c.clockOf("decide").Suspensions)
	require.Equal(t, day("2026-12-04"), c.clockOf("decide").Due(c.Calendar(), day("2026-11-20")).Law)
}

func TestSuspension_WhatMayBeDoneMeanwhile(t *testing.T) {
	t.Parallel()
	c := suspendedCase(t)
	c.as("I1").decide("second", "supplement")
	c.at("2026-11-09 10:00").as("H2").cannot("role").suspend("litigation")
	c.as("O1").cannot("ground_unknown").suspend("dissolved")
	c.suspend("litigation")
	c.cannot("suspended").suspend("flood")
	told := c.as("I1").cannot("suspended").decide("second", "pass")
	require.Equal(t, "O1", told.Who)
	require.Equal(t, "suspended", c.permission("decide", "pass").Why.Code)
	c.as("H1").cannot("suspended").askExtension(1)
	c.as("O1").cannot("suspended").urge(c.actor(), "second")
	c.supply() // the applicant may answer
	c.as("W1").cannot("role").resume()
	c.as("O2").resume()
	c.cannot("not_suspended").resume()
	c.as("I1").decide("second", "pass")
	c.as("L1").decide("last", "grant")
	c.ended("granted")
}

func TestSuspension_TheApplicantMayWithdraw(t *testing.T) {
	t.Parallel()
	c := suspendedCase(t)
	c.as("O1").suspend("litigation")
	c.at("2026-11-10 10:00").withdraw()
	c.ended("withdrawn")
	s := c.state().Suspensions[0]
	require.Equal(t, "case_ended", s.LiftedFor)
	require.Equal(t, day("2026-11-10"), s.LiftedOn)
}

func TestSuspension_SilenceAtTheEndOfTheBoundResumes(t *testing.T) {
	t.Parallel()
	c := suspendedCase(t)
	c.at("2026-11-09 10:00").as("O1").suspend("litigation") // ten working days: until the 23rd
	c.wake("2026-11-23 23:59")
	require.NotNil(t, c.suspended())
	c.wake("2026-11-27 09:00") // the worker was down for days
	s := c.state().Suspensions[0]
	require.Equal(t, "bound", s.LiftedFor)
	require.Equal(t, day("2026-11-23"), s.LiftedOn)
	require.Equal(t, day("2026-12-18"), c.clockOf("decide").Due(c.Calendar(), day("2026-11-27")).Law, "ten days and not one more")
	c.as("O1").cannot("suspension_bound").suspend("litigation")
	grounds := c.permission("suspend", "").Grounds
	require.Len(t, grounds, 1)
	require.Equal(t, "flood", grounds[0].ID)
	c.suspend("flood") // another ground has a bound of its own
	require.Equal(t, []string{"flood"}, []string{c.suspended().Ground})
}

func TestSuspension_TwoOfOneGroundShareTheBound(t *testing.T) {
	t.Parallel()
	c := suspendedCase(t)
	c.at("2026-11-09 10:00").as("O1").suspend("litigation")
	c.at("2026-11-17 10:00").resume() // six days
	c.suspend("litigation")
	require.Equal(t, 4, c.suspended().Limit.Limit)
	c.wake("2026-11-24 09:00")
	require.Equal(t, day("2026-11-23"), c.state().Suspensions[1].LiftedOn)
	require.Equal(t, 10, c.clockOf("decide").Sheet(c.Calendar(), day("2026-11-30")).Excluded)
}

func TestSuspension_StartsOnlyWhileTheClockRuns(t *testing.T) {
	t.Parallel()
	c := file(t, suspendable, "2026-11-06")
	c.as("O1").cannot("clock_stopped", "decide").suspend("litigation")
}

func TestTermination(t *testing.T) {
	t.Parallel()
	c := suspendedCase(t)
	c.as("O1").cannot("role").terminate("dissolved")
	c.as("G1").cannot("ground_unknown").terminate("litigation")
	_, err := c.engine.Terminate(context.Background(), c.actor(), workflow.GroundInput{Case: c.id, Ground: "dissolved"})
	require.Equal(t, "reason", workflow.Code(err))
	c.terminate("dissolved")
	c.ended("refused")
	s := c.state()
	require.Equal(t, []string{"submitted", "decided", "terminated", "document_issued"}, c.kinds())
	require.Equal(t, "termination", s.Documents[0].Type)
	require.Equal(t, "refuses", string(s.Outcome))
	c.cannot("case_ended").terminate("dissolved")
}

func TestTermination_NotOfWhatIsDecided(t *testing.T) {
	t.Parallel()
	c := file(t, `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - {issue: paper, title: {zh: 证, en: Paper}, certificate: small, by: {role: certificate-clerk}}
  - end: granted
`, "2026-11-06")
	c.as("H1").decide("first", "pass")
	c.as("G1").cannot("decided").terminate("dissolved")
}

func TestCorrection_TheOriginalStaysAndTheTrailShowsBoth(t *testing.T) {
	t.Parallel()
	c := suspendedCase(t)
	change := workflow.FieldChange{Field: "applicant.name", Was: "甲公司", Now: "乙公司"}
	c.as("O1").cannot("nothing_issued").correct(1, change)
	c.as("I1").decide("second", "pass")
	c.as("L1").decide("last", "grant")
	c.ended("granted")
	before := c.state()

	c.as("L1").cannot("role").correct(1, change)
	c.as("O1").cannot("document_uncorrectable").correct(2, change)
	c.cannot("changes_missing").correct(1)
	c.cannot("field_uncorrectable", "reason").correct(1, workflow.FieldChange{Field: "reason", Was: "一", Now: "二"})
	c.cannot("field_twice").correct(1, change, change)
	c.cannot("field_unchanged").correct(1, workflow.FieldChange{Field: "applicant.name", Was: "甲", Now: "甲"})
	c.silent = true
	c.correct(1, change) // after the case has ended
	owed, err := c.store.OwedDocuments(context.Background(), 1)
	require.NoError(t, err)
	c.serve()

	after := c.state()
	require.Equal(t, before.Documents[0], after.Documents[0], "the original stays")
	require.Equal(t, []workflow.Correction{{Document: 1, Correction: 2, Fields: []string{"applicant.name"}, By: "O1"}}, after.Corrections)
	require.Equal(t, before.Outcome, after.Outcome)
	require.Equal(t, before.EndedAt, after.EndedAt)
	entries := c.entries()
	corrected := entries[len(entries)-2]
	require.Equal(t, "corrected", corrected.Entry.Kind)
	require.NotContains(t, string(corrected.Entry.Facts), "乙公司", "what it says is personal data")
	require.Contains(t, string(corrected.Payload.Body), "乙公司")
	var data map[string]any
	require.NoError(t, json.Unmarshal(owed[0].Data, &data))
	require.Equal(t, before.Documents[0].Number, data["corrected_no"])
}

func TestCopy_TellsAndIsNotSentTwice(t *testing.T) {
	t.Parallel()
	c := suspendedCase(t)
	c.as("W1").cannot("role").copyTo("legal", "", "")
	c.as("H1").cannot("copy_role").copyTo("window", "", "")
	c.cannot("copy_person").copyTo("expert", "", "H2")
	c.copyTo("expert", "", "E2")
	require.Equal(t, []string{"E2"}, c.told("copied"))
	c.cannot("copied").copyTo("expert", "", "E2")
	c.copyTo("expert", "other", "")
	c.copyTo("expert", "", "")
	c.cannot("copied").copyTo("expert", "", "E3")
	s := c.state()
	holds := func(role, unit string) bool { return role == "expert" && unit == "other" }
	require.Equal(t, []string{"other"}, s.CopiedTo("E5", holds))
	holds = func(role, unit string) bool { return role == "expert" }
	require.Equal(t, []string{"bureau", "other", "bureau"}, s.CopiedTo("E2", holds))
	require.Equal(t, []string{"other", "bureau"}, s.CopiedTo("E3", holds))
	require.Empty(t, s.CopiedTo("E2", func(string, string) bool { return false }), "who lost the role sees it no more")
	require.Len(t, s.Readers(), 3)
	c.withdraw()
	c.cannot("case_ended").copyTo("legal", "", "")
}

func TestUrging_OncePerWorkingDayAndTask(t *testing.T) {
	t.Parallel()
	c := suspendedCase(t)
	me := c.applicant()
	c.as("H2").cannot("role").urge(c.actor(), "second")
	c.cannot("not_applicant").urge(workflow.Actor{Person: "A9", Enterprise: "other"}, "second")
	c.at("2026-11-06 10:00").urge(me, "second")
	require.Equal(t, []string{"I1", "I2", "I3"}, c.told("urged"))
	c.at("2026-11-06 16:00").as("O1").cannot("urged_lately").urge(c.actor(), "second")
	c.at("2026-11-08 10:00").cannot("urged_lately").urge(me, "second") // Sunday
	c.at("2026-11-09 00:00").as("I2").claim("second")
	c.as("O1").urge(c.actor(), "second")
	require.Equal(t, []string{"I1", "I2", "I3", "I2"}, c.told("urged"), "only who has claimed it")
	c.as("I2").decide("second", "supplement")
	c.at("2026-11-10 10:00").cannot("parked").urge(me, "second")
	c.supply()
	c.as("I2").decide("second", "pass")
	c.urge(me, "last") // another task
	require.Equal(t, []string{"submitted", "decided", "urged", "claimed"}, c.kinds()[:4])
	require.Equal(t, calendar.MustParse("2026-11-09"), c.state().Urges[1].On)
}
