package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"shenpi/documents"
	"shenpi/documents/sfnt"
	"shenpi/jobs"
	"shenpi/workflow"
	"shenpi/workflow/evidence"
)

// openPress makes what prints documents. A demonstration seals them with samples; an office of its own puts its seal on
// by other means.
func openPress(fonts []string, o documents.PressOptions) (*documents.Press, error) {
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

// mostPicture is how large the file of a photograph may be.
const mostPicture = 64 << 20

// picturesIn reads photographs out of a store.
func picturesIn(store objectStore) documents.PictureSource {
	open := keptIn(store)
	return func(sha string) ([]byte, error) {
		r, err := open(context.Background(), sha)
		if errors.Is(err, evidence.ErrNoFile) {
			return nil, documents.ErrNoPicture
		}
		if err != nil {
			return nil, err
		}
		defer r.Close() //nolint:errcheck // it was only read
		return io.ReadAll(io.LimitReader(r, mostPicture))
	}
}

// issued renders owed documents. A key that cannot be reached now is no fault of the document.
func issued(p *documents.Press) jobs.Renderer {
	return func(d workflow.Document) ([]byte, error) {
		b, err := p.Issue(d.Data, d.OwedAt)
		signing, reading := (*documents.SigningError)(nil), (*documents.SourceError)(nil)
		if errors.As(err, &signing) || errors.As(err, &reading) {
			return nil, fmt.Errorf("%w: %w", jobs.ErrNotNow, err)
		}
		return b, err
	}
}
