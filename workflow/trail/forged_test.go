package trail_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"

	"shenpi/workflow/trail"
)

// forger is somebody who has everything that is public of a log: its entries, tiles and all it ever signed. Where a forgery
// takes the key of the log too, it says so.
type forger struct {
	*testing.T
	log    *testLog
	leaves []trail.Hash
	trees  map[int64]trail.Tree
	other  note.Signer // of another key by the name of the log
	far    note.Signer // of another log
	pack   []byte
	files  map[string][]byte
}

func newForger(t *testing.T) *forger {
	t.Helper()
	log, files := newKeyedLog(t, 700, 61)
	f := &forger{T: t, log: log, files: files, trees: map[int64]trail.Tree{}, pack: log.pack(t, files, 2)}
	for _, r := range log.records {
		f.leaves = append(f.leaves, r.Hash)
	}
	f.other, _ = keyPair(t, origin, 8)
	f.far, _ = keyPair(t, "another.example", 7)
	return f
}

// tree is the log as it was when it had so many entries.
func (f *forger) tree(size int64) trail.Tree {
	f.Helper()
	if _, ok := f.trees[size]; !ok {
		tree, err := trail.RootOf(sequence(f.leaves[:size]))
		require.NoError(f, err)
		f.trees[size] = tree
	}
	return f.trees[size]
}

// fork is a log that has another entry at a position.
func (f *forger) fork(where int, size int64) (trail.Tree, tileTable) {
	f.Helper()
	leaves := slices.Clone(f.leaves[:size])
	leaves[where][0] ^= 1
	tiles := tileTable{}
	tree, grown, err := trail.Append(trail.Tree{}, tiles, leaves)
	require.NoError(f, err)
	tiles.put(grown)
	return tree, tiles
}

func (f *forger) inclusion(size, position int64) trail.Inclusion {
	f.Helper()
	p, err := trail.ProveInclusion(f.tree(size), f.log.tiles, position)
	require.NoError(f, err)
	return p
}

func (f *forger) growth(from, to int64) []trail.Hash {
	f.Helper()
	p, err := trail.ProveConsistency(f.tree(to), f.log.tiles, from)
	require.NoError(f, err)
	return p
}

// dated is the checkpoint at a size, a second for each entry after the start.
func (f *forger) dated(size int64) trail.Checkpoint {
	return signedAt(f.tree(size), start.Add(time.Duration(size)*time.Second))
}

// forgery is one thing that somebody shows, and what must be found.
type forgery struct {
	code trail.Code
	show func(f *forger) error
}

// full and place are the log and the entry of most forged proofs: the entry lies in the second of three tiles.
const (
	full  = 704
	place = 300
)

// path is a forged audit path for the entry.
func path(change func(f *forger, p *trail.Inclusion)) forgery {
	return forgery{trail.CodeNotIncluded, func(f *forger) error {
		p := f.inclusion(full, place)
		change(f, &p)
		return trail.CheckInclusion(f.tree(full), f.leaves[place], p)
	}}
}

// leaf is another thing shown with the path of the entry.
func leaf(of func(f *forger) trail.Hash) forgery {
	return forgery{trail.CodeNotIncluded, func(f *forger) error {
		return trail.CheckInclusion(f.tree(full), of(f), f.inclusion(full, place))
	}}
}

// inTree is the path of the entry shown for another tree.
func inTree(of func(f *forger) trail.Tree) forgery {
	return forgery{trail.CodeNotIncluded, func(f *forger) error {
		return trail.CheckInclusion(of(f), f.leaves[place], f.inclusion(full, place))
	}}
}

var forgedInclusions = map[string]forgery{
	"path without its first hash": path(func(_ *forger, p *trail.Inclusion) { p.Hashes = p.Hashes[1:] }),
	"path without its last hash":  path(func(_ *forger, p *trail.Inclusion) { p.Hashes = p.Hashes[:len(p.Hashes)-1] }),
	"path with a hash more":       path(func(f *forger, p *trail.Inclusion) { p.Hashes = append(p.Hashes, f.leaves[1]) }),
	"path with a hash before":     path(func(f *forger, p *trail.Inclusion) { p.Hashes = slices.Insert(p.Hashes, 0, f.leaves[place]) }),
	"path with the last repeated": path(func(_ *forger, p *trail.Inclusion) { p.Hashes = append(p.Hashes, p.Hashes[len(p.Hashes)-1]) }),
	"siblings swapped":            path(func(_ *forger, p *trail.Inclusion) { p.Hashes[0], p.Hashes[1] = p.Hashes[1], p.Hashes[0] }),
	"path from the root down":     path(func(_ *forger, p *trail.Inclusion) { slices.Reverse(p.Hashes) }),
	"no path":                     path(func(_ *forger, p *trail.Inclusion) { p.Hashes = nil }),
	"a bit of a hash":             path(func(_ *forger, p *trail.Inclusion) { p.Hashes[4][31] ^= 0x80 }),
	"zeros for a hash":            path(func(_ *forger, p *trail.Inclusion) { p.Hashes[2] = trail.Hash{} }),
	"index of the sibling":        path(func(_ *forger, p *trail.Inclusion) { p.Position ^= 1 }),
	"index in another tile":       path(func(_ *forger, p *trail.Inclusion) { p.Position += 256 }),
	"index at the end":            path(func(_ *forger, p *trail.Inclusion) { p.Position = full }),
	"index before the first":      path(func(_ *forger, p *trail.Inclusion) { p.Position = -1 }),
	"path of the neighbour":       path(func(f *forger, p *trail.Inclusion) { p.Hashes = f.inclusion(full, place+1).Hashes }),
	"path as it was a tile ago":   path(func(f *forger, p *trail.Inclusion) { p.Hashes = f.inclusion(512, place).Hashes }),
	"path through a partial tile": path(func(f *forger, p *trail.Inclusion) { p.Hashes = f.inclusion(place+1, place).Hashes }),
	"path in a forked log": path(func(f *forger, p *trail.Inclusion) {
		tree, tiles := f.fork(place+1, full)
		forked, err := trail.ProveInclusion(tree, tiles, place)
		require.NoError(f, err)
		*p = forked
	}),

	"leaf of the neighbour":        leaf(func(f *forger) trail.Hash { return f.leaves[place+1] }),
	"sibling's path ends in it":    leaf(func(f *forger) trail.Hash { return f.inclusion(full, place).Hashes[0] }),
	"hash of an entry not a leaf":  leaf(func(f *forger) trail.Hash { return hashOf(f.log.records[place].Entry) }),
	"node above it for a leaf":     leaf(func(f *forger) trail.Hash { return nodeOf(f.leaves[place], f.leaves[place^1]) }),
	"root for a leaf":              leaf(func(f *forger) trail.Hash { return f.tree(full).Root }),
	"zeros for a leaf":             leaf(func(*forger) trail.Hash { return trail.Hash{} }),
	"entry with a fact edited":     leaf(func(f *forger) trail.Hash { return edited(f.log.records[place].Entry) }),
	"entry with a space at an end": leaf(func(f *forger) trail.Hash { return leafOf(append(slices.Clone(f.log.records[place].Entry), ' ')) }),

	"size doubled":          inTree(func(f *forger) trail.Tree { return trail.Tree{Size: 2 * full, Root: f.tree(full).Root} }),
	"size of one tile":      inTree(func(f *forger) trail.Tree { return trail.Tree{Size: place + 1, Root: f.tree(full).Root} }),
	"size of nothing":       inTree(func(f *forger) trail.Tree { return trail.Tree{Root: f.tree(full).Root} }),
	"size beyond any log":   inTree(func(f *forger) trail.Tree { return trail.Tree{Size: 1 << 60, Root: f.tree(full).Root} }),
	"size below nothing":    inTree(func(f *forger) trail.Tree { return trail.Tree{Size: -full, Root: f.tree(full).Root} }),
	"root of an older tree": inTree(func(f *forger) trail.Tree { return trail.Tree{Size: full, Root: f.tree(full - 1).Root} }),
	"older tree":            inTree(func(f *forger) trail.Tree { return f.tree(512) }),
	"tree of a forked log":  inTree(func(f *forger) trail.Tree { tree, _ := f.fork(place+1, full); return tree }),

	"inner node as an entry of a tree half as large": {trail.CodeNotIncluded, func(f *forger) error {
		p := f.inclusion(full, place)
		return trail.CheckInclusion(trail.Tree{Size: full, Root: f.tree(full).Root}, nodeOf(f.leaves[place], f.leaves[place^1]),
			trail.Inclusion{Position: place / 2, Hashes: p.Hashes[1:]})
	}},
}

// grown is a forged proof that the log grew from an older checkpoint to a newer one.
func grown(code trail.Code, change func(f *forger, older, newer *trail.Checkpoint, proof *[]trail.Hash)) forgery {
	return forgery{code, func(f *forger) error {
		older, newer, proof := f.dated(place), f.dated(full), f.growth(place, full)
		change(f, &older, &newer, &proof)
		return trail.CheckConsistency(older, newer, proof)
	}}
}

type (
	signed = *trail.Checkpoint
	hashes = *[]trail.Hash
)

var forgedGrowths = map[string]forgery{
	"without its first hash":  grown(trail.CodeForked, func(_ *forger, _, _ signed, p hashes) { *p = (*p)[1:] }),
	"without its last hash":   grown(trail.CodeForked, func(_ *forger, _, _ signed, p hashes) { *p = (*p)[:len(*p)-1] }),
	"with a hash more":        grown(trail.CodeForked, func(f *forger, _, _ signed, p hashes) { *p = append(*p, f.leaves[0]) }),
	"neighbours swapped":      grown(trail.CodeForked, func(_ *forger, _, _ signed, p hashes) { (*p)[1], (*p)[2] = (*p)[2], (*p)[1] }),
	"no proof":                grown(trail.CodeForked, func(_ *forger, _, _ signed, p hashes) { *p = nil }),
	"proof from another size": grown(trail.CodeForked, func(f *forger, _, _ signed, p hashes) { *p = f.growth(place-1, full) }),
	"proof to another size":   grown(trail.CodeForked, func(f *forger, _, _ signed, p hashes) { *p = f.growth(place, full-1) }),
	"proof over a tile's edge": grown(trail.CodeForked, func(f *forger, older, newer signed, p hashes) {
		*older, *newer, *p = f.dated(255), f.dated(257), f.growth(256, 257)
	}),
	"inclusion for growth":       grown(trail.CodeForked, func(f *forger, _, _ signed, p hashes) { *p = f.inclusion(full, place).Hashes }),
	"older size one less":        grown(trail.CodeForked, func(_ *forger, older, _ signed, _ hashes) { older.Size-- }),
	"newer size doubled":         grown(trail.CodeForked, func(_ *forger, _, newer signed, _ hashes) { newer.Size *= 2 }),
	"older root of another tree": grown(trail.CodeForked, func(f *forger, older, _ signed, _ hashes) { older.Root = f.tree(place - 1).Root }),
	"newer root of another tree": grown(trail.CodeForked, func(f *forger, _, newer signed, _ hashes) { newer.Root = f.tree(full - 1).Root }),
	"one size, two roots":        grown(trail.CodeForked, func(f *forger, older, newer signed, p hashes) { older.Tree, _ = f.fork(5, full); *p = nil }),
	"same root with a proof":     grown(trail.CodeForked, func(_ *forger, older, newer signed, _ hashes) { *older = *newer }),
	"empty log with a root": grown(trail.CodeForked, func(f *forger, older, _ signed, p hashes) {
		older.Tree = trail.Tree{Root: f.tree(place).Root}
		*p = nil
	}),
	"empty log with a proof": grown(trail.CodeForked, func(f *forger, older, _ signed, _ hashes) { older.Tree = f.tree(0) }),
	"more entries at an older day": grown(trail.CodeForked, func(_ *forger, older, newer signed, _ hashes) {
		newer.RecordedAt = older.RecordedAt.Add(-time.Microsecond)
	}),
	"of another log":                      grown(trail.CodeForked, func(_ *forger, _, newer signed, _ hashes) { newer.Origin = "another.example" }),
	"older one replayed as newer":         grown(trail.CodeLogShrunk, func(_ *forger, older, newer signed, _ hashes) { *older, *newer = *newer, *older }),
	"cut to nothing":                      grown(trail.CodeLogShrunk, func(f *forger, _, newer signed, p hashes) { newer.Tree = f.tree(0); *p = nil }),
	"size below nothing":                  grown(trail.CodeLogShrunk, func(_ *forger, older, _ signed, _ hashes) { older.Size = -1 }),
	"size beyond any log":                 grown(trail.CodeLogShrunk, func(_ *forger, _, newer signed, _ hashes) { newer.Size = trail.MaxSize + 1 }),
	"fork at the last entry of the older": grown(trail.CodeForked, func(f *forger, _, newer signed, p hashes) { f.forked(newer, p, place-1) }),
	"fork at the first entry":             grown(trail.CodeForked, func(f *forger, _, newer signed, p hashes) { f.forked(newer, p, 0) }),
	"fork at a tile's first entry":        grown(trail.CodeForked, func(f *forger, _, newer signed, p hashes) { f.forked(newer, p, 256) }),
}

// forked puts in place of the newer checkpoint that of a log with another entry, and its own proof of growth.
func (f *forger) forked(newer *trail.Checkpoint, proof *[]trail.Hash, where int) {
	tree, tiles := f.fork(where, full)
	var err error
	newer.Tree = tree
	*proof, err = trail.ProveConsistency(tree, tiles, place)
	require.NoError(f, err)
}

// TestForgeriesAreRefused shows what was forged in proofs, checkpoints, receipts and packs, one thing at a time.
func TestForgeriesAreRefused(t *testing.T) {
	t.Parallel()
	f := newForger(t)
	require.NoError(t, trail.CheckInclusion(f.tree(full), f.leaves[place], f.inclusion(full, place)))
	require.NoError(t, trail.CheckConsistency(f.dated(place), f.dated(full), f.growth(place, full)))
	require.NoError(t, trail.CheckConsistency(f.dated(255), f.dated(257), f.growth(255, 257)))
	kinds := notes(f)
	refused := 0
	for kind, list := range map[string]map[string]forgery{
		"inclusion": forgedInclusions, "growth": forgedGrowths, "note": forgedNotes(kinds),
		"checkpoint": forgedCheckpoints, "receipt": forgedReceipts, "head": forgedHeads, "pack": forgedPacks,
	} {
		for _, name := range slices.Sorted(maps.Keys(list)) {
			requireCode(t, list[name].code, list[name].show(f), kind+": "+name)
			refused++
		}
	}
	for _, k := range kinds {
		require.NoError(t, k.open(k.good), "the true one")
		require.False(t, bytes.Equal(k.good, k.before))
	}
	require.Len(t, kinds, 4)
	documented(t, refused)
}

// documented holds that docs/testing.md counts what there is.
func documented(t *testing.T, forgeries int) {
	t.Helper()
	page, err := os.ReadFile("../../docs/testing.md")
	require.NoError(t, err)
	plain := strings.NewReplacer(",", "").Replace // a thousand is written 1,000 there
	each := int64(1 + len(damages))
	for _, said := range []string{
		fmt.Sprintf("damaged in %d ways: our verifier | `workflow/trail` | %d packs | %d |", len(damages), packLogs*each, packLogs*each),
		fmt.Sprintf("| %d packs | %d |", secondLogs*each, secondLogsLong*each),
		fmt.Sprintf("%d forgeries, each refused for what it is: proofs of inclusion (%d) and growth (%d), each of four kinds of signed notes (%d), "+
			"checkpoints (%d), receipts (%d), signed heads (%d), lists and keys of packs (%d)", forgeries,
			len(forgedInclusions), len(forgedGrowths), len(noteForgeries), len(forgedCheckpoints), len(forgedReceipts), len(forgedHeads), len(forgedPacks)),
	} {
		require.Contains(t, plain(string(page)), plain(said))
	}
}
