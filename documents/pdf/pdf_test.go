package pdf_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shenpi/documents/font"
	"shenpi/documents/pdf"
	"shenpi/internal/poppler"
)

func house(t testing.TB, f *pdf.File) *pdf.Font {
	t.Helper()
	source, err := font.WenKai()
	require.NoError(t, err)
	return f.Font(source)
}

func set(n *pdf.Font, text string) (line []pdf.Glyph) {
	for _, r := range text {
		line = append(line, pdf.Glyph{Font: n, Rune: r, Advance: n.Advance(r, 12)})
	}
	return line
}

// What was set is read back, character for character, whatever its plane and however often it comes.
func TestTextReadsBack(t *testing.T) {
	t.Parallel()
	f := pdf.New(pdf.Info{})
	all := []rune("审批信息产业𬭊𫖯𪩘㛃王AbZ09〔〕（），。—")
	n := house(t, f)
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom(all), 1, 40, -1).Draw(r, "text")
		f := pdf.New(pdf.Info{Language: "zh-CN"})
		n := house(t, f)
		f.Page(595, 842).Text(40, 100, pdf.Style{Size: 12, Bold: rapid.Bool().Draw(r, "bold")}, set(n, text))
		b, err := f.Bytes()
		require.NoError(r, err)
		require.Equal(r, text, strings.Join(strings.Fields(poppler.Text(t, b)), ""))
	})
	require.True(t, n.Has('𬭊'))
	require.False(t, n.Has('𩽹'))
}

func TestPagesShapesAndPictures(t *testing.T) {
	t.Parallel()
	made := func() []byte {
		f := pdf.New(pdf.Info{Title: "卷宗（）", Author: "厅", Subject: "s", Language: "zh-CN", Created: time.Date(2026, 12, 14, 0, 0, 0, 0, time.FixedZone("", 8*3600))})
		m := image.NewNRGBA(image.Rect(0, 0, 8, 4))
		m.Set(1, 1, color.NRGBA{R: 255, A: 128})
		var asPNG, asJPEG bytes.Buffer
		require.NoError(t, png.Encode(&asPNG, m))
		require.NoError(t, jpeg.Encode(&asJPEG, m, nil))
		p := f.Page(300, 400)
		for i, b := range [][]byte{asPNG.Bytes(), asJPEG.Bytes()} {
			picture, err := pdf.ReadImage(b, 1000)
			require.NoError(t, err)
			require.Equal(t, 8, picture.Width)
			f.Image(picture)
			p.Image(picture, 10, 10+100*float64(i), 80, 40)
		}
		p.Circle(100, 100, 40, 2, pdf.Black)
		p.Line(0, 0, 300, 400, 1, pdf.Black)
		p.Box(1, 1, 50, 50, 1, pdf.Black)
		p.Area(60, 60, 5, 5, pdf.Black)
		p.Polygon([][2]float64{{0, 0}, {10, 0}, {5, 5}}, pdf.Black)
		p.Unread(func() { p.TurnedText(50, 50, 1, pdf.Style{Size: 12}, set(house(t, f), "样章")) })
		f.Page(842, 595)
		require.Equal(t, 2, f.Pages())
		b, err := f.Bytes()
		require.NoError(t, err)
		return b
	}
	b := made()
	require.Equal(t, b, made(), "the same calls give the same bytes")
	info := poppler.Info(t, b)
	require.Equal(t, "卷宗（）", info["Title"])
	require.Equal(t, "2", info["Pages"])
	require.Contains(t, info["Page size"], "300 x 400")
	require.Empty(t, strings.TrimSpace(poppler.Text(t, b)), "what is drawn is no text")
	poppler.Run(t, b, "pdftocairo", "-png", "-singlefile", "-r", "30", "-", "-") // complains about a file that is not sound
}
