package db

import (
	"context"
	"encoding/json"
	"fmt"

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
	Place       int64 // in the lists of statuses; 0 = none
}

func (certificateRow) TableName() string { return "certificate" }

func newCertificateRow(c workflow.Certificate) certificateRow {
	return certificateRow{
		Number: c.Number, Kind: c.Kind, Holder: c.Holder, HolderID: c.HolderID, Owner: c.Owner, Grade: c.Grade, Scope: c.Scope,
		GrantedOn: c.GrantedOn.String(), ValidFrom: c.ValidFrom.String(), ValidUntil: c.ValidUntil.String(),
		Status: c.Status, CaseID: string(c.Case), Replaces: c.Replaces, Authority: c.Authority,
		SucceededBy: c.SucceededBy, Details: string(c.Details), Place: int64(c.Place),
	}
}

func (r certificateRow) certificate() (c workflow.Certificate, err error) {
	c = workflow.Certificate{
		Number: r.Number, Kind: r.Kind, Holder: r.Holder, HolderID: r.HolderID, Owner: r.Owner, Grade: r.Grade, Scope: r.Scope,
		Status: r.Status, Case: workflow.CaseID(r.CaseID), Replaces: r.Replaces, Authority: r.Authority,
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
	c.ValidUntil, err = day(r.ValidUntil)
	return c, err
}

// statusReplaced is the status of a certificate that another one follows.
const statusReplaced = "replaced"

// flushCertificates puts certificates by number. What was kept for one that is replaced goes, if the case of the new one
// made its own claims, and otherwise goes over to the new one.
func (b *batch) flushCertificates() error {
	var rows []certificateRow
	for _, o := range b.outputs {
		for _, c := range o.Certificates {
			rows = append(rows, newCertificateRow(c))
		}
	}
	rows = latest(rows, func(r certificateRow) string { return r.Number })
	if err := put(b.tx, rows, []string{"number"}); err != nil {
		return err
	}
	for _, r := range rows {
		if r.Replaces == "" || r.Status == statusReplaced {
			continue
		}
		if err := b.tx.Model(&certificateRow{}).Where("number = ?", r.Replaces).UpdateColumn("succeeded_by", r.Number).Error; err != nil {
			return err
		}
		var own int64
		if err := b.tx.Model(&claimRow{}).Where("case_id = ?", r.CaseID).Count(&own).Error; err != nil {
			return err
		}
		old := func() *gorm.DB { return b.tx.Where("certificate = ?", r.Replaces) }
		if own > 0 {
			if err := dropClaims(b.tx, b.d.kind, old); err != nil {
				return err
			}
			continue
		}
		if err := old().Model(&claimRow{}).UpdateColumn("certificate", r.Number).Error; err != nil {
			return err
		}
	}
	return nil
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
	Status string
	Until  string // valid until this day at most, YYYY-MM-DD: what has to be renewed
	Cursor string
	Limit  int
}

// Certificates lists the register.
func (d *DB) Certificates(ctx context.Context, f CertificateFilter) (workflow.Page[workflow.Certificate], error) {
	var page workflow.Page[workflow.Certificate]
	q := inScope(d.reader(ctx), f.Scope, "owner", "authority")
	for _, w := range []struct{ column, value string }{
		{"case_id", string(f.Case)}, {"kind", f.Kind}, {"status", f.Status},
	} {
		if w.value != "" {
			q = q.Where(w.column+" = ?", w.value)
		}
	}
	if f.Until != "" {
		q = q.Where("valid_until <= ? AND valid_until <> ''", f.Until)
	}
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
	for _, r := range rows {
		c, err := r.certificate()
		if err != nil {
			return page, fmt.Errorf("read certificate %s: %w", r.Number, err)
		}
		page.Rows = append(page.Rows, c)
	}
	return page, nil
}
