package flow_test

import (
	"encoding/json"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// check holds what is true of every position that moves lead to, whatever the item.
func check(t require.TestingT, it *item.Item, p *flow.Position, log []flow.Change) {
	checkRebuild(t, p, log)
	checkVisits(t, p)
	if p.End != "" {
		require.Empty(t, flow.OpenVisits(p), "open at the end")
		return
	}
	outermost := 0
	for _, v := range flow.OpenVisits(p) {
		if v.Block == 0 {
			outermost++
		}
		switch at := it.Place(v.Node); at.Kind {
		case item.Parallel:
			checkParallel(t, it, p, v)
		case item.Choice:
			require.Len(t, openIn(p, v.ID, v.Case), 1, "an open choice without a task")
		case item.Step:
			passes, open := v.Tally()
			require.Less(t, passes, v.Need, "passed and still open")
			require.GreaterOrEqual(t, passes+open, v.Need, "failed and still open")
			checkTurns(t, v)
		}
	}
	require.Equal(t, 1, outermost, "the outermost sequence has one place at a time")
}

// checkRebuild holds that the position follows from its changes alone, also once they were stored.
func checkRebuild(t require.TestingT, p *flow.Position, log []flow.Change) {
	stored, err := json.Marshal(log)
	require.NoError(t, err)
	var read []flow.Change
	require.NoError(t, json.Unmarshal(stored, &read))
	rebuilt, err := flow.Rebuild(read)
	require.NoError(t, err)
	require.Equal(t, *p, rebuilt)
}

func checkVisits(t require.TestingT, p *flow.Position) {
	open := map[string]bool{}
	for k := range p.Visits {
		v := &p.Visits[k]
		require.Equal(t, k+1, v.ID)
		if v.Status == flow.Open {
			require.False(t, open[v.Node], "%s is open twice", v.Node)
			require.Same(t, v, flow.Current(p, v.Node))
			open[v.Node] = true
		} else {
			require.False(t, v.Parked(), "%s asks without being open", v.Node)
		}
		if v.Block > 0 {
			block := p.Visits[v.Block-1]
			require.False(t, v.Status == flow.Open && block.Status != flow.Open, "%s is open in a block that is not", v.Node)
			require.False(t, v.Status != flow.Void && block.Status == flow.Void, "%s counts in a void block", v.Node)
		}
		checkVotes(t, v)
	}
}

// checkVotes recounts a visit: one seat a person, whoever votes in whose place, and a panel that passed has the passes it
// needs in its own seats.
func checkVotes(t require.TestingT, v *flow.Visit) {
	people, passes := map[string]bool{}, 0
	for _, s := range v.Seats {
		require.False(t, s.For != "" && s.Vote == "", "nobody has voted in %s's place", s.For)
		for _, person := range []string{s.Person, s.For} {
			require.False(t, person != "" && people[person], "%s has two seats", person)
			people[person] = true
		}
		if s.Vote == flow.VotePass {
			passes++
		}
		require.False(t, v.Status == flow.Done && s.Vote == "" && s.Closed == "", "a done visit has an open seat")
	}
	preparing := map[string]bool{}
	for _, d := range v.Delegated {
		require.False(t, people[d.To] || v.Claimed == d.To || preparing[d.To], "%s prepares and has a place of their own", d.To)
		require.False(t, v.Status == flow.Open && !v.Has(d.Of), "%s delegated what they do not have", d.Of)
		preparing[d.To] = true
	}
	if v.Status == flow.Done && v.Outcome == item.OutcomePass && v.By != "" {
		require.GreaterOrEqual(t, passes, v.Need, "%s passed without its votes", v.Node)
	}
}

// checkTurns holds of an open step that it is somebody's turn.
func checkTurns(t require.TestingT, v *flow.Visit) {
	turns := 0
	for k, s := range v.Seats {
		if v.Turn(k) {
			turns++
		}
		for _, before := range s.After {
			require.True(t, before >= 0 && before < len(v.Seats) && before != k, "seat %d of %s votes after none", k, v.Node)
		}
	}
	require.Positive(t, turns, "it is nobody's turn at %s", v.Node)
}

// checkParallel recounts an open parallel: no branch is lost, and the join is rightly undecided.
func checkParallel(t require.TestingT, it *item.Item, p *flow.Position, v *flow.Visit) {
	at := it.Place(v.Node)
	passed, running := 0, 0
	for _, b := range at.Branches {
		if len(b.Do) == 0 {
			passed++
			continue
		}
		last := lastIn(p, v.ID, b.Name)
		require.NotNil(t, last, "branch %s was lost", b.Name)
		way, named := it.Place(last.Node).Upon[item.OutcomeFail]
		switch {
		case last.Status == flow.Open:
			require.Len(t, openIn(p, v.ID, b.Name), 1)
			running++
		case last.Outcome == item.OutcomePass, named && way == item.Route{}: // or the item says to go on all the same
			passed++
		}
	}
	need := len(at.Branches)
	if at.Join.Any {
		need = 1
	} else if at.Join.N > 0 {
		need = at.Join.N
	}
	require.Less(t, passed, need, "the join of %s is passed and still open", v.Node)
	require.GreaterOrEqual(t, passed+running, need, "the join of %s can pass no more and is still open", v.Node)
}

func lastIn(p *flow.Position, block int, lane string) *flow.Visit {
	for k := len(p.Visits) - 1; k >= 0; k-- {
		if v := &p.Visits[k]; v.Block == block && v.Lane == lane && v.Status != flow.Void {
			return v
		}
	}
	return nil
}

func openIn(p *flow.Position, block int, lane string) []string {
	var nodes []string
	for _, v := range flow.OpenVisits(p) {
		if v.Block == block && v.Lane == lane {
			nodes = append(nodes, v.Node)
		}
	}
	return nodes
}
