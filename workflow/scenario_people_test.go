package workflow_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
)

func (m *matter) transfer(node, to string) {
	m.Helper()
	m.did(m.engine.Transfer(context.Background(), m.actor(), workflow.HandInput{Case: m.id, Visit: m.visit(node), To: to, Reason: "出差"}))
}

func (m *matter) delegate(node, to string) {
	m.Helper()
	m.did(m.engine.Delegate(context.Background(), m.actor(), workflow.HandInput{Case: m.id, Visit: m.visit(node), To: to, Reason: "请拟办"}))
}

func (m *matter) handBack(node string) {
	m.Helper()
	m.did(m.engine.HandBack(context.Background(), m.actor(), workflow.HandInput{Case: m.id, Visit: m.visit(node), Reason: "拟同意"}))
}

func (m *matter) recall(node string) {
	m.Helper()
	m.did(m.engine.Recall(m.task(node)))
}

func (m *matter) reassign(node, from, to string) {
	m.Helper()
	m.did(m.engine.Reassign(context.Background(), m.actor(),
		workflow.HandInput{Case: m.id, Visit: m.visit(node), From: from, To: to, Reason: "调离"}))
}

// inPlaceOf says in whose place the next decision is.
func (m *matter) inPlaceOf(whose string) *matter {
	m.whose = whose
	return m
}

func (m *matter) askRecusal(actor workflow.Actor, node string) {
	m.Helper()
	in := workflow.RecusalInput{Case: m.id, Node: node, Reason: "与申请人有亲属关系"}
	if actor.Enterprise != "" {
		in.Whom = "窗口的工作人员"
	}
	m.did(m.engine.AskRecusal(context.Background(), actor, in))
}

func (m *matter) grantRecusal(number int, person string) *workflow.Error {
	m.Helper()
	return m.did(m.engine.GrantRecusal(context.Background(), m.actor(),
		workflow.RecusalInput{Case: m.id, Number: number, Person: person, Reason: "属实"}))
}

func (m *matter) refuseRecusal(number int, person string) *workflow.Error {
	m.Helper()
	return m.did(m.engine.RefuseRecusal(context.Background(), m.actor(),
		workflow.RecusalInput{Case: m.id, Number: number, Person: person, Reason: "不属实"}))
}

// away says that somebody is away, from the first to the last day.
func (o *office) away(of, by, from, until string) *workflow.Substitution {
	o.list = append(o.list, workflow.Substitution{ID: "s1", Of: of, By: by, From: day(from), Until: day(until)})
	return &o.list[len(o.list)-1]
}

// lastFacts are what the last entry says in the clear.
func (m *matter) lastFacts() (f workflow.Facts) {
	m.Helper()
	entries := m.entries()
	require.NoError(m, json.Unmarshal(entries[len(entries)-1].Entry.Facts, &f))
	return f
}

const peoplesFlow = `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {}}}
  - step: second
    title: {zh: 复, en: Second}
    by: {role: office-head, not_who: [first]}
    decisions: {pass: {needs: [first]}, return: {back_to: first, reason: required}}
  - {step: panel, title: {zh: 组, en: Panel}, by: {role: inspector, people: 2, pass: all}, upon: {fail: {end: refused}}}
  - {step: experts, title: {zh: 专家, en: Experts}, by: {role: expert, people: 2, pass: all, pick: {named_by: handler}},
     decisions: {pass: {needs: [first, second, panel]}, fail: {}}, upon: {fail: {end: refused}}}
  - end: granted
`

func TestATaskIsTransferredToWhoMayReceiveIt(t *testing.T) {
	t.Parallel()
	c := file(t, peoplesFlow, "2026-11-02")
	c.as("H1").cannot("not_claimed").transfer("first", "H2")
	c.claim("first")
	require.Equal(t, []string{"H2", "H3"}, c.permission("transfer", "").People)
	c.cannot("role").transfer("first", "W1")
	c.cannot("has_place").transfer("first", "H1")
	c.transfer("first", "H2")
	c.cannot("claimed").decide("first", "pass")
	c.as("H2").decide("first", "pass")
	c.as("O1").claim("second")
	c.staff["office-head"] = []string{"O1", "O2", "H2"}
	c.cannot("not_who", "first").transfer("second", "H2")
	c.staff["office-head"] = []string{"O1"}
	require.Equal(t, "nobody_else", c.permission("transfer", "").Why.Code)
	c.cannot("nobody_else").transfer("second", "O2")
	require.Equal(t, []string{"submitted", "claimed", "transferred", "decided", "claimed"}, c.kinds())
}

func TestADelegatePreparesAndTheDelegatorDecides(t *testing.T) {
	t.Parallel()
	c := file(t, peoplesFlow, "2026-11-02")
	c.as("H1").claim("first")
	c.delegate("first", "H2")
	require.Equal(t, "H2", c.store.Tasks(c.id)[0].Delegated[0].To)
	c.cannot("delegated").decide("first", "pass")
	c.cannot("delegated").delegate("first", "H3")
	c.as("H2").cannot("delegate").decide("first", "pass")
	c.cannot("not_claimed").delegate("first", "H3") // depth one
	c.as("H3").cannot("not_delegate").handBack("first")
	c.as("H2").handBack("first")
	require.Equal(t, "拟同意", opinionOf(t, c))
	c.as("H1").cannot("not_delegated").recall("first")
	c.decide("first", "pass")
	c.staff["office-head"] = []string{"O1", "H2"}
	c.as("H2").cannot("not_who", "first").decide("second", "pass") // who prepared it has acted there
	c.as("O1").decide("second", "pass")
}

func opinionOf(t *testing.T, c *matter) string {
	t.Helper()
	var said struct{ Reason string }
	entries := c.entries()
	require.NoError(t, json.Unmarshal(entries[len(entries)-1].Payload.Body, &said))
	return said.Reason
}

func TestARecalledTaskIsTheDelegatorsAgain(t *testing.T) {
	t.Parallel()
	c := file(t, peoplesFlow, "2026-11-02")
	c.as("H1").claim("first")
	c.delegate("first", "H2")
	c.away("H1", "H3", "2026-11-02", "2026-11-06")
	c.as("H2").cannot("not_delegated").recall("first")
	c.as("H3").recall("first") // H1's substitute
	require.Equal(t, &workflow.MandateFact{Kind: "substitution", ID: "s1", Of: "H1"}, c.lastFacts().Mandate)
	c.decide("first", "pass")
}

func TestATaskOfSomebodyDismissedIsReassigned(t *testing.T) {
	t.Parallel()
	c := file(t, peoplesFlow, "2026-11-02")
	c.as("H1").claim("first")
	c.staff["handler"] = []string{"H2", "H3"}
	c.cannot("role").decide("first", "pass")
	c.as("H2").cannot("claimed").decide("first", "pass")
	c.cannot("role").reassign("first", "H1", "H3") // a colleague answers for nobody
	c.as("O2").cannot("role").reassign("first", "H1", "W1")
	c.cannot("not_holder").reassign("first", "H2", "H3")
	require.Equal(t, []string{"H1"}, c.permission("reassign", "").From)
	c.reassign("first", "", "H3")
	require.Equal(t, "H3", c.store.Tasks(c.id)[0].Claimed)
	c.reassign("first", "H3", "") // to nobody: whoever may takes it
	require.Empty(t, c.store.Tasks(c.id)[0].Claimed)
	c.as("H2").decide("first", "pass")

	c.as("O1").claim("second")
	c.as("O2").cannot("role").reassign("second", "O1", "O2") // for leaders the head of the agency answers
	c.as("G1").reassign("second", "O1", "O2")
	c.as("O2").decide("second", "pass")
	c.as("I1").decide("panel", "pass")
	c.as("I2").decide("panel", "pass")

	c.as("H2").name("experts", "E1", "E2")
	c.staff["expert"] = []string{"E2", "E3"}
	c.as("E3").cannot("no_seat").decide("experts", "pass")
	c.as("G1").reassign("experts", "E1", "E3")
	c.as("E3").decide("experts", "pass")
	c.as("E2").decide("experts", "pass")
	c.ended("granted")
}

func TestScenario20_ASubstituteIsKeptOutLikeWhomTheyStandInFor(t *testing.T) {
	t.Parallel()
	c := file(t, peoplesFlow, "2026-11-02")
	c.staff["office-head"] = []string{"O1", "O2", "H1"}
	c.as("H1").decide("first", "pass")
	c.as("O1").decide("second", "return")
	c.as("H2").decide("first", "pass") // round 2
	c.away("H1", "O2", "2026-11-02", "2026-11-06")
	told := c.as("O2").cannot("not_who", "first").inPlaceOf("H1").decide("second", "pass")
	require.Equal(t, "H1", told.Who)
	require.Equal(t, 1, told.Round)
	told = c.as("H1").cannot("not_who", "first").decide("second", "pass")
	require.Equal(t, 1, told.Round)
	c.as("O2").decide("second", "pass") // in their own right they may
}

func TestASubstituteActsInThePlaceOfWhoIsAway(t *testing.T) {
	t.Parallel()
	c := file(t, peoplesFlow, "2026-11-02")
	c.as("H1").claim("first")
	c.as("H2").cannot("claimed").decide("first", "pass")
	s := c.away("H1", "H2", "2026-11-03", "2026-11-04")
	c.cannot("claimed").decide("first", "pass") // not yet
	c.cannot("no_substitute").inPlaceOf("H1").decide("first", "pass")
	c.at("2026-11-03 09:00")
	require.Equal(t, "H1", c.permission("decide", "pass").InPlaceOf)
	s.Items = []string{"other"}
	c.cannot("claimed").decide("first", "pass")
	s.Items, s.Roles = nil, []string{"window"}
	c.cannot("claimed").decide("first", "pass")
	s.Roles = nil
	c.staff["handler"] = []string{"H2", "H3"}
	c.cannot("claimed").decide("first", "pass") // who is away holds it no more: there is no mandate to lend
	c.staff["handler"] = []string{"H1", "H3"}
	c.cannot("role").decide("first", "pass") // the receiver holds the role themselves
	c.staff["handler"] = []string{"H1", "H2", "H3"}
	c.as("H3").cannot("claimed").decide("first", "pass")
	c.as("H2").decide("first", "pass")
	entries := c.entries()
	last := entries[len(entries)-1].Entry
	require.Equal(t, "H2", last.Actor.Person)
	require.Equal(t, "H1", last.Actor.OnBehalf)
	require.Equal(t, &workflow.MandateFact{Kind: "substitution", ID: "s1", Of: "H1"}, c.lastFacts().Mandate)
	c.staff["office-head"] = []string{"O1", "H1", "H2"}
	c.as("H2").cannot("not_who").decide("second", "pass") // both have acted
	c.as("H1").cannot("not_who").decide("second", "pass")
}

func TestNobodyCountsTwiceOnAPanelThroughASubstitute(t *testing.T) {
	t.Parallel()
	c := file(t, `
  - {step: panel, title: {zh: 组, en: Panel}, by: {role: inspector, people: 2, pass: all}, upon: {fail: {end: refused}}}
  - end: granted
`, "2026-11-02")
	c.away("I1", "I2", "2026-11-02", "2026-11-30")
	c.as("I1").claim("panel")
	c.as("I2").inPlaceOf("I1").decide("panel", "pass")
	c.cannot("has_seat").decide("panel", "pass")
	c.as("I1").cannot("has_seat").decide("panel", "pass")
	c.as("I2").takeBack("panel")
	c.decide("panel", "pass") // a seat is free: their own comes first
	require.Nil(t, c.lastFacts().Mandate)
	c.cannot("has_place").inPlaceOf("I1").decide("panel", "pass")
	c.as("I1").decide("panel", "pass")
	c.ended("granted")
}

func TestNothingIsLostWhenASubstitutionEnds(t *testing.T) {
	t.Parallel()
	c := file(t, `
  - {step: panel, title: {zh: 组, en: Panel}, by: {role: inspector, people: 3, pass: all}, upon: {fail: {end: refused}}}
  - step: check
    title: {zh: 查, en: Check}
    by: {role: handler}
    decisions: {pass: {needs: [panel]}, supplement: {ask: applicant, answer_within: {days: 30}, document: letter}}
  - end: granted
`, "2026-11-02")
	c.away("I1", "I2", "2026-11-02", "2026-11-03")
	c.away("H1", "H2", "2026-11-02", "2026-11-05")
	c.as("I1").claim("panel")
	c.as("I2").inPlaceOf("I1").decide("panel", "pass")
	c.at("2026-11-04 09:00")
	c.as("I3").decide("panel", "pass")
	c.staff["inspector"] = append(c.staff["inspector"], "I4")
	c.as("I4").decide("panel", "pass") // the vote of the substitute stands

	c.as("H1").claim("check")
	c.as("H2").decide("check", "supplement")
	c.at("2026-11-10 09:00").supply()
	c.as("H2").cannot("claimed").decide("check", "pass")
	c.as("H1").decide("check", "pass") // it is whose it was
	c.ended("granted")
}

func TestARecusedPersonHasNoPartInTheCase(t *testing.T) {
	t.Parallel()
	c := file(t, peoplesFlow, "2026-11-02")
	c.staff["office-head"] = []string{"O1", "O2"}
	c.as("H1").claim("first")
	c.cannot("no_part").askRecusal(workflow.Actor{Person: "C1"}, "")
	c.askRecusal(c.actor(), "")
	c.cannot("aside").decide("first", "pass") // who asked to stand aside decides nothing
	c.cannot("recusal_pending").askRecusal(c.actor(), "")
	c.as("H2").cannot("role").grantRecusal(1, "")
	c.as("O2").cannot("recusal_unknown").grantRecusal(2, "")
	c.grantRecusal(1, "")
	require.Empty(t, c.store.Tasks(c.id)[0].Claimed, "the claim is free")
	require.Equal(t, []string{"H1"}, c.store.Tasks(c.id)[0].Barred)
	c.as("H1").cannot("recused").decide("first", "pass")
	c.cannot("recused").claim("first")
	c.cannot("recused").askExtension(1)
	c.cannot("recused").askRecusal(c.actor(), "")
	c.as("O2").cannot("recusal_settled").refuseRecusal(1, "")
	c.as("H2").claim("first")
	c.cannot("recused").transfer("first", "H1")
	c.decide("first", "pass")
	c.staff["office-head"] = []string{"O1", "O2", "H1"}
	c.as("H1").cannot("recused").decide("second", "pass") // at every node
	c.away("H1", "O1", "2026-11-02", "2026-11-30")
	c.as("O1").cannot("recused").inPlaceOf("H1").decide("second", "pass")
	require.NotContains(t, string(c.entries()[2].Entry.Facts), "亲属", "why stands in the payload")
}

func TestAPartyAsksForARecusal(t *testing.T) {
	t.Parallel()
	c := file(t, peoplesFlow, "2026-11-02")
	c.staff["office-head"] = []string{"O1", "O2"}
	stranger := workflow.Actor{Person: "A2", Enterprise: "91520000MA00000232"}
	c.cannot("case_not_found").askRecusal(stranger, "")
	c.cannot("node_unknown", "nowhere").askRecusal(c.applicant(), "nowhere")
	c.askRecusal(c.applicant(), "first")
	c.cannot("recusal_pending").askRecusal(c.applicant(), "first")
	require.Empty(t, c.state().Recusals[0].Person, "the party knows whom it means, not who that is")
	c.as("O1").cannot("people_missing").grantRecusal(1, "")
	c.as("H1").claim("first") // what a party asks for stops nobody
	c.as("G1").cannot("recusal_own").grantRecusal(1, "G1")
	c.as("O1")
	c.cannot("role", "agency-head").grantRecusal(1, "O2") // on a leader decides the head of the agency
	c.grantRecusal(1, "H1")
	require.Equal(t, "recusal_granted", c.store.Notices()[0].Kind, "the party is told")
	require.True(t, c.recused("H1"))
	c.askRecusal(c.applicant(), "second")
	c.as("G1").grantRecusal(2, "O1")
	c.askRecusal(c.applicant(), "")
	c.refuseRecusal(3, "H2")
	require.False(t, c.recused("H2"))
}

func TestARecusalFreesVotesAndWhatWasPrepared(t *testing.T) {
	t.Parallel()
	c := file(t, `
  - {step: panel, title: {zh: 组, en: Panel}, by: {role: inspector, people: 3, pass: all}, upon: {fail: {end: refused}}}
  - end: granted
`, "2026-11-02")
	c.as("I1").decide("panel", "pass")
	c.as("I2").claim("panel")
	c.staff["inspector"] = []string{"I1", "I2", "I3", "I4"}
	c.delegate("panel", "I4")
	c.as("I1").askRecusal(c.actor(), "")
	require.Empty(t, c.as("O1").permission("grant_recusal", "").Warnings)
	c.staff["inspector"] = []string{"I1", "I2", "I4"}
	require.Equal(t, "leaves_nobody", c.permission("grant_recusal", "").Warnings[0].Code)
	c.grantRecusal(1, "")
	c.askRecusal(workflow.Actor{Person: "I4"}, "")
	require.Equal(t, 3, c.store.Tasks(c.id)[0].OpenSeats, "the vote settled nothing and is void")
	c.as("G1").grantRecusal(2, "")
	require.Empty(t, c.store.Tasks(c.id)[0].Delegated)
	c.as("I2").decide("panel", "pass")
}

func (m *matter) recused(person string) bool {
	m.Helper()
	s := m.state()
	return s.Recused(person)
}
