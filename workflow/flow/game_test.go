package flow_test

import (
	"errors"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/flow"
	"shenpi/workflow/flow/flowtest"
	"shenpi/workflow/item"
)

// game plays one case of a small item: every move is applied at once, and its changes are kept as the trail would.
type game struct {
	t      require.TestingT
	it     *item.Item
	p      flow.Position
	log    []flow.Change
	choose map[string]int // the case of each choice; 0 when not named
}

func (g *game) Choose(n *item.Node) (int, error) {
	k := g.choose[n.ID]
	if k < 0 {
		return 0, errors.New("the form has no such field")
	}
	return k, nil
}

// play starts a case of an item made of the nodes.
func play(t require.TestingT, nodes ...*item.Node) *game {
	g := &game{t: t, it: build(nodes...), choose: map[string]int{}}
	g.ok(flow.Start(g.it, g))
	return g
}

func build(nodes ...*item.Node) *item.Item {
	return item.Index(&item.Definition{Item: "small", Flow: nodes, Outcomes: map[string]item.Effect{
		"granted": item.Grants, "refused": item.Refuses, "withdrawn": item.Closes}})
}

func (g *game) ok(changes []flow.Change, err error) []flow.Change {
	require.NoError(g.t, err)
	require.NotEmpty(g.t, changes)
	for _, c := range changes {
		require.NoError(g.t, flow.Apply(&g.p, c))
	}
	g.log = append(g.log, changes...)
	check(g.t, g.it, &g.p, g.log)
	return changes
}

// refused requires a refusal with the code, about the nodes if any are given.
func (g *game) refused(code string, nodes ...string) func([]flow.Change, error) {
	return func(changes []flow.Change, err error) {
		var r *flow.Refusal
		require.ErrorAs(g.t, err, &r)
		require.Equal(g.t, code, r.Code)
		require.Empty(g.t, changes)
		if len(nodes) > 0 {
			require.Equal(g.t, nodes, r.Nodes)
		}
	}
}

// at is the id of the current visit of a node.
func (g *game) at(node string) int {
	v := flow.Current(&g.p, node)
	require.NotNil(g.t, v, "no visit of %s", node)
	return v.ID
}

func (g *game) try(node, person, decision string) ([]flow.Change, error) {
	return flow.Decide(g.it, &g.p, g.at(node), person, decision, g)
}

func (g *game) decide(node, person, decision string) []flow.Change {
	return g.ok(g.try(node, person, decision))
}

func (g *game) elapse(node string) { g.ok(flow.Elapse(g.it, &g.p, g.at(node), g)) }

func (g *game) object(node string) []flow.Change {
	return g.ok(flow.Object(g.it, &g.p, g.at(node), g))
}

// open requires exactly these nodes to have an open task: blocks are not counted.
func (g *game) open(nodes ...string) {
	var got []string
	for _, v := range flow.OpenVisits(&g.p) {
		if kind := g.it.Place(v.Node).Kind; kind != item.Parallel && kind != item.Choice {
			got = append(got, v.Node)
		}
	}
	require.ElementsMatch(g.t, nodes, got)
}

// status requires the status of a visit and, for a done or closed one, its outcome or reason.
func (g *game) status(visit int, status flow.Status, why string) {
	v := g.p.Visits[visit-1]
	require.Equal(g.t, status, v.Status, "visit %d of %s", visit, v.Node)
	switch status {
	case flow.Done:
		require.Equal(g.t, why, v.Outcome)
	case flow.Closed:
		require.Equal(g.t, why, v.Reason)
	}
}

// The parts items are built of.
var (
	step     = flowtest.Step
	panel    = flowtest.Panel
	parallel = flowtest.Parallel
	branch   = flowtest.Branch
	choice   = flowtest.Choice
	wait     = flowtest.Wait
	call     = flowtest.Call
	issue    = flowtest.Issue
	end      = flowtest.End
	upon     = flowtest.Upon
	passes   = flowtest.Passes
	fails    = flowtest.Fails
	leaves   = flowtest.Leaves
	asks     = flowtest.Asks
)
