package db

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"shenpi/workflow"
)

type noticeRow struct {
	ID        string
	Recipient string
	CaseID    string
	Kind      string
	Zh        string
	En        string
	At        int64
	Document  int
	SentAt    int64
}

func (noticeRow) TableName() string { return "notice" }

func (r noticeRow) notice() workflow.Notice {
	return workflow.Notice{
		ID: r.ID, Recipient: r.Recipient, Case: workflow.CaseID(r.CaseID), Kind: r.Kind, Zh: r.Zh, En: r.En,
		At: instant(r.At), Document: r.Document,
	}
}

func (b *batch) flushNotices() error {
	var rows []noticeRow
	for _, o := range b.outputs {
		for _, n := range o.Notices {
			rows = append(rows, noticeRow{
				ID: n.ID, Recipient: n.Recipient, CaseID: string(n.Case), Kind: n.Kind, Zh: n.Zh, En: n.En,
				At: micros(n.At), Document: n.Document,
			})
		}
	}
	return insert(b.tx, rows)
}

// Notices lists the inbox of an enterprise or a person, newest first.
func (d *DB) Notices(ctx context.Context, recipient, cursor string, limit int) (workflow.Page[workflow.Notice], error) {
	var page workflow.Page[workflow.Notice]
	var after struct {
		At int64
		ID string
	}
	q := d.reader(ctx).Where("recipient = ?", recipient)
	if more, err := d.after(cursor, "notices", &after); err != nil {
		return page, err
	} else if more {
		q = q.Where("(at, id) < (?, ?)", after.At, after.ID)
	}
	limit = pageSize(limit)
	var rows []noticeRow
	if err := q.Order("at DESC, id DESC").Limit(limit + 1).Find(&rows).Error; err != nil {
		return page, fmt.Errorf("list notices: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		after.At, after.ID = rows[limit-1].At, rows[limit-1].ID
		page.Next = d.cursor("notices", after)
	}
	for _, r := range rows {
		page.Rows = append(page.Rows, r.notice())
	}
	return page, nil
}

// UnsentNotices lists what is still to be sent out, the oldest first.
func (d *DB) UnsentNotices(ctx context.Context, limit int) ([]workflow.Notice, error) {
	var rows []noticeRow
	if err := d.reader(ctx).Where("sent_at = 0").Order("at, id").Limit(limit).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list unsent notices: %w", err)
	}
	var list []workflow.Notice
	for _, r := range rows {
		list = append(list, r.notice())
	}
	return list, nil
}

// NoticesSent marks notices as sent out; marking twice does nothing.
func (d *DB) NoticesSent(ctx context.Context, ids []string) error {
	err := d.update(ctx, func(tx *gorm.DB) error {
		return tx.Model(&noticeRow{}).Where("id IN ? AND sent_at = 0", ids).UpdateColumn("sent_at", d.instant()).Error
	})
	if err != nil {
		return fmt.Errorf("mark notices as sent: %w", err)
	}
	return nil
}
