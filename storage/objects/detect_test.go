package objects_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/storage/objects"
)

func encoded(t testing.TB, mediaType string) []byte {
	t.Helper()
	var b bytes.Buffer
	picture := image.NewGray(image.Rect(0, 0, 33, 21))
	if mediaType == objects.PNG {
		require.NoError(t, png.Encode(&b, picture))
	} else {
		require.NoError(t, jpeg.Encode(&b, picture, nil))
	}
	return b.Bytes()
}

// pngOf is the beginning of a PNG of this size, the four bytes of each number written out.
func pngOf(width, height string) string {
	return "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + width + height + "\x08\x02\x00\x00\x00"
}

func TestDetect(t *testing.T) {
	t.Parallel()
	realPNG, realJPEG := string(encoded(t, objects.PNG)), string(encoded(t, objects.JPEG))
	for name, c := range map[string]struct{ head, want string }{
		"empty":                   {"", objects.Unknown},
		"pdf":                     {"%PDF-1.7\n%\xe2\xe3", objects.PDF},
		"pdf 2.0":                 {"%PDF-2.0", objects.PDF},
		"pdf without version":     {"%PDF-", objects.Unknown},
		"pdf with odd version":    {"%PDF-x.7\n", objects.Unknown},
		"pdf in lower case":       {"%pdf-1.7\n", objects.Unknown},
		"pdf after a page":        {"<html><script>%PDF-1.7\n", objects.Unknown},
		"pdf after a byte order":  {"\xef\xbb\xbf%PDF-1.7\n", objects.Unknown},
		"html":                    {"<!doctype html><script>alert(1)</script>", objects.Unknown},
		"svg":                     {"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", objects.Unknown},
		"gif and script":          {"GIF89a=1;alert(1)", objects.Unknown},
		"zip":                     {"PK\x03\x04%PDF-1.7", objects.Unknown},
		"program":                 {"MZ\x90\x00", objects.Unknown},
		"png":                     {realPNG, objects.PNG},
		"png cut before its size": {realPNG[:23], objects.Unknown},
		"png without header":      {realPNG[:8] + "\x00\x00\x00\x0dIDAT" + realPNG[16:], objects.Unknown},
		"png of nothing":          {pngOf("\x00\x00\x00\x00", "\x00\x00\x00\x10"), objects.Unknown},
		"png at the limit":        {pngOf("\x00\x00\x27\x10", "\x00\x00\x27\x10"), objects.PNG},
		"png above the limit":     {pngOf("\x00\x00\x27\x10", "\x00\x00\x27\x11"), objects.TooManyPixels},
		"png flood":               {pngOf("\xff\xff\xff\xff", "\xff\xff\xff\xff"), objects.TooManyPixels},
		"jpeg":                    {realJPEG, objects.JPEG},
		"jpeg cut before frame":   {realJPEG[:20], objects.Unknown},
		"jpeg of two bytes":       {"\xff\xd8", objects.Unknown},
		"jpeg with fill bytes":    {"\xff\xd8\xff\xff\xff\xc0\x00\x11\x08\x00\x10\x00\x10\x03", objects.JPEG},
		"jpeg flood":              {"\xff\xd8\xff\xc2\x00\x11\x08\xff\xdc\xff\xdc\x03", objects.TooManyPixels},
		"jpeg flood behind small": {"\xff\xd8\xff\xe1\x00\x0b\xff\xc0\x00\x11\x08\x00\x01\x00\x01\xff\xc0\x00\x11\x08\xff\xdc\xff\xdc\x03", objects.TooManyPixels},
		"jpeg without height":     {"\xff\xd8\xff\xc0\x00\x11\x08\x00\x00\x00\x10\x03", objects.Unknown},
		"jpeg that only scans":    {"\xff\xd8\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00", objects.Unknown},
		"jpeg of broken lengths":  {"\xff\xd8\xff\xe0\x00\x01\xff\xc0\x00\x11\x08\x00\x10\x00\x10\x03", objects.Unknown},
		"jpeg that is none":       {"\xff\xd8\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00", objects.Unknown},
	} {
		require.Equal(t, c.want, objects.Detect([]byte(c.head)), name)
	}
}

// FuzzDetect holds the verdict against the decoders of the standard library: what they would unpack into too much
// memory is never called a picture, and a picture is of the kind it is called. They are more lenient about damage.
func FuzzDetect(f *testing.F) {
	for _, mediaType := range []string{objects.PNG, objects.JPEG} {
		f.Add(encoded(f, mediaType))
	}
	f.Add([]byte("%PDF-1.4"))
	f.Add([]byte("\xff\xd8\xff\xc2\x00\x11\x08\xff\xdc\xff\xdc\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"))
	f.Fuzz(func(t *testing.T, head []byte) {
		got := objects.Detect(head)
		cfg, format, err := image.DecodeConfig(bytes.NewReader(head))
		if err != nil {
			return
		}
		switch pixels := uint64(cfg.Width) * uint64(cfg.Height); {
		case pixels > 100_000_000:
			require.NotContains(t, []string{objects.PNG, objects.JPEG, objects.PDF}, got)
		case got == objects.PNG || got == objects.JPEG:
			require.Equal(t, "image/"+format, got)
		}
	})
}

func TestMatchesName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, mediaType string
		want            bool
	}{
		{"营业执照.pdf", objects.PDF, true},
		{"SCAN.PDF", objects.PDF, true},
		{"photo.jpg", objects.JPEG, true},
		{"photo.JPEG", objects.JPEG, true},
		{"photo.png", objects.PNG, true},
		{"table.xlsx", objects.Unknown, true},
		{"without", objects.Unknown, true},
		{"photo.png", objects.JPEG, false},
		{"photo.png", objects.TooManyPixels, false},
		{"page.pdf", objects.Unknown, false},
		{"setup.exe", objects.PDF, false},
		{"without", objects.PDF, false},
		{"a.pdf.exe", objects.PDF, false},
		{"a.pdf ", objects.PDF, false},
		{"a.pdf.", objects.PDF, false},
		{"a.exe\x00.pdf", objects.PDF, false},
		{"a\u202efdp.exe", objects.Unknown, false},
		{"a\u202egpj.pdf", objects.PDF, false},
		{"a\r\nX: y.pdf", objects.PDF, false},
		{"../a.pdf", objects.PDF, false},
		{`..\a.pdf`, objects.PDF, false},
		{"a\xff.pdf", objects.PDF, false},
		{strings.Repeat("长", 2000) + ".pdf", objects.PDF, true},
	} {
		require.Equal(t, c.want, objects.MatchesName(c.name, c.mediaType), "%.40q %s", c.name, c.mediaType)
	}
}
