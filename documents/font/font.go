// Package font holds the font every document is set in, so that a fresh machine needs none.
package font

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the font
	"fmt"
	"io"
	"sync"

	"shenpi/documents/sfnt"
)

// wenkai is LXGW WenKai Regular 1.250, byte for byte as it was published, compressed: its licence reserves its name for
// unmodified versions.
//
//go:embed LXGWWenKai-Regular.ttf.gz
var wenkai []byte

// WenKai is LXGW WenKai (霞鹜文楷), licensed under the SIL Open Font License 1.1. It is unpacked once.
var WenKai = sync.OnceValues(func() (*sfnt.Font, error) {
	r, err := gzip.NewReader(bytes.NewReader(wenkai))
	if err != nil {
		return nil, fmt.Errorf("unpack the font: %w", err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("unpack the font: %w", err)
	}
	return sfnt.Parse(b)
})
