package db

import (
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

// casesIn bounds a query over cases: besides what inScope lets through, those in which one of the units takes
// part, and those of which the person, or whoever holds one of
// the person's roles in a unit, was sent a copy.
func (d *DB) casesIn(q *gorm.DB, s workflow.Scope) *gorm.DB {
	if s.All || s.Person == "" {
		return inScope(q, s, "cases.applicant", "cases.authority")
	}
	blank := func() *gorm.DB { return q.Session(&gorm.Session{NewDB: true}) }
	any := blank().Where("1 = 0")
	for _, r := range s.Roles {
		if len(r.Units) > 0 {
			any = any.Or("role = ? AND unit IN ?", r.Role, r.Units)
		}
	}
	others := blank().Where("1 = 0")
	if len(s.Units) > 0 {
		others = blank().Table("case_reader").Select("case_id").Where("role = '' AND unit IN ?", s.Units)
		others = blank().Where("cases.id IN (?)", others)
	}
	copies := blank().Table("case_reader").Select("case_id").Where("person IN ('', ?)", s.Person).Where(any)
	return q.Where(inScope(blank(), s, "cases.applicant", "cases.authority").Or(others).Or("cases.id IN (?)", copies))
}
