package documents

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"shenpi/documents/cms"
	"shenpi/documents/font"
	"shenpi/documents/pdf"
	"shenpi/documents/sfnt"
)

// Press prints documents. It may be used by several goroutines.
type Press struct {
	fonts   []*sfnt.Font
	seal    bool
	signer  *cms.Identity
	now     func() time.Time
	source  PictureSource
	looking sync.Mutex // a picture that is unpacked takes up much memory: one at a time is

	certificates note.Signer // nil: the code of a certificate holds its number only
}

// PressOptions say how documents are printed.
type PressOptions struct {
	// Fonts have what the font of the house has not, such as rare characters of names; the first that has one is used.
	Fonts []*sfnt.Font
	// SampleSeals draws a seal, which says that it is a sample. Otherwise the place for one is left.
	SampleSeals bool
	// Pictures reads the photographs of certificates.
	Pictures PictureSource
	// Signer signs what is issued; nil: nothing is signed.
	Signer *cms.Identity
	// Now is when it is signed; it goes with Signer.
	Now func() time.Time
	// Certificates signs what certificates say, for their codes; nil: a code holds the number only.
	Certificates note.Signer
}

// NewPress makes a press with the font of the house.
func NewPress(o PressOptions) (*Press, error) {
	house, err := font.WenKai()
	if err != nil {
		return nil, err
	}
	if o.Signer != nil {
		if err := o.Signer.Check(); err != nil {
			return nil, fmt.Errorf("sign documents: %w", err)
		}
		if o.Now == nil {
			return nil, errors.New("sign documents: there is no clock")
		}
	}
	return &Press{fonts: append([]*sfnt.Font{house}, o.Fonts...), seal: o.SampleSeals, signer: o.Signer, now: o.Now, source: o.Pictures, certificates: o.Certificates}, nil
}

// PDF renders a document from its data, which holds its template. A *MissingCharacter is the reason when it can't be set.
func (r *Press) PDF(raw json.RawMessage) ([]byte, error) {
	s, err := r.sheetOf(raw, "")
	if err != nil {
		return nil, err
	}
	return s.file.Bytes()
}

// Preview renders a document that is none, and says so across each page.
func (r *Press) Preview(raw json.RawMessage) ([]byte, error) {
	s, err := r.sheetOf(raw, previewMark)
	if err != nil {
		return nil, err
	}
	return s.file.Bytes()
}

// previewMark lies under the text of a preview.
const previewMark = "预览　无效"

// SigningError says that a document was made and could not be signed, for no fault of its own: a token may be gone for a while,
// a certificate have ended.
type SigningError struct{ Err error }

// Error says so.
func (e *SigningError) Error() string { return "sign a document: " + e.Err.Error() }

// Unwrap gives the reason.
func (e *SigningError) Unwrap() error { return e.Err }

// Said gives the sentences to whoever shows them.
func (e *SigningError) Said() (field, zh, en string) {
	return "", "文书已制成而未能签名（" + e.Err.Error() + "）。请检查 --document-key 的密钥和证书；恢复后会自动签发。",
		"The document was made and could not be signed (" + e.Err.Error() + "). Look after the key and certificates of --document-key; it is then issued by itself."
}

// Issue renders a document and signs it, as a basic PAdES signature. The time of signing is the one it was decided at; a key that
// is younger than that says when it became good. Without a signer it is what PDF gives. Besides PDF's errors there is *SigningError.
func (r *Press) Issue(raw json.RawMessage, at time.Time) ([]byte, error) {
	if r.signer == nil {
		return r.PDF(raw)
	}
	s, err := r.sheetOf(raw, "")
	if err != nil {
		return nil, err
	}
	if begins := r.signer.Begins(); at.Before(begins) {
		at = begins
	}
	if err := r.signer.InForce(at); err != nil {
		return nil, &SigningError{err}
	}
	var refused error
	b, err := s.file.Signed(&pdf.Signature{
		Name: r.signer.Chain[0].Subject.CommonName, Reason: s.paper.heading(), At: at.In(china), Room: r.signer.Room(),
		Sign: func(parts ...[]byte) (signature []byte, err error) {
			signature, refused = cms.Sign(*r.signer, r.now(), parts...)
			return signature, refused
		},
	})
	if refused != nil {
		return nil, &SigningError{refused}
	}
	return b, err
}

// sheetOf sets a document, over a mark if there is one.
func (r *Press) sheetOf(raw json.RawMessage, mark string) (*sheet, error) {
	p, err := r.fillIn(raw)
	if err != nil {
		return nil, err
	}
	s := r.sheetIn(pdf.New(pdf.Info{Title: p.heading(), Author: p.agency, Subject: p.certificate, Created: p.day(), Language: "zh-CN"}), p)
	if p.signed != "" {
		s.file.Attach(codeName, "证照码 "+p.certificate, "text/plain", []byte(p.signed))
	}
	s.mark = mark
	if s.err = s.readable(); s.err == nil {
		s.lay()
	}
	if s.err != nil {
		return nil, fmt.Errorf("set %q: %w", p.heading(), s.err)
	}
	return s, nil
}

// sheetIn is a paper to be set in a file, behind what is in it.
func (r *Press) sheetIn(file *pdf.File, p *paper) *sheet {
	s := &sheet{file: file, paper: p, seal: r.seal, source: r.source}
	for _, f := range r.fonts {
		s.fonts = append(s.fonts, file.Font(f))
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
