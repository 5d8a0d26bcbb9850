package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"shenpi/documents"
	"shenpi/documents/cms"
	"shenpi/documents/sfnt"
	"shenpi/jobs"
	"shenpi/workflow"
)

// openPress makes what prints documents. A demonstration seals them with samples; an office of its own puts its seal on
// by other means.
func openPress(fonts []string, demo bool, signer *cms.Identity, now func() time.Time) (*documents.Press, error) {
	o := documents.PressOptions{SampleSeals: demo, Signer: signer, Now: now}
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

// issued renders owed documents. A key that cannot be reached now is no fault of the document.
func issued(p *documents.Press) jobs.Renderer {
	return func(d workflow.Document) ([]byte, error) {
		b, err := p.Issue(d.Data, d.OwedAt)
		if signing := (*documents.SigningError)(nil); errors.As(err, &signing) {
			return nil, fmt.Errorf("%w: %w", jobs.ErrNotNow, err)
		}
		return b, err
	}
}
