package db

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
)

// Exclusive runs a loop's turn unless the same one is running already, here or on another replica; ran is false then. On
// PostgreSQL it holds an advisory lock on a connection of its own, which the server frees when this process dies. On
// SQLite there is one process, and what a turn writes goes through the writer anyway.
func (d *DB) Exclusive(ctx context.Context, name string, fn func(context.Context) error) (ran bool, err error) {
	if !d.enter(name) {
		return false, nil
	}
	defer d.leave(name)
	if d.kind == sqliteKind {
		return true, fn(ctx)
	}
	conn, err := d.jobs.Conn(ctx)
	if err != nil {
		return false, fmt.Errorf("lock %s: %w", name, err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	key := lockKey("loop " + name)
	var mine bool
	if err := conn.QueryRowContext(ctx, "SELECT pg_try_advisory_lock($1)", key).Scan(&mine); err != nil {
		return false, fmt.Errorf("lock %s: %w", name, err)
	}
	if !mine {
		return false, nil
	}
	defer func() {
		// The caller may have given up; the lock has to go all the same.
		if _, unlock := conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", key); unlock != nil {
			err = errors.Join(err, fmt.Errorf("unlock %s: %w", name, unlock))
		}
	}()
	return true, fn(ctx)
}

func (d *DB) enter(name string) bool {
	d.loops.Lock()
	defer d.loops.Unlock()
	if d.named[name] {
		return false
	}
	d.named[name] = true
	return true
}

func (d *DB) leave(name string) {
	d.loops.Lock()
	defer d.loops.Unlock()
	delete(d.named, name)
}

// lockKey is the advisory lock of a name; it is negative and so never one of the fixed ones.
func lockKey(name string) int64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	return int64(h.Sum64() | 1<<63)
}
