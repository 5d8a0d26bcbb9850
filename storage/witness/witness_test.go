package witness_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"

	"shenpi/internal/testwitness"
	"shenpi/storage/witness"
	"shenpi/workflow/trail"
)

// grown is a log that grows, in memory.
type grown struct {
	t      *testing.T
	signer note.Signer
	public string
	tree   trail.Tree
	tiles  map[trail.TileID]trail.Tile
}

func newLog(t *testing.T) *grown {
	t.Helper()
	private, public, err := note.GenerateKey(rand.NewChaCha8([32]byte{1}), "log.example")
	require.NoError(t, err)
	signer, err := note.NewSigner(private)
	require.NoError(t, err)
	return &grown{t, signer, public, trail.Tree{}, map[trail.TileID]trail.Tile{}}
}

func (g *grown) ReadTiles(ids []trail.TileID) ([]trail.Tile, error) {
	list := make([]trail.Tile, len(ids))
	for i, id := range ids {
		list[i] = g.tiles[id]
	}
	return list, nil
}

// grow adds n entries of a kind and signs.
func (g *grown) grow(n int, kind byte) []byte {
	leaves := make([]trail.Hash, n)
	for i := range leaves {
		leaves[i] = trail.Hash{kind, byte(i), byte(g.tree.Size)}
	}
	tree, tiles, err := trail.Append(g.tree, g, leaves)
	require.NoError(g.t, err)
	g.tree = tree
	for _, x := range tiles {
		g.tiles[x.TileID] = x
	}
	at := time.Date(2026, 3, 2, 1, 0, int(tree.Size), 0, time.UTC)
	b, err := trail.SignCheckpoint(trail.Checkpoint{Origin: "log.example", Tree: tree, RecordedAt: at}, g.signer)
	require.NoError(g.t, err)
	return b
}

func (g *grown) prove(old int64) ([]trail.Hash, error) { return trail.ProveConsistency(g.tree, g, old) }

func (g *grown) ask(c *witness.Client, checkpoint []byte, old int64) (trail.Cosignature, error) {
	return c.Cosign(context.Background(), g.tree.Size, checkpoint, old, g.prove)
}

func refusedFor(t *testing.T, want witness.Refusal, err error) {
	t.Helper()
	var refused *witness.Error
	require.ErrorAs(t, err, &refused)
	require.Equal(t, want, refused.Why, "%v", err)
}

func TestWitnessCosignsWhatGrew(t *testing.T) {
	t.Parallel()
	g := newLog(t)
	w := testwitness.New(t, "witness.example/w", g.public)
	c, err := witness.Open(w.URL+"/", w.Key)
	require.NoError(t, err)
	asked, err := trail.NewWitnesses(0, w.Key)
	require.NoError(t, err)
	for i, old := range []int64{0, 5, 5, 0, 999} { // where it is thought to be: known, known, behind, forgotten, mistaken
		checkpoint := g.grow(5, 1)
		got, err := g.ask(c, checkpoint, min(old, g.tree.Size))
		require.NoError(t, err, "%d", i)
		require.Equal(t, c.ID(), got.Witness)
		found, err := asked.Check(append(checkpoint, got.Line...))
		require.NoError(t, err)
		require.Equal(t, []trail.Cosignature{got}, found)
	}
	require.Equal(t, 5+3, w.Asked(), "it was asked again where it had come further or less far")
}

// A log that lost entries, or went on otherwise, gets nothing.
func TestWitnessRefusesAnotherLog(t *testing.T) {
	t.Parallel()
	g := newLog(t)
	w := testwitness.New(t, "witness.example/w", g.public)
	c, err := witness.Open(w.URL, w.Key)
	require.NoError(t, err)
	_, err = g.ask(c, g.grow(20, 1), 0)
	require.NoError(t, err)

	back := newLog(t) // from a backup
	_, err = back.ask(c, back.grow(12, 1), 0)
	refusedFor(t, witness.Ahead, err)
	require.ErrorContains(t, err, "it has cosigned 20 entries of this log, which now has only 12 under a checkpoint: the log was rolled back or cut")
	var refused *witness.Error
	require.ErrorAs(t, err, &refused)
	size, ahead := refused.Ahead()
	require.True(t, ahead)
	require.EqualValues(t, 20, size)
	_, err = back.ask(c, back.grow(8, 2), 12)
	refusedFor(t, witness.Disagrees, err) // of the same size
	_, err = back.ask(c, back.grow(1, 2), 12)
	refusedFor(t, witness.Disagrees, err)
	require.ErrorContains(t, err, "the log of 21 entries did not grow from the one of 20 that it has cosigned")
	_, err = back.ask(c, back.grow(1, 2), 20)
	refusedFor(t, witness.Disagrees, err)

	_, err = g.ask(c, g.grow(1, 1), 20)
	require.NoError(t, err, "the true one goes on")
}

func TestWitnessThatCannotBeAsked(t *testing.T) {
	t.Parallel()
	g := newLog(t)
	checkpoint := g.grow(3, 1)
	stranger, other := newLog(t), testwitness.New(t, "witness.example/other")
	for name, x := range map[string]struct {
		answer http.HandlerFunc
		want   witness.Refusal
	}{
		"unknown log":    {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }, witness.UnknownLog},
		"unknown key":    {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, witness.UnknownKey},
		"not understood": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadRequest) }, witness.BadAnswer},
		"busy":           {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) }, witness.Unreachable},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
		}, witness.Unreachable},
		"nothing":        {func(http.ResponseWriter, *http.Request) {}, witness.BadAnswer},
		"conflict, mute": {conflict(""), witness.BadAnswer},
		"broken off":     {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, witness.Unreachable},
		"someone's":      {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(line(other.Cosign(t, checkpoint))) }, witness.BadAnswer},
		"another size":   {sizes(), witness.BadAnswer},
		"of another tree": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write(line(mine(t).Cosign(t, stranger.grow(2, 9))))
		}, witness.BadAnswer},
	} {
		server := httptest.NewServer(x.answer)
		t.Cleanup(server.Close)
		c, err := witness.Open(server.URL, mine(t).Key)
		require.NoError(t, err)
		_, err = g.ask(c, checkpoint, 0)
		require.Error(t, err, name)
		refusedFor(t, x.want, err)
	}
	c, err := witness.Open("http://127.0.0.1:1", mine(t).Key)
	require.NoError(t, err)
	_, err = g.ask(c, checkpoint, 0)
	refusedFor(t, witness.Unreachable, err)
	broken := errors.New("the tiles are gone")
	_, err = c.Cosign(t.Context(), 3, checkpoint, 1, func(int64) ([]trail.Hash, error) { return nil, broken })
	require.ErrorIs(t, err, broken)
}

func mine(t *testing.T) *testwitness.Witness { return testwitness.New(t, "witness.example/mine") }

// line is the last line of a note.
func line(signed []byte) []byte {
	at := len(signed) - 1
	for at > 0 && signed[at-1] != '\n' {
		at--
	}
	return signed[at:]
}

// conflict answers that the witness has come to another size.
func conflict(size string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/x.tlog.size")
		w.WriteHeader(http.StatusConflict)
		_, _ = w.Write([]byte(size))
	}
}

// TestConflictWithoutASize: what a witness says badly is no word against the log.
func TestConflictWithoutASize(t *testing.T) {
	t.Parallel()
	g := newLog(t)
	g.grow(3, 1)
	checkpoint := g.grow(2, 1)
	for _, x := range []struct {
		answer string
		old    int64
		want   witness.Refusal
		said   string
	}{
		{"", 3, witness.BadAnswer, "it says that it has not come to 3 entries of this log, and not how far it has"},
		{"three", 3, witness.BadAnswer, "and not how far it has"},
		{"-1\n", 3, witness.BadAnswer, "and not how far it has"},
		{"3\n", 3, witness.BadAnswer, "it says that it has come to another size than 3 entries of this log, and that it has come to 3"},
		{"", 5, witness.Disagrees, "the log of 5 entries did not grow from the one of 5 that it has cosigned"},
		{"5\n", 5, witness.Disagrees, "did not grow"},
		{"9\n", 9, witness.Ahead, "it has cosigned 9 entries of this log, which now has only 5"},
	} {
		server := httptest.NewServer(conflict(x.answer))
		t.Cleanup(server.Close)
		c, err := witness.Open(server.URL, mine(t).Key)
		require.NoError(t, err)
		_, err = g.ask(c, checkpoint, x.old)
		refusedFor(t, x.want, err)
		require.ErrorContains(t, err, x.said)
	}
}

// sizes answers with another size each time.
func sizes() http.HandlerFunc {
	n := 0
	return func(w http.ResponseWriter, r *http.Request) {
		n = 3 - n
		conflict(fmt.Sprintln(n))(w, r)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	w := mine(t)
	for _, prefix := range []string{"", "witness.example", "ftp://witness.example", "https://", "https://u:p@witness.example", "https://witness.example?x=1", ":"} {
		_, err := witness.Open(prefix, w.Key)
		require.ErrorContains(t, err, "is no https:// address", prefix)
	}
	_, err := witness.Open("https://witness.example", "no key")
	require.ErrorContains(t, err, "is no verifier key")
}
