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

// noticeInList is a public notice with the case it is of.
type noticeInList struct {
	Notice publicNoticeRow `gorm:"embedded"`
	Case   caseContent     `gorm:"embedded"`
}

// PublicNotices lists public notices, the newest first, with the case of each, in the same one statement.
func (d *DB) PublicNotices(ctx context.Context, f workflow.PublicNoticeFilter) (workflow.Page[workflow.PublicNoticeCase], error) {
	var page workflow.Page[workflow.PublicNoticeCase]
	q := d.reader(ctx).Table("public_notice")
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
	const order = "opened_at DESC, case_id DESC, visit DESC"
	limit := pageSize(f.Limit)
	var rows []noticeInList
	err := d.reader(ctx).Table("(?) AS notice", q.Order(order).Limit(limit+1)).Select("notice.*, " + caseContents).
		Joins("JOIN cases ON cases.id = notice.case_id").Joins(withForm).Order("notice.opened_at DESC, notice.case_id DESC, notice.visit DESC").Find(&rows).Error
	if err != nil {
		return page, fmt.Errorf("list public notices: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1].Notice
		after.At, after.Case, after.Visit = last.OpenedAt, last.CaseID, last.Visit
		page.Next = d.cursor("public notices", after)
	}
	for _, r := range rows {
		k, err := r.Case.now().decode()
		if err != nil {
			return page, err
		}
		page.Rows = append(page.Rows, workflow.PublicNoticeCase{PublicNotice: r.Notice.notice(), Case: k})
	}
	return page, nil
}

func (r publicNoticeRow) notice() workflow.PublicNotice {
	return workflow.PublicNotice{
		Case: workflow.CaseID(r.CaseID), Visit: r.Visit, Number: r.Number, Item: r.Item, OpenedAt: instant(r.OpenedAt), ClosedAt: instant(r.ClosedAt),
	}
}
