package trail

import (
	"errors"
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

// TileID is the key of a stored tile.
type TileID struct {
	Level int   // 0 holds the hashes of the entries, each next level the roots of 256 hashes below it
	Index int64 // 0-based in its level
}

// Tile is one row of the stored tree: up to 256 hashes. The last tile of a level grows: a row with the same key
// is replaced by a wider one that begins with the same bytes.
type Tile struct {
	TileID
	Width int    // hashes in Data, 1 to 256
	Data  []byte // Width times 32 bytes
}

// TileReader reads stored tiles.
type TileReader interface {
	// ReadTiles returns one tile for each id in the same order; one that is not stored has Width 0.
	ReadTiles(ids []TileID) ([]Tile, error)
}

// ErrTiles says that the stored tiles are not those of the tree: nothing may be built upon them.
var ErrTiles = errors.New("stored tiles do not have the root of the tree")

// Append adds leaves, the hashes of entries in the order of their positions, and returns the grown tree and the
// tiles to store: about one for 256 leaves, and one per level. It reads the last tile of each level and refuses,
// with ErrTiles, to continue a tree that they do not have the root of.
func Append(tree Tree, r TileReader, leaves []Hash) (Tree, []Tile, error) {
	b, err := openBorder(tree, r)
	if err != nil {
		return Tree{}, nil, fmt.Errorf("append to the log at size %d: %w", tree.Size, err)
	}
	for _, leaf := range leaves {
		b.c.push(leaf, b.visit)
	}
	return b.c.tree(), b.changed(), nil
}

// border is the growing edge of the stored tree.
type border struct {
	c    compact
	last []Tile // the unfinished tile of each level
	grew []bool
	full []Tile
}

func openBorder(tree Tree, r TileReader) (*border, error) {
	if tree.Size < 0 || tree.Size > MaxSize {
		return nil, fmt.Errorf("%w: impossible size", ErrTiles)
	}
	b := &border{c: compact{size: tree.Size}}
	var ids []TileID
	for level, n := 0, tree.Size; n > 0; level, n = level+1, n>>tileHeight {
		id := TileID{Level: level, Index: n >> tileHeight}
		b.last = append(b.last, Tile{TileID: id, Width: int(n & (tileWidth - 1))})
		if n&(tileWidth-1) > 0 {
			ids = append(ids, id)
		}
	}
	b.grew = make([]bool, len(b.last))
	if tree.Size == 0 {
		return b, nil
	}
	stored, err := readTiles(r, ids)
	if err != nil {
		return nil, err
	}
	for _, t := range stored {
		l := &b.last[t.Level]
		if t.Width < l.Width {
			return nil, fmt.Errorf("%w: tile %d/%d is too narrow", ErrTiles, t.Level, t.Index)
		}
		l.Data = append([]byte(nil), t.Data[:l.Width*tlog.HashSize]...)
	}
	for level := len(b.last) - 1; level >= 0; level-- {
		b.c.nodes = appendSubtrees(b.c.nodes, b.last[level].Data)
	}
	if b.c.root() != tree.Root {
		return nil, ErrTiles
	}
	return b, nil
}

// visit keeps the nodes that tiles are made of.
func (b *border) visit(level int, index int64, h Hash) {
	if level%tileHeight != 0 {
		return
	}
	level /= tileHeight
	if level == len(b.last) {
		b.last, b.grew = append(b.last, Tile{TileID: TileID{Level: level}}), append(b.grew, false)
	}
	t := &b.last[level]
	t.Index = index >> tileHeight
	t.Data = append(t.Data, h[:]...)
	t.Width++
	b.grew[level] = true
	if t.Width == tileWidth {
		b.full = append(b.full, *t)
		*t, b.grew[level] = Tile{TileID: TileID{Level: level, Index: t.Index + 1}}, false
	}
}

func (b *border) changed() []Tile {
	tiles := b.full
	for level, t := range b.last {
		if b.grew[level] {
			tiles = append(tiles, t)
		}
	}
	return tiles
}

// readTiles holds a reader to its contract.
func readTiles(r TileReader, ids []TileID) ([]Tile, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	tiles, err := r.ReadTiles(ids)
	if err != nil {
		return nil, fmt.Errorf("read tiles: %w", err)
	}
	if len(tiles) != len(ids) {
		return nil, fmt.Errorf("read tiles: %d for %d asked for", len(tiles), len(ids))
	}
	for i := range tiles {
		t := &tiles[i]
		if t.Width < 0 || t.Width > tileWidth || len(t.Data) != t.Width*tlog.HashSize {
			return nil, fmt.Errorf("%w: tile %d/%d has %d bytes for %d hashes",
				ErrTiles, ids[i].Level, ids[i].Index, len(t.Data), t.Width)
		}
		t.TileID = ids[i]
	}
	return tiles, nil
}

// appendSubtrees appends the roots of the perfect subtrees over the hashes in data, the largest first.
func appendSubtrees(nodes []Hash, data []byte) []Hash {
	for n := len(data) / tlog.HashSize; n > 0; n = len(data) / tlog.HashSize {
		size := 1 << (bits.Len(uint(n)) - 1) * tlog.HashSize
		nodes = append(nodes, perfect(data[:size]))
		data = data[size:]
	}
	return nodes
}

func perfect(data []byte) Hash {
	if len(data) == tlog.HashSize {
		return Hash(data)
	}
	half := len(data) / 2
	return tlog.NodeHash(perfect(data[:half]), perfect(data[half:]))
}
