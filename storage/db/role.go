package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

// everything is what the service may do with a table that is not of the trail.
const everything = "SELECT, INSERT, UPDATE, DELETE"

// trailRights are what it may do with the others. Tiles and tree are written over as they grow and payloads deleted as they
// are erased, both only as triggers allow.
var trailRights = map[string]string{
	"entry": "SELECT, INSERT", "log_position": "SELECT, INSERT", "checkpoint": "SELECT, INSERT", "cosignature": "SELECT, INSERT",
	"erasure": "SELECT, INSERT", "entry_payload": "SELECT, INSERT, DELETE",
	"log_tile": "SELECT, INSERT, UPDATE", "log_tree": "SELECT, INSERT, UPDATE",
	"goose_db_version": "SELECT",
}

// Grant gives a role on PostgreSQL what the service needs, and takes away whatever else it had, so that who has got hold of
// the service's password cannot rewrite the trail. It is run by the owner of a migrated database, again after each migration.
func Grant(ctx context.Context, c Config, role string) error {
	d, err := connect(ctx, c)
	if err != nil {
		return fmt.Errorf("grant the role %s its rights: %w", role, err)
	}
	if d.kind != postgresKind {
		err = errors.New("SQLite has no roles")
	} else {
		err = d.grant(ctx, role)
	}
	if err = errors.Join(err, d.closePools()); err != nil {
		return fmt.Errorf("grant the role %s its rights: %w", role, err)
	}
	return nil
}

func (d *DB) grant(ctx context.Context, role string) error {
	var there bool
	err := d.jobs.QueryRowContext(ctx, "SELECT count(*) > 0 FROM pg_roles WHERE rolname = $1", role).Scan(&there)
	if err != nil {
		return err
	}
	if !there {
		return errors.New("there is no such role: make it first, with CREATE ROLE NAME LOGIN PASSWORD")
	}
	tables, schema, err := d.tables(ctx)
	if err != nil {
		return err
	}
	to := pgx.Identifier{role}.Sanitize()
	within := pgx.Identifier{schema}.Sanitize()
	statements := []string{
		"REVOKE ALL ON ALL TABLES IN SCHEMA " + within + " FROM PUBLIC, " + to,
		"REVOKE ALL ON SCHEMA " + within + " FROM " + to,
		"GRANT USAGE ON SCHEMA " + within + " TO " + to,
	}
	for _, name := range tables {
		rights, ofTrail := trailRights[name]
		if !ofTrail {
			rights = everything
		}
		statements = append(statements, "GRANT "+rights+" ON "+pgx.Identifier{schema, name}.Sanitize()+" TO "+to)
	}
	tx, err := d.jobs.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	for _, s := range statements {
		if _, err := tx.ExecContext(ctx, s); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	said, err := excess(ctx, tx, role)
	if err == nil && len(said) > 0 {
		err = errors.New("no rights bind it: " + strings.Join(english(said), "; "))
	}
	if err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

func (d *DB) tables(ctx context.Context) (names []string, schema string, err error) {
	rows, err := d.jobs.QueryContext(ctx, "SELECT tablename, schemaname FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
	if err != nil {
		return nil, "", err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name, &schema); err != nil {
			return nil, "", err
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		return nil, "", err
	}
	if !slices.Contains(names, "cosignature") {
		return nil, "", errNotMigrated
	}
	return names, schema, nil
}

// Excess says, a sentence each, what the role of this connection could do to the trail besides adding to it: nothing, where
// Grant gave it its rights. Whoever can write the file of a SQLite database owns it, which is not said.
func (d *DB) Excess(ctx context.Context) ([]workflow.Warning, error) {
	if d.kind != postgresKind {
		return nil, nil
	}
	var role string
	err := d.jobs.QueryRowContext(ctx, "SELECT current_user").Scan(&role)
	if err != nil {
		return nil, fmt.Errorf("read what the role of the database may do: %w", err)
	}
	return excess(ctx, d.jobs, role)
}

// querier is a pool or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func english(said []workflow.Warning) []string {
	list := make([]string, len(said))
	for i, w := range said {
		list[i] = w.Text.En
	}
	return list
}

// warning says in both languages what a role could do.
func warning(code, role, zh, en string) workflow.Warning {
	return workflow.Warning{Code: code, Text: item.Text{Zh: "数据库角色 " + role + " " + zh, En: "the role " + role + " " + en}}
}

func excess(ctx context.Context, q querier, role string) (said []workflow.Warning, err error) {
	ask := func(query string, args ...any) (yes bool) {
		if err == nil {
			err = q.QueryRowContext(ctx, query, append([]any{role}, args...)...).Scan(&yes)
		}
		return yes
	}
	if ask("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = $1") { // and so whatever another role is
		said = append(said, warning("role_superuser", role, "是超级用户，或可以创建角色", "is a superuser or may make roles"))
	} else {
		if ask("SELECT pg_has_role($1, datdba, 'MEMBER') FROM pg_database WHERE datname = current_database()") {
			said = append(said, warning("role_owns_database", role, "是数据库的所有者", "owns the database"))
		}
		if ask("SELECT pg_has_role($1, nspowner, 'MEMBER') FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE c.oid = to_regclass($2)", "entry") {
			said = append(said, warning("role_owns_schema", role, "是模式的所有者，可以删除其中的一切", "owns the schema and could drop all that is in it"))
		}
	}
	could, guards := map[string][]string{}, []string{}
	for _, table := range slices.Sorted(maps.Keys(trailRights)) {
		if ask("SELECT pg_has_role($1, relowner, 'MEMBER') FROM pg_class WHERE oid = to_regclass($2)", table) {
			guards = append(guards, table)
			continue
		}
		for _, right := range []string{"UPDATE", "DELETE", "TRUNCATE", "TRIGGER"} {
			has := "has_table_privilege"
			if right == "UPDATE" { // which may be granted of one column
				has = "has_any_column_privilege"
			}
			if !strings.Contains(trailRights[table], right) && ask("SELECT "+has+"($1, to_regclass($2)::oid, $3)", table, right) {
				could[right] = append(could[right], table)
			}
		}
	}
	for _, right := range slices.Sorted(maps.Keys(could)) {
		said = append(said, warning("role_right", role, "可以对 "+strings.Join(could[right], "、")+" 执行 "+right, "could "+right+" "+strings.Join(could[right], ", ")))
	}
	if len(guards) > 0 {
		said = append(said, warning("role_guards", role, "可以去掉 "+strings.Join(guards, "、")+" 的保护", "could take away the guards of "+strings.Join(guards, ", ")))
	}
	if err != nil {
		return nil, fmt.Errorf("read what the role %s may do: %w", role, err)
	}
	return said, nil
}

// permission is what PostgreSQL says to a role that may not do something.
const permission = "42501"

func forbidden(err error) bool {
	var told *pgconn.PgError
	return errors.As(err, &told) && told.Code == permission
}
