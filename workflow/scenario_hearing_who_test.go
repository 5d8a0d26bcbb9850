package workflow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
)

func TestHearing_AnAgentAsksAndGivesUpOnAMandateOnly(t *testing.T) {
	t.Parallel()
	c := hearable(t)
	agent := agentOf(applicant)
	c.cannot("no_mandate").askHearing(agent, "")
	m := c.mandate("2026-11-09", "2026-11-30", "file", "supply", "withdraw", "receive")
	c.cannot("no_mandate").askHearing(agent, "")
	m.Acts = []string{"hear"}
	c.askHearing(agent, "")
	require.Equal(t, "applicant", c.state().Hearing.Asker)
	require.Equal(t, &workflow.MandateFact{Kind: "mandate", ID: "m1", Of: applicant}, c.lastFacts().Mandate)
	entries := c.entries()
	asked := entries[len(entries)-1].Entry.Actor
	require.Equal(t, []string{"agent"}, asked.Roles)
	require.Equal(t, applicant, asked.OnBehalf)

	m.Ended = true
	c.cannot("no_mandate").dropHearing(agent)
	m.Ended = false
	c.dropHearing(agent)
	require.Equal(t, "dropped", c.state().Hearing.Over)
	require.Equal(t, "m1", c.lastFacts().Mandate.ID)
}

func TestHearing_ARecusedWindowReceivesNoAsking(t *testing.T) {
	t.Parallel()
	c := hearable(t)
	c.askRecusal(c.applicant(), "first")
	c.as("O2").grantRecusal(1, "W1")
	c.as("W1").cannot("recused").askHearing(c.actor(), "邻居")
	c.as("W2").askHearing(c.actor(), "邻居")
	c.as("W1").cannot("recused").dropHearing(c.actor())
}

func TestHearing_AHostWhoMayNotPresideDoesNotGiveItUp(t *testing.T) {
	t.Parallel()
	for code, bar := range map[string]func(*matter){
		"recused": func(c *matter) {
			c.askRecusal(c.applicant(), "first")
			c.as("O2").grantRecusal(1, "P1")
		},
		"role": func(c *matter) { c.dismiss("P1", "hearing-host") },
	} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			c := hearable(t)
			c.askHearing(c.applicant(), "")
			c.as("O1").arrangeHearing("2026-11-24 10:00", "P1")
			bar(c)
			c.at("2026-11-24 10:30").as("P1").cannot(code).dropHearing(c.actor())
			require.False(t, c.permission("drop_hearing", "").Allowed)
			require.Empty(t, c.state().Hearing.Over)
		})
	}
}

func TestHearing_AskedForDuringASuspensionItsTimeStandsStill(t *testing.T) {
	t.Parallel()
	c := suspendedCase(t)
	c.as("O1").tellHearing()
	c.suspend("flood")
	c.askHearing(c.applicant(), "")
	require.Len(t, c.state().Hearing.Hold.Suspensions, 1)
	c.at("2026-11-13 10:00").as("O1").resume()
	h := c.state().Hearing
	require.Equal(t, day("2026-11-13"), h.Hold.Suspensions[0].To)
	require.Equal(t, day("2026-12-11"), h.Hold.Due(c.loaded, day("2026-11-16")).Law, "twenty working days from the resumption")
}
