package db

import (
	"context"
	"fmt"

	"shenpi/workflow"
)

type publicNoticeRow struct {
	CaseID   string
	Visit    int
	Number   string
	Item     string
	OpenedAt int64
	ClosedAt int64
}

func (publicNoticeRow) TableName() string { return "public_notice" }

func newPublicNoticeRow(n workflow.PublicNotice) publicNoticeRow {
	return publicNoticeRow{string(n.Case), n.Visit, n.Number, n.Item, micros(n.OpenedAt), micros(n.ClosedAt)}
}

// agrees reports whether two rows say the same, to the second: the first rows were made so.
func (r publicNoticeRow) agrees(with publicNoticeRow) bool {
	over := (r.ClosedAt > 0) == (with.ClosedAt > 0)
	for _, x := range []*publicNoticeRow{&r, &with} {
		x.OpenedAt, x.ClosedAt = x.OpenedAt/1e6, x.ClosedAt/1e6
	}
	return over && r == with
}

func (b *batch) flushPublicNotices() error {
	var rows []publicNoticeRow
	for _, o := range b.outputs {
		for _, n := range o.PublicNotices {
			rows = append(rows, newPublicNoticeRow(n))
		}
	}
	rows = latest(rows, func(r publicNoticeRow) taskKey { return taskKey{r.CaseID, r.Visit} })
	return put(b.tx, rows, []string{"case_id", "visit"})
}

// PublicNotices lists public notices, the newest first.
func (d *DB) PublicNotices(ctx context.Context, f workflow.PublicNoticeFilter) (workflow.Page[workflow.PublicNotice], error) {
	var page workflow.Page[workflow.PublicNotice]
	q := d.reader(ctx)
	if f.Running {
		q = q.Where("closed_at = 0")
	}
	if f.Over {
		q = q.Where("closed_at > 0")
	}
	if f.Item != "" {
		q = q.Where("item = ?", f.Item)
	}
	var after struct {
		At    int64
		Case  string
		Visit int
	}
	if more, err := d.after(f.Cursor, "public notices", &after); err != nil {
		return page, err
	} else if more {
		q = q.Where("(opened_at, case_id, visit) < (?, ?, ?)", after.At, after.Case, after.Visit)
	}
	limit := pageSize(f.Limit)
	var rows []publicNoticeRow
	if err := q.Order("opened_at DESC, case_id DESC, visit DESC").Limit(limit + 1).Find(&rows).Error; err != nil {
		return page, fmt.Errorf("list public notices: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1]
		after.At, after.Case, after.Visit = last.OpenedAt, last.CaseID, last.Visit
		page.Next = d.cursor("public notices", after)
	}
	for _, r := range rows {
		page.Rows = append(page.Rows, workflow.PublicNotice{
			Case: workflow.CaseID(r.CaseID), Visit: r.Visit, Number: r.Number, Item: r.Item, OpenedAt: instant(r.OpenedAt), ClosedAt: instant(r.ClosedAt),
		})
	}
	return page, nil
}
