package main

import (
	"fmt"
	"os"

	"shenpi/documents"
	"shenpi/documents/sfnt"
)

// openPress makes what prints documents. A demonstration seals them with samples; an office of its own puts its seal on
// by other means.
func openPress(fonts []string, demo bool) (*documents.Press, error) {
	o := documents.PressOptions{SampleSeals: demo}
	for _, name := range fonts {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read a font: %w", err)
		}
		f, err := sfnt.Parse(b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		o.Fonts = append(o.Fonts, f)
	}
	return documents.NewPress(o)
}
