// Package scan finds the text of a code: in a picture of a certificate, or inside a PDF file.
package scan

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg" // photographs
	_ "image/png"  // screens

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// ErrNoCode says that no code can be read in a picture, or none is inside a file.
var ErrNoCode = errors.New("no code can be read in it")

// maxPixels is what the picture of a telephone has at most.
const maxPixels = 64_000_000

// Picture reads the QR code of a PNG or JPEG picture. A photograph is read turned, in perspective, unevenly lit and with parts
// of the code lost: several ways are tried, the one that reads most pictures first. Besides ErrNoCode the error says why it is no picture.
func Picture(b []byte) (string, error) {
	about, _, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return "", fmt.Errorf("read a picture: %w", err)
	}
	if about.Width*about.Height > maxPixels {
		return "", fmt.Errorf("read a picture: %d by %d points are too many", about.Width, about.Height)
	}
	shown, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return "", fmt.Errorf("read a picture: %w", err)
	}
	gray := grayOf(shown)
	for _, side := range sizes(max(gray.Rect.Dx(), gray.Rect.Dy())) {
		scaled := scale(gray, side)
		for _, binarizer := range []func(gozxing.LuminanceSource) gozxing.Binarizer{gozxing.NewHybridBinarizer, gozxing.NewGlobalHistgramBinarizer} {
			if text, ok := read(scaled, binarizer); ok {
				return text, nil
			}
		}
	}
	return "", ErrNoCode
}

// sizes are those at which a picture is tried: as it is, then others, since noise goes away when a picture gets smaller and
// small modules are found when it gets larger.
func sizes(side int) []int {
	list := []int{side}
	for _, s := range []int{side / 2, side * 2, 1400, 900, side / 3, side * 3} {
		if s >= 100 && s <= 4000 && s != side {
			list = append(list, s)
		}
	}
	return list
}

func read(p *image.Gray, binarizer func(gozxing.LuminanceSource) gozxing.Binarizer) (text string, ok bool) {
	bitmap, err := gozxing.NewBinaryBitmap(binarizer(gozxing.NewLuminanceSourceFromImage(p)))
	if err != nil {
		return "", false
	}
	found, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err == nil {
		return found.GetText(), true
	}
	bits, err := bitmap.GetBlackMatrix()
	if err != nil {
		return "", false
	}
	return guess(bits)
}

func grayOf(from image.Image) *image.Gray {
	at := from.Bounds()
	p := image.NewGray(image.Rect(0, 0, at.Dx(), at.Dy()))
	for y := range at.Dy() {
		for x := range at.Dx() {
			p.SetGray(x, y, color.GrayModel.Convert(from.At(at.Min.X+x, at.Min.Y+y)).(color.Gray))
		}
	}
	return p
}

// scale makes the longer side of a picture so long: each point is the mean of those it covers, or lies between the nearest four.
func scale(from *image.Gray, side int) *image.Gray {
	w, h := from.Rect.Dx(), from.Rect.Dy()
	if max(w, h) == side {
		return from
	}
	factor := float64(side) / float64(max(w, h))
	p := image.NewGray(image.Rect(0, 0, max(1, int(float64(w)*factor)), max(1, int(float64(h)*factor))))
	for y := range p.Rect.Dy() {
		for x := range p.Rect.Dx() {
			p.Pix[y*p.Stride+x] = covered(from, float64(x)/factor, float64(y)/factor, 1/factor)
		}
	}
	return p
}

// covered is the mean of a square, or, of one smaller than a point, what lies between the points around its middle.
func covered(from *image.Gray, x, y, size float64) byte {
	w, h := from.Rect.Dx(), from.Rect.Dy()
	at := func(x, y int) float64 { return float64(from.Pix[min(max(y, 0), h-1)*from.Stride+min(max(x, 0), w-1)]) }
	if size < 1 {
		cx, cy := x+size/2-0.5, y+size/2-0.5
		left, top := int(cx), int(cy)
		fx, fy := cx-float64(left), cy-float64(top)
		return byte((at(left, top)*(1-fx)+at(left+1, top)*fx)*(1-fy) + (at(left, top+1)*(1-fx)+at(left+1, top+1)*fx)*fy)
	}
	sum, n := 0.0, 0.0
	for j := int(y); float64(j) < y+size && j < h; j++ {
		for i := int(x); float64(i) < x+size && i < w; i++ {
			sum += at(i, j)
			n++
		}
	}
	return byte(sum / max(n, 1))
}
