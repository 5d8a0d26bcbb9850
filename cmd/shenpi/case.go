package main

import (
	"context"
	"fmt"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

type caseCommands struct {
	Clocks caseClocksCommand `cmd:"" help:"Print the limits of a case day by day."`
	Route  caseRouteCommand  `cmd:"" help:"Print why a case went where it went."`
	File   caseFileCommand   `cmd:"" help:"Print the file of a case: cover, catalogue, documents, materials, closing table."`
}

type caseClocksCommand struct {
	databaseFlags
	Case string `arg:"" help:"Number or id of the case."`
	AsOf string `help:"Day they are looked at (default: today)." placeholder:"DATE"`
	JSON bool   `help:"Print JSON."`
}

// Help shows an example.
func (*caseClocksCommand) Help() string {
	return `Example:
  shenpi case clocks 2026-000001 --data /var/lib/shenpi

Every day is listed, counted or not, with the rule that says so. The sheets follow from the trail and the calendar alone.`
}

// Run prints the sheets.
func (c *caseClocksCommand) Run(ctx context.Context, p *process) error {
	asOf := calendar.DateOf(p.now())
	if c.AsOf != "" {
		var err error
		if asOf, err = flagDate("as-of", c.AsOf); err != nil {
			return err
		}
	}
	return withDatabase(ctx, p, c.databaseFlags, func(d reading) error {
		state, err := findCase(ctx, d, c.Case)
		if err != nil {
			return err
		}
		it, err := definitionOf(ctx, d, state)
		if err != nil {
			return err
		}
		cal, err := loadedCalendar(ctx, d)
		if err != nil {
			return err
		}
		sheets := state.ClockSheets(it, cal, asOf)
		if c.JSON {
			return p.printJSON(map[string]any{"case": state.Number, "as_of": asOf, "calendar": cal.Hash(), "sheets": sheets})
		}
		return printSheets(p, "办件编号："+state.Number, it.Phrases, asOf, cal, sheets)
	})
}

// definitionOf is the version of an item that a case stands on.
func definitionOf(ctx context.Context, d reading, state *workflow.State) (*item.Item, error) {
	published, err := d.ItemVersion(ctx, state.Item, state.Version)
	if err != nil {
		return nil, err
	}
	it, err := item.Read(item.Files(published.Files), state.Item+".yaml", published.Source)
	if err != nil {
		return nil, fmt.Errorf("read the definition of the case: %w", err)
	}
	return it, nil
}

// findCase finds a case by its number, else by its id.
func findCase(ctx context.Context, d reading, name string) (*workflow.State, error) {
	id := workflow.CaseID(name)
	page, err := d.Cases(ctx, workflow.CaseFilter{Scope: workflow.Scope{All: true}, Text: name, Limit: 200})
	if err != nil {
		return nil, err
	}
	for _, row := range page.Rows {
		if row.Number == name {
			id = row.ID
		}
	}
	found, err := d.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	return &found.State, nil
}
