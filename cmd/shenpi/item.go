package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"shenpi/catalogue"
	"shenpi/policies"
	"shenpi/workflow"
	"shenpi/workflow/item"
)

type itemCommands struct {
	Check itemCheckCommand `cmd:"" help:"Read definitions and print everything that is wrong with them."`
	Diff  itemDiffCommand  `cmd:"" help:"Say what one version of an item says otherwise than another."`
	Play  itemPlayCommand  `cmd:"" help:"Play a script of commands on definitions, in memory, and tell what each one does."`
	List  itemListCommand  `cmd:"" help:"List the published versions."`

	Propose   itemProposeCommand   `cmd:"" help:"Put a definition before a second person, as the next version of its item."`
	Proposals itemProposalsCommand `cmd:"" help:"List the versions that wait for a second person."`
	Publish   itemPublishCommand   `cmd:"" help:"Publish what somebody else proposed."`
	Reject    itemRejectCommand    `cmd:"" help:"Reject what somebody else proposed."`
	Withdraw  itemWithdrawCommand  `cmd:"" help:"Take one's own proposal back."`
}

// formFlags say where the forms of a definition are.
type formFlags struct {
	Forms string `help:"Folder that form paths are relative to (default: the folder above the definition's, if it holds the form; then the shipped forms)." placeholder:"DIR" type:"existingdir"`
}

// beside gives the files a definition may name.
func (f formFlags) beside(name string) fs.FS {
	if f.Forms != "" {
		return os.DirFS(f.Forms)
	}
	here := filepath.Dir(name)
	return layeredFS{os.DirFS(filepath.Dir(filepath.Clean(here))), os.DirFS(here), catalogue.FS()}
}

// definition reads a definition that has to run, or says what is wrong with it.
func (f formFlags) definition(name string) (*item.Item, item.Findings, error) {
	source, err := os.ReadFile(name)
	if err != nil {
		return nil, nil, fmt.Errorf("read the definition: %w", err)
	}
	it, err := item.Read(f.beside(name), name, source)
	var found item.Findings
	switch {
	case errors.As(err, &found):
		return nil, found, nil
	case err != nil:
		return nil, nil, err
	}
	return it, nil, nil
}

// readOffice reads who holds which role: the demonstration office without a name.
func readOffice(name string) (catalogue.Office, error) {
	if name == "" {
		return catalogue.DemoOffice()
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return catalogue.Office{}, fmt.Errorf("read the people: %w", err)
	}
	return catalogue.ParseOffice(name, raw, slices.Sorted(maps.Keys(roleTitles())))
}

// roleTitles is what the roles are called.
func roleTitles() map[string]item.Text {
	titles := map[string]item.Text{}
	for _, r := range policies.Roles() {
		titles[r.Name] = item.Text{Zh: r.Zh, En: r.En}
	}
	return titles
}

// found prints the findings that kept a command from its work; any other error is passed on.
func (p *process) found(err error, in language) error {
	var found item.Findings
	if !errors.As(err, &found) {
		return err
	}
	for _, f := range found {
		p.printf("%s:%d:%d: %s\n", f.Pos.File, f.Pos.Line, f.Pos.Column, in.of(item.Text{Zh: f.Zh, En: f.En}))
	}
	return errSaid
}

type itemListCommand struct {
	databaseFlags
	JSON bool `help:"Print one JSON object a version."`
}

// listed is a published version as it is printed.
type listed struct {
	workflow.Publication
	Open        string    `json:"open"`
	PublishedAt string    `json:"published_at"`
	PublishedBy string    `json:"published_by"`
	Title       item.Text `json:"title"`
}

// Run lists the published versions.
func (c *itemListCommand) Run(ctx context.Context, p *process) error {
	return withDatabase(ctx, p, c.databaseFlags, func(d reading) error {
		list, err := d.PublishedItems(ctx)
		if err != nil {
			return err
		}
		for _, x := range list {
			row := listed{
				Publication: workflow.Publication{Item: x.Item, Version: x.Version, Hash: x.Hash}, Open: x.Open,
				PublishedAt: x.PublishedAt.Format("2006-01-02T15:04:05Z"), PublishedBy: x.PublishedBy,
			}
			if parsed, err := item.Parse(x.Item, x.Source); err == nil {
				row.Title, row.Authority = parsed.Title, parsed.Authority
			}
			if c.JSON {
				if err := p.printJSON(row); err != nil {
					return err
				}
				continue
			}
			state := "takes filings where its law is in force"
			if row.Open != "" {
				state = row.Open
			}
			p.printf("%s@%d\t%s\t%s\t%s\n", row.Item, row.Version, state, row.Hash[:12], row.Title.En)
		}
		return nil
	})
}
