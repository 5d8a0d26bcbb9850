package storagetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/storage/db"
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/flow"
)

// listTests hold what lists show, and that a reader who turns pages misses and repeats nothing.
var listTests = map[string]func(*testing.T, Opener){
	"cases by page while others are filed": casePages,
	"cases by scope and filter":            caseFilters,
	"cases and entries of any scope":       scopesOfManyCases,
	"cases that their applicant may rate":  rateable,
	"live cases by version":                liveCases,
	"open cases, the newest first":         openCases,
	"tasks are those a person may work on": taskFilters,
	"tasks by page, the most urgent first": taskPages,
	"tasks looked for, and counted":        taskNarrowed,
	"entries by page and filter":           entryPages,
	"entries of few cases and of many":     entriesOfManyCases,
	"certificates by page and filter":      certificatePages,
	"a cursor that was tampered with":      tamperedCursor,
	"due cases, the longest due first":     dueCases,
	"documents are owed until issued":      documents,
}

var everything = workflow.Scope{All: true}

// pages turns all pages of a list; between two of them it calls meanwhile.
func pages[T any](t *testing.T, meanwhile func(), page func(cursor string) (workflow.Page[T], error)) (rows []T) {
	t.Helper()
	for cursor := ""; ; {
		p, err := page(cursor)
		require.NoError(t, err)
		rows = append(rows, p.Rows...)
		if p.Next == "" {
			return rows
		}
		cursor = p.Next
		meanwhile()
	}
}

func casePages(t *testing.T, open Opener) {
	d := open(t)()
	for i := range 10 {
		must(t, d, file(caseID(i)))
	}
	later := 0
	rows := pages(t, func() {
		must(t, d, file(workflow.CaseID(fmt.Sprint("later", later)))) // in front of what was read
		must(t, d, advance(caseID(9), "zhang"))
		later++
	}, func(cursor string) (workflow.Page[workflow.CaseRow], error) {
		return d.Cases(context.Background(), workflow.CaseFilter{Scope: everything, Cursor: cursor, Limit: 3})
	})
	require.Len(t, rows, 10)
	for i, r := range rows {
		require.Equal(t, caseID(9-i), r.ID)
	}
}

func liveCases(t *testing.T, open Opener) {
	d := open(t)()
	of := func(item string, version int, status string) func(*workflow.Tx) error {
		return func(tx *workflow.Tx) error {
			s := &tx.Out.Case.State
			s.Item, s.Version, s.Status = item, version, status
			return nil
		}
	}
	for i, more := range []func(*workflow.Tx) error{
		of("si-renewal", 1, "received"), of("si-renewal", 2, "accepted"), of("si-renewal", 2, "decided"), of("si-renewal", 2, "ended"),
		of("si-change", 1, "ended"), of("si-change", 3, "accepted"),
	} {
		must(t, d, file(caseID(i), more))
	}
	live, err := d.LiveCases(context.Background())
	require.NoError(t, err)
	require.Equal(t, []workflow.LiveCases{{Item: "si-change", Version: 3, Cases: 1}, {Item: "si-renewal", Version: 1, Cases: 1}, {Item: "si-renewal", Version: 2, Cases: 2}}, live)
}

func openCases(t *testing.T, open Opener) {
	d := open(t)()
	for i, status := range []string{"received", "ended", "accepted", "decided", "ended", "received"} {
		must(t, d, file(caseID(i), func(tx *workflow.Tx) error {
			tx.Out.Case.State.Status = status
			return nil
		}))
	}
	walk := func(most int) (seen []workflow.CaseID) {
		require.NoError(t, d.EachOpenCase(context.Background(), most, func(c *workflow.Case) error {
			seen = append(seen, c.State.ID)
			return nil
		}))
		return seen
	}
	require.Equal(t, []workflow.CaseID{caseID(5), caseID(3), caseID(2), caseID(0)}, walk(10))
	require.Equal(t, []workflow.CaseID{caseID(5), caseID(3)}, walk(2))
	require.Empty(t, walk(0))
	stop := errors.New("enough")
	require.ErrorIs(t, d.EachOpenCase(context.Background(), 10, func(*workflow.Case) error { return stop }), stop)
}

func caseFilters(t *testing.T, open Opener) {
	d := open(t)()
	of := func(authority, applicant, status, item string) func(*workflow.Tx) error {
		return func(tx *workflow.Tx) error {
			s := &tx.Out.Case.State
			s.Authority, s.Applicant, s.Status, s.Item = authority, applicant, status, item
			return nil
		}
	}
	must(t, d, file("c1", of("u1", "91A", "received", "si-renewal")))
	must(t, d, file("c2", of("u2", "91A", "ended", "si-renewal")))
	must(t, d, file("c3", of("u2", "91B", "received", "si-qualification")))
	must(t, d, file("c%4", of("u3", "91_C", "received", "si-qualification")))
	copied := func(id workflow.CaseID, role, unit, person string) {
		must(t, d, advance(id, "zhang", func(tx *workflow.Tx) error {
			tx.Out.Case.State.Copies = []workflow.Copied{{Role: role, Unit: unit, Person: person}}
			tx.Out.PutReaders = tx.Out.Case.State.Readers()
			return nil
		}))
	}
	copied("c1", "legal", "u9", "")
	copied("c2", "legal", "u9", "li")
	copied("c3", "legal", "u8", "li")
	must(t, d, advance("c%4", "zhang", func(tx *workflow.Tx) error {
		tx.Out.Case.State.Units = []string{"u6"}
		tx.Out.Case.State.ReceivedOn = calendar.MustParse("2026-03-04")
		tx.Out.PutReaders = tx.Out.Case.State.Readers()
		return nil
	}))
	received := func(from, to string) workflow.CaseFilter {
		f := workflow.CaseFilter{Scope: everything}
		if from != "" {
			f.Received.From = calendar.MustParse(from)
		}
		if to != "" {
			f.Received.To = calendar.MustParse(to)
		}
		return f
	}
	must(t, d, administer("person/A1", workflow.Person{ID: "A1", Name: "甲", Enterprise: "91A", EnterpriseName: "示例云图Tech有限公司", Revision: 1}))
	must(t, d, park("c3", 2, "2026-03-20"))
	held := []workflow.RoleInUnits{{Role: "legal", Units: []string{"u9", "u7"}}, {Role: "window", Units: []string{"u8"}}}
	for name, c := range map[string]struct {
		filter workflow.CaseFilter
		want   []workflow.CaseID
	}{
		"no scope":   {workflow.CaseFilter{}, nil},
		"everything": {workflow.CaseFilter{Scope: everything}, []workflow.CaseID{"c3", "c2", "c1", "c%4"}},
		"units":      {workflow.CaseFilter{Scope: workflow.Scope{Units: []string{"u1", "u3"}}}, []workflow.CaseID{"c1", "c%4"}},
		"enterprise": {workflow.CaseFilter{Scope: workflow.Scope{Enterprise: "91A"}}, []workflow.CaseID{"c2", "c1"}},
		"both":       {workflow.CaseFilter{Scope: workflow.Scope{Enterprise: "91B", Units: []string{"u1"}}}, []workflow.CaseID{"c3", "c1"}},
		"status":     {workflow.CaseFilter{Scope: everything, Status: "ended"}, []workflow.CaseID{"c2"}},
		"item":       {workflow.CaseFilter{Scope: everything, Item: "si-qualification"}, []workflow.CaseID{"c3", "c%4"}},
		"text":       {workflow.CaseFilter{Scope: everything, Text: "91a"}, []workflow.CaseID{"c2", "c1"}},
		"number":     {workflow.CaseFilter{Scope: everything, Text: "n-C3"}, []workflow.CaseID{"c3"}},
		"bound": {workflow.CaseFilter{Scope: everything, Bounds: &[]workflow.CaseBound{
			{Items: []string{"si-renewal"}, Case: "c1"}, {Items: []string{"si-qualification"}, Case: "c2"}, {Case: "c3"}}}, []workflow.CaseID{"c3", "c1"}},
		"bound to nothing":  {workflow.CaseFilter{Scope: everything, Bounds: &[]workflow.CaseBound{}}, nil},
		"bound by nothing":  {workflow.CaseFilter{Scope: workflow.Scope{Enterprise: "91A"}, Bounds: &[]workflow.CaseBound{{}}}, []workflow.CaseID{"c2", "c1"}},
		"copies":            {workflow.CaseFilter{Scope: workflow.Scope{Person: "li", Roles: held}}, []workflow.CaseID{"c2", "c1"}},
		"of a role":         {workflow.CaseFilter{Scope: workflow.Scope{Person: "wang", Roles: held}}, []workflow.CaseID{"c1"}},
		"no role":           {workflow.CaseFilter{Scope: workflow.Scope{Person: "li"}}, nil},
		"besides":           {workflow.CaseFilter{Scope: workflow.Scope{Person: "li", Roles: held, Units: []string{"u3"}}}, []workflow.CaseID{"c2", "c1", "c%4"}},
		"name":              {workflow.CaseFilter{Scope: everything, Text: "云图tech"}, []workflow.CaseID{"c2", "c1"}},
		"no name":           {workflow.CaseFilter{Scope: everything, Text: "云图%"}, nil},
		"deciding unit":     {workflow.CaseFilter{Scope: everything, Unit: "u2"}, []workflow.CaseID{"c3", "c2"}},
		"waits":             {workflow.CaseFilter{Scope: everything, Waits: true}, []workflow.CaseID{"c3"}},
		"no pattern":        {workflow.CaseFilter{Scope: everything, Text: "%"}, []workflow.CaseID{"c%4"}},
		"no wildcard":       {workflow.CaseFilter{Scope: everything, Text: "91_"}, []workflow.CaseID{"c%4"}},
		"received from":     {received("2026-03-03", ""), []workflow.CaseID{"c%4"}},
		"received until":    {received("", "2026-03-03"), []workflow.CaseID{"c3", "c2", "c1"}},
		"received that day": {received("2026-03-04", "2026-03-04"), []workflow.CaseID{"c%4"}},
		"received between":  {received("2026-03-03", "2026-03-03"), nil},
		"takes part":        {workflow.CaseFilter{Scope: workflow.Scope{Person: "li", Units: []string{"u6"}}}, []workflow.CaseID{"c%4"}},
	} {
		page, err := d.Cases(context.Background(), c.filter)
		require.NoError(t, err, name)
		var got []workflow.CaseID
		for _, r := range page.Rows {
			got = append(got, r.ID)
		}
		require.Equal(t, c.want, got, name)
	}
	page, err := d.Cases(context.Background(), workflow.CaseFilter{Scope: everything})
	require.NoError(t, err)
	for _, r := range page.Rows {
		require.Equal(t, r.ID == "c3", r.Waits, r.ID)
		require.Equal(t, r.ID == "c3", r.AnswerBy == calendar.MustParse("2026-03-20"), r.ID)
		require.Equal(t, calendar.MustParse("2026-03-31"), r.DueOn, r.ID)
	}
	id, err := d.CaseByNumber(context.Background(), "N-c2")
	require.NoError(t, err)
	require.Equal(t, workflow.CaseID("c2"), id)
	_, err = d.CaseByNumber(context.Background(), "")
	require.Equal(t, "case_not_found", workflow.Code(err))
}

func rateable(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, file("c1"))
	listed := func() (ids []workflow.CaseID) {
		page, err := d.Cases(context.Background(), workflow.CaseFilter{Scope: everything, Rateable: true})
		require.NoError(t, err)
		for _, r := range page.Rows {
			require.True(t, r.Rateable)
			ids = append(ids, r.ID)
		}
		return ids
	}
	require.Empty(t, listed(), "it has not ended")
	must(t, d, advance("c1", "ended", func(tx *workflow.Tx) error {
		tx.Out.Case.State.Position.End = "granted"
		return nil
	}))
	require.Equal(t, []workflow.CaseID{"c1"}, listed())
	must(t, d, advance("c1", "rated", func(tx *workflow.Tx) error {
		tx.Out.Case.State.Position.End, tx.Out.Case.State.Rating = "granted", &workflow.Rating{Grade: "satisfied"}
		return nil
	}))
	require.Empty(t, listed(), "it was rated")
}

func taskFilters(t *testing.T, open Opener) {
	d := open(t)()
	for name, change := range map[string]func(*workflow.Task){
		"plain":         func(*workflow.Task) {},
		"parked":        func(w *workflow.Task) { w.Parked = true },
		"claimed-by-me": func(w *workflow.Task) { w.Claimed = "me" },
		"claimed":       func(w *workflow.Task) { w.Claimed = "ME" },
		"voted":         func(w *workflow.Task) { w.Voted = []string{"x", "me"} },
		"another-voted": func(w *workflow.Task) { w.Voted = []string{"somebody-like-me", "ME", "m"} },
		"barred":        func(w *workflow.Task) { w.Barred = []string{"me"} },
		"named":         func(w *workflow.Task) { w.Named = []string{"you", "me"} },
		"named-another": func(w *workflow.Task) { w.Takable, w.Named = false, []string{"you"} },
		"delegated":     func(w *workflow.Task) { w.Claimed, w.Delegated = "you", []flow.Delegation{{Of: "you", To: "me"}} },
		"delegated-by":  func(w *workflow.Task) { w.Claimed, w.Delegated = "you", []flow.Delegation{{Of: "me", To: "you"}} },
		"away":          func(w *workflow.Task) { w.Claimed = "away" },
		"away-named":    func(w *workflow.Task) { w.Takable, w.Named = false, []string{"away"} },
		"away-barred":   func(w *workflow.Task) { w.Claimed, w.Barred = "away", []string{"away"} },
		"away-no-more":  func(w *workflow.Task) { w.Claimed, w.Authority = "away", "u1" },
		"away-at-item":  func(w *workflow.Task) { w.Claimed, w.Item = "away", "si-renewal" },
		"to-be-picked":  func(w *workflow.Task) { w.Takable, w.Picks = false, "window" },
		"my-picks":      func(w *workflow.Task) { w.Role, w.Picks, w.Authority = "archivist", "handler", "u1" },
		"picks-of-far":  func(w *workflow.Task) { w.Role, w.Picks, w.Authority = "archivist", "handler", "u9" },
		"my-own-picks":  func(w *workflow.Task) { w.Picks = "handler" },
		"anybody":       func(w *workflow.Task) { w.Named = []string{"you"} },
		"my-turn":       func(w *workflow.Task) { w.Takable, w.Picks, w.Named = false, "window", []string{"me"} },
		"waiting":       func(w *workflow.Task) { w.Waiting = []string{"you", "me"} },
		"picks-parked":  func(w *workflow.Task) { w.Role, w.Picks, w.Parked = "archivist", "handler", true },
		"another-role":  func(w *workflow.Task) { w.Role = "window" },
		"another-unit":  func(w *workflow.Task) { w.Authority = "u9" },
		"second-role":   func(w *workflow.Task) { w.Role, w.Authority = "expert", "u2" },
	} {
		must(t, d, file(workflow.CaseID(name), func(tx *workflow.Tx) error {
			change(&tx.Out.PutTasks[0])
			return nil
		}))
	}
	mine := workflow.TaskFilter{Person: "me", Roles: []workflow.RoleInUnits{
		{Role: "handler", Units: []string{unit, "u1"}}, {Role: "expert", Units: []string{"u2"}}, {Role: "window"},
	}}
	standing := mine
	standing.StandsIn = []workflow.StandIn{{Of: "away", Held: []workflow.RoleInUnits{{Role: "handler", Units: []string{unit}}}, Items: []string{"si-qualification"}}}
	scattered := mine // so many that they are looked up together
	for n := range 100 {
		scattered.Roles = append(scattered.Roles, workflow.RoleInUnits{Role: "handler", Units: []string{fmt.Sprint("far", n)}})
	}
	wide := scattered // so much is stood in for that it is no list of values
	for n := range 40 {
		in := workflow.StandIn{Of: fmt.Sprint("someone", n), Held: []workflow.RoleInUnits{{Role: "handler"}}}
		for u := range 2000 {
			in.Held[0].Units = append(in.Held[0].Units, fmt.Sprint("far", u))
		}
		wide.StandsIn = append(wide.StandsIn, in)
	}
	wide.StandsIn = append(wide.StandsIn, standing.StandsIn...)
	wideApart := wide
	wideApart.Roles = mine.Roles
	claimed := mine
	claimed.Claimed = true
	for name, c := range map[string]struct {
		filter workflow.TaskFilter
		want   []workflow.CaseID
	}{
		"mine": {mine, []workflow.CaseID{"another-voted", "anybody", "claimed-by-me", "delegated", "my-own-picks", "my-picks", "my-turn", "named", "plain", "second-role"}},
		"many units": {scattered, []workflow.CaseID{
			"another-voted", "anybody", "claimed-by-me", "delegated", "my-own-picks", "my-picks", "my-turn", "named", "plain", "second-role"}},
		"in place of who is away": {standing, []workflow.CaseID{
			"another-voted", "anybody", "away", "away-named", "claimed-by-me", "delegated", "my-own-picks", "my-picks", "my-turn", "named", "plain", "second-role"}},
		"in place of many, everywhere": {wide, []workflow.CaseID{
			"another-voted", "anybody", "away", "away-named", "claimed-by-me", "delegated", "my-own-picks", "my-picks", "my-turn", "named", "plain", "second-role"}},
		"in place of many, in few units": {wideApart, []workflow.CaseID{
			"another-voted", "anybody", "away", "away-named", "claimed-by-me", "delegated", "my-own-picks", "my-picks", "my-turn", "named", "plain", "second-role"}},
		"claimed": {claimed, []workflow.CaseID{"claimed-by-me"}},
		"no role": {workflow.TaskFilter{Person: "me"}, nil},
	} {
		page, err := d.Tasks(context.Background(), c.filter)
		require.NoError(t, err, name)
		var got []workflow.CaseID
		for _, w := range page.Rows {
			got = append(got, w.Case)
		}
		require.Equal(t, c.want, got, name)
	}
	got, err := d.CaseTasks(context.Background(), "another-voted")
	require.NoError(t, err)
	require.Equal(t, []string{"somebody-like-me", "ME", "m"}, got[0].Voted)
	got, err = d.CaseTasks(context.Background(), "delegated")
	require.NoError(t, err)
	require.Equal(t, []flow.Delegation{{Of: "you", To: "me"}}, got[0].Delegated)
}

// taskNarrowed looks for some among the tasks that are somebody's, and counts them.
func taskNarrowed(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, administer("person/A1", workflow.Person{ID: "A1", Name: "甲", Enterprise: "91A", EnterpriseName: "示例云图Techａｂα有限公司", Revision: 1}))
	for name, change := range map[string]func(*workflow.Task){
		"plain":   func(*workflow.Task) {},
		"claimed": func(w *workflow.Task) { w.Claimed = "me" },
		"renewal": func(w *workflow.Task) { w.Item, w.Applicant = "si-renewal", "91A" },
		"second":  func(w *workflow.Task) { w.Node, w.Authority = "second-review", "u1" },
		"warned":  func(w *workflow.Task) { w.Card = "warning" },
		"yellow":  func(w *workflow.Task) { w.Card = "yellow" },
		"red":     func(w *workflow.Task) { w.Card, w.Item = "red", "si-renewal" },
		"theirs":  func(w *workflow.Task) { w.Card, w.Role = "red", "window" },
	} {
		must(t, d, file(workflow.CaseID(name), func(tx *workflow.Tx) error {
			change(&tx.Out.PutTasks[0])
			return nil
		}))
	}
	for name, c := range map[string]struct {
		filter workflow.TaskFilter
		want   []workflow.CaseID
	}{
		"everything":    {workflow.TaskFilter{}, []workflow.CaseID{"claimed", "plain", "red", "renewal", "second", "warned", "yellow"}},
		"free":          {workflow.TaskFilter{Free: true}, []workflow.CaseID{"plain", "red", "renewal", "second", "warned", "yellow"}},
		"mine":          {workflow.TaskFilter{Claimed: true}, []workflow.CaseID{"claimed"}},
		"item":          {workflow.TaskFilter{Item: "si-renewal"}, []workflow.CaseID{"red", "renewal"}},
		"step":          {workflow.TaskFilter{Node: "second-review"}, []workflow.CaseID{"second"}},
		"unit":          {workflow.TaskFilter{Unit: "u1"}, []workflow.CaseID{"second"}},
		"any card":      {workflow.TaskFilter{Card: "warning"}, []workflow.CaseID{"red", "warned", "yellow"}},
		"yellow":        {workflow.TaskFilter{Card: "yellow"}, []workflow.CaseID{"red", "yellow"}},
		"red":           {workflow.TaskFilter{Card: "red"}, []workflow.CaseID{"red"}},
		"number":        {workflow.TaskFilter{Text: "n-RED"}, []workflow.CaseID{"red"}},
		"code":          {workflow.TaskFilter{Text: "9144-sec"}, []workflow.CaseID{"second"}},
		"name":          {workflow.TaskFilter{Text: "云图tech"}, []workflow.CaseID{"renewal"}},
		"wide letters":  {workflow.TaskFilter{Text: "示例云图Techａｂα有限公司"}, []workflow.CaseID{"renewal"}},
		"no wildcard":   {workflow.TaskFilter{Text: "云图_ech"}, nil},
		"card and item": {workflow.TaskFilter{Card: "yellow", Item: "si-renewal"}, []workflow.CaseID{"red"}},
	} {
		c.filter.Person, c.filter.Roles, c.filter.Limit = "me", []workflow.RoleInUnits{{Role: "handler", Units: []string{unit, "u1"}}}, 100
		page, err := d.Tasks(context.Background(), c.filter)
		require.NoError(t, err, name)
		var got []workflow.CaseID
		for _, w := range page.Rows {
			got = append(got, w.Case)
		}
		require.Equal(t, c.want, got, name)
		n, err := d.CountTasks(context.Background(), c.filter)
		require.NoError(t, err, name)
		require.Equal(t, len(c.want), n, name)
		c.filter.Limit = 3
		n, err = d.CountTasks(context.Background(), c.filter)
		require.NoError(t, err, name)
		require.Equal(t, min(3, len(c.want)), n, name)
	}
}

func taskPages(t *testing.T, open Opener) {
	d := open(t)()
	due := []string{"2026-03-09", "", "2026-03-03", "2026-03-03", "2026-03-30", "2026-03-05"}
	file := func(id workflow.CaseID, step, whole string) workflow.Write {
		return file(id, func(tx *workflow.Tx) error {
			w := &tx.Out.PutTasks[0]
			w.DueOn, w.CaseDueOn = calendar.Date{}, calendar.MustParse(whole)
			if step != "" {
				w.DueOn = calendar.MustParse(step)
			}
			return nil
		})
	}
	for i, day := range due {
		must(t, d, file(caseID(i), day, "2026-03-31"))
	}
	must(t, d, file("c-case", "2026-03-20", "2026-03-08")) // the case ends before the step
	n := 0
	rows := pages(t, func() { n++; must(t, d, file(workflow.CaseID(fmt.Sprint("a", n)), "2026-03-04", "2026-03-31")) },
		func(cursor string) (workflow.Page[workflow.Task], error) {
			return d.Tasks(context.Background(), workflow.TaskFilter{
				Person: "me", Roles: []workflow.RoleInUnits{{Role: "handler", Units: []string{unit}}}, Cursor: cursor, Limit: 2,
			})
		})
	var got []string
	for _, w := range rows {
		if w.Case[0] == 'c' {
			got = append(got, w.DueOn.String())
		}
	}
	require.Equal(t, []string{"2026-03-03", "2026-03-03", "2026-03-05", "2026-03-20", "2026-03-09", "2026-03-30", ""}, got)
}

func certificatePages(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	must(t, d, workflow.Write{Stream: "certificate/old", Change: func(tx *workflow.Tx) error {
		for i := range 7 {
			tx.Out.Certificates = append(tx.Out.Certificates, workflow.Certificate{
				Number: fmt.Sprint("N", i), Kind: "si", Owner: fmt.Sprint("91", i%2), Authority: fmt.Sprint("u", i%3), Status: "valid",
				GrantedOn: calendar.MustParse("2026-01-01"), ValidFrom: calendar.MustParse("2026-01-01"),
				ValidUntil: calendar.MustParse(fmt.Sprint("203", i, "-01-01")),
			})
		}
		_, err := record(tx, tx.Head, "imported", "admin")
		return err
	}})
	for name, c := range map[string]struct {
		filter db.CertificateFilter
		want   int
	}{
		"everything": {db.CertificateFilter{Scope: everything}, 7},
		"nothing":    {db.CertificateFilter{}, 0},
		"owner":      {db.CertificateFilter{Scope: workflow.Scope{Enterprise: "911"}}, 3},
		"units":      {db.CertificateFilter{Scope: workflow.Scope{Units: []string{"u0"}}}, 3},
		"until":      {db.CertificateFilter{Scope: everything, Until: "2032-01-01"}, 3},
		"status":     {db.CertificateFilter{Scope: everything, Status: "replaced"}, 0},
	} {
		c.filter.Limit = 2
		rows := pages(t, func() {}, func(cursor string) (workflow.Page[workflow.Certificate], error) {
			c.filter.Cursor = cursor
			return d.Certificates(ctx, c.filter)
		})
		require.Len(t, rows, c.want, name)
	}
}

func tamperedCursor(t *testing.T, open Opener) {
	handle := open(t)
	d := handle()
	for i := range 3 {
		must(t, d, file(caseID(i)))
	}
	ctx := context.Background()
	page, err := d.Cases(ctx, workflow.CaseFilter{Scope: everything, Limit: 1})
	require.NoError(t, err)
	spoilt := []byte(page.Next)
	spoilt[len(spoilt)-2] ^= 1
	for name, cursor := range map[string]string{"spoilt": string(spoilt), "short": "AAAA", "no base64": "!", "cut": page.Next[:len(page.Next)-3]} {
		_, err := d.Cases(ctx, workflow.CaseFilter{Scope: everything, Limit: 1, Cursor: cursor})
		require.Equal(t, "cursor", workflow.Code(err), name)
	}
	_, err = d.Inbox(ctx, workflow.NoticeFilter{Recipient: "91A", Cursor: page.Next})
	require.Equal(t, "cursor", workflow.Code(err), "of another list")
	next, err := handle().Cases(ctx, workflow.CaseFilter{Scope: everything, Limit: 1, Cursor: page.Next})
	require.NoError(t, err, "another replica knows it")
	require.Equal(t, caseID(1), next.Rows[0].ID)
}

func dueCases(t *testing.T, open Opener) {
	d := open(t)()
	for i, hours := range []int{3, 0, 1, 2, 9} {
		must(t, d, file(caseID(i), func(tx *workflow.Tx) error {
			if hours > 0 {
				tx.Out.Case.State.NextDue = Noon.Add(time.Duration(hours) * time.Hour)
			}
			return nil
		}))
	}
	due, err := d.Due(context.Background(), Noon.Add(3*time.Hour), 10)
	require.NoError(t, err)
	require.Equal(t, []workflow.CaseID{"c002", "c003", "c000"}, due)
	due, err = d.Due(context.Background(), Noon.Add(3*time.Hour), 1)
	require.NoError(t, err)
	require.Equal(t, []workflow.CaseID{"c002"}, due)
}

// fill gives n commands, many at once.
func fill(t require.TestingT, d *db.DB, n int, write func(i int) workflow.Write) {
	var next atomic.Int64
	errs := atOnce(crowd, func(int) error {
		for i := int(next.Add(1)); i <= n; i = int(next.Add(1)) {
			if _, err := d.Write(context.Background(), write(i)); err != nil {
				return err
			}
		}
		return nil
	})
	require.NoError(t, errors.Join(errs...))
}

// grown makes the state of a case as large as that of one halfway through.
func grown(tx *workflow.Tx) error {
	tx.Out.Case.State.Definition = strings.Repeat("x", 2500)
	tx.Out.Case.State.Visits = []workflow.VisitTimes{{OpenedAt: Noon}}
	return nil
}

// Inbox files n cases, each with a task for a handler, and gives the filter that lists them.
func Inbox(t require.TestingT, d *db.DB, n int) workflow.TaskFilter {
	fill(t, d, n, func(i int) workflow.Write { return file(workflow.CaseID(fmt.Sprintf("inbox%06d", i)), grown) })
	return workflow.TaskFilter{Person: "li", Roles: []workflow.RoleInUnits{{Role: "handler", Units: []string{unit}}}}
}
