package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"shenpi/catalogue"
	"shenpi/workflow"
	"shenpi/workflow/item"
)

type itemCommands struct {
	Check   itemCheckCommand   `cmd:"" help:"Read definitions and print everything that is wrong with them."`
	Diff    itemDiffCommand    `cmd:"" help:"Say what one version of an item says otherwise than another."`
	Play    itemPlayCommand    `cmd:"" help:"Play a script of commands on definitions, in memory, and tell what each one does."`
	List    itemListCommand    `cmd:"" help:"List the published versions."`
	Publish itemPublishCommand `cmd:"" help:"Publish a definition as the next version of its item."`
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

type itemListCommand struct {
	databaseFlags
	JSON bool `help:"Print one JSON object a version."`
}

// listed is a published version as it is printed.
type listed struct {
	publication
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
				publication: publication{Item: x.Item, Version: x.Version, Hash: x.Hash}, Open: x.Open,
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

type itemPublishCommand struct {
	databaseFlags
	formFlags
	File   string `arg:"" help:"The definition, YAML."`
	As     string `help:"Id of the person who publishes." required:"" placeholder:"PERSON"`
	Closed bool   `help:"Publish it without taking filings."`
	JSON   bool   `help:"Print JSON."`
}

// Help shows an example.
func (*itemPublishCommand) Help() string {
	return "Example:\n  shenpi item publish items/si-renewal.yaml --as X2 --closed --data ./demo\n\nThe server must not be running on the same SQLite data folder."
}

// Run publishes the definition.
func (c *itemPublishCommand) Run(ctx context.Context, p *process) (err error) {
	h, err := openHouse(ctx, p, c.databaseFlags, plan{migrate: c.sqlite()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if _, err := h.db.Person(ctx, c.As); err != nil {
		return fmt.Errorf("--as %s: %s", c.As, sentence(err))
	}
	source, err := os.ReadFile(c.File)
	if err != nil {
		return fmt.Errorf("read the definition: %w", err)
	}
	open := ""
	if c.Closed {
		open = "closed"
	}
	said, err := h.publish(ctx, workflow.Actor{Person: c.As}, c.File, source, c.beside(c.File), open)
	var found item.Findings
	if errors.As(err, &found) {
		p.printf("%s\n", found)
		return errSaid
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return p.printJSON(said)
	}
	p.printf("published %s version %d, hash %s\n", said.Item, said.Version, strings.ToLower(said.Hash))
	return nil
}
