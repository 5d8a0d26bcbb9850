package db_test

import (
	"path/filepath"
	"testing"

	"shenpi/identity/identitytest"
	"shenpi/internal/testserver"
)

func TestIdentityOnSQLite(t *testing.T) {
	t.Parallel()
	identitytest.All(t, func(t *testing.T) identitytest.Ports {
		d := handles(t, "sqlite:"+filepath.Join(t.TempDir(), "shenpi.db"))()
		return identitytest.Ports{Accounts: d, Sessions: d, Sweeper: d, Tokens: d}
	})
}

func TestIdentityOnPostgres(t *testing.T) {
	t.Parallel()
	identitytest.All(t, func(t *testing.T) identitytest.Ports {
		d := handles(t, testserver.Postgres(t))()
		return identitytest.Ports{Accounts: d, Sessions: d, Sweeper: d, Tokens: d}
	})
}
