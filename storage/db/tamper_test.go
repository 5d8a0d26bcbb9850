package db_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"

	"shenpi/storage/db"
	"shenpi/workflow"
	"shenpi/workflow/trail"
)

// ledger is a database with many entries, as whoever owns it can change it: everything but the signing key.
type ledger struct {
	t       *testing.T
	file    string
	whole   []byte // the file as it should be
	signer  note.Signer
	keys    *trail.Keys
	entries int
	kept    []byte   // a checkpoint held outside, of all entries
	older   []string // the file as it once was, each time with twice as many entries; the last a few before now
}

// ledgerSize is how many entries are tampered with at how many places, so many of them at once: each alone among 10,000, or
// two hundred among 1,000,000.
func ledgerSize() (entries, places, together int) {
	switch {
	case os.Getenv("SHENPI_LONG") == "1":
		return 1_000_000, 200, 200
	case underRace:
		return 1_000, 3, 1
	}
	return 10_000, 20, 1
}

func newLedger(t *testing.T, entries int) *ledger {
	t.Helper()
	private, public, err := note.GenerateKey(rand.NewChaCha8([32]byte{1}), "ledger.example")
	require.NoError(t, err)
	l := &ledger{t: t, file: filepath.Join(t.TempDir(), "shenpi.db"), entries: entries}
	l.signer, err = note.NewSigner(private)
	require.NoError(t, err)
	l.keys, err = trail.NewKeys(public)
	require.NoError(t, err)
	require.NoError(t, db.Migrate(t.Context(), l.config()))
	d := l.open()
	before := entries - l.lately()
	sizes := []int{before}
	for n := before / 2; n >= 100 && len(sizes) < 10; n /= 2 {
		sizes = append(sizes, n/perStream*perStream)
	}
	slices.Reverse(sizes)
	for i, size := range sizes {
		l.fill(d, append([]int{0}, sizes...)[i], size)
		l.sign(d, size/perStream)
		require.NoError(t, d.Close())
		l.older = append(l.older, fmt.Sprint(l.file, ".older", i))
		l.copy(l.file, l.older[i])
		d = l.open()
	}
	l.fill(d, before, entries)
	l.kept = l.sign(d, entries/perStream)
	require.NoError(t, d.Close())
	l.whole, err = os.ReadFile(l.file)
	require.NoError(t, err)
	return l
}

// lately is how many entries came after the file that a rolled back database goes on with.
func (l *ledger) lately() int { return min(l.entries/2, 5_000) }

func (l *ledger) config() db.Config {
	return db.Config{URL: "sqlite:" + l.file + "?synchronous=off", Unsafe: true, Now: func() time.Time { return time.Unix(1_790_000_000, 0) }}
}

func (l *ledger) open() *db.DB {
	d, err := db.Open(context.Background(), l.config())
	require.NoError(l.t, err)
	return d
}

func (l *ledger) copy(from, to string) {
	b, err := os.ReadFile(from)
	require.NoError(l.t, err)
	require.NoError(l.t, os.WriteFile(to, b, 0o600))
}

// perStream is how many entries a stream of the ledger has.
const perStream = 10

// fill writes the entries from..until, sixty-four streams at a time. Each has a payload.
func (l *ledger) fill(d *db.DB, from, until int) {
	var group sync.WaitGroup
	streams := make(chan int)
	for range 64 {
		group.Go(func() {
			for s := range streams {
				for n := range perStream {
					l.write(d, s, n)
				}
			}
		})
	}
	for s := from / perStream; s < until/perStream; s++ {
		streams <- s
	}
	close(streams)
	group.Wait()
	for {
		n, err := d.Merge(context.Background(), 10_000)
		require.NoError(l.t, err)
		if n == 0 {
			return
		}
	}
}

// moment is when the entries of a stream begin: each has a hundred seconds of its own.
func moment(stream int) time.Time { return time.Unix(1_780_000_000+int64(stream)*100, 0).UTC() }

func (l *ledger) write(d *db.DB, s, n int) {
	stream, at := fmt.Sprintf("unit/u%06d", s), moment(s).Add(time.Duration(n)*time.Second)
	_, err := d.Write(context.Background(), workflow.Write{Stream: stream, Change: func(tx *workflow.Tx) error {
		head := tx.Head
		head.Stream = stream
		p := &trail.Payload{Salt: make([]byte, trail.SaltSize), Body: fmt.Appendf(nil, `{"opinion":"材料齐全 %d"}`, n)}
		h := trail.Header{Kind: "decided", RecordedAt: at, Actor: trail.Actor{Person: fmt.Sprintf("p%d", n), Roles: []string{"handler"}}}
		e, err := trail.Seal(head, h, fmt.Appendf(nil, `{"decision":"pass","visit":%d}`, n+1), p)
		if err != nil {
			return err
		}
		tx.Out.Entries = []workflow.Recorded{{Entry: e, Payload: p}}
		tx.Out.Receipt = workflow.Receipt{Stream: stream, Number: e.Number, Hash: e.Hash, RecordedAt: e.RecordedAt, Kind: e.Kind}
		return nil
	}})
	require.NoError(l.t, err)
}

// sign signs the log as it stands after so many streams.
func (l *ledger) sign(d *db.DB, streams int) []byte {
	tree, err := d.Tree(context.Background())
	require.NoError(l.t, err)
	at := moment(streams)
	signed, err := trail.SignCheckpoint(trail.Checkpoint{Origin: "ledger.example", Tree: tree, RecordedAt: at}, l.signer)
	require.NoError(l.t, err)
	require.NoError(l.t, d.SaveCheckpoint(context.Background(), db.Checkpoint{Size: tree.Size, RecordedAt: at, Note: signed}))
	return signed
}

// verify is what `shenpi trail verify` does, with or without what is held outside.
func (l *ledger) verify(kept ...[]byte) trail.Report {
	ctx := context.Background()
	d := l.open()
	defer func() { require.NoError(l.t, d.Close()) }()
	tree, err := d.Tree(ctx)
	require.NoError(l.t, err)
	notes := func(yield func([]byte, error) bool) {
		for c, err := range d.Checkpoints(ctx) {
			if !yield(c.Note, err) {
				return
			}
		}
	}
	report, err := trail.Verifier{Keys: l.keys}.Verify(trail.Export{
		Records: d.Records(ctx), Heads: headsOf(ctx, d), Tree: &tree, Tiles: d.Tiles(ctx), Checkpoints: notes, Kept: kept})
	require.NoError(l.t, err)
	return report
}

func headsOf(ctx context.Context, d *db.DB) iter.Seq2[trail.Head, error] {
	var heads []trail.Head
	err := d.Heads(ctx, func(h trail.Head) error { heads = append(heads, h); return nil })
	return func(yield func(trail.Head, error) bool) {
		for _, h := range heads {
			if !yield(h, nil) {
				return
			}
		}
		if err != nil {
			yield(trail.Head{}, err)
		}
	}
}

// spot is an entry that is changed: one that has others before and after it in its stream.
type spot struct {
	stream string
	number int64
}

// unguarded is a connection of the owner, who has taken the guards away.
func (l *ledger) unguarded() *sql.DB {
	d, err := sql.Open("sqlite", "file:"+l.file)
	require.NoError(l.t, err)
	d.SetMaxOpenConns(1)
	var drop sql.NullString
	require.NoError(l.t, d.QueryRow("SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_master WHERE type = 'trigger'").Scan(&drop))
	_, err = d.Exec("PRAGMA synchronous = off; BEGIN; " + drop.String + "; COMMIT")
	require.NoError(l.t, err)
	return d
}

// owned runs statements as the owner of the database, who first takes its guards away.
func (l *ledger) owned(statements ...string) {
	d := l.unguarded()
	defer func() { require.NoError(l.t, d.Close()) }()
	for _, s := range statements {
		_, err := d.Exec(s)
		require.NoError(l.t, err, s)
	}
}

// rewrite replaces text in the stored bytes of an entry.
func (s spot) rewrite(was, is string) string {
	return fmt.Sprintf("UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), '%s', '%s') AS BLOB) WHERE %s", was, is, s.where())
}

func (s spot) where() string { return fmt.Sprintf("stream = '%s' AND number = %d", s.stream, s.number) }

// lie is one way to tamper. It gives the code and, where it can be told, the place of what must be found first.
type lie struct {
	outside bool // only something held outside the database tells
	back    bool // it has no place, but how far it goes back: the number of a spot without a stream
	tell    func(l *ledger, s spot) (codes []trail.Code, at spot)
}

// lies are what the owner of a database may do.
var lies = map[string]lie{
	"a fact edited": {tell: func(l *ledger, s spot) ([]trail.Code, spot) {
		l.owned(s.rewrite(`"pass"`, `"fail"`))
		return []trail.Code{trail.CodeHashMismatch}, s
	}},
	"an entry deleted": {tell: func(l *ledger, s spot) ([]trail.Code, spot) {
		l.owned("DELETE FROM entry WHERE "+s.where(), "DELETE FROM entry_payload WHERE "+s.where(), "DELETE FROM log_position WHERE "+s.where())
		return []trail.Code{trail.CodePositionGap, trail.CodeNumberGap}, spot{}
	}},
	"an entry inserted": {tell: func(l *ledger, s spot) ([]trail.Code, spot) {
		l.owned(fmt.Sprintf("UPDATE log_position SET position = -position - 2 WHERE position >= (SELECT position FROM log_position WHERE %s)", s.where()),
			"UPDATE log_position SET position = -position - 1 WHERE position < 0",
			fmt.Sprintf("INSERT INTO entry SELECT 'unit/forged-' || stream, 1, hash, bytes, case_id, kind, person, recorded_at, effective_at, payload FROM entry WHERE %s", s.where()),
			fmt.Sprintf("INSERT INTO log_position SELECT position - 1, 'unit/forged-' || stream, 1 FROM log_position WHERE %s", s.where()))
		return []trail.Code{trail.CodeColumnMismatch}, s // by what its bytes say
	}},
	"two entries swapped": {tell: func(l *ledger, s spot) ([]trail.Code, spot) {
		next := spot{s.stream, s.number + 1}
		l.owned("UPDATE entry SET number = -1 WHERE "+s.where(), fmt.Sprintf("UPDATE entry SET number = %d WHERE %s", s.number, next.where()),
			fmt.Sprintf("UPDATE entry SET number = %d WHERE stream = '%s' AND number = -1", next.number, s.stream))
		return []trail.Code{trail.CodeColumnMismatch}, next
	}},
	"the last entries cut off": {outside: true, back: true, tell: func(l *ledger, s spot) ([]trail.Code, spot) {
		cut := l.entries - 1 - int(s.number*s.number)*7
		l.owned(fmt.Sprintf("DELETE FROM entry WHERE (stream, number) IN (SELECT stream, number FROM log_position WHERE position >= %d)", cut),
			fmt.Sprintf("DELETE FROM entry_payload WHERE (stream, number) IN (SELECT stream, number FROM log_position WHERE position >= %d)", cut),
			fmt.Sprintf("DELETE FROM log_position WHERE position >= %d", cut), "DELETE FROM checkpoint WHERE size > "+fmt.Sprint(cut))
		l.mendEdge()
		return []trail.Code{trail.CodeLogShrunk}, spot{}
	}},
	"an entry twice": {tell: func(l *ledger, s spot) ([]trail.Code, spot) {
		l.owned(fmt.Sprintf("INSERT INTO entry SELECT stream, 99, hash, bytes, case_id, kind, person, recorded_at, effective_at, payload FROM entry WHERE %s", s.where()),
			fmt.Sprintf("INSERT INTO log_position SELECT max(position) + 1, '%s', 99 FROM log_position", s.stream))
		return []trail.Code{trail.CodeColumnMismatch}, s
	}},
	"the whole database rolled back": {outside: true, back: true, tell: func(l *ledger, s spot) ([]trail.Code, spot) {
		l.copy(l.older[s.number], l.file)
		return []trail.Code{trail.CodeLogShrunk}, spot{}
	}},
	"rolled back and gone on with": {outside: true, back: true, tell: func(l *ledger, s spot) ([]trail.Code, spot) {
		l.copy(l.older[len(l.older)-1], l.file)
		d := l.open()
		from, until := 10*l.entries, 10*l.entries+l.lately()*int(2+s.number) // up to what was there, and beyond
		l.fill(d, from, until)
		l.sign(d, until/perStream)
		require.NoError(l.t, d.Close())
		return []trail.Code{trail.CodeForked}, spot{}
	}},
	"another time": {tell: func(l *ledger, s spot) ([]trail.Code, spot) {
		l.owned(s.rewrite(`"recorded_at":"2026`, `"recorded_at":"2025`), "UPDATE entry SET recorded_at = recorded_at - 1 WHERE "+s.where())
		return []trail.Code{trail.CodeHashMismatch}, s
	}},
	"another person": {tell: func(l *ledger, s spot) ([]trail.Code, spot) {
		l.owned(s.rewrite(fmt.Sprintf(`"person":"p%d"`, s.number-1), `"person":"q1"`), "UPDATE entry SET person = 'q1' WHERE "+s.where())
		return []trail.Code{trail.CodeHashMismatch}, s
	}},
	"another opinion": {tell: func(l *ledger, s spot) ([]trail.Code, spot) {
		l.owned("UPDATE entry_payload SET body = CAST(replace(CAST(body AS TEXT), '齐全', '不齐') AS BLOB) WHERE " + s.where())
		return []trail.Code{trail.CodePayloadMismatch}, s
	}},
	"an opinion gone": {tell: func(l *ledger, s spot) ([]trail.Code, spot) {
		l.owned("DELETE FROM entry_payload WHERE " + s.where())
		return []trail.Code{trail.CodePayloadMismatch}, s
	}},
	"an opinion gone with an erasure row beside it": {tell: func(l *ledger, s spot) ([]trail.Code, spot) {
		l.owned("DELETE FROM entry_payload WHERE "+s.where(), fmt.Sprintf("INSERT INTO erasure VALUES ('%s', %d, 1)", s.stream, s.number))
		return []trail.Code{trail.CodeErasureUnrecorded}, s
	}},
	"an entry and its hash": {tell: func(l *ledger, s spot) ([]trail.Code, spot) {
		l.owned(s.rewrite(`"pass"`, `"fail"`))
		l.rehash(s)
		return []trail.Code{trail.CodeHashMismatch}, s // it is not the one under the signed root
	}},
}

// rehash stores the hash of what the bytes of an entry have become.
func (l *ledger) rehash(s spot) {
	d := l.unguarded()
	defer func() { require.NoError(l.t, d.Close()) }()
	var b []byte
	require.NoError(l.t, d.QueryRow("SELECT bytes FROM entry WHERE "+s.where()).Scan(&b))
	e, err := trail.Open(b)
	require.NoError(l.t, err)
	_, err = d.Exec("UPDATE entry SET hash = ? WHERE "+s.where(), e.Hash[:])
	require.NoError(l.t, err)
}

// mendEdge makes heads, tiles and root agree with what is left of the log, as a careful owner would.
func (l *ledger) mendEdge() {
	d := l.open()
	var leaves []trail.Hash
	heads := map[string]trail.Head{}
	for r, err := range d.Records(context.Background()) {
		require.NoError(l.t, err)
		e, err := trail.Open(r.Entry)
		require.NoError(l.t, err)
		leaves = append(leaves, e.Hash)
		heads[e.Stream] = e.Head()
	}
	require.NoError(l.t, d.Close())
	tree, tiles, err := trail.Append(trail.Tree{}, none{}, leaves)
	require.NoError(l.t, err)
	owner := l.unguarded()
	defer func() { require.NoError(l.t, owner.Close()) }()
	do := func(q string, args ...any) {
		_, err := owner.Exec(q, args...)
		require.NoError(l.t, err, q)
	}
	do("DELETE FROM log_tile")
	for _, t := range tiles {
		do("INSERT INTO log_tile VALUES (?, ?, ?, ?)", t.Level, t.Index, t.Width, t.Data)
	}
	do("UPDATE log_tree SET size = ?, root = ?", tree.Size, tree.Root[:])
	rows, err := owner.Query("SELECT stream FROM stream_head")
	require.NoError(l.t, err)
	var streams []string
	for rows.Next() {
		var s string
		require.NoError(l.t, rows.Scan(&s))
		streams = append(streams, s)
	}
	require.NoError(l.t, rows.Close())
	for _, s := range streams {
		h := heads[s]
		if h.Number == 0 {
			do("DELETE FROM stream_head WHERE stream = ?", s)
			continue
		}
		do("UPDATE stream_head SET number = ?, hash = ?, recorded_at = ? WHERE stream = ? AND number <> ?", h.Number, h.Hash[:], h.RecordedAt.UnixMicro(), s, h.Number)
	}
}

type none struct{}

func (none) ReadTiles(ids []trail.TileID) ([]trail.Tile, error) {
	return make([]trail.Tile, len(ids)), nil
}

// TestWhatTheOwnerOfTheDatabaseChangesIsFound tampers with SQL, as whoever owns the database can, at random places. What was
// done to an attachment or a definition is told where those are read.
func TestWhatTheOwnerOfTheDatabaseChangesIsFound(t *testing.T) {
	t.Parallel()
	entries, places, together := ledgerSize()
	l := newLedger(t, entries)
	require.Empty(t, l.verify(l.kept).Findings)
	t.Run("lies", func(t *testing.T) {
		for name, x := range lies {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				l, random := l.apart(t), rand.New(rand.NewChaCha8(sha256.Sum256([]byte(name))))
				for _, spots := range l.where(x, random, places, together) {
					l.restore()
					l.caught(name, x, spots)
				}
			})
		}
	})
}

// where is where a lie is told each time.
func (l *ledger) where(x lie, random *rand.Rand, places, together int) (list []map[spot]bool) {
	if x.back {
		for i := range l.older {
			list = append(list, map[spot]bool{{number: int64(i)}: true})
		}
		return list
	}
	for range max(places/together, 1) {
		spots := map[spot]bool{}
		for _, stream := range random.Perm(l.entries / perStream)[:together] {
			spots[spot{fmt.Sprintf("unit/u%06d", stream), int64(2 + random.IntN(perStream-2))}] = true
		}
		list = append(list, spots)
	}
	return list
}

// apart is the same ledger in a file of its own, which is gone with the test.
func (l *ledger) apart(t *testing.T) *ledger {
	other := *l
	other.t, other.file = t, filepath.Join(t.TempDir(), "shenpi.db")
	return &other
}

func (l *ledger) restore() {
	for _, rest := range []string{"-wal", "-shm"} {
		_ = os.Remove(l.file + rest)
	}
	require.NoError(l.t, os.WriteFile(l.file, l.whole, 0o600))
}

// caught tells a lie at some places, each in a stream of its own, and holds that something is found in each of them, the first where
// the first lie was told.
func (l *ledger) caught(name string, x lie, spots map[spot]bool) {
	l.t.Helper()
	var codes []trail.Code
	ats, streams := map[spot]bool{}, map[string]bool{}
	for s := range spots {
		var at spot
		codes, at = x.tell(l, s)
		ats[at], streams[s.stream] = true, true
	}
	var kept [][]byte
	if x.outside {
		kept = [][]byte{l.kept}
	}
	report := l.verify(kept...)
	found, bad := report.First()
	require.True(l.t, bad, "%s at %v was not found", name, spots)
	require.Contains(l.t, codes, found.Code, "%s at %v: %s", name, spots, found.EN)
	require.NotContains(l.t, found.ZH, "{")
	require.Zero(l.t, report.More)
	if x.outside {
		require.Len(l.t, report.Findings, 1, "%s at %v: nothing inside the database tells", name, spots)
		return
	}
	require.True(l.t, ats[spot{found.Stream, found.Number}], "%s: %s", name, found.EN)
	for _, f := range report.Findings {
		delete(streams, f.Stream)
	}
	require.Empty(l.t, streams, "%s: not found", name)
}
