package sfnt

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// Flags of a composite glyph's component.
const (
	wordArguments = 1 << 0
	scaled        = 1 << 3
	moreFollow    = 1 << 5
	scaledTwice   = 1 << 6
	matrix        = 1 << 7
)

// maxGlyphs is how many glyphs a font can have.
const maxGlyphs = 1<<16 - 1

// Subset is the font with the given glyphs alone, in their order after the glyph for a missing one: glyphs[i] becomes
// number i+1. What they are made of follows them.
func (f *Font) Subset(glyphs []Glyph) ([]byte, error) {
	s := subset{font: f, order: append([]Glyph{0}, glyphs...), number: map[Glyph]int{}}
	for i, g := range slices.Backward(s.order) { // a glyph given twice is told by its first number
		s.number[g] = i
	}
	for i := 0; i < len(s.order); i++ {
		if err := s.add(s.order[i]); err != nil {
			return nil, fmt.Errorf("cut glyph %d out of %s: %w", s.order[i], f.name, err)
		}
	}
	return s.write(), nil
}

type subset struct {
	font   *Font
	order  []Glyph
	number map[Glyph]int
	glyf   []byte
	loca   []byte
	hmtx   []byte
}

// add copies a glyph and has those it is composed of follow.
func (s *subset) add(g Glyph) error {
	outline, err := s.font.outline(g)
	if err != nil {
		return err
	}
	outline = slices.Clone(outline)
	if len(outline) > 10 && int16(binary.BigEndian.Uint16(outline)) < 0 { //nolint:gosec // a signed number of contours
		if err := s.components(outline[10:]); err != nil {
			return err
		}
	}
	s.loca = binary.BigEndian.AppendUint32(s.loca, uint32(len(s.glyf))) //nolint:gosec // a part of a font below 4 GiB
	s.glyf = append(s.glyf, outline...)
	for len(s.glyf)%4 != 0 {
		s.glyf = append(s.glyf, 0)
	}
	advance, bearing := s.font.metric(int(g))
	s.hmtx = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(s.hmtx, advance), bearing)
	return nil
}

// components renumbers what a composite glyph is made of.
func (s *subset) components(b []byte) error {
	for {
		if len(b) < 4 {
			return errShort
		}
		flags, part := binary.BigEndian.Uint16(b), Glyph(binary.BigEndian.Uint16(b[2:]))
		n, known := s.number[part]
		if !known {
			n = len(s.order)
			if n > maxGlyphs {
				return fmt.Errorf("more than %d glyphs", maxGlyphs)
			}
			s.order, s.number[part] = append(s.order, part), n
		}
		binary.BigEndian.PutUint16(b[2:], uint16(n)) //nolint:gosec // checked above
		size := 6
		if flags&wordArguments != 0 {
			size += 2
		}
		switch {
		case flags&scaled != 0:
			size += 2
		case flags&scaledTwice != 0:
			size += 4
		case flags&matrix != 0:
			size += 8
		}
		if flags&moreFollow == 0 {
			return nil
		}
		if len(b) < size {
			return errShort
		}
		b = b[size:]
	}
}

// outline is the description of a glyph; empty for one that shows nothing.
func (f *Font) outline(g Glyph) ([]byte, error) {
	loca, glyf, i := f.tables["loca"], f.tables["glyf"], int(g)
	if i >= f.glyphs {
		return nil, fmt.Errorf("there are %d glyphs", f.glyphs)
	}
	var from, to uint32
	if f.longLoca {
		from, to = binary.BigEndian.Uint32(loca[4*i:]), binary.BigEndian.Uint32(loca[4*i+4:])
	} else {
		from, to = 2*uint32(binary.BigEndian.Uint16(loca[2*i:])), 2*uint32(binary.BigEndian.Uint16(loca[2*i+2:]))
	}
	if from > to || uint64(to) > uint64(len(glyf)) {
		return nil, errShort
	}
	return glyf[from:to], nil
}

func (s *subset) write() []byte {
	s.loca = binary.BigEndian.AppendUint32(s.loca, uint32(len(s.glyf))) //nolint:gosec // a part of a font below 4 GiB
	head, hhea, maxp := slices.Clone(s.font.tables["head"]), slices.Clone(s.font.tables["hhea"]), slices.Clone(s.font.tables["maxp"])
	binary.BigEndian.PutUint32(head[8:], 0)                     // the check sum of the whole is worked out last
	binary.BigEndian.PutUint16(head[50:], 1)                    // long offsets
	binary.BigEndian.PutUint16(hhea[34:], uint16(len(s.order))) //nolint:gosec // at most maxGlyphs
	binary.BigEndian.PutUint16(maxp[4:], uint16(len(s.order)))  //nolint:gosec // as above
	tables := []table{{"glyf", s.glyf}, {"head", head}, {"hhea", hhea}, {"hmtx", s.hmtx}, {"loca", s.loca}, {"maxp", maxp}}
	for _, hinting := range []string{"cvt ", "fpgm", "prep"} {
		if t, ok := s.font.tables[hinting]; ok {
			tables = append(tables, table{hinting, t})
		}
	}
	slices.SortFunc(tables, func(a, b table) int { return slices.Compare([]byte(a.tag), []byte(b.tag)) })
	return assemble(tables)
}

type table struct {
	tag  string
	data []byte
}

// assemble writes a font file of tables that are in the order of their tags.
func assemble(tables []table) []byte {
	n := len(tables)
	power, log := 1, 0
	for power*2 <= n {
		power, log = power*2, log+1
	}
	out := binary.BigEndian.AppendUint32(nil, 0x00010000)
	for _, v := range []int{n, power * 16, log, (n - power) * 16} {
		out = binary.BigEndian.AppendUint16(out, uint16(v)) //nolint:gosec // a handful of tables
	}
	offset, head := 12+16*n, 0
	for _, t := range tables {
		if t.tag == "head" {
			head = offset
		}
		out = append(out, t.tag...)
		for _, v := range []uint32{checksum(t.data), uint32(offset), uint32(len(t.data))} { //nolint:gosec // below 4 GiB
			out = binary.BigEndian.AppendUint32(out, v)
		}
		offset += (len(t.data) + 3) &^ 3
	}
	for _, t := range tables {
		out = append(out, t.data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	binary.BigEndian.PutUint32(out[head+8:], 0xb1b0afba-checksum(out))
	return out
}

func checksum(b []byte) (sum uint32) {
	for ; len(b) >= 4; b = b[4:] {
		sum += binary.BigEndian.Uint32(b)
	}
	var rest [4]byte
	copy(rest[:], b)
	return sum + binary.BigEndian.Uint32(rest[:])
}
