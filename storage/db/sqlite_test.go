package db_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/internal/testserver"
	"shenpi/storage/db"
	"shenpi/storage/storagetest"
)

func TestMain(m *testing.M) { os.Exit(testserver.Main(m)) }

func TestSQLite(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(t *testing.T) func() *db.DB {
		return handles(t, "sqlite:"+filepath.Join(t.TempDir(), "shenpi.db"))
	})
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(t *testing.T) func() *db.DB { return handles(t, testserver.Postgres(t)) })
}

// handles migrates a database and gives as many handles on it as are asked for.
func handles(t *testing.T, url string) func() *db.DB {
	c := db.Config{URL: url, Now: storagetest.Now}
	require.NoError(t, db.Migrate(context.Background(), c))
	return func() *db.DB {
		d, err := db.Open(context.Background(), c)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, d.Close()) })
		return d
	}
}

// TestNothingOfTheTrailIsReplaced: a connection that knows nothing of ours, as of a hand at the prompt, runs no trigger where
// REPLACE deletes a row.
func TestNothingOfTheTrailIsReplaced(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "shenpi.db")
	require.NoError(t, db.Migrate(t.Context(), db.Config{URL: "sqlite:" + file}))
	raw, err := sql.Open("sqlite", "file:"+file)
	require.NoError(t, err)
	raw.SetMaxOpenConns(1)
	t.Cleanup(func() { require.NoError(t, raw.Close()) })
	var recursive bool
	require.NoError(t, raw.QueryRow("PRAGMA recursive_triggers").Scan(&recursive))
	require.False(t, recursive)
	rows := []struct {
		table, row, other string
		grown             string // what may stand over it
		says              string
	}{
		{"entry", "'case/1', 1, x'01', x'01', '1', 'decided', 'p', 1, 1, 1", "'case/1', 1, x'02', x'02', '1', 'decided', 'q', 1, 1, 1", "", "entries are append-only"},
		{"entry", "'case/1', 2, x'03', x'03', '1', 'erased', 'p', 1, 1, 0", "'case/1', 2, x'03', x'03', '1', 'decided', 'p', 1, 1, 0", "", "entries are append-only"},
		{"entry_payload", "'case/1', 1, x'01', x'01'", "'case/1', 1, x'01', x'02'", "", "payloads are not altered"},
		{"erasure", "'case/1', 1, 7", "'case/1', 1, 8", "", "erasures are append-only"},
		{"log_position", "0, 'case/1', 1", "0, 'case/1', 2", "", "the log is append-only"},
		{"log_position", "1, 'case/1', 2", "2, 'case/1', 2", "", "the log is append-only"},
		{"checkpoint", "1, 2, 5, x'01'", "1, 2, 5, x'02'", "", "checkpoints are append-only"},
		{"cosignature", "2, 5, 'w', 6, 'line'", "2, 5, 'w', 6, 'another'", "", "cosignatures are append-only"},
		{"log_tile", "0, 0, 2, x'0102'", "0, 0, 2, x'0103'", "0, 0, 3, x'010203'", "tiles only grow"},
		{"log_tile", "0, 1, 2, x'0102'", "0, 1, 1, x'0102'", "", "tiles only grow"},
		{"log_tree", "1, 2, x'01'", "1, 1, x'01'", "1, 3, x'02'", "the log only grows"},
	}
	for _, x := range rows {
		_, err := raw.Exec("INSERT INTO " + x.table + " VALUES (" + x.row + ")")
		require.NoError(t, err, x.table)
	}
	for _, x := range rows {
		_, err := raw.Exec("INSERT OR REPLACE INTO " + x.table + " VALUES (" + x.other + ")")
		require.ErrorContains(t, err, x.says, x.table)
		if x.grown != "" {
			_, err = raw.Exec("INSERT OR REPLACE INTO " + x.table + " VALUES (" + x.grown + ")")
			require.NoError(t, err, x.table)
		}
	}
}
