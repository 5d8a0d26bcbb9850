package main

import (
	"context"
	"fmt"
	"io"

	"shenpi/documents"
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/casefile"
	"shenpi/workflow/item"
)

// binder is handlers.CaseFiles.
type binder struct {
	rows  casefile.Source
	store objectStore
	press *documents.Press
	days  func() *calendar.Calendar
}

// CaseFile makes the file of a case.
func (b binder) CaseFile(ctx context.Context, it *item.Item, s *workflow.State, today calendar.Date) (io.WriterTo, error) {
	f, err := casefile.Maker{Source: b.rows, Calendar: b.days(), File: keptIn(b.store)}.Make(ctx, it, s, today)
	if err != nil {
		return nil, err
	}
	return b.press.CaseFile(f)
}

type caseFileCommand struct {
	databaseFlags
	objectFlags
	Case  string   `arg:"" help:"Number or id of the case."`
	Fonts []string `name:"font" help:"TrueType fonts with characters that the built-in one has not." placeholder:"FILE" type:"existingfile"`
	Out   string   `short:"o" required:"" help:"The PDF to write." placeholder:"FILE" type:"path"`
}

// Help shows an example.
func (*caseFileCommand) Help() string {
	return `Example:
  shenpi case file 2026-000001 -o case.pdf --data /var/lib/shenpi

The originals go along inside the PDF, up to 64 MiB, and come out with their signatures: pdfdetach -saveall case.pdf.`
}

// Run writes the file of a case. It may be run while the server runs.
func (c *caseFileCommand) Run(ctx context.Context, p *process) error {
	return withDatabase(ctx, p, c.databaseFlags, func(d reading) error {
		state, err := findCase(ctx, d, c.Case)
		if err != nil {
			return err
		}
		it, err := definitionOf(ctx, d, state)
		if err != nil {
			return err
		}
		store, err := c.open(ctx, c.Data)
		if err != nil {
			return fmt.Errorf("open the object store: %w", err)
		}
		demo, err := markDemo(ctx, d, "")
		if err != nil {
			return err
		}
		press, err := openPress(c.Fonts, documents.PressOptions{SampleSeals: demo, Pictures: picturesIn(store)})
		if err != nil {
			return err
		}
		cal, err := loadedCalendar(ctx, d)
		if err != nil {
			return err
		}
		b, err := binder{d, store, press, func() *calendar.Calendar { return cal }}.CaseFile(ctx, it, state, calendar.DateOf(p.now()))
		if err != nil {
			return err
		}
		err = writeWhole(c.Out, func(w io.Writer) error {
			_, err := b.WriteTo(w)
			return err
		})
		if err == nil {
			p.printf("%s: the file of case %s\n", c.Out, state.Number)
		}
		return err
	})
}
