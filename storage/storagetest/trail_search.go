package storagetest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/storage/db"
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/trail"
)

func entryPages(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	for i := range 3 {
		must(t, d, file(caseID(i)))
		must(t, d, advance(caseID(i), fmt.Sprint("p", i)))
	}
	must(t, d, administer("item/x", workflow.Person{ID: "p2", Name: "张某", Revision: 1}))
	for name, c := range map[string]struct {
		filter workflow.EntryFilter
		want   int
	}{
		"everything":  {workflow.EntryFilter{Scope: everything}, 7},
		"nothing":     {workflow.EntryFilter{}, 0},
		"a unit":      {workflow.EntryFilter{Scope: workflow.Scope{Units: []string{unit}}}, 6},
		"enterprise":  {workflow.EntryFilter{Scope: workflow.Scope{Enterprise: "9144-c001"}}, 2},
		"kind":        {workflow.EntryFilter{Scope: everything, Kind: "filed"}, 3},
		"person":      {workflow.EntryFilter{Scope: everything, Person: "p1"}, 1},
		"a name":      {workflow.EntryFilter{Scope: everything, Person: "张某"}, 0},
		"nobody":      {workflow.EntryFilter{Scope: everything, Person: "p"}, 0},
		"cases":       {workflow.EntryFilter{Scope: everything, Streams: "case"}, 6},
		"items":       {workflow.EntryFilter{Scope: everything, Streams: "item"}, 1},
		"people":      {workflow.EntryFilter{Scope: everything, Streams: "person"}, 0},
		"number":      {workflow.EntryFilter{Scope: everything, Text: "-c001"}, 2},
		"applicant":   {workflow.EntryFilter{Scope: everything, Text: "9144-c00"}, 6},
		"no pattern":  {workflow.EntryFilter{Scope: everything, Text: "_c001"}, 0},
		"item":        {workflow.EntryFilter{Scope: everything, Item: "si-qualification"}, 6},
		"its item":    {workflow.EntryFilter{Scope: everything, Item: "x"}, 1},
		"no item":     {workflow.EntryFilter{Scope: everything, Item: "y"}, 0},
		"all at once": {workflow.EntryFilter{Scope: workflow.Scope{Units: []string{unit}}, Streams: "case", Kind: "filed", Person: "agent", Item: "si-qualification", Text: "C002"}, 1},
		"stream":      {workflow.EntryFilter{Scope: everything, Stream: "case/c001"}, 2},
		"from":        {workflow.EntryFilter{Scope: everything, From: Noon.Add(time.Microsecond)}, 0},
		"to":          {workflow.EntryFilter{Scope: everything, To: Noon}, 0},
		"from to":     {workflow.EntryFilter{Scope: everything, From: Noon, To: Noon.Add(time.Microsecond)}, 7},
	} {
		c.filter.Limit = 2
		seen := map[string]bool{}
		rows := pages(t, func() {}, func(cursor string) (workflow.Page[workflow.EntryRow], error) {
			c.filter.Cursor = cursor
			return d.Entries(ctx, c.filter)
		})
		for _, r := range rows {
			seen[fmt.Sprint(r.Entry.Stream, r.Entry.Number)] = true
		}
		require.Len(t, rows, c.want, name)
		require.Len(t, seen, c.want, name)
		_, more, err := d.EntryAt(ctx, c.filter, c.want)
		require.NoError(t, err)
		require.False(t, more, name)
		if c.want > 0 {
			at, more, err := d.EntryAt(ctx, c.filter, c.want-1)
			require.NoError(t, err)
			require.True(t, more, name)
			require.True(t, at.Equal(Noon), name)
		}
	}
	page, err := d.Entries(ctx, workflow.EntryFilter{Scope: everything, Stream: "case/c002"})
	require.NoError(t, err)
	require.Equal(t, int64(1), page.Rows[0].Entry.Number, "a stream is read in its order")
	require.Equal(t, workflow.EntryCase{Number: "N-c002", Item: "si-qualification", Version: 1}, page.Rows[0].Case)
	page, err = d.Entries(ctx, workflow.EntryFilter{Scope: everything, Streams: "item"})
	require.NoError(t, err)
	require.Zero(t, page.Rows[0].Case)
}

// Of few cases the streams are read, of many the entries are gone through: both find the same.
func entriesOfManyCases(t *testing.T, open Opener) {
	d := open(t)()
	const many = 520
	var group sync.WaitGroup
	for i := range many {
		group.Go(func() { must(t, d, file(workflow.CaseID(fmt.Sprintf("m%03d", i)))) })
	}
	group.Wait()
	must(t, d, advance("m519", "p1"))
	must(t, d, administer("item/si-qualification"))
	for text, want := range map[string]int{"N-m": many + 1, "n-m5": 21, "9144-M0": 100, "": many + 2} {
		seen := map[string]bool{}
		for cursor := ""; ; {
			page, err := d.Entries(context.Background(), workflow.EntryFilter{Scope: everything, Item: "si-qualification", Text: text, Cursor: cursor, Limit: 200})
			require.NoError(t, err)
			for _, r := range page.Rows {
				seen[fmt.Sprint(r.Entry.Stream, r.Entry.Number)] = true
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		require.Len(t, seen, want, text)
	}
}

// perCase is how many entries a case of TrailSearches has.
const perCase = 10

// TrailSearches files cases with n entries together over two years, and gives searches that an auditor might make of them: for the
// newest, for somebody's, for what happens seldom, for one case, a tenth and all of the cases, and for a day long ago.
func TrailSearches(t require.TestingT, d *db.DB, n int) map[string]workflow.EntryFilter {
	cases := n / perCase
	step := 2 * 365 * 24 * time.Hour / time.Duration(cases)
	fill(t, d, cases, func(i int) workflow.Write { return searched(i, Noon.Add(time.Duration(i-cases)*step)) })
	day := Noon.AddDate(-1, 0, 0)
	return map[string]workflow.EntryFilter{
		"newest":   {Scope: everything},
		"person":   {Scope: everything, Person: "p7"},
		"seldom":   {Scope: everything, Kind: "erased"},
		"case":     {Scope: everything, Text: "N-s000042"},
		"tenth":    {Scope: everything, Text: "n-s00"},
		"item":     {Scope: everything, Item: "si-qualification"},
		"long ago": {Scope: everything, From: day, To: day.AddDate(0, 0, 1), Streams: "case"},
		"nothing":  {Scope: everything, Item: "si-qualification", Person: "nobody", Text: "n-s0"},
	}
}

func searched(i int, at time.Time) workflow.Write {
	id := workflow.CaseID(fmt.Sprintf("s%06d", i))
	return workflow.Write{Case: id, Create: true, Change: func(tx *workflow.Tx) error {
		c := &workflow.Case{Form: []byte(`{}`)}
		s := &c.State
		s.ID, s.Number, s.Item, s.Version, s.Status = id, "N-"+string(id), "si-qualification", 1, "received"
		s.Authority, s.Applicant, s.FiledBy, s.ReceivedOn = unit, fmt.Sprint("9144-", i%5000), "agent", calendar.DateOf(at)
		s.Definition = strings.Repeat("x", 2500) // as large as the state of a case halfway through
		tx.Out.Case, tx.Out.FormChanged = c, true
		s.Head = trail.Head{Stream: "case/" + string(id)}
		for k := range perCase {
			kind := "decided"
			if k == perCase-1 && i%10_000 == 0 {
				kind = "erased"
			}
			h := trail.Header{Kind: kind, RecordedAt: at.Add(time.Duration(k) * time.Hour), Actor: trail.Actor{Person: fmt.Sprint("p", (i+k)%100)}}
			e, err := trail.Seal(s.Head, h, []byte(`{"act":{"visit":1,"node":"first-review","decision":"pass"},"calendar":"x","policy":1}`), nil)
			if err != nil {
				return err
			}
			tx.Out.Entries = append(tx.Out.Entries, workflow.Recorded{Entry: e})
			tx.Out.Receipt = workflow.Receipt{Case: id, Stream: e.Stream, Number: e.Number, Hash: e.Hash, RecordedAt: e.RecordedAt, Kind: kind}
			s.Head = e.Head()
		}
		return nil
	}}
}
