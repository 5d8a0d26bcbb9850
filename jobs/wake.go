package jobs

import (
	"context"
	"errors"
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

// wakeBatch is how many cases are woken in one go.
const wakeBatch = 128

// Wake records what falls due on cases nobody touches: deemed decisions, silence, ends of waits, warnings, cards. now is
// the time of the office, which in a demonstration may be ahead.
func Wake(due Due, catcher Catcher, now func() time.Time) Job {
	run := func(ctx context.Context) (bool, error) {
		ids, err := due.Due(ctx, now(), wakeBatch)
		if err != nil || len(ids) == 0 {
			return false, err
		}
		errs := make(chan error, len(ids))
		for _, id := range ids {
			go func() {
				_, err := catcher.CatchUp(ctx, id)
				errs <- err
			}()
		}
		var all error
		for range ids {
			all = errors.Join(all, <-errs)
		}
		return all == nil && len(ids) == wakeBatch, all
	}
	return Job{Name: "wake", Every: every, Run: run}
}
