package jobs

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"shenpi/workflow/trail"
)

// Cosigner is somebody outside who cosigns what only grew.
type Cosigner interface {
	// ID is its name and the hash of its key.
	ID() string
	// Cosign asks for a cosignature of a checkpoint of a size; old is how far it came before, prove what the log grew from.
	Cosign(ctx context.Context, size int64, checkpoint []byte, old int64, prove func(old int64) ([]trail.Hash, error)) (trail.Cosignature, error)
}

// Witnessed is a log that is watched.
type Witnessed interface {
	// Newest gives the latest checkpoint and how to prove what it grew from; ok is false while there is none.
	Newest(ctx context.Context) (c SignedCheckpoint, ok bool, err error)
	// CosignedUpTo is the size of the largest checkpoint that a witness has cosigned.
	CosignedUpTo(ctx context.Context, witness string) (int64, error)
	SaveCosignature(ctx context.Context, c SignedCheckpoint, w trail.Cosignature) error
}

// SignedCheckpoint is a checkpoint to be cosigned.
type SignedCheckpoint struct {
	trail.Checkpoint
	Note  []byte
	Prove func(old int64) ([]trail.Hash, error)
}

// cosignEvery is how often witnesses are asked for what was signed meanwhile.
const cosignEvery = 10 * time.Second

// Cosign has the latest checkpoint cosigned by every witness that has not come to it. They are asked side by side, and what
// goes wrong with one is told to failed and concerns no other: the office goes on without them.
func Cosign(log Witnessed, failed func(witness string, err error), witnesses ...Cosigner) Job {
	run := func(ctx context.Context) (bool, error) {
		c, ok, err := log.Newest(ctx)
		if err != nil || !ok {
			return false, err
		}
		errs := make([]error, len(witnesses))
		var asking sync.WaitGroup
		for i, w := range witnesses {
			asking.Go(func() { errs[i] = cosign(ctx, log, c, w, failed) })
		}
		asking.Wait()
		return false, errors.Join(errs...)
	}
	return Job{Name: "cosign", Every: cosignEvery, Run: run}
}

func cosign(ctx context.Context, log Witnessed, c SignedCheckpoint, w Cosigner, failed func(witness string, err error)) error {
	old, err := log.CosignedUpTo(ctx, w.ID())
	if err != nil || old == c.Size {
		return err
	}
	got, err := w.Cosign(ctx, c.Size, c.Note, old, c.Prove)
	if err != nil {
		if ctx.Err() == nil {
			failed(w.ID(), err)
		}
		return err
	}
	if err := log.SaveCosignature(ctx, c, got); err != nil {
		return fmt.Errorf("keep the cosignature of %s: %w", w.ID(), err)
	}
	return nil
}
