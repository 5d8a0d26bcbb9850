package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"shenpi/storage/db"
)

// reading is a database opened only to look at it. A server may be running on it meanwhile.
type reading = *db.DB

// withDatabase opens an existing database for a look.
func withDatabase(ctx context.Context, p *process, f databaseFlags, look func(reading) error) error {
	if err := f.exists(); err != nil {
		return err
	}
	d, err := db.Open(ctx, f.config(p, nil))
	if err != nil {
		return err
	}
	return errors.Join(look(d), d.Close())
}

// exists keeps a mistyped folder from becoming a new, empty database.
func (f databaseFlags) exists() error {
	path, ok := strings.CutPrefix(f.url(), "sqlite:")
	if !ok {
		return nil
	}
	path, _, _ = strings.Cut(path, "?")
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("there is no database at %s: give --data or --database", path)
	}
	return nil
}
