package db_test

import (
	"context"
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
