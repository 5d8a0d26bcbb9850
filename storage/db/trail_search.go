package db

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"shenpi/workflow"
)

// Entries lists entries: of one stream in their order, otherwise newest first. A scope that is not everything shows only
// entries of cases.
func (d *DB) Entries(ctx context.Context, f workflow.EntryFilter) (workflow.Page[workflow.EntryRow], error) {
	var page workflow.Page[workflow.EntryRow]
	var after struct {
		At     int64
		Stream string
		Number int64
	}
	more, err := d.after(f.Cursor, "entries", &after)
	if err != nil {
		return page, err
	}
	q, err := d.entriesOf(ctx, f)
	if err != nil {
		return page, err
	}
	order := "entry.recorded_at DESC, entry.stream DESC, entry.number DESC"
	switch {
	case f.Stream != "":
		q, order = q.Where("entry.stream = ? AND entry.number > ?", f.Stream, after.Number), "entry.number"
	case more:
		q = q.Where("(entry.recorded_at, entry.stream, entry.number) < (?, ?, ?)", after.At, after.Stream, after.Number)
	}
	limit := pageSize(f.Limit)
	var stored []storedEntry
	err = q.Select(storedEntryColumns + ", cases.number AS case_number, cases.item, cases.version").Joins(storedEntryJoins).
		Order(order).Limit(limit + 1).Find(&stored).Error
	if err != nil {
		return page, fmt.Errorf("list entries: %w", err)
	}
	if len(stored) > limit {
		stored = stored[:limit]
		last := stored[limit-1]
		after.At, after.Stream, after.Number = last.RecordedAt, last.Stream, last.Number
		page.Next = d.cursor("entries", after)
	}
	page.Rows, err = openRows(stored)
	return page, err
}

// EntryAt gives when the entry was recorded that comes after so many others in the list of a search, the newest first; ok is false
// when the search finds no more than these.
func (d *DB) EntryAt(ctx context.Context, f workflow.EntryFilter, after int) (at time.Time, ok bool, err error) {
	q, err := d.entriesOf(ctx, f)
	if err != nil {
		return at, false, err
	}
	if f.Stream != "" {
		q = q.Where("entry.stream = ?", f.Stream)
	}
	var found []int64
	if err := q.Order("entry.recorded_at DESC").Offset(after).Limit(1).Pluck("entry.recorded_at", &found).Error; err != nil {
		return at, false, fmt.Errorf("count entries: %w", err)
	}
	if len(found) == 0 {
		return at, false, nil
	}
	return instant(found[0]), true, nil
}

// entriesOf are the entries that a filter finds, with their cases.
func (d *DB) entriesOf(ctx context.Context, f workflow.EntryFilter) (*gorm.DB, error) {
	q, err := d.entriesIn(ctx, f)
	if err != nil {
		return nil, err
	}
	switch f.Streams {
	case "":
	case "case":
		q = q.Where("entry.case_id <> ''")
	default: // written so that the few entries of no case are looked through by an index of theirs
		q = q.Where("entry.case_id = '' AND entry.stream >= ? AND entry.stream < ?", f.Streams+"/", f.Streams+"0")
	}
	if f.Kind != "" {
		q = q.Where("entry.kind = ?", f.Kind)
	}
	if !f.From.IsZero() {
		q = q.Where("entry.recorded_at >= ?", micros(f.From))
	}
	if !f.To.IsZero() {
		q = q.Where("entry.recorded_at < ?", micros(f.To))
	}
	if f.Person != "" {
		q = q.Where("entry.person = ?", f.Person)
	}
	return d.ofCases(ctx, q, f)
}

// entriesIn are the entries that the scope of a filter shows. Of a scope with few cases the streams are read, instead of all entries up to
// the ones of these cases.
func (d *DB) entriesIn(ctx context.Context, f workflow.EntryFilter) (*gorm.DB, error) {
	q := d.reader(ctx).Table("entry")
	if f.Scope.All {
		return q.Joins("LEFT JOIN cases ON cases.id = entry.case_id"), nil
	}
	ways, err := d.waysToCases(ctx, f.Scope)
	if err != nil {
		return nil, err
	}
	q = q.Joins("JOIN cases ON cases.id = entry.case_id").Where(either(ways))
	if f.Stream != "" {
		return q, nil
	}
	found := make([]*gorm.DB, len(ways))
	for k, way := range ways {
		found[k] = d.reader(ctx).Table("cases").Where(way)
	}
	some, args := firstOf("created_at, id", "created_at, id", fewCases+1, found)
	var ids []string
	if err := d.reader(ctx).Table(some, args...).Pluck("id", &ids).Error; err != nil {
		return nil, fmt.Errorf("find the cases that a scope shows: %w", err)
	}
	if len(ids) <= fewCases {
		q = q.Where("entry.stream IN ?", streamsOf(ids))
	}
	return q, nil
}

// streamsOf are the streams of some cases.
func streamsOf(ids []string) []string {
	streams := make([]string, len(ids), len(ids)+1)
	for i, id := range ids {
		streams[i] = caseStream(workflow.CaseID(id))
	}
	return streams
}

// ofCases keeps what was done on the cases of an item, or that have a text in their number or what their applicant is called. Of few cases
// the streams are read; of many, entries are gone through, where there is a text from the latest that one of the cases has.
func (d *DB) ofCases(ctx context.Context, q *gorm.DB, f workflow.EntryFilter) (*gorm.DB, error) {
	if f.Text == "" && f.Item == "" {
		return q, nil
	}
	ids, few, err := d.fewNamed(ctx, f.Item, f.Text)
	if err != nil {
		return nil, err
	}
	if few {
		streams := streamsOf(ids)
		if f.Text == "" { // what is recorded of the item itself belongs to it
			streams = append(streams, workflow.ItemStream(f.Item))
		}
		return q.Where("entry.stream IN ?", streams), nil
	}
	if f.Text == "" {
		return q.Where("(cases.item = ? OR entry.stream = ?)", f.Item, workflow.ItemStream(f.Item)), nil
	}
	var span struct{ First, Last int64 }
	if err := d.called(ctx, f.Item, f.Text).Select("min(created_at) AS first, max(head_at) AS last").Take(&span).Error; err != nil {
		return nil, fmt.Errorf("find the time of the cases of entries: %w", err)
	}
	q = d.mentioned(q, "cases.number", f.Text).Where("entry.recorded_at BETWEEN ? AND ?", span.First, span.Last)
	if f.Item != "" {
		q = q.Where("cases.item = ?", f.Item)
	}
	return q, nil
}
