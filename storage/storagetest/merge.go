package storagetest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/storage/db"
	"shenpi/workflow"
	"shenpi/workflow/trail"
)

// mergeTests hold what is promised of the log.
var mergeTests = map[string]func(*testing.T, Opener){
	"the merger takes every entry once":                   mergesOnce,
	"an entry of an open transaction is merged later":     mergeWithOpenTransaction,
	"a merger waits for one that was killed":              mergeAfterOneThatWasKilled,
	"two mergers beside 64 writers leave no gap":          mergeUnderLoad,
	"checkpoints only grow":                               checkpoints,
	"checkpoints are cosigned":                            cosigned,
	"an altered tile stops the merger":                    alteredTile,
	"the log is read in flat memory from any position on": logFrom,
}

func merge(t *testing.T, d *db.DB, max int) int {
	t.Helper()
	n, err := d.Merge(context.Background(), max)
	require.NoError(t, err)
	return n
}

// whole verifies the whole log and gives its tree.
func whole(t *testing.T, d *db.DB) trail.Tree {
	t.Helper()
	ctx := context.Background()
	tree, err := d.Tree(ctx)
	require.NoError(t, err)
	report, err := trail.Verifier{}.Verify(trail.Export{
		Records: d.Records(ctx), Tree: &tree, Tiles: d.Tiles(ctx), Heads: heads(d),
	})
	require.NoError(t, err)
	require.Empty(t, report.Findings)
	require.Equal(t, tree.Size, report.Entries)
	return tree
}

func heads(d *db.DB) iter.Seq2[trail.Head, error] {
	return func(yield func(trail.Head, error) bool) {
		stop := errors.New("stop")
		err := d.Heads(context.Background(), func(h trail.Head) error {
			if !yield(h, nil) {
				return stop
			}
			return nil
		})
		if err != nil && !errors.Is(err, stop) {
			yield(trail.Head{}, err)
		}
	}
}

// grew requires that the log of the new tree begins with that of the old.
func grew(t *testing.T, d *db.DB, older, newer trail.Tree) {
	t.Helper()
	proof, err := trail.ProveConsistency(newer, d.Tiles(context.Background()), older.Size)
	require.NoError(t, err)
	at := func(tree trail.Tree) trail.Checkpoint {
		return trail.Checkpoint{Origin: "log", Tree: tree, RecordedAt: Noon}
	}
	require.NoError(t, trail.CheckConsistency(at(older), at(newer), proof))
}

func mergesOnce(t *testing.T, open Opener) {
	d := open(t)()
	waiting := func() int {
		n, err := d.Unmerged(context.Background())
		require.NoError(t, err)
		return n
	}
	require.Zero(t, merge(t, d, 10), "nothing waits")
	require.Zero(t, waiting())
	for i := range 3 {
		must(t, d, file(caseID(i)))
		for range 3 {
			must(t, d, advance(caseID(i), "zhang"))
		}
	}
	require.Equal(t, 12, waiting())
	require.Equal(t, 5, merge(t, d, 5))
	require.Equal(t, 7, waiting())
	first := whole(t, d)
	must(t, d, advance(caseID(0), "zhang"))
	require.Equal(t, 8, merge(t, d, 100))
	require.Zero(t, merge(t, d, 100))
	last := whole(t, d)
	require.Equal(t, int64(13), last.Size)
	grew(t, d, first, last)
	rows, err := d.StreamEntries(context.Background(), "case/c000", 1, 10)
	require.NoError(t, err)
	for i := 1; i < len(rows); i++ {
		require.Less(t, rows[i-1].Position, rows[i].Position)
	}
	must(t, d, advance(caseID(0), "zhang"))
	rows, err = d.StreamEntries(context.Background(), "case/c000", 6, 1)
	require.NoError(t, err)
	require.Equal(t, int64(trail.Unmerged), rows[0].Position)
	sound(t, d)
}

// mergeWithOpenTransaction lets an entry that sorts first commit after one that was merged.
func mergeWithOpenTransaction(t *testing.T, open Opener) {
	d := open(t)()
	if d.Kind() == "sqlite" { // one writer: there is no other open transaction
		must(t, d, file("b"))
		must(t, d, file("a"))
		require.Equal(t, 2, merge(t, d, 10))
		whole(t, d)
		return
	}
	e, err := trail.Seal(trail.Head{Stream: "item/a"}, trail.Header{Kind: "published", RecordedAt: Noon}, nil, nil)
	require.NoError(t, err)
	tx, err := d.Jobs().Begin()
	require.NoError(t, err)
	for statement, args := range map[string][]any{
		`INSERT INTO entry (stream, number, hash, bytes, case_id, kind, person, recorded_at, effective_at, payload)
			VALUES ($1, $2, $3, $4, '', 'published', '', $5, $5, false)`: {e.Stream, e.Number, e.Hash[:], e.Bytes, Noon.UnixMicro()},
		`INSERT INTO unmerged (stream, number) VALUES ($1, $2)`:                               {e.Stream, e.Number},
		`INSERT INTO stream_head (stream, number, hash, recorded_at) VALUES ($1, $2, $3, $4)`: {e.Stream, e.Number, e.Hash[:], Noon.UnixMicro()},
	} {
		_, err := tx.Exec(statement, args...)
		require.NoError(t, err)
	}
	must(t, d, administer("item/b"))
	require.Equal(t, 1, merge(t, d, 10))
	first, err := d.Tree(context.Background())
	require.NoError(t, err)
	require.NoError(t, tx.Commit())
	require.Equal(t, 1, merge(t, d, 10))
	require.Zero(t, merge(t, d, 10))
	grew(t, d, first, whole(t, d))
	sound(t, d)
}

// mergeAfterOneThatWasKilled: what a replica was killed in goes on in PostgreSQL, and the log is not whole until that is over.
func mergeAfterOneThatWasKilled(t *testing.T, open Opener) {
	handle := open(t)
	d := handle()
	must(t, d, file("a"))
	if d.Kind() == "sqlite" { // what its one process was killed in is gone
		require.Equal(t, 1, merge(t, d, 10))
		return
	}
	tx, err := d.Jobs().Begin()
	require.NoError(t, err)
	_, err = tx.Exec("SELECT pg_advisory_xact_lock($1)", mergeLock)
	require.NoError(t, err)
	merged := make(chan int, 1)
	go func() {
		n, err := handle().Merge(context.Background(), 10)
		if err != nil {
			n = -1
		}
		merged <- n
	}()
	waits := func() (is bool) {
		const query = `SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND classid::bigint = $1 AND objid::bigint = $2
			AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
		err := d.Jobs().QueryRow(query, mergeLock>>32, mergeLock&0xffff_ffff).Scan(&is)
		return err == nil && is
	}
	require.Eventually(t, waits, time.Minute, time.Millisecond, "it says that nothing is left, and a checkpoint would be signed")
	require.NoError(t, tx.Rollback())
	require.Equal(t, 1, <-merged)
}

// mergeLock is the advisory lock of whoever merges.
const mergeLock = int64(0x5348_454e_0002)

func mergeUnderLoad(t *testing.T, open Opener) {
	handle := open(t)
	replicas := []*db.DB{handle(), handle()}
	for i := range 8 {
		must(t, replicas[0], file(caseID(i)))
	}
	ctx, stop := context.WithCancel(context.Background())
	merged := make(chan error, 2)
	for _, d := range replicas {
		go func() {
			for ctx.Err() == nil {
				if _, err := d.Merge(context.Background(), 7); err != nil {
					merged <- err
					return
				}
			}
			merged <- nil
		}()
	}
	errs := atOnce(crowd, func(i int) error {
		for range 4 {
			if _, err := replicas[i%2].Write(context.Background(), advance(caseID(i%8), "zhang")); err != nil {
				return err
			}
		}
		return nil
	})
	stop()
	require.NoError(t, errors.Join(append(errs, <-merged, <-merged)...))
	for merge(t, replicas[0], 1000) > 0 {
	}
	require.Equal(t, int64(8+crowd*4), whole(t, replicas[1]).Size)
	sound(t, replicas[0])
}

func checkpoints(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	_, ok, err := d.LatestCheckpoint(ctx)
	require.NoError(t, err)
	require.False(t, ok)
	first := db.Checkpoint{Size: 5, RecordedAt: Noon, Note: []byte("five")}
	second := db.Checkpoint{Size: 6, RecordedAt: Noon.Add(time.Minute), Note: []byte("six")}
	require.NoError(t, d.SaveCheckpoint(ctx, first))
	for _, at := range []time.Duration{-time.Second, 0, time.Second} { // of another replica
		require.NoError(t, d.SaveCheckpoint(ctx, db.Checkpoint{Size: 5, RecordedAt: Noon.Add(at), Note: []byte("five too")}))
	}
	require.NoError(t, d.SaveCheckpoint(ctx, second))
	require.Error(t, d.SaveCheckpoint(ctx, db.Checkpoint{Size: 4, RecordedAt: Noon.Add(time.Hour), Note: []byte("four")}))
	require.Error(t, d.SaveCheckpoint(ctx, db.Checkpoint{Size: 7, RecordedAt: Noon, Note: []byte("early")}))
	last, ok, err := d.LatestCheckpoint(ctx)
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, second, last)
	var all []db.Checkpoint
	for c, err := range d.Checkpoints(ctx) {
		require.NoError(t, err)
		all = append(all, c)
	}
	require.Equal(t, []db.Checkpoint{first, second}, all)
	for _, c := range []struct {
		least  int64
		newest bool
		limit  int
		want   []db.Checkpoint
	}{{0, false, 9, all}, {0, true, 9, []db.Checkpoint{second, first}}, {0, true, 1, all[1:]}, {6, false, 9, all[1:]}, {6, false, 1, all[1:]}, {7, true, 9, []db.Checkpoint{}}} {
		list, err := d.CheckpointsFrom(ctx, c.least, c.newest, c.limit)
		require.NoError(t, err)
		require.Equal(t, c.want, list, "%+v", c)
	}
}

func cosigned(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	nowhere, err := d.LastCosigned(ctx, "w1")
	require.NoError(t, err)
	require.Zero(t, nowhere)
	_, ok, err := d.EvidenceCheckpoint(ctx, 0)
	require.NoError(t, err)
	require.False(t, ok)
	var list []db.Checkpoint
	for i := range 4 {
		c := db.Checkpoint{Size: int64(5 + i), RecordedAt: Noon.Add(time.Duration(i) * time.Minute), Note: fmt.Appendf(nil, "%d\n", 5+i)}
		require.NoError(t, d.SaveCheckpoint(ctx, c))
		list = append(list, c)
	}
	evidence := func(least int64) db.Checkpoint {
		c, ok, err := d.EvidenceCheckpoint(ctx, least)
		require.NoError(t, err)
		require.True(t, ok)
		return c
	}
	require.Equal(t, list[3], evidence(6), "nobody has cosigned one")
	word := func(c db.Checkpoint, witness string) {
		at := c.RecordedAt.Add(time.Second)
		require.NoError(t, d.SaveCosignature(ctx, c, trail.Cosignature{Witness: witness, At: at, Line: "— " + witness + "\n"}))
	}
	word(list[1], "w2")
	word(list[1], "w1")
	word(list[1], "w1")
	word(list[2], "w1")
	require.Equal(t, "6\n— w1\n— w2\n", string(evidence(6).Note), "the most cosigned")
	require.Equal(t, "7\n— w1\n", string(evidence(7).Note), "the most cosigned that is large enough")
	for _, stray := range []db.Checkpoint{{Size: 99, RecordedAt: Noon.Add(time.Hour)}, {Size: 7, RecordedAt: Noon.Add(time.Hour)}} {
		for _, witness := range []string{"w1", "w2", "w3"} {
			word(stray, witness) // no checkpoint of the log
		}
	}
	require.Equal(t, "6\n— w1\n— w2\n", string(evidence(6).Note), "the most cosigned of those that are there")
	word(list[3], "w2")
	last, _, err := d.LatestCheckpoint(ctx)
	require.NoError(t, err)
	require.Equal(t, "8\n— w2\n", string(last.Note))
	reached, err := d.LastCosigned(ctx, "w1")
	require.NoError(t, err)
	require.Equal(t, db.Cosigned{Size: 7, At: list[2].RecordedAt.Add(time.Second)}, reached)
	var notes []string
	for c, err := range d.Checkpoints(ctx) {
		require.NoError(t, err)
		notes = append(notes, string(c.Note))
	}
	require.Equal(t, []string{"5\n", "6\n— w1\n— w2\n", "7\n— w1\n", "8\n— w2\n"}, notes)

	much := db.Checkpoint{Size: 9, RecordedAt: Noon.Add(time.Hour), Note: []byte("9\n")}
	require.NoError(t, d.SaveCheckpoint(ctx, much))
	require.Equal(t, much, evidence(6), "the cosigned ones are too old")
}

func alteredTile(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, file("c1"))
	must(t, d, advance("c1", "zhang"))
	require.Equal(t, 2, merge(t, d, 10))
	owned(t, d, func(exec func(string, ...any)) {
		exec("UPDATE log_tile SET data = $1 WHERE level = 0", make([]byte, 64))
	})
	must(t, d, advance("c1", "zhang"))
	_, err := d.Merge(context.Background(), 10)
	require.ErrorIs(t, err, trail.ErrTiles)
	require.Equal(t, int64(3), load(t, d, "c1").State.Head.Number, "commands go on")
}

func logFrom(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, file("c1"))
	const n = 1200 // more than are read at a time
	errs := atOnce(60, func(i int) error {
		for k := range n / 60 {
			if _, err := d.Write(context.Background(), administer(fmt.Sprint("item/", i, "-", k))); err != nil {
				return err
			}
		}
		return nil
	})
	require.NoError(t, errors.Join(errs...))
	require.Equal(t, n+1, merge(t, d, 5000))
	next := int64(300)
	require.NoError(t, d.LogEntries(context.Background(), next, func(r trail.Record) error {
		require.Equal(t, next, r.Position)
		next++
		return nil
	}))
	require.Equal(t, int64(n+1), next)
	enough := errors.New("enough")
	require.ErrorIs(t, d.LogEntries(context.Background(), 0, func(trail.Record) error { return enough }), enough)
	whole(t, d)
	var _ workflow.Store = d
}
