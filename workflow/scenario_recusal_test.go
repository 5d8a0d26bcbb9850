package workflow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
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

func TestOnlySomebodyWithAPartInTheCaseIsBarred(t *testing.T) {
	t.Parallel()
	c := file(t, peoplesFlow, "2026-11-02")
	c.askRecusal(c.applicant(), "first")
	for _, whom := range []string{"张三，窗口的", "C1", "A1"} { // words, a clerk without a step here, the party
		require.Equal(t, "/person", c.as("G1").cannot("whom_no_part").grantRecusal(1, whom).Field)
		require.Equal(t, "/person", c.cannot("whom_no_part").refuseRecusal(1, whom).Field)
	}
	require.True(t, c.state().Recusals[0].Pending())
	c.grantRecusal(1, "H2")
	require.True(t, c.recused("H2"))
}

func TestAHostAndAnOfficerOfAnotherUnitHaveAPart(t *testing.T) {
	t.Parallel()
	h := hearable(t)
	h.askRecusal(h.applicant(), "")
	h.as("G1").grantRecusal(1, "P1")
	require.True(t, h.recused("P1"))

	o := openOffice(t, joint(t), "2026-11-02")
	o.staff["handler@fire"], o.staff["office-head@fire"] = []string{"F1", "F2"}, []string{"FO"}
	c := o.file(plainForm)
	c.askRecusal(workflow.Actor{Person: "F1"}, "")
	entries := c.entries()
	require.Equal(t, "fire", entries[len(entries)-1].Entry.Actor.Unit)
}

func TestNobodyActsForWhoAskedToStandAside(t *testing.T) {
	t.Parallel()
	c := file(t, suspendable, "2026-11-06")
	c.away("H1", "H2", "2026-11-01", "2026-11-30")
	c.as("H1").claim("first")
	c.delegate("first", "H3")
	c.askRecusal(c.actor(), "")
	require.Equal(t, "H1", c.as("H2").cannot("aside").decide("first", "pass").Who)
	c.cannot("aside").inPlaceOf("H1").decide("first", "pass")
	require.Equal(t, "aside", c.permission("decide", "pass").Why.Code)
	c.as("H3").cannot("aside").handBack("first")
	c.as("H2").recall("first")
	c.as("H1").cannot("aside").delegate("first", "H3")
	c.as("O1").cannot("role", "agency-head").refuseRecusal(1, "")
	c.as("G1").refuseRecusal(1, "")
	c.as("H2").decide("first", "pass")
	require.Equal(t, "H1", c.lastFacts().Mandate.Of)
}

func TestNobodyDecidesForAnotherWhileTheyAskToStandAsideThemselves(t *testing.T) {
	t.Parallel()
	c := file(t, suspendable, "2026-11-06")
	c.away("H1", "H2", "2026-11-01", "2026-11-30")
	c.as("H1").claim("first")
	c.askRecusal(workflow.Actor{Person: "H2"}, "")
	c.as("H2").cannot("aside").inPlaceOf("H1").decide("first", "pass")
	c.as("H1").decide("first", "pass")
}

func TestWhoAskedToStandAsideAnswersNoQuestion(t *testing.T) {
	t.Parallel()
	c := file(t, asking, "2026-11-02")
	c.away("H1", "H2", "2026-11-01", "2026-11-30")
	c.as("H1").decide("first", "pass")
	c.as("O1").decide("second", "consult")
	c.askRecusal(workflow.Actor{Person: "H1"}, "")
	c.as("H1").cannot("aside").answer("second")
	c.as("H2").cannot("aside").answer("second")
	require.Equal(t, "aside", c.permission("answer", "").Why.Code)
	c.as("G1").refuseRecusal(1, "")
	c.askRecusal(workflow.Actor{Person: "H2"}, "")
	c.as("H2").cannot("aside").answer("second")
	c.as("H1").answer("second")
}
