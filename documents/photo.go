package documents

import (
	"errors"
	"fmt"
	"regexp"

	"shenpi/documents/pdf"
)

// photoPattern is the value of a row of a certificate that is a picture among the materials.
var photoPattern = regexp.MustCompile(`^\{material\.([a-z0-9-]+)\}$`)

// ErrNoPicture says that a picture is kept no longer.
var ErrNoPicture = errors.New("the picture is kept no longer")

// PictureSource gives the content of a picture by its hash: ErrNoPicture. Another error may be gone the next time.
type PictureSource func(sha256 string) ([]byte, error)

// SourceError says that a picture could not be read now, for no fault of the document.
type SourceError struct{ Err error }

// Error says so.
func (e *SourceError) Error() string { return "read a picture for a document: " + e.Err.Error() }

// Unwrap gives the reason.
func (e *SourceError) Unwrap() error { return e.Err }

// A photograph on a certificate: 35 by 49 mm at most, whatever its own shape; a file is at least as large as prints of that
// need, upright, and no strip.
const (
	photoWidth, photoHeight = 35 * mm, 49 * mm
	photoGap                = 8 * mm

	LeastPhotoWidth  = 200 // pixels: 150 dots an inch
	LeastPhotoHeight = 240
	LongestPhoto     = 2 // times its width
)

// CheckPhoto says, when a file is handed in, why it cannot be put on a certificate. The error is a *Fault.
func CheckPhoto(content []byte) error {
	_, err := readPhoto(content)
	return err
}

func readPhoto(content []byte) (*pdf.Image, error) {
	at := spot{"", "照片", "the photograph"}
	m, err := pdf.ReadImage(content, mostUnpackedAtOnce)
	wrong := (*pdf.PictureError)(nil)
	switch {
	case errors.As(err, &wrong) && wrong.Width > 0:
		return nil, at.fault(err, fmt.Sprintf("有%d×%d像素，过大，请缩小后重新上传。", wrong.Width, wrong.Height),
			fmt.Sprintf("it has %d by %d pixels, which are too many; make it smaller and hand it in again.", wrong.Width, wrong.Height))
	case err != nil:
		return nil, at.fault(err, "不是完整的JPEG或PNG图像，请重新保存为JPEG后上传。", "it is no whole JPEG or PNG; save it as JPEG and hand it in again.")
	case m.Width < LeastPhotoWidth || m.Height < LeastPhotoHeight:
		return nil, at.fault(nil, fmt.Sprintf("只有%d×%d像素，不足%d×%d，请上传更清晰的照片。", m.Width, m.Height, LeastPhotoWidth, LeastPhotoHeight),
			fmt.Sprintf("it has %d by %d pixels and needs %d by %d; hand in a sharper one.", m.Width, m.Height, LeastPhotoWidth, LeastPhotoHeight))
	case m.Height < m.Width || m.Height > LongestPhoto*m.Width:
		return nil, at.fault(nil, fmt.Sprintf("%d×%d像素，不是竖幅证件照，请旋转或裁剪后上传。", m.Width, m.Height),
			fmt.Sprintf("it has %d by %d pixels, which is no upright portrait; turn or crop it and hand it in again.", m.Width, m.Height))
	}
	return m, nil
}

// photoRow is the row of a paper that is a photograph; nil when there is none.
func (p *paper) photoRow() *entry {
	for i := range p.rows {
		if photoPattern.MatchString(p.rows[i].pattern) {
			return &p.rows[i]
		}
	}
	return nil
}

// photo puts the photograph beside the fields, as large as its frame lets it be, or leaves the frame to have one pasted in.
func (s *sheet) photo(page *pdf.Page, r *entry) {
	x, y := certificateLeft+certificateWide-photoWidth, certificateTop
	if r.value == "" {
		page.Box(x, y, photoWidth, photoHeight, ruleWidth, pale)
		t := s.setting(tableSize)
		label := s.shrunk(&t, r.label, photoWidth)
		page.Text(x+(photoWidth-lineWidth(label))/2, y+photoHeight/2, pdf.Style{Size: t.size}, label)
		return
	}
	m, err := s.source.photo(r)
	if err != nil {
		s.fail(err)
		return
	}
	s.file.Image(m)
	scale := min(photoWidth/float64(m.Width), photoHeight/float64(m.Height))
	width, height := float64(m.Width)*scale, float64(m.Height)*scale
	page.Image(m, x+(photoWidth-width)/2, y, width, height)
	page.Box(x+(photoWidth-width)/2, y, width, height, ruleWidth, pale)
}

func (source PictureSource) photo(r *entry) (*pdf.Image, error) {
	if source == nil {
		return nil, &SourceError{errors.New("there is no store to read it from")}
	}
	content, err := source(r.value)
	switch {
	case errors.Is(err, ErrNoPicture):
		return nil, r.at.fault(err, "照片文件已不在存储中，请由申请人重新提交后重试。", "the file of the photograph is kept no longer; have the applicant hand it in again.")
	case err != nil:
		return nil, &SourceError{err}
	}
	m, err := readPhoto(content)
	wrong := (*Fault)(nil)
	if errors.As(err, &wrong) {
		return nil, &Fault{Field: r.at.field, Zh: r.at.zh + "：" + wrong.Zh, En: r.at.en + ": " + wrong.En, Err: err}
	}
	return m, err
}
