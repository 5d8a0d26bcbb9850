package workflow_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/flow"
)

// heardBefore is a case of a flow whose first step is passed and whose hearing was asked for on Monday 2026-11-09.
func heardBefore(t *testing.T, flow string) *matter {
	c := file(t, flow, "2026-11-06")
	c.as("H1").decide("first", "pass")
	return c
}

func (m *matter) hearingAsked() {
	m.at("2026-11-09 10:00").as("O1").tellHearing()
	m.askHearing(m.applicant(), "")
}

func (m *matter) heard() {
	m.as("O1").arrangeHearing("2026-11-24 10:00", "P1")
	m.at("2026-11-24 11:00").as("P1").holdHearing()
}

const panelDecides = `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - step: last
    title: {zh: 末, en: Last}
    by: {role: expert, people: 2, pass: {at_least: 1}, may_add: {role: office-head, at_most: 2}}
    upon: {fail: {end: refused}}
    decisions: {pass: {needs: [first], document: letter, clock: {start: issue}}, fail: {}}
  - end: granted
`

func TestHearing_TakingASeatAwayDoesNotDecideBeforeIt(t *testing.T) {
	t.Parallel()
	c := heardBefore(t, panelDecides)
	c.as("O1").addSeats("last", flow.Beside, 1)
	c.as("E1").decide("last", "pass")
	c.hearingAsked()
	c.as("O1").cannot("hearing_pending").removeSeat("last", "")
	require.Equal(t, "hearing_pending", c.permission("remove_seat", "").Why.Code)
	c.heard()
	minutes := c.state().Hearing.Minutes
	c.as("O1").removeSeat("last", "")
	require.Equal(t, minutes, c.actOf("seat_removed").Hearing)
}

const replyDecides = `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - call: ministry
    title: {zh: 部, en: Ministry}
    external: true
    by: {role: handler}
    answer_within: {workdays: 30}
    upon: {fail: {end: refused}}
  - {step: last, title: {zh: 末, en: Last}, by: {role: agency-leader}, decisions: {pass: {needs: [ministry]}}}
  - end: granted
`

func TestHearing_AReplyDoesNotDecideBeforeIt(t *testing.T) {
	t.Parallel()
	letter := workflow.File{SHA256: "aa", MediaType: "application/pdf"}
	c := heardBefore(t, replyDecides)
	c.hearingAsked()
	c.as("H1").cannot("hearing_pending").reply("ministry", "refuses", letter)
	c.heard()
	minutes := c.state().Hearing.Minutes
	c.as("H1").reply("ministry", "refuses", letter)
	c.ended("refused")
	require.Equal(t, minutes, c.actOf("reply_recorded").Hearing)

	d := heardBefore(t, replyDecides)
	d.hearingAsked()
	d.as("H1").reply("ministry", "grants", letter) // a step is still to decide
	require.Empty(t, d.state().Hearing.Over)
}

const waitThenIssue = `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - {step: last, title: {zh: 末, en: Last}, by: {role: agency-leader}, decisions: {pass: {needs: [first]}}}
  - {wait: public, title: {zh: 示, en: Public}, for: {workdays: 5}}
  - {issue: paper, title: {zh: 证, en: Paper}, certificate: small, by: {role: certificate-clerk}}
  - end: granted
`

func TestHearing_ADecisionThatOnlyAWaitPartsFromTheGrantIsNotTakenBeforeIt(t *testing.T) {
	t.Parallel()
	c := heardBefore(t, waitThenIssue)
	c.hearingAsked()
	c.as("L1").cannot("hearing_pending").decide("last", "pass")
	c.heard()
	minutes := c.state().Hearing.Minutes
	c.as("L1").decide("last", "pass")
	require.Equal(t, minutes, c.actOf("decided").Hearing)
}

func TestHearing_IsOverWhenTheLawGrantsFirst(t *testing.T) {
	t.Parallel()
	c := heardBefore(t, waitThenIssue)
	c.as("L1").decide("last", "pass") // until the 13th
	c.hearingAsked()                  // nobody examines any more: the grant comes by itself
	c.as("O1").arrangeHearing("2026-11-24 10:00", "P1")
	c.wake("2026-11-17 09:00")
	s := c.state()
	require.Equal(t, "decided", s.Status)
	require.Equal(t, "decided", s.Hearing.Over)
	require.Equal(t, s.DecidedOn, s.Hearing.OverOn)
	require.Equal(t, s.DecidedOn, c.clockOf("decide").Exclusions[0].To)
}

// actOf is what the last entry of a kind says was done.
func (m *matter) actOf(kind string) *workflow.Act {
	m.Helper()
	entries := m.entries()
	for i := len(entries) - 1; i >= 0; i-- {
		if entries[i].Entry.Kind == kind {
			var f workflow.Facts
			require.NoError(m, json.Unmarshal(entries[i].Entry.Facts, &f))
			return f.Act
		}
	}
	require.Fail(m, "no entry", kind)
	return nil
}
