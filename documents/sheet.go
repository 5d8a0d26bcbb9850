package documents

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"shenpi/documents/pdf"
)

// mm is a millimetre in points.
const mm = 72 / 25.4

// The page of GB/T 9704: A4, a text of 156 by 225 mm in 22 lines of 28 characters.
const (
	pageWidth, pageHeight = 210 * mm, 297 * mm
	marginTop, marginLeft = 37 * mm, 28 * mm
	textWidth, textHeight = 156 * mm, 225 * mm
	linePitch             = textHeight / 22
	gridPitch             = textWidth / 28

	bodySize   = 16.0 // 三号
	titleSize  = 22.0 // 二号
	tableSize  = 12.0 // 小四
	listSize   = 10.5 // 五号
	numberSize = 14.0 // 四号: of the page

	titlePitch = 36.0
	tablePitch = 19.0
	listPitch  = 17.0
	labelWidth = 46 * mm
)

// Colours of an official paper.
var (
	red  = pdf.Color{0.8, 0.05, 0.1}
	pale = pdf.Color{0.88, 0.88, 0.88}
)

// sheet is a paper being set.
type sheet struct {
	file   *pdf.File
	fonts  []*pdf.Font
	paper  *paper
	seal   bool
	mark   string // lies under the text of every page
	bound  bool   // its pages are those of a case file
	source PictureSource
	pieces []piece
	err    error
}

func (s *sheet) setting(size float64) setting { return setting{fonts: s.fonts, size: size} }

// body is the setting of the text, on the grid.
func (s *sheet) body() setting {
	return setting{fonts: s.fonts, size: bodySize, tight: bodySize - gridPitch}
}

func (s *sheet) add(b ...piece) { s.pieces = append(s.pieces, b...) }

// fail keeps the first error.
func (s *sheet) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// glyphs are the characters of a text.
func (s *sheet) glyphs(t setting, text string) []pdf.Glyph {
	g, err := t.glyphs(text)
	if err != nil {
		s.fail(err)
	}
	return g
}

func (s *sheet) lines(t setting, text string, width, indent float64) [][]pdf.Glyph {
	l, err := t.paragraph(text, width, indent)
	if err != nil {
		s.fail(err)
	}
	return l
}

// balanced are the lines of a text that is set in the middle.
func (s *sheet) balanced(t setting, text string, width float64) [][]pdf.Glyph {
	l, err := t.balanced(text, width)
	if err != nil {
		s.fail(err)
	}
	return l
}

// shrunk sets a text on one line, smaller if it is wider than there is room.
func (s *sheet) shrunk(t *setting, text string, room float64) []pdf.Glyph {
	g := s.glyphs(*t, text)
	if w := lineWidth(g); w > room {
		t.size, t.tight = t.size*room/w, t.tight*room/w
		g = s.glyphs(*t, text)
	}
	return g
}

// lay puts the paper on pages.
func (s *sheet) lay() {
	if s.paper.layout == "certificate" {
		s.certificate()
		return
	}
	s.set()
}

// set lays the paper out: plain sheet, letter or table; what has no layout is a sheet.
func (s *sheet) set() {
	p := s.paper
	letter := p.layout == "letter"
	if letter {
		s.add(gap(linePitch / 2))
	}
	s.title()
	if p.number != "" && !letter {
		s.right(p.number)
	}
	s.add(gap(linePitch))
	if p.addressee != "" {
		s.paragraph(p.addressee+"：", 0)
	}
	for _, text := range p.paragraphs {
		for _, part := range strings.Split(text, "\n") {
			if part = strings.TrimSpace(part); part != "" {
				s.paragraph(part, 2*gridPitch)
			}
		}
	}
	if len(p.rows) > 0 {
		s.add(gap(linePitch / 2))
		s.rows()
	}
	if len(p.head) > 0 {
		s.add(gap(linePitch / 2))
		s.table(p.head, p.list)
	}
	s.closing()
	first := textHeight
	if letter {
		first -= letterHead - marginTop
	}
	s.pages(paginate(s.pieces, first, textHeight), letter)
}

func (s *sheet) title() {
	for _, l := range s.balanced(s.setting(titleSize), s.paper.title, textWidth) {
		s.add(line{marginLeft + (textWidth-lineWidth(l))/2, titlePitch, pdf.Style{Size: titleSize, Bold: true}, l})
	}
}

// paragraph adds a text, its first line indented.
func (s *sheet) paragraph(text string, indent float64) {
	for i, l := range s.lines(s.body(), text, textWidth, indent) {
		x := marginLeft
		if i == 0 {
			x += indent
		}
		s.add(line{x, linePitch, pdf.Style{Size: bodySize}, l})
	}
}

// right adds a text whose lines end at the right margin.
func (s *sheet) right(text string) {
	t := s.body()
	t.ragged = true
	for _, l := range s.lines(t, text, textWidth, 0) {
		s.add(line{marginLeft + textWidth - lineWidth(l), linePitch, pdf.Style{Size: bodySize}, l})
	}
}

// rows adds the labelled values as a table of two columns.
func (s *sheet) rows() {
	columns := []column{{marginLeft, labelWidth}, {marginLeft + labelWidth, textWidth - labelWidth}}
	for _, r := range s.paper.rows {
		s.add(s.row(columns, []string{r.label, r.value}, nil, tableSize, tablePitch))
	}
}

// mostColumns is how many columns a table has at most: each is at least as wide as a character.
var mostColumns = int(math.Floor(textWidth / (listSize + 2*cellPadding + 1)))

// table adds a list under a head that every page repeats.
func (s *sheet) table(head []string, list [][]string) {
	if len(head) > mostColumns {
		s.fail(spot{"/columns", "列表", "the list"}.fault(nil, fmt.Sprintf("有%d列，一页最多排得下%d列，请减少列数。", len(head), mostColumns),
			fmt.Sprintf("it has %d columns, and %d is the most that a page is wide enough for; take some out.", len(head), mostColumns)))
		return
	}
	columns, x := make([]column, len(head)), marginLeft
	for i, w := range s.widths(head, list) {
		columns[i] = column{x, w}
		x += w
	}
	top := s.row(columns, head, nil, listSize, listPitch)
	s.add(top)
	for _, cells := range list {
		s.add(s.row(columns, cells, &top, listSize, listPitch))
	}
}

// widths shares the width of the text between the columns of a table: each gets what it needs, as far as that is no more
// than an even share of what is left, so that a long text does not starve the others.
func (s *sheet) widths(head []string, list [][]string) []float64 {
	t := s.setting(listSize)
	needs, widths := make([]float64, len(head)), make([]float64, len(head))
	for _, row := range append([][]string{head}, list...) {
		for i, cell := range row {
			for _, part := range strings.Split(cell, "\n") {
				needs[i] = max(needs[i], lineWidth(s.glyphs(t, part))+2*cellPadding+1)
			}
		}
	}
	order := make([]int, len(head))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(needs[a], needs[b]) })
	left := textWidth
	for n, i := range order {
		widths[i] = min(needs[i], left/float64(len(order)-n))
		left -= widths[i]
	}
	for i := range widths {
		widths[i] += left / float64(len(widths))
	}
	return widths
}

func (s *sheet) row(columns []column, cells []string, above *row, size, pitch float64) row {
	r := row{columns: columns, above: above, pitch: pitch}
	t := s.setting(size)
	t.ragged = true
	for i, c := range columns {
		var lines []line
		for _, part := range strings.Split(cells[i], "\n") {
			for _, l := range s.lines(t, part, c.width-2*cellPadding, 0) {
				lines = append(lines, line{c.x + cellPadding, pitch, pdf.Style{Size: size}, l})
			}
		}
		r.cells = append(r.cells, lines)
	}
	return r
}

// pages writes the pages and their numbers.
func (s *sheet) pages(pages [][]piece, letter bool) {
	for i, pieces := range pages {
		page := s.page(pageWidth, pageHeight)
		y := marginTop
		if letter && i == 0 {
			s.letterhead(page)
			y = letterHead
		} else if !s.paper.counted {
			s.pageNumber(page, i+1)
		}
		for _, b := range pieces {
			b.draw(page, y)
			y += b.height()
		}
	}
}

// page adds a page, with the mark under all that follows.
func (s *sheet) page(width, height float64) *pdf.Page {
	p := s.file.Page(width, height)
	s.folio(p, width)
	if s.mark == "" {
		return p
	}
	t := s.setting(markSize)
	g := s.glyphs(t, s.mark)
	const rises = math.Pi / 4
	sin, cos := math.Sincos(rises)
	half := lineWidth(g) / 2
	p.Unread(func() {
		p.TurnedText(width/2-cos*half, height/2+sin*half, rises, pdf.Style{Size: markSize, Color: pale}, g)
	})
	return p
}

// folio numbers a page of a case file at its upper right corner, whatever number it has in its own paper.
func (s *sheet) folio(p *pdf.Page, width float64) {
	if !s.bound {
		return
	}
	g := s.glyphs(s.setting(tableSize), strconv.Itoa(s.file.Pages()))
	p.Text(width-12*mm-lineWidth(g), 9*mm, pdf.Style{Size: tableSize}, g)
}

// markSize is the size of a mark across a page.
const markSize = 80.0

// pageNumber stands 7 mm under the text between two dashes, on the outer side, one character in.
func (s *sheet) pageNumber(p *pdf.Page, n int) {
	g := s.glyphs(s.setting(numberSize), "— "+strconv.Itoa(n)+" —")
	x := marginLeft + numberSize
	if n%2 == 1 {
		x = marginLeft + textWidth - numberSize - lineWidth(g)
	}
	p.Text(x, marginTop+textHeight+7*mm+numberSize/2, pdf.Style{Size: numberSize}, g)
}

// A letter: the agency's name 30 mm from the top edge, double red lines 170 mm long below it and 20 mm from the bottom.
const (
	letterTop   = 30 * mm
	letterSize  = 30.0
	letterRule  = letterTop + letterSize + 4*mm
	letterHead  = letterRule + 3 + linePitch
	letterWidth = 170 * mm
	thick, thin = 2.0, 0.6
)

func (s *sheet) letterhead(p *pdf.Page) {
	t := s.setting(letterSize)
	g := s.shrunk(&t, s.paper.agency, letterWidth)
	p.Text((pageWidth-lineWidth(g))/2, letterTop+letterSize*0.86, pdf.Style{Size: t.size, Color: red, Bold: true}, g)
	x := (pageWidth - letterWidth) / 2
	p.Line(x, letterRule, x+letterWidth, letterRule, thick, red)
	p.Line(x, letterRule+3, x+letterWidth, letterRule+3, thin, red)
	bottom := pageHeight - 20*mm
	p.Line(x, bottom-3, x+letterWidth, bottom-3, thin, red)
	p.Line(x, bottom, x+letterWidth, bottom, thick, red)
	t = s.body()
	n := s.shrunk(&t, s.paper.number, textWidth)
	p.Text(marginLeft+textWidth-lineWidth(n), letterRule+3+linePitch*0.8, pdf.Style{Size: t.size}, n)
}
