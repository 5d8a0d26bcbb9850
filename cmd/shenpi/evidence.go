package main

import (
	"context"
	"io"

	"shenpi/workflow/evidence"
)

// packer is handlers.Packer: each pack shows the limits by the calendar of its moment.
type packer struct {
	*house
	files files
}

// Write makes a pack.
func (p packer) Write(ctx context.Context, w io.Writer, r evidence.Request) (evidence.Made, error) {
	m := evidence.Maker{Source: p.db, Keys: p.book.keys, Signer: p.book.key.Signer, Calendar: p.definitions.Calendar(), File: keptIn(p.files.store)}
	return m.Write(ctx, w, r)
}
