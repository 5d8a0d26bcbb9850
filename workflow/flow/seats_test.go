package flow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

func (g *game) claim(node, person string) ([]flow.Change, error) {
	return flow.Claim(g.it, &g.p, g.at(node), person)
}

func (g *game) release(node, person string) ([]flow.Change, error) {
	return flow.Release(g.it, &g.p, g.at(node), person)
}

func (g *game) name(node, by, person string) ([]flow.Change, error) {
	return flow.Name(g.it, &g.p, g.at(node), by, person)
}

func (g *game) add(node, by string, n int) ([]flow.Change, error) {
	return flow.AddSeats(g.it, &g.p, g.at(node), by, flow.Adding{Seats: n, Where: flow.Beside})
}

func (g *game) remove(node, by, person string) ([]flow.Change, error) {
	return flow.RemoveSeat(g.it, &g.p, g.at(node), by, person, g)
}

func TestClaimingAStep(t *testing.T) {
	t.Parallel()
	g := play(t, step("s"), issue("certificate"), end("granted"))
	g.ok(g.claim("s", "a"))
	g.refused(flow.CodeClaimed)(g.claim("s", "b"))
	g.refused(flow.CodeClaimed)(g.claim("s", "a"))
	g.refused(flow.CodeClaimed)(g.try("s", "b", "pass"))
	g.refused(flow.CodeNotClaimed)(g.release("s", "b"))
	g.ok(g.release("s", "a"))
	require.Empty(t, flow.Who(&g.p, []string{"s"}), "claiming does not count")
	g.decide("s", "b", "pass")
	g.ok(g.claim("certificate", "c"))
	g.refused(flow.CodeClaimed)(flow.Issue(g.it, &g.p, g.at("certificate"), "d", g))
	g.ok(flow.Issue(g.it, &g.p, g.at("certificate"), "c", g))
	require.Equal(t, "granted", g.p.End)
	g.refused(flow.CodeCaseEnded)(g.claim("s", "a"))
}

func TestClaimingASeatOfAPanel(t *testing.T) {
	t.Parallel()
	g := play(t, upon(panel("p", 2, all), "fail", item.Route{End: "refused"}), end("granted"))
	g.ok(g.claim("p", "a"))
	g.refused(flow.CodeHasSeat)(g.claim("p", "a"))
	g.decide("p", "b", "pass")
	g.refused(flow.CodeHasSeat)(g.try("p", "b", "pass"))
	g.refused(flow.CodeHasVoted)(g.release("p", "b"))
	g.refused(flow.CodeClaimed)(g.try("p", "c", "pass"))
	g.ok(g.release("p", "a"))
	g.decide("p", "c", "pass")
	require.Equal(t, "granted", g.p.End)
}

func TestNamingAPanel(t *testing.T) {
	t.Parallel()
	n := upon(panel("p", 2, all, passes(), fails(), leaves("return", item.Route{BackTo: "s"})), "fail", item.Route{End: "refused"})
	n.By.Pick = item.Pick{Kind: "named", By: "handler"}
	g := play(t, step("s"), n, end("granted"))
	g.refused(flow.CodePick)(g.name("s", "h", "a"))
	g.decide("s", "h", "pass")
	g.refused(flow.CodeNoSeat)(g.try("p", "a", "pass"))
	g.refused(flow.CodeNoSeat)(g.claim("p", "a"))
	g.ok(g.name("p", "h", "a"))
	g.refused(flow.CodeHasSeat)(g.name("p", "h", "a"))
	g.ok(g.name("p", "h", "b"))
	g.refused(flow.CodeNoSeat)(g.name("p", "h", "c"))
	g.refused(flow.CodeNoSeat)(g.try("p", "c", "return"))
	g.ok(g.release("p", "b"))
	g.ok(g.name("p", "h", "c"))
	g.decide("p", "c", "pass")
	g.ok(flow.TakeBack(g.it, &g.p, g.at("p"), "c"))
	g.refused(flow.CodeNoSeat)(g.name("p", "h", "d"))
	g.decide("p", "c", "pass")
	g.decide("p", "a", "return")
	g.decide("s", "h", "pass")
	require.Equal(t, make([]flow.Seat, 2), g.p.Visits[g.at("p")-1].Seats, "a new visit is named anew")
}

func TestAddingSeats(t *testing.T) {
	t.Parallel()
	n := step("s", passes(), fails(), leaves("refuse", item.Route{End: "refused"}))
	n.Decisions[2].Alone = false
	n.By.MayAdd = &item.MayAdd{Role: "handler", AtMost: 3}
	g := play(t, upon(n, "fail", item.Route{End: "refused"}), end("granted"))
	g.ok(g.claim("s", "a"))
	for _, count := range []int{0, -1, 4} {
		g.refused(flow.CodeMayAdd)(g.add("s", "h", count))
	}
	g.ok(g.add("s", "h", 1))
	g.ok(g.add("s", "i", 1))
	require.Equal(t, 3, g.p.Visits[0].Need)
	require.Equal(t, "a", g.p.Visits[0].Seats[0].Person, "the claimant keeps one seat")
	g.refused(flow.CodeAlone)(g.try("s", "a", "refuse"))
	require.Equal(t, []string{"pass", "fail", "refuse", flow.Abstain}, flow.Options(g.it, &g.p, 1))
	g.decide("s", "b", "pass")
	g.refused(flow.CodeHasVoted)(g.remove("s", "h", "b"))
	g.refused(flow.CodeNotAdder)(g.remove("s", "h", "a"))
	g.refused(flow.CodeNotAdder)(g.remove("s", "h", ""))
	g.refused(flow.CodeNoSeat)(g.remove("s", "h", "z"))
	g.decide("s", "a", "pass")
	g.ok(g.remove("s", "i", ""))
	require.Equal(t, "granted", g.p.End, "two of two passed once the third seat is gone")
	require.Empty(t, g.p.Visits[0].By, "nobody's vote concluded it")
}

func TestRemovingASeatKeepsTheNeeds(t *testing.T) {
	t.Parallel()
	n := panel("p", 2, item.Threshold{Any: true}, passes("site"), fails())
	n.By.MayAdd = &item.MayAdd{Role: "handler", AtMost: 1}
	g := play(t, upon(parallel("both", item.Join{All: true}, branch("a", n), branch("b", step("site"))), "fail", item.Route{End: "refused"}),
		end("granted"))
	g.ok(g.add("p", "h", 1))
	g.decide("p", "a", "pass")
	g.refused(flow.CodeNeeds, "site")(g.remove("p", "h", ""))
	g.refused(flow.CodeNeeds, "site")(g.try("p", "b", "pass"))
	g.decide("site", "s", "pass")
	g.ok(g.remove("p", "h", ""))
	require.Equal(t, "granted", g.p.End)
}

func TestThresholds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		people int
		pass   item.Threshold
		need   int
	}{
		{1, item.Threshold{}, 1}, {5, item.Threshold{All: true}, 5}, {5, item.Threshold{Any: true}, 1},
		{5, item.Threshold{AtLeast: 3}, 3}, {5, item.Threshold{Percent: 50}, 3}, {4, item.Threshold{Percent: 50}, 3},
		{3, item.Threshold{Percent: 66}, 2}, {3, item.Threshold{Percent: 67}, 3}, {0, item.Threshold{All: true}, 1},
	} {
		g := play(t, panel("p", c.people, c.pass), end("granted"))
		require.Equal(t, c.need, g.p.Visits[0].Need, "%+v", c)
	}
}

func TestAbstentions(t *testing.T) {
	t.Parallel()
	g := play(t, upon(panel("p", 3, item.Threshold{AtLeast: 2}), "fail", item.Route{End: "refused"}), end("granted"))
	g.decide("p", "a", flow.Abstain)
	g.decide("p", "b", "pass")
	g.decide("p", "c", flow.Abstain)
	require.Equal(t, "refused", g.p.End, "an abstention is not a pass")

	own := &item.Decision{ID: flow.Abstain, Outcome: item.OutcomePass}
	g = play(t, upon(panel("p", 2, item.Threshold{Any: true}, passes(), own), "fail", item.Route{End: "refused"}), end("granted"))
	require.Equal(t, []string{"pass", flow.Abstain}, flow.Options(g.it, &g.p, 1))
	g.decide("p", "a", flow.Abstain)
	g.open("p")
	g.decide("p", "b", flow.Abstain)
	require.Equal(t, "refused", g.p.End, "nor is it one when the item lists it")

	g = play(t, step("s"), end("granted"))
	g.refused(flow.CodeDecisionUnknown)(g.try("s", "a", flow.Abstain))
}

func TestAMemberAlone(t *testing.T) {
	t.Parallel()
	together := asks("together", flow.Applicant, false)
	together.Alone = false
	g := play(t, panel("p", 3, item.Threshold{AtLeast: 2}, passes(), fails(), together, leaves("stop", item.Route{End: "refused"})),
		end("granted"))
	g.refused(flow.CodeAlone)(g.try("p", "a", "together"))
	g.decide("p", "a", "stop")
	require.Equal(t, "refused", g.p.End, "at once, whatever the others would have said")
	g.status(1, flow.Done, "stop")
}
