package db

import (
	"context"
	"fmt"

	"shenpi/workflow"
)

// Grants gives a page of all the certificates there are, what was granted last first.
func (d *DB) Grants(ctx context.Context, f workflow.GrantFilter) (workflow.Page[workflow.Certificate], error) {
	var page workflow.Page[workflow.Certificate]
	q := d.reader(ctx)
	if f.Kind != "" {
		q = q.Where("kind = ?", f.Kind)
	}
	if from := f.Granted.From; !from.IsZero() {
		q = q.Where("granted_on >= ?", from.String())
	}
	if to := f.Granted.To; !to.IsZero() {
		q = q.Where("granted_on <= ?", to.String())
	}
	var after struct{ On, Number string }
	if more, err := d.after(f.Cursor, "grants", &after); err != nil {
		return page, err
	} else if more {
		q = q.Where("(granted_on, number) < (?, ?)", after.On, after.Number)
	}
	limit := pageSize(f.Limit)
	var rows []certificateRow
	if err := q.Order("granted_on DESC, number DESC").Limit(limit + 1).Find(&rows).Error; err != nil {
		return page, fmt.Errorf("list grants: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		after.On, after.Number = rows[limit-1].GrantedOn, rows[limit-1].Number
		page.Next = d.cursor("grants", after)
	}
	list, err := certificatesOf(rows)
	page.Rows = list
	return page, err
}
