package flow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

func (g *game) transfer(node, from, to string) ([]flow.Change, error) {
	return flow.Transfer(g.it, &g.p, g.at(node), from, to)
}

func (g *game) delegate(node, from, to string) ([]flow.Change, error) {
	return flow.Delegate(g.it, &g.p, g.at(node), from, to)
}

func (g *game) handBack(node, person string) ([]flow.Change, error) {
	return flow.HandBack(g.it, &g.p, g.at(node), person)
}

func (g *game) recall(node, person string) ([]flow.Change, error) {
	return flow.Recall(g.it, &g.p, g.at(node), person)
}

func (g *game) tryFor(node, person, whose, decision string) ([]flow.Change, error) {
	return flow.DecideFor(g.it, &g.p, g.at(node), flow.Hand{Person: person, For: whose}, decision, g)
}

// actors are those who count for not_who at a node.
func (g *game) actors(node string) []string {
	var who []string
	for _, a := range flow.Who(&g.p, []string{node}) {
		who = append(who, a.Person)
	}
	return who
}

func TestTransfer(t *testing.T) {
	t.Parallel()
	g := play(t, step("s"), panel("p", 3, all), end("granted"))
	g.refused(flow.CodeNotClaimed)(g.transfer("s", "a", "b"))
	g.ok(g.claim("s", "a"))
	g.refused(flow.CodeHasPlace)(g.transfer("s", "a", "a"))
	g.ok(g.transfer("s", "a", "b"))
	g.refused(flow.CodeClaimed)(g.try("s", "a", "pass"))
	g.decide("s", "b", "pass")
	require.Equal(t, []string{"b"}, g.actors("s"), "who gave it away has not acted")

	g.ok(g.claim("p", "a"))
	g.decide("p", "b", "pass")
	g.refused(flow.CodeHasVoted)(g.transfer("p", "b", "c"))
	g.refused(flow.CodeHasPlace)(g.transfer("p", "a", "b"))
	g.ok(g.transfer("p", "a", "c"))
	g.decide("p", "a", "pass") // the third seat: nobody votes twice
	g.decide("p", "c", "pass")
	require.Equal(t, "granted", g.p.End)
}

func TestDelegateAndHandBack(t *testing.T) {
	t.Parallel()
	g := play(t, panel("p", 3, all), end("granted"))
	g.refused(flow.CodeNotClaimed)(g.delegate("p", "a", "d"))
	g.ok(g.claim("p", "a"))
	g.ok(g.claim("p", "b"))
	g.refused(flow.CodeHasPlace)(g.delegate("p", "a", "b"))
	g.ok(g.delegate("p", "a", "d"))
	g.refused(flow.CodeDelegated)(g.delegate("p", "a", "e"))
	g.refused(flow.CodeHasPlace)(g.delegate("p", "b", "d"))
	g.refused(flow.CodeNotClaimed)(g.delegate("p", "d", "e")) // depth one
	g.refused(flow.CodeDelegated)(g.try("p", "a", "pass"))
	g.refused(flow.CodeDelegate)(g.try("p", "d", "pass"))
	g.refused(flow.CodeDelegate)(g.claim("p", "d"))
	g.refused(flow.CodeHasPlace)(g.tryFor("p", "d", "b", "pass"))
	g.refused(flow.CodeNotDelegate)(g.handBack("p", "a"))
	g.ok(g.handBack("p", "d"))
	require.Equal(t, []string{"d"}, g.actors("p"), "who prepared it has acted")
	g.refused(flow.CodeNotDelegated)(g.recall("p", "a"))
	g.decide("p", "a", "pass")

	g.ok(g.delegate("p", "b", "e"))
	g.ok(g.recall("p", "b"))
	require.NotContains(t, g.actors("p"), "e", "called back before anything was done")
	g.ok(g.delegate("p", "b", "e"))
	g.ok(g.transfer("p", "b", "c"))
	g.refused(flow.CodeNotDelegate)(g.handBack("p", "e"))
	g.ok(g.delegate("p", "c", "e"))
	g.ok(g.release("p", "c"))
	require.Empty(t, g.p.Visits[0].Delegated)
}

func TestActingInThePlaceOfAnother(t *testing.T) {
	t.Parallel()
	g := play(t, panel("p", 3, all, passes(), fails(), asks("ask", flow.Applicant, false)), step("s"), end("granted"))
	g.ok(g.claim("p", "a"))
	g.ok(g.tryFor("p", "s", "a", "pass"))
	require.Equal(t, []string{"s", "a"}, g.actors("p"), "both count")
	g.refused(flow.CodeHasSeat)(g.try("p", "a", "pass"))
	g.refused(flow.CodeHasSeat)(g.try("p", "s", "pass"))
	g.refused(flow.CodeHasPlace)(g.tryFor("p", "s", "b", "pass"))
	g.refused(flow.CodeHasSeat)(g.tryFor("p", "t", "a", "pass"))
	g.refused(flow.CodeNotAuthor)(g.takeBack(1, "a"))
	g.ok(g.takeBack(1, "s"))
	require.Equal(t, []string{"a"}, g.p.Visits[0].Holders(), "the seat is whose it was")
	g.ok(g.tryFor("p", "t", "b", "ask"))
	require.Equal(t, []string{"s", "a", "t", "b"}, g.actors("p"))
	g.ok(flow.Answer(g.it, &g.p, 1))
	for _, person := range []string{"a", "b", "c"} {
		g.decide("p", person, "pass")
	}
	g.ok(g.claim("s", "a"))
	g.refused(flow.CodeClaimed)(g.tryFor("s", "x", "b", "pass"))
	g.ok(g.tryFor("s", "x", "a", "pass"))
	require.Equal(t, "x", g.p.Visits[1].By)
	require.Equal(t, "granted", g.p.End)
}

func TestIssuingInThePlaceOfAnother(t *testing.T) {
	t.Parallel()
	g := play(t, step("s"), issue("i"), end("granted"))
	g.decide("s", "a", "pass")
	g.ok(g.claim("i", "c"))
	g.refused(flow.CodeClaimed)(flow.Issue(g.it, &g.p, g.at("i"), "d", g))
	g.ok(flow.IssueFor(g.it, &g.p, g.at("i"), flow.Hand{Person: "d", For: "c"}, g))
	require.Equal(t, []string{"d", "c"}, g.actors("i"))
}

func TestBarFreesEverythingAPersonHas(t *testing.T) {
	t.Parallel()
	g := play(t, parallel("e", item.Join{All: true}, branch("x", panel("p", 3, all)), branch("y", step("s")), branch("z", panel("q", 2, all))),
		end("granted"))
	g.decide("p", "a", "pass")
	g.ok(g.tryFor("q", "b", "a", "pass"))
	g.ok(g.claim("s", "c"))
	g.ok(g.delegate("s", "c", "a"))
	g.ok(flow.Bar(g.it, &g.p, "a"))
	for _, v := range g.p.Visits[1:] {
		require.NotContains(t, v.Holders(), "a")
		passes, _ := v.Tally()
		require.Zero(t, passes, "a vote that settled nothing is void")
		require.Empty(t, v.Delegated)
	}
	require.Equal(t, []string{"a"}, g.actors("p"), "what was done counts for not_who")
	require.Equal(t, []string{"b", "a"}, g.actors("q"))
	changes, err := flow.Bar(g.it, &g.p, "a")
	require.NoError(t, err)
	require.Empty(t, changes, "nothing is left")
	g.ok(flow.Finish(g.it, &g.p, "withdrawn"))
	g.refused(flow.CodeCaseEnded)(flow.Bar(g.it, &g.p, "a"))
}

func TestFreeTakesWhatAPersonHasNotDecided(t *testing.T) {
	t.Parallel()
	g := play(t, parallel("e", item.Join{All: true}, branch("x", panel("p", 3, all)), branch("y", step("s"))), end("granted"))
	free := func(node, person string) { g.ok(flow.Free(g.it, &g.p, flow.Current(&g.p, node).ID, person)) }
	g.decide("p", "a", "pass")
	changes, err := flow.Free(g.it, &g.p, flow.Current(&g.p, "p").ID, "a")
	require.NoError(t, err)
	require.Empty(t, changes, "the vote stands")
	g.ok(g.claim("p", "b"))
	free("p", "b")
	require.Empty(t, flow.Current(&g.p, "p").Holders())
	g.ok(g.claim("s", "c"))
	g.ok(g.delegate("s", "c", "d"))
	free("s", "d") // what was prepared goes back
	require.Equal(t, []string{"c"}, flow.Current(&g.p, "s").Holders())
	g.ok(g.delegate("s", "c", "d"))
	free("s", "c")
	require.Empty(t, flow.Current(&g.p, "s").Holders())
	require.Empty(t, flow.Current(&g.p, "s").Delegated)
	require.Empty(t, g.actors("s"))
}

func TestAQuestionToWhoIsBarredIsBackWithTheAsker(t *testing.T) {
	t.Parallel()
	g := play(t, step("s1"), step("s2", passes(), asks("ask", "s1", false)), end("granted"))
	g.decide("s1", "a", "pass")
	g.decide("s2", "b", "ask")
	g.ok(flow.Bar(g.it, &g.p, "a"))
	require.False(t, g.p.Visits[1].Parked())
	g.decide("s2", "b", "pass")
}
