package db_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/internal/testserver"
	"shenpi/storage/db"
	"shenpi/storage/storagetest"
)

func BenchmarkSQLite(b *testing.B) {
	storagetest.Bench(b, func(b *testing.B) *db.DB { return fresh(b, "sqlite:"+filepath.Join(b.TempDir(), "shenpi.db")) })
}

func BenchmarkPostgres(b *testing.B) {
	storagetest.Bench(b, func(b *testing.B) *db.DB { return fresh(b, testserver.Postgres(b)) })
}

func fresh(b *testing.B, url string) *db.DB {
	c := db.Config{URL: url, Now: storagetest.Now}
	require.NoError(b, db.Migrate(context.Background(), c))
	d, err := db.Open(context.Background(), c)
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, d.Close()) })
	return d
}
