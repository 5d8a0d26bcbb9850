package trail_test

import (
	"bytes"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/trail"
)

// expected is the first finding that a tampering must lead to.
type expected struct {
	code     trail.Code
	stream   string
	number   int64
	position int64
	inRange  bool // only a range is named: position is in it
}

func at(code trail.Code, r trail.Record) expected {
	return expected{code: code, stream: r.Stream, number: r.Number, position: r.Position}
}

// tamperings change a log at i, an entry that has one before and one after it in its stream. Those named "naive"
// leave everything else as it was, "owner" keeps the database consistent, "key" can also sign.
var tamperings = map[string]func(t *testing.T, g *testLog, i int) expected{
	"naive edit of a fact": func(_ *testing.T, g *testLog, i int) expected {
		g.replace(i, `"pass":true`, `"pass":false`)
		return at(trail.CodeHashMismatch, g.records[i])
	},
	"naive edit that leaves no JSON": func(_ *testing.T, g *testLog, i int) expected {
		g.replace(i, `"facts"`, `"farce"`)
		return at(trail.CodeHashMismatch, g.records[i])
	},
	"malformed without a stored hash": func(_ *testing.T, g *testLog, i int) expected {
		g.replace(i, `"facts"`, `"farce"`)
		g.records[i].Hash = trail.Hash{}
		return at(trail.CodeEntryMalformed, g.records[i])
	},
	"stored hash": func(_ *testing.T, g *testLog, i int) expected {
		g.records[i].Hash[31] ^= 1
		return at(trail.CodeHashMismatch, g.records[i])
	},
	"entry and its stored hash": func(t *testing.T, g *testLog, i int) expected {
		g.replace(i, `"pass":true`, `"pass":false`)
		tiles, heads := g.tiles, g.heads
		c := g.clone()
		c.relink(t, i)
		g.records[i].Hash, g.tiles, g.heads = c.records[i].Hash, tiles, heads
		return at(trail.CodeHashMismatch, g.records[i])
	},
	"entry and its stored hash, nothing signed": func(t *testing.T, g *testLog, i int) expected {
		g.checkpoints = nil
		tiles, heads, tree := g.tiles, g.heads, g.tree
		g.replace(i, `"pass":true`, `"pass":false`)
		g.heads = maps.Clone(heads)
		g.relink(t, i)
		g.tiles, g.heads, g.tree = tiles, heads, tree
		return at(trail.CodeHashMismatch, g.records[i])
	},
	"entry filed under another number": func(_ *testing.T, g *testLog, i int) expected {
		want := at(trail.CodeColumnMismatch, g.records[i])
		g.records[i].Number++
		return want
	},
	"tile lost": func(_ *testing.T, g *testLog, i int) expected {
		i %= 1500
		delete(g.tiles, trail.TileID{Index: int64(i / 256)})
		return expected{code: trail.CodeTileMismatch, position: int64(i / 256 * 256)}
	},
	"tile cut": func(_ *testing.T, g *testLog, i int) expected {
		i %= 1500
		id := trail.TileID{Index: int64(i / 256)}
		g.tiles[id] = trail.Tile{TileID: id, Width: i % 256, Data: g.tiles[id].Data[:i%256*32]}
		return expected{code: trail.CodeTileMismatch, position: int64(i)}
	},
	"tile of the level above": func(_ *testing.T, g *testLog, i int) expected {
		i = i % 1500 / 256
		tile := g.tiles[trail.TileID{Level: 1}]
		tile.Data = bytes.Clone(tile.Data)
		tile.Data[i*32] ^= 1
		g.tiles[trail.TileID{Level: 1}] = tile
		return expected{code: trail.CodeTileMismatch, position: int64(i*256 + 255)}
	},
	"stored tree emptied": func(_ *testing.T, g *testLog, _ int) expected {
		g.tree = trail.Tree{}
		return expected{code: trail.CodeTreeMismatch, position: int64(len(g.records))}
	},
	"entry filed under another case": func(_ *testing.T, g *testLog, i int) expected {
		want := at(trail.CodeColumnMismatch, g.records[i])
		g.records[i].Stream = "case/other"
		return want
	},
	"naive deletion": func(_ *testing.T, g *testLog, i int) expected {
		want := expected{code: trail.CodePositionGap, position: int64(i)}
		g.records = slices.Delete(g.records, i, i+1)
		return want
	},
	"owner deletes": func(t *testing.T, g *testLog, i int) expected {
		r := g.records[i]
		g.records = slices.Delete(g.records, i, i+1)
		g.renumber()
		g.retile(t)
		after := slices.IndexFunc(g.records, func(o trail.Record) bool { return o.Stream == r.Stream && o.Number == r.Number+1 })
		return expected{code: trail.CodeNumberGap, stream: r.Stream, number: r.Number, position: int64(after)}
	},
	"owner inserts": func(t *testing.T, g *testLog, i int) expected {
		r := g.records[i]
		g.replace(i, `"pass":true`, `"pass":false`)
		g.records = slices.Insert(g.records, i, r)
		g.renumber()
		g.records[i+1].Hash = trail.Hash{}
		g.retile(t)
		return at(trail.CodeDuplicateEntry, g.records[i+1])
	},
	"owner duplicates": func(t *testing.T, g *testLog, i int) expected {
		g.records = append(g.records, g.records[i])
		g.renumber()
		g.retile(t)
		return at(trail.CodeDuplicateEntry, g.records[len(g.records)-1])
	},
	"owner swaps two of one stream": func(t *testing.T, g *testLog, i int) expected {
		r := g.records[i]
		all := g.stream(r.Stream)
		next := all[slices.Index(all, i)+1]
		g.records[i], g.records[next] = g.records[next], g.records[i]
		g.renumber()
		g.retile(t)
		return expected{code: trail.CodeNumberGap, stream: r.Stream, number: r.Number, position: int64(i)}
	},
	"swap of two streams": func(_ *testing.T, g *testLog, i int) expected {
		j := i + 1
		for g.records[j].Stream == g.records[i].Stream {
			j++
		}
		// Neighbours of different streams: no chain is touched, only the order of the log.
		g.records[j-1], g.records[j] = g.records[j], g.records[j-1]
		g.renumber()
		return at(trail.CodeHashMismatch, g.records[j-1])
	},
	"owner turns time back": func(t *testing.T, g *testLog, i int) expected {
		g.replace(i, `"recorded_at":"2026`, `"recorded_at":"2025`)
		g.replace(i, `"effective_at":"2026`, `"effective_at":"2025`)
		g.relink(t, i)
		return at(trail.CodeTimeBackwards, g.records[i])
	},
	"owner breaks the chain after it": func(t *testing.T, g *testLog, i int) expected {
		g.replace(i, `"pass":true`, `"pass":false`)
		all := g.stream(g.records[i].Stream)
		last := g.clone()
		last.relink(t, i)
		g.records[i].Hash = last.records[i].Hash
		g.retile(t)
		return at(trail.CodeChainBroken, g.records[all[slices.Index(all, i)+1]])
	},
	"owner renames the actor everywhere": func(t *testing.T, g *testLog, i int) expected {
		g.replace(i, `"actor":{"person":"p-`, `"actor":{"person":"q-`)
		g.relink(t, i)
		return expected{code: trail.CodeRootMismatch, position: int64(i), inRange: true}
	},
	"owner of the key rewrites history": func(t *testing.T, g *testLog, i int) expected {
		g.kept = slices.Clone(g.checkpoints)
		slices.Reverse(g.kept)
		g.replace(i, `"pass":true`, `"pass":false`)
		g.relink(t, i)
		g.resign(t)
		return expected{code: trail.CodeForked, position: int64(i), inRange: true}
	},
	"owner of the key against a receipt": func(t *testing.T, g *testLog, i int) expected {
		r := g.records[i]
		receipt, err := trail.SignReceipt(trail.Receipt{
			Origin: origin, Stream: r.Stream, Number: r.Number, Hash: r.Hash, RecordedAt: start}, g.signer)
		require.NoError(t, err)
		g.receipts = [][]byte{receipt}
		g.replace(i, `"pass":true`, `"pass":false`)
		g.relink(t, i)
		g.resign(t)
		return at(trail.CodeReceiptBroken, r)
	},
	"opinion": func(_ *testing.T, g *testLog, i int) expected {
		i = withPayload(g, i)
		g.records[i].Payload = &trail.Payload{Salt: g.records[i].Payload.Salt, Body: []byte(`{"opinion":"不同意"}`)}
		return at(trail.CodePayloadMismatch, g.records[i])
	},
	"salt": func(_ *testing.T, g *testLog, i int) expected {
		i = withPayload(g, i)
		g.records[i].Payload = &trail.Payload{Salt: make([]byte, trail.SaltSize), Body: g.records[i].Payload.Body}
		return at(trail.CodePayloadMismatch, g.records[i])
	},
	"payload lost": func(_ *testing.T, g *testLog, i int) expected {
		i = withPayload(g, i)
		g.records[i].Payload = nil
		return at(trail.CodePayloadMismatch, g.records[i])
	},
	"payload said to be erased": func(_ *testing.T, g *testLog, i int) expected {
		i = withPayload(g, i)
		g.records[i].Erased = true
		return at(trail.CodePayloadMismatch, g.records[i])
	},
	"payload taken away and said to be erased": func(_ *testing.T, g *testLog, i int) expected {
		i = withPayload(g, i)
		g.records[i].Payload, g.records[i].Erased = nil, true
		return at(trail.CodeErasureUnrecorded, g.records[i])
	},
	"tail cut": func(t *testing.T, g *testLog, i int) expected {
		r := g.records[i]
		all := g.stream(r.Stream)
		last := g.records[all[len(all)-1]]
		cut := slices.Index(all, i)
		for _, j := range slices.Backward(all[cut:]) {
			g.records = slices.Delete(g.records, j, j+1)
		}
		g.renumber()
		g.retile(t)
		g.checkpoints = nil
		return expected{code: trail.CodeHeadMismatch, stream: r.Stream, number: last.Number, position: trail.None}
	},
	"whole database rolled back": func(t *testing.T, g *testLog, i int) expected {
		g.kept = [][]byte{g.checkpoints[len(g.checkpoints)-1]}
		g.rollBack(t, i)
		return expected{code: trail.CodeLogShrunk, position: int64(i)}
	},
	"rolled back against a receipt": func(t *testing.T, g *testLog, i int) expected {
		r := g.records[len(g.records)-1]
		receipt, err := trail.SignReceipt(trail.Receipt{
			Origin: origin, Stream: r.Stream, Number: r.Number, Hash: r.Hash, RecordedAt: start}, g.signer)
		require.NoError(t, err)
		g.receipts = [][]byte{receipt}
		g.rollBack(t, i)
		return expected{code: trail.CodeReceiptBroken, stream: r.Stream, number: r.Number, position: trail.None}
	},
	"entry merged too late": func(t *testing.T, g *testLog, i int) expected {
		r := g.records[i]
		c, err := trail.OpenCheckpoint(g.checkpoints[len(g.checkpoints)-1], g.keys)
		require.NoError(t, err)
		last, err := trail.Open(g.records[len(g.records)-1].Entry)
		require.NoError(t, err)
		g.rollBack(t, i)
		g.checkpoints = append(g.checkpoints, g.checkpoint(t, g.tree, last.RecordedAt.Add(2*trail.MergeWithin)))
		g.heads[r.Stream] = trail.Head{Stream: r.Stream, Number: r.Number, Hash: r.Hash}
		g.merge(t, []trail.Record{r}, c.RecordedAt.Add(3*trail.MergeWithin))
		return at(trail.CodeNotMergedInTime, r)
	},
	"entry never merged": func(t *testing.T, g *testLog, i int) expected {
		r := g.records[i]
		last, err := trail.Open(g.records[len(g.records)-1].Entry)
		require.NoError(t, err)
		g.rollBack(t, i)
		g.checkpoints = append(g.checkpoints, g.checkpoint(t, g.tree, last.RecordedAt.Add(2*trail.MergeWithin)))
		g.heads[r.Stream] = trail.Head{Stream: r.Stream, Number: r.Number, Hash: r.Hash}
		r.Position = trail.Unmerged
		g.records = append(g.records, r)
		return expected{code: trail.CodeNotMergedInTime, stream: r.Stream, number: r.Number, position: trail.None}
	},
	"tile": func(_ *testing.T, g *testLog, i int) expected {
		i %= 1500 // so that a checkpoint follows that the entries agree with
		id := trail.TileID{Index: int64(i / 256)}
		tile := g.tiles[id]
		tile.Data = bytes.Clone(tile.Data)
		tile.Data[i%256*32] ^= 1
		g.tiles[id] = tile
		return expected{code: trail.CodeTileMismatch, position: int64(i)}
	},
	"stored root": func(_ *testing.T, g *testLog, _ int) expected {
		g.tree.Root[0] ^= 1
		g.checkpoints = nil
		return expected{code: trail.CodeTreeMismatch, position: 5, inRange: true}
	},
	"checkpoint of another key": func(t *testing.T, g *testLog, i int) expected {
		other, _ := keyPair(t, origin, 8)
		was := g.signer
		g.signer = other
		g.checkpoints[i%len(g.checkpoints)] = g.checkpoint(t, g.tree, start)
		g.signer = was
		return expected{code: trail.CodeCheckpointSig, position: trail.None}
	},
	"checkpoint edited": func(_ *testing.T, g *testLog, i int) expected {
		b := bytes.Clone(g.checkpoints[i%len(g.checkpoints)])
		b[bytes.IndexByte(b, '\n')+1] ^= 1
		g.checkpoints[i%len(g.checkpoints)] = b
		return expected{code: trail.CodeCheckpointSig, position: trail.None}
	},
	"checkpoint with an earlier date": func(t *testing.T, g *testLog, _ int) expected {
		g.checkpoints = append(g.checkpoints, g.checkpoint(t, g.tree, start.Add(-time.Hour)))
		return expected{code: trail.CodeCheckpointTime, position: trail.None}
	},
	"checkpoint of one entry fewer": func(t *testing.T, g *testLog, _ int) expected {
		g.checkpoints = append(g.checkpoints, g.checkpoint(t, trail.Tree{Size: g.tree.Size - 1}, start.AddDate(1, 0, 0)))
		return expected{code: trail.CodeLogShrunk, position: g.tree.Size - 1}
	},
	"smaller checkpoint signed later": func(t *testing.T, g *testLog, _ int) expected {
		g.checkpoints = append(g.checkpoints, g.checkpoints[3])
		c, err := trail.OpenCheckpoint(g.checkpoints[3], g.keys)
		require.NoError(t, err)
		return expected{code: trail.CodeLogShrunk, position: c.Size}
	},
}

func withPayload(g *testLog, i int) int {
	for g.records[i].Payload == nil {
		i++
	}
	return i
}

// rollBack restores a consistent earlier state of the log: its first n entries and what was signed of them.
func (g *testLog) rollBack(t *testing.T, n int) {
	t.Helper()
	g.records = g.records[:n]
	g.heads = map[string]trail.Head{}
	for i := range g.records {
		r := &g.records[i]
		g.heads[r.Stream] = trail.Head{Stream: r.Stream, Number: r.Number, Hash: r.Hash}
		if r.Erased {
			r.Payload, r.Erased = g.gone[r.Hash], false // as it was before
		}
	}
	g.checkpoints = slices.DeleteFunc(g.checkpoints, func(b []byte) bool {
		c, err := trail.OpenCheckpoint(b, g.keys)
		require.NoError(t, err)
		return c.Size > int64(n)
	})
	g.retile(t)
}

// saidOnce requires that what follows from one change is not said again and again.
func saidOnce(t *testing.T, findings []trail.Finding) {
	t.Helper()
	type key struct {
		code     trail.Code
		stream   string
		position int64
	}
	said, ofCode := map[key]bool{}, map[trail.Code]int{}
	for _, f := range findings {
		require.NotRegexp(t, `\{[a-z]+\}`, f.ZH+f.EN)
		k := key{f.Code, f.Stream, f.Position}
		require.False(t, said[k], "said twice: %v", f.EN)
		said[k] = true
		ofCode[f.Code]++
	}
	for _, code := range []trail.Code{trail.CodeRootMismatch, trail.CodeForked, trail.CodePositionGap} {
		require.LessOrEqual(t, ofCode[code], 2, "%v", findings)
	}
}

func TestTampering(t *testing.T) {
	t.Parallel()
	log := newLog(t, 2000, 1)
	require.Empty(t, log.verify(t).Findings)
	places := []int{}
	for _, i := range []int{30, 255, 256, 257, 511, 700, 1023, 1024, 1300, 1600, 1700} {
		for all := log.stream(log.records[i].Stream); all[0] == i || all[len(all)-1] == i || log.erased[log.records[i].Stream] > 0; all = log.stream(log.records[i].Stream) {
			i++
		}
		places = append(places, i)
	}
	for name, tamper := range tamperings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, i := range places {
				g := log.clone()
				want := tamper(t, g, i)
				report := g.verify(t)
				first, found := report.First()
				require.True(t, found, "at %d", i)
				require.Equal(t, want.code, first.Code, "at %d: %v", i, first.EN)
				require.Equal(t, want.stream, first.Stream, "at %d: %v", i, first.EN)
				require.Equal(t, want.number, first.Number, "at %d: %v", i, first.EN)
				if want.inRange {
					require.LessOrEqual(t, first.Position, want.position)
					require.Greater(t, first.Until, want.position)
					require.True(t, name == "stored root" || first.Until-first.Position <= 97, "a range between two checkpoints")
				} else {
					require.Equal(t, want.position, first.Position, "at %d: %v", i, first.EN)
				}
				saidOnce(t, report.Findings)
			}
		})
	}
}
