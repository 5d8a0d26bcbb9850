package documents

import (
	"fmt"

	qrcode "github.com/skip2/go-qrcode"

	"shenpi/documents/pdf"
)

// A certificate lies across the page in a double frame: the title, the fields, and at the foot the code on the left and who
// issued it, sealed, on the right.
const (
	certificateWidth, certificateHeight = pageHeight, pageWidth

	frameOuter, frameInner = 12 * mm, 15 * mm
	frameColor             = 0.55

	certificateTitle = 32.0
	certificateLeast = 20.0 // of a title on one line
	certificateTop   = 62 * mm
	certificateLeft  = 42 * mm
	certificateLabel = 52 * mm
	certificateWide  = certificateWidth - 2*certificateLeft
	certificateHigh  = certificateHeight - certificateFoot - 10*mm - certificateTop // of the fields
	certificateFoot  = 66 * mm                                                      // from the bottom, where code and seal begin
	issuerWidth      = 100 * mm
	issuerPitch      = 24.8
	codeSize         = 38 * mm
	codeLabel        = 40 * mm
	codeQuiet        = 4              // modules left empty around a code
	codeLevel        = qrcode.Highest // what docs/certificates.md says of damage is measured with it

	certificateSize, certificateSmall = 16.0, 11.0 // of the fields, at most and at least
)

// certificateNumber is the pattern of the field by which every page of a certificate is known.
const certificateNumber = "{certificate_no}"

// certificate sets a certificate: title, rows of label and value, the code for checking it, agency, date and seal. Fields
// that are too many are set smaller; if that does not do, they go on on further pages (副页), each with number, code and seal.
func (s *sheet) certificate() {
	pages := s.spread()
	for i, fields := range pages {
		p := s.page(certificateWidth, certificateHeight)
		gold := pdf.Color{frameColor, 0.4, 0.15}
		p.Box(frameOuter, frameOuter, certificateWidth-2*frameOuter, certificateHeight-2*frameOuter, 2.5, gold)
		p.Box(frameInner, frameInner, certificateWidth-2*frameInner, certificateHeight-2*frameInner, 0.8, gold)
		title := s.paper.title
		if i > 0 {
			title += "（副页）"
		}
		s.certificateHead(p, title)
		if r := s.paper.photoRow(); r != nil && i == 0 {
			s.photo(p, r)
		}
		y := certificateTop
		for _, f := range fields {
			f.draw(p, y)
			y += f.height
		}
		for _, r := range s.paper.rows {
			switch r.pattern {
			case verifyPattern:
				s.code(p, r)
			case agencyPattern:
				s.issuer(p, r)
			}
		}
		if len(pages) > 1 {
			n := s.glyphs(s.setting(tableSize), fmt.Sprintf("第%d页　共%d页", i+1, len(pages)))
			p.Text((certificateWidth-lineWidth(n))/2, certificateHeight-22*mm, pdf.Style{Size: tableSize}, n)
		}
	}
}

// certificateHead sets the title: on one line, smaller if need be, else on two.
func (s *sheet) certificateHead(p *pdf.Page, title string) {
	t := s.setting(certificateTitle)
	lines := [][]pdf.Glyph{s.shrunk(&t, title, certificateWide)}
	for t.size < certificateLeast {
		t.size = certificateLeast
		if lines = s.balanced(t, title, certificateWide); len(lines) > 2 {
			s.fail(titleSpot.fault(nil, fmt.Sprintf("有%d个字，证书上两行排不下，请缩短。", len([]rune(title))),
				fmt.Sprintf("it has %d characters, for which two lines of a certificate have no room; make it shorter.", len([]rune(title)))))
			return
		}
	}
	for i, l := range lines {
		y := 42*mm + (float64(i)-float64(len(lines)-1)/2)*t.size*1.3
		p.Text((certificateWidth-lineWidth(l))/2, y, pdf.Style{Size: t.size, Color: red, Bold: true}, l)
	}
}

// spread shares the fields out to as few pages as any size needs, in the largest size that needs no more.
func (s *sheet) spread() [][]field {
	var found [][]field
	var tooHigh *entry
	for size := certificateSize; size >= certificateSmall; size-- {
		pages, high := s.share(size)
		if high != nil {
			tooHigh = high
		} else if found == nil || len(pages) < len(found) {
			found = pages
		}
	}
	if found == nil {
		s.fail(tooHigh.at.fault(nil, "内容超过证书的一页，请缩短，或改用文书列明。",
			"what stands there is longer than a page of the certificate; make it shorter, or say it in a document."))
	}
	return found
}

// share puts fields of a size on pages, or names one that is higher than a page.
func (s *sheet) share(size float64) (pages [][]field, tooHigh *entry) {
	var number *field
	var page []field
	left := certificateHigh
	for _, r := range s.paper.rows {
		if r.pattern == verifyPattern || r.pattern == agencyPattern || photoPattern.MatchString(r.pattern) {
			continue
		}
		f := s.field(r, size)
		if f.height > left && len(page) > 0 {
			pages, page, left = append(pages, page), nil, certificateHigh
			if number != nil {
				page, left = []field{*number}, left-number.height
			}
		}
		if f.height > left {
			return nil, &r
		}
		page, left = append(page, f), left-f.height
		if r.pattern == certificateNumber {
			number = &f
		}
	}
	return append(pages, page), nil
}

// field is a label and its value on a certificate.
type field struct {
	label, value []line
	height       float64
}

// field sets a label and its value.
func (s *sheet) field(r entry, size float64) field {
	t := s.setting(size)
	t.ragged = true
	pitch, scale := size*1.55, size/certificateSize
	room, wide := certificateWide, certificateLabel*scale
	if s.paper.photoRow() != nil {
		room -= photoWidth + photoGap
	}
	if l := lineWidth(s.glyphs(t, r.label+"：")); l > wide {
		wide = min(l, room/3)
	}
	f := field{}
	for _, l := range s.lines(t, r.label+"：", wide, 0) {
		f.label = append(f.label, line{certificateLeft, pitch, pdf.Style{Size: size}, l})
	}
	for _, l := range s.lines(t, r.value, room-wide, 0) {
		f.value = append(f.value, line{certificateLeft + wide, pitch, pdf.Style{Size: size, Bold: true}, l})
	}
	f.height = max(cellHeight(f.label), cellHeight(f.value)) + pitch/4
	return f
}

func (f field) draw(p *pdf.Page, y float64) {
	for _, lines := range [][]line{f.label, f.value} {
		at := y
		for _, l := range lines {
			l.draw(p, at)
			at += l.pitch
		}
	}
}

// issuer sets who issued the certificate at the lower right, sealed.
func (s *sheet) issuer(p *pdf.Page, r entry) {
	t := s.setting(certificateSize)
	above := t
	label, value := s.shrunk(&above, r.label, issuerWidth), s.shrunk(&t, r.value, issuerWidth)
	middle := certificateWidth - certificateLeft - max(lineWidth(label), lineWidth(value), 2*sealRadius)/2
	y := certificateHeight - 54*mm
	p.Text(middle-lineWidth(label)/2, y, pdf.Style{Size: above.size}, label)
	p.Text(middle-lineWidth(value)/2, y+issuerPitch, pdf.Style{Size: t.size, Bold: true}, value)
	if s.seal && s.paper.agency != "" {
		s.sealed().draw(p, middle, y+issuerPitch/2)
	}
}

// code draws what a telephone reads to check the certificate, its label under it.
func (s *sheet) code(p *pdf.Page, r entry) {
	t := s.setting(tableSize)
	x, y := certificateLeft, certificateHeight-certificateFoot
	label := s.shrunk(&t, r.label, codeLabel)
	if r.value == blank || r.value == "" {
		return // there is nothing to check it by
	}
	code, err := qrcode.New(r.value, codeLevel)
	if err != nil {
		s.fail(r.at.fault(err, fmt.Sprintf("%d个字符的二维码做不成，请缩短网址。", len(r.value)),
			fmt.Sprintf("no code can be made of %d characters; make the address shorter.", len(r.value))))
		return
	}
	code.DisableBorder = true
	dots := code.Bitmap()
	side := codeSize / float64(len(dots))
	for i, row := range dots {
		for j := 0; j < len(row); j++ {
			from := j
			for j < len(row) && row[j] {
				j++
			}
			if j > from {
				p.Area(x+float64(from)*side, y+float64(i)*side, float64(j-from)*side, side, pdf.Black)
			}
		}
	}
	p.Text(x+codeSize+codeQuiet*side, y+codeSize, pdf.Style{Size: t.size}, label)
}
