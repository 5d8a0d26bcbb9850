package trail_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"shenpi/workflow/trail"
)

// signText signs any text as a note: a forger who holds the key but not the format.
func signText(t testing.TB, signer note.Signer, text string) []byte {
	t.Helper()
	b, err := note.Sign(&note.Note{Text: text}, signer)
	require.NoError(t, err)
	return b
}

func requireCode(t testing.TB, code trail.Code, err error, name string) {
	t.Helper()
	var f *trail.Finding
	require.ErrorAs(t, err, &f, name)
	require.Equal(t, code, f.Code, "%s: %v", name, f)
	require.NotEmpty(t, f.ZH)
	require.NotRegexp(t, `\{[a-z]+\}`, f.ZH+f.EN)
}

var micro = time.Date(2026, 3, 2, 1, 2, 3, 456789000, time.UTC)

const goldenCheckpoint = origin + "\n3\ncl1SMNto9VdHDcNfHYhlgTrNfrsHrRUndBQd7LrnEyc=\nrecorded_at 2026-03-02T01:02:03.456789Z\n"

func TestCheckpointGolden(t *testing.T) {
	t.Parallel()
	signer, public := keyPair(t, origin, 7)
	tree, err := trail.RootOf(sequence(leavesOf(3)))
	require.NoError(t, err)
	c := trail.Checkpoint{Origin: origin, Tree: tree, RecordedAt: micro}
	b, err := trail.SignCheckpoint(c, signer)
	require.NoError(t, err)
	text, signature, _ := strings.Cut(string(b), "\n\n")
	require.Equal(t, goldenCheckpoint, text+"\n")
	require.True(t, strings.HasPrefix(signature, "— "+origin+" "))
	again, err := trail.OpenCheckpoint(b, keysOf(t, public))
	require.NoError(t, err)
	require.Equal(t, c, again)

	// The C2SP reader of another program sees the same tree.
	n, err := note.Open(b, keysOf(t, public))
	require.NoError(t, err)
	lines := strings.Split(n.Text, "\n")
	root, err := tlog.ParseHash(lines[2])
	require.NoError(t, err)
	require.Equal(t, tree.Root, root)
}

func TestCheckpointOfNothing(t *testing.T) {
	t.Parallel()
	signer, public := keyPair(t, origin, 7)
	tree, _, err := trail.Append(trail.Tree{}, tileTable{}, nil)
	require.NoError(t, err)
	b, err := trail.SignCheckpoint(signedAt(tree, micro), signer)
	require.NoError(t, err)
	_, err = trail.OpenCheckpoint(b, keysOf(t, public))
	require.NoError(t, err)
}

func TestSignCheckpointRefuses(t *testing.T) {
	t.Parallel()
	signer, _ := keyPair(t, origin, 7)
	other, _ := keyPair(t, "other.example", 7)
	good := signedAt(trail.Tree{Size: 1, Root: trail.Hash{1}}, micro)
	_, err := trail.SignCheckpoint(good, other)
	require.Error(t, err)
	for name, change := range map[string]func(c *trail.Checkpoint){
		"negative":   func(c *trail.Checkpoint) { c.Size = -1 },
		"huge":       func(c *trail.Checkpoint) { c.Size = trail.MaxSize + 1 },
		"empty root": func(c *trail.Checkpoint) { c.Size = 0 },
		"no time":    func(c *trail.Checkpoint) { c.RecordedAt = time.Time{} },
	} {
		c := good
		change(&c)
		_, err := trail.SignCheckpoint(c, signer)
		require.Error(t, err, name)
	}
}

func TestOpenCheckpointRefuses(t *testing.T) {
	t.Parallel()
	signer, public := keyPair(t, origin, 7)
	keys := keysOf(t, public)
	for name, change := range map[string][2]string{
		"other origin":      {origin, "other.example"},
		"leading zero":      {"\n3\n", "\n03\n"},
		"plus":              {"\n3\n", "\n+3\n"},
		"negative":          {"\n3\n", "\n-3\n"},
		"huge":              {"\n3\n", "\n4611686018427387904\n"},
		"no size":           {"\n3\n", "\n\n"},
		"size 0 with root":  {"\n3\n", "\n0\n"},
		"short root":        {"cl1S", ""},
		"loose bits":        {"nEyc=", "nEyd="},
		"no time":           {"recorded_at 2026-03-02T01:02:03.456789Z\n", ""},
		"five digits":       {"456789Z", "45678Z"},
		"other zone":        {"456789Z", "456789+08:00"},
		"other extension":   {"recorded_at", "recorded_on"},
		"more lines":        {"789Z\n", "789Z\nmore\n"},
		"empty line at end": {"789Z\n", "789Z\n\n"},
		"space at end":      {"789Z\n", "789Z \n"},
		"two spaces":        {"recorded_at 2", "recorded_at  2"},
	} {
		text := strings.Replace(goldenCheckpoint, change[0], change[1], 1)
		require.NotEqual(t, goldenCheckpoint, text, name)
		_, err := trail.OpenCheckpoint(signText(t, signer, text), keys)
		requireCode(t, trail.CodeCheckpointForm, err, name)
	}
	good := string(signText(t, signer, goldenCheckpoint))
	other, _ := keyPair(t, origin, 8)
	for name, b := range map[string]string{
		"another key":       string(signText(t, other, goldenCheckpoint)),
		"edited":            strings.Replace(good, "\n3\n", "\n4\n", 1),
		"unsigned":          goldenCheckpoint,
		"empty":             "",
		"signature cut":     good[:len(good)-10] + "\n",
		"text after":        good + "more\n",
		"only a signature":  good[strings.Index(good, "—"):],
		"windows line ends": strings.ReplaceAll(good, "\n", "\r\n"),
	} {
		_, err := trail.OpenCheckpoint([]byte(b), keys)
		requireCode(t, trail.CodeCheckpointSig, err, name)
	}
	for n := range len(good) {
		_, err := trail.OpenCheckpoint([]byte(good[:n]), keys)
		require.Error(t, err, "cut after %d bytes", n)
	}
}

// A signature under one kind of statement is never taken for one under another.
func TestStatementsAreNotConfused(t *testing.T) {
	t.Parallel()
	signer, public := keyPair(t, origin, 7)
	keys := keysOf(t, public)
	c := signedAt(trail.Tree{Size: 3, Root: trail.Hash{1}}, micro)
	checkpoint, err := trail.SignCheckpoint(c, signer)
	require.NoError(t, err)
	receipt, err := trail.SignReceipt(goldenReceipt, signer)
	require.NoError(t, err)
	head, err := trail.SignHead(trail.Head{Stream: "case/1", Number: 3, Hash: trail.Hash{1}}, c, signer)
	require.NoError(t, err)
	for _, b := range [][]byte{receipt, head} {
		_, err := trail.OpenCheckpoint(b, keys)
		requireCode(t, trail.CodeCheckpointForm, err, string(b))
	}
	for _, b := range [][]byte{checkpoint, head} {
		_, err := trail.OpenReceipt(b, keys)
		requireCode(t, trail.CodeReceiptForm, err, string(b))
	}
	for _, b := range [][]byte{checkpoint, receipt} {
		_, err := trail.OpenSignedHead(b, keys)
		requireCode(t, trail.CodeSignedHeadForm, err, string(b))
	}
}

func FuzzOpenCheckpoint(f *testing.F) {
	signer, public := keyPair(f, origin, 7)
	keys := keysOf(f, public)
	f.Add(goldenCheckpoint)
	f.Fuzz(func(t *testing.T, text string) {
		b, err := note.Sign(&note.Note{Text: text}, signer)
		if err != nil {
			return
		}
		c, err := trail.OpenCheckpoint(b, keys)
		if err != nil {
			return
		}
		again, err := trail.SignCheckpoint(c, signer)
		require.NoError(t, err)
		require.Equal(t, string(b), string(again))
	})
}
