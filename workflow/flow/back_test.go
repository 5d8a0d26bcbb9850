package flow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

func (g *game) targets(node string) []string { return flow.Targets(g.it, &g.p, g.at(node)) }

// previous is where a return to the previous node leads from the open visit of a node.
func (g *game) previous(node string) string {
	target, err := flow.BackTo(g.it, &g.p, g.at(node), flow.Previous)
	require.NoError(g.t, err)
	return target
}

// nested is a parallel in a branch of a parallel, with a way out of both and ways back of every length.
func nested() []*item.Node {
	back := func(id, to string) *item.Decision { return leaves(id, item.Route{BackTo: to}) }
	inner := parallel("inner", item.Join{All: true},
		branch("x", step("x1", passes(), leaves("out", item.Route{Next: "a3"}), leaves("far", item.Route{Next: "after"}))),
		branch("y", step("y1", passes(), back("to-inner", "inner"), back("to-outer", "outer"), back("to-a1", "a1"), back("to-s", "s"),
			back("across", "b1")), wait("y2"), step("y3")))
	return []*item.Node{step("s"),
		parallel("outer", item.Join{All: true},
			branch("a", step("a1"), inner, step("a3", passes(), back("return", flow.Previous))),
			branch("b", step("b1"), step("b2"))),
		step("after", passes(), back("return", flow.Previous), back("to-outer", "outer")), end("granted")}
}

// inTheInner is a case of nested with the inner parallel open and b1 done.
func inTheInner(t *testing.T) *game {
	g := play(t, nested()...)
	g.decide("s", "u", "pass")
	require.Equal(t, "s", g.previous("b1"), "from the first of a branch it is what opened the parallel")
	g.decide("b1", "u", "pass")
	g.decide("a1", "u", "pass")
	g.open("x1", "y1", "b2")
	return g
}

func TestWaysBackFromANestedBranch(t *testing.T) {
	t.Parallel()
	for decision, c := range map[string]struct {
		open, void []string
	}{
		"to-inner": {[]string{"x1", "y1", "b2"}, nil},
		"to-a1":    {[]string{"a1", "b2"}, []string{"inner", "x1", "y1"}},
		"to-outer": {[]string{"a1", "b1"}, []string{"inner", "x1", "y1", "b2"}},
		"to-s":     {[]string{"s"}, []string{"outer", "a1", "inner", "x1", "y1", "b1", "b2"}},
	} {
		t.Run(decision, func(t *testing.T) {
			t.Parallel()
			g := inTheInner(t)
			require.Equal(t, []string{"s", "outer", "a1", "inner"}, g.targets("y1"))
			require.Equal(t, []string{"s", "outer", "b1"}, g.targets("b2"))
			require.Equal(t, "a1", g.previous("y1"))
			g.refused(flow.CodeBackTo, "b1")(g.try("y1", "v", "across"))
			g.decide("y1", "v", decision)
			g.open(c.open...)
			for _, node := range c.void {
				require.Nil(t, flow.Current(&g.p, node), node)
			}
		})
	}
}

func TestPreviousLooksThroughWaits(t *testing.T) {
	t.Parallel()
	g := inTheInner(t)
	g.decide("y1", "v", "pass")
	require.Nil(t, flow.Targets(g.it, &g.p, g.at("inner")), "nobody decides at a block")
	g.elapse("y2")
	require.Equal(t, "y1", g.previous("y3"))
	require.Equal(t, []string{"s", "outer", "a1", "inner", "y1", "y2"}, g.targets("y3"))
}

func TestLeavingOneParallel(t *testing.T) {
	t.Parallel()
	g := inTheInner(t)
	inner, y1 := g.at("inner"), g.at("y1")
	g.decide("x1", "v", "out")
	g.open("a3", "b2")
	g.status(inner, flow.Closed, flow.Left)
	g.status(y1, flow.Closed, flow.Left)
	require.Equal(t, []string{"s", "outer", "a1", "inner"}, g.targets("a3"))
	require.Equal(t, "inner", g.previous("a3"), "back into the block that was left, not into its branch")
	g.decide("a3", "w", "return")
	g.open("x1", "y1", "b2")
	g.status(inner, flow.Void, "")
}

func TestLeavingTwoParallels(t *testing.T) {
	t.Parallel()
	g := inTheInner(t)
	g.decide("x1", "v", "far")
	g.open("after")
	for _, node := range []string{"outer", "inner", "y1", "b2"} {
		g.status(g.at(node), flow.Closed, flow.Left)
	}
	require.Equal(t, "outer", g.previous("after"))
	g.decide("after", "w", "to-outer")
	g.open("a1", "b1")
}

func TestJoins(t *testing.T) {
	t.Parallel()
	type outcomes []string // pass or fail of each branch, in this order
	for _, c := range []struct {
		join item.Join
		do   outcomes
		end  string
	}{
		{item.Join{All: true}, outcomes{"pass", "pass", "pass"}, "granted"},
		{item.Join{All: true}, outcomes{"pass", "fail"}, "refused"},
		{item.Join{}, outcomes{"fail"}, "refused"},
		{item.Join{Any: true}, outcomes{"fail", "fail", "fail"}, "refused"},
		{item.Join{Any: true}, outcomes{"fail", "pass"}, "granted"},
		{item.Join{N: 2}, outcomes{"pass", "fail", "pass"}, "granted"},
		{item.Join{N: 2}, outcomes{"fail", "fail"}, "refused"},
		{item.Join{N: 2}, outcomes{"pass", "pass"}, "granted"},
	} {
		g := play(t, upon(parallel("p", c.join, branch("a", panel("s0", 1, all)), branch("b", panel("s1", 1, all)),
			branch("c", panel("s2", 1, all))), "fail", item.Route{End: "refused"}), end("granted"))
		for k, outcome := range c.do {
			require.Empty(t, g.p.End, "%+v decided too early", c)
			g.decide([]string{"s2", "s0", "s1"}[k], "u", outcome)
		}
		require.Equal(t, c.end, g.p.End, "%+v", c)
	}
}

func TestBranchesWithNothingInThem(t *testing.T) {
	t.Parallel()
	g := play(t, parallel("p", item.Join{All: true}, branch("a"), branch("b", choice("c", nil)), branch("d", step("s"))), end("granted"))
	g.open("s")
	g.decide("s", "u", "pass")
	require.Equal(t, "granted", g.p.End)
	g = play(t, parallel("p", item.Join{Any: true}, branch("d", step("s")), branch("b", choice("c", nil))), step("t"), end("granted"))
	g.open("t")
	g = play(t, parallel("p", item.Join{All: true}, branch("a", end("withdrawn")), branch("d", step("s"))), end("granted"))
	require.Equal(t, "withdrawn", g.p.End)
	require.Nil(t, flow.Current(&g.p, "s"))
	g = play(t, parallel("p", item.Join{All: true}, branch("d", step("s")),
		branch("a", upon(panel("t", 1, all), "fail", item.Route{}))), end("granted"))
	g.decide("t", "u", "fail")
	g.decide("s", "u", "pass")
	require.Equal(t, "granted", g.p.End, "a branch that goes on after a fail has passed at its end")
}
