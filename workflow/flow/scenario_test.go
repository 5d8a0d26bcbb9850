package flow_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

var all, three = item.Threshold{All: true}, item.Threshold{AtLeast: 3}

func TestScenario01_AMemberAloneReturnsToThePanelBefore(t *testing.T) {
	t.Parallel()
	g := play(t, panel("q", 3, all), panel("p", 3, all, passes(), fails(), leaves("return", item.Route{BackTo: "q"})), end("granted"))
	for _, person := range []string{"a", "b", "c"} {
		g.decide("q", person, "pass")
	}
	old, panelP := g.at("q"), g.at("p")
	g.decide("p", "d", "pass")
	g.decide("p", "e", "return")

	g.open("q")
	g.status(old, flow.Void, "")
	g.status(panelP, flow.Void, "")
	require.Equal(t, flow.NotNeeded, g.p.Visits[panelP-1].Seats[2].Closed)
	again := g.p.Visits[g.at("q")-1]
	require.NotEqual(t, old, again.ID)
	require.Equal(t, make([]flow.Seat, 3), again.Seats)
	require.Zero(t, again.Opener, "a reopened visit inherits the opener of the one it replaces")
	for _, person := range []string{"c", "b", "a"} {
		g.decide("q", person, "pass")
	}
	g.open("p")
	require.Equal(t, make([]flow.Seat, 3), g.p.Visits[g.at("p")-1].Seats, "votes of the void visit do not count")
}

func TestScenario02_ABranchReturnsToTheNodeBeforeTheParallel(t *testing.T) {
	t.Parallel()
	g := play(t, step("before"),
		parallel("both", item.Join{All: true}, branch("a", step("a1")),
			branch("b", step("b1", passes(), leaves("return", item.Route{BackTo: "before"})))),
		end("granted"))
	g.decide("before", "u", "pass")
	g.open("a1", "b1")
	g.decide("a1", "v", "pass")
	a, b := g.at("a1"), g.at("b1")
	g.decide("b1", "w", "return")

	g.open("before")
	g.status(a, flow.Void, "")
	g.status(b, flow.Void, "")
	g.decide("before", "u", "pass")
	g.open("a1", "b1")
	g.decide("b1", "w", "pass")
	require.Empty(t, g.p.End, "the join waits for both")
	g.decide("a1", "v", "pass")
	require.Equal(t, "granted", g.p.End)
}

func TestScenario03_PreviousLooksOverWhatWasJumped(t *testing.T) {
	t.Parallel()
	g := play(t, step("s1", passes(), leaves("skip", item.Route{Next: "s3"}), asks("supplement", flow.Applicant, true),
		leaves("return", item.Route{BackTo: flow.Previous})),
		step("s2"),
		step("s3", passes(), leaves("return", item.Route{BackTo: flow.Previous}), leaves("to-s2", item.Route{BackTo: "s2"})),
		end("granted"))
	require.Empty(t, flow.Targets(g.it, &g.p, g.at("s1")))
	g.refused(flow.CodeBackTo)(g.try("s1", "u", "return"))
	g.decide("s1", "u", "skip")
	g.refused(flow.CodeNeverVisited, "s2")(g.try("s3", "v", "to-s2"))
	require.Equal(t, []string{"s1"}, flow.Targets(g.it, &g.p, g.at("s3")))
	g.decide("s3", "v", "return")

	g.open("s1")
	visit := g.at("s1")
	g.decide("s1", "u", "supplement")
	g.refused(flow.CodeParked)(g.try("s1", "u", "pass"))
	g.ok(flow.Answer(g.it, &g.p, visit))
	g.open("s1")
	require.Equal(t, visit, g.at("s1"), "the answer comes back to the same visit")
	g.refused(flow.CodeOnce)(g.try("s1", "u", "supplement"))
	g.decide("s1", "u", "pass")
	g.open("s2")
}

func TestScenario05_MoreThanHalfOfFive(t *testing.T) {
	t.Parallel()
	half := item.Threshold{Percent: 50}
	start := func() *game {
		return play(t, upon(panel("p", 5, half), "fail", item.Route{End: "refused"}), end("granted"))
	}
	g := start()
	require.Equal(t, 3, g.p.Visits[0].Need)
	for k, decision := range []string{"fail", "pass", "fail", "pass"} {
		g.decide("p", fmt.Sprint("e", k), decision)
		g.open("p")
	}
	g.decide("p", "e4", "pass")
	g.status(1, flow.Done, "pass")
	require.Equal(t, "granted", g.p.End)

	g = start()
	g.decide("p", "e0", "fail")
	g.decide("p", "e1", "fail")
	g.open("p")
	g.decide("p", "e2", "fail")
	g.status(1, flow.Done, "fail")
	require.Equal(t, "refused", g.p.End)
	for _, s := range g.p.Visits[0].Seats[3:] {
		require.Equal(t, flow.NotNeeded, s.Closed)
	}
}

func TestScenario06_ReturningOverAPanelInABranch(t *testing.T) {
	t.Parallel()
	g := play(t, step("before"),
		parallel("both", item.Join{All: true}, branch("panel", panel("experts", 3, all)), branch("plain", step("site"))),
		step("second-review", passes(), leaves("return", item.Route{BackTo: "before"})), end("granted"))
	for round := 0; round < 3; round++ {
		g.decide("before", "u", "pass")
		g.decide("experts", "a", "pass")
		g.decide("site", "s", "pass")
		g.decide("experts", "b", "pass")
		g.decide("experts", "c", "pass")
		g.open("second-review")
		g.decide("second-review", "v", "return")
		g.open("before")
		for _, node := range []string{"both", "experts", "site", "second-review"} {
			require.Nil(t, flow.Current(&g.p, node))
		}
	}
}

func TestScenario07_AMemberTurnsToTheApplicant(t *testing.T) {
	t.Parallel()
	g := play(t, panel("p", 3, all, passes(), fails(), asks("supplement", flow.Applicant, false)), step("next"), end("granted"))
	g.decide("p", "a", "pass")
	changes := g.decide("p", "b", "supplement")
	require.Equal(t, []flow.Change{{Kind: flow.Asked, Visit: 1, Decision: "supplement", By: "b", Of: flow.Applicant}}, changes)
	g.open("p")
	g.refused(flow.CodeParked)(g.try("p", "c", "pass"))
	g.ok(flow.Answer(g.it, &g.p, 1))
	g.decide("p", "b", "pass")
	g.decide("p", "c", "pass")
	g.open("next")
}

func TestScenario08_OneBranchFails(t *testing.T) {
	t.Parallel()
	for _, order := range [][]string{{"site", "experts"}, {"experts", "site"}} {
		g := reviewed(t)
		for _, node := range order {
			if v := flow.Current(&g.p, node); v.Status != flow.Open {
				require.Equal(t, flow.NotNeeded, v.Reason)
			} else if node == "site" {
				g.decide("site", "s1", "fail")
			} else {
				for _, e := range []string{"e1", "e2", "e3"} {
					g.decide("experts", e, "pass")
				}
			}
		}
		g.status(g.at("examination"), flow.Done, "fail")
		g.open("second-review")
		g.refused(flow.CodeNeeds, "examination")(g.try("second-review", "h", "pass"))
		g.decide("second-review", "h", "refuse")
		g.refused(flow.CodeNeeds, "examination", "second-review")(g.try("decision", "l", "grant"))
		g.decide("decision", "l", "refuse")
		require.Equal(t, "refused", g.p.End)
	}
}

func TestScenario09_GrantingWhatWasNotExamined(t *testing.T) {
	t.Parallel()
	g := play(t, qualification()...)
	g.decide("acceptance", "w", "accept")
	g.decide("first-review", "u", "refuse")
	g.open("decision")
	g.refused(flow.CodeNeeds, "examination", "second-review")(g.try("decision", "l", "grant"))
	g.open("decision")
	g.decide("decision", "l", "refuse")
	require.Equal(t, "refused", g.p.End)
	g.refused(flow.CodeCaseEnded)(flow.Decide(g.it, &g.p, 1, "l", "grant", g))
}

func TestScenario10_TheSecondBranchOfAnyIsLate(t *testing.T) {
	t.Parallel()
	g := play(t, parallel("either", item.Join{Any: true}, branch("a", step("a1")), branch("b", step("b1"))), step("next"), end("granted"))
	a, b := g.at("a1"), g.at("b1")
	g.decide("b1", "v", "pass")
	g.refused(flow.CodeTaskNotOpen, "a1")(flow.Decide(g.it, &g.p, a, "u", "pass", g))
	g.status(a, flow.Closed, flow.NotNeeded)
	require.Equal(t, b, g.p.Visits[a-1].EndedBy, "the loser can be told who won")
	require.Equal(t, "v", g.p.Visits[b-1].By)
	g.open("next")
}

func TestScenario11_AQuestionClosedByTheOtherBranch(t *testing.T) {
	t.Parallel()
	g := reviewed(t)
	site := g.at("site")
	g.decide("site", "s1", "supplement")
	for _, e := range []string{"e1", "e2", "e3"} {
		g.decide("experts", e, "fail")
	}
	g.status(site, flow.Closed, flow.NotNeeded)
	require.Contains(t, g.log, flow.Change{Kind: flow.Answered, Visit: site, Reason: flow.NotNeeded})
	g.refused(flow.CodeAskClosed)(flow.Answer(g.it, &g.p, site))
	g.refused(flow.CodeAskClosed)(flow.Silence(g.it, &g.p, site, g))
	g.open("second-review")
}

func TestScenario19_TakingBack(t *testing.T) {
	t.Parallel()
	g := play(t, qualification()...)
	g.decide("acceptance", "w", "accept")
	g.refused(flow.CodeHasDocument)(flow.TakeBack(g.it, &g.p, 1, "w"))
	g.decide("first-review", "u", "pass")
	experts := g.at("experts")
	g.decide("experts", "e1", "fail")
	g.refused(flow.CodeNotAuthor)(flow.TakeBack(g.it, &g.p, experts, "e2"))
	g.ok(flow.TakeBack(g.it, &g.p, experts, "e1"))
	require.Equal(t, make([]flow.Seat, 5), g.p.Visits[experts-1].Seats, "the seat is open again")
	require.Contains(t, flow.Who(&g.p, []string{"experts"}), flow.Acted{Person: "e1", Node: "experts", Visit: experts, Round: 1})
	g.decide("experts", "e1", "pass")
}

func TestScenario21_AddingExperts(t *testing.T) {
	t.Parallel()
	start := func() *game {
		n := panel("experts", 5, three)
		n.By.MayAdd = &item.MayAdd{Role: "handler", AtMost: 2}
		g := play(t, upon(n, "fail", item.Route{End: "refused"}), end("granted"))
		g.ok(g.add("experts", "u", 2))
		require.Equal(t, 5, g.p.Visits[0].Need)
		require.Len(t, g.p.Visits[0].Seats, 7)
		return g
	}
	g := start()
	g.refused(flow.CodeMayAdd)(g.add("experts", "u", 1))
	for k := range 2 {
		g.decide("experts", fmt.Sprint("e", k), "fail")
	}
	g.open("experts")
	g.decide("experts", "e3", "fail")
	require.Equal(t, "refused", g.p.End, "three refusals still fail")

	g = start()
	g.refused(flow.CodeNotAdder)(flow.RemoveSeat(g.it, &g.p, 1, "v", "", g))
	g.ok(flow.RemoveSeat(g.it, &g.p, 1, "u", "", g))
	require.Equal(t, 4, g.p.Visits[0].Need)
	for k := range 6 {
		if g.p.End == "" {
			g.decide("experts", fmt.Sprint("e", k), []string{"pass", "fail"}[k%2])
		}
	}
	require.Equal(t, "refused", g.p.End)
}

func TestScenario25_RebuiltByteForByte(t *testing.T) {
	t.Parallel()
	g := reviewed(t)
	g.decide("site", "s1", "pass")
	g.decide("site", "s2", "pass")
	for _, e := range []string{"e1", "e2", "e3"} {
		g.decide("experts", e, "pass")
	}
	g.decide("second-review", "h", "return")
	g.ok(flow.Finish(g.it, &g.p, "withdrawn"))
	live, err := json.Marshal(g.p)
	require.NoError(t, err)
	p, err := flow.Rebuild(g.log)
	require.NoError(t, err)
	rebuilt, err := json.Marshal(p)
	require.NoError(t, err)
	require.Equal(t, string(live), string(rebuilt))
	_, err = flow.Rebuild(g.log[1:])
	require.Error(t, err, "a lost entry is found")
}

// qualification is the flow of the qualification item, in small.
func qualification() []*item.Node {
	accept := passes()
	accept.ID, accept.Document, accept.Start = "accept", "acceptance-notice", "decide"
	supplement := asks("supplement", flow.Applicant, true)
	supplement.Ask.OnSilence = &item.Silence{Decision: "decline"}
	acceptance := step("acceptance", accept, supplement, leaves("decline", item.Route{End: "refused"}))
	acceptance.OnExpiry = &item.OnExpiry{Of: "accept", Decision: "accept", As: "deemed"}
	refuse := leaves("refuse", item.Route{Next: "decision"})
	grant := passes("examination", "second-review")
	grant.ID, grant.Document = "grant", "grant-decision"
	return []*item.Node{
		acceptance,
		step("first-review", passes(), refuse),
		upon(parallel("examination", item.Join{All: true},
			branch("site", panel("site", 2, all, passes(), fails(), asks("supplement", flow.Applicant, false))),
			branch("experts", panel("experts", 5, three))), "fail", item.Route{Next: "second-review"}),
		step("second-review", passes("examination"), refuse, leaves("return", item.Route{BackTo: "first-review"}),
			asks("ask-reviewer", "first-review", false)),
		upon(wait("publicity"), flow.Objection, item.Route{BackTo: "second-review", AtMost: 1}),
		step("decision", grant, leaves("refuse", item.Route{End: "refused"}), leaves("return", item.Route{BackTo: flow.Previous})),
		issue("certificate"),
		step("delivery"),
		end("granted"),
	}
}

// reviewed is a case of the qualification with its examination open.
func reviewed(t *testing.T) *game {
	g := play(t, qualification()...)
	g.decide("acceptance", "w", "accept")
	g.decide("first-review", "u", "pass")
	g.open("site", "experts")
	return g
}
