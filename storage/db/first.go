package db

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"shenpi/workflow"
)

// firstOf is a table, page, of the keys of the first rows of a list that at least one of several queries finds, each row once. Each query is
// asked by itself, in the order of the list and no further than the limit: what an OR finds the databases would read whole, and sort.
func firstOf(keys, order string, limit int, queries []*gorm.DB) (table string, args []any) {
	found := make([]string, len(queries))
	for k, q := range queries {
		found[k] = fmt.Sprintf("SELECT %s FROM (?) AS way%d", keys, k) // SQLite has no LIMIT in a part of a UNION but in there
		args = append(args, q.Select(keys).Order(order).Limit(limit))
	}
	return "(" + strings.Join(found, " UNION ") + " ORDER BY " + order + " LIMIT ?) AS page", append(args, limit)
}

// maxWays bounds how many queries are asked one by one.
const maxWays = 64

// inScope are the conditions of which one holds for what a scope shows, by the columns that name the enterprise and the unit. The empty
// scope shows nothing.
func (d *DB) inScope(ctx context.Context, s workflow.Scope, enterprise, unit string) []*gorm.DB {
	if s.All {
		return []*gorm.DB{d.reader(ctx)}
	}
	var ways []*gorm.DB
	if len(s.Units) > maxWays {
		ways = append(ways, d.reader(ctx).Where(d.among(unit, s.Units)))
	} else {
		for _, u := range s.Units {
			ways = append(ways, d.reader(ctx).Where(unit+" = ?", u))
		}
	}
	if s.Enterprise != "" {
		ways = append(ways, d.reader(ctx).Where(enterprise+" = ?", s.Enterprise))
	}
	if len(ways) == 0 {
		ways = append(ways, d.reader(ctx).Where("1 = 0"))
	}
	return ways
}

// either holds where one of the conditions does.
func either(ways []*gorm.DB) *gorm.DB {
	any := ways[0].Session(&gorm.Session{})
	for _, w := range ways[1:] {
		any = any.Or(w)
	}
	return any
}
