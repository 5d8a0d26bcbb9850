package trail

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// push adds an entry to the tree and compares every node that is stored with its tile.
func (p *pass) push(hash Hash, bad bool) error {
	if p.tiles == nil || p.tileBad {
		p.tree.push(hash, nil)
		return nil
	}
	var failed error
	p.tree.push(hash, func(level int, index int64, h Hash) {
		if level%tileHeight != 0 || p.tileBad || failed != nil {
			return
		}
		id := TileID{Level: level / tileHeight, Index: index >> tileHeight}
		cell := int(index & (tileWidth - 1))
		agrees, err := p.sameCell(id, cell, h)
		if err != nil {
			failed = err
			return
		}
		if !agrees {
			p.tileDiffers(id, bad)
		}
	})
	return failed
}

func (p *pass) sameCell(id TileID, cell int, h Hash) (bool, error) {
	t, ok := p.tileAt[id.Level]
	if !ok || t.TileID != id {
		tiles, err := p.tiles.ReadTiles([]TileID{id})
		if err != nil {
			return false, fmt.Errorf("read tile %d/%d: %w", id.Level, id.Index, err)
		}
		if len(tiles) == 1 {
			t = tiles[0]
		}
		t.TileID = id
		p.tileAt[id.Level] = t
	}
	from := cell * tlog.HashSize
	return len(t.Data) >= from+tlog.HashSize && Hash(t.Data[from:from+tlog.HashSize]) == h, nil
}

// tileDiffers notes the first difference: after it, all are expected. At level 0 the next checkpoint tells
// whether the entry or the tile was altered; above it the entries agree with their tiles, so it is the tile.
func (p *pass) tileDiffers(id TileID, bad bool) {
	p.tileBad = true
	switch {
	case bad: // the entry has its finding
	case id.Level == 0:
		p.tileNote = find(CodeHashMismatch, p.here(), sentence{})
	default:
		p.add(find(CodeTileMismatch, place{position: p.rec.Position}, same(tileName(id))))
	}
}

// settleTile is told whether a checkpoint that comes after the noted difference agrees with the entries; the end
// without one counts as no.
func (p *pass) settleTile(agrees bool) {
	f := p.tileNote
	if f == nil {
		return
	}
	p.tileNote = nil
	if agrees {
		id := TileID{Index: f.Position >> tileHeight}
		f = find(CodeTileMismatch, place{position: f.Position}, same(tileName(id)))
	}
	p.add(f)
}

func tileName(id TileID) string { return fmt.Sprintf("tile %d/%d", id.Level, id.Index) }
