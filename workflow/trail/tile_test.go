package trail_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"shenpi/workflow/trail"
)

func sha256Of(b []byte) trail.Hash { return sha256.Sum256(b) }

func leavesOf(n int) []trail.Hash {
	leaves := make([]trail.Hash, n)
	for i := range leaves {
		leaves[i] = tlog.RecordHash(fmt.Append(nil, i))
	}
	return leaves
}

// secondOpinion is the root that transparency-dev/merkle computes.
func secondOpinion(t require.TestingT, leaves []trail.Hash) trail.Hash {
	f := compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}
	r := f.NewEmptyRange(0)
	for _, leaf := range leaves {
		require.NoError(t, r.Append(bytes.Clone(leaf[:]), nil))
	}
	root, err := r.GetRootHash(nil)
	require.NoError(t, err)
	if len(leaves) == 0 {
		root = rfc6962.DefaultHasher.EmptyRoot()
	}
	return trail.Hash(root)
}

func TestAppendInBatches(t *testing.T) {
	t.Parallel()
	leaves := leavesOf(140_000)
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.SampledFrom([]int{0, 1, 2, 3, 100, 255, 256, 257, 511, 512, 1000, 65_536}), 0, 12).Draw(t, "batches")
		var tree trail.Tree
		table := tileTable{}
		for _, m := range sizes {
			from := int(tree.Size)
			m = min(m, len(leaves)-from)
			grown, tiles, err := trail.Append(tree, table, leaves[from:from+m])
			require.NoError(t, err)
			require.LessOrEqual(t, len(tiles), m/256+m/65_536+5)
			if m == 0 {
				require.Empty(t, tiles)
			}
			for _, tile := range tiles {
				require.Len(t, tile.Data, tile.Width*32)
				require.True(t, bytes.HasPrefix(tile.Data, table[tile.TileID].Data), "a stored tile only grows")
			}
			table.put(tiles)
			tree = grown
		}
		oneShot, err := trail.RootOf(sequence(leaves[:tree.Size]))
		require.NoError(t, err)
		if len(sizes) > 0 {
			require.Equal(t, oneShot, tree)
		}
		require.Equal(t, secondOpinion(t, leaves[:tree.Size]), oneShot.Root)
	})
}

func TestAppendSmallSizes(t *testing.T) {
	t.Parallel()
	leaves := leavesOf(800)
	var tree trail.Tree
	table := tileTable{}
	for i := range leaves {
		grown, tiles, err := trail.Append(tree, table, leaves[i:i+1])
		require.NoError(t, err)
		table.put(tiles)
		tree = grown
		require.Equal(t, secondOpinion(t, leaves[:i+1]), tree.Root, "size %d", i+1)
	}
	require.Len(t, table, 5) // 256 + 256 + 256 + 32 entries, and the level above
}

func TestAppendRefusesForeignTiles(t *testing.T) {
	t.Parallel()
	tree, tiles, err := trail.Append(trail.Tree{}, tileTable{}, leavesOf(1000))
	require.NoError(t, err)
	good := tileTable{}
	good.put(tiles)
	last := trail.TileID{Level: 0, Index: 3}
	for name, change := range map[string]func(tree *trail.Tree, table tileTable){
		"root":      func(tree *trail.Tree, _ tileTable) { tree.Root[0] ^= 1 },
		"negative":  func(tree *trail.Tree, _ tileTable) { tree.Size = -1 },
		"huge":      func(tree *trail.Tree, _ tileTable) { tree.Size = 1 << 62 },
		"larger":    func(tree *trail.Tree, _ tileTable) { tree.Size++ },
		"smaller":   func(tree *trail.Tree, _ tileTable) { tree.Size-- },
		"missing":   func(_ *trail.Tree, table tileTable) { delete(table, last) },
		"no parent": func(_ *trail.Tree, table tileTable) { delete(table, trail.TileID{Level: 1}) },
		"byte": func(_ *trail.Tree, table tileTable) {
			tile := table[last]
			tile.Data = bytes.Clone(tile.Data)
			tile.Data[5] ^= 1
			table[last] = tile
		},
		"wrong width": func(_ *trail.Tree, table tileTable) { tile := table[last]; tile.Width++; table[last] = tile },
		"too wide":    func(_ *trail.Tree, table tileTable) { table[last] = trail.Tile{Width: 257, Data: make([]byte, 257*32)} },
	} {
		tree, table := tree, tileTable{}
		table.put(tiles)
		change(&tree, table)
		_, _, err := trail.Append(tree, table, leavesOf(1))
		require.ErrorIs(t, err, trail.ErrTiles, name)
	}
	broken := errors.New("connection lost")
	_, _, err = trail.Append(tree, noTiles{broken}, leavesOf(1))
	require.ErrorIs(t, err, broken)
	_, _, err = trail.Append(tree, fewTiles{}, leavesOf(1))
	require.Error(t, err)
}

type fewTiles struct{}

func (fewTiles) ReadTiles([]trail.TileID) ([]trail.Tile, error) { return nil, nil }

func TestRootOfPassesErrorsOn(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection lost")
	_, err := trail.RootOf(func(yield func(trail.Hash, error) bool) { yield(trail.Hash{}, broken) })
	require.ErrorIs(t, err, broken)
}
