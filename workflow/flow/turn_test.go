package flow_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

func beside(n int) flow.Adding { return flow.Adding{Seats: n, Where: flow.Beside} }

func before(people ...string) flow.Adding {
	return flow.Adding{Seats: len(people), Where: flow.Before, People: people}
}

func after(people ...string) flow.Adding {
	return flow.Adding{Seats: len(people), Where: flow.After, People: people}
}

func (g *game) adds(by string, a flow.Adding) ([]flow.Change, error) {
	return flow.AddSeats(g.it, &g.p, 1, by, a)
}

// inTurn is a panel whose members vote one after the other, to which three can be added.
func inTurn(people int, pass item.Threshold) *item.Node {
	n := upon(panel("p", people, pass), "fail", item.Route{End: "refused"})
	n.By.Order, n.By.MayAdd = item.InTurn, &item.MayAdd{Role: "handler", AtMost: 3}
	return n
}

// waiting is a panel of three, side by side, in which a has a seat.
func waiting(t *testing.T) *game {
	n := upon(panel("p", 3, item.Threshold{AtLeast: 2}), "fail", item.Route{End: "refused"})
	n.By.MayAdd = &item.MayAdd{Role: "handler", AtMost: 3}
	g := play(t, n, end("granted"))
	g.ok(g.claim("p", "a"))
	return g
}

// turns are the people whose turn it is; - is a seat that is free.
func (g *game) turns(want ...string) {
	v := &g.p.Visits[0]
	var got []string
	for k, s := range v.Seats {
		if !v.Turn(k) {
			continue
		}
		if s.Person == "" {
			s.Person = "-"
		}
		got = append(got, s.Person)
	}
	require.Equal(g.t, want, got)
}

func TestSeatsInTurnOpenOneAfterTheOther(t *testing.T) {
	t.Parallel()
	n := inTurn(3, all)
	n.By.Pick.Kind = "named"
	g := play(t, n, end("granted"))
	g.ok(flow.Name(g.it, &g.p, 1, "h", "a", "b", "c"))
	g.turns("a")
	g.refused(flow.CodeNotTurn, "p")(g.try("p", "b", "pass"))
	g.decide("p", "a", "pass")
	g.turns("b")
	g.ok(flow.TakeBack(g.it, &g.p, 1, "a"))
	g.turns("a")
	g.decide("p", "a", "pass")
	g.decide("p", "b", "pass")
	g.refused(flow.CodeMovedOn)(flow.TakeBack(g.it, &g.p, 1, "a"))
	g.turns("c")
	g.ok(g.release("p", "c"))
	g.turns("-")
	g.refused(flow.CodeNoSeat)(g.try("p", "d", "pass"))
	g.ok(flow.Name(g.it, &g.p, 1, "h", "d"))
	g.decide("p", "d", "pass")
	require.Equal(t, "granted", g.p.End)
}

func TestSeatsInTurnWithEveryThreshold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pass  item.Threshold
		votes []string
		end   string
	}{
		"all":                   {all, []string{"pass", "fail"}, "refused"},
		"any":                   {item.Threshold{Any: true}, []string{"fail", "pass"}, "granted"},
		"two of three":          {item.Threshold{AtLeast: 2}, []string{"pass", "fail", "pass"}, "granted"},
		"two abstain":           {item.Threshold{AtLeast: 2}, []string{flow.Abstain, flow.Abstain}, "refused"},
		"more than half":        {item.Threshold{Percent: 50}, []string{flow.Abstain, "pass", "pass"}, "granted"},
		"more than two thirds":  {item.Threshold{Percent: 67}, []string{"pass", "pass", flow.Abstain}, "refused"},
		"any, all of them fail": {item.Threshold{Any: true}, []string{"fail", flow.Abstain, "fail"}, "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := play(t, inTurn(3, c.pass), end("granted"))
			for k, vote := range c.votes {
				g.open("p")
				g.turns("-")
				g.decide("p", fmt.Sprint("p", k), vote)
			}
			require.Equal(t, c.end, g.p.End)
		})
	}
}

func TestAFreeSeatIsTakenWhenItsTurnHasCome(t *testing.T) {
	t.Parallel()
	g := play(t, inTurn(3, all), end("granted"))
	g.ok(g.claim("p", "a"))
	g.refused(flow.CodeNotTurn, "p")(g.claim("p", "b"))
	g.refused(flow.CodeNotTurn, "p")(g.try("p", "b", "pass"))
	g.decide("p", "a", "pass")
	g.decide("p", "b", "pass")
}

func TestAddingBeforeKeepsTheAdderWaiting(t *testing.T) {
	t.Parallel()
	g := waiting(t)
	g.ok(g.adds("a", before("x", "y")))
	g.turns("-", "-", "x", "y")
	g.refused(flow.CodeNotTurn)(g.try("p", "a", "pass"))
	g.decide("p", "x", "pass")
	g.refused(flow.CodeNotTurn)(g.try("p", "a", "pass"))
	g.ok(g.release("p", "y"))
	g.refused(flow.CodeNotTurn)(g.try("p", "a", "pass"))
	g.ok(g.remove("p", "a", ""))
	g.turns("a", "-", "-")
	g.decide("p", "a", "pass")
	g.decide("p", "b", "pass")
	require.Equal(t, "granted", g.p.End, "two of three, and the one added")
}

func TestAddingAfterOpensOnceTheAdderVoted(t *testing.T) {
	t.Parallel()
	g := waiting(t)
	g.ok(g.adds("a", after("x")))
	g.turns("a", "-", "-")
	g.refused(flow.CodeNotTurn)(g.try("p", "x", "pass"))
	g.decide("p", "a", "pass")
	g.turns("-", "-", "x")
	g.refused(flow.CodeHasVoted)(g.adds("a", after("y")))
	g.decide("p", "x", "pass")
	g.decide("p", "b", "pass")
	require.Equal(t, "granted", g.p.End)
}

func TestAddingBesideOpensAtOnce(t *testing.T) {
	t.Parallel()
	g := waiting(t)
	g.ok(g.adds("a", flow.Adding{Seats: 2, Where: flow.Beside, People: []string{"x"}}))
	g.turns("a", "-", "-", "x", "-")
}

func TestAddingToSeatsInTurn(t *testing.T) {
	t.Parallel()
	named := func(t *testing.T) *game {
		n := inTurn(3, all)
		n.By.Pick.Kind = "named"
		g := play(t, n, end("granted"))
		g.ok(flow.Name(g.it, &g.p, 1, "h", "a", "b", "c"))
		return g
	}
	for name, c := range map[string]struct {
		by   string
		add  flow.Adding
		want []string
	}{
		"before the second": {"b", before("x", "y"), []string{"a", "x", "y", "b", "c"}},
		"after the first":   {"a", after("x", "y"), []string{"a", "x", "y", "b", "c"}},
		"after the last":    {"c", after("x"), []string{"a", "b", "c", "x"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := named(t)
			g.ok(g.adds(c.by, c.add))
			for _, person := range c.want {
				g.turns(person)
				g.decide("p", person, "pass")
			}
			require.Equal(t, "granted", g.p.End)
		})
	}
	t.Run("beside, by somebody without a seat", func(t *testing.T) {
		t.Parallel()
		g := named(t)
		g.decide("p", "a", "pass")
		g.ok(g.adds("h", flow.Adding{Seats: 1, Where: flow.Beside, People: []string{"x"}}))
		g.turns("b", "x")
		g.decide("p", "b", "pass")
		g.turns("x")
		g.decide("p", "x", "pass")
		g.turns("c")
	})
	t.Run("beside, by one who has voted", func(t *testing.T) {
		t.Parallel()
		g := named(t)
		g.decide("p", "a", "pass")
		g.ok(g.adds("a", flow.Adding{Seats: 1, Where: flow.Beside, People: []string{"x"}}))
		g.decide("p", "b", "pass")
		g.turns("x")
	})
	t.Run("one in between is removed", func(t *testing.T) {
		t.Parallel()
		g := named(t)
		g.ok(g.adds("a", after("x", "y")))
		g.ok(g.remove("p", "a", "x"))
		for _, person := range []string{"a", "y", "b", "c"} {
			g.turns(person)
			g.decide("p", person, "pass")
		}
		require.Equal(t, "granted", g.p.End)
	})
}

func TestWhoMayAddWhere(t *testing.T) {
	t.Parallel()
	g := waiting(t)
	g.refused(flow.CodeOwnSeat, "p")(g.adds("h", before("x")))
	g.refused(flow.CodeOwnSeat, "p")(g.adds("h", after("x")))
	g.refused(flow.CodeMayAdd)(g.adds("a", flow.Adding{Seats: 1, Where: "below"}))
	g.refused(flow.CodeMayAdd)(g.adds("a", flow.Adding{Seats: 1, Where: flow.Before, People: []string{"x", "y"}}))
	g.refused(flow.CodeHasSeat)(g.adds("a", before("a")))
	g.refused(flow.CodeHasSeat)(g.adds("a", before("x", "x")))
	g.refused(flow.CodeNoSeat)(g.adds("a", before("")))
	g.ok(g.adds("a", before("x")))
	g.refused(flow.CodeNotAdder)(g.remove("p", "x", "x"))
	g.refused(flow.CodeMayAdd)(g.adds("a", beside(3)))
}

func TestAStepClaimedByOneBecomesAPanel(t *testing.T) {
	t.Parallel()
	n := upon(step("s"), "fail", item.Route{End: "refused"})
	n.By.MayAdd = &item.MayAdd{Role: "handler", AtMost: 1}
	g := play(t, n, end("granted"))
	g.refused(flow.CodeOwnSeat)(g.adds("a", before("x")))
	g.ok(g.claim("s", "a"))
	g.refused(flow.CodeHasSeat)(g.adds("a", before("a")))
	g.ok(g.adds("a", before("x")))
	g.turns("x")
	g.refused(flow.CodeClaimed)(g.try("s", "b", "pass"))
	g.decide("s", "x", "pass")
	g.decide("s", "a", "pass")
	require.Equal(t, "granted", g.p.End)
}

func TestADrawnSeatThatIsGivenUpIsDrawnAgain(t *testing.T) {
	t.Parallel()
	n := upon(panel("p", 2, all), "fail", item.Route{End: "refused"})
	n.By.Pick = item.Pick{Kind: "draw", By: "handler"}
	g := play(t, n, end("granted"))
	g.refused(flow.CodePick)(flow.Name(g.it, &g.p, 1, "h", "a"))
	g.refused(flow.CodeNoSeat)(flow.Draw(g.it, &g.p, 1, "h", "a", "b", "c"))
	g.refused(flow.CodeNoSeat)(flow.Draw(g.it, &g.p, 1, "h"))
	g.ok(flow.Draw(g.it, &g.p, 1, "h", "a", "b"))
	require.Equal(t, flow.Seat{Person: "a", NamedBy: "h", Drawn: true}, g.p.Visits[0].Seats[0])
	g.refused(flow.CodeDrawn, "p")(g.transfer("p", "a", "z"))
	g.ok(g.release("p", "a"))
	require.Equal(t, []string{"a"}, g.p.Visits[0].GaveUp)
	require.Zero(t, g.p.Visits[0].Seats[0])
	g.ok(flow.Draw(g.it, &g.p, 1, "h", "c"))
	g.decide("p", "c", "pass")
	g.decide("p", "b", "pass")
	require.Equal(t, "granted", g.p.End)
}
