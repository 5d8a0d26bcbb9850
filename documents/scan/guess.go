package scan

import (
	"math"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/common"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/detector"
)

// guess reads a code by its three finder patterns alone. What is printed or spilt over a code can be taken for the small pattern
// near its fourth corner, or spoil the count of its modules; so the corner is put where it would be in a flat picture and
// around it, and the sizes next to the likeliest are tried too.
func guess(bits *gozxing.BitMatrix) (text string, ok bool) {
	found, err := detector.NewFinderPatternFinder(bits, nil).Find(map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		return "", false
	}
	a, b, c := found.GetTopLeft(), found.GetTopRight(), found.GetBottomLeft()
	module := (a.GetEstimatedModuleSize() + b.GetEstimatedModuleSize() + c.GetEstimatedModuleSize()) / 3
	between := (math.Hypot(b.GetX()-a.GetX(), b.GetY()-a.GetY()) + math.Hypot(c.GetX()-a.GetX(), c.GetY()-a.GetY())) / 2
	version := int(math.Round((between/module + 7 - 17) / 4))
	for _, v := range []int{version, version - 1, version + 1, version - 2, version + 2} {
		if v < 1 || v > 40 {
			continue
		}
		for _, off := range corners {
			if text, ok := sample(bits, [3]gozxing.ResultPoint{a, b, c}, 17+4*v, off[0]*module, off[1]*module); ok {
				return text, true
			}
		}
	}
	return "", false
}

// corners are how far from a flat picture's the fourth corner is tried, in modules, the nearest first.
var corners = [][2]float64{{0, 0}, {2, 2}, {-2, -2}, {2, 0}, {0, 2}, {-2, 0}, {0, -2}, {2, -2}, {-2, 2}, {4, 4}, {-4, -4}, {4, 0}, {0, 4}, {-4, 0}, {0, -4}}

func sample(bits *gozxing.BitMatrix, at [3]gozxing.ResultPoint, side int, dx, dy float64) (text string, ok bool) {
	a, b, c := at[0], at[1], at[2]
	near, far := 3.5, float64(side)-3.5
	turn := common.PerspectiveTransform_QuadrilateralToQuadrilateral(near, near, far, near, far, far, near, far,
		a.GetX(), a.GetY(), b.GetX(), b.GetY(), b.GetX()-a.GetX()+c.GetX()+dx, b.GetY()-a.GetY()+c.GetY()+dy, c.GetX(), c.GetY())
	grid, err := detector.Detector_sampleGrid(bits, turn, side)
	if err != nil {
		return "", false
	}
	found, err := decoder.NewDecoder().Decode(grid, nil)
	if err != nil {
		return "", false
	}
	return found.GetText(), true
}
