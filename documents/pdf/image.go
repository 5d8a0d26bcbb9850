package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strconv"
)

// Image is a picture in a file.
type Image struct {
	name          string
	Width, Height int // in pixels
	entries       string
	data          []byte
	packed        bool // data are compressed by what entries say
}

// maxPixels is how large a picture may be: what is small in a file can be enormous unpacked.
const maxPixels = 25_000_000

// Image takes up a picture: JPEG as it is, PNG unpacked, on white where it lets something through.
func (f *File) Image(b []byte) (*Image, error) {
	size, kind, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("read a picture: %w", err)
	}
	if size.Width <= 0 || size.Height <= 0 || size.Width > maxPixels/size.Height {
		return nil, fmt.Errorf("read a picture: %d by %d pixels are too many", size.Width, size.Height)
	}
	n := &Image{name: "I" + strconv.Itoa(len(f.images)+1), Width: size.Width, Height: size.Height}
	switch kind {
	case "jpeg":
		if _, err := jpeg.Decode(bytes.NewReader(b)); err != nil {
			return nil, fmt.Errorf("read a picture: %w", err)
		}
		n.data, n.packed = b, true
		n.entries = "/ColorSpace " + space(size.ColorModel) + " /Filter /DCTDecode"
	default:
		picture, err := png.Decode(bytes.NewReader(b))
		if err != nil {
			return nil, fmt.Errorf("read a picture: %w", err)
		}
		n.data, n.entries = flat(picture), "/ColorSpace /DeviceRGB"
	}
	f.images = append(f.images, n)
	return n, nil
}

func space(m color.Model) string {
	switch m {
	case color.GrayModel:
		return "/DeviceGray"
	case color.CMYKModel:
		return "/DeviceCMYK /Decode [1 0 1 0 1 0 1 0]" // as programs that write such files mean them
	}
	return "/DeviceRGB"
}

func flat(m image.Image) []byte {
	r := m.Bounds()
	out := make([]byte, 0, 3*r.Dx()*r.Dy())
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			red, green, blue, alpha := m.At(x, y).RGBA()
			white := 0xffff - alpha
			out = append(out, byte((red+white)>>8), byte((green+white)>>8), byte((blue+white)>>8))
		}
	}
	return out
}

func (f *File) image(n *Image) int {
	entries := fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 %s", n.Width, n.Height, n.entries)
	if n.packed {
		return f.raw(entries, n.data)
	}
	return f.stream(entries, n.data)
}

// Image puts a picture into a rectangle.
func (p *Page) Image(n *Image, x, y, width, height float64) {
	p.printf("q %s 0 0 %s %s %s cm /%s Do Q\n", number(width), number(height), number(x), number(p.height-y-height), n.name)
}
