// Package sfnt reads TrueType fonts and cuts subsets out of them, so that a document carries the characters it shows and
// no others. It reads what setting horizontal text needs: which glyph a character has, how wide it is, its outline.
package sfnt

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// Font is a TrueType font. It is read-only and may be used by several goroutines.
type Font struct {
	name     string
	tables   map[string][]byte
	ranges   []cmapRange
	units    int
	ascent   int
	descent  int
	box      [4]int16
	glyphs   int
	metrics  int // glyphs with an advance of their own; the others have the last one's
	longLoca bool
}

// cmapRange maps successive characters to successive glyphs.
type cmapRange struct{ first, last, glyph uint32 }

// Glyph is the number of a glyph in a font; 0 is what stands for a missing one.
type Glyph uint16

var errShort = errors.New("it is cut short")

// Parse reads a font. Collections and fonts with PostScript outlines are refused. The font keeps b.
func Parse(b []byte) (*Font, error) {
	f, err := parse(b)
	if err != nil {
		return nil, fmt.Errorf("read a TrueType font: %w", err)
	}
	return f, nil
}

func parse(b []byte) (*Font, error) {
	if len(b) < 12 {
		return nil, errShort
	}
	if tag := binary.BigEndian.Uint32(b); tag != 0x00010000 && tag != 0x74727565 {
		return nil, errors.New("it is no single font with TrueType outlines")
	}
	f := &Font{tables: map[string][]byte{}}
	for i := range int(binary.BigEndian.Uint16(b[4:])) {
		if len(b) < 28+16*i {
			return nil, errShort
		}
		row := b[12+16*i:]
		offset, length := uint64(binary.BigEndian.Uint32(row[8:])), uint64(binary.BigEndian.Uint32(row[12:]))
		if offset+length > uint64(len(b)) {
			return nil, errShort
		}
		f.tables[string(row[:4])] = b[offset : offset+length : offset+length]
	}
	for _, need := range []struct {
		table string
		bytes int
	}{{"head", 54}, {"hhea", 36}, {"maxp", 6}, {"hmtx", 4}, {"loca", 4}, {"glyf", 0}, {"cmap", 4}} {
		if t, ok := f.tables[need.table]; !ok || len(t) < need.bytes {
			return nil, fmt.Errorf("it has no table %s", need.table)
		}
	}
	if err := f.header(); err != nil {
		return nil, err
	}
	f.name = postScriptName(f.tables["name"])
	return f, f.characters()
}

func (f *Font) header() error {
	head, hhea := f.tables["head"], f.tables["hhea"]
	f.units = int(binary.BigEndian.Uint16(head[18:]))
	for i := range f.box {
		f.box[i] = int16(binary.BigEndian.Uint16(head[36+2*i:])) //nolint:gosec // the table holds signed numbers
	}
	f.longLoca = binary.BigEndian.Uint16(head[50:]) == 1
	f.ascent = int(int16(binary.BigEndian.Uint16(hhea[4:])))  //nolint:gosec // as above
	f.descent = int(int16(binary.BigEndian.Uint16(hhea[6:]))) //nolint:gosec // as above
	f.metrics = int(binary.BigEndian.Uint16(hhea[34:]))
	f.glyphs = int(binary.BigEndian.Uint16(f.tables["maxp"][4:]))
	width := 2
	if f.longLoca {
		width = 4
	}
	switch {
	case f.units == 0 || f.metrics == 0 || f.glyphs == 0:
		return errors.New("it has no size")
	case len(f.tables["hmtx"]) < 4*f.metrics || len(f.tables["loca"]) < width*(f.glyphs+1):
		return errShort
	}
	return nil
}

// characters reads the widest of the font's Unicode maps.
func (f *Font) characters() error {
	t := f.tables["cmap"]
	best := 0
	var chosen []byte
	for i := range int(binary.BigEndian.Uint16(t[2:])) {
		if len(t) < 12+8*i {
			return errShort
		}
		row := t[4+8*i:]
		platform, encoding, offset := binary.BigEndian.Uint16(row), binary.BigEndian.Uint16(row[2:]), binary.BigEndian.Uint32(row[4:])
		if platform != 0 && (platform != 3 || encoding != 1 && encoding != 10) || uint64(offset)+16 > uint64(len(t)) {
			continue
		}
		if format := int(binary.BigEndian.Uint16(t[offset:])); (format == 4 || format == 12) && format > best {
			best, chosen = format, t[offset:]
		}
	}
	switch best {
	case 4:
		return f.segments(chosen)
	case 12:
		return f.groups(chosen)
	}
	return errors.New("it has no map of Unicode characters")
}

// groups reads a map of format 12.
func (f *Font) groups(t []byte) error {
	n := uint64(binary.BigEndian.Uint32(t[12:]))
	if uint64(len(t)) < 16+12*n {
		return errShort
	}
	for i := range n {
		g := t[16+12*i:]
		f.ranges = append(f.ranges, cmapRange{binary.BigEndian.Uint32(g), binary.BigEndian.Uint32(g[4:]), binary.BigEndian.Uint32(g[8:])})
	}
	return f.ordered()
}

// segments reads a map of format 4.
func (f *Font) segments(t []byte) error {
	n := int(binary.BigEndian.Uint16(t[6:])) / 2
	if len(t) < 16+8*n {
		return errShort
	}
	at := func(part, i int) uint32 { // part 0 to 3: ends, starts, deltas, offsets
		pad := 0
		if part > 0 {
			pad = 2
		}
		return uint32(binary.BigEndian.Uint16(t[14+pad+2*(part*n+i):]))
	}
	for i := range n {
		first, last, delta, offset := at(1, i), at(0, i), at(2, i), at(3, i)
		if first > last {
			return errors.New("its map of characters runs backwards")
		}
		if offset == 0 && first+delta <= 0xffff && last+delta <= 0xffff {
			f.ranges = append(f.ranges, cmapRange{first, last, first + delta})
			continue
		}
		for c := first; c <= last && c != 0xffff; c++ {
			g := c
			if offset != 0 {
				where := 16 + 2*(3*n+i) + int(offset) + 2*int(c-first)
				if where+2 > len(t) {
					return errShort
				}
				if g = uint32(binary.BigEndian.Uint16(t[where:])); g == 0 {
					continue
				}
			}
			f.ranges = append(f.ranges, cmapRange{c, c, (g + delta) & 0xffff})
		}
	}
	return f.ordered()
}

func (f *Font) ordered() error {
	slices.SortFunc(f.ranges, func(a, b cmapRange) int { return cmp.Compare(a.first, b.first) })
	for i, r := range f.ranges {
		if r.last < r.first || i > 0 && r.first <= f.ranges[i-1].last {
			return errors.New("its map of characters overlaps")
		}
	}
	return nil
}

// Glyph finds the glyph of a character; false when the font has none.
func (f *Font) Glyph(r rune) (Glyph, bool) {
	c := uint32(r) //nolint:gosec // a negative rune is in no range
	i, found := slices.BinarySearchFunc(f.ranges, c, func(x cmapRange, c uint32) int {
		switch {
		case x.last < c:
			return -1
		case x.first > c:
			return 1
		}
		return 0
	})
	if !found {
		return 0, false
	}
	g := f.ranges[i].glyph + c - f.ranges[i].first
	if g == 0 || g >= uint32(f.glyphs) { //nolint:gosec // at most 65535
		return 0, false
	}
	return Glyph(g), true //nolint:gosec // below the number of glyphs
}

// Advance is how wide a glyph is, in thousandths of the size it is set in.
func (f *Font) Advance(g Glyph) float64 {
	advance, _ := f.metric(int(g))
	return float64(advance) * 1000 / float64(f.units)
}

// metric is the advance and the left side bearing of a glyph, in the font's units.
func (f *Font) metric(g int) (advance, bearing uint16) {
	t := f.tables["hmtx"]
	if g < f.metrics {
		return binary.BigEndian.Uint16(t[4*g:]), binary.BigEndian.Uint16(t[4*g+2:])
	}
	advance = binary.BigEndian.Uint16(t[4*f.metrics-4:])
	if at := 4*f.metrics + 2*(g-f.metrics); at+2 <= len(t) {
		bearing = binary.BigEndian.Uint16(t[at:])
	}
	return advance, bearing
}

// Name is the font's PostScript name.
func (f *Font) Name() string { return f.name }

// Ascent is how far the font reaches above its base line, in thousandths.
func (f *Font) Ascent() float64 { return f.thousandths(f.ascent) }

// Descent is how far it reaches below, as a negative number.
func (f *Font) Descent() float64 { return f.thousandths(f.descent) }

// Box is the box every glyph fits in, in thousandths: left, bottom, right, top.
func (f *Font) Box() (box [4]float64) {
	for i, v := range f.box {
		box[i] = f.thousandths(int(v))
	}
	return box
}

func (f *Font) thousandths(v int) float64 { return float64(v) * 1000 / float64(f.units) }

// postScriptName reads name 6; a font without one is called Font.
func postScriptName(t []byte) string {
	const fallback = "Font"
	if len(t) < 6 {
		return fallback
	}
	text := int(binary.BigEndian.Uint16(t[4:]))
	for i := range int(binary.BigEndian.Uint16(t[2:])) {
		if len(t) < 18+12*i {
			return fallback
		}
		row := t[6+12*i:]
		length, offset := int(binary.BigEndian.Uint16(row[8:])), text+int(binary.BigEndian.Uint16(row[10:]))
		if binary.BigEndian.Uint16(row[6:]) != 6 || offset+length > len(t) {
			continue
		}
		var name []byte
		for _, c := range t[offset : offset+length] { // ASCII, also in UTF-16
			if c > ' ' && c <= '~' && !slices.Contains([]byte("()<>[]{}/%#"), c) {
				name = append(name, c)
			}
		}
		if len(name) > 0 {
			return string(name)
		}
	}
	return fallback
}
