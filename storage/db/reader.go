package db

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"shenpi/workflow"
)

// readerRow is who may see a case besides the unit that decides it and the applicant. It never changes and never goes.
type readerRow struct {
	CaseID string
	Person string
	Role   string
	Unit   string
}

func (readerRow) TableName() string { return "case_reader" }

func newReaderRow(r workflow.Reader) readerRow {
	return readerRow{CaseID: string(r.Case), Person: r.Person, Role: r.Role, Unit: r.Unit}
}

func (b *batch) flushReaders() error {
	var rows []readerRow
	for _, o := range b.outputs {
		for _, r := range o.PutReaders {
			rows = append(rows, newReaderRow(r))
		}
	}
	return insert(b.tx, rows)
}

// waysToCases are the conditions of which one holds for a case that a scope shows: besides what inScope lets through, those in which one of
// the units takes part, and those of which the person, or whoever holds one of the person's roles in a unit, was sent a copy.
func (d *DB) waysToCases(ctx context.Context, s workflow.Scope) ([]*gorm.DB, error) {
	ways := d.inScope(ctx, s, "cases.applicant", "cases.authority")
	if s.All || s.Person == "" {
		return ways, nil
	}
	read, err := d.readBy(ctx, s)
	if err != nil || read == nil {
		return ways, err
	}
	return append(ways, read), nil
}

// readBy is the condition that a case is read by somebody of a scope; nil when there is none. Few such cases are named, each to be looked
// up; where there are many, the list is gone through until enough are found.
func (d *DB) readBy(ctx context.Context, s workflow.Scope) (*gorm.DB, error) {
	var as []*gorm.DB
	if len(s.Units) > 0 {
		as = append(as, d.reader(ctx).Where("role = ''").Where(d.among("unit", s.Units)))
	}
	for _, r := range s.Roles {
		if len(r.Units) > 0 {
			as = append(as, d.reader(ctx).Where("role = ? AND person IN ('', ?)", r.Role, s.Person).Where(d.among("unit", r.Units)))
		}
	}
	if len(as) == 0 {
		return nil, nil
	}
	readers := d.reader(ctx).Table("case_reader").Where(either(as))
	var ids []string
	if err := readers.Session(&gorm.Session{}).Limit(fewCases+1).Pluck("case_id", &ids).Error; err != nil {
		return nil, fmt.Errorf("find the cases that somebody reads: %w", err)
	}
	switch n := len(ids); {
	case n == 0:
		return nil, nil
	case n <= fewCases:
		return d.reader(ctx).Where("cases.id IN ?", ids), nil
	}
	return d.reader(ctx).Where("EXISTS (?)", readers.Select("1").Where("case_reader.case_id = cases.id")), nil
}
