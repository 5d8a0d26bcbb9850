package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/glebarez/sqlite"
)

const (
	sqlitePrefix  = "sqlite:"
	sqliteReaders = 4
	// busyTimeout is how long a connection waits for another process or for the pool of jobs, in milliseconds.
	busyTimeout = 10_000
)

// openSQLite opens three pools on one file: the writer, the jobs and the readers.
func (d *DB) openSQLite(ctx context.Context, c Config) error {
	path, synchronous, err := sqliteAddress(c)
	if err != nil {
		return err
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no database %s: %w", path, errNotMigrated)
	}
	// The timeout comes first: the others wait for a lock by it.
	write := []string{fmt.Sprintf("busy_timeout(%d)", busyTimeout), "journal_mode(WAL)", "synchronous(" + synchronous + ")",
		"foreign_keys(1)", "cache_size(-65536)", "wal_autocheckpoint(4000)", "recursive_triggers(1)", "temp_store(MEMORY)"}
	writer, err := d.pool(path, "immediate", 1, write)
	if err != nil {
		return err
	}
	if err := checkSQLite(ctx, writer, synchronous); err != nil {
		return err
	}
	if d.jobs, err = d.pool(path, "immediate", 1, write); err != nil {
		return err
	}
	readers, err := d.pool(path, "", sqliteReaders,
		[]string{fmt.Sprintf("busy_timeout(%d)", busyTimeout), "query_only(1)", "cache_size(-16384)", "temp_store(MEMORY)"})
	if err != nil {
		return err
	}
	if d.write, err = d.open(&sqlite.Dialector{Conn: writer}); err != nil {
		return err
	}
	d.read, err = d.open(&sqlite.Dialector{Conn: readers})
	return err
}

// sqliteAddress takes the address apart; a setting weaker than full has to be asked for by name and allowed.
func sqliteAddress(c Config) (path, synchronous string, err error) {
	path, query, _ := strings.Cut(strings.TrimPrefix(c.URL, sqlitePrefix), "?")
	if path == "" || strings.Contains(path, ":memory:") {
		return "", "", errors.New("sqlite: needs the path of a file")
	}
	options, err := url.ParseQuery(query)
	if err != nil {
		return "", "", fmt.Errorf("read the options of the address: %w", err)
	}
	synchronous = "full"
	for name, values := range options {
		if name != "synchronous" || len(values) != 1 {
			return "", "", fmt.Errorf("the address has the unknown option %q; only synchronous is one", name)
		}
		synchronous = strings.ToLower(values[0])
	}
	if !slices.Contains([]string{"off", "normal", "full", "extra"}, synchronous) {
		return "", "", fmt.Errorf("synchronous=%s is unknown: it is full, extra, normal or off", synchronous)
	}
	if (synchronous == "off" || synchronous == "normal") && !c.Unsafe {
		return "", "", fmt.Errorf("synchronous=%s loses acknowledged decisions in a power cut: allow it with the unsafe switch or leave it out", synchronous)
	}
	return path, synchronous, nil
}

// createSQLite makes the empty file, for nobody else to read, if there is none. One that is there is not even opened:
// closing it would let go of the locks that SQLite has on it in this process.
func createSQLite(c Config) error {
	path, _, err := sqliteAddress(c)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

func (d *DB) pool(path, lock string, size int, pragmas []string) (*sql.DB, error) {
	q := url.Values{"_pragma": pragmas}
	if lock != "" {
		q.Set("_txlock", lock)
	}
	p, err := sql.Open(sqlite.DriverName, "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+q.Encode())
	if err != nil {
		return nil, err
	}
	p.SetMaxOpenConns(size)
	p.SetMaxIdleConns(size)
	d.pools = append(d.pools, p)
	return p, nil
}

// checkSQLite asks the database itself, since a pragma that it does not like is ignored.
func checkSQLite(ctx context.Context, p *sql.DB, synchronous string) error {
	var journal string
	if err := p.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&journal); err != nil {
		return err
	}
	if journal != "wal" {
		return fmt.Errorf("the journal mode is %s, must be wal: the file system may not support shared memory", journal)
	}
	var level int
	if err := p.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&level); err != nil {
		return err
	}
	if want := slices.Index([]string{"off", "normal", "full", "extra"}, synchronous); level != want {
		return fmt.Errorf("synchronous is %d, must be %d", level, want)
	}
	return nil
}

// reset throws the writer's connection away: after a commit that did not succeed a transaction may still be open on it.
func (d *DB) reset() {
	if d.kind != sqliteKind {
		return
	}
	pool, err := d.write.DB()
	if err != nil {
		return
	}
	conn, err := pool.Conn(d.ctx)
	if err != nil {
		d.log.Error("reset the writer", "error", err)
		return
	}
	_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // the error is what makes the pool close it
	_ = conn.Close()                                           // says that it is closed already
}
