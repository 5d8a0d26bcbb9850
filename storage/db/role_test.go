package db_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"shenpi/internal/testserver"
	"shenpi/storage/db"
	"shenpi/storage/storagetest"
)

// granted has a fresh database migrated by an owner who is nobody else, and gives the address of a role that may serve it.
func granted(t *testing.T) (role, owner string) {
	super := testserver.Postgres(t)
	plain, owner := testserver.PostgresRole(t, "owner_", super)
	var database string
	pool := connect(t, "pgx", super)
	require.NoError(t, pool.QueryRow("SELECT current_database()").Scan(&database))
	_, err := pool.Exec("ALTER DATABASE " + database + " OWNER TO " + plain)
	require.NoError(t, err)
	require.NoError(t, db.Migrate(context.Background(), config(owner)))
	name, role := testserver.PostgresRole(t, "app_", super)
	require.NoError(t, db.Grant(context.Background(), config(owner), name))
	return role, owner
}

// TestPostgresAsApplicationRole runs the whole contract without the right to alter the trail.
func TestPostgresAsApplicationRole(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(t *testing.T) func() *db.DB {
		role, _ := granted(t)
		return handles(t, role)
	})
}

// TestApplicationRoleCannotAlterTheTrail tries what somebody would who has got hold of the service's password.
func TestApplicationRoleCannotAlterTheTrail(t *testing.T) {
	t.Parallel()
	role, owner := granted(t)
	pool := connect(t, "pgx", role)
	forbidden := []string{
		"SET session_replication_role = replica", "ALTER TABLE entry DISABLE TRIGGER ALL", "DROP TRIGGER entry_append_only ON entry",
		"CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
		"CREATE TABLE mine (id int)", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
		"CREATE RULE r AS ON INSERT TO entry DO INSTEAD NOTHING", "CREATE TRIGGER t BEFORE INSERT ON entry EXECUTE FUNCTION append_only()",
		"ALTER TABLE entry OWNER TO CURRENT_USER", "ALTER TABLE entry ADD COLUMN more text", "SET ROLE shenpi", "SET ROLE pg_write_all_data",
		"DELETE FROM log_tile", "DELETE FROM log_tree", "UPDATE entry_payload SET body = salt", "UPDATE goose_db_version SET version_id = 1",
	}
	for _, table := range []string{"entry", "log_position", "checkpoint", "cosignature", "erasure"} {
		forbidden = append(forbidden, "UPDATE "+table+" SET "+map[string]string{
			"entry": "kind = ''", "log_position": "position = 1", "checkpoint": "size = 1", "cosignature": "line = ''", "erasure": "erased_at = 1"}[table],
			"DELETE FROM "+table, "WITH gone AS (DELETE FROM "+table+" RETURNING 1) SELECT count(*) FROM gone")
	}
	for _, table := range []string{"entry", "log_position", "checkpoint", "cosignature", "erasure", "entry_payload", "log_tile", "log_tree", "cases"} {
		forbidden = append(forbidden, "TRUNCATE "+table, "DROP TABLE "+table, "LOCK TABLE "+table+" IN ACCESS EXCLUSIVE MODE; ALTER TABLE "+table+" RENAME TO gone")
	}
	for _, s := range forbidden {
		_, err := pool.Exec(s)
		var told *pgconn.PgError
		require.ErrorAs(t, err, &told, s)
		require.Equal(t, "42501", told.Code, "%s: %v", s, err) // insufficient privilege: before any trigger is asked
	}
	shadowed(t, pool)
	_, err := pool.Exec("GRANT ALL ON entry TO CURRENT_USER") // grants nothing, and only warns
	require.NoError(t, err)
	d, err := db.Open(t.Context(), config(role))
	require.NoError(t, err)
	excess, err := d.Excess(t.Context())
	require.NoError(t, err)
	require.Empty(t, excess)
	require.NoError(t, d.Close())

	// What has to be possible is: whoever serves finds the schema as it should be, and migrates nothing.
	require.NoError(t, db.Migrate(t.Context(), config(role)))
	_, err = connect(t, "pgx", owner).Exec("DELETE FROM goose_db_version WHERE version_id = (SELECT max(version_id) FROM goose_db_version)")
	require.NoError(t, err)
	require.ErrorContains(t, db.Migrate(t.Context(), config(role)), "run shenpi migrate up as the owner")
}

// shadowed tries to have the guards look into temporary tables of the role instead of those of the trail.
func shadowed(t *testing.T, pool *sql.DB) {
	t.Helper()
	own, err := pool.Conn(t.Context())
	require.NoError(t, err)
	do := func(statement string) error {
		_, err := own.ExecContext(t.Context(), statement)
		return err
	}
	for _, s := range []string{
		"INSERT INTO entry_payload VALUES ('case/1', 1, '', '')",
		"CREATE TEMP TABLE erasure (stream text, number bigint)", "INSERT INTO pg_temp.erasure VALUES ('case/1', 1)",
		"CREATE TEMP TABLE entry (stream text, number bigint, kind text)", "INSERT INTO pg_temp.entry VALUES ('case/1', 2, 'erased')",
	} {
		require.NoError(t, do(s), s)
	}
	for _, path := range []string{"DEFAULT", "pg_temp, public", "public, pg_temp"} {
		require.NoError(t, do("SET search_path TO "+path))
		require.ErrorContains(t, do("DELETE FROM public.entry_payload"), "a payload goes only with its erasure", path)
		require.ErrorContains(t, do("INSERT INTO public.erasure (stream, number, erased_at) VALUES ('case/1', 1, 1)"), "an erasure follows the entry that says so", path)
	}
	require.NoError(t, errors.Join(do("DISCARD ALL"), own.Close()))
}

func TestExcessIsTold(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	owner := testserver.Postgres(t)
	name, role := testserver.PostgresRole(t, "app_", owner)
	require.ErrorContains(t, db.Grant(ctx, config(owner), name), "run shenpi migrate")
	require.NoError(t, db.Migrate(ctx, config(owner)))
	require.ErrorContains(t, db.Grant(ctx, config(owner), "nobody"), "there is no such role")
	require.ErrorContains(t, db.Grant(ctx, config(owner), "shenpi"), "no rights bind it: the role shenpi is a superuser")
	require.ErrorContains(t, db.Grant(ctx, config("sqlite:"+t.TempDir()+"/x.db"), name), "run shenpi migrate")

	raw := connect(t, "pgx", owner)
	do := func(statement string) {
		_, err := raw.Exec(statement)
		require.NoError(t, err, statement)
	}
	excess := func(url string) (list []string) { // in English
		d, err := db.Open(ctx, config(url))
		require.NoError(t, err)
		said, err := d.Excess(ctx)
		for _, w := range got(t, said, errors.Join(err, d.Close())) {
			require.NotEmpty(t, w.Code)
			require.Contains(t, w.Text.Zh, "数据库角色 ")
			list = append(list, w.Text.En)
		}
		return list
	}
	said := excess(owner)
	require.Contains(t, said[0], "the role shenpi is a superuser")
	require.Contains(t, said[1], "could take away the guards of checkpoint, cosignature, entry, ")

	require.NoError(t, db.Grant(ctx, config(owner), name))
	do("GRANT UPDATE, TRUNCATE ON entry TO " + name)
	do("GRANT DELETE ON log_tile TO " + name)
	do("GRANT UPDATE (note) ON checkpoint TO " + name)
	require.Equal(t, []string{"the role " + name + " could DELETE log_tile", "the role " + name + " could TRUNCATE entry",
		"the role " + name + " could UPDATE checkpoint, entry"}, excess(role))
	require.NoError(t, db.Grant(ctx, config(owner), name), "it takes away what was too much")
	require.Empty(t, excess(role))
	do("GRANT pg_write_all_data TO " + name)
	require.ErrorContains(t, db.Grant(ctx, config(owner), name), "no rights bind it: the role "+name+" could DELETE")
	require.NotEmpty(t, excess(role))
	do("REVOKE pg_write_all_data FROM " + name)

	// Who owns the schema drops its tables, whoever owns those; public is of who owns the database.
	var database string
	require.NoError(t, raw.QueryRow("SELECT current_database()").Scan(&database))
	schema := "the role " + name + " owns the schema and could drop all that is in it"
	for _, owned := range []struct {
		take, give string
		says       []string
	}{
		{"ALTER DATABASE " + database + " OWNER TO " + name, "ALTER DATABASE " + database + " OWNER TO shenpi", []string{"the role " + name + " owns the database", schema}},
		{"ALTER SCHEMA public OWNER TO " + name, "ALTER SCHEMA public OWNER TO pg_database_owner", []string{schema}},
	} {
		do(owned.take)
		require.ErrorContains(t, db.Grant(ctx, config(owner), name), owned.says[0], owned.take)
		require.Equal(t, owned.says, excess(role), owned.take)
		do(owned.give)
		require.Empty(t, excess(role))
	}

	sqlite := "sqlite:" + t.TempDir() + "/shenpi.db"
	require.NoError(t, db.Migrate(ctx, config(sqlite)))
	require.ErrorContains(t, db.Grant(ctx, config(sqlite), name), "SQLite has no roles")
	require.Empty(t, excess(sqlite))
}

func got[T any](t *testing.T, v T, err error) T {
	t.Helper()
	require.NoError(t, err)
	return v
}
