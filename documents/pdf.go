package documents

import (
	"encoding/json"
	"fmt"

	"shenpi/documents/font"
	"shenpi/documents/pdf"
	"shenpi/documents/sfnt"
)

// Press prints documents. It may be used by several goroutines.
type Press struct {
	fonts []*sfnt.Font
	seal  bool
}

// PressOptions say how documents are printed.
type PressOptions struct {
	// Fonts have what the font of the house has not, such as rare characters of names; the first that has one is used.
	Fonts []*sfnt.Font
	// SampleSeals draws a seal, which says that it is a sample. Otherwise the place for one is left.
	SampleSeals bool
}

// NewPress makes a press with the font of the house.
func NewPress(o PressOptions) (*Press, error) {
	house, err := font.WenKai()
	if err != nil {
		return nil, err
	}
	return &Press{fonts: append([]*sfnt.Font{house}, o.Fonts...), seal: o.SampleSeals}, nil
}

// PDF renders a document from its data, which holds its template. A *MissingCharacter is the reason when it can't be set.
func (r *Press) PDF(raw json.RawMessage) ([]byte, error) {
	p, err := fillIn(raw)
	if err != nil {
		return nil, err
	}
	s := r.sheet(pdf.Info{Title: p.heading(), Author: p.agency, Created: p.day()}, p)
	if p.layout == "certificate" {
		s.certificate()
	} else {
		s.set()
	}
	if s.err != nil {
		return nil, fmt.Errorf("set %q: %w", p.heading(), s.err)
	}
	return s.file.Bytes()
}

func (r *Press) sheet(info pdf.Info, p *paper) *sheet {
	info.Language = "zh-CN"
	s := &sheet{file: pdf.New(info), paper: p, seal: r.seal}
	for _, f := range r.fonts {
		s.fonts = append(s.fonts, s.file.Font(f))
	}
	return s
}

// heading names a paper: its title and number.
func (p *paper) heading() string {
	if p.number == "" {
		return p.title
	}
	return p.title + " " + p.number
}
