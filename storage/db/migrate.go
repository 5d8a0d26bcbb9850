package db

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var migrations embed.FS

// Schema says how far a database is migrated and how far this program would go.
type Schema struct {
	Version int64 // 0 = empty
	Latest  int64
}

// Migrate brings a database to the schema of this program, and makes a SQLite database that is not there. Several replicas
// may call it at once.
func Migrate(ctx context.Context, c Config) error {
	if strings.HasPrefix(c.URL, sqlitePrefix) {
		if err := createSQLite(c); err != nil {
			return fmt.Errorf("migrate database: %w", err)
		}
	}
	for try := 1; ; try++ {
		err := migrate(ctx, c)
		if err == nil {
			return nil
		}
		if forbidden(err) {
			return fmt.Errorf("migrate database: the schema is old and this role may not change it: run shenpi migrate up as the owner: %w", err)
		}
		if !busy(err) || try == migrateTries || ctx.Err() != nil {
			return fmt.Errorf("migrate database: %w", err)
		}
		time.Sleep(migratePause)
	}
}

// A file of SQLite that others migrate at the same time is locked for moments at which SQLite does not wait by itself, such
// as the change to WAL.
const (
	migrateTries = 50
	migratePause = 50 * time.Millisecond
)

func migrate(ctx context.Context, c Config) error {
	d, p, err := provider(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(d.up(ctx, p), d.closePools())
}

// up tries again as long as somebody else gets on: goose has a lock for PostgreSQL only, and on SQLite whoever was slower
// finds a table that is there already.
func (d *DB) up(ctx context.Context, p *goose.Provider) error {
	for {
		before, known, err := d.applied(ctx)
		if err != nil {
			return err
		}
		_, err = p.Up(ctx)
		if err == nil {
			return nil
		}
		after, knownNow, look := d.applied(ctx)
		if look != nil || before == after && known == knownNow {
			return errors.Join(err, look)
		}
	}
}

// errNotMigrated is said of a database, or a file that is not there, that has to be migrated first.
var errNotMigrated = errors.New("run shenpi migrate")

// Status tells the schema of a database without changing it; a SQLite file that is not there has version 0.
func Status(ctx context.Context, c Config) (Schema, error) {
	var s Schema
	d, err := connect(ctx, c)
	switch {
	case errors.Is(err, errNotMigrated):
		s.Latest, err = latestSchema(sqliteKind)
	case err == nil:
		s, err = d.schema(ctx)
		err = errors.Join(err, d.closePools())
	}
	if err != nil {
		return Schema{}, fmt.Errorf("read the schema of the database: %w", err)
	}
	return s, nil
}

func provider(ctx context.Context, c Config) (*DB, *goose.Provider, error) {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	d, err := connect(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	files, err := fs.Sub(migrations, "migrations/"+string(d.kind))
	if err != nil {
		return nil, nil, errors.Join(err, d.closePools())
	}
	dialect, options := goose.DialectSQLite3, []goose.ProviderOption{goose.WithSlog(c.Logger)}
	if d.kind == postgresKind {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, nil, errors.Join(err, d.closePools())
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(dialect, d.jobs, files, options...)
	if err != nil {
		return nil, nil, errors.Join(err, d.closePools())
	}
	return d, p, nil
}

func latestSchema(k kind) (latest int64, err error) {
	files, err := fs.Glob(migrations, "migrations/"+string(k)+"/*.sql")
	if err != nil {
		return 0, err
	}
	for _, f := range files {
		v, err := goose.NumericComponent(f)
		if err != nil {
			return 0, err
		}
		latest = max(latest, v)
	}
	return latest, nil
}

func (d *DB) schema(ctx context.Context) (s Schema, err error) {
	if s.Latest, err = latestSchema(d.kind); err != nil {
		return s, err
	}
	s.Version, _, err = d.applied(ctx)
	return s, err
}

// applied reads the version table itself, because goose would create it.
func (d *DB) applied(ctx context.Context) (version int64, known bool, err error) {
	query := "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'goose_db_version'"
	if d.kind == postgresKind {
		query = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'goose_db_version'"
	}
	var tables int
	if err := d.jobs.QueryRowContext(ctx, query).Scan(&tables); err != nil || tables == 0 {
		return 0, false, err
	}
	err = d.jobs.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&version)
	return version, true, err
}

func (d *DB) checkSchema(ctx context.Context) error {
	s, err := d.schema(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("read the schema: %w", err)
	case s.Version > s.Latest:
		return fmt.Errorf("the database has schema %d and this program only knows %d: run the program that wrote it, or a newer one", s.Version, s.Latest)
	case s.Version < s.Latest:
		return fmt.Errorf("the database has schema %d and this program needs %d: %w", s.Version, s.Latest, errNotMigrated)
	}
	return nil
}
