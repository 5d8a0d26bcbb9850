package pdf_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/documents/pdf"
	"shenpi/internal/poppler"
)

// drawn has a gradient of colours and, where the kind of picture can, something that lets half through.
func drawn(m draw.Image) draw.Image {
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			m.Set(x, y, color.NRGBA{R: uint8(5 * x), G: uint8(7 * y), B: uint8(3 * (x + y)), A: 255}) //nolint:gosec // small
		}
	}
	return m
}

func encoded(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, m))
	return b.Bytes()
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, m, &jpeg.Options{Quality: 98}))
	return b.Bytes()
}

// Every kind of picture is in a file, to another program, what it is to a reader of pictures, on white.
func TestPicturesLookAsTheyAre(t *testing.T) {
	t.Parallel()
	r := image.Rect(0, 0, 31, 23)
	see := drawn(image.NewNRGBA(r))
	for x := range 10 {
		see.Set(x, x, color.NRGBA{R: 250, A: 100})
	}
	deep := image.NewNRGBA64(r)
	draw.Draw(deep, r, see, image.Point{}, draw.Src)
	palette := color.Palette{color.Black, color.White, color.RGBA{R: 200, A: 255}, color.RGBA{B: 90, G: 90, A: 255}}
	hollow := image.NewPaletted(r, append(palette[:3:3], color.NRGBA{}))
	draw.Draw(hollow, r, see, image.Point{}, draw.Src)
	for name, c := range map[string]struct {
		file []byte
		off  int // by how much a colour may be off
	}{
		"colours":                  {encoded(t, drawn(image.NewRGBA(r))), 1},
		"shades":                   {encoded(t, drawn(image.NewGray(r))), 1},
		"deep shades":              {encoded(t, drawn(image.NewGray16(r))), 1},
		"deep colours":             {encoded(t, drawn(image.NewRGBA64(r))), 1},
		"few colours":              {encoded(t, drawn(image.NewPaletted(r, palette))), 1},
		"two colours":              {encoded(t, drawn(image.NewPaletted(r, palette[:2]))), 1},
		"half transparent":         {encoded(t, see), 1},
		"deep and transparent":     {encoded(t, deep), 2},
		"few colours, one of none": {encoded(t, hollow), 1},
		"JPEG":                     {asJPEG(t, drawn(image.NewRGBA(r))), 8},
		"JPEG of shades":           {asJPEG(t, drawn(image.NewGray(r))), 8},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			picture, err := pdf.ReadImage(c.file, 1000)
			require.NoError(t, err)
			require.False(t, picture.Shrunk)
			f := pdf.New(pdf.Info{})
			f.Image(picture)
			f.Page(31, 23).Image(picture, 0, 0, 31, 23)
			b, err := f.Bytes()
			require.NoError(t, err)
			out := filepath.Join(t.TempDir(), "seen")
			poppler.Run(t, b, "pdfimages", "-png", "-", out)
			shown, err := os.ReadFile(out + "-000.png")
			require.NoError(t, err)
			seen, err := png.Decode(bytes.NewReader(shown))
			require.NoError(t, err)
			require.Equal(t, r, seen.Bounds())
			m, _, err := image.Decode(bytes.NewReader(c.file))
			require.NoError(t, err)
			want := image.NewRGBA(r)
			draw.Draw(want, r, image.White, image.Point{}, draw.Src)
			draw.Draw(want, r, m, image.Point{}, draw.Over)
			for y := range r.Dy() {
				for x := range r.Dx() {
					a, b := want.RGBAAt(x, y), color.RGBAModel.Convert(seen.At(x, y)).(color.RGBA) //nolint:errcheck,forcetypeassert // a model gives its colour
					for i, d := range []int{int(a.R) - int(b.R), int(a.G) - int(b.G), int(a.B) - int(b.B)} {
						require.LessOrEqual(t, max(d, -d), c.off, "colour %d of %d, %d: %v as %v", i, x, y, a, b)
					}
				}
			}
		})
	}
}

func TestLargeTransparentPictureIsShownSmaller(t *testing.T) {
	t.Parallel()
	m := image.NewNRGBA(image.Rect(0, 0, 3001, 1500))
	m.Set(1, 1, color.NRGBA{A: 9})
	picture, err := pdf.ReadImage(encoded(t, m), 3001*1500)
	require.NoError(t, err)
	require.True(t, picture.Shrunk)
	require.Equal(t, 3001, picture.Width, "it says how large the original is")
	f := pdf.New(pdf.Info{})
	f.Image(picture)
	f.Page(31, 23).Image(picture, 0, 0, 31, 23)
	b, err := f.Bytes()
	require.NoError(t, err)
	require.Contains(t, poppler.Run(t, b, "pdfimages", "-list", "-"), "1501   750")

	_, err = pdf.ReadImage(encoded(t, m), 3001*1500-1)
	require.ErrorContains(t, err, "3001 by 1500 pixels are more than may be unpacked")
}

// chunked changes a chunk of a PNG and puts its sum right.
func chunked(b []byte, kind string, change func(chunk []byte)) []byte {
	b = bytes.Clone(b)
	at := bytes.Index(b, []byte(kind))
	length := int(binary.BigEndian.Uint32(b[at-4:]))
	change(b[at+4 : at+4+length])
	binary.BigEndian.PutUint32(b[at+4+length:], crc32.ChecksumIEEE(b[at:at+4+length]))
	return b
}

func TestPicturesThatCannotBeShown(t *testing.T) {
	t.Parallel()
	plain, scan := encoded(t, drawn(image.NewRGBA(image.Rect(0, 0, 40, 30)))), asJPEG(t, drawn(image.NewRGBA(image.Rect(0, 0, 40, 30))))
	flipped := bytes.Clone(plain)
	flipped[len(flipped)-20] ^= 1
	lossless := bytes.Clone(scan)
	lossless[bytes.Index(scan, []byte{0xff, 0xc0})+1] = 0xc3
	for name, c := range map[string]struct {
		file []byte
		says string
	}{
		"text":              {[]byte("hello"), "neither JPEG nor PNG"},
		"nothing":           {nil, "neither JPEG nor PNG"},
		"cut short":         {plain[:len(plain)-30], "cut short"},
		"a head alone":      {plain[:20], "cut short"},
		"damaged":           {flipped, "is damaged"},
		"too few rows":      {chunked(plain, "IHDR", func(c []byte) { c[7]++ }), "cut short"},
		"too many rows":     {chunked(plain, "IHDR", func(c []byte) { c[7]-- }), "do not end where its head says"},
		"odd bits":          {chunked(plain, "IHDR", func(c []byte) { c[8] = 3 }), "have 3 bits"},
		"no pixels":         {chunked(plain, "IHDR", func(c []byte) { c[7] = 0 }), "no pixels"},
		"JPEG cut short":    {scan[:len(scan)-2], "cut short"},
		"JPEG without scan": {scan[:bytes.Index(scan, []byte{0xff, 0xda})], "cut short"},
		"JPEG of lines":     {lossless, "of a rare kind"},
	} {
		_, err := pdf.ReadImage(c.file, 1000)
		var wrong *pdf.PictureError
		require.ErrorAs(t, err, &wrong, name)
		require.ErrorContains(t, err, c.says, name)
	}
	enormous := chunked(plain, "IHDR", func(c []byte) { copy(c, []byte{0, 1, 0, 0, 0, 1, 0, 0}) })
	_, err := pdf.ReadImage(enormous, 1000)
	var wrong *pdf.PictureError
	require.ErrorAs(t, err, &wrong)
	require.True(t, wrong.TooLarge)
	require.Equal(t, [2]int{65536, 65536}, [2]int{wrong.Width, wrong.Height})
}

func FuzzReadImage(f *testing.F) {
	f.Add(encoded(f, drawn(image.NewRGBA(image.Rect(0, 0, 9, 7)))))
	f.Add(encoded(f, drawn(image.NewPaletted(image.Rect(0, 0, 9, 7), color.Palette{color.Black, color.White}))))
	f.Add(encoded(f, image.NewNRGBA(image.Rect(0, 0, 9, 7))))
	f.Add(asJPEG(f, drawn(image.NewRGBA(image.Rect(0, 0, 9, 7)))))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := pdf.ReadImage(b, 10_000)
		if err == nil && (m.Width <= 0 || m.Height <= 0 || m.Width*m.Height > 40_000_000) {
			t.Fatalf("%d by %d pixels are shown", m.Width, m.Height)
		}
	})
}
