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
	// Cosign asks for a cosignature of a checkpoint of a size; old is how far it came before, as far as is known,
	// prove what the log grew from. One that has cosigned a larger checkpoint than that answers with a MaybeAhead.
	Cosign(ctx context.Context, size int64, checkpoint []byte, old int64, prove func(old int64) ([]trail.Hash, error)) (trail.Cosignature, error)
}

// MaybeAhead is the error of a Cosigner that may have cosigned a larger checkpoint than the one it was asked for.
type MaybeAhead interface {
	error
	Ahead() (size int64, ahead bool)
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
		if late, look := overtaken(ctx, log, err); late || look != nil {
			return look
		}
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

// overtaken says whether a witness is ahead only of the checkpoint it was asked for, and not of the log: another replica, which
// took over while this one stood still, has signed a later one and had it cosigned. The next turn asks for that.
func overtaken(ctx context.Context, log Witnessed, err error) (bool, error) {
	var may MaybeAhead
	if !errors.As(err, &may) {
		return false, nil
	}
	size, ahead := may.Ahead()
	if !ahead {
		return false, nil
	}
	newest, ok, err := log.Newest(ctx)
	return ok && newest.Size >= size, err
}
