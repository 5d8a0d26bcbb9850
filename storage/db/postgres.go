package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
)

const (
	postgresConnections = 24
	// batchLockTimeout is how long a batch waits for a row before its members run alone, in milliseconds.
	batchLockTimeout = 500
)

// openPostgres opens the pool for commands and reads, and one for jobs.
func (d *DB) openPostgres(ctx context.Context, c Config) error {
	config, err := pgx.ParseConfig(c.URL)
	if err != nil {
		return errors.New("the postgres:// address cannot be read") // the error would show the password
	}
	config.RuntimeParams["application_name"] = "shenpi"
	d.jobs = d.postgresPool(config)
	commands := config.Copy()
	commands.RuntimeParams["lock_timeout"] = strconv.Itoa(batchLockTimeout)
	commands.RuntimeParams["idle_in_transaction_session_timeout"] = "60000"
	pool := d.postgresPool(commands)
	if err := checkPostgres(ctx, pool, c.Unsafe); err != nil {
		return err
	}
	if d.write, err = d.open(postgres.New(postgres.Config{Conn: pool})); err != nil {
		return err
	}
	d.read = d.write
	return nil
}

func (d *DB) postgresPool(c *pgx.ConnConfig) *sql.DB {
	p := stdlib.OpenDB(*c)
	p.SetMaxOpenConns(postgresConnections)
	p.SetMaxIdleConns(postgresConnections / 2)
	d.pools = append(d.pools, p)
	return p
}

// checkPostgres refuses settings under which the server acknowledges what it has not written through.
func checkPostgres(ctx context.Context, p *sql.DB, unsafe bool) error {
	for _, setting := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
		var value string
		if err := p.QueryRowContext(ctx, "SELECT current_setting($1)", setting).Scan(&value); err != nil {
			return fmt.Errorf("reach the server: %w", err)
		}
		if value == "off" && !unsafe {
			return fmt.Errorf("the server has %s=off and loses acknowledged decisions in a power cut: switch it on or allow it with the unsafe switch", setting)
		}
	}
	return nil
}
