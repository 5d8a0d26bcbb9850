package objects

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"path"
	"strings"
	"unicode"
)

// What content can be. Everything that is not surely a PDF, JPEG or PNG is Unknown, also a picture or a PDF whose
// beginning is damaged. TooManyPixels marks a picture that is small as a file and would fill the memory of whoever
// looks at it; it is in no list of wanted types, so forgetting to ask for it lets nothing through.
const (
	PDF           = "application/pdf"
	JPEG          = "image/jpeg"
	PNG           = "image/png"
	Unknown       = "application/octet-stream"
	TooManyPixels = "image/x-too-many-pixels"
)

// maxPixels is what a picture may have: an A4 page scanned at 600 dpi has 35 million, at 1200 dpi 139 million.
const maxPixels = 100_000_000

// Detect judges by the first bytes of a file. A JPEG says its size after its metadata, which may be long: one whose
// head was cut before that is Unknown. Put looks as far as it must.
func Detect(head []byte) string {
	mediaType, err := detect(bytes.NewReader(head))
	if err != nil {
		return Unknown
	}
	return mediaType
}

// detect returns an error only when reading broke, never for what was read.
func detect(r io.Reader) (string, error) {
	b := bufio.NewReader(r)
	head, err := b.Peek(24)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	switch {
	case isPDF(head):
		return PDF, nil
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return detectPNG(head), nil
	case bytes.HasPrefix(head, []byte{0xff, 0xd8, 0xff}):
		mediaType, err := detectJPEG(b)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return Unknown, nil
		}
		return mediaType, err
	}
	return Unknown, nil
}

// isPDF wants the header at the very start. Readers also accept it later, which is how a file gets to be two things.
func isPDF(head []byte) bool {
	return len(head) >= 8 && bytes.HasPrefix(head, []byte("%PDF-")) &&
		(head[5] == '1' || head[5] == '2') && head[6] == '.' && '0' <= head[7] && head[7] <= '9'
}

// detectPNG reads the first chunk, which must be the header: length 13, then width and height.
func detectPNG(head []byte) string {
	if len(head) < 24 || !bytes.Equal(head[8:16], []byte("\x00\x00\x00\x0dIHDR")) {
		return Unknown
	}
	return picture(PNG, binary.BigEndian.Uint32(head[16:]), binary.BigEndian.Uint32(head[20:]))
}

// detectJPEG walks the segments to the frame header.
func detectJPEG(b *bufio.Reader) (string, error) {
	if _, err := b.Discard(2); err != nil {
		return "", err
	}
	for {
		marker, err := nextMarker(b)
		if err != nil {
			return "", err
		}
		switch {
		case marker == 0x01 || 0xd0 <= marker && marker <= 0xd7:
			continue // has no length
		case marker == 0 || marker == 0xd8 || marker == 0xd9 || marker == 0xda:
			return Unknown, nil // a scan or an end before any frame
		}
		var frame [7]byte // length, precision, height, width
		if _, err := io.ReadFull(b, frame[:2]); err != nil {
			return "", err
		}
		length := int(binary.BigEndian.Uint16(frame[:]))
		if isFrame := 0xc0 <= marker && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc; isFrame {
			if _, err := io.ReadFull(b, frame[2:]); err != nil || length < 8 {
				return Unknown, err
			}
			height, width := binary.BigEndian.Uint16(frame[3:]), binary.BigEndian.Uint16(frame[5:])
			return picture(JPEG, uint32(width), uint32(height)), nil
		}
		if length < 2 {
			return Unknown, nil
		}
		if _, err := b.Discard(length - 2); err != nil {
			return "", err
		}
	}
}

// nextMarker returns 0 when what follows is no marker. A marker may be preceded by any number of fill bytes.
func nextMarker(b *bufio.Reader) (byte, error) {
	c, err := b.ReadByte()
	if err != nil || c != 0xff {
		return 0, err
	}
	for c == 0xff {
		if c, err = b.ReadByte(); err != nil {
			return 0, err
		}
	}
	return c, nil
}

func picture(mediaType string, width, height uint32) string {
	switch pixels := uint64(width) * uint64(height); {
	case pixels == 0:
		return Unknown
	case pixels > maxPixels:
		return TooManyPixels
	}
	return mediaType
}

// extensions are those that promise a content this package can check.
var extensions = map[string]string{
	".pdf": PDF, ".jpg": JPEG, ".jpeg": JPEG, ".jpe": JPEG, ".jfif": JPEG, ".png": PNG,
}

// MatchesName says whether a file may be called name when its content is mediaType. Names that are made to look like
// other names (control characters, writing direction marks, a path) match nothing.
func MatchesName(name, mediaType string) bool {
	disguised := func(r rune) bool {
		return unicode.In(r, unicode.Cc, unicode.Cf) || r == '/' || r == '\\' || r == unicode.ReplacementChar
	}
	if strings.ContainsFunc(name, disguised) {
		return false
	}
	promised, ok := extensions[strings.ToLower(path.Ext(name))]
	if !ok {
		promised = Unknown
	}
	return promised == mediaType
}
