package documents_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/documents"
	"shenpi/internal/poppler"
)

// How one of every layout looks, small: seal over agency and date, red lines, frames, the code, pages that go on. The shades of a
// pixel may be others by what smoothes edges; a line or a character elsewhere may not.
func TestDocumentsLookAsBefore(t *testing.T) {
	t.Parallel()
	p := press(t, documents.PressOptions{SampleSeals: true, Pictures: func(string) ([]byte, error) { return portrait(t), nil }})
	all := shipped(t)
	photographed := bytes.Replace(all["si-project-manager"]["certificate"], []byte(`{`), []byte(`{"material":{"photo":{"sha256":"ab"}},`), 1)
	var many [][2]string
	for range 16 {
		many = append(many, [2]string{"业务范围", "信息系统集成"})
	}
	template, data := certificateOf(t, "资质证书", many)
	for name, raw := range map[string][]byte{
		"notice": all["si-qualification"]["acceptance-notice"], "letter": all["si-renewal"]["renewal-decision"],
		"list": all["si-qualification"]["publicity-notice"], "table": all["si-qualification"]["approval-sheet"],
		"certificate": all["si-qualification"]["certificate"], "photograph": photographed, "pages": paper(t, template, data),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, err := p.PDF(raw)
			require.NoError(t, err)
			out := t.TempDir()
			poppler.Run(t, file, "pdftoppm", "-r", "36", "-gray", "-png", "-", filepath.Join(out, "page"))
			pages, err := filepath.Glob(filepath.Join(out, "page-*.png"))
			require.NoError(t, err)
			for _, page := range pages {
				golden := filepath.Join("testdata", "look", name+"-"+filepath.Base(page)[len("page-"):])
				have, err := os.ReadFile(page)
				require.NoError(t, err)
				if *update {
					require.NoError(t, os.MkdirAll(filepath.Dir(golden), 0o755))
					require.NoError(t, os.WriteFile(golden, have, 0o600))
				}
				want, err := os.ReadFile(golden)
				require.NoError(t, err)
				var code image.Rectangle
				if bytes.Contains(raw, []byte(`"certificate"`)) { // what its code says is tested where it is made
					code = image.Rect(58, 203, 115, 260)
				}
				alike(t, want, have, code, golden)
			}
			known, err := filepath.Glob(filepath.Join("testdata", "look", name+"-*.png"))
			require.NoError(t, err)
			require.Len(t, pages, len(known), "as many pages")
		})
	}
}

// alike requires that two pictures differ, but for a part of them, by no more than how edges are smoothed: few pixels by much, and
// all together little.
func alike(t *testing.T, want, have []byte, but image.Rectangle, name string) {
	t.Helper()
	a, err := png.Decode(bytes.NewReader(want))
	require.NoError(t, err)
	b, err := png.Decode(bytes.NewReader(have))
	require.NoError(t, err)
	require.Equal(t, a.Bounds(), b.Bounds(), name)
	off, sum, pixels := 0, 0, a.Bounds().Dx()*a.Bounds().Dy()
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if image.Pt(x, y).In(but) {
				continue
			}
			d := shade(a, x, y) - shade(b, x, y)
			d = max(d, -d)
			if sum += d; d > 64 {
				off++
			}
		}
	}
	require.LessOrEqual(t, off, pixels/1000, "%s: pixels that are others", name)
	require.LessOrEqual(t, sum, pixels, "%s: all differences together", name)
}

func shade(m image.Image, x, y int) int {
	r, g, b, _ := m.At(x, y).RGBA()
	return int(r+g+b) / 3 >> 8
}

// portrait is a picture with more above than below, so that one that is turned over is seen.
func portrait(t testing.TB) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 300, 420))
	for i := range m.Pix {
		m.Pix[i] = uint8(i / m.Stride / 2) //nolint:gosec // at most 210
	}
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, m, nil))
	return b.Bytes()
}
