package flow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// TestGuardsInOrder: of several failing guards the first one answers.
func TestGuardsInOrder(t *testing.T) {
	t.Parallel()
	everything := leaves("everything", item.Route{BackTo: "never"})
	everything.Alone, everything.Needs = false, []string{"never"}
	again := asks("again", flow.Applicant, true)
	needy := asks("needy", flow.Applicant, true)
	needy.Needs = []string{"never"}
	g := play(t, step("first", passes(), leaves("skip", item.Route{Next: "s"})), step("never"),
		step("s", passes(), everything, again, needy, leaves("forbidden", item.Route{BackTo: "s"}),
			leaves("later", item.Route{BackTo: "last"}), leaves("walked-over", item.Route{BackTo: "never"})),
		panel("last", 2, all, passes(), everything), end("granted"))
	g.decide("first", "a", "skip")
	g.decide("s", "b", "again")
	g.refused(flow.CodeParked)(g.try("s", "b", "unheard-of"))
	g.ok(flow.Answer(g.it, &g.p, g.at("s")))
	g.refused(flow.CodeOnce)(g.try("s", "b", "again"))
	g.refused(flow.CodeNeeds, "never")(g.try("s", "b", "needy"))
	g.ok(g.claim("s", "b"))
	g.refused(flow.CodeDecisionUnknown)(g.try("s", "c", "unheard-of"))
	g.refused(flow.CodeClaimed)(g.try("s", "c", "everything"))
	g.refused(flow.CodeNeeds, "never")(g.try("s", "b", "everything"))
	g.refused(flow.CodeNeverVisited, "never")(g.try("s", "b", "walked-over"))
	g.refused(flow.CodeBackTo)(g.try("s", "b", "forbidden"))
	g.refused(flow.CodeBackTo)(g.try("s", "b", "later"))
	g.refused(flow.CodeNoSeat)(g.try("s", "", "pass"))
	g.decide("s", "b", "pass")
	g.refused(flow.CodeAlone)(g.try("last", "c", "everything"))
	g.refused(flow.CodeTaskNotOpen, "s")(g.try("s", "b", "unheard-of"))
	for _, visit := range []int{-1, 0, 99} {
		g.refused(flow.CodeTaskNotOpen)(flow.Decide(g.it, &g.p, visit, "b", "pass", g))
	}
	g.ok(flow.Finish(g.it, &g.p, "withdrawn"))
	g.refused(flow.CodeCaseEnded)(flow.Decide(g.it, &g.p, 0, "b", "pass", g))
}

func TestWaitsAndObjections(t *testing.T) {
	t.Parallel()
	g := play(t, step("s"), upon(wait("w"), flow.Objection, item.Route{BackTo: "s", AtMost: 2}), step("last"), end("granted"))
	for range 2 {
		g.decide("s", "a", "pass")
		g.object("w")
		g.open("s")
	}
	g.decide("s", "a", "pass")
	require.Len(t, g.object("w"), 1, "recorded, and no way back any more")
	g.object("w")
	require.Equal(t, 2, g.p.Visits[g.at("w")-1].Objections)
	g.refused(flow.CodeTaskNotOpen)(g.try("w", "a", "pass"))
	g.elapse("w")
	g.refused(flow.CodeTaskNotOpen)(flow.Elapse(g.it, &g.p, g.at("w"), g))
	g.refused(flow.CodeTaskNotOpen)(flow.Object(g.it, &g.p, g.at("w"), g))
	g.refused(flow.CodeTaskNotOpen)(flow.Elapse(g.it, &g.p, g.at("last"), g))
	g.open("last")

	g = play(t, step("s", leaves("skip", item.Route{Next: "w"})), step("t"), upon(wait("w"), flow.Objection, item.Route{BackTo: "t"}), end("granted"))
	g.decide("s", "a", "skip")
	require.Len(t, g.object("w"), 1, "recorded, the way back was never walked")
	g.open("w")
}

func TestSilence(t *testing.T) {
	t.Parallel()
	ask := asks("ask", flow.Applicant, true)
	g := play(t, panel("p", 2, all, passes(), ask, leaves("decline", item.Route{End: "refused"})), end("granted"))
	g.refused(flow.CodeAskClosed)(flow.Silence(g.it, &g.p, 1, g))
	g.decide("p", "a", "ask")
	require.Equal(t, []flow.Change{{Kind: flow.Answered, Visit: 1, Reason: flow.BySilence}}, g.ok(flow.Silence(g.it, &g.p, 1, g)))
	g.open("p")
	g.refused(flow.CodeOnce)(g.try("p", "a", "ask"))
	require.Equal(t, "a", flow.Who(&g.p, []string{"p"})[0].Person, "who asked has acted")

	silent := *ask
	silent.Ask = &item.Ask{Of: flow.Applicant, OnSilence: &item.Silence{Decision: "decline"}}
	g = play(t, panel("p", 2, all, passes(), &silent, leaves("decline", item.Route{End: "refused"})), end("granted"))
	g.decide("p", "a", "ask")
	g.ok(flow.Silence(g.it, &g.p, 1, g))
	require.Equal(t, "refused", g.p.End)
	require.Equal(t, flow.BySilence, g.p.Visits[0].Reason)
	require.Empty(t, g.p.Visits[0].By)
}

func TestOnceIsOnceACase(t *testing.T) {
	t.Parallel()
	g := play(t, step("s", passes(), asks("ask", flow.Applicant, true), asks("again", flow.Applicant, false)),
		step("t", leaves("return", item.Route{BackTo: "s"})), end("granted"))
	for range 2 {
		g.decide("s", "a", "again")
		g.ok(flow.Answer(g.it, &g.p, g.at("s")))
	}
	g.decide("s", "a", "ask")
	g.ok(flow.Answer(g.it, &g.p, g.at("s")))
	g.decide("s", "a", "pass")
	g.decide("t", "b", "return")
	g.refused(flow.CodeOnce, "s")(g.try("s", "a", "ask"))
	g.decide("s", "a", "again")
}

func TestAskingAnOfficer(t *testing.T) {
	t.Parallel()
	g := play(t, step("s1", passes(), leaves("skip", item.Route{Next: "s3"})), step("s2"),
		step("s3", passes(), asks("ask", "s1", false), asks("ask-s2", "s2", false)), end("granted"))
	g.decide("s1", "a", "skip")
	g.refused(flow.CodeNeverVisited, "s2")(g.try("s3", "b", "ask-s2"))
	g.decide("s3", "b", "ask")
	require.Equal(t, "a", g.p.Visits[1].Ask.Person)
	g.ok(flow.Answer(g.it, &g.p, g.at("s3")))
	g.refused(flow.CodeAskClosed)(flow.Answer(g.it, &g.p, g.at("s3")))
	g.decide("s3", "b", "ask")
	g.ok(flow.Finish(g.it, &g.p, "withdrawn"))
	g.refused(flow.CodeAskClosed)(flow.Answer(g.it, &g.p, 2))
	g.refused(flow.CodeCaseEnded)(flow.Answer(g.it, &g.p, 1))
}

func TestDeemedDecisions(t *testing.T) {
	t.Parallel()
	g := play(t, qualification()...)
	g.refused(flow.CodeDecisionUnknown)(flow.Deem(g.it, &g.p, "acceptance", "supplement", g))
	g.decide("acceptance", "w", "supplement")
	g.ok(flow.Deem(g.it, &g.p, "acceptance", "accept", g))
	g.status(1, flow.Done, "pass")
	g.open("first-review")
	g.refused(flow.CodeTaskNotOpen)(flow.Deem(g.it, &g.p, "acceptance", "accept", g))
	g.refused(flow.CodeTaskNotOpen)(flow.Deem(g.it, &g.p, "site", "pass", g))
	g.refused(flow.CodeTaskNotOpen)(flow.Deem(g.it, &g.p, "publicity", "pass", g))
	g.refused(flow.CodeNotAuthor)(g.takeBack(1, "w"))

	g = reviewed(t)
	g.decide("site", "s1", "supplement")
	site := g.at("site")
	g.ok(flow.Deem(g.it, &g.p, "decision", "grant", g))
	g.open("certificate")
	g.status(site, flow.Closed, flow.Left)
	g.status(g.at("decision"), flow.Done, "pass")
	require.Empty(t, flow.Who(&g.p, []string{"decision"}), "the law decided")
	require.Equal(t, g.at("first-review"), g.p.Visits[g.at("decision")-1].Opener, "the last that was done before it")
	g.ok(flow.Issue(g.it, &g.p, g.at("certificate"), "c", g))
	g.decide("delivery", "w", "pass")
	require.Equal(t, "granted", g.p.End)
	g.refused(flow.CodeCaseEnded)(flow.Deem(g.it, &g.p, "decision", "grant", g))
}

func TestChoices(t *testing.T) {
	t.Parallel()
	nodes := []*item.Node{step("s"), upon(choice("c", []*item.Node{panel("c1", 2, all)}, nil), "fail", item.Route{Next: "last"}),
		step("between", passes("c")), step("last", passes(), leaves("return", item.Route{BackTo: flow.Previous})), end("granted")}
	g := play(t, nodes...)
	g.choose["c"] = 1
	g.decide("s", "a", "pass")
	g.open("between")
	require.Equal(t, "1", g.p.Visits[g.at("c")-1].Case)

	g = play(t, nodes...)
	g.decide("s", "a", "pass")
	g.open("c1")
	g.decide("c1", "b", "fail")
	g.status(g.at("c"), flow.Done, "fail")
	g.open("last")
	g.decide("last", "d", "return")
	g.open("s")

	g.choose["c"] = -1
	_, err := g.try("s", "a", "pass")
	require.ErrorContains(t, err, "choose at c: the form has no such field")
	g.choose["c"] = 2
	_, err = g.try("s", "a", "pass")
	require.ErrorContains(t, err, "there is no case 2")
	_, err = flow.Decide(g.it, &g.p, g.at("s"), "a", "pass", nil)
	require.Error(t, err)
	g.open("s")
}

// TestNoWayOn: what the prover refuses to publish is refused when it is met, and nothing panics.
func TestNoWayOn(t *testing.T) {
	t.Parallel()
	for name, nodes := range map[string][]*item.Node{
		"a failing step":             {panel("s", 1, all), end("granted")},
		"a failing parallel":         {parallel("p", item.Join{All: true}, branch("a", panel("s", 1, all))), end("granted")},
		"no end":                     {step("s", &item.Decision{ID: "fail", Outcome: "pass"})},
		"an unknown node":            {step("s", leaves("fail", item.Route{Next: "nowhere"})), end("granted")},
		"an unknown end":             {step("s", leaves("fail", item.Route{End: "nowhere"})), end("granted")},
		"back by next":               {step("s", leaves("fail", item.Route{Next: "s"})), end("granted")},
		"into a branch":              {step("s", leaves("fail", item.Route{Next: "x"})), parallel("p", item.Join{}, branch("a", step("x"))), end("granted")},
		"a node of an unknown kind":  {step("s", &item.Decision{ID: "fail", Outcome: "pass"}), {Kind: "detour", ID: "x"}},
		"a join that cannot be met":  {step("s", &item.Decision{ID: "fail", Outcome: "pass"}), parallel("p", item.Join{N: 3}, branch("a"), branch("b"))},
		"a fail that may not return": {upon(panel("s", 1, all), "fail", item.Route{Next: "nowhere"}), end("granted")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := play(t, nodes...)
			g.refused(flow.CodeNoWayOn)(g.try("s", "a", "fail"))
			g.open("s")
		})
	}
	_, err := flow.Start(build(), nil)
	require.ErrorContains(t, err, flow.CodeNoWayOn)
}

func TestAFailGoesBackAtMostSoOften(t *testing.T) {
	t.Parallel()
	g := play(t, step("s"), upon(parallel("p", item.Join{All: true},
		branch("a", step("a0"), upon(panel("a1", 1, all), "fail", item.Route{BackTo: "a0", AtMost: 1})), branch("b", step("b1"))),
		"fail", item.Route{End: "refused"}), end("granted"))
	g.decide("s", "u", "pass")
	for range 2 {
		g.decide("a0", "v", "pass")
		g.decide("a1", "v", "fail")
	}
	require.Equal(t, "refused", g.p.End)
}

func TestGrantsRestOnTheirNeeds(t *testing.T) {
	t.Parallel()
	g := play(t, parallel("both", item.Join{Any: true},
		branch("a", step("a1"), step("a2", passes(), leaves("return", item.Route{BackTo: "a1"}))),
		branch("b", step("b1", passes("a1")), step("b2"), issue("certificate"))), end("granted"))
	g.refused(flow.CodeNeeds, "a1")(g.try("b1", "v", "pass"))
	g.decide("a1", "u", "pass")
	g.decide("b1", "v", "pass")
	require.Equal(t, []string{"a1"}, flow.GrantNeeds(g.it, &g.p, g.at("b2")))
	g.decide("a2", "u", "return")
	g.refused(flow.CodeNeeds, "a1")(g.try("b2", "w", "pass"))
	require.Equal(t, []string{"a1", "never"}, flow.Missing(&g.p, []string{"a1", "b1", "never", "a1"}))
	g.decide("a1", "u", "pass")
	g.decide("b2", "w", "pass")
	g.refused(flow.CodeEndUnknown)(flow.Finish(g.it, &g.p, "granted"))
	g.refused(flow.CodeEndUnknown)(flow.Finish(g.it, &g.p, "nowhere"))
	g.ok(flow.Issue(g.it, &g.p, g.at("certificate"), "c", g))
	require.Equal(t, "granted", g.p.End)
}

func TestAnEndThatGrantsRestsOnItsNeeds(t *testing.T) {
	t.Parallel()
	g := play(t, parallel("both", item.Join{Any: true},
		branch("a", step("a1"), step("a2", leaves("return", item.Route{BackTo: "a1"}))),
		branch("b", step("b1", passes("a1")), step("b2", leaves("finish", item.Route{End: "granted"}), leaves("stop", item.Route{End: "refused"})))),
		end("granted"))
	g.decide("a1", "u", "pass")
	g.decide("b1", "v", "pass")
	g.decide("a2", "u", "return")
	g.refused(flow.CodeNeeds, "a1")(g.try("b2", "w", "finish"))
	g.decide("a1", "u", "pass")
	g.decide("b2", "w", "finish")
	require.Equal(t, "granted", g.p.End)
}

func TestWhoActed(t *testing.T) {
	t.Parallel()
	g := reviewed(t)
	g.decide("site", "s1", "pass")
	g.decide("site", "s2", "fail")
	g.decide("second-review", "h", "return")
	g.decide("first-review", "u2", "pass")
	require.Equal(t, []flow.Acted{{Person: "u", Node: "first-review", Visit: 2, Round: 1}, {Person: "s1", Node: "site", Visit: 4, Round: 1},
		{Person: "s2", Node: "site", Visit: 4, Round: 1}, {Person: "u2", Node: "first-review", Visit: 7, Round: 2}},
		flow.Who(&g.p, []string{"examination", "first-review"}), "inside the examination too, and in every round")
}
