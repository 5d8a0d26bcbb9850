package flow_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shenpi/workflow/flow"
	"shenpi/workflow/proof"
)

// TestEveryMoveIsOneOfTheProver holds that the prover leaves nothing out: whatever happens to a case of any flow, the
// position it stands in is one the prover has seen, and the move that led there is one the prover has made.
func TestEveryMoveIsOneOfTheProver(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := &player{from: &drawn{t: t}}
		r.t, r.it = t, drawItem(t)
		space, complete := proof.Explore(r.it, proof.Budget{Positions: 2_000, Work: 40_000}, true)
		if !complete {
			t.Skip("too large")
		}
		r.ok(flow.Start(r.it, r))
		at, known := space.Find(&r.p, proof.Marks{})
		require.True(t, known, "the first position")
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
			require.True(t, known, "%+v\n\nleads to no position of the prover by\n\n%+v", before, changes)
			if !takenBack(changes) { // that leads back to where the case was before
				require.True(t, space.Leads(at, next), "%+v\n\nno move of the prover leads on by\n\n%+v", before, changes)
			}
			at = next
		}
	})
}

func takenBack(changes []flow.Change) bool {
	for _, c := range changes {
		if c.Kind == flow.Unvoted {
			return true
		}
	}
	return false
}
