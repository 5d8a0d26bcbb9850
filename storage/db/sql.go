package db

import (
	"database/sql"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"
)

// maxParameters is below the limit of both databases for one statement.
const maxParameters = 30_000

// insert writes rows with as few statements as the limit of parameters allows.
func insert[T schema.Tabler](tx *gorm.DB, rows []T, conflict ...clause.Expression) error {
	if len(rows) == 0 {
		return nil
	}
	stmt := &gorm.Statement{DB: tx}
	if err := stmt.Parse(&rows[0]); err != nil {
		return err
	}
	most := maxParameters / len(stmt.Schema.DBNames)
	for len(rows) > 0 {
		n := min(most, len(rows))
		part := rows[:n]
		if err := tx.Clauses(conflict...).Create(&part).Error; err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// overwrite makes an insert replace every column of a row that is there, except the ones named.
func overwrite(tx *gorm.DB, row schema.Tabler, key []string, except ...string) (clause.OnConflict, error) {
	stmt := &gorm.Statement{DB: tx}
	if err := stmt.Parse(row); err != nil {
		return clause.OnConflict{}, err
	}
	c := clause.OnConflict{}
	skip := map[string]bool{}
	for _, k := range key {
		c.Columns = append(c.Columns, clause.Column{Name: k})
		skip[k] = true
	}
	for _, name := range except {
		skip[name] = true
	}
	var names []string
	for _, name := range stmt.Schema.DBNames {
		if !skip[name] {
			names = append(names, name)
		}
	}
	c.DoUpdates = clause.AssignmentColumns(names)
	return c, nil
}

// put inserts rows or overwrites them by their key.
func put[T schema.Tabler](tx *gorm.DB, rows []T, key []string, except ...string) error {
	if len(rows) == 0 {
		return nil
	}
	c, err := overwrite(tx, rows[0], key, except...)
	if err != nil {
		return err
	}
	return insert(tx, rows, c)
}

// each reads the rows of a query one by one, without the reflection that commands would pay for.
func each(tx *gorm.DB, query string, args []any, row func(scan func(...any) error) error) error {
	rows, err := tx.Raw(query, args...).Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // what it would say, Err has said
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// column is a column with the type its parameters have, which PostgreSQL has to be told in a list of values.
type column struct{ name, kind string }

// values is VALUES (..), (..) for n rows of the columns; the first of them must not be bytes, which GORM would spread out
// behind a parenthesis. SQLite takes values as they come.
func values(k kind, columns []column, n int) string {
	var row strings.Builder
	for i, c := range columns {
		if i > 0 {
			row.WriteString(", ")
		}
		if k == sqliteKind {
			row.WriteByte('?')
			continue
		}
		row.WriteString("?::" + c.kind)
	}
	one := "(" + row.String() + ")"
	return "VALUES " + one + strings.Repeat(", "+one, n-1)
}

func names(columns []column) string {
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = c.name
	}
	return strings.Join(list, ", ")
}

// among is a condition that the columns are one of the rows; there must be at least one.
func among[T any](k kind, columns []column, rows []T, of func(T) []any) (where string, args []any) {
	args = make([]any, 0, len(rows)*len(columns))
	for _, r := range rows {
		args = append(args, of(r)...)
	}
	return "(" + names(columns) + ") IN (" + values(k, columns, len(rows)) + ")", args
}

// snapshot makes the reads of one transaction see one moment: SQLite's always do.
func (d *DB) snapshot() *sql.TxOptions {
	if d.kind == postgresKind {
		return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	return &sql.TxOptions{}
}
