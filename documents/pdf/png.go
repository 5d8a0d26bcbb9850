package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"image/png"
	"io"
)

var pngMagic = []byte("\x89PNG\r\n\x1a\n")

// Kinds of pixels of a PNG.
const (
	pngGray, pngColour, pngPalette = 0, 2, 3
	pngGrayAlpha, pngAlpha         = 4, 6
)

// pngHead is the first chunk of a PNG.
type pngHead struct {
	width, height          int
	bits, kind, interlaced byte
}

// channels are how many samples a pixel has.
func (h pngHead) channels() int {
	return map[byte]int{pngGray: 1, pngColour: 3, pngPalette: 1, pngGrayAlpha: 2, pngAlpha: 4}[h.kind]
}

// readPNG takes a plain PNG as it is, for PDF packs pixels in the same way, after a look at whether it is whole; it unpacks
// another.
func readPNG(b []byte, unpack int) (*Image, error) {
	var h pngHead
	var palette []byte
	var data [][]byte
	through, ended := false, false
	for at := len(pngMagic); !ended; {
		if at+12 > len(b) {
			return nil, errCutShort
		}
		length := int(binary.BigEndian.Uint32(b[at:]))
		if length < 0 || length > len(b)-at-12 {
			return nil, errCutShort
		}
		kind, chunk := string(b[at+4:at+8]), b[at+8:at+8+length]
		if crc32.ChecksumIEEE(b[at+4:at+8+length]) != binary.BigEndian.Uint32(b[at+8+length:]) {
			return nil, fmt.Errorf("its part %q is damaged", kind)
		}
		at += 12 + length
		if (h.width == 0) != (kind == "IHDR") {
			return nil, errors.New("it is no PNG")
		}
		switch kind {
		case "IHDR":
			var err error
			if h, err = readPNGHead(chunk); err != nil {
				return nil, err
			}
		case "PLTE":
			palette = chunk
		case "tRNS":
			through = true
		case "IDAT":
			data = append(data, chunk)
		case "IEND":
			ended = true
		}
	}
	n, err := sized(h.width, h.height)
	switch {
	case err != nil:
		return nil, err
	case through || h.interlaced != 0 || h.kind == pngGrayAlpha || h.kind == pngAlpha:
		return unpackPNG(n, h, b, unpack)
	case h.kind == pngPalette && (len(palette) == 0 || len(palette)%3 != 0):
		return nil, errors.New("it has no palette")
	}
	if err := h.whole(data); err != nil {
		return nil, err
	}
	space := map[byte]string{
		pngGray: "/DeviceGray", pngColour: "/DeviceRGB",
		pngPalette: fmt.Sprintf("[/Indexed /DeviceRGB %d <%s>]", len(palette)/3-1, hex.EncodeToString(palette)),
	}[h.kind]
	n.colours(h.width, h.height, int(h.bits), space, fmt.Sprintf("/Filter /FlateDecode /DecodeParms <</Predictor 15 /Colors %d /BitsPerComponent %d /Columns %d>>",
		h.channels(), h.bits, h.width))
	n.data = data
	return n, nil
}

func readPNGHead(b []byte) (h pngHead, err error) {
	if len(b) != 13 || b[10] != 0 || b[11] != 0 || b[12] > 1 {
		return h, errors.New("its head is of no PNG")
	}
	h = pngHead{int(binary.BigEndian.Uint32(b)), int(binary.BigEndian.Uint32(b[4:])), b[8], b[9], b[12]}
	if _, err := sized(h.width, h.height); err != nil {
		return h, err
	}
	allowed := map[byte]string{pngGray: "\x01\x02\x04\x08\x10", pngColour: "\x08\x10", pngPalette: "\x01\x02\x04\x08", pngGrayAlpha: "\x08\x10", pngAlpha: "\x08\x10"}[h.kind]
	if !bytes.Contains([]byte(allowed), []byte{h.bits}) {
		return h, fmt.Errorf("its pixels of kind %d have %d bits", h.kind, h.bits)
	}
	return h, nil
}

// whole reads through the packed rows, a piece at a time: there are as many as the head says, and each says how it is packed.
func (h pngHead) whole(data [][]byte) error {
	readers := make([]io.Reader, len(data))
	for i, d := range data {
		readers[i] = bytes.NewReader(d)
	}
	z, err := zlib.NewReader(io.MultiReader(readers...))
	if err != nil {
		return err
	}
	row := make([]byte, 1+(h.width*h.channels()*int(h.bits)+7)/8)
	for range h.height {
		if _, err := io.ReadFull(z, row); err != nil {
			return errCutShort
		}
		if row[0] > 4 {
			return fmt.Errorf("a row is packed in the way %d", row[0])
		}
	}
	if n, err := z.Read(row[:1]); n > 0 || !errors.Is(err, io.EOF) { // the sum at its end is looked at here
		return errors.New("its rows do not end where its head says")
	}
	return nil
}

// mostShown is how many pixels are shown of a picture that is unpacked. A page of 156 by 225 mm shows no more at 270 dots an
// inch.
const mostShown = 4_000_000

// unpackPNG makes a plain picture of one that is not.
func unpackPNG(n *Image, h pngHead, b []byte, unpack int) (*Image, error) {
	if h.width > unpack/h.height {
		return nil, &PictureError{Width: h.width, Height: h.height, Unpacks: true}
	}
	m, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	by := 1
	for (h.width/by)*(h.height/by) > mostShown {
		by++
	}
	var packed bytes.Buffer
	quick := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := quick.Encode(&packed, flat(m, by)); err != nil {
		return nil, err
	}
	plain, err := readPNG(packed.Bytes(), 0)
	if err != nil {
		return nil, err
	}
	n.Unpacked, n.Shrunk, n.entries, n.data = true, by > 1, plain.entries, plain.data
	return n, nil
}
