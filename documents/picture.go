package documents

import (
	"errors"
	"fmt"

	"shenpi/documents/pdf"
	"shenpi/workflow/casefile"
)

// picture is a material that is one, or says why it cannot be shown.
type picture struct {
	shown  *pdf.Image
	reason string
}

// hasPage is false of what is no picture, or not at hand.
func (p picture) hasPage() bool { return p.shown != nil || p.reason != "" }

// mostUnpacked is how many pixels of pictures are unpacked for a case file: ten as a camera makes them, sixty of screens. Those
// that need no unpacking, as nearly all do, do not count.
const mostUnpacked = 120_000_000

// mostUnpackedAtOnce bounds the memory that takes: eight bytes for each pixel at most.
const mostUnpackedAtOnce = 25_000_000

// pictures are those of the materials.
func (r *Press) pictures(materials []casefile.Original) []picture {
	list, left := make([]picture, len(materials)), mostUnpacked
	for i, m := range materials {
		list[i] = r.picture(m, min(left, mostUnpackedAtOnce))
		if p := list[i].shown; p != nil && p.Unpacked {
			left -= p.Width * p.Height
		}
	}
	return list
}

func (r *Press) picture(m casefile.Original, unpack int) picture {
	if m.Content == nil || m.MediaType != "image/jpeg" && m.MediaType != "image/png" {
		return picture{}
	}
	r.looking.Lock()
	defer r.looking.Unlock()
	shown, err := pdf.ReadImage(m.Content, unpack)
	if err == nil {
		return picture{shown: shown}
	}
	wrong := (*pdf.PictureError)(nil)
	switch {
	case errors.As(err, &wrong) && wrong.TooLarge:
		return picture{reason: fmt.Sprintf("此件图像过大（%d×%d像素），本页不予显示，原件见附件。", wrong.Width, wrong.Height)}
	case wrong != nil && wrong.Unpacks:
		return picture{reason: fmt.Sprintf("此件图像（%d×%d像素）须另行展开，本页不予显示，原件见附件。", wrong.Width, wrong.Height)}
	}
	return picture{reason: "此件图像已损坏或格式少见，本页不能显示，原件见附件。"}
}

// picture sets a picture on a page of its own, under its title, and says so if it is smaller than its original or not there.
func (s *sheet) picture(title string, m picture) {
	t := s.setting(tableSize)
	page := s.page(pageWidth, pageHeight)
	caption := s.shrunk(&t, title, textWidth)
	page.Text(marginLeft, marginTop-tablePitch, pdf.Style{Size: t.size}, caption)
	if m.shown == nil {
		s.note(page, marginTop, m.reason)
		return
	}
	height := textHeight
	if m.shown.Shrunk {
		s.note(page, marginTop+textHeight-tablePitch, fmt.Sprintf("本页图像已缩小显示（原件%d×%d像素），原件见附件。", m.shown.Width, m.shown.Height))
		height -= 2 * tablePitch
	}
	s.file.Image(m.shown)
	scale := min(textWidth/float64(m.shown.Width), height/float64(m.shown.Height), 1) // what is small is not blown up
	page.Image(m.shown, marginLeft, marginTop, float64(m.shown.Width)*scale, float64(m.shown.Height)*scale)
}

// note sets a line at the left of a page.
func (s *sheet) note(page *pdf.Page, y float64, text string) {
	line{marginLeft, tablePitch, pdf.Style{Size: tableSize}, s.glyphs(s.setting(tableSize), text)}.draw(page, y)
}
