package scan_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math"
	"math/rand/v2"
	"testing"

	qrcode "github.com/skip2/go-qrcode"
	"github.com/stretchr/testify/require"

	"shenpi/documents/scan"
)

// text is as long as the code of a shipped certificate.
var text = func() string {
	random := rand.New(rand.NewPCG(5, 6)) //nolint:gosec // any letters do
	b := []byte("https://shenpi.example.invalid/verify#SHENPI:")
	for range 415 {
		b = append(b, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[random.IntN(32)])
	}
	return string(b)
}()

func pngOf(t testing.TB, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, p))
	return b.Bytes()
}

// From half the size, two points a module, to three times it.
func TestCodeIsReadAtAnyScale(t *testing.T) {
	t.Parallel()
	code := printCode(t, text, qrcode.Highest)
	for perModule := 2.0; perModule <= 12; perModule += 0.7 {
		got, err := scan.Picture(pngOf(t, code.picture(perModule)))
		require.NoError(t, err, "%.1f points a module", perModule)
		require.Equal(t, text, got)
	}
}

// Held askew, turned, in bad light, out of focus, with a grainy sensor, saved as JPEG; a little of each.
func TestCodeIsReadOffAPhotograph(t *testing.T) {
	t.Parallel()
	code := printCode(t, text, qrcode.Highest).picture(8)
	still := shot{quality: 85, size: 1000, fill: 0.75}
	shots := map[string]shot{"straight": still}
	for _, turn := range []float64{5, 30, 45, 90, 180, 260} {
		s := still
		s.turn = turn * math.Pi / 180
		shots[fmt.Sprintf("turned by %v degrees", turn)] = s
	}
	for name, change := range map[string]func(*shot){
		"tilted": func(s *shot) { s.tilt = 0.2 }, "tilted much": func(s *shot) { s.tilt = 0.28 }, "shaded": func(s *shot) { s.shade = 0.6 },
		"grainy": func(s *shot) { s.noise = 25 }, "blurred": func(s *shot) { s.blur = 2 }, "packed hard": func(s *shot) { s.quality = 30 },
		"small": func(s *shot) { s.size = 450 }, "far": func(s *shot) { s.fill = 0.4 },
		"all together": func(s *shot) {
			s.turn, s.tilt, s.shade, s.noise, s.blur, s.quality = 0.3, 0.15, 0.4, 12, 1, 60
		},
	} {
		s := still
		change(&s)
		shots[name] = s
	}
	for name, s := range shots {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := scan.Picture(photograph(t, code, s, rand.New(rand.NewPCG(1, 2)))) //nolint:gosec // grain
			require.NoError(t, err)
			require.Equal(t, text, got)
		})
	}
}

// What docs/certificates.md says of damage: with a part of the modules painted over, the finder patterns whole, so many codes
// of twelve are read.
func TestDamagedCodeIsRead(t *testing.T) {
	t.Parallel()
	code := printCode(t, text, qrcode.Highest)
	for _, k := range []struct {
		kind  string
		share float64
		least int
	}{{"blot", 0.15, 12}, {"four blots", 0.15, 11}, {"strip", 0.15, 11}, {"specks", 0.06, 12}, {"scratches", 0.06, 11}} {
		t.Run(k.kind, func(t *testing.T) {
			t.Parallel()
			read := 0
			for n := range uint64(12) {
				spoilt, lost := code.damage(k.share, k.kind, rand.New(rand.NewPCG(n, 1))) //nolint:gosec // where
				require.GreaterOrEqual(t, lost, k.share)
				got, err := scan.Picture(pngOf(t, spoilt.picture(4)))
				if err == nil {
					require.Equal(t, text, got, "what is read is never something else")
					read++
				}
			}
			require.GreaterOrEqual(t, read, k.least)
		})
	}
}

func TestPicturesWithoutACode(t *testing.T) {
	t.Parallel()
	for _, side := range []int{1, 20, 300} {
		_, err := scan.Picture(pngOf(t, image.NewGray(image.Rect(0, 0, side, side))))
		require.ErrorIs(t, err, scan.ErrNoCode)
	}
	_, err := scan.Picture([]byte("none"))
	require.ErrorContains(t, err, "read a picture")
	huge := pngOf(t, image.NewGray(image.Rect(0, 0, 2, 2)))
	copy(huge[16:], []byte{0, 1, 0, 0, 0, 1, 0, 0}) // 65536 by 65536, by its head; its checksum is wrong too
	_, err = scan.Picture(huge)
	require.Error(t, err)
	require.NotErrorIs(t, err, scan.ErrNoCode)
}

func TestCodesInsideAFile(t *testing.T) {
	t.Parallel()
	const about = "/Subject <FEFF004E0031>"
	text, number, err := scan.PDF([]byte("%PDF-1.7\n"+about+"\nstream\nMARK:AB C\nendstream\nMARK:AB C\r"), "MARK:")
	require.NoError(t, err)
	require.Equal(t, []string{"MARK:AB C", "N1"}, []string{text, number}, "all of the line, so that what was put behind it is seen")
	_, _, err = scan.PDF([]byte("%PDF-1.7\nMARK:AB\nMARK:AC\n"), "MARK:")
	require.ErrorIs(t, err, scan.ErrSeveralCodes)
	_, _, err = scan.PDF([]byte("%PDF-1.7\n"+about+"MARK:AB\n/Subject <FEFF004E0032>"), "MARK:")
	require.ErrorIs(t, err, scan.ErrSeveralCodes, "two numbers")
	_, _, err = scan.PDF([]byte("%PDF-1.7\n"), "MARK:")
	require.ErrorIs(t, err, scan.ErrNoCode)
	require.True(t, scan.IsPDF([]byte("%PDF-1.7")))
	require.False(t, scan.IsPDF([]byte("\x89PNG")))
}
