package flow_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shenpi/workflow/flow"
	"shenpi/workflow/flow/flowtest"
	"shenpi/workflow/item"
	"shenpi/workflow/proof"
)

// TestEveryMoveIsOneOfTheProver holds that the prover leaves nothing out: whatever happens to a case of any flow, the
// position it stands in is one the prover has seen, and the move that led there is one the prover has made.
func TestEveryMoveIsOneOfTheProver(t *testing.T) {
	t.Parallel()
	flows := rapid.Custom(func(t *rapid.T) explored {
		it := build(flowtest.Draw(t)...)
		space, complete := proof.Explore(it, proof.Budget{Positions: 2_000, Work: 40_000}, true)
		return explored{it, space, complete}
	}).Filter(func(e explored) bool { return e.complete }) // in the place of one that is too large another is drawn
	rapid.Check(t, func(t *rapid.T) {
		e := flows.Draw(t, "flow")
		for range histories {
			r := &player{from: &drawn{t: t}}
			r.t, r.it = t, e.it
			r.within(e.space)
		}
	})
}

// explored is a flow with what the prover has seen of it.
type explored struct {
	it       *item.Item
	space    *proof.Space
	complete bool
}

// GoString is what a failure shows of it: the flow, without all the positions.
func (e explored) GoString() string {
	flow, err := json.Marshal(e.it.Flow)
	return fmt.Sprint(string(flow), err)
}

// within plays a history of up to 40 commands and finds each of its moves in what the prover has explored.
func (r *player) within(space *proof.Space) {
	r.ok(flow.Start(r.it, r))
	at, known := space.Find(&r.p, proof.Marks{})
	require.True(r.t, known, "the first position")
	for range 40 {
		if r.p.End != "" {
			break
		}
		changes, err := r.command()
		if err != nil {
			continue
		}
		before := r.p.Clone()
		r.ok(changes, nil)
		next, known := space.Find(&r.p, proof.Marks{})
		require.True(r.t, known, "%+v\n\nleads to no position of the prover by\n\n%+v", before, changes)
		if !takenBack(changes) { // that leads back to where the case was before
			require.True(r.t, space.Leads(at, next), "%+v\n\nno move of the prover leads on by\n\n%+v", before, changes)
		}
		at = next
	}
}

func takenBack(changes []flow.Change) bool {
	for _, c := range changes {
		if c.Kind == flow.Unvoted {
			return true
		}
	}
	return false
}
