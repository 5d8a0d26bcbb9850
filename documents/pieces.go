package documents

import (
	"slices"

	"shenpi/documents/pdf"
)

// piece is a part of a paper that has a height and is put on a page.
type piece interface {
	height() float64
	draw(p *pdf.Page, y float64)
}

// splitter is a piece that may be cut where the page ends. It gives what fits into the room and what is left; false when
// nothing sensible fits.
type splitter interface {
	split(room float64) (fits, left piece, ok bool)
}

// headed is a piece under a head that is repeated on the next page.
type headed interface{ head() piece }

// sticky is a piece that is not left alone on a page: so many of those before it come along.
type sticky interface{ brings() int }

// gap is empty; at the end of a page, and at the top of the next, it is left out.
type gap float64

func (g gap) height() float64         { return float64(g) }
func (g gap) draw(*pdf.Page, float64) {}

// line is a line of text.
type line struct {
	x      float64
	pitch  float64
	style  pdf.Style
	glyphs []pdf.Glyph
}

func (l line) height() float64 { return l.pitch }

func (l line) draw(p *pdf.Page, y float64) { p.Text(l.x, y+l.base(), l.style, l.glyphs) }

// base is where the base line of a line is, below its top: the characters stand in the middle of the pitch.
func (l line) base() float64 { return l.pitch/2 + l.style.Size*0.36 }

// paginate puts pieces on pages with so much room, the first page having another amount.
func paginate(pieces []piece, first, room float64) [][]piece {
	var pages [][]piece
	var page []piece
	left, begun := first, false // begun: something other than a repeated head is on the page
	turn := func() {
		pages, page, left, begun = append(pages, page), nil, room, false
	}
	for queue := slices.Clone(pieces); len(queue) > 0; {
		b := queue[0]
		if g, blank := b.(gap); blank && (float64(g) > left || !begun && len(pages) > 0) {
			queue = queue[1:]
			continue
		}
		if b.height() <= left+tolerance {
			page, left, begun, queue = append(page, b), left-b.height(), true, queue[1:]
			continue
		}
		if s, ok := b.(splitter); ok {
			if fits, rest, ok := s.split(left); ok {
				page = append(page, fits)
				turn()
				page, left = repeat(page, rest, left)
				queue[0] = rest
				continue
			}
		}
		if !begun { // higher than a page: it is put there all the same
			page, left, begun, queue = append(page, b), left-b.height(), true, queue[1:]
			continue
		}
		queue = append(carry(&page, b), queue...)
		turn()
		page, left = repeat(page, queue[0], left)
	}
	return append(pages, page)
}

// carry takes the pieces off a page that b does not go without, and the gaps between them.
func carry(page *[]piece, b piece) []piece {
	s, ok := b.(sticky)
	if !ok {
		return nil
	}
	at, brought := len(*page), 0
	for at > 0 && brought < s.brings() {
		at--
		if _, blank := (*page)[at].(gap); !blank {
			brought++
		}
	}
	if at == 0 {
		return nil // all of a page would only move the empty page forward
	}
	carried := slices.Clone((*page)[at:])
	*page = (*page)[:at]
	return carried
}

// repeat begins a page with the head of the piece that comes next.
func repeat(page []piece, next piece, left float64) ([]piece, float64) {
	if h, ok := next.(headed); ok {
		if head := h.head(); head != nil {
			return append(page, head), left - head.height()
		}
	}
	return page, left
}

// column is a column of a table.
type column struct{ x, width float64 }

// row is a row of a table: cells of lines between rules.
type row struct {
	columns []column
	cells   [][]line
	above   *row // the head of the table
	open    bool // it goes on from the page before
}

const (
	cellPadding = 5.0
	ruleWidth   = 0.6
	leastLines  = 2 // of a row that is cut, on either side
)

func (r row) height() float64 {
	h := 0.0
	for _, c := range r.cells {
		h = max(h, cellHeight(c))
	}
	return h + 2*cellPadding
}

func cellHeight(lines []line) (h float64) {
	for _, l := range lines {
		h += l.pitch
	}
	return h
}

func (r row) draw(p *pdf.Page, y float64) {
	h := r.height()
	for i, c := range r.columns {
		p.Box(c.x, y, c.width, h, ruleWidth, pdf.Black)
		at := y + (h-cellHeight(r.cells[i]))/2
		if r.open || len(r.cells[i]) > 1 {
			at = y + cellPadding
		}
		for _, l := range r.cells[i] {
			l.draw(p, at)
			at += l.pitch
		}
	}
}

func (r row) head() piece {
	if r.above == nil {
		return nil
	}
	return *r.above
}

// split cuts a row between lines.
func (r row) split(room float64) (fits, left piece, ok bool) {
	top, rest := r, r
	top.cells, rest.cells, rest.open = nil, nil, true
	top.open = true
	most, remaining := 0, 0
	for _, c := range r.cells {
		n := 0
		for h := 2 * cellPadding; n < len(c) && h+c[n].pitch <= room; n++ {
			h += c[n].pitch
		}
		top.cells, rest.cells = append(top.cells, c[:n]), append(rest.cells, c[n:])
		most, remaining = max(most, n), max(remaining, len(c)-n)
	}
	return top, rest, most >= leastLines && remaining >= leastLines
}
