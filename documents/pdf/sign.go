package pdf

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// Signature is a signature over the whole file but itself.
type Signature struct {
	Name, Reason string
	At           time.Time // the time the signer says
	Room         int       // bytes the signature takes at most
	Sign         func(parts ...[]byte) ([]byte, error)
}

// Marks that stand in the place of what is known once the file is whole. They are as long as what replaces them.
const (
	rangeMark    = "[0000000000 0000000000 0000000000 0000000000]"
	contentsMark = "/Contents <"
)

// signatureField adds an invisible field with the signature to the first page and gives the entry of the catalog.
func (f *File) signatureField(s *Signature) string {
	if s == nil || len(f.pages) == 0 {
		return ""
	}
	value, field := f.reserve(), f.reserve()
	f.set(value, "<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Name %s /Reason %s /M (%s) /ByteRange %s %s%s>>>",
		text(s.Name), text(s.Reason), date(s.At), rangeMark, contentsMark, strings.Repeat("0", 2*s.Room))
	f.set(field, "<</Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /V %d 0 R /Rect [0 0 0 0] /F 132>>", value)
	f.pages[0].annotations = fmt.Sprintf(" /Annots [%d 0 R]", field)
	f.signed = value
	return fmt.Sprintf(" /AcroForm <</Fields [%d 0 R] /SigFlags 3>>", field)
}

// sign signs a file that is whole but for its signature, whose object begins at an offset.
func (s *Signature) sign(file []byte, offset int) error {
	from := offset + bytes.Index(file[offset:], []byte(contentsMark)) + len(contentsMark) - 1 // the angle bracket
	to := from + 2*s.Room + 2
	span := fmt.Sprintf("[0 %d %d %d]", from, to, len(file)-to)
	at := offset + bytes.Index(file[offset:], []byte(rangeMark))
	copy(file[at:at+len(rangeMark)], span+strings.Repeat(" ", len(rangeMark)-len(span)))
	signature, err := s.Sign(file[:from], file[to:])
	if err != nil {
		return err
	}
	if len(signature) > s.Room {
		return fmt.Errorf("the signature has %d bytes, %d were left for it", len(signature), s.Room)
	}
	hex.Encode(file[from+1:], signature)
	return nil
}
