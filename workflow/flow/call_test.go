package flow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

func (g *game) callBack(node, outcome string) []flow.Change {
	return g.ok(flow.CallBack(g.it, &g.p, g.at(node), outcome, "", "", g))
}

func called() []*item.Node {
	return []*item.Node{step("before"), upon(call("opinion"), item.OutcomeFail, item.Route{Next: "after"}),
		step("middle"), step("after", passes(), leaves("return", item.Route{BackTo: flow.Previous})), end("granted")}
}

func TestACallEndsWithWhatCameOfIt(t *testing.T) {
	t.Parallel()
	for outcome, next := range map[string]string{item.OutcomePass: "middle", item.OutcomeFail: "after"} {
		g := play(t, called()...)
		g.decide("before", "a", "pass")
		g.open("opinion")
		visit := g.at("opinion")
		g.callBack("opinion", outcome)
		g.status(visit, flow.Done, outcome)
		g.open(next)
		g.refused(flow.CodeTaskNotOpen)(flow.CallBack(g.it, &g.p, visit, item.OutcomePass, "", "", g))
		g.refused(flow.CodeTaskNotOpen)(flow.Unanswered(g.it, &g.p, visit, g))
	}
}

func TestSilenceOfACallGoesBackOrIsAnOutcome(t *testing.T) {
	t.Parallel()
	g := play(t, called()...)
	g.decide("before", "a", "pass")
	first := g.at("opinion")
	g.ok(flow.Unanswered(g.it, &g.p, first, g))
	g.open("before")
	g.status(first, flow.Void, "")
	g.decide("before", "a", "pass")
	require.NotEqual(t, first, g.at("opinion"), "entered again it is another call")

	nodes := called()
	nodes[1].Call.OnSilence = item.CallSilence{Outcome: item.OutcomePass}
	g = play(t, nodes...)
	g.decide("before", "a", "pass")
	g.ok(flow.Unanswered(g.it, &g.p, g.at("opinion"), g))
	g.open("middle")

	nodes = called()
	nodes[1].Call.OnSilence = item.CallSilence{BackTo: "skipped"}
	g = play(t, append([]*item.Node{step("first", passes(), leaves("jump", item.Route{Next: "before"})), step("skipped")}, nodes...)...)
	g.decide("first", "a", "jump")
	g.decide("before", "a", "pass")
	g.ok(flow.Unanswered(g.it, &g.p, g.at("opinion"), g))
	g.open("after") // the way back was never walked: the call has failed
}

func TestPreviousLooksThroughACall(t *testing.T) {
	t.Parallel()
	g := play(t, called()...)
	g.decide("before", "a", "pass")
	g.callBack("opinion", item.OutcomeFail)
	g.decide("after", "b", "return")
	g.open("before")
}

func TestLeavingABlockClosesItsCalls(t *testing.T) {
	t.Parallel()
	g := play(t, upon(parallel("both", item.Join{Any: true}, branch("a", call("opinion")), branch("b", step("own"))),
		item.OutcomeFail, item.Route{End: "refused"}), end("granted"))
	visit := g.at("opinion")
	g.decide("own", "a", "pass")
	g.status(visit, flow.Closed, flow.NotNeeded)
	require.Equal(t, "granted", g.p.End)
}

func TestAStepThatCalledOrStoppedACallIsNotTakenBack(t *testing.T) {
	t.Parallel()
	g := play(t, called()...)
	before := g.at("before")
	g.decide("before", "a", "pass")
	g.refused(flow.CodeMovedOn, "opinion")(flow.TakeBack(g.it, &g.p, before, "a"))

	g = play(t, upon(parallel("both", item.Join{Any: true}, branch("a", call("opinion")), branch("b", step("own"))),
		item.OutcomeFail, item.Route{End: "refused"}), step("after"), end("granted"))
	own := g.at("own")
	g.decide("own", "a", "pass")
	g.refused(flow.CodeMovedOn, "opinion")(flow.TakeBack(g.it, &g.p, own, "a"))
}

func TestForwardingOutsideIsOverAtOnce(t *testing.T) {
	t.Parallel()
	away := call("ministry")
	away.Call.External, away.Call.Forward = true, true
	g := play(t, step("before"), away, end("granted"))
	g.decide("before", "a", "pass")
	require.Equal(t, "granted", g.p.End)
	g.status(2, flow.Done, item.OutcomePass)
	require.Equal(t, flow.Forwarded, g.p.Visits[1].Reason)
}
