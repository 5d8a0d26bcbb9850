package storagetest

import (
	"context"
	"database/sql"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/stretchr/testify/require"

	"shenpi/internal/testserver"
	"shenpi/storage/db"
)

// owned does something as whoever owns the database, on one connection on which no trigger guards the trail.
func owned(t *testing.T, d *db.DB, do func(exec func(statement string, args ...any))) {
	t.Helper()
	ctx := context.Background()
	pool := d.Jobs() // a file has one owner
	if d.Kind() == "postgres" {
		var name string
		require.NoError(t, d.Jobs().QueryRow("SELECT current_database()").Scan(&name))
		owner, err := sql.Open("pgx", testserver.PostgresOwner(t, name))
		require.NoError(t, err)
		defer func() { require.NoError(t, owner.Close()) }()
		pool = owner
	}
	conn, err := pool.Conn(ctx)
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close()) }()
	exec := func(statement string, args ...any) {
		t.Helper()
		_, err := conn.ExecContext(ctx, statement, args...)
		require.NoError(t, err, statement)
	}
	if d.Kind() == "postgres" {
		exec("SET session_replication_role = replica")
		do(exec)
		return
	}
	for _, guard := range guards(t, conn) {
		exec("DROP TRIGGER " + guard.name)
		defer exec(guard.made)
	}
	do(exec)
}

type guard struct{ name, made string }

// guards lists the triggers of a SQLite database.
func guards(t *testing.T, conn *sql.Conn) (list []guard) {
	t.Helper()
	rows, err := conn.QueryContext(context.Background(), "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
	require.NoError(t, err)
	for rows.Next() {
		var g guard
		require.NoError(t, rows.Scan(&g.name, &g.made))
		list = append(list, g)
	}
	require.NoError(t, rows.Close())
	return list
}
