package main

import (
	"context"
	"fmt"

	"shenpi/storage/db"
)

type migrateCommands struct {
	Up     migrateUpCommand     `cmd:"" help:"Bring the schema up to date."`
	Status migrateStatusCommand `cmd:"" help:"Say how far the schema is."`
}

type migrateUpCommand struct {
	databaseFlags
	AppRole string `help:"Role of PostgreSQL that serves: it gets what the service needs and cannot alter the trail." placeholder:"NAME"`
}

// Help shows an example.
func (*migrateUpCommand) Help() string {
	return `Examples:
  shenpi migrate up --database postgres://shenpi@db/shenpi
  shenpi migrate up --database postgres://owner@db/shenpi --app-role shenpi_app

With --app-role it is run as the owner of the tables, and the service as that role, so that nobody who has got hold of the
service's password can rewrite the trail. Give it again with every migration.`
}

// Run migrates.
func (c *migrateUpCommand) Run(ctx context.Context, p *process) error {
	if c.sqlite() {
		if c.AppRole != "" {
			return misused("--app-role is for PostgreSQL: SQLite has no roles")
		}
		if err := openFolder(c.Data); err != nil {
			return err
		}
		unlock, err := lockFolder(c.Data)
		if err != nil {
			return err
		}
		defer unlock()
	}
	if err := db.Migrate(ctx, c.config(p, nil)); err != nil {
		return err
	}
	s, err := db.Status(ctx, c.config(p, nil))
	if err != nil {
		return err
	}
	p.printf("the schema is %d, the latest\n", s.Version)
	if c.AppRole != "" {
		if err := db.Grant(ctx, c.config(p, nil), c.AppRole); err != nil {
			return err
		}
		p.printf("the role %s can add to the trail and not alter it\n", c.AppRole)
	}
	return nil
}

type migrateStatusCommand struct {
	databaseFlags
	JSON bool `help:"Print JSON."`
}

// schemaStatus is what migrate status --json prints.
type schemaStatus struct {
	Version int64 `json:"version"`
	Latest  int64 `json:"latest"`
	Current bool  `json:"current"`
}

// Run tells how far the schema is; a database that has to be migrated ends it with 1.
func (c *migrateStatusCommand) Run(ctx context.Context, p *process) error {
	if err := c.exists(); err != nil {
		return err
	}
	s, err := db.Status(ctx, c.config(p, nil))
	if err != nil {
		return err
	}
	status := schemaStatus{Version: s.Version, Latest: s.Latest, Current: s.Version == s.Latest}
	if c.JSON {
		if err := p.printJSON(status); err != nil {
			return err
		}
	} else {
		p.printf("schema %d of %d\n", s.Version, s.Latest)
	}
	switch {
	case s.Version < s.Latest:
		return fmt.Errorf("the schema is older than this program: run shenpi migrate up")
	case s.Version > s.Latest:
		return fmt.Errorf("the schema is newer than this program: run the program that wrote it, or a newer one")
	}
	return nil
}
