package flow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

func (g *game) takeBack(visit int, person string) ([]flow.Change, error) {
	return flow.TakeBack(g.it, &g.p, visit, person)
}

func TestTakingBackAPlainPass(t *testing.T) {
	t.Parallel()
	g := play(t, step("s1"), choice("c", nil), step("s2"), end("granted"))
	g.ok(g.claim("s1", "a"))
	g.decide("s1", "a", "pass")
	g.open("s2")
	g.refused(flow.CodeNotAuthor)(g.takeBack(1, "b"))
	g.ok(g.takeBack(1, "a"))
	g.open("s1")
	require.Nil(t, flow.Current(&g.p, "s2"))
	require.Nil(t, flow.Current(&g.p, "c"))
	require.Equal(t, "a", g.p.Visits[0].Claimed, "the claim stays")
	require.Equal(t, []flow.Acted{{Person: "a", Node: "s1", Visit: 1, Round: 1}}, flow.Who(&g.p, []string{"s1"}))
	g.decide("s1", "a", "pass")
	g.ok(g.takeBack(1, "a"))
	g.decide("s1", "a", "pass")
	g.ok(g.claim("s2", "b"))
	g.refused(flow.CodeMovedOn, "s2")(g.takeBack(1, "a"))
	g.decide("s2", "b", "pass")
	g.refused(flow.CodeCaseEnded)(g.takeBack(1, "a"))
}

func TestTakingBackWhatDecidedAJoin(t *testing.T) {
	t.Parallel()
	g := play(t, parallel("either", item.Join{Any: true}, branch("a", panel("a1", 2, all)), branch("b", step("b1"))), step("s"), end("granted"))
	g.decide("a1", "u", "pass")
	before := g.p.Clone()
	g.decide("b1", "v", "pass")
	g.open("s")
	g.ok(g.takeBack(g.at("b1"), "v"))
	g.open("a1", "b1")
	require.Equal(t, before.Visits[1], g.p.Visits[1], "the other branch is as it was, its vote too")
	g.decide("a1", "w", "pass")
	g.open("s")
	g.refused(flow.CodeTaskNotOpen)(g.takeBack(g.p.Visits[2].ID, "v"))
}

func TestAJoinAfterTakingBack(t *testing.T) {
	t.Parallel()
	g := play(t, parallel("both", item.Join{All: true}, branch("a", step("a1"), step("a2")), branch("b", step("b1"))), end("granted"))
	g.decide("a1", "u", "pass")
	g.ok(g.takeBack(g.at("a1"), "u"))
	g.decide("b1", "v", "pass")
	g.open("a1")
	g.decide("a1", "u", "pass")
	g.decide("a2", "u", "pass")
	require.Equal(t, "granted", g.p.End)
}

func TestTakingBackTheDecidingVote(t *testing.T) {
	t.Parallel()
	g := play(t, upon(panel("p", 3, all), "fail", item.Route{Next: "s2"}), step("s1"), step("s2"), end("granted"))
	g.decide("p", "a", "pass")
	g.decide("p", "b", flow.Abstain)
	g.open("s2")
	g.refused(flow.CodeNotAuthor)(g.takeBack(1, "a"))
	g.ok(g.takeBack(1, "b"))
	g.open("p")
	g.decide("p", "b", "fail")
	g.ok(g.takeBack(1, "b"))
	g.decide("p", "b", "pass")
	g.decide("p", "c", "pass")
	g.open("s1")
}

func TestWhatIsNotTakenBack(t *testing.T) {
	t.Parallel()
	clock := passes()
	clock.Start = "decide"
	document := passes()
	document.Document = "notice"
	cases := map[string]struct {
		nodes []*item.Node
		moves func(g *game)
		code  string
	}{
		"started a clock":  {[]*item.Node{step("s", clock), step("t")}, nil, flow.CodeHasClock},
		"owed a document":  {[]*item.Node{step("s", document), step("t")}, nil, flow.CodeHasDocument},
		"granted":          {[]*item.Node{step("s"), issue("certificate")}, nil, flow.CodeGranted},
		"ended":            {[]*item.Node{step("s")}, nil, flow.CodeCaseEnded},
		"an inner refusal": {[]*item.Node{step("s", leaves("pass", item.Route{Next: "t"})), step("t")}, nil, flow.CodeNotPlain},
		"a plain refusal": {[]*item.Node{upon(step("s", &item.Decision{ID: "pass", Outcome: "refuse"}), "fail", item.Route{}), step("t")},
			nil, flow.CodeNotPlain},
		"moved on": {[]*item.Node{step("s"), step("t"), step("u")}, func(g *game) { g.decide("t", "b", "pass") }, flow.CodeMovedOn},
		"asked on": {[]*item.Node{step("s"), step("t", passes(), asks("ask", flow.Applicant, false))},
			func(g *game) { g.decide("t", "b", "ask") }, flow.CodeMovedOn},
		"objected": {[]*item.Node{step("s"), wait("t")}, func(g *game) { g.object("t") }, flow.CodeMovedOn},
		"sent back over": {[]*item.Node{step("s"), step("t", passes(), leaves("return", item.Route{BackTo: "s"}))},
			func(g *game) { g.decide("t", "b", "return") }, flow.CodeTaskNotOpen},
		"sent back behind it": {[]*item.Node{step("s"), step("t"), step("u", leaves("return", item.Route{BackTo: "t"}))},
			func(g *game) { g.decide("t", "b", "pass"); g.decide("u", "c", "return") }, flow.CodeMovedOn},
		"sent back to a wait": {[]*item.Node{step("s"), wait("t"), step("u", leaves("return", item.Route{BackTo: "t"}))},
			func(g *game) { g.elapse("t"); g.decide("u", "c", "return") }, flow.CodeMovedOn},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := play(t, append(c.nodes, end("granted"))...)
			g.decide("s", "a", "pass")
			if c.moves != nil {
				c.moves(g)
			}
			g.refused(c.code)(g.takeBack(1, "a"))
		})
	}
}

func TestTakingBackDoesNotReopenAQuestion(t *testing.T) {
	t.Parallel()
	g := play(t, parallel("either", item.Join{Any: true}, branch("a", step("a1", passes(), asks("ask", flow.Applicant, false))),
		branch("b", step("b1"))), step("s"), end("granted"))
	g.decide("a1", "u", "ask")
	g.refused(flow.CodeParked)(g.takeBack(g.at("a1"), "u"))
	g.decide("b1", "v", "pass")
	g.refused(flow.CodeAskClosed, "a1")(g.takeBack(g.at("b1"), "v"))
}

func TestTakingBackAfterTheJoinWasDecidedByAnother(t *testing.T) {
	t.Parallel()
	g := play(t, parallel("both", item.Join{All: true}, branch("a", step("a1")), branch("b", step("b1"))), step("s"), end("granted"))
	g.decide("a1", "u", "pass")
	g.decide("b1", "v", "pass")
	g.refused(flow.CodeMovedOn, "both")(g.takeBack(g.at("a1"), "u"))
	g.ok(g.takeBack(g.at("b1"), "v"))
	g.ok(g.takeBack(g.at("a1"), "u"))
	g.open("a1", "b1")
	for _, visit := range []int{0, 99, 1} {
		g.refused(flow.CodeTaskNotOpen)(g.takeBack(visit, "u"))
	}
}
