package jobs

import (
	"context"
	"errors"
	"slices"
	"sync"
)

// rounds is a job over rows that are worked on one by one, all of a turn at once. Those that failed are left alone for a
// while, so that they do not stand before all others.
type rounds[Row any, Name comparable] struct {
	list   func(ctx context.Context, limit int) ([]Row, error) // what is to be done, the oldest first
	name   func(Row) Name
	do     func(context.Context, Row) error
	failed map[Name]int // turns to leave out
}

const (
	roundSize = 128 // rows worked on in one turn, and how many that failed are remembered beside them
	leaveOut  = 60  // turns for which one that failed is left alone
)

func (r *rounds[Row, Name]) turn(ctx context.Context) (bool, error) {
	if r.failed == nil {
		r.failed = map[Name]int{}
	}
	for name, turns := range r.failed {
		if r.failed[name]--; turns <= 1 {
			delete(r.failed, name)
		}
	}
	rows, err := r.list(ctx, roundSize+len(r.failed))
	if err != nil {
		return false, err
	}
	rows = slices.DeleteFunc(rows, func(row Row) bool { return r.failed[r.name(row)] > 0 })
	errs := make([]error, len(rows))
	var wait sync.WaitGroup
	for i, row := range rows {
		wait.Go(func() { errs[i] = r.do(ctx, row) })
	}
	wait.Wait()
	for i, err := range errs {
		if err != nil && ctx.Err() == nil && len(r.failed) < roundSize {
			r.failed[r.name(rows[i])] = leaveOut
		}
	}
	err = errors.Join(errs...)
	return err == nil && len(rows) >= roundSize, err
}
