package db

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// RawLimit measures how many steps a second this database would take without the engine and without GORM: the rows of
// one step, written by hand, one statement per table, grouped as commands are. What it leaves is no trail: it is for a
// database that is thrown away, and refuses one with cases that are not its own.
// The steps go round over as many cases as it is told, at least one a client: a few would all lie on the same pages. The
// rows are as long as those of a short case.
func (d *DB) RawLimit(ctx context.Context, clients, cases int, length time.Duration) (perSecond float64, err error) {
	pool, err := d.write.DB()
	if err != nil {
		return 0, err
	}
	l := &limit{d: d, pool: pool, steps: make(chan *rawStep), state: bytes.Repeat([]byte("s"), 1650), entry: bytes.Repeat([]byte("e"), 1030)}
	cases = max(cases, clients)
	if err := l.prepare(ctx, cases); err != nil {
		return 0, fmt.Errorf("prepare the measurement: %w", err)
	}
	at, err := l.revisions(ctx)
	if err != nil {
		return 0, fmt.Errorf("prepare the measurement: %w", err)
	}
	timed, stop := context.WithTimeout(ctx, length)
	defer stop()
	var stepping, writing sync.WaitGroup
	writers := 1
	if d.kind == postgresKind {
		writers = writersOnPostgres
	}
	for range writers {
		writing.Go(l.write)
	}
	for i := range clients {
		var mine []*rawStep
		for k := i; k < cases; k += clients {
			mine = append(mine, &rawStep{id: rawCase(k), revision: at[rawCase(k)], stored: make(chan struct{})})
		}
		stepping.Go(func() { l.client(timed, mine) })
	}
	stepping.Wait()
	close(l.steps)
	writing.Wait()
	if failed := l.failed.Load(); failed != nil {
		return 0, fmt.Errorf("measure: %w", *failed)
	}
	return float64(l.done.Load()) / length.Seconds(), ctx.Err()
}

type limit struct {
	d            *DB
	pool         *sql.DB
	steps        chan *rawStep
	state, entry []byte
	done         atomic.Int64
	failed       atomic.Pointer[error]
}

type rawStep struct {
	id       string
	revision int64
	stored   chan struct{}
}

// rawCase is spread over the index as the random ids of cases are: neighbours in the queue are none on the disk.
func rawCase(i int) string {
	h := sha256.Sum256([]byte(strconv.Itoa(i)))
	return "raw-" + hex.EncodeToString(h[:12])
}

func (l *limit) prepare(ctx context.Context, cases int) error {
	var others int
	if err := l.pool.QueryRowContext(ctx, "SELECT count(*) FROM cases WHERE id NOT LIKE 'raw-%'").Scan(&others); err != nil {
		return err
	}
	if others > 0 {
		return errors.New("the database has cases; measure on an empty one")
	}
	for first := 0; first < cases; first += maxBatch {
		var rows []caseRow
		for i := first; i < min(first+maxBatch, cases); i++ {
			rows = append(rows, caseRow{ID: rawCase(i), Listed: caseListed{Item: "raw", Status: "received"}, HeadHash: make([]byte, 32), State: l.state})
		}
		if err := insert(l.d.write.WithContext(ctx), rows, keepOld); err != nil {
			return err
		}
	}
	return nil
}

// revisions reads where an earlier measurement left the cases.
func (l *limit) revisions(ctx context.Context) (at map[string]int64, err error) {
	rows, err := l.pool.QueryContext(ctx, "SELECT id, revision FROM cases")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error is that of Err
	at = map[string]int64{}
	for rows.Next() {
		var id string
		var revision int64
		if err := rows.Scan(&id, &revision); err != nil {
			return nil, err
		}
		at[id] = revision
	}
	return at, rows.Err()
}

// client takes one step after the other, round over cases of its own.
func (l *limit) client(ctx context.Context, mine []*rawStep) {
	for i := 0; ctx.Err() == nil && l.failed.Load() == nil; i = (i + 1) % len(mine) {
		l.steps <- mine[i]
		<-mine[i].stored
		mine[i].revision++
	}
}

func (l *limit) write() {
	for first := range l.steps {
		group := l.gather([]*rawStep{first})
		if err := l.store(group); err != nil {
			l.failed.CompareAndSwap(nil, &err)
		} else {
			l.done.Add(int64(len(group)))
		}
		for _, s := range group {
			s.stored <- struct{}{}
		}
	}
}

func (l *limit) gather(group []*rawStep) []*rawStep {
	for len(group) < maxBatch {
		select {
		case s, open := <-l.steps:
			if !open {
				return group
			}
			group = append(group, s)
		default:
			return group
		}
	}
	return group
}

// rawTables are the rows of one step.
var rawTables = []struct {
	insert  string
	columns string
	row     func(l *limit, s *rawStep) []any
}{
	{"idempotency", "actor, route, key, body, stream, number, receipt, created_at", func(l *limit, s *rawStep) []any {
		return []any{s.id, "raw", strconv.FormatInt(s.revision, 10), l.state[:32], "case/" + s.id, s.revision + 1, l.entry[:230], int64(1)}
	}},
	{"entry", "stream, number, hash, bytes, case_id, kind, person, recorded_at, effective_at, payload", func(l *limit, s *rawStep) []any {
		hash := tlog.RecordHash(l.entry)
		return []any{"case/" + s.id, s.revision + 1, hash[:], l.entry, s.id, "decided", "zhang", s.revision, s.revision, true}
	}},
	{"entry_payload", "stream, number, salt, body", func(l *limit, s *rawStep) []any {
		return []any{"case/" + s.id, s.revision + 1, l.entry[:16], l.entry[:60]}
	}},
	{"unmerged", "stream, number", func(_ *limit, s *rawStep) []any { return []any{"case/" + s.id, s.revision + 1} }},
	{"task", "case_id, visit, node, kind, role, authority, item, version, case_number, applicant, opened_at, due_on, case_due_on," +
		" claimed, open_seats, parked, named, voted, barred", func(_ *limit, s *rawStep) []any {
		return []any{s.id, s.revision + 1, "first-review", "step", "handler", "gz-iid", "raw", 1, s.id, s.id, int64(1), noDay, noDay,
			"", 1, false, "[]", "[]", "[]"}
	}},
}

func (l *limit) store(group []*rawStep) (err error) {
	tx, err := l.pool.Begin()
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	if err := l.read(tx, group); err != nil {
		return err
	}
	moved := make([]caseNow, len(group))
	for i, s := range group {
		moved[i] = caseNow{old: s.revision, row: caseRow{
			ID: s.id, Listed: caseListed{Status: "received"}, Revision: s.revision + 1, HeadHash: l.state[:32], State: l.state,
		}}
	}
	statement, args := moveStatement(l.d.kind, moved)
	if _, err := tx.Exec(l.d.placeholders(statement), args...); err != nil {
		return err
	}
	where, args := among(l.d.kind, taskColumns, group, func(s *rawStep) []any { return []any{s.id, s.revision} })
	if _, err := tx.Exec(l.d.placeholders("DELETE FROM task WHERE "+where), args...); err != nil {
		return err
	}
	for _, t := range rawTables {
		var args []any
		for _, s := range group {
			args = append(args, t.row(l, s)...)
		}
		one := "(?" + strings.Repeat(", ?", strings.Count(t.columns, ",")) + ")"
		statement := "INSERT INTO " + t.insert + " (" + t.columns + ") VALUES " + one + strings.Repeat(", "+one, len(group)-1)
		if _, err := tx.Exec(l.d.placeholders(statement), args...); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// read reads what commands read: their keys and their cases.
func (l *limit) read(tx *sql.Tx, group []*rawStep) error {
	keys, args := among(l.d.kind, keyColumns, group, func(s *rawStep) []any {
		return []any{s.id, "raw", strconv.FormatInt(s.revision, 10)}
	})
	var known int
	err := tx.QueryRow(l.d.placeholders("SELECT count(*) FROM idempotency WHERE "+keys), args...).Scan(&known)
	if err == nil && known > 0 {
		err = fmt.Errorf("%d keys are known already", known)
	}
	if err != nil {
		return err
	}
	ids := make([]any, len(group))
	for i, s := range group {
		ids[i] = s.id
	}
	rows, err := tx.Query(l.d.placeholders("SELECT id, revision, state FROM cases WHERE id IN (?"+strings.Repeat(", ?", len(ids)-1)+")"), ids...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // its error is that of Err
	for rows.Next() {
		var c caseContent
		if err := rows.Scan(&c.ID, &c.Revision, &c.State); err != nil {
			return err
		}
	}
	return rows.Err()
}

// placeholders writes ? as the database wants it.
func (d *DB) placeholders(statement string) string {
	if d.kind == sqliteKind {
		return statement
	}
	var b strings.Builder
	for n := 1; ; n++ {
		before, after, more := strings.Cut(statement, "?")
		b.WriteString(before)
		if !more {
			return b.String()
		}
		b.WriteString("$" + strconv.Itoa(n))
		statement = after
	}
}
