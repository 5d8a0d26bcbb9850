package db

import (
	"context"
	"slices"
	"sync"

	"gorm.io/gorm"

	"shenpi/workflow"
)

// maxBatch is how many waiting commands share one commit.
const maxBatch = 128

// member is one caller that waits for a writer: with a command, or on SQLite with another change of the database.
type member struct {
	ctx    context.Context
	write  workflow.Write
	change func(*gorm.DB) error // set instead of write

	names    [2]string // see locks
	tries    int       // how often it was left out of a flush
	alone    bool      // it runs by itself, and whoever runs it releases it
	answered chan struct{}
	receipt  workflow.Receipt
	err      error
}

func newMember(ctx context.Context, w workflow.Write) *member {
	m := &member{ctx: ctx, write: w, answered: make(chan struct{})}
	m.names = locks(w)
	return m
}

// answer is given once; a second one is ignored, so that a recovered writer may answer whoever is left.
func (m *member) answer(r workflow.Receipt, err error) {
	select {
	case <-m.answered:
		return
	default:
	}
	m.receipt, m.err = r, err
	close(m.answered)
}

// locks names what no two writers of this process may have in hand at once: two batches with the same case would only
// push each other aside, and two with the same key would wait for each other in the database.
func locks(w workflow.Write) (names [2]string) {
	switch {
	case w.Case != "":
		names[0] = "case " + string(w.Case)
	case w.Stream != "":
		names[0] = "stream " + w.Stream
	}
	if k := w.Key; k != nil {
		names[1] = "key " + k.Actor + "\x00" + k.Route + "\x00" + k.Key
	}
	return names
}

// queue is what waits for the writers.
type queue struct {
	mu      sync.Mutex
	changed *sync.Cond
	waiting []*member
	busy    map[string]bool
	closed  bool
}

func newQueue() *queue {
	q := &queue{busy: map[string]bool{}}
	q.changed = sync.NewCond(&q.mu)
	return q
}

// put makes m wait at the end; it is false when the database is being closed.
func (q *queue) put(m *member) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	q.waiting = append(q.waiting, m)
	q.changed.Broadcast()
	return true
}

// again puts members back in front: they were taken once and waited longest.
func (q *queue) again(members []*member) {
	if len(members) == 0 {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		for _, m := range members {
			m.answer(workflow.Receipt{}, unavailable(errClosed))
		}
		return
	}
	q.waiting = slices.Concat(members, q.waiting)
	q.changed.Broadcast()
}

// withdraw takes m out if no writer has it yet.
func (q *queue) withdraw(m *member) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, w := range q.waiting {
		if w == m {
			q.waiting = slices.Delete(q.waiting, i, i+1)
			return true
		}
	}
	return false
}

// take waits until at least the given number can be had and takes them, at most maxBatch and all of one sort: commands,
// or other changes. It is nil when the queue is closed.
func (q *queue) take(atLeast int) []*member {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		if q.closed {
			return nil
		}
		if taken := q.pick(atLeast); taken != nil {
			return taken
		}
		q.changed.Wait()
	}
}

func (q *queue) pick(atLeast int) []*member {
	if len(q.waiting) < atLeast {
		return nil
	}
	free := func(m *member) bool { return !q.busy[m.names[0]] && !q.busy[m.names[1]] }
	var taken, rest []*member
	for _, m := range q.waiting {
		if len(taken) < maxBatch && free(m) && (len(taken) == 0 || (m.change == nil) == (taken[0].change == nil)) {
			taken = append(taken, m)
		} else {
			rest = append(rest, m)
		}
	}
	if len(taken) < atLeast {
		return nil
	}
	q.waiting = rest
	for _, m := range taken {
		for _, name := range m.names {
			if name != "" {
				q.busy[name] = true
			}
		}
	}
	return taken
}

// release frees what the members had locked; it comes before again.
func (q *queue) release(members []*member) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, m := range members {
		for _, name := range m.names {
			delete(q.busy, name)
		}
	}
	q.changed.Broadcast()
}

// Waiting is how many commands and other changes no writer has taken yet.
func (d *DB) Waiting() int {
	d.queue.mu.Lock()
	defer d.queue.mu.Unlock()
	return len(d.queue.waiting)
}

// close stops the writers after what they have in hand and refuses what waits.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	for _, m := range q.waiting {
		m.answer(workflow.Receipt{}, unavailable(errClosed))
	}
	q.waiting = nil
	q.changed.Broadcast()
}
