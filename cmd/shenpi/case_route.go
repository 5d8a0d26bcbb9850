package main

import (
	"context"
	"time"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
)

type caseRouteCommand struct {
	databaseFlags
	Case string `arg:"" help:"Number or id of the case."`
	En   bool   `help:"Print the English sentences."`
	Form bool   `help:"Also tell what the guards of choices read in the application: personal data."`
	JSON bool   `help:"Print JSON."`
}

// Help shows an example.
func (*caseRouteCommand) Help() string {
	return `Example:
  shenpi case route 2026-000001 --data /var/lib/shenpi

Every line names the step, why the case went there or on from there, and in brackets the entries of its trail that say so.`
}

// pageOfEntries is how many entries are read at once.
const pageOfEntries = 200

// Run prints the route.
func (c *caseRouteCommand) Run(ctx context.Context, p *process) error {
	return withDatabase(ctx, p, c.databaseFlags, func(d reading) error {
		state, err := findCase(ctx, d, c.Case)
		if err != nil {
			return err
		}
		it, err := definitionOf(ctx, d, state)
		if err != nil {
			return err
		}
		var records []workflow.Recorded
		for {
			rows, err := d.StreamEntries(ctx, state.Head.Stream, int64(len(records))+1, pageOfEntries)
			if err != nil {
				return err
			}
			for _, r := range rows {
				rec := workflow.Recorded{Entry: r.Entry}
				if c.Form {
					rec.Payload = r.Payload
				}
				records = append(records, rec)
			}
			if len(rows) < pageOfEntries {
				break
			}
		}
		legs, err := workflow.Route(it, records)
		if err != nil {
			return err
		}
		if c.JSON {
			return p.printJSON(map[string]any{"case": state.Number, "route": legs})
		}
		for _, l := range legs {
			title, text := l.Title.Zh, l.Text.Zh
			if c.En {
				title, text = l.Title.En, l.Text.En
			}
			p.printf("%s  %s  %s %v\n", l.At.In(calendar.Zone).Format(time.DateOnly), title, text, l.Entries)
		}
		return nil
	})
}
