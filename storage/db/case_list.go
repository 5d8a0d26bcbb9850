package db

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"shenpi/workflow"
)

// caseInList is a case as lists show it, with what its open tasks say.
type caseInList struct {
	Case     caseRow `gorm:"embedded"`
	DueOn    string
	AnswerBy string // empty: nobody is asked
}

const casesInList = "cases.id, number, item, version, authority, applicant, status, outcome, end_node, received_on, cases.created_at, next_due, revision, rating, waits, " +
	"COALESCE((SELECT min(case_due_on) FROM task WHERE case_id = cases.id), '') AS due_on, " +
	"COALESCE((SELECT min(answer_by) FROM task WHERE case_id = cases.id AND parked), '') AS answer_by"

// Cases lists cases in a scope, newest first.
func (d *DB) Cases(ctx context.Context, f workflow.CaseFilter) (workflow.Page[workflow.CaseRow], error) {
	var page workflow.Page[workflow.CaseRow]
	var after struct {
		At int64
		ID string
	}
	more, err := d.after(f.Cursor, "cases", &after)
	if err != nil {
		return page, err
	}
	found, err := d.casesFound(ctx, f)
	if err != nil {
		return page, err
	}
	if more {
		for k, q := range found {
			found[k] = q.Where("(created_at, id) < (?, ?)", after.At, after.ID)
		}
	}
	limit := pageSize(f.Limit)
	first, args := firstOf("created_at, id", "created_at DESC, id DESC", limit+1, found)
	var rows []caseInList
	err = d.reader(ctx).Table("cases JOIN "+first+" ON page.id = cases.id", args...).Select(casesInList).
		Order("cases.created_at DESC, cases.id DESC").Find(&rows).Error
	if err != nil {
		return page, fmt.Errorf("list cases: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		after.At, after.ID = rows[limit-1].Case.CreatedAt, rows[limit-1].Case.ID
		page.Next = d.cursor("cases", after)
	}
	for _, r := range rows {
		row, err := r.read()
		if err != nil {
			return page, err
		}
		page.Rows = append(page.Rows, row)
	}
	return page, nil
}

// casesFound are queries of which one finds every case that a filter does. Where few cases have the text these are all that is looked at.
func (d *DB) casesFound(ctx context.Context, f workflow.CaseFilter) ([]*gorm.DB, error) {
	ways, err := d.waysToCases(ctx, f.Scope)
	if err != nil {
		return nil, err
	}
	if f.Text != "" && f.Scope.Enterprise == "" { // one enterprise has few cases anyway
		ids, few, err := d.fewNamed(ctx, f.Item, f.Text)
		if err != nil {
			return nil, err
		}
		if few {
			f.Text = ""
			return []*gorm.DB{d.casesOf(ctx, f).Where(d.among("cases.id", ids)).Where(either(ways))}, nil
		}
	}
	found := make([]*gorm.DB, len(ways))
	for k, way := range ways {
		found[k] = d.casesOf(ctx, f).Where(way)
	}
	return found, nil
}

// fewCases is up to how many cases are looked up one by one.
const fewCases = 500

// fewNamed gives the cases of an item that have a text in their number or what their applicant is called, if they are few.
func (d *DB) fewNamed(ctx context.Context, item, text string) (ids []string, few bool, err error) {
	if err := d.called(ctx, item, text).Limit(fewCases+1).Pluck("id", &ids).Error; err != nil {
		return nil, false, fmt.Errorf("find cases by what they are called: %w", err)
	}
	return ids, len(ids) <= fewCases, nil
}

func (d *DB) called(ctx context.Context, item, text string) *gorm.DB {
	q := d.reader(ctx).Table("cases")
	if item != "" {
		q = q.Where("cases.item = ?", item)
	}
	return d.mentioned(q, "number", text)
}

// casesOf are the cases that a filter finds in whatever scope.
func (d *DB) casesOf(ctx context.Context, f workflow.CaseFilter) *gorm.DB {
	q := d.reader(ctx).Table("cases")
	if f.Bounds != nil {
		q = q.Where(d.within(ctx, *f.Bounds, "id"))
	}
	for _, w := range []struct{ column, value string }{{"status", f.Status}, {"item", f.Item}, {"authority", f.Unit}} {
		if w.value != "" {
			q = q.Where(w.column+" = ?", w.value)
		}
	}
	if f.Status != "" && f.Status != workflow.StatusEnded {
		q = q.Where("status <> 'ended'") // as the index of what is open says
	}
	if f.Waits {
		q = q.Where("waits") // as its indexes say
	}
	if f.Rateable {
		q = q.Where("rating = ?", toRate)
	}
	q = d.mentioned(q, "number", f.Text)
	if from := f.Received.From; !from.IsZero() {
		q = q.Where("received_on >= ?", from.String())
	}
	if to := f.Received.To; !to.IsZero() {
		q = q.Where("received_on <= ?", to.String())
	}
	return q
}

func (r caseInList) read() (workflow.CaseRow, error) {
	c, l := r.Case, r.Case.Listed
	due, err1 := day(r.DueOn)
	answer, err2 := day(r.AnswerBy)
	if err := errors.Join(err1, err2); err != nil {
		return workflow.CaseRow{}, fmt.Errorf("read the days of case %s: %w", c.ID, err)
	}
	return workflow.CaseRow{
		ID: workflow.CaseID(c.ID), Number: l.Number, Item: l.Item, Version: l.Version, Authority: l.Authority,
		Applicant: l.Applicant, Status: l.Status, Outcome: l.Outcome, End: l.EndNode, ReceivedOn: l.ReceivedOn,
		NextDue: instant(c.NextDue), Revision: c.Revision, DueOn: due, Waits: l.Waits, AnswerBy: answer,
		Rateable: l.Rating == toRate,
	}, nil
}

// within is true of what belongs to a case inside one of the bounds; id is the column that names the case.
func (d *DB) within(ctx context.Context, bounds []workflow.CaseBound, id string) *gorm.DB {
	any := d.reader(ctx).Where("1 = 0")
	for _, b := range bounds {
		one := d.reader(ctx).Where("1 = 1")
		if len(b.Items) > 0 {
			one = one.Where("item IN ?", b.Items)
		}
		if b.Case != "" {
			one = one.Where(id+" = ?", string(b.Case))
		}
		any = any.Or(one)
	}
	return any
}
