package trail_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"pgregory.net/rapid"

	"shenpi/workflow/trail"
)

// forest is one growing tree and its tiles, and the root it had at any size.
type forest struct {
	leaves []trail.Hash
	tiles  tileTable
}

func newForest(t testing.TB, n int) forest {
	t.Helper()
	f := forest{leaves: leavesOf(n), tiles: tileTable{}}
	_, tiles, err := trail.Append(trail.Tree{}, f.tiles, f.leaves)
	require.NoError(t, err)
	f.tiles.put(tiles)
	return f
}

func (f forest) tree(t require.TestingT, size int64) trail.Tree {
	tree, err := trail.RootOf(sequence(f.leaves[:size]))
	require.NoError(t, err)
	return tree
}

func raw(hashes []trail.Hash) [][]byte {
	b := make([][]byte, len(hashes))
	for i := range hashes {
		b[i] = hashes[i][:]
	}
	return b
}

func signedAt(tree trail.Tree, at time.Time) trail.Checkpoint {
	return trail.Checkpoint{Origin: origin, Tree: tree, RecordedAt: at}
}

func TestProofsVerify(t *testing.T) {
	t.Parallel()
	f := newForest(t, 70_000)
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.Int64Range(1, 70_000).Draw(t, "size")
		position := rapid.Int64Range(0, size-1).Draw(t, "position")
		older := rapid.Int64Range(0, size).Draw(t, "older")
		tree, before := f.tree(t, size), f.tree(t, older)

		in, err := trail.ProveInclusion(tree, f.tiles, position)
		require.NoError(t, err)
		require.NoError(t, trail.CheckInclusion(tree, f.leaves[position], in))
		require.NoError(t, proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(position), uint64(size),
			f.leaves[position][:], raw(in.Hashes), tree.Root[:]))

		growth, err := trail.ProveConsistency(tree, f.tiles, older)
		require.NoError(t, err)
		require.NoError(t, trail.CheckConsistency(signedAt(before, start), signedAt(tree, start), growth))
		require.NoError(t, proof.VerifyConsistency(rfc6962.DefaultHasher, uint64(older), uint64(size),
			raw(growth), before.Root[:], tree.Root[:]))
	})
}

// mutations make a forged proof out of a good one; each result must differ from it.
var mutations = map[string]func(p []trail.Hash) []trail.Hash{
	"first byte flipped":  func(p []trail.Hash) []trail.Hash { p[0][0] ^= 1; return p },
	"last byte flipped":   func(p []trail.Hash) []trail.Hash { p[len(p)-1][31] ^= 0x80; return p },
	"middle byte flipped": func(p []trail.Hash) []trail.Hash { p[len(p)/2][16] ^= 4; return p },
	"zeroed":              func(p []trail.Hash) []trail.Hash { p[0] = trail.Hash{}; return p },
	"swapped ends":        func(p []trail.Hash) []trail.Hash { p[0], p[len(p)-1] = p[len(p)-1], p[0]; return p },
	"swapped neighbours":  func(p []trail.Hash) []trail.Hash { p[0], p[1] = p[1], p[0]; return p },
	"reversed":            func(p []trail.Hash) []trail.Hash { slices.Reverse(p); return p },
	"first cut":           func(p []trail.Hash) []trail.Hash { return p[1:] },
	"last cut":            func(p []trail.Hash) []trail.Hash { return p[:len(p)-1] },
	"doubled":             func(p []trail.Hash) []trail.Hash { return append(p, p...) },
	"extended":            func(p []trail.Hash) []trail.Hash { return append(p, trail.Hash{}) },
	"extended before":     func(p []trail.Hash) []trail.Hash { return append([]trail.Hash{{}}, p...) },
	"last repeated":       func(p []trail.Hash) []trail.Hash { return append(p, p[len(p)-1]) },
	"empty":               func([]trail.Hash) []trail.Hash { return []trail.Hash{} },
	"nil":                 func([]trail.Hash) []trail.Hash { return nil },
	"a thousand hashes":   func(p []trail.Hash) []trail.Hash { return append(p, make([]trail.Hash, 1000)...) },
}

func TestForgedInclusionIsRefused(t *testing.T) {
	t.Parallel()
	f := newForest(t, 1500)
	for _, size := range []int64{7, 256, 1000, 1500} {
		tree := f.tree(t, size)
		for _, position := range []int64{0, size / 2, size - 2} {
			good, err := trail.ProveInclusion(tree, f.tiles, position)
			require.NoError(t, err)
			leaf := f.leaves[position]
			refused := func(name string, tree trail.Tree, leaf trail.Hash, p trail.Inclusion) {
				var finding *trail.Finding
				require.ErrorAs(t, trail.CheckInclusion(tree, leaf, p), &finding, name)
				require.Equal(t, trail.CodeNotIncluded, finding.Code)
			}
			for name, forge := range mutations {
				refused(name, tree, leaf, trail.Inclusion{Position: position, Hashes: forge(slices.Clone(good.Hashes))})
			}
			for _, other := range []int64{-1, position + 1, size, size + 1, math.MaxInt64, math.MinInt64} {
				refused("other position", tree, leaf, trail.Inclusion{Position: other, Hashes: good.Hashes})
			}
			// A size nearby can have the same path to this leaf, so the honest root of that size is taken.
			for _, other := range []int64{0, -1, 1, size * 2, 1 << 62, math.MaxInt64} {
				refused("other size", trail.Tree{Size: other, Root: tree.Root}, leaf, good)
			}
			refused("root of other size", f.tree(t, size-1), leaf, good)
			refused("other leaf", tree, f.leaves[position+1], good)
			refused("other root", trail.Tree{Size: size, Root: leaf}, leaf, good)
			refused("no root", trail.Tree{Size: size}, leaf, good)
			refused("leaf zero", tree, trail.Hash{}, good)
			// An inner node shown as a leaf.
			refused("root as leaf", tree, tree.Root, trail.Inclusion{Position: position})
		}
	}
}

func TestForgedConsistencyIsRefused(t *testing.T) {
	t.Parallel()
	f := newForest(t, 1500)
	for _, sizes := range [][2]int64{{3, 7}, {255, 1000}, {257, 1500}, {700, 1300}, {1000, 1001}} {
		before, tree := f.tree(t, sizes[0]), f.tree(t, sizes[1])
		good, err := trail.ProveConsistency(tree, f.tiles, sizes[0])
		require.NoError(t, err)
		refused := func(name string, code trail.Code, older, newer trail.Checkpoint, p []trail.Hash) {
			var finding *trail.Finding
			require.ErrorAs(t, trail.CheckConsistency(older, newer, p), &finding, name)
			require.Equal(t, code, finding.Code, name)
		}
		older, newer := signedAt(before, start), signedAt(tree, start.Add(time.Minute))
		require.NoError(t, trail.CheckConsistency(older, newer, good))
		for name, forge := range mutations {
			refused(name, trail.CodeForked, older, newer, forge(slices.Clone(good)))
		}
		refused("rolled back", trail.CodeLogShrunk, newer, older, good)
		refused("rolled back without proof", trail.CodeLogShrunk, newer, older, nil)
		forked := newer
		forked.Root[3] ^= 1
		refused("other new root", trail.CodeForked, older, forked, good)
		refused("same size, other root", trail.CodeForked, newer, forked, nil)
		forked = older
		forked.Root[3] ^= 1
		refused("other old root", trail.CodeForked, forked, newer, good)
		forked = older
		forked.Size--
		refused("other old size", trail.CodeForked, forked, newer, good)
		forked.Size = -1
		refused("negative size", trail.CodeLogShrunk, forked, newer, good)
		forked.Size = 0
		refused("empty tree with a root", trail.CodeForked, forked, newer, nil)
		refused("empty tree with a proof", trail.CodeForked, signedAt(f.tree(t, 0), start), newer, good)
		forked = newer
		forked.Size = math.MaxInt64
		refused("huge", trail.CodeLogShrunk, older, forked, good)
		forked = newer
		forked.RecordedAt = start.Add(-time.Microsecond)
		refused("earlier", trail.CodeForked, older, forked, good)
		forked = newer
		forked.Origin = "other.example"
		refused("other log", trail.CodeForked, older, forked, good)
		require.NoError(t, trail.CheckConsistency(newer, newer, nil))
		refused("same with proof", trail.CodeForked, newer, newer, good)
	}
}

func TestProofsAreNotMadeFromForeignTiles(t *testing.T) {
	t.Parallel()
	f := newForest(t, 1500)
	tree := f.tree(t, 1500)
	for _, position := range []int64{-1, 1500} {
		_, err := trail.ProveInclusion(tree, f.tiles, position)
		require.Error(t, err)
	}
	for _, size := range []int64{-1, 1501} {
		_, err := trail.ProveConsistency(tree, f.tiles, size)
		require.Error(t, err)
	}
	tree.Root[0] ^= 1
	_, err := trail.ProveInclusion(tree, f.tiles, 3)
	require.Error(t, err)
	_, err = trail.ProveConsistency(tree, f.tiles, 3)
	require.Error(t, err)
	tree = f.tree(t, 1500)
	delete(f.tiles, trail.TileID{Level: 0, Index: 2})
	_, err = trail.ProveInclusion(tree, f.tiles, 600)
	require.ErrorIs(t, err, trail.ErrTiles)
}
