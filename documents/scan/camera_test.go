package scan_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"testing"

	qrcode "github.com/skip2/go-qrcode"
	"github.com/stretchr/testify/require"
)

// printed is a code as it stands on paper: its modules, true where black.
type printed [][]bool

func printCode(t testing.TB, text string, level qrcode.RecoveryLevel) printed {
	t.Helper()
	code, err := qrcode.New(text, level)
	require.NoError(t, err)
	code.DisableBorder = true
	return code.Bitmap()
}

const quiet = 4

// picture shows a code on white paper, so many points a module.
func (p printed) picture(perModule float64) *image.Gray {
	side := int(float64(len(p)+2*quiet) * perModule)
	g := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			g.Pix[y*g.Stride+x] = 255
			i, j := int(float64(y)/perModule)-quiet, int(float64(x)/perModule)-quiet
			if i >= 0 && j >= 0 && i < len(p) && j < len(p) && p[i][j] {
				g.Pix[y*g.Stride+x] = 0
			}
		}
	}
	return g
}

// light is what falls at a point of the picture.
func light(g *image.Gray, x, y float64) float64 {
	at := func(i, j int) float64 {
		if i < 0 || j < 0 || i >= g.Rect.Dx() || j >= g.Rect.Dy() {
			return 235 // the paper goes on
		}
		return float64(g.Pix[j*g.Stride+i])
	}
	i, j := math.Floor(x), math.Floor(y)
	fx, fy := x-i, y-j
	a, b := int(i), int(j)
	return (at(a, b)*(1-fx)+at(a+1, b)*fx)*(1-fy) + (at(a, b+1)*(1-fx)+at(a+1, b+1)*fx)*fy
}

// shot says how a photograph is taken.
type shot struct {
	turn    float64 // radians
	tilt    float64 // how much smaller the far side is, 0..0.4
	shade   float64 // how much light is lost towards one corner, 0..0.7
	noise   float64 // standard deviation
	blur    int     // radius in points
	quality int     // of JPEG
	size    int     // points of a side
	fill    float64 // which part of the side the code takes
}

// photograph is what a camera makes of a picture.
func photograph(t testing.TB, g *image.Gray, s shot, random *rand.Rand) []byte {
	t.Helper()
	out := image.NewGray(image.Rect(0, 0, s.size, s.size))
	sin, cos := math.Sincos(s.turn)
	scale := float64(g.Rect.Dx()) / (float64(s.size) * s.fill)
	values := make([]float64, s.size*s.size)
	for y := range s.size {
		for x := range s.size {
			u, v := float64(x)-float64(s.size)/2, float64(y)-float64(s.size)/2
			u, v = u*cos-v*sin, u*sin+v*cos
			depth := 1 - s.tilt*v/float64(s.size)
			px, py := u/depth*scale, v/depth*scale
			value := light(g, px+float64(g.Rect.Dx())/2, py+float64(g.Rect.Dy())/2)
			value *= 1 - s.shade*float64(x+y)/float64(2*s.size)
			values[y*s.size+x] = value
		}
	}
	values = blurred(values, s.size, s.blur)
	for i, v := range values {
		out.Pix[i] = byte(min(max(v+random.NormFloat64()*s.noise, 0), 255))
	}
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, out, &jpeg.Options{Quality: s.quality}))
	return b.Bytes()
}

func blurred(from []float64, side, radius int) []float64 {
	if radius == 0 {
		return from
	}
	to := make([]float64, len(from))
	for y := range side {
		for x := range side {
			sum, n := 0.0, 0.0
			for j := max(y-radius, 0); j <= min(y+radius, side-1); j++ {
				for i := max(x-radius, 0); i <= min(x+radius, side-1); i++ {
					sum += from[j*side+i]
					n++
				}
			}
			to[y*side+x] = sum / n
		}
	}
	return to
}

// finder reports whether a module is of one of the three patterns a code is found by, or of the margin around them.
func (p printed) finder(i, j int) bool {
	far := len(p) - 8
	return i < 8 && j < 8 || i < 8 && j >= far || i >= far && j < 8
}

// damage paints parts over, never the finder patterns, until a share of the modules is gone.
func (p printed) damage(share float64, kind string, random *rand.Rand) (spoilt printed, lost float64) {
	n := len(p)
	q := make(printed, n)
	gone := make([][]bool, n)
	for i := range q {
		q[i], gone[i] = append([]bool{}, p[i]...), make([]bool, n)
	}
	count := 0
	dark := random.IntN(2) == 0
	spot := func(i, j int) {
		if i >= 0 && j >= 0 && i < n && j < n && !p.finder(i, j) && !gone[i][j] && float64(count) < share*float64(n*n) {
			q[i][j], gone[i][j] = dark, true
			count++
		}
	}
	patch := func(area float64) {
		r := math.Sqrt(area / math.Pi)
		ci, cj := random.Float64()*float64(n), random.Float64()*float64(n)
		for i := range n {
			for j := range n {
				if math.Hypot(float64(i)-ci, float64(j)-cj) <= r {
					spot(i, j)
				}
			}
		}
	}
	for float64(count) < share*float64(n*n) {
		switch kind {
		case "blot":
			patch(share * float64(n*n))
		case "four blots":
			patch(share * float64(n*n) / 4)
		case "strip":
			at, wide, across := random.IntN(n), int(share*float64(n))+1, random.IntN(2) == 0
			for i := at; i < at+wide; i++ {
				for j := range n {
					if across {
						spot(i%n, j)
					} else {
						spot(j, i%n)
					}
				}
			}
		case "scratches":
			a := random.Float64() * math.Pi
			x, y := random.Float64()*float64(n), random.Float64()*float64(n)
			for l := -float64(n); l < float64(n); l += 0.5 {
				i, j := int(x+l*math.Cos(a)), int(y+l*math.Sin(a))
				spot(i, j)
				spot(i+1, j)
			}
		case "specks": // of 3 by 3
			ci, cj := random.IntN(n), random.IntN(n)
			for i := range 3 {
				for j := range 3 {
					spot(ci+i, cj+j)
				}
			}
		}
	}
	return q, float64(count) / float64(n*n)
}
