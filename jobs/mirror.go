package jobs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"
)

// Signed gives the latest checkpoint; ok is false while there is none.
type Signed func(ctx context.Context) (size int64, note []byte, ok bool, err error)

// Keeper keeps a checkpoint where whoever owns the database cannot take it back. It may be called again with the same one.
type Keeper interface {
	Keep(ctx context.Context, size int64, note []byte) error
}

// mirrorEvery is how often the latest checkpoint is put outside: what happened since the last time is what an owner of
// database and key could still rewrite.
const mirrorEvery = time.Minute

// Mirror keeps checkpoints outside: the latest, and whatever other sources give, such as the latest that witnesses cosigned. It
// fails, for the log and the metrics, when another one of that size is there.
func Mirror(sources []Signed, keepers ...Keeper) Job {
	kept := make([][][]byte, len(keepers)) // by keeper and source
	for i := range kept {
		kept[i] = make([][]byte, len(sources))
	}
	run := func(ctx context.Context) (bool, error) {
		var failed error
		for s, source := range sources {
			size, note, ok, err := source(ctx)
			if err != nil {
				return false, err
			}
			for i, k := range keepers {
				if !ok || bytes.Equal(kept[i][s], note) {
					continue
				}
				if err := k.Keep(ctx, size, note); err != nil { // one that cannot be reached keeps no other from it
					failed = errors.Join(failed, fmt.Errorf("mirror the checkpoint of size %d: %w", size, err))
					continue
				}
				kept[i][s] = note
			}
		}
		return false, failed
	}
	return Job{Name: "mirror", Every: mirrorEvery, Run: run}
}
