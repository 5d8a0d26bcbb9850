package trail_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shenpi/workflow/trail"
)

func TestVerifyCleanLogs(t *testing.T) {
	t.Parallel()
	for seed := range int64(200) {
		g := newLog(t, int(seed*seed%701), seed)
		g.kept = append(g.kept, g.checkpoints...)
		for i := 0; i < len(g.records); i += 7 {
			r := g.records[i]
			receipt, err := trail.SignReceipt(trail.Receipt{
				Origin: origin, Stream: r.Stream, Number: r.Number, Hash: r.Hash, RecordedAt: start}, g.signer)
			require.NoError(t, err)
			g.receipts = append(g.receipts, receipt)
		}
		report := g.verify(t)
		require.Empty(t, report.Findings, "seed %d", seed)
		require.EqualValues(t, len(g.records), report.Entries)
		require.Len(t, g.heads, report.Streams)
		require.Equal(t, g.tree.Size, report.Tree.Size)
		if len(g.records) > 0 {
			require.Equal(t, g.tree, report.Tree)
			require.Equal(t, g.tree, report.Signed.Tree)
		}
	}
}

func TestVerifyCountsErasedAndUnmerged(t *testing.T) {
	t.Parallel()
	g := newLog(t, 500, 3)
	erased := int64(0)
	for _, r := range g.records {
		if r.Erased {
			erased++
		}
	}
	require.Positive(t, erased)
	c, err := trail.OpenCheckpoint(g.checkpoints[len(g.checkpoints)-1], g.keys)
	require.NoError(t, err)
	e, err := trail.Seal(trail.Head{Stream: "item/si"}, trail.Header{Kind: "published", RecordedAt: c.RecordedAt.Add(-trail.MergeWithin)}, nil, nil)
	require.NoError(t, err)
	g.records = append(g.records, trail.Record{Position: trail.Unmerged, Entry: e.Bytes, Hash: e.Hash})
	g.heads[e.Stream] = e.Head()
	report := g.verify(t)
	require.Empty(t, report.Findings)
	require.True(t, report.OK())
	require.Equal(t, erased, report.Erased)
	require.EqualValues(t, 1, report.Unmerged)
	require.EqualValues(t, 500, report.Entries)

	late, err := trail.Seal(trail.Head{Stream: "item/xi"}, trail.Header{
		Kind: "published", RecordedAt: c.RecordedAt.Add(-trail.MergeWithin - time.Microsecond)}, nil, nil)
	require.NoError(t, err)
	g.records = append(g.records, trail.Record{Position: trail.Unmerged, Entry: late.Bytes})
	g.heads[late.Stream] = late.Head()
	report = g.verify(t)
	require.Len(t, report.Findings, 1)
	require.Equal(t, trail.CodeNotMergedInTime, report.Findings[0].Code)
}

func TestVerifyHeads(t *testing.T) {
	t.Parallel()
	g := newLog(t, 300, 4)
	var name string
	for name = range g.heads {
		break
	}
	good := g.heads[name]
	for title, change := range map[string]func(heads map[string]trail.Head){
		"missing": func(heads map[string]trail.Head) { delete(heads, name) },
		"hash":    func(heads map[string]trail.Head) { h := good; h.Hash[0] ^= 1; heads[name] = h },
		"number":  func(heads map[string]trail.Head) { h := good; h.Number++; heads[name] = h },
		"time":    func(heads map[string]trail.Head) { h := good; h.RecordedAt = start.Add(-1); heads[name] = h },
		"of no entries": func(heads map[string]trail.Head) {
			heads["case/none"] = trail.Head{Stream: "case/none", Number: 1, Hash: good.Hash}
		},
	} {
		c := g.clone()
		change(c.heads)
		report := c.verify(t)
		require.Len(t, report.Findings, 1, title)
		require.Equal(t, trail.CodeHeadMismatch, report.Findings[0].Code, title)
	}
	c := g.clone()
	c.heads["case/empty"] = trail.Head{Stream: "case/empty"}
	require.Empty(t, c.verify(t).Findings)
}

// Any byte of any entry, changed without touching anything else, is found at that entry, with whatever the
// verifier was given beside the entries.
func TestVerifyAnyByte(t *testing.T) {
	t.Parallel()
	g := newLog(t, 400, 5)
	rapid.Check(t, func(t *rapid.T) {
		c := g.clone()
		i := rapid.IntRange(0, len(c.records)-1).Draw(t, "entry")
		b := append([]byte(nil), c.records[i].Entry...)
		b[rapid.IntRange(0, len(b)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		c.records[i].Entry = b
		x := c.export()
		if rapid.Bool().Draw(t, "no stored hashes") {
			for j := range c.records {
				c.records[j].Hash = trail.Hash{}
			}
		}
		report, err := trail.Verifier{Keys: c.keys}.Verify(x)
		require.NoError(t, err)
		first, found := report.First()
		require.True(t, found)
		require.Equal(t, int64(i), first.Position)
		require.Contains(t, []trail.Code{trail.CodeHashMismatch, trail.CodeEntryMalformed, trail.CodeColumnMismatch,
			trail.CodeTimeBackwards, trail.CodePayloadMismatch, trail.CodeChainBroken}, first.Code)
	})
}

// Of several entries in a row that are dated back, each is named: the second is no better for following the first.
func TestVerifyNamesEveryEntryDatedBack(t *testing.T) {
	t.Parallel()
	g := newLog(t, 300, 13)
	all := g.stream(g.records[150].Stream)[2:4]
	for _, i := range all {
		g.replace(i, `"recorded_at":"2026`, `"recorded_at":"2025`)
		g.replace(i, `"effective_at":"2026`, `"effective_at":"2025`)
		g.relink(t, i)
	}
	g.checkpoints = nil
	findings := g.verify(t).Findings
	require.Len(t, findings, 2)
	for i, f := range findings {
		require.Equal(t, trail.CodeTimeBackwards, f.Code)
		require.EqualValues(t, all[i], f.Position)
	}
}

func TestVerifyForgedReceipt(t *testing.T) {
	t.Parallel()
	g := newLog(t, 50, 14)
	other, _ := keyPair(t, origin, 8)
	receipt, err := trail.SignReceipt(goldenReceipt, other)
	require.NoError(t, err)
	g.receipts = [][]byte{receipt}
	first, found := g.verify(t).First()
	require.True(t, found)
	require.Equal(t, trail.CodeReceiptSig, first.Code)
	require.Contains(t, first.Error(), string(trail.CodeReceiptSig))
	_, found = trail.Report{}.First()
	require.False(t, found)
}

func TestVerifyManyFindings(t *testing.T) {
	t.Parallel()
	g := newLog(t, 1500, 6)
	for i := range g.records {
		g.records[i].Hash[0] ^= 1
	}
	report := g.verify(t)
	require.Len(t, report.Findings, 1000)
	require.Positive(t, report.More)
}

func TestVerifyPassesReadErrorsOn(t *testing.T) {
	t.Parallel()
	g := newLog(t, 300, 8)
	broken := errors.New("connection lost")
	for name, change := range map[string]func(x *trail.Export){
		"records": func(x *trail.Export) {
			x.Records = func(yield func(trail.Record, error) bool) { yield(trail.Record{}, broken) }
		},
		"heads": func(x *trail.Export) {
			x.Heads = func(yield func(trail.Head, error) bool) { yield(trail.Head{}, broken) }
		},
		"checkpoints": func(x *trail.Export) {
			x.Checkpoints = func(yield func([]byte, error) bool) { yield(nil, broken) }
		},
		"later checkpoints": func(x *trail.Export) {
			x.Checkpoints = func(yield func([]byte, error) bool) { _ = yield(g.checkpoints[0], nil) && yield(nil, broken) }
		},
		"tiles": func(x *trail.Export) { x.Tiles = noTiles{broken} },
	} {
		x := g.export()
		change(&x)
		_, err := trail.Verifier{Keys: g.keys}.Verify(x)
		require.ErrorIs(t, err, broken, name)
	}
}

type noTiles struct{ err error }

func (n noTiles) ReadTiles([]trail.TileID) ([]trail.Tile, error) { return nil, n.err }

// A pass must not allocate per entry, else a million of them would not run in flat memory.
func TestVerifyAllocatesPerStreamOnly(t *testing.T) {
	g := newLog(t, 4000, 9)
	x := g.export()
	x.Checkpoints = nil
	allocations := testing.AllocsPerRun(3, func() {
		report, err := trail.Verifier{Keys: g.keys}.Verify(x)
		require.NoError(t, err)
		require.True(t, report.OK())
	})
	require.Less(t, allocations, 1500.0)
}
