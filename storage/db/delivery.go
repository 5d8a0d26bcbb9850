package db

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"shenpi/notify"
	"shenpi/workflow"
)

type deliveryRow struct {
	ID        string
	NoticeID  string
	Target    string
	Status    string
	PlannedAt int64
	Tries     int
	NextAt    int64
	SettledAt int64
	Error     string
	Address   string
	OwesEntry int
}

func (deliveryRow) TableName() string { return "delivery" }

func newDeliveryRow(x notify.Delivery) deliveryRow {
	r := deliveryRow{
		ID: x.ID, NoticeID: x.Notice, Target: x.Target, Status: x.Status, PlannedAt: micros(x.PlannedAt), Tries: x.Tries,
		NextAt: micros(x.NextAt), SettledAt: micros(x.SettledAt), Error: x.Error, Address: x.Address,
	}
	if x.OwesEntry {
		r.OwesEntry = 1
	}
	return r
}

func (r deliveryRow) delivery() notify.Delivery {
	return notify.Delivery{
		ID: r.ID, Notice: r.NoticeID, Target: r.Target, Status: r.Status, PlannedAt: instant(r.PlannedAt), Tries: r.Tries,
		NextAt: instant(r.NextAt), SettledAt: instant(r.SettledAt), Error: r.Error, Address: r.Address, OwesEntry: r.OwesEntry == 1,
	}
}

func deliveryRows(list []notify.Delivery) []deliveryRow {
	rows := make([]deliveryRow, len(list))
	for i, x := range list {
		rows[i] = newDeliveryRow(x)
	}
	return rows
}

// preferred are the columns of a preference that may not be there, and the join that finds it.
const (
	preferred = "COALESCE(p.revision, 0), COALESCE(p.language, ''), COALESCE(p.mail, ''), COALESCE(p.phone, ''), COALESCE(p.channels, ''), COALESCE(p.kinds, '')"
	noticed   = "n.id, n.recipient, n.case_id, n.case_number, n.item, n.kind, n.duty, n.certificate, n.zh, n.en, n.at, n.document"
	joined    = " LEFT JOIN notice_preference p ON p.recipient = n.recipient"
)

// wish scans what preferred selects.
type wish struct {
	preferenceRow
}

func (w *wish) columns() []any {
	return []any{&w.Revision, &w.Language, &w.Mail, &w.Phone, &w.Channels, &w.Kinds}
}

func (w *wish) preference(recipient string) (notify.Preference, error) {
	if w.Revision == 0 {
		return notify.NoPreference(recipient), nil
	}
	w.Recipient = recipient
	return w.preferenceRow.preference()
}

func (r *noticeRow) columns() []any {
	return []any{&r.ID, &r.Recipient, &r.CaseID, &r.CaseNumber, &r.Item, &r.Kind, &r.Duty, &r.Certificate, &r.Zh, &r.En, &r.At, &r.Document}
}

// UnplannedNotices lists notices that nobody has looked at, the oldest first, with what their recipients want.
func (d *DB) UnplannedNotices(ctx context.Context, limit int) (list []notify.Outgoing, err error) {
	query := "SELECT " + noticed + ", " + preferred + " FROM notice n" + joined + " WHERE n.sent_at = 0 ORDER BY n.at, n.id LIMIT ?"
	err = each(d.reader(ctx), query, []any{limit}, func(scan func(...any) error) error {
		var n noticeRow
		var w wish
		if err := scan(append(n.columns(), w.columns()...)...); err != nil {
			return err
		}
		p, err := w.preference(n.Recipient)
		list = append(list, notify.Outgoing{Notice: n.notice(), Preference: p})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list notices that are not planned: %w", err)
	}
	return list, nil
}

// PlanNotices stores what becomes of notices, in one transaction; doing it twice does nothing.
func (d *DB) PlanNotices(ctx context.Context, notices []string, list []notify.Delivery) error {
	err := d.update(ctx, func(tx *gorm.DB) error {
		if err := insert(tx, deliveryRows(list), keepOld); err != nil {
			return err
		}
		return tx.Model(&noticeRow{}).Where("id IN ? AND sent_at = 0", notices).UpdateColumn("sent_at", d.instant()).Error
	})
	if err != nil {
		return fmt.Errorf("plan notices: %w", err)
	}
	return nil
}

// DueParcels lists parcels to be tried at an instant, the longest due first: so many for each target besides those named.
func (d *DB) DueParcels(ctx context.Context, at time.Time, besides []string, each int) ([]notify.Parcel, error) {
	due, args := "status = 'waiting' AND next_at <= ?", []any{micros(at)}
	if len(besides) > 0 {
		due += " AND target NOT IN ?"
		args = append(args, besides)
	}
	first := "SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY target ORDER BY next_at, id) AS place FROM delivery WHERE " + due + ") AS due WHERE place <= ?"
	return d.parcels(ctx, "d.id IN ("+first+") ORDER BY d.next_at, d.id", append(args, each)...)
}

// UnrecordedParcels lists parcels that arrived or were given up, and have yet to go on the trail.
func (d *DB) UnrecordedParcels(ctx context.Context, limit int) ([]notify.Parcel, error) {
	return d.parcels(ctx, "d.owes_entry = 1 AND d.status <> 'waiting' ORDER BY d.settled_at, d.id LIMIT ?", limit)
}

func (d *DB) parcels(ctx context.Context, where string, args ...any) (list []notify.Parcel, err error) {
	query := "SELECT d.id, d.notice_id, d.target, d.status, d.planned_at, d.tries, d.next_at, d.settled_at, d.error, d.address, d.owes_entry, " +
		noticed + ", " + preferred + ", COALESCE(w.id, ''), COALESCE(w.url, ''), COALESCE(w.version, 0), COALESCE(w.rotated_at, 0)" +
		" FROM delivery d JOIN notice n ON n.id = d.notice_id" + joined + " LEFT JOIN webhook w ON d.target = 'webhook/' || w.id WHERE " + where
	err = each(d.reader(ctx), query, args, func(scan func(...any) error) error {
		var r deliveryRow
		var n noticeRow
		var w wish
		var h webhookRow
		to := []any{&r.ID, &r.NoticeID, &r.Target, &r.Status, &r.PlannedAt, &r.Tries, &r.NextAt, &r.SettledAt, &r.Error, &r.Address, &r.OwesEntry}
		to = append(append(append(to, n.columns()...), w.columns()...), &h.ID, &h.URL, &h.Version, &h.RotatedAt)
		if err := scan(to...); err != nil {
			return err
		}
		p := notify.Parcel{Delivery: r.delivery(), Message: n.notice()}
		if h.ID != "" {
			p.Webhook = &notify.Webhook{ID: h.ID, URL: h.URL, Version: h.Version, RotatedAt: instant(h.RotatedAt)}
		}
		var err error
		p.Preference, err = w.preference(n.Recipient)
		list = append(list, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list parcels: %w", err)
	}
	return list, nil
}

// untried is that a delivery is still as it was before the try that is being stored.
var untried = clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "delivery.status = 'waiting' AND delivery.tries = excluded.tries - 1"}}}

// SettleDeliveries stores what became of a try each. One that was settled, replayed or ended meanwhile stays what it became.
func (d *DB) SettleDeliveries(ctx context.Context, list []notify.Delivery) error {
	err := d.update(ctx, func(tx *gorm.DB) error {
		c, err := overwrite(tx, deliveryRow{}, []string{"id"}, "notice_id", "target", "planned_at", "owes_entry")
		if err != nil {
			return err
		}
		c.Where = untried
		return insert(tx, deliveryRows(list), c)
	})
	if err != nil {
		return fmt.Errorf("settle deliveries: %w", err)
	}
	return nil
}

// DeliveryRecorded says that what became of a delivery is on the trail; the address stands there from then on. One that was
// replayed meanwhile has to go there again.
func (d *DB) DeliveryRecorded(ctx context.Context, id, status string) error {
	err := d.update(ctx, func(tx *gorm.DB) error {
		return tx.Model(&deliveryRow{}).Where("id = ? AND status = ?", id, status).
			UpdateColumns(map[string]any{"owes_entry": 0, "address": ""}).Error
	})
	if err != nil {
		return fmt.Errorf("mark delivery %s as recorded: %w", id, err)
	}
	return nil
}

// Deliveries lists deliveries with the notices they carry.
func (d *DB) Deliveries(ctx context.Context, f notify.DeliveryFilter) (workflow.Page[notify.Parcel], error) {
	var page workflow.Page[notify.Parcel]
	var after struct {
		At int64
		ID string
	}
	where, args := "1 = 1", []any{}
	for _, c := range [][2]string{{"d.target", f.Target}, {"d.status", f.Status}} {
		if c[1] != "" {
			where += " AND " + c[0] + " = ?"
			args = append(args, c[1])
		}
	}
	if more, err := d.after(f.Cursor, "deliveries", &after); err != nil {
		return page, err
	} else if more {
		where += " AND (d.planned_at, d.id) < (?, ?)"
		args = append(args, after.At, after.ID)
	}
	limit := pageSize(f.Limit)
	rows, err := d.parcels(ctx, where+" ORDER BY d.planned_at DESC, d.id DESC LIMIT ?", append(args, limit+1)...)
	if err != nil {
		return page, err
	}
	if len(rows) > limit {
		rows = rows[:limit]
		after.At, after.ID = micros(rows[limit-1].PlannedAt), rows[limit-1].ID
		page.Next = d.cursor("deliveries", after)
	}
	page.Rows = rows
	return page, nil
}

// SweepDeliveries forgets what was sent or given up before an instant, unless it has yet to go on the trail, and says how many
// there were. A notice whose deliveries are gone is not planned again.
func (d *DB) SweepDeliveries(ctx context.Context, before time.Time) (int64, error) {
	var n int64
	err := d.update(ctx, func(tx *gorm.DB) error {
		at := micros(before) // nothing is settled before it is planned, and by that there is an index
		done := tx.Where("status IN ? AND planned_at < ? AND settled_at < ? AND owes_entry = 0", []string{notify.Sent, notify.Dead}, at, at).Delete(&deliveryRow{})
		n = done.RowsAffected
		return done.Error
	})
	if err != nil {
		return 0, fmt.Errorf("sweep deliveries: %w", err)
	}
	return n, nil
}

// ReplayDeliveries has deliveries that were given up tried again at once, as if for the first time: those named, or every
// one, but for those of subscriptions that have ended. It gives how many there were.
func (d *DB) ReplayDeliveries(ctx context.Context, target string, ids []string) (int, error) {
	var n int64
	err := d.update(ctx, func(tx *gorm.DB) error {
		q := tx.Model(&deliveryRow{}).Where("status = 'dead'").
			Where("(target NOT LIKE 'webhook/%' OR EXISTS (SELECT 1 FROM webhook w WHERE delivery.target = 'webhook/' || w.id))")
		if target != "" {
			q = q.Where("target = ?", target)
		}
		if ids != nil {
			q = q.Where("id IN ?", ids)
		}
		owes := gorm.Expr("CASE WHEN target LIKE 'webhook/%' OR NOT EXISTS (SELECT 1 FROM notice n WHERE n.id = delivery.notice_id AND n.duty <> '') THEN 0 ELSE 1 END")
		q = q.UpdateColumns(map[string]any{"status": notify.Waiting, "tries": 0, "next_at": d.instant(), "settled_at": 0, "error": "", "address": "", "owes_entry": owes})
		n = q.RowsAffected
		return q.Error
	})
	if err != nil {
		return 0, fmt.Errorf("replay deliveries: %w", err)
	}
	return int(n), nil
}

func listJSON(list []string) string {
	if list == nil {
		list = []string{}
	}
	b, err := json.Marshal(list)
	if err != nil {
		panic(err) // texts
	}
	return string(b)
}
