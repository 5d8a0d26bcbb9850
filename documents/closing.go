package documents

import (
	"math"

	"shenpi/documents/pdf"
)

// closing is who issues a paper and when, with the seal over both.
type closing struct {
	lines []line // of the agency, then the date
	seal  *seal
}

// closing adds agency and date: the date ends four characters from the right, the agency stands in the middle above it.
func (s *sheet) closing() {
	if s.paper.agency == "" && s.paper.date == "" {
		return
	}
	agency := s.paper.agency
	official := s.paper.number != "" && agency != "" // what has no number stays in the house and bears no seal
	if official && !s.seal {
		agency += "（印章）"
	}
	lines := s.balanced(s.body(), agency, textWidth)
	if len(lines) == 0 {
		lines = [][]pdf.Glyph{nil}
	}
	date := s.glyphs(s.body(), s.paper.date)
	widest := 0.0
	for _, l := range lines {
		widest = max(widest, lineWidth(l))
	}
	right := marginLeft + textWidth
	middle := min(right-4*gridPitch-lineWidth(date)/2, right-widest/2)
	var c closing
	if official && s.seal {
		c.seal, middle = s.sealed("行政许可专用章"), min(middle, right-sealRadius)
	}
	middle = max(middle, marginLeft+widest/2)
	for _, l := range append(lines, date) {
		c.lines = append(c.lines, line{middle - lineWidth(l)/2, linePitch, pdf.Style{Size: bodySize}, l})
	}
	s.add(c)
}

func (c closing) height() float64 {
	h := linePitch + cellHeight(c.lines) // a line is left empty above
	if c.seal != nil {
		h += linePitch // the seal reaches below the date
	}
	return h
}

func (c closing) draw(p *pdf.Page, y float64) {
	y += linePitch
	for _, l := range c.lines {
		l.draw(p, y)
		y += l.height()
	}
	if date := c.lines[len(c.lines)-1]; c.seal != nil {
		c.seal.draw(p, date.x+lineWidth(date.glyphs)/2, y-date.height())
	}
}

// brings: a seal is never on a page without text.
func (closing) brings() int { return 2 }

// seal is a round red seal drawn of data. It is a sample and says so: a real one is put on by whoever keeps it.
type seal struct {
	name  []pdf.Glyph
	below [][]pdf.Glyph
}

const (
	sealRadius   = 21 * mm
	sealNameSize = 13.0
	sealLineSize = 8.0
	sealRim      = 2.4
	starRadius   = 0.28 * sealRadius
)

// sealed is a sample of a seal of the paper's agency, for a use or, without one, the agency's own.
func (s *sheet) sealed(uses ...string) *seal {
	e := &seal{name: s.glyphs(s.setting(sealNameSize), s.paper.agency)}
	for _, l := range append(uses, "（示例样章）") {
		e.below = append(e.below, s.glyphs(s.setting(sealLineSize), l))
	}
	return e
}

// draw puts the seal with its middle at x, y.
func (e *seal) draw(p *pdf.Page, x, y float64) {
	p.Unread(func() {
		p.Circle(x, y, sealRadius-sealRim/2, sealRim, red)
		p.Polygon(star(x, y, starRadius), red)
		e.round(p, x, y)
		for i, l := range e.below {
			p.Text(x-lineWidth(l)/2, y+starRadius+10+float64(i)*10, pdf.Style{Size: sealLineSize, Color: red}, l)
		}
	})
}

// round sets the name along the upper rim, from left to right.
func (e *seal) round(p *pdf.Page, x, y float64) {
	n := len(e.name)
	if n == 0 {
		return
	}
	const most = 250 * math.Pi / 180
	radius := sealRadius - sealRim - sealNameSize - 1.5
	step := 0.0
	if n > 1 {
		step = min(most/float64(n-1), 1.6*sealNameSize/radius)
	}
	size := sealNameSize
	if n > 1 {
		size = min(size, step*radius*1.02)
	}
	for i, g := range e.name {
		turn := (float64(n-1)/2 - float64(i)) * step // from upright, to the left
		sin, cos := math.Sincos(turn)
		wide := g.Font.Advance(g.Rune, size)
		// The middle of the character's foot is on the circle; its left end lies back along the tangent.
		px, py := x-sin*radius-cos*wide/2, y-cos*radius+sin*wide/2
		p.TurnedText(px, py, turn, pdf.Style{Size: size, Color: red}, []pdf.Glyph{{Font: g.Font, Rune: g.Rune, Advance: wide}})
	}
}

// star has five points, one of them up.
func star(x, y, radius float64) (points [][2]float64) {
	const inner = 0.382
	for i := range 10 {
		r := radius
		if i%2 == 1 {
			r *= inner
		}
		sin, cos := math.Sincos(float64(i) * math.Pi / 5)
		points = append(points, [2]float64{x + r*sin, y - r*cos})
	}
	return points
}
