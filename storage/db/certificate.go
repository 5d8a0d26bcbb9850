package db

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"gorm.io/gorm"

	"shenpi/workflow"
	"shenpi/workflow/credential"
)

type certificateRow struct {
	Number     string
	Kind       string
	Holder     string
	HolderID   string
	Owner      string
	Grade      string
	Scope      string
	GrantedOn  string
	ValidFrom  string
	ValidUntil string
	Status     string
	CaseID     string
	Replaces   string
	Authority  string
	// SucceededBy is the certificate that follows this one.
	SucceededBy string
	Details     string
	Place       int64  // in the lists of statuses; 0 = none
	Changes     string // JSON, like those below
	Done        string
	Terms       string
	CaughtUp    string
	NextDue     string
	DutyDue     string
}

func (certificateRow) TableName() string { return "certificate" }

func newCertificateRow(c workflow.Certificate) (certificateRow, error) {
	r := certificateRow{
		Number: c.Number, Kind: c.Kind, Holder: c.Holder, HolderID: c.HolderID, Owner: c.Owner, Grade: c.Grade, Scope: c.Scope,
		GrantedOn: c.GrantedOn.String(), ValidFrom: c.ValidFrom.String(), ValidUntil: c.ValidUntil.String(),
		Status: string(c.Status), CaseID: string(c.Case), Replaces: c.Replaces, Authority: c.Authority,
		SucceededBy: c.SucceededBy, Details: string(c.Details), Place: int64(c.Place), CaughtUp: c.CaughtUp.String(), NextDue: c.NextReminder().String(),
		DutyDue: c.DutyDue().String(),
	}
	return r, errors.Join(written(c.Changes, len(c.Changes) == 0, &r.Changes), written(c.Done, len(c.Done) == 0, &r.Done),
		written(c.Terms, reflect.ValueOf(c.Terms).IsZero(), &r.Terms))
}

// written puts a part of a row as JSON, empty for none; reading is its reverse.
func written(v any, none bool, to *string) error {
	if none {
		return nil
	}
	raw, err := json.Marshal(v)
	*to = string(raw)
	return err
}

func reading(raw string, to any) error {
	if raw == "" {
		return nil
	}
	return json.Unmarshal([]byte(raw), to)
}

func (r certificateRow) certificate() (c workflow.Certificate, err error) {
	c = workflow.Certificate{
		Number: r.Number, Kind: r.Kind, Holder: r.Holder, HolderID: r.HolderID, Owner: r.Owner, Grade: r.Grade, Scope: r.Scope,
		Status: workflow.CertificateStatus(r.Status), Case: workflow.CaseID(r.CaseID), Replaces: r.Replaces, Authority: r.Authority,
		SucceededBy: r.SucceededBy, Place: credential.Place(r.Place), //nolint:gosec // the schema keeps it within 32 bits
	}
	if r.Details != "" {
		c.Details = json.RawMessage(r.Details)
	}
	if c.GrantedOn, err = day(r.GrantedOn); err != nil {
		return c, err
	}
	if c.ValidFrom, err = day(r.ValidFrom); err != nil {
		return c, err
	}
	if c.CaughtUp, err = day(r.CaughtUp); err != nil {
		return c, err
	}
	c.ValidUntil, err = day(r.ValidUntil)
	return c, errors.Join(err, reading(r.Changes, &c.Changes), reading(r.Done, &c.Done), reading(r.Terms, &c.Terms))
}

// loadCertificates reads rows of the register for those who will change them, and locks them.
func (b *batch) loadCertificates(numbers []string) error {
	var wanted []string
	for _, n := range unique(slices.Clone(numbers)) {
		if _, known := b.base.certificates[n]; !known {
			wanted = append(wanted, n)
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	var rows []certificateRow
	if err := locked(b.tx).Where("number IN ?", wanted).Order("number").Find(&rows).Error; err != nil {
		return err
	}
	found := map[string]workflow.Certificate{}
	for _, n := range wanted {
		found[n] = workflow.Certificate{}
	}
	for _, r := range rows {
		c, err := r.certificate()
		if err != nil {
			return fmt.Errorf("read certificate %s: %w", r.Number, err)
		}
		found[r.Number] = c
	}
	maps.Copy(b.base.certificates, found)
	maps.Copy(b.now.certificates, found)
	return nil
}

// flushCertificates puts certificates by number.
func (b *batch) flushCertificates() error {
	var rows []certificateRow
	for _, o := range b.outputs {
		for _, c := range o.Certificates {
			r, err := newCertificateRow(c)
			if err != nil {
				return fmt.Errorf("write certificate %s: %w", c.Number, err)
			}
			rows = append(rows, r)
		}
	}
	rows = latest(rows, func(r certificateRow) string { return r.Number })
	return put(b.tx, rows, []string{"number"})
}

// Certificate reads one row of the register; NotFound when there is none.
func (d *DB) Certificate(ctx context.Context, number string) (workflow.Certificate, error) {
	var r certificateRow
	err := d.reader(ctx).Where("number = ?", number).Take(&r).Error
	err = missing(err, func() error {
		return notFound("certificate_not_found", "没有这个证照。", "There is no such certificate.")
	})
	if err != nil {
		return workflow.Certificate{}, err
	}
	return r.certificate()
}

// CertificateFilter asks for a page of the register in the order of the numbers; only the scope has to be set.
type CertificateFilter struct {
	Scope  workflow.Scope // an enterprise sees those it owns
	Case   workflow.CaseID
	Kind   string
	Status workflow.CertificateStatus // on the day On
	On     string                     // YYYY-MM-DD, what Status, ToCancel and Overdue are asked of
	Until  string                     // valid until this day at most, YYYY-MM-DD: what has to be renewed
	// ToCancel are those that the law demands to be cancelled, Overdue those whose holder did not do a duty in its time.
	ToCancel bool
	Overdue  bool
	Cursor   string
	Limit    int
}

// Certificates gives a page of the register, by number: of what the scope sees what the filter asks for.
func (d *DB) Certificates(ctx context.Context, f CertificateFilter) (workflow.Page[workflow.Certificate], error) {
	var page workflow.Page[workflow.Certificate]
	q := d.reader(ctx).Where(either(d.inScope(ctx, f.Scope, "owner", "authority")))
	for _, w := range []struct{ column, value string }{
		{"case_id", string(f.Case)}, {"kind", f.Kind},
	} {
		if w.value != "" {
			q = q.Where(w.column+" = ?", w.value)
		}
	}
	if f.Until != "" {
		q = q.Where("valid_until <= ? AND valid_until <> ''", f.Until)
	}
	q = f.standing(q)
	var after struct{ Number string }
	if more, err := d.after(f.Cursor, "certificates", &after); err != nil {
		return page, err
	} else if more {
		q = q.Where("number > ?", after.Number)
	}
	limit := pageSize(f.Limit)
	var rows []certificateRow
	if err := q.Order("number").Limit(limit + 1).Find(&rows).Error; err != nil {
		return page, fmt.Errorf("list certificates: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		after.Number = rows[limit-1].Number
		page.Next = d.cursor("certificates", after)
	}
	list, err := certificatesOf(rows)
	page.Rows = list
	return page, err
}

func certificatesOf(rows []certificateRow) ([]workflow.Certificate, error) {
	list := make([]workflow.Certificate, 0, len(rows))
	for _, r := range rows {
		c, err := r.certificate()
		if err != nil {
			return nil, fmt.Errorf("read certificate %s: %w", r.Number, err)
		}
		list = append(list, c)
	}
	return list, nil
}

// standing bounds a list by what the certificates are on the day: Certificate.StatusOn, ToCancel and OverdueOn in SQL.
func (f CertificateFilter) standing(q *gorm.DB) *gorm.DB {
	var lasting []workflow.CertificateStatus
	for _, t := range workflow.StatusTerms() {
		if t.Lasts {
			lasting = append(lasting, t.Status)
		}
	}
	expired := "status IN ? AND valid_until <> '' AND valid_until < ?"
	switch {
	case f.Status == workflow.CertificateExpired:
		q = q.Where(expired, lasting, f.On)
	case f.Status != "":
		q = q.Where("status = ?", f.Status)
		if slices.Contains(lasting, f.Status) && f.On != "" {
			q = q.Where("NOT (valid_until <> '' AND valid_until < ?)", f.On)
		}
	}
	if f.ToCancel {
		q = q.Where("(status IN ? OR succeeded_by = '' AND "+expired+")",
			[]workflow.CertificateStatus{workflow.CertificateRevoked, workflow.CertificateWithdrawn}, lasting, f.On)
	}
	if f.Overdue {
		q = q.Where("duty_due <> '' AND duty_due < ?", f.On)
	}
	return q
}

// DueCertificates lists those whose holder is to be told something by a day, the longest due first.
func (d *DB) DueCertificates(ctx context.Context, day string, limit int) ([]string, error) {
	var numbers []string
	err := d.reader(ctx).Model(&certificateRow{}).Where("next_due <> '' AND next_due <= ?", day).Order("next_due, number").
		Limit(limit).Pluck("number", &numbers).Error
	if err != nil {
		return nil, fmt.Errorf("list certificates due: %w", err)
	}
	return numbers, nil
}
