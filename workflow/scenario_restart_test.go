package workflow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/clock"
)

// restarting is examined by experts, whose time is left out, while a site step may ask the applicant and restart the clock.
const restarting = `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - parallel: both
    title: {zh: 并, en: Both}
    join: all
    upon: {fail: {end: refused}}
    branches:
      site:
        - step: site
          title: {zh: 场, en: Site}
          by: {role: inspector}
          decisions:
            pass: {}
            supplement: {ask: applicant, answer_within: {days: 30}, document: letter, clock: {restart: decide}}
      experts:
        - step: experts
          title: {zh: 家, en: Experts}
          by: {role: expert}
          decisions: {pass: {}}
          clock: {exclude: decide, ground: expert-review, notice: notice, at_most: 20}
  - step: last
    title: {zh: 末, en: Last}
    by: {role: agency-leader}
    decisions: {grant: {needs: [both], document: letter, clock: {start: issue}}, refuse: {end: refused, document: letter, reason: required}}
  - end: granted
`

func TestRestart_AnExpertReviewThatGoesOnIsLeftOutOfTheNewRun(t *testing.T) {
	t.Parallel()
	c := file(t, restarting, "2026-11-06")
	c.as("H1").decide("first", "pass") // the notice of the review is served this Friday
	c.at("2026-11-09 10:00").as("I1").decide("site", "supplement")
	c.at("2026-11-12 10:00").supply()
	k := c.clockOf("decide")
	require.Equal(t, []clock.Exclusion{{Ground: "expert-review", From: day("2026-11-12"), AtMost: 20}}, k.Exclusions)
	c.at("2026-11-19 10:00").as("E1").decide("experts", "pass")
	k = c.clockOf("decide")
	require.Equal(t, day("2026-11-19"), k.Exclusions[0].To)
	require.Equal(t, day("2026-12-17"), k.Due(c.loaded, day("2026-11-20")).Law, "five working days of the review are not counted")
}

func TestRestart_AHearingSetIsLeftOutOfTheNewRun(t *testing.T) {
	t.Parallel()
	c := file(t, restarting, "2026-11-06")
	c.as("H1").decide("first", "pass")
	c.as("E1").decide("experts", "pass")
	c.hearingAsked()
	c.as("O1").arrangeHearing("2026-11-24 10:00", "P1")
	c.as("I1").decide("site", "supplement")
	c.at("2026-11-12 10:00").supply()
	require.Equal(t, []clock.Exclusion{{Ground: "hearing", From: day("2026-11-12"), AtMost: 20}}, c.clockOf("decide").Exclusions,
		"and not the review, which is over")
	c.at("2026-11-24 11:00").as("P1").holdHearing()
	require.Equal(t, day("2026-12-22"), c.clockOf("decide").Due(c.loaded, day("2026-11-25")).Law, "eight working days are not counted")
}
