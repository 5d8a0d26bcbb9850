package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"

	"shenpi/storage/db"
)

// place is where a measurement keeps its data: two empty databases beside each other, one for the limit and one for the
// engine, both gone at the end.
type place struct {
	dir      string
	postgres string // address of the server, when it is PostgreSQL
	schemas  []string
	raw      *db.DB
	engine   string // address of the engine's database
}

func openPlace(ctx context.Context, p *process, c *benchDecideCommand) (_ *place, err error) {
	x := &place{}
	defer func() {
		if err != nil {
			err = errors.Join(err, x.close(context.WithoutCancel(ctx)))
		}
	}()
	if x.dir, err = os.MkdirTemp(c.Dir, "shenpi-bench-*"); err != nil {
		return nil, fmt.Errorf("make a folder for the measurement: %w", err)
	}
	raw := "sqlite:" + filepath.Join(x.dir, "raw.db")
	x.engine = "sqlite:" + filepath.Join(x.dir, "engine.db")
	if c.Database != "" {
		x.postgres = c.Database
		if raw, x.engine, err = x.makeSchemas(ctx, p); err != nil {
			return nil, err
		}
	}
	config := db.Config{URL: raw, Now: p.now}
	if err := db.Migrate(ctx, config); err != nil {
		return nil, err
	}
	x.raw, err = db.Open(ctx, config)
	return x, err
}

// makeSchemas makes two schemas with names of their own in the database given.
func (x *place) makeSchemas(ctx context.Context, p *process) (raw, engine string, err error) {
	if !strings.HasPrefix(x.postgres, "postgres://") && !strings.HasPrefix(x.postgres, "postgresql://") {
		return "", "", misused("--database of bench is postgres://..., not %q", x.postgres)
	}
	u, err := url.Parse(x.postgres)
	if err != nil {
		return "", "", misused("the postgres:// address cannot be read")
	}
	id, err := p.secret(8)
	if err != nil {
		return "", "", err
	}
	var addresses []string
	for _, what := range []string{"raw", "engine"} {
		schema := "shenpi_bench_" + id + "_" + what
		if err := x.do(ctx, "CREATE SCHEMA "+schema); err != nil {
			return "", "", err
		}
		x.schemas = append(x.schemas, schema)
		q := u.Query()
		q.Set("search_path", schema)
		in := *u
		in.RawQuery = q.Encode()
		addresses = append(addresses, in.String())
	}
	return addresses[0], addresses[1], nil
}

func (x *place) do(ctx context.Context, statement string) (err error) {
	conn, err := pgx.Connect(ctx, x.postgres)
	if err != nil {
		return errors.New("the PostgreSQL server given cannot be reached") // the error would show the password
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	if _, err := conn.Exec(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", strings.Fields(statement)[0], err)
	}
	return nil
}

func (x *place) close(ctx context.Context) error {
	var err error
	if x.raw != nil {
		err = x.raw.Close()
	}
	for _, schema := range x.schemas {
		err = errors.Join(err, x.do(ctx, "DROP SCHEMA "+schema+" CASCADE"))
	}
	if x.dir != "" {
		err = errors.Join(err, os.RemoveAll(x.dir))
	}
	return err
}
