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

// Mirror keeps the latest checkpoint outside. It fails, for the log and the metrics, when another one of that size is there.
func Mirror(latest Signed, keepers ...Keeper) Job {
	kept := make([][]byte, len(keepers))
	run := func(ctx context.Context) (bool, error) {
		size, note, ok, err := latest(ctx)
		if err != nil || !ok {
			return false, err
		}
		for i, k := range keepers {
			if bytes.Equal(kept[i], note) {
				continue
			}
			if e := k.Keep(ctx, size, note); e != nil { // one that cannot be reached keeps no other from it
				err = errors.Join(err, fmt.Errorf("mirror the checkpoint of size %d: %w", size, e))
				continue
			}
			kept[i] = note
		}
		return false, err
	}
	return Job{Name: "mirror", Every: mirrorEvery, Run: run}
}
