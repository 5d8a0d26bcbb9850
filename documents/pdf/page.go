package pdf

import (
	"bytes"
	"fmt"
	"math"
)

// Page is one page; what is put on it later lies on top.
type Page struct {
	width, height float64
	content       bytes.Buffer
	annotations   string
}

// Color is red, green and blue, from 0 to 1.
type Color [3]float64

// Black is the colour of text.
var Black = Color{}

// Glyph is a character of a line and how far it moves on.
type Glyph struct {
	Font    *Font
	Rune    rune
	Advance float64
}

// Style is how text looks.
type Style struct {
	Size  float64
	Color Color
	Bold  bool // the outline is drawn as well: the font has one weight
}

// boldness is how thick the outline of bold text is, of its size.
const boldness = 0.03

// Text sets a line whose base line begins at x, y.
func (p *Page) Text(x, y float64, s Style, line []Glyph) { p.TurnedText(x, y, 0, s, line) }

// TurnedText sets a line that rises by an angle, in radians.
func (p *Page) TurnedText(x, y, angle float64, s Style, line []Glyph) {
	if len(line) == 0 {
		return
	}
	p.printf("BT\n%s rg\n", s.Color)
	if s.Bold {
		p.printf("2 Tr %s w %s RG\n", number(boldness*s.Size), s.Color)
	}
	sin, cos := math.Sincos(angle)
	p.printf("%s %s %s %s %s %s Tm\n", exact(cos), exact(sin), exact(-sin), exact(cos), number(x), number(p.height-y))
	for len(line) > 0 {
		n := 1
		for n < len(line) && line[n].Font == line[0].Font {
			n++
		}
		p.printf("/%s %s Tf\n[", line[0].Font.name, number(s.Size))
		p.glyphs(line[:n], s.Size)
		p.printf("] TJ\n")
		line = line[n:]
	}
	if s.Bold {
		p.printf("0 Tr\n")
	}
	p.printf("ET\n")
}

// glyphs writes codes, and between them by how much the next is nearer than its font says. What is lost by rounding is
// carried on, so that a line ends where it should.
func (p *Page) glyphs(line []Glyph, size float64) {
	open, owed := false, 0.0
	for _, g := range line {
		if !open {
			p.printf("<")
			open = true
		}
		p.printf("%04X", g.Font.code(g.Rune))
		owed += (g.Font.Advance(g.Rune, size) - g.Advance) * 1000 / size
		if by := math.Round(owed); by != 0 {
			p.printf(">%s", number(by))
			open, owed = false, owed-by
		}
	}
	if open {
		p.printf(">")
	}
}

// Line draws a straight line.
func (p *Page) Line(x1, y1, x2, y2, width float64, c Color) {
	p.printf("%s RG %s w %s %s m %s %s l S\n", c, number(width), number(x1), number(p.height-y1), number(x2), number(p.height-y2))
}

// Box draws the outline of a rectangle.
func (p *Page) Box(x, y, width, height, line float64, c Color) {
	p.printf("%s RG %s w %s %s %s %s re S\n", c, number(line), number(x), number(p.height-y-height), number(width), number(height))
}

// Area fills a rectangle.
func (p *Page) Area(x, y, width, height float64, c Color) {
	p.printf("%s rg %s %s %s %s re f\n", c, number(x), number(p.height-y-height), number(width), number(height))
}

// Polygon fills what the points surround.
func (p *Page) Polygon(points [][2]float64, c Color) {
	p.printf("%s rg\n", c)
	for i, q := range points {
		op := "l"
		if i == 0 {
			op = "m"
		}
		p.printf("%s %s %s\n", number(q[0]), number(p.height-q[1]), op)
	}
	p.printf("h f\n")
}

// Circle draws the outline of a circle, as four curves.
func (p *Page) Circle(x, y, radius, width float64, c Color) {
	const bow = 0.5522847498
	k := radius * bow
	y = p.height - y
	p.printf("%s RG %s w %s %s m\n", c, number(width), number(x+radius), number(y))
	for _, q := range [][6]float64{
		{x + radius, y + k, x + k, y + radius, x, y + radius}, {x - k, y + radius, x - radius, y + k, x - radius, y},
		{x - radius, y - k, x - k, y - radius, x, y - radius}, {x + k, y - radius, x + radius, y - k, x + radius, y},
	} {
		for _, v := range q {
			p.printf("%s ", number(v))
		}
		p.printf("c\n")
	}
	p.printf("s\n")
}

// Unread draws something whose characters are a picture: they are not part of the text.
func (p *Page) Unread(draw func()) {
	p.printf("/Span <</ActualText <FEFF>>> BDC\n")
	draw()
	p.printf("EMC\n")
}

// String is the colour as PDF writes it.
func (c Color) String() string { return number(c[0]) + " " + number(c[1]) + " " + number(c[2]) }

// exact writes a part of a turn.
func exact(v float64) string { return fmt.Sprintf("%.5f", v) }

func (p *Page) printf(format string, args ...any) { fmt.Fprintf(&p.content, format, args...) }
