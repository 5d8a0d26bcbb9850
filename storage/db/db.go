package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// Config says which database to open and how.
type Config struct {
	// URL is sqlite:PATH, or a postgres:// address. A SQLite path may be followed by ?synchronous=full, extra, normal or off.
	URL string
	// Unsafe allows settings under which a power cut loses what was answered.
	Unsafe bool
	// Now is the clock for what the database itself dates: keys, drafts, objects. It need not be UTC.
	Now    func() time.Time
	Logger *slog.Logger
	// Trace is told of every statement sent, for whoever counts them; may be nil.
	Trace func(statement string)
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	kind  kind
	write *gorm.DB // SQLite: one connection
	read  *gorm.DB // SQLite: several, query_only; PostgreSQL: the same as write
	jobs  *sql.DB
	now   func() time.Time
	log   *slog.Logger
	trace logger.Interface
	queue *queue
	solo  chan struct{} // one place for each command that runs alone

	pools  []*sql.DB
	ctx    context.Context // of the writers: no caller's cancellation reaches the driver
	cancel context.CancelFunc
	done   sync.WaitGroup

	decoded decodedCases // of the cases last written

	cursors []byte     // key that seals cursors
	places  [32]byte   // secret that scatters the places of certificates
	loops   sync.Mutex // guards named: the names of the loops that run in this process
	named   map[string]bool
}

type kind string

const (
	sqliteKind   kind = "sqlite"
	postgresKind kind = "postgres"
)

const writersOnPostgres = 2

// Open opens a migrated database and starts its writers. It refuses a database whose schema is older or newer than this
// program, and one that would not keep what it has acknowledged.
func Open(ctx context.Context, c Config) (*DB, error) {
	if c.Now == nil {
		return nil, errors.New("open database: no clock was given")
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	d, err := connect(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	err = d.checkSchema(ctx)
	if err == nil {
		err = d.loadSecrets(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", err), d.closePools())
	}
	d.start()
	return d, nil
}

// connect opens the pools and checks their settings, without a look at the schema.
func connect(ctx context.Context, c Config) (*DB, error) {
	d := &DB{now: c.Now, log: c.Logger, trace: tracer{logger.Discard, c.Trace}, queue: newQueue(), solo: make(chan struct{}, aloneAtOnce), named: map[string]bool{}}
	d.ctx, d.cancel = context.WithCancel(context.Background())
	var err error
	switch {
	case strings.HasPrefix(c.URL, sqlitePrefix):
		d.kind = sqliteKind
		err = d.openSQLite(ctx, c)
	case strings.HasPrefix(c.URL, "postgres://"), strings.HasPrefix(c.URL, "postgresql://"):
		d.kind = postgresKind
		err = d.openPostgres(ctx, c)
	default:
		err = errors.New("the address must begin with sqlite: or postgres://")
	}
	if err != nil {
		return nil, errors.Join(err, d.closePools())
	}
	return d, nil
}

func (d *DB) start() {
	writers := 1
	if d.kind == postgresKind {
		writers = writersOnPostgres
	}
	for i := range writers {
		d.done.Add(1)
		go d.writer(i)
	}
}

// Close answers what was already taken, refuses what still waits, and closes the connections.
func (d *DB) Close() error {
	d.queue.close()
	d.done.Wait()
	return d.closePools()
}

func (d *DB) closePools() error {
	d.cancel()
	var all error
	for _, p := range d.pools {
		all = errors.Join(all, p.Close())
	}
	return all
}

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	return d.read.WithContext(ctx).Exec("SELECT 1").Error
}

// Jobs is the pool for background jobs, which keep their rows in the same database. On SQLite it is one connection whose
// transactions are immediate and wait for the writer.
func (d *DB) Jobs() *sql.DB { return d.jobs }

// Kind is sqlite or postgres.
func (d *DB) Kind() string { return string(d.kind) }

// open wraps a pool for GORM. Rows are written whole and checked here, so GORM's own transactions and pings are off.
func (d *DB) open(dialector gorm.Dialector) (*gorm.DB, error) {
	return gorm.Open(dialector, &gorm.Config{
		SkipDefaultTransaction: true,
		DisableAutomaticPing:   true,
		TranslateError:         true,
		Logger:                 d.trace,
	})
}

// reader is the session for reads on behalf of a caller.
func (d *DB) reader(ctx context.Context) *gorm.DB { return d.read.WithContext(ctx) }

// instant is now as the database keeps it.
func (d *DB) instant() int64 { return micros(d.now()) }

// micros keeps an instant as microseconds since 1970; the zero instant as 0.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}
