package documents

import (
	"fmt"

	qrcode "github.com/skip2/go-qrcode"

	"shenpi/documents/pdf"
)

// A certificate lies across the page in a double frame.
const (
	certificateWidth, certificateHeight = pageHeight, pageWidth

	frameOuter, frameInner = 12 * mm, 15 * mm
	frameColor             = 0.55

	certificateTitle = 32.0
	certificateSize  = 16.0
	certificateRow   = 31.0
	certificateTop   = 62 * mm
	certificateLeft  = 42 * mm
	certificateLabel = 52 * mm
	codeSize         = 30 * mm
	codeQuiet        = 4 // modules left empty around a code
)

// certificate sets a certificate: title, rows of label and value, the code for checking it, agency, date and seal.
func (s *sheet) certificate() {
	p := s.page(certificateWidth, certificateHeight)
	gold := pdf.Color{frameColor, 0.4, 0.15}
	p.Box(frameOuter, frameOuter, certificateWidth-2*frameOuter, certificateHeight-2*frameOuter, 2.5, gold)
	p.Box(frameInner, frameInner, certificateWidth-2*frameInner, certificateHeight-2*frameInner, 0.8, gold)
	t := s.setting(certificateTitle)
	title := s.glyphs(t, s.paper.title)
	if most := certificateWidth - 2*certificateLeft; lineWidth(title) > most {
		t.size *= most / lineWidth(title)
		title = s.glyphs(t, s.paper.title)
	}
	p.Text((certificateWidth-lineWidth(title))/2, 42*mm, pdf.Style{Size: t.size, Color: red, Bold: true}, title)
	y := certificateTop
	for _, r := range s.paper.rows {
		switch r.pattern {
		case verifyPattern:
			s.code(p, r)
		case agencyPattern:
			s.issuer(p, r)
		default:
			y = s.field(p, r, y)
		}
	}
}

// field sets a label and its value and gives where the next one goes.
func (s *sheet) field(p *pdf.Page, r entry, y float64) float64 {
	t := s.setting(certificateSize)
	label := s.glyphs(t, r.label+"：")
	p.Text(certificateLeft, y+certificateSize, pdf.Style{Size: certificateSize}, label)
	x := certificateLeft + max(certificateLabel, lineWidth(label))
	lines := s.lines(t, r.value, certificateWidth-certificateLeft-x, 0)
	for _, l := range lines {
		p.Text(x, y+certificateSize, pdf.Style{Size: certificateSize, Bold: true}, l)
		y += certificateRow * 0.8
	}
	return y + certificateRow*0.2 + certificateRow*0.8*float64(max(0, 1-len(lines)))
}

// issuer sets who issued the certificate at the lower right, sealed.
func (s *sheet) issuer(p *pdf.Page, r entry) {
	t := s.setting(certificateSize)
	label, value := s.glyphs(t, r.label), s.glyphs(t, r.value)
	middle := certificateWidth - certificateLeft - max(lineWidth(label), lineWidth(value), 2*sealRadius)/2
	y := certificateHeight - 54*mm
	style := pdf.Style{Size: certificateSize}
	p.Text(middle-lineWidth(label)/2, y, style, label)
	p.Text(middle-lineWidth(value)/2, y+certificateRow*0.8, pdf.Style{Size: certificateSize, Bold: true}, value)
	if s.seal && s.paper.agency != "" {
		s.sealed().draw(p, middle, y+certificateRow*0.4)
	}
}

// code draws what a telephone reads to check the certificate, its label under it.
func (s *sheet) code(p *pdf.Page, r entry) {
	t := s.setting(tableSize)
	x, y := certificateLeft, certificateHeight-58*mm
	label := s.glyphs(t, r.label)
	if r.value == blank || r.value == "" {
		return // there is nothing to check it by
	}
	code, err := qrcode.New(r.value, qrcode.Medium)
	if err != nil {
		if s.err == nil {
			s.err = fmt.Errorf("make a code of %d characters: %w", len(r.value), err)
		}
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
	p.Text(x+codeSize+codeQuiet*side, y+codeSize, pdf.Style{Size: tableSize}, label)
}
