package trail_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/trail"
)

func TestWhole(t *testing.T) {
	t.Parallel()
	const stream = "case/0000"
	g, _ := newKeyedLog(t, 100, 2)
	kept := g.heads[stream]
	c, err := trail.OpenCheckpoint(g.checkpoints[len(g.checkpoints)-1], g.keys)
	require.NoError(t, err)
	whole := g.recordsOf(stream)
	last := len(whole) - 1
	waiting := func(at time.Time) trail.Record {
		r := g.seal(t, stream, trail.Header{Kind: "decided", RecordedAt: at}, `{}`, nil)
		r.Position = trail.Unmerged
		return r
	}
	young := waiting(c.RecordedAt)
	later := c
	later.RecordedAt = c.RecordedAt.Add(trail.MergeWithin + time.Microsecond)
	for name, p := range map[string]struct {
		c       trail.Checkpoint
		kept    trail.Head
		records []trail.Record
		cut     bool
	}{
		"whole":                         {c, kept, whole, false},
		"nothing yet":                   {c, trail.Head{Stream: stream}, nil, false},
		"one more since":                {c, kept, append(slices.Clip(whole), young), false},
		"the last gone":                 {c, kept, whole[:last], true},
		"all gone":                      {c, kept, nil, true},
		"one that should be in the log": {later, kept, append(slices.Clip(whole), young), true},
		"one that cannot be read":       {c, kept, append(slices.Clip(whole), trail.Record{Position: trail.Unmerged, Entry: []byte("x")}), true},
	} {
		passed, cut := 0, error(nil)
		for _, err := range trail.Whole(p.kept, p.c, sequence(p.records)) {
			if cut = err; err == nil {
				passed++
			}
		}
		require.Equal(t, len(p.records), passed, name)
		if p.cut {
			require.ErrorIs(t, cut, trail.ErrCut, name)
		} else {
			require.NoError(t, cut, name)
		}
	}
}
