package db_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/internal/testserver"
	"shenpi/storage/db"
	"shenpi/storage/storagetest"
)

func config(url string) db.Config { return db.Config{URL: url, Now: storagetest.Now} }

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "with space & % sign.db")
	require.NoError(t, db.Migrate(ctx, config("sqlite:"+path)))
	for name, c := range map[string]struct{ url, says string }{
		"another scheme":      {"mysql://x", "must begin with sqlite: or postgres://"},
		"no path":             {"sqlite:", "needs the path of a file"},
		"memory":              {"sqlite::memory:", "needs the path of a file"},
		"no file":             {"sqlite:" + path + "2", "run shenpi migrate"},
		"weaker":              {"sqlite:" + path + "?synchronous=NORMAL", "loses acknowledged decisions"},
		"unknown synchronous": {"sqlite:" + path + "?synchronous=maybe", "is unknown"},
		"unknown option":      {"sqlite:" + path + "?_pragma=synchronous(0)", "unknown option"},
		"unreadable":          {"postgres://u:secret@host:port/x", "cannot be read"},
		"nobody there":        {"postgres://u:secret@127.0.0.1:1/x", "reach the server"},
	} {
		_, err := db.Open(ctx, config(c.url))
		require.ErrorContains(t, err, c.says, name)
		require.NotContains(t, err.Error(), "secret", name)
	}
	_, err := db.Open(ctx, db.Config{URL: "sqlite:" + path})
	require.ErrorContains(t, err, "clock")
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestUnsafeIsAskedForByName(t *testing.T) {
	t.Parallel()
	c := config("sqlite:" + filepath.Join(t.TempDir(), "shenpi.db") + "?synchronous=normal")
	require.Error(t, db.Migrate(context.Background(), c))
	c.Unsafe = true
	require.NoError(t, db.Migrate(context.Background(), c))
	d, err := db.Open(context.Background(), c)
	require.NoError(t, err)
	require.NoError(t, d.Close())
}

func TestUnsafePostgresIsRefused(t *testing.T) {
	t.Parallel()
	url := testserver.Postgres(t)
	ctx := context.Background()
	require.NoError(t, db.Migrate(ctx, config(url)))
	c := config(url + "&synchronous_commit=off")
	_, err := db.Open(ctx, c)
	require.ErrorContains(t, err, "synchronous_commit=off")
	c.Unsafe = true
	d, err := db.Open(ctx, c)
	require.NoError(t, err)
	require.NoError(t, d.Close())
}

func TestSchema(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(t *testing.T) (url string, raw func() *sql.DB){
		"sqlite": func(t *testing.T) (string, func() *sql.DB) {
			path := filepath.Join(t.TempDir(), "shenpi.db")
			return "sqlite:" + path, func() *sql.DB { return connect(t, "sqlite", path) }
		},
		"postgres": func(t *testing.T) (string, func() *sql.DB) {
			url := testserver.Postgres(t)
			return url, func() *sql.DB { return connect(t, "pgx", url) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			url, raw := open(t)
			before, err := db.Status(ctx, config(url))
			require.NoError(t, err)
			require.Zero(t, before.Version)
			_, err = db.Open(ctx, config(url))
			require.ErrorContains(t, err, "run shenpi migrate")

			var migrating sync.WaitGroup
			errs := make([]error, 4)
			for i := range errs {
				migrating.Go(func() { errs[i] = db.Migrate(ctx, config(url)) })
			}
			migrating.Wait()
			for _, err := range errs {
				require.NoError(t, err)
			}
			after, err := db.Status(ctx, config(url))
			require.NoError(t, err)
			require.Equal(t, db.Schema{Version: before.Latest, Latest: before.Latest}, after)

			_, err = raw().Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)")
			require.NoError(t, err)
			_, err = db.Open(ctx, config(url))
			require.ErrorContains(t, err, "only knows")
		})
	}
}

func connect(t *testing.T, driver, address string) *sql.DB {
	pool, err := sql.Open(driver, address)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, pool.Close()) })
	return pool
}
