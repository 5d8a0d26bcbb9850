package db

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"shenpi/workflow"
)

var (
	errClosed = errors.New("the database is being closed")
	errPanic  = errors.New("a change did not return")
)

const (
	leaveAfter  = 2    // how often a member is left out of a batch before it runs alone with its rows locked
	aloneTries  = 6    // how often one that runs alone begins again
	aloneAtOnce = 8    // how many run alone at the same time, on PostgreSQL
	aloneWait   = 4500 // how long one that runs alone waits for a row, in milliseconds; see batchLockTimeout
)

var _ workflow.Store = (*DB)(nil)

// Write is workflow.Store's. A caller who gives up before a writer took the command withdraws it; one who gives up later
// is told that the outcome is unknown.
func (d *DB) Write(ctx context.Context, w workflow.Write) (workflow.Receipt, error) {
	if (w.Case == "") == (w.Stream == "") || w.Change == nil {
		return workflow.Receipt{}, errors.New("write: it must be about one case or one stream and change something")
	}
	return d.await(newMember(ctx, w))
}

// update runs a change of the database that is no command, in its own transaction; the change may run several times. On
// SQLite it goes through the writer.
func (d *DB) update(ctx context.Context, change func(tx *gorm.DB) error) (err error) {
	if d.kind == sqliteKind {
		m := newMember(ctx, workflow.Write{})
		m.change = change
		_, err = d.await(m)
	} else {
		for range aloneTries {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err = d.transact(change); !waited(err) {
				break
			}
		}
	}
	if err != nil && broken(err) && workflow.Code(err) == "internal" {
		return unavailable(err)
	}
	return err
}

func (d *DB) await(m *member) (workflow.Receipt, error) {
	if err := m.ctx.Err(); err != nil {
		return workflow.Receipt{}, err
	}
	if !d.queue.put(m) {
		return workflow.Receipt{}, unavailable(errClosed)
	}
	select {
	case <-m.answered:
		return m.receipt, m.err
	case <-m.ctx.Done():
	}
	if d.queue.withdraw(m) {
		return workflow.Receipt{}, m.ctx.Err()
	}
	select {
	case <-m.answered:
		return m.receipt, m.err
	default:
		return workflow.Receipt{}, outcomeUnknown(m.ctx.Err())
	}
}

// transact runs fn in one transaction on the writers' context. An error wrapping errUncertain came from the commit.
func (d *DB) transact(fn func(*gorm.DB) error) error {
	var entered bool
	var inner error
	err := d.write.WithContext(d.ctx).Transaction(func(tx *gorm.DB) error {
		entered = true
		inner = fn(tx)
		return inner
	})
	switch {
	case err == nil:
		return nil
	case inner != nil:
		if broken(inner) {
			d.reset()
		}
		return inner
	case !entered:
		return unavailable(err)
	default:
		d.reset()
		return outcomeUnknown(err)
	}
}

// uncertain reports an error of the commit itself: it may or may not have been stored.
func uncertain(err error) bool { return workflow.Code(err) == "outcome_unknown" }

// writer serves the queue until it is closed. The first one takes what there is; the others come in only when more than
// one command waits, so that grouping is not spoiled.
func (d *DB) writer(n int) {
	returned := false
	defer func() {
		if !returned { // a change ended this goroutine
			d.done.Add(1)
			go d.writer(n)
		}
		d.done.Done()
	}()
	for {
		taken := d.queue.take(1 + n)
		if taken == nil {
			returned = true
			return
		}
		d.serve(taken)
	}
}

func (d *DB) serve(taken []*member) {
	var again []*member
	defer func() {
		if r := recover(); r != nil {
			d.log.Error("the writer panicked", "panic", r)
		}
		mine := slices.DeleteFunc(slices.Clone(taken), func(m *member) bool { return m.alone })
		d.queue.release(mine)
		d.queue.again(again)
		for _, m := range mine {
			if !slices.Contains(again, m) {
				m.answer(workflow.Receipt{}, errPanic)
			}
		}
	}()
	live := make([]*member, 0, len(taken))
	for _, m := range taken {
		if err := m.ctx.Err(); err != nil {
			m.answer(workflow.Receipt{}, err)
			continue
		}
		live = append(live, m)
	}
	switch {
	case len(live) == 0:
	case live[0].change != nil:
		d.runChanges(live)
	default:
		again = d.runBatch(live)
	}
}

// runChanges runs changes that are no commands in one transaction, each behind a savepoint of its own.
func (d *DB) runChanges(members []*member) {
	results := make([]error, len(members))
	err := d.transact(func(tx *gorm.DB) error {
		for i, m := range members {
			results[i] = d.guard(func() error { return tx.Transaction(m.change) })
			if results[i] != nil && broken(results[i]) {
				return results[i]
			}
		}
		return nil
	})
	for i, m := range members {
		if err != nil {
			results[i] = err
		}
		m.answer(workflow.Receipt{}, results[i])
	}
}

// guard turns a panic into an error.
func (d *DB) guard(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			d.log.Error("a change panicked", "panic", r)
			err = fmt.Errorf("%w: %v", errPanic, r)
		}
	}()
	return f()
}

// runBatch runs members in one transaction. It returns those to take again because somebody else was faster.
func (d *DB) runBatch(members []*member) (again []*member) {
	var wanted []string
	for tries := 0; len(members) > 0; tries++ {
		b := newBatch(d, members, wanted)
		err := d.transact(b.run)
		var left *leftOut
		switch {
		case err == nil:
			b.answer()
			return append(again, d.later(b.left)...)
		case errors.As(err, &left) && tries < maxPasses:
			wanted = left.wanted
			again = append(again, d.later(left.members)...)
			members = slices.DeleteFunc(slices.Clone(members), func(m *member) bool { return slices.Contains(left.members, m) })
		case uncertain(err), workflow.Code(err) == "database_unavailable":
			d.log.Error("run commands", "error", err, "commands", len(members))
			for _, m := range members {
				m.answer(workflow.Receipt{}, err)
			}
			return again
		default:
			d.log.Info("a batch could not be flushed; its commands run alone", "error", err, "commands", len(members))
			for _, m := range members {
				d.alone(m)
			}
			return again
		}
	}
	return again
}

// later sends those who were left out too often to run alone and returns the others.
func (d *DB) later(members []*member) (again []*member) {
	for _, m := range members {
		m.tries++
		if m.tries >= leaveAfter {
			d.alone(m)
			continue
		}
		again = append(again, m)
	}
	return again
}

// alone runs a member by itself: on SQLite at once, on PostgreSQL beside the writers, since it may have to wait for rows.
func (d *DB) alone(m *member) {
	if d.kind == sqliteKind {
		m.answer(d.runAlone(m))
		return
	}
	m.alone = true
	d.done.Add(1)
	go func() {
		defer d.done.Done()
		defer d.queue.release([]*member{m})
		defer m.answer(workflow.Receipt{}, errPanic)
		d.solo <- struct{}{}
		defer func() { <-d.solo }()
		m.answer(d.runAlone(m))
	}()
}

func (d *DB) runAlone(m *member) (workflow.Receipt, error) {
	var err error
	var wanted []string
	for range aloneTries {
		b := newBatch(d, []*member{m}, wanted)
		b.alone = true
		err = d.transact(b.run)
		var left *leftOut
		switch {
		case err == nil && len(b.left) == 0:
			b.remember()
			return b.result(0)
		case errors.As(err, &left) && left.wanted != nil:
			wanted = left.wanted
		case err == nil, left != nil:
			err = unavailable(errors.New("others were always faster"))
		case uncertain(err):
			return workflow.Receipt{}, err
		case sqlState(err) == lockNotAvailable && b.keying:
			return workflow.Receipt{}, keyInFlight()
		case sqlState(err) == lockNotAvailable:
			return workflow.Receipt{}, unavailable(err)
		case errors.Is(err, gorm.ErrDuplicatedKey), errors.Is(err, errTaken): // the next run sees who has it
		case waited(err): // in vain
			err = unavailable(err)
		case broken(err):
			return workflow.Receipt{}, unavailable(err)
		default:
			return workflow.Receipt{}, err
		}
	}
	return workflow.Receipt{}, err
}
