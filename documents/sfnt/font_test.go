package sfnt_test

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/documents/font"
	"shenpi/documents/sfnt"
)

func TestGlyphsOfTheHouse(t *testing.T) {
	t.Parallel()
	f, err := font.WenKai()
	require.NoError(t, err)
	require.Equal(t, "LXGWWenKai-Regular", f.Name())
	for _, r := range "审批〔〕《》“”…—＿①㎡%Aé\u3000" {
		g, ok := f.Glyph(r)
		require.True(t, ok, "%c", r)
		require.Positive(t, f.Advance(g), "%c", r)
	}
	for first, last := range map[rune]rune{0x4e00: 0x9fa5} { // the whole of what a name of two generations ago could have
		for r := first; r <= last; r++ {
			_, ok := f.Glyph(r)
			require.True(t, ok, "%U", r)
		}
	}
	for _, r := range "𬭊𫖯𫄸𪩘𨱇" { // of the table of general characters, beyond the first plane
		_, ok := f.Glyph(r)
		require.True(t, ok, "%U", r)
	}
	for _, r := range []rune{-1, 0, 0x29f79, 0x10ffff} {
		_, ok := f.Glyph(r)
		require.False(t, ok, "%U", r)
	}
	require.Negative(t, f.Descent())
	require.Positive(t, f.Ascent())
	require.Greater(t, f.Box()[2], f.Box()[0])
}

func TestSubsetHoldsWhatIsAskedFor(t *testing.T) {
	t.Parallel()
	f, err := font.WenKai()
	require.NoError(t, err)
	var glyphs []sfnt.Glyph
	for _, r := range "审批é审" { // é is composed of others; a glyph may be asked for twice
		g, _ := f.Glyph(r)
		glyphs = append(glyphs, g)
	}
	b, err := f.Subset(glyphs)
	require.NoError(t, err)
	again, err := f.Subset(glyphs)
	require.NoError(t, err)
	require.Equal(t, b, again)
	require.Less(t, len(b), 20_000)
	tables := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(b[4:])) {
		row := b[12+16*i:]
		tables[string(row[:4])] = b[binary.BigEndian.Uint32(row[8:]):][:binary.BigEndian.Uint32(row[12:])]
	}
	n := int(binary.BigEndian.Uint16(tables["maxp"][4:]))
	require.GreaterOrEqual(t, n, 5, "the missing glyph and four others")
	require.Len(t, tables["loca"], 4*(n+1))
	require.Len(t, tables["hmtx"], 4*n)
	require.EqualValues(t, len(tables["glyf"]), binary.BigEndian.Uint32(tables["loca"][4*n:]))
	for i := range n {
		require.LessOrEqual(t, binary.BigEndian.Uint32(tables["loca"][4*i:]), binary.BigEndian.Uint32(tables["loca"][4*i+4:]))
	}
	var sum uint32
	for i := 0; i < len(b); i += 4 {
		sum += binary.BigEndian.Uint32(b[i:])
	}
	require.EqualValues(t, uint32(0xb1b0afba), sum, "the check sum of the whole")
	_, err = f.Subset([]sfnt.Glyph{0xfffe})
	require.ErrorContains(t, err, "glyph 65534")
}

func TestParseRefusesWhatIsNoFont(t *testing.T) {
	t.Parallel()
	for name, b := range map[string][]byte{
		"nothing": nil, "a collection": append([]byte("ttcf"), make([]byte, 40)...), "PostScript outlines": append([]byte("OTTO"), make([]byte, 40)...),
		"no tables": append([]byte{0, 1, 0, 0}, make([]byte, 40)...), "a table outside": {0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 'h', 'e', 'a', 'd', 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff},
	} {
		_, err := sfnt.Parse(b)
		require.ErrorContains(t, err, "read a TrueType font", name)
	}
}

// Operators may give fonts of their own; a broken one is refused or read, and never brings the office down.
func FuzzParse(f *testing.F) {
	house, err := font.WenKai()
	require.NoError(f, err)
	g, _ := house.Glyph('审')
	b, err := house.Subset([]sfnt.Glyph{g})
	require.NoError(f, err)
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		font, err := sfnt.Parse(b)
		if err != nil {
			return
		}
		if g, ok := font.Glyph('审'); ok {
			font.Advance(g)
			_, _ = font.Subset([]sfnt.Glyph{g})
		}
	})
}
