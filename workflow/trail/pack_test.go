package trail_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/tlog"

	"shenpi/workflow/trail"
)

// newKeyedLog is a log with the entry of its key and a few that name files. Each of three cases has a material and an issued
// document from before it was erased, of which the document is left, and a material from after that.
func newKeyedLog(t testing.TB, n int, seed int64) (*testLog, map[string][]byte) {
	t.Helper()
	g := newLog(t, n, seed)
	_, public := keyPair(t, origin, 7)
	now := start.Add(30 * 24 * time.Hour)
	facts, err := trail.SignKeyRotation(trail.Head{Stream: trail.KeyStream}, "", public, now, g.signer)
	require.NoError(t, err)
	records := []trail.Record{g.seal(t, trail.KeyStream, trail.Header{Kind: trail.KindKeyRotated, RecordedAt: now}, string(facts), nil)}
	files := map[string][]byte{}
	for i := range 3 {
		file := func(kind string) string {
			content := fmt.Appendf(nil, "%s %d of %d", kind, i, seed)
			files[hexOf(content)] = content
			return hexOf(content)
		}
		write := func(kind, facts string) {
			p := &trail.Payload{Salt: make([]byte, trail.SaltSize), Body: []byte(`{"opinion":"材料齐全"}`)}
			records = append(records, g.seal(t, fmt.Sprintf("case/%04d", i), trail.Header{Kind: kind, RecordedAt: now}, facts, p))
		}
		write("submitted", fmt.Sprintf(`{"materials":[{"material":"licence","sha256":%q}]}`, file(erased)))
		write("document_issued", fmt.Sprintf(`{"issued":{"file":%q}}`, file(issued)))
		records = append(records, g.sealErasure(t, fmt.Sprintf("case/%04d", i), now))
		write("supplied", fmt.Sprintf(`{"materials":[{"material":"licence","sha256":%q}]}`, file(supplied)))
		for range afterErasure - 1 {
			write("decided", `{}`)
		}
	}
	slices.SortStableFunc(records, func(a, b trail.Record) int { return strings.Compare(a.Stream, b.Stream) })
	g.merge(t, records, now)
	g.erase()
	return g, files
}

// What the files of newKeyedLog begin with.
const (
	erased   = "材料"
	issued   = "决定书"
	supplied = "补正材料"
)

// afterErasure is how many entries each of its cases has after it was erased.
const afterErasure = 4

func hexOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func (g *testLog) recordsOf(stream string) []trail.Record {
	var list []trail.Record
	for _, i := range g.stream(stream) {
		list = append(list, g.records[i])
	}
	return list
}

// pack writes the first streams of the log with the files they name, proved against its last checkpoint.
func (g *testLog) pack(t testing.TB, files map[string][]byte, streams int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := trail.NewPackWriter(&b, "case 2026-000001", g.checkpoints[len(g.checkpoints)-1], g.keys, g.tiles, g.signer)
	require.NoError(t, err)
	all := slices.Sorted(maps.Keys(g.heads))
	list := append([]string{trail.KeyStream}, slices.DeleteFunc(all, func(s string) bool { return s == trail.KeyStream })...)
	for _, s := range list[:min(len(list), streams+1)] {
		n, err := w.Stream(s, sequence(g.recordsOf(s)))
		require.NoError(t, err)
		for _, sha := range w.Wanted() {
			require.NoError(t, w.File(sha, bytes.NewReader(files[sha])))
		}
		require.EqualValues(t, len(g.recordsOf(s)), n)
	}
	require.NoError(t, w.Member("definitions/si/item.yaml", strings.NewReader("item: si\n")))
	require.NoError(t, w.GrownFrom(1))
	require.NoError(t, w.Close())
	return b.Bytes()
}

// verifyPack opens and verifies a pack; the finding is the first.
func verifyPack(t testing.TB, b []byte, kept, receipts [][]byte) (trail.PackReport, *trail.Finding) {
	t.Helper()
	_, public := keyPair(t, origin, 7)
	p, err := trail.OpenPack(bytes.NewReader(b), int64(len(b)), public)
	var f *trail.Finding
	if err != nil {
		require.ErrorAs(t, err, &f)
		return trail.PackReport{}, f
	}
	r, err := p.Verify(kept, receipts)
	require.NoError(t, err)
	if !r.OK() {
		f = &r.Findings[0]
	}
	return r, f
}

// packLogs is of how many logs ours reads the packs.
const packLogs = int64(20)

func TestPacks(t *testing.T) {
	t.Parallel()
	for seed := range packLogs {
		for name, p := range packs(t, seed) {
			_, f := verifyPack(t, p.bytes, nil, nil)
			if p.code == "" {
				require.Nil(t, f, name)
				continue
			}
			require.NotNil(t, f, "%s of log %d was not found", name, seed)
			require.Equal(t, p.code, f.Code, "%s of log %d: %s", name, seed, f.EN)
			require.NotContains(t, f.EN+f.ZH, "{")
		}
	}
}

func TestPackSaysWhatItHolds(t *testing.T) {
	t.Parallel()
	g, files := newKeyedLog(t, 200, 1)
	b := g.pack(t, files, 2)
	require.Equal(t, b, g.pack(t, files, 2), "the same parts, the same bytes")
	r, f := verifyPack(t, b, nil, nil)
	require.Nil(t, f)
	require.Equal(t, "case 2026-000001", r.Subject)
	require.Equal(t, 3, r.Streams)
	require.EqualValues(t, len(g.records), r.Size)
	require.EqualValues(t, 1+len(g.stream("case/0000"))+len(g.stream("case/0001")), r.Entries)
	require.Equal(t, 4, r.Files, "of each case what was issued, and what came after it was erased")
	require.Equal(t, 2, r.Absent)
	require.Positive(t, r.Erased)

	_, public := keyPair(t, origin, 7)
	p, err := trail.OpenPack(bytes.NewReader(b), int64(len(b)), public)
	require.NoError(t, err)
	require.Equal(t, []string{trail.KeyStream, "case/0000", "case/0001"}, p.Streams())
	m, err := p.Open("definitions/si/item.yaml")
	require.NoError(t, err)
	content, err := io.ReadAll(m)
	require.NoError(t, err)
	require.Equal(t, "item: si\n", string(content))
	require.NoError(t, m.Close())
}

func TestPackLeavesOutWhatIsNotMerged(t *testing.T) {
	t.Parallel()
	g, files := newKeyedLog(t, 100, 2)
	late := g.seal(t, "case/0000", trail.Header{Kind: "decided", RecordedAt: start.Add(40 * 24 * time.Hour)}, `{}`, nil)
	late.Position = trail.Unmerged
	var b bytes.Buffer
	w, err := trail.NewPackWriter(&b, "", g.checkpoints[len(g.checkpoints)-1], g.keys, g.tiles, g.signer)
	require.NoError(t, err)
	_, err = w.Stream(trail.KeyStream, sequence(g.recordsOf(trail.KeyStream)))
	require.NoError(t, err)
	n, err := w.Stream("case/0000", sequence(append(g.recordsOf("case/0000"), late)))
	require.NoError(t, err)
	require.EqualValues(t, len(g.stream("case/0000")), n)
	for _, sha := range w.Wanted() {
		require.NoError(t, w.File(sha, bytes.NewReader(files[sha])))
	}
	require.NoError(t, w.Close())
	r, f := verifyPack(t, b.Bytes(), nil, nil)
	require.Nil(t, f)
	require.Equal(t, 1, r.Absent)
}

// TestPackAgainstWhatIsKept: only what is held outside tells of a log that whoever holds the key wrote anew as a whole.
func TestPackAgainstWhatIsKept(t *testing.T) {
	t.Parallel()
	g, files := newKeyedLog(t, 200, 3)
	b := g.pack(t, files, 2)
	for _, kept := range [][]byte{g.checkpoint(t, rootAt(t, g, 1), start), g.checkpoints[len(g.checkpoints)-1]} {
		_, f := verifyPack(t, b, [][]byte{kept}, nil)
		require.Nil(t, f)
	}
	forged := rootAt(t, g, 1)
	forged.Root[0] ^= 1
	_, f := verifyPack(t, b, [][]byte{g.checkpoint(t, forged, start)}, nil)
	require.Equal(t, trail.CodeForked, f.Code)
	_, f = verifyPack(t, b, [][]byte{g.checkpoints[0]}, nil)
	require.Equal(t, trail.CodePackUnconnected, f.Code)
	other := g.clone()
	last, err := trail.OpenCheckpoint(g.checkpoints[len(g.checkpoints)-1], g.keys)
	require.NoError(t, err)
	last.Root[0] ^= 1
	_, f = verifyPack(t, b, [][]byte{other.checkpoint(t, last.Tree, last.RecordedAt)}, nil)
	require.Equal(t, trail.CodeForked, f.Code)
	last.Size += 5
	_, f = verifyPack(t, b, [][]byte{other.checkpoint(t, last.Tree, last.RecordedAt)}, nil)
	require.Equal(t, trail.CodePackUnconnected, f.Code, "the pack is older")

	of := func(number int64, hash trail.Hash) []byte {
		r, err := trail.SignReceipt(trail.Receipt{Origin: origin, Stream: "case/0000", Number: number, Hash: hash, RecordedAt: start}, g.signer)
		require.NoError(t, err)
		return r
	}
	rows := g.recordsOf("case/0000")
	_, f = verifyPack(t, b, nil, [][]byte{of(2, rows[1].Hash)})
	require.Nil(t, f)
	_, f = verifyPack(t, b, nil, [][]byte{of(2, rows[0].Hash)})
	require.Equal(t, trail.CodeReceiptBroken, f.Code)
	_, f = verifyPack(t, b, nil, [][]byte{of(int64(len(rows)+1), rows[0].Hash)})
	require.Equal(t, trail.CodeReceiptBroken, f.Code)
	elsewhere := g.recordsOf("case/0009")[0]
	r, err := trail.SignReceipt(trail.Receipt{Origin: origin, Stream: elsewhere.Stream, Number: 1, Hash: elsewhere.Hash, RecordedAt: start}, g.signer)
	require.NoError(t, err)
	_, f = verifyPack(t, b, nil, [][]byte{of(2, rows[1].Hash), r})
	require.Equal(t, trail.CodeReceiptElsewhere, f.Code, "what it promises is not in the pack")
	require.Equal(t, elsewhere.Stream, f.Stream)
}

func rootAt(t *testing.T, g *testLog, size int) trail.Tree {
	t.Helper()
	var leaves []trail.Hash
	for _, r := range g.records[:size] {
		leaves = append(leaves, tlog.RecordHash(r.Entry))
	}
	tree, err := trail.RootOf(sequence(leaves))
	require.NoError(t, err)
	return tree
}

func TestPackWriterRefuses(t *testing.T) {
	t.Parallel()
	g, _ := newKeyedLog(t, 30, 4)
	last := g.checkpoints[len(g.checkpoints)-1]
	begin := func() *trail.PackWriter {
		w, err := trail.NewPackWriter(io.Discard, "", last, g.keys, g.tiles, g.signer)
		require.NoError(t, err)
		_, err = w.Stream(trail.KeyStream, sequence(g.recordsOf(trail.KeyStream)))
		require.NoError(t, err)
		return w
	}
	for _, name := range []string{"", "/a", "a/../b", "../a", "A", "a b", "a//b", "manifest.json", "pack.txt", "consistency.json",
		"checkpoint.txt", "files/" + strings.Repeat("0", 64), strings.Repeat("a", 300)} {
		w := begin()
		require.ErrorIs(t, w.Member(name, strings.NewReader("")), trail.ErrPackMember, "%q", name)
		require.ErrorIs(t, w.Close(), trail.ErrPackMember, "the first error stays")
	}
	require.ErrorContains(t, begin().File(strings.Repeat("0", 64), strings.NewReader("")), "does not have the hash")
	require.ErrorIs(t, begin().File("short", strings.NewReader("")), trail.ErrPackMember)
	require.Error(t, begin().GrownFrom(int64(len(g.records)+1)))
	other, _ := keyPair(t, "another.example", 7)
	w, err := trail.NewPackWriter(io.Discard, "", last, g.keys, g.tiles, other)
	require.NoError(t, err)
	require.ErrorContains(t, w.Close(), "the key is of")
	_, err = trail.NewPackWriter(io.Discard, "", []byte("no note"), g.keys, g.tiles, g.signer)
	require.Error(t, err)
	w = begin()
	_, err = w.Stream("case/0000", sequence(g.recordsOf("case/0000")))
	require.NoError(t, err)
	require.ErrorContains(t, w.Close(), "is named and was not given")
	taken := g.recordsOf("case/0000")
	taken[len(taken)-1].Payload, taken[len(taken)-1].Erased = nil, true
	_, err = begin().Stream("case/0000", sequence(taken))
	require.ErrorIs(t, err, trail.ErrUnrecorded)
	_, err = begin().Stream(trail.KeyStream, sequence(g.recordsOf(trail.KeyStream)))
	require.ErrorContains(t, err, "comes first, and once")
	broken := errors.New("the disk is full")
	_, err = begin().Stream("case/0000", func(yield func(trail.Record, error) bool) { yield(trail.Record{}, broken) })
	require.ErrorIs(t, err, broken)
}

// TestPackBytes flips bytes anywhere: either that is found, or every member reads as before.
func TestPackBytes(t *testing.T) {
	t.Parallel()
	g, files := newKeyedLog(t, 60, 5)
	whole := g.pack(t, files, 1)
	was := unpack(t, whole)
	random := rand.New(rand.NewSource(5))
	for range 3000 {
		b := slices.Clone(whole)
		b[random.Intn(len(b))] ^= byte(1 + random.Intn(255))
		if _, f := verifyPack(t, b, nil, nil); f == nil {
			require.Equal(t, was.content, unpack(t, b).content)
		}
	}
	for range 200 {
		_, f := verifyPack(t, whole[:random.Intn(len(whole))], nil, nil)
		require.NotNil(t, f, "cut short")
	}
}

func FuzzOpenPack(f *testing.F) {
	g, files := newKeyedLog(f, 30, 6)
	f.Add(g.pack(f, files, 1))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	_, public := keyPair(f, origin, 7)
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := trail.OpenPack(bytes.NewReader(b), int64(len(b)), public)
		if err != nil {
			return
		}
		_, err = p.Verify(nil, nil)
		require.NoError(t, err)
	})
}
