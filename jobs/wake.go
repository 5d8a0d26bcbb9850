package jobs

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"shenpi/workflow"
)

// every is how often a job looks for work when nothing wakes it.
const every = time.Second

// Due lists cases on which something has fallen due.
type Due interface {
	Due(ctx context.Context, at time.Time, limit int) ([]workflow.CaseID, error)
}

// Catcher records what has fallen due on a case.
type Catcher interface {
	CatchUp(ctx context.Context, id workflow.CaseID) (workflow.Receipt, error)
}

// wakeBatch is how many cases are woken in one go, and how many that failed are remembered beside them.
const wakeBatch = 128

// waker wakes cases and leaves alone for a while those that failed, so that they do not stand before all others.
type waker struct {
	due     Due
	catcher Catcher
	now     func() time.Time
	failed  map[workflow.CaseID]int // turns to leave out
}

// leaveOut is for how many turns a case that failed is left alone.
const leaveOut = 60

// Wake records what falls due on cases nobody touches: deemed decisions, silence, ends of waits, warnings, cards. now is
// the time of the office, which in a demonstration may be ahead.
func Wake(due Due, catcher Catcher, now func() time.Time) Job {
	w := &waker{due: due, catcher: catcher, now: now, failed: map[workflow.CaseID]int{}}
	return Job{Name: "wake", Every: every, Run: w.turn}
}

func (w *waker) turn(ctx context.Context) (bool, error) {
	for id, turns := range w.failed {
		if w.failed[id]--; turns <= 1 {
			delete(w.failed, id)
		}
	}
	ids, err := w.due.Due(ctx, w.now(), wakeBatch+len(w.failed))
	if err != nil {
		return false, err
	}
	ids = slices.DeleteFunc(ids, func(id workflow.CaseID) bool { return w.failed[id] > 0 })
	errs := make([]error, len(ids))
	var wait sync.WaitGroup
	for i, id := range ids {
		wait.Go(func() { _, errs[i] = w.catcher.CatchUp(ctx, id) })
	}
	wait.Wait()
	for i, err := range errs {
		if err != nil && ctx.Err() == nil && len(w.failed) < wakeBatch {
			w.failed[ids[i]] = leaveOut
		}
	}
	err = errors.Join(errs...)
	return err == nil && len(ids) >= wakeBatch, err
}
