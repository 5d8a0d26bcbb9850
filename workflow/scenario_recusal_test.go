package workflow_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNobodyRefusesAPartysRequestThatMeansThem(t *testing.T) {
	t.Parallel()
	c := file(t, peoplesFlow, "2026-11-02")
	c.askRecusal(c.applicant(), "second") // an office head is meant
	c.as("O1").cannot("role", "agency-head").refuseRecusal(1, "")
	c.cannot("role", "agency-head").refuseRecusal(1, "H2") // whoever it is said to be: the step is a leader's
	c.as("G1").cannot("people_missing").refuseRecusal(1, "")
	c.cannot("recusal_own").refuseRecusal(1, "G1")
	require.True(t, c.permission("refuse_recusal", "").Allowed)
	c.refuseRecusal(1, "O1")
	require.Equal(t, "O1", c.state().Recusals[0].Person)
	require.False(t, c.recused("O1"))

	c.askRecusal(c.applicant(), "first")
	c.as("O1").cannot("people_missing").refuseRecusal(2, "")
	c.cannot("role", "agency-head").refuseRecusal(2, "O1")
	c.cannot("role", "agency-head").refuseRecusal(2, "O2")
	c.refuseRecusal(2, "H2")
}
