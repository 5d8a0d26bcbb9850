package workflow_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/flow"
)

func (m *matter) draw(node string) { m.Helper(); m.did(m.engine.Draw(m.task(node))) }

func (m *matter) addSeats(node, where string, seats int, people ...string) {
	m.Helper()
	m.did(m.engine.AddSeats(context.Background(), m.actor(), workflow.AddSeatsInput{
		Case: m.id, Visit: m.visit(node), Where: where, Seats: seats, People: people, Reason: "请协助审查"}))
}

func (m *matter) removeSeat(node, person string) {
	m.Helper()
	m.did(m.engine.RemoveSeat(context.Background(), m.actor(), workflow.RemoveSeatInput{Case: m.id, Visit: m.visit(node), Person: person}))
}

// job is the task of a node.
func (m *matter) job(node string) workflow.Task {
	m.Helper()
	for _, t := range m.store.Tasks(m.id) {
		if t.Node == node {
			return t
		}
	}
	require.Failf(m, "no task", "%s has none", node)
	return workflow.Task{}
}

// dismiss takes a role from somebody.
func (o *office) dismiss(person, role string) {
	o.staff[role] = slices.DeleteFunc(slices.Clone(o.staff[role]), func(p string) bool { return p == person })
}

const drawnPanel = `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - step: panel
    title: {zh: 评审, en: Review}
    by: {role: expert, people: 3, pass: {at_least: 2}, pick: {drawn_by: handler}, order: in_turn, not_who: [first], may_add: {role: office-head, at_most: 2}}
    within: 5
    upon: {fail: {end: refused}}
  - {step: last, title: {zh: 定, en: Last}, by: {role: agency-leader}, decisions: {pass: {needs: [first, panel]}}}
  - end: granted
`

func TestDrawingAPanel(t *testing.T) {
	t.Parallel()
	o := openOffice(t, small(t, drawnPanel), "2026-11-23")
	o.staff["handler"] = append(slices.Clone(o.staff["handler"]), "E2")
	c := o.file(plainForm)
	c.as("E2").decide("first", "pass")
	require.Equal(t, "handler", c.job("panel").Picks)
	require.Empty(t, c.job("panel").Named, "nobody yet")
	c.as("E1").cannot("no_seat").decide("panel", "pass")
	c.as("O1").cannot("role", "handler").draw("panel")
	c.as("H1").cannot("pick").name("panel", "E1")
	require.True(t, c.permission("draw", "").Allowed)
	c.draw("panel")
	c.cannot("panel_full").draw("panel")

	d := c.drawings()[0]
	require.Equal(t, []string{"E1", "E3", "E4", "E5"}, d.Candidates, "in the order of their ids, without E2, who acted at first")
	require.Len(t, d.Drawn, 3)
	require.Equal(t, d.Drawn, workflow.Lots(d.Value, d.Candidates, 3), "anybody can draw them again")
	task := c.job("panel")
	require.Empty(t, task.Picks)
	require.Equal(t, d.Drawn[:1], task.Named, "only whose turn it is")
	require.Equal(t, d.Drawn[1:], task.Waiting)
	c.as(d.Drawn[1]).cannot("not_turn").decide("panel", "pass")
	c.as(d.Drawn[0]).decide("panel", "pass")
	require.Equal(t, d.Drawn[1:2], c.job("panel").Named)
	c.as(d.Drawn[1]).decide("panel", "pass")
	c.open("last")
}

// drawings are what the trail says of the lots drawn.
func (m *matter) drawings() (list []*workflow.Drawing) {
	for _, e := range m.entries() {
		var f workflow.Facts
		require.NoError(m, json.Unmarshal(e.Entry.Facts, &f))
		if f.Draw != nil {
			list = append(list, f.Draw)
		}
	}
	return list
}

func TestASeatGivenUpIsDrawnAgainAmongTheOthers(t *testing.T) {
	t.Parallel()
	c := file(t, drawnPanel, "2026-11-23")
	c.as("H1").decide("first", "pass")
	c.draw("panel")
	drawn := c.drawings()[0].Drawn
	left := slices.DeleteFunc(slices.Clone(people["expert"]), func(p string) bool { return slices.Contains(drawn, p) })
	c.as(drawn[0]).release("panel")
	require.Equal(t, "handler", c.job("panel").Picks)
	require.Empty(t, c.job("panel").Named, "the second waits for the first")
	c.as("H1").draw("panel")
	again := c.drawings()[1]
	require.Equal(t, left, again.Candidates, "who gave it up is not drawn again while there are others")
	require.Equal(t, again.Drawn, c.job("panel").Named)

	c.as(again.Drawn[0]).release("panel")
	c.dismiss(left[0], "expert")
	c.dismiss(left[1], "expert")
	c.as("H1").draw("panel")
	require.Equal(t, drawn[:1], c.drawings()[2].Drawn, "rather than leave the seat to nobody")
	c.as(drawn[0]).release("panel")
	c.dismiss(drawn[0], "expert")
	c.as("H1").cannot("candidates_none", "expert").draw("panel")
}

func TestADrawingThatDoesNotComeOutIsFound(t *testing.T) {
	t.Parallel()
	c := file(t, drawnPanel, "2026-11-23")
	c.as("H1").decide("first", "pass")
	c.draw("panel")
	entries := c.entries()
	state := c.state()
	d := *c.drawings()[0]
	slices.Reverse(d.Drawn)
	e := entries[len(entries)-1].Entry
	e.Number = state.Head.Number + 1
	require.ErrorContains(t, state.Apply(e, workflow.Facts{Draw: &d}), "were not drawn by")
	require.ErrorContains(t, state.Apply(e, workflow.Facts{Draw: c.drawings()[0]}), "got seats")
}

func TestDrawingsAreFair(t *testing.T) {
	t.Parallel()
	names, times := []string{"a", "b", "c", "d", "e"}, map[string]int{}
	var value [32]byte
	for k := range 5000 {
		value[0], value[1] = byte(k), byte(k>>8)
		for _, name := range workflow.Lots(value, names, 2) {
			times[name]++
		}
	}
	for _, name := range names {
		require.InDelta(t, 2000, times[name], 200, "%s", name)
	}
	require.Equal(t, names, []string{"a", "b", "c", "d", "e"}, "the candidates are left as they are")
	require.ElementsMatch(t, names, workflow.Lots(value, names, 9))
}

const addedSeats = `
  - step: review
    title: {zh: 审查, en: Review}
    by: {role: expert, people: 5, pass: {at_least: 3}, may_add: {role: expert, at_most: 2}}
    upon: {fail: {end: refused}}
    decisions: {pass: {document: letter}, fail: {}}
  - {step: last, title: {zh: 定, en: Last}, by: {role: agency-leader}, decisions: {pass: {needs: [review]}}}
  - end: granted
`

func TestScenario21_AddingExpertsRaisesWhatPasses(t *testing.T) {
	t.Parallel()
	staffed := func(t *testing.T) *matter {
		o := openOffice(t, small(t, addedSeats), "2026-11-23")
		o.staff["expert"] = append(slices.Clone(o.staff["expert"]), "E6", "E7", "E8")
		return o.file(plainForm)
	}
	t.Run("three refusals still fail", func(t *testing.T) {
		t.Parallel()
		c := staffed(t)
		c.as("E1").addSeats("review", flow.Beside, 2)
		require.Equal(t, 5, c.state().Position.Visits[0].Need)
		require.Equal(t, 7, c.job("review").OpenSeats)
		c.cannot("may_add").addSeats("review", flow.Beside, 1)
		require.False(t, c.permission("add_seats", "").Allowed)
		for _, who := range []string{"E1", "E2"} {
			c.as(who).decide("review", "fail")
		}
		c.open("review")
		c.as("E3").decide("review", "fail")
		c.ended("refused")
	})
	t.Run("only the adder takes one away, before it has voted", func(t *testing.T) {
		t.Parallel()
		c := staffed(t)
		c.as("W1").cannot("role", "expert").addSeats("review", flow.Beside, 1)
		c.as("E1").addSeats("review", flow.Beside, 0, "E6", "E7")
		c.as("E2").cannot("not_adder").removeSeat("review", "E6")
		c.as("W1").cannot("role").removeSeat("review", "E6")
		c.as("E6").decide("review", "pass")
		c.as("E1").cannot("has_voted").removeSeat("review", "E6")
		c.cannot("no_seat").removeSeat("review", "E8")
		require.True(t, c.permission("remove_seat", "").Allowed)
		c.as("E2").decide("review", "pass")
		c.as("E3").decide("review", "pass")
		c.as("E4").decide("review", "pass")
		c.open("review")
		c.as("E1").removeSeat("review", "E7")
		c.open("last")
		docs := c.state().Documents
		require.Equal(t, "letter", docs[len(docs)-1].Type, "the decision of the last who passed it is made")
	})
	t.Run("whom one may name", func(t *testing.T) {
		t.Parallel()
		c := staffed(t)
		c.as("E1").cannot("role", "expert").addSeats("review", flow.Beside, 0, "H1")
		c.cannot("duplicate_person").addSeats("review", flow.Beside, 0, "E6", "E6")
		c.cannot("may_add").addSeats("review", flow.Beside, 0)
		c.cannot("own_seat").addSeats("review", flow.Before, 0, "E6")
		c.claim("review")
		c.cannot("has_place").addSeats("review", flow.Before, 0, "E1")
	})
}

func TestAddingBeforeAndAfterOneself(t *testing.T) {
	t.Parallel()
	c := file(t, addedSeats, "2026-11-23")
	c.as("E1").claim("review")
	may := c.permission("add_seats", "")
	require.Equal(t, []string{flow.Beside, flow.Before, flow.After}, may.Places)
	require.Equal(t, []string{"E2", "E3", "E4", "E5"}, may.People)
	c.addSeats("review", flow.Before, 0, "E2")
	require.Equal(t, []string{"E1"}, c.job("review").Waiting)
	require.True(t, c.job("review").Takable, "there are seats that anybody may take")
	require.Equal(t, []string{"E2"}, c.job("review").Named)
	c.cannot("not_turn").decide("review", "pass")
	require.Equal(t, "not_turn", c.permission("decide", "pass").Why.Code)
	c.addSeats("review", flow.After, 0, "E3")
	require.Equal(t, []string{"E1", "E3"}, c.job("review").Waiting)
	c.as("E3").cannot("not_turn").decide("review", "pass")
	c.as("E2").decide("review", "pass")
	c.as("E1").decide("review", "pass")
	require.Empty(t, c.job("review").Waiting)
	c.as("E3").decide("review", "pass")
}

func TestASeatOfSomebodyDismissedHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	t.Run("in turn, and drawn anew", func(t *testing.T) {
		t.Parallel()
		c := file(t, drawnPanel, "2026-11-23")
		c.as("H1").decide("first", "pass")
		c.draw("panel")
		drawn := c.drawings()[0].Drawn
		c.dismiss(drawn[0], "expert")
		c.as(drawn[1]).cannot("not_turn").decide("panel", "pass")
		c.as("O1").cannot("seat_drawn").reassign("panel", drawn[0], drawn[1])
		c.reassign("panel", drawn[0], "")
		require.Equal(t, "handler", c.job("panel").Picks)
		c.as("H1").draw("panel")
		require.NotContains(t, c.drawings()[1].Candidates, drawn[0])
		c.as(c.job("panel").Named[0]).decide("panel", "pass")
		c.as(drawn[1]).decide("panel", "pass")
		c.open("last")
	})
	t.Run("added before another", func(t *testing.T) {
		t.Parallel()
		c := file(t, addedSeats, "2026-11-23")
		c.as("E1").claim("review")
		c.addSeats("review", flow.Before, 0, "E2")
		c.dismiss("E2", "expert")
		c.cannot("not_turn").decide("review", "pass")
		c.removeSeat("review", "E2")
		c.decide("review", "pass")
	})
}

func TestARecusedPersonIsNotDrawn(t *testing.T) {
	t.Parallel()
	c := file(t, drawnPanel, "2026-11-23")
	c.as("H1").decide("first", "pass")
	c.draw("panel")
	drawn := c.drawings()[0].Drawn
	c.as(drawn[0]).askRecusal(c.actor(), "")
	c.as("O1").grantRecusal(1, "")
	require.Equal(t, "handler", c.job("panel").Picks, "the seat is free")
	c.as("H1").draw("panel")
	require.NotContains(t, c.drawings()[1].Candidates, drawn[0])
	c.as("O1").cannot("recused").addSeats("panel", flow.Beside, 0, drawn[0])
}

func TestAClaimedSeatLeavesTheOthersToTheirFinders(t *testing.T) {
	t.Parallel()
	c := file(t, addedSeats, "2026-11-23")
	c.as("E1").claim("review")
	require.True(t, c.job("review").Takable, "the four other seats are anybody's")
	for _, who := range []string{"E2", "E3", "E4", "E5"} {
		c.as(who).claim("review")
	}
	require.False(t, c.job("review").Takable)
	require.Equal(t, people["expert"], c.job("review").Named)
}
