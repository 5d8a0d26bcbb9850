package trail

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Inclusion proves that a tree contains an entry at a position.
type Inclusion struct {
	Position int64  `json:"position"` // 0-based in the log
	Hashes   []Hash `json:"hashes"`   // audit path of RFC 6962, from the leaf up
}

// ProveInclusion proves that tree contains the entry at position. The tree may be an earlier one than the tiles
// have grown to; tiles that do not lead to its root are refused.
func ProveInclusion(tree Tree, r TileReader, position int64) (Inclusion, error) {
	if position < 0 || position >= tree.Size || tree.Size > MaxSize {
		return Inclusion{}, fmt.Errorf("prove position %d: not in a tree of size %d", position, tree.Size)
	}
	hashes, err := tlog.ProveRecord(tree.Size, position, hashReader(tree, r))
	if err != nil {
		return Inclusion{}, fmt.Errorf("prove position %d in size %d: %w", position, tree.Size, err)
	}
	return Inclusion{Position: position, Hashes: hashes}, nil
}

// CheckInclusion says whether p proves that tree contains leaf at p.Position; the error is a *Finding.
func CheckInclusion(tree Tree, leaf Hash, p Inclusion) error {
	at := place{position: p.Position}
	switch {
	case tree.Size < 0 || tree.Size > MaxSize || p.Position < 0 || p.Position >= tree.Size:
		return find(CodeNotIncluded, at, sentence{"位置在日志之外", "the position is outside the log"})
	case tlog.CheckRecord(p.Hashes, tree.Size, tree.Root, p.Position, leaf) != nil:
		return find(CodeNotIncluded, at, sentence{"证明路径不成立", "the proof does not lead to the signed root"})
	}
	return nil
}

// ProveConsistency proves that tree begins with all entries of the tree that had the given size.
func ProveConsistency(tree Tree, r TileReader, size int64) ([]Hash, error) {
	if size < 0 || size > tree.Size || tree.Size > MaxSize {
		return nil, fmt.Errorf("prove growth from %d: the tree has size %d", size, tree.Size)
	}
	if size == 0 {
		return []Hash{}, nil
	}
	hashes, err := tlog.ProveTree(tree.Size, size, hashReader(tree, r))
	if err != nil {
		return nil, fmt.Errorf("prove growth from %d to %d: %w", size, tree.Size, err)
	}
	return hashes, nil
}

// CheckConsistency says whether the log only grew from an older checkpoint, kept outside, to a newer one. The
// error is a *Finding: the log shrank, or it is another log.
func CheckConsistency(older, newer Checkpoint, proof []Hash) error {
	at := place{position: 0, until: older.Size}
	switch {
	case older.Origin != newer.Origin:
		return find(CodeForked, at, sentence{"另一日志" + newer.Origin, "the log " + newer.Origin})
	case newer.Size < older.Size || newer.Size > MaxSize || older.Size < 0:
		now := sentence{fmt.Sprintf("现仅%d条", newer.Size), fmt.Sprintf("now it has %d", newer.Size)}
		return find(CodeLogShrunk, place{position: newer.Size, until: older.Size}, now)
	case newer.RecordedAt.Before(older.RecordedAt):
		return find(CodeForked, at, sentence{"日期更早而条目更多的检查点", "a checkpoint with an earlier date and no fewer entries"})
	case older.Size == 0 && older.Root == emptyRoot && len(proof) == 0:
		return nil
	case older.Size == 0 || tlog.CheckTree(proof, newer.Size, newer.Root, older.Size, older.Root) != nil:
		when := formatInstant(newer.RecordedAt)
		return find(CodeForked, at, sentence{when + "的检查点", "the checkpoint of " + when})
	}
	return nil
}

func hashReader(tree Tree, r TileReader) tlog.HashReader {
	return tlog.TileHashReader(tlog.Tree{N: tree.Size, Hash: tree.Root}, tileSource{r})
}

// tileSource shows our tiles to tlog, which asks for the width they had in an earlier tree.
type tileSource struct{ r TileReader }

func (t tileSource) Height() int { return tileHeight }

func (t tileSource) SaveTiles([]tlog.Tile, [][]byte) {}

func (t tileSource) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	ids := make([]TileID, len(wanted))
	for i, w := range wanted {
		ids[i] = TileID{Level: w.L, Index: w.N}
	}
	tiles, err := readTiles(t.r, ids)
	if err != nil {
		return nil, err
	}
	data := make([][]byte, len(wanted))
	for i, w := range wanted {
		if tiles[i].Width < w.W {
			return nil, fmt.Errorf("%w: tile %d/%d is too narrow", ErrTiles, w.L, w.N)
		}
		data[i] = tiles[i].Data[:w.W*tlog.HashSize]
	}
	return data, nil
}
