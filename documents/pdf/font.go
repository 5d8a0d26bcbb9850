package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf16"

	"shenpi/documents/sfnt"
)

// Font is a font in a file. Each character used gets the next code, which is also its glyph's number in the subset, so
// that a character reads back as itself even where two share a glyph.
type Font struct {
	source *sfnt.Font
	name   string
	codes  map[rune]int
	used   []rune
	glyphs []sfnt.Glyph
}

// Has reports whether the font has a character.
func (n *Font) Has(r rune) bool {
	_, ok := n.source.Glyph(r)
	return ok
}

// Advance is how far a character moves on, in the size given; 0 for one the font lacks.
func (n *Font) Advance(r rune, size float64) float64 {
	g, ok := n.source.Glyph(r)
	if !ok {
		return 0
	}
	return n.source.Advance(g) * size / 1000
}

// code is the number a character has in this file; 0, the glyph of a missing one, when the font lacks it.
func (n *Font) code(r rune) int {
	if c, ok := n.codes[r]; ok {
		return c
	}
	g, ok := n.source.Glyph(r)
	if !ok {
		return 0
	}
	n.used, n.glyphs = append(n.used, r), append(n.glyphs, g)
	n.codes[r] = len(n.used)
	return len(n.used)
}

// embed writes the objects of a font.
func (f *File) embed(n *Font) (int, error) {
	subset, err := n.source.Subset(n.glyphs)
	if err != nil {
		return 0, fmt.Errorf("embed a font: %w", err)
	}
	name := tag(n.used) + "+" + n.source.Name()
	file := f.stream(fmt.Sprintf("/Length1 %d", len(subset)), subset)
	descriptor, descendant, font := f.reserve(), f.reserve(), f.reserve()
	box := n.source.Box()
	f.set(descriptor, "<</Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [%s %s %s %s] /ItalicAngle 0 /Ascent %s /Descent %s "+
		"/CapHeight %s /StemV 80 /FontFile2 %d 0 R>>", name, number(box[0]), number(box[1]), number(box[2]), number(box[3]),
		number(n.source.Ascent()), number(n.source.Descent()), number(n.source.Ascent()), file)
	var widths strings.Builder
	fmt.Fprintf(&widths, "0 [%s", number(n.source.Advance(0)))
	for _, g := range n.glyphs {
		widths.WriteString(" " + number(n.source.Advance(g)))
	}
	f.set(descendant, "<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> "+
		"/FontDescriptor %d 0 R /DW 1000 /W [%s]] /CIDToGIDMap /Identity>>", name, descriptor, widths.String())
	f.set(font, "<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>",
		name, descendant, f.stream("", n.toUnicode()))
	return font, nil
}

// tag is the six letters that mark a subset, told by what is in it.
func tag(used []rune) string {
	sum := uint64(14695981039346656037)
	for _, r := range used {
		sum = (sum ^ uint64(r)) * 1099511628211 //nolint:gosec // characters are not negative
	}
	var b [6]byte
	for i := range b {
		b[i] = 'A' + byte(sum%26)
		sum /= 26
	}
	return string(b[:])
}

// mapBatch is how many lines a block of a character map may have.
const mapBatch = 100

// toUnicode says which character each code is, so that text can be searched, copied and read out.
func (n *Font) toUnicode() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for at := 0; at < len(n.used); at += mapBatch {
		part := n.used[at:min(at+mapBatch, len(n.used))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for i, r := range part {
			fmt.Fprintf(&b, "<%04X> <", at+i+1)
			for _, u := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, "%04X", u)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}
