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
	left, heads := first, 0 // heads: of tables that go on, at the top of the page
	turn := func(next piece) {
		pages, page, left, heads = append(pages, page), nil, room, 0
		if h, ok := next.(headed); ok {
			if head := h.head(); head != nil && head.height() <= room/2 {
				page, left, heads = []piece{head}, left-head.height(), 1
			}
		}
	}
	for queue := slices.Clone(pieces); len(queue) > 0; {
		b := queue[0]
		fresh := len(page) == heads
		if g, blank := b.(gap); blank && (float64(g) > left || fresh && len(pages) > 0) {
			queue = queue[1:]
			continue
		}
		if b.height() <= left+tolerance {
			page, left, queue = append(page, b), left-b.height(), queue[1:]
			continue
		}
		if s, ok := b.(splitter); ok {
			if fits, rest, ok := s.split(left); ok {
				page, queue[0] = append(page, fits), rest
				turn(rest)
				continue
			}
		}
		if fresh { // nothing has more room for it
			page, left, queue = append(page, b), left-b.height(), queue[1:]
			continue
		}
		queue = append(carry(&page, heads, b), queue...)
		turn(queue[0])
	}
	return append(pages, page)
}

// carry takes the pieces off a page that b does not go without, and the gaps between them. Something stays on the page: a
// piece that is all it has is cut.
func carry(page *[]piece, heads int, b piece) []piece {
	s, ok := b.(sticky)
	if !ok {
		return nil
	}
	at, brought := len(*page), 0
	for at > heads+1 && brought < s.brings() {
		at--
		if _, blank := (*page)[at].(gap); !blank {
			brought++
		}
	}
	carried := slices.Clone((*page)[at:])
	*page = (*page)[:at]
	if brought > 0 {
		return carried
	}
	last := (*page)[at-1]
	if s, ok := last.(splitter); ok {
		if fits, rest, ok := s.split(last.height() - tolerance); ok {
			(*page)[at-1] = fits
			return append([]piece{rest}, carried...)
		}
	}
	return carried
}

// column is a column of a table.
type column struct{ x, width float64 }

// row is a row of a table: cells of lines between rules.
type row struct {
	columns []column
	pitch   float64 // of every line
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
	h := r.pitch // as high as a line, though nothing be in it
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

// split cuts a row between lines, with at least two of its highest cell on either side.
func (r row) split(room float64) (fits, left piece, ok bool) {
	most := 0
	for _, c := range r.cells {
		most = max(most, len(c))
	}
	n := min(int((room-2*cellPadding+tolerance)/r.pitch), most-leastLines)
	if n < leastLines {
		return nil, nil, false
	}
	top, rest := r, r
	top.cells, rest.cells, top.open, rest.open = nil, nil, true, true
	for _, c := range r.cells {
		cut := min(n, len(c))
		top.cells, rest.cells = append(top.cells, c[:cut]), append(rest.cells, c[cut:])
	}
	return top, rest, true
}
