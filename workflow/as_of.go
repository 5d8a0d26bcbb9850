package workflow

import (
	"encoding/json"
	"fmt"
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/trail"
)

// AsOf is a case as it was recorded before an instant, from its entries alone: what was recorded later is not known yet, also where
// it took effect before. The form is there as long as its payload is. There is no case before the day of its first entry.
func AsOf(records []Recorded, before time.Time) (Case, []Recorded, error) {
	if len(records) == 0 {
		return Case{}, nil, refuse(NotFound, "case_not_found")
	}
	n := 0
	for n < len(records) && records[n].Entry.RecordedAt.Before(before) {
		n++
	}
	if n == 0 {
		return Case{}, nil, at(refuse(Invalid, "day_before", calendar.DateOf(records[0].Entry.RecordedAt).String()), "on")
	}
	var c Case
	entries := make([]trail.Entry, n)
	for i, r := range records[:n] {
		entries[i] = r.Entry
		form, err := formOf(r)
		if err != nil {
			return Case{}, nil, err
		}
		if form != nil {
			c.Form = form
		}
	}
	var err error
	c.State, err = Rebuild(entries)
	if !c.State.ErasedOn.IsZero() {
		c.Form = nil
	}
	return c, records[:n], err
}

// formOf is the form that an entry brought; nil of one that brought none, and where it was erased.
func formOf(r Recorded) (json.RawMessage, error) {
	if r.Payload == nil {
		return nil, nil
	}
	var f Facts
	if err := json.Unmarshal(r.Entry.Facts, &f); err != nil {
		return nil, fmt.Errorf("read facts of entry %d: %w", r.Entry.Number, err)
	}
	if f.Form == nil {
		return nil, nil
	}
	var said filing
	if err := json.Unmarshal(r.Payload.Body, &said); err != nil {
		return nil, fmt.Errorf("read the form of entry %d: %w", r.Entry.Number, err)
	}
	return said.Form, nil
}
