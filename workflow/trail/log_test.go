package trail_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"shenpi/workflow/trail"
)

const origin = "shenpi.example/gz"

var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// keyPair is the same for the same seed, so that golden notes stay the same.
func keyPair(t testing.TB, name string, seed byte) (note.Signer, string) {
	t.Helper()
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
	public, err := note.NewEd25519VerifierKey(name, private.Public().(ed25519.PublicKey))
	require.NoError(t, err)
	hash := strings.Split(public, "+")[1]
	secret := base64.StdEncoding.EncodeToString(append([]byte{1}, private.Seed()...))
	signer, err := note.NewSigner("PRIVATE+KEY+" + name + "+" + hash + "+" + secret)
	require.NoError(t, err)
	return signer, public
}

func keysOf(t testing.TB, public ...string) *trail.Keys {
	t.Helper()
	keys, err := trail.NewKeys(public...)
	require.NoError(t, err)
	return keys
}

// tileTable is the table of tiles: one row for each level and index.
type tileTable map[trail.TileID]trail.Tile

func (m tileTable) ReadTiles(ids []trail.TileID) ([]trail.Tile, error) {
	tiles := make([]trail.Tile, len(ids))
	for i, id := range ids {
		tiles[i] = m[id]
	}
	return tiles, nil
}

func (m tileTable) put(tiles []trail.Tile) {
	for _, t := range tiles {
		m[t.TileID] = t
	}
}

// testLog is a whole log in memory, as a database would hold it.
type testLog struct {
	signer      note.Signer
	keys        *trail.Keys
	records     []trail.Record
	heads       map[string]trail.Head
	erased      map[string]int64              // number of the last erasure of a stream
	gone        map[trail.Hash]*trail.Payload // what was erased, by the hash of the entry
	tree        trail.Tree
	tiles       tileTable
	checkpoints [][]byte
	kept        [][]byte
	receipts    [][]byte
}

// newLog makes a log of n entries in streams of about ten, merged and signed in batches of at most 97. What was written in
// some of the streams is erased.
func newLog(t testing.TB, n int, seed int64) *testLog {
	t.Helper()
	signer, public := keyPair(t, origin, 7)
	g := &testLog{signer: signer, keys: keysOf(t, public), heads: map[string]trail.Head{}, erased: map[string]int64{}, gone: map[trail.Hash]*trail.Payload{}, tiles: tileTable{}}
	random := rand.New(rand.NewSource(seed))
	now := start
	for made := 0; made < n; {
		batch := min(1+random.Intn(97), n-made)
		var records []trail.Record
		for range batch {
			now = now.Add(time.Duration(random.Intn(900)) * time.Millisecond)
			records = append(records, g.record(t, random, now, n))
		}
		made += batch
		slices.SortStableFunc(records, func(a, b trail.Record) int { return strings.Compare(a.Stream, b.Stream) })
		g.merge(t, records, now)
	}
	g.erase()
	return g
}

// erase takes the payloads away that erasures say are gone.
func (g *testLog) erase() {
	for i := range g.records {
		if r := &g.records[i]; r.Payload != nil && r.Number < g.erased[r.Stream] {
			g.gone[r.Hash] = r.Payload
			r.Payload, r.Erased = nil, true
		}
	}
}

func (g *testLog) record(t testing.TB, random *rand.Rand, now time.Time, n int) trail.Record {
	t.Helper()
	stream := fmt.Sprintf("case/%04d", random.Intn(n/10+1))
	if random.Intn(60) == 0 {
		return g.sealErasure(t, stream, now)
	}
	facts := fmt.Sprintf(`{"visit":%d,"node":"first-review","decision":"pass","votes":[{"person":"p-%d","pass":true}]}`,
		random.Intn(50), random.Intn(900))
	var p *trail.Payload
	if random.Intn(3) > 0 {
		p = &trail.Payload{Salt: make([]byte, trail.SaltSize), Body: fmt.Appendf(nil, `{"opinion":"材料齐全 %d"}`, random.Int())}
		random.Read(p.Salt)
	}
	h := trail.Header{Kind: "decided", RecordedAt: now, Actor: trail.Actor{
		Person: fmt.Sprintf("p-%d", random.Intn(90)), Roles: []string{"handler"}, Unit: "gz-iid"}}
	return g.seal(t, stream, h, facts, p)
}

// seal writes the next entry of a stream.
func (g *testLog) seal(t testing.TB, stream string, h trail.Header, facts string, p *trail.Payload) trail.Record {
	t.Helper()
	head := g.heads[stream]
	head.Stream = stream
	e, err := trail.Seal(head, h, json.RawMessage(facts), p)
	require.NoError(t, err)
	g.heads[stream] = e.Head()
	return trail.Record{Entry: e.Bytes, Hash: e.Hash, Stream: stream, Number: e.Number, Payload: p}
}

// sealErasure writes the entry that says that what was written in a stream so far is erased; see erase.
func (g *testLog) sealErasure(t testing.TB, stream string, at time.Time) trail.Record {
	t.Helper()
	r := g.seal(t, stream, trail.Header{Kind: trail.KindErased, RecordedAt: at}, `{"erased_on":"2026-03-02"}`, nil)
	g.erased[stream] = r.Number
	return r
}

// merge does what the merger does: positions, tiles, tree and a checkpoint.
func (g *testLog) merge(t testing.TB, records []trail.Record, now time.Time) {
	t.Helper()
	var leaves []trail.Hash
	for _, r := range records {
		r.Position = int64(len(g.records))
		g.records = append(g.records, r)
		leaves = append(leaves, r.Hash)
	}
	tree, tiles, err := trail.Append(g.tree, g.tiles, leaves)
	require.NoError(t, err)
	g.tree = tree
	g.tiles.put(tiles)
	g.checkpoints = append(g.checkpoints, g.checkpoint(t, tree, now))
}

func (g *testLog) checkpoint(t testing.TB, tree trail.Tree, at time.Time) []byte {
	t.Helper()
	b, err := trail.SignCheckpoint(trail.Checkpoint{Origin: origin, Tree: tree, RecordedAt: at}, g.signer)
	require.NoError(t, err)
	return b
}

func (g *testLog) clone() *testLog {
	c := *g
	c.records, c.checkpoints = slices.Clone(g.records), slices.Clone(g.checkpoints)
	c.heads, c.tiles = maps.Clone(g.heads), maps.Clone(g.tiles)
	c.kept, c.receipts = slices.Clone(g.kept), slices.Clone(g.receipts)
	return &c
}

func (g *testLog) export() trail.Export {
	heads := slices.Collect(maps.Values(g.heads))
	return trail.Export{
		Records: sequence(g.records), Heads: sequence(heads), Tree: &g.tree, Tiles: g.tiles,
		Checkpoints: sequence(g.checkpoints), Kept: g.kept, Receipts: g.receipts,
	}
}

func (g *testLog) verify(t testing.TB) trail.Report {
	t.Helper()
	return verify(t, g.keys, g.export())
}

func verify(t testing.TB, keys *trail.Keys, x trail.Export) trail.Report {
	t.Helper()
	report, err := trail.Verifier{Keys: keys}.Verify(x)
	require.NoError(t, err)
	return report
}

func sequence[T any](all []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, one := range all {
			if !yield(one, nil) {
				return
			}
		}
	}
}

// stream returns the indexes in records of the entries of a stream.
func (g *testLog) stream(name string) []int {
	var at []int
	for i, r := range g.records {
		if r.Stream == name {
			at = append(at, i)
		}
	}
	return at
}

// replace puts other bytes in place of an entry.
func (g *testLog) replace(i int, old, new string) {
	g.records[i].Entry = bytes.Replace(g.records[i].Entry, []byte(old), []byte(new), 1)
}

// renumber gives the positions anew, as somebody who hides a gap would.
func (g *testLog) renumber() {
	for i := range g.records {
		g.records[i].Position = int64(i)
	}
}

// relink is what the owner of the database can do after changing an entry: all later hashes of its stream, the
// head, the tiles and the root are computed anew. Only signatures cannot.
func (g *testLog) relink(t testing.TB, i int) {
	t.Helper()
	name := g.records[i].Stream
	was := g.records[i].Hash
	for _, j := range g.stream(name) {
		if j < i {
			continue
		}
		r := &g.records[j]
		if j > i {
			g.replace(j, was.String(), g.heads[name].Hash.String())
			was = r.Hash
		}
		r.Hash = tlog.RecordHash(r.Entry)
		g.heads[name] = trail.Head{Stream: name, Number: r.Number, Hash: r.Hash}
	}
	g.retile(t)
}

// retile computes tiles and root anew from the stored hashes.
func (g *testLog) retile(t testing.TB) {
	t.Helper()
	leaves := make([]trail.Hash, len(g.records))
	for i, r := range g.records {
		leaves[i] = r.Hash
	}
	g.tiles = tileTable{}
	tree, tiles, err := trail.Append(trail.Tree{}, g.tiles, leaves)
	require.NoError(t, err)
	g.tree = tree
	g.tiles.put(tiles)
}

// resign is what the owner of the key can do besides: all checkpoints of the log signed anew.
func (g *testLog) resign(t testing.TB) {
	t.Helper()
	for i, b := range g.checkpoints {
		c, err := trail.OpenCheckpoint(b, g.keys)
		require.NoError(t, err)
		leaves := make([]trail.Hash, 0, c.Size)
		for _, r := range g.records[:min(int(c.Size), len(g.records))] {
			leaves = append(leaves, r.Hash)
		}
		c.Tree, err = trail.RootOf(sequence(leaves))
		require.NoError(t, err)
		g.checkpoints[i] = g.checkpoint(t, c.Tree, c.RecordedAt)
	}
}
