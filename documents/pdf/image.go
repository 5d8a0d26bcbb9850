package pdf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"strconv"
)

// Image is a picture. It may be put into several files one after the other.
type Image struct {
	Width, Height int  // in pixels, of the original
	Unpacked      bool // it could not be taken as it is
	Shrunk        bool // it is shown with fewer pixels
	name          string
	entries       string
	data          [][]byte
}

// PictureError says why a picture cannot be shown.
type PictureError struct {
	Width, Height int  // 0: not even that is known
	TooLarge      bool // it has more pixels than are shown
	Unpacks       bool // it has more than may be unpacked, which it needs
	Err           error
}

// Error says what is wrong.
func (e *PictureError) Error() string {
	switch {
	case e.TooLarge:
		return fmt.Sprintf("read a picture: %d by %d pixels are more than %d million", e.Width, e.Height, mostPixels/1_000_000)
	case e.Unpacks:
		return fmt.Sprintf("read a picture: %d by %d pixels are more than may be unpacked", e.Width, e.Height)
	}
	return "read a picture: " + e.Err.Error()
}

// Unwrap gives the reason.
func (e *PictureError) Unwrap() error { return e.Err }

// mostPixels is how large a picture may be: what is small in a file can be enormous unpacked. An A4 page scanned at 600 dpi
// has 35 million.
const mostPixels = 40_000_000

// ReadImage reads a picture, JPEG or PNG. A JPEG and a plain PNG are taken as they are, and b is kept; a PNG that lets
// something through or is interlaced is unpacked, if it has no more pixels than may be, put on white and made smaller. The
// error is a *PictureError.
func ReadImage(b []byte, unpack int) (*Image, error) {
	var n *Image
	var err error
	switch {
	case bytes.HasPrefix(b, []byte{0xff, 0xd8}):
		n, err = readJPEG(b)
	case bytes.HasPrefix(b, pngMagic):
		n, err = readPNG(b, unpack)
	default:
		err = errors.New("it is neither JPEG nor PNG")
	}
	if known := (*PictureError)(nil); err != nil && !errors.As(err, &known) {
		return nil, &PictureError{Err: err}
	}
	return n, err
}

// sized is a picture of a size, if that can be shown.
func sized(width, height int) (*Image, error) {
	if width <= 0 || height <= 0 {
		return nil, errors.New("it has no pixels")
	}
	if width > mostPixels/height {
		return nil, &PictureError{Width: width, Height: height, TooLarge: true}
	}
	return &Image{Width: width, Height: height}, nil
}

// colours says how the samples of a picture are to be read.
func (n *Image) colours(width, height, bits int, space, filter string) {
	n.entries = fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent %d /ColorSpace %s %s", width, height, bits, space, filter)
}

// Marks of a JPEG.
const (
	jpegEnd, jpegScan             = 0xd9, 0xda
	jpegFirstFrame, jpegLastFrame = 0xc0, 0xcf
	jpegBaseline, jpegProgressive = 0xc0, 0xc2 // 0xc1 between them: extended
)

var errCutShort = errors.New("it is cut short")

// readJPEG walks over the segments of a JPEG, without unpacking what is between them: there is a frame that PDF knows, a scan
// and an end.
func readJPEG(b []byte) (n *Image, err error) {
	scanned := false
	for at := 2; ; {
		for at < len(b) && b[at] != 0xff { // what a scan holds
			if !scanned {
				return nil, errors.New("it is no JPEG")
			}
			at++
		}
		for at < len(b) && b[at] == 0xff {
			at++
		}
		if at >= len(b) {
			return nil, errCutShort
		}
		mark := b[at]
		at++
		switch {
		case mark == jpegEnd:
			if n == nil || !scanned {
				return nil, errCutShort
			}
			return n, nil
		case mark <= 0x01 || mark >= 0xd0 && mark <= 0xd8:
			continue // has no length
		}
		if at+2 > len(b) {
			return nil, errCutShort
		}
		length := int(binary.BigEndian.Uint16(b[at:]))
		if length < 2 || at+length > len(b) {
			return nil, errCutShort
		}
		segment := b[at+2 : at+length]
		at += length
		switch {
		case mark == jpegScan:
			scanned = true
		case mark >= jpegFirstFrame && mark <= jpegLastFrame && mark != 0xc4 && mark != 0xc8 && mark != 0xcc:
			if n, err = jpegFrame(mark, segment, b); err != nil {
				return nil, err
			}
		}
	}
}

// jpegFrame reads the head of a frame: precision, height, width and how many colours.
func jpegFrame(mark byte, s, b []byte) (*Image, error) {
	if mark < jpegBaseline || mark > jpegProgressive || len(s) < 6 || s[0] != 8 {
		return nil, errors.New("it is a JPEG of a rare kind")
	}
	space, known := map[byte]string{1: "/DeviceGray", 3: "/DeviceRGB",
		4: "/DeviceCMYK /Decode [1 0 1 0 1 0 1 0]", // as programs that write such files mean them
	}[s[5]]
	if !known {
		return nil, fmt.Errorf("it has %d colours", s[5])
	}
	n, err := sized(int(binary.BigEndian.Uint16(s[3:])), int(binary.BigEndian.Uint16(s[1:])))
	if err != nil {
		return nil, err
	}
	n.colours(n.Width, n.Height, 8, space, "/Filter /DCTDecode")
	n.data = [][]byte{b}
	return n, nil
}

// flat puts a picture on white, a band at a time; each pixel is the mean of a square of so many of the picture.
func flat(m image.Image, by int) image.Image {
	r := m.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, (r.Dx()+by-1)/by, (r.Dy()+by-1)/by))
	band := image.NewRGBA(image.Rect(0, 0, r.Dx(), by))
	for y := range out.Rect.Dy() {
		high := min(by, r.Dy()-y*by)
		draw.Draw(band, band.Bounds(), image.White, image.Point{}, draw.Src)
		draw.Draw(band, image.Rect(0, 0, r.Dx(), high), m, image.Pt(r.Min.X, r.Min.Y+y*by), draw.Over)
		for x := range out.Rect.Dx() {
			var sum [4]int
			n := 0
			for j := range high {
				for i := x * by; i < min((x+1)*by, r.Dx()); i++ {
					for c, v := range band.Pix[j*band.Stride+4*i:][:4] {
						sum[c] += int(v)
					}
					n++
				}
			}
			for c, v := range sum {
				out.Pix[y*out.Stride+4*x+c] = byte(v / n) //nolint:gosec // the mean of bytes is one
			}
		}
	}
	return out
}

// Image puts a picture into a rectangle.
func (p *Page) Image(n *Image, x, y, width, height float64) {
	p.printf("q %s 0 0 %s %s %s cm /%s Do Q\n", number(width), number(height), number(x), number(p.height-y-height), n.name)
}

// Image takes a picture into the file. Its name is told by its place, and is the file's that it was last taken into.
func (f *File) Image(n *Image) {
	f.images = append(f.images, n)
	n.name = "I" + strconv.Itoa(len(f.images))
}
