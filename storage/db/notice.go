package db

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"shenpi/workflow"
)

type noticeRow struct {
	ID          string
	Recipient   string
	CaseID      string
	CaseNumber  string
	Item        string
	Kind        string
	Duty        string
	Certificate string
	Zh          string
	En          string
	At          int64
	Document    int
	SentAt      int64
	ReadAt      int64
}

func (noticeRow) TableName() string { return "notice" }

func (r noticeRow) notice() workflow.Notice {
	return workflow.Notice{
		ID: r.ID, Recipient: r.Recipient, Case: workflow.CaseID(r.CaseID), Kind: r.Kind, Zh: r.Zh, En: r.En,
		At: instant(r.At), Document: r.Document, CaseNumber: r.CaseNumber, Item: r.Item, Duty: r.Duty, Certificate: r.Certificate,
	}
}

func (b *batch) flushNotices() error {
	var rows []noticeRow
	for _, o := range b.outputs {
		for _, n := range o.Notices {
			rows = append(rows, noticeRow{
				ID: n.ID, Recipient: n.Recipient, CaseID: string(n.Case), CaseNumber: n.CaseNumber, Item: n.Item, Kind: n.Kind,
				Duty: n.Duty, Certificate: n.Certificate, Zh: n.Zh, En: n.En, At: micros(n.At), Document: n.Document,
			})
		}
	}
	return insert(b.tx, rows)
}

// addressed are the notices to somebody, within the bounds.
func (d *DB) addressed(ctx context.Context, recipient string, bounds *[]workflow.CaseBound) *gorm.DB {
	q := d.reader(ctx).Model(&noticeRow{}).Where("recipient = ?", recipient)
	if bounds != nil {
		q = q.Where(d.within(ctx, *bounds, "case_id"))
	}
	return q
}

// Inbox lists the notices to an enterprise or a person, newest first, with how many are unread: in one statement, unless the
// page is empty.
func (d *DB) Inbox(ctx context.Context, f workflow.NoticeFilter) (workflow.NoticePage, error) {
	var page workflow.NoticePage
	var after struct {
		At int64
		ID string
	}
	unread := d.addressed(ctx, f.Recipient, f.Bounds).Where("read_at = 0").Select("count(*)")
	q := d.addressed(ctx, f.Recipient, f.Bounds).Select("*, (?) AS unread", unread)
	if f.Unread {
		q = q.Where("read_at = 0")
	}
	if f.Case != "" {
		q = q.Where("case_id = ?", string(f.Case))
	}
	if f.Kind != "" {
		q = q.Where("kind = ?", f.Kind)
	}
	if more, err := d.after(f.Cursor, "notices", &after); err != nil {
		return page, err
	} else if more {
		q = q.Where("(at, id) < (?, ?)", after.At, after.ID)
	}
	limit := pageSize(f.Limit)
	var rows []struct {
		Notice noticeRow `gorm:"embedded"`
		Unread int
	}
	if err := q.Order("at DESC, id DESC").Limit(limit + 1).Find(&rows).Error; err != nil {
		return page, fmt.Errorf("list notices: %w", err)
	}
	if len(rows) == 0 { // no row that the count could stand beside
		if err := unread.Scan(&page.Unread).Error; err != nil {
			return page, fmt.Errorf("count unread notices: %w", err)
		}
	}
	if len(rows) > limit {
		rows = rows[:limit]
		after.At, after.ID = rows[limit-1].Notice.At, rows[limit-1].Notice.ID
		page.Next = d.cursor("notices", after)
	}
	for _, r := range rows {
		page.Unread = r.Unread
		page.Rows = append(page.Rows, workflow.InboxNotice{Notice: r.Notice.notice(), ReadAt: instant(r.Notice.ReadAt)})
	}
	return page, nil
}

// ReadNotices marks notices to somebody as read: those named, or all until an instant; those of others stay as they are. A
// notice keeps the time at which it was read first. It gives how many became read.
func (d *DB) ReadNotices(ctx context.Context, f workflow.NoticeFilter, ids []string, until time.Time) (int, error) {
	var n int64
	err := d.update(ctx, func(tx *gorm.DB) error {
		q := tx.Model(&noticeRow{}).Where("recipient = ? AND read_at = 0", f.Recipient)
		if f.Bounds != nil {
			q = q.Where(d.within(ctx, *f.Bounds, "case_id"))
		}
		if until.IsZero() {
			q = q.Where("id IN ?", ids)
		} else {
			q = q.Where("at <= ?", micros(until))
		}
		q = q.UpdateColumn("read_at", d.instant())
		n = q.RowsAffected
		return q.Error
	})
	if err != nil {
		return 0, fmt.Errorf("mark notices as read: %w", err)
	}
	return int(n), nil
}
