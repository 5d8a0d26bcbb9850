package storagetest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/storage/db"
	"shenpi/workflow"
	"shenpi/workflow/calendar"
)

// scattered is a case of scopesOfManyCases: what its list is ordered and bounded by.
type scattered struct {
	state workflow.State
	at    time.Time
}

// listed is what a reader finds a case by, one by one: the rules that the lists of the database keep.
func (c scattered) listed(f workflow.CaseFilter) bool {
	s := c.state
	text := strings.ToUpper(f.Text)
	return c.shown(f.Scope) && (f.Item == "" || f.Item == s.Item) && (f.Status == "" || f.Status == s.Status) && (f.Unit == "" || f.Unit == s.Authority) &&
		(strings.Contains(strings.ToUpper(s.Number), text) || strings.Contains(s.Applicant, text)) &&
		(f.Received.From.IsZero() || !s.ReceivedOn.Before(f.Received.From)) && (f.Received.To.IsZero() || !f.Received.To.Before(s.ReceivedOn))
}

func (c scattered) shown(s workflow.Scope) bool {
	switch {
	case s.All, s.Enterprise != "" && s.Enterprise == c.state.Applicant, slices.Contains(s.Units, c.state.Authority):
		return true
	case s.Person == "":
		return false
	}
	return slices.ContainsFunc(c.state.Readers(), func(r workflow.Reader) bool {
		if r.Role == "" {
			return slices.Contains(s.Units, r.Unit)
		}
		return (r.Person == "" || r.Person == s.Person) && slices.ContainsFunc(s.Roles, func(held workflow.RoleInUnits) bool {
			return held.Role == r.Role && slices.Contains(held.Units, r.Unit)
		})
	})
}

// scatter files cases of some units, items and enterprises over a minute; in nine of ten a unit takes part, and some were copied.
func scatter(t *testing.T, d *db.DB, r *rand.Rand) []scattered {
	cases := make([]scattered, 600)
	for i := range cases {
		s := &cases[i].state
		s.ID, s.Number = workflow.CaseID(fmt.Sprintf("r%03d", i)), fmt.Sprintf("N-r%03d", i)
		s.Authority, s.Applicant = fmt.Sprint("u", r.IntN(5)), fmt.Sprint("91F", r.IntN(9))
		s.Item, s.Status = pick(r, "a", "b", "b", "b"), pick(r, "received", "accepted", "decided", "ended", "ended")
		s.ReceivedOn = calendar.MustParse(fmt.Sprintf("2026-03-%02d", 1+r.IntN(9)))
		if r.IntN(10) > 0 {
			s.Units = append(s.Units, "partner")
		}
		if r.IntN(9) == 0 {
			s.Units = append(s.Units, fmt.Sprint("u", r.IntN(5)))
		}
		for range r.IntN(3) {
			s.Copies = append(s.Copies, workflow.Copied{Role: pick(r, "legal", "window"), Unit: fmt.Sprint("u", r.IntN(9)), Person: pick(r, "", "", "li", "wang")})
		}
		s.Copies = slices.CompactFunc(s.Copies, func(a, b workflow.Copied) bool { return a == b })
		cases[i].at = Noon.Add(time.Duration(i*7919%60) * time.Second)
	}
	errs := atOnce(len(cases), func(i int) error {
		_, err := d.Write(context.Background(), file(cases[i].state.ID, func(tx *workflow.Tx) error {
			s, of := &tx.Out.Case.State, cases[i].state
			s.Authority, s.Applicant, s.Item, s.Status, s.ReceivedOn = of.Authority, of.Applicant, of.Item, of.Status, of.ReceivedOn
			s.Units, s.Copies = of.Units, of.Copies
			tx.Out.PutReaders = s.Readers()
			return nil
		}))
		return err
	})
	require.NoError(t, errors.Join(errs...))
	owned(t, d, func(exec func(string, ...any)) { // the clock of the tests stands still
		exec("UPDATE cases SET created_at = created_at + 1000000 * (CAST(substr(id, 2) AS integer) * 7919 % 60)")
	})
	slices.SortFunc(cases, func(a, b scattered) int { // as lists are ordered
		return -cmp.Or(a.at.Compare(b.at), cmp.Compare(a.state.ID, b.state.ID))
	})
	return cases
}

func pick(r *rand.Rand, of ...string) string { return of[r.IntN(len(of))] }

// anyScope sees the cases of some units and of an enterprise, those some units take part in, and copies; now and then of very many units.
func anyScope(r *rand.Rand) (s workflow.Scope) {
	if r.IntN(12) == 0 {
		return everything
	}
	units := func() (list []string) {
		for u := range 9 {
			if r.IntN(3) == 0 {
				list = append(list, fmt.Sprint("u", u))
			}
		}
		return list
	}
	if r.IntN(4) > 0 {
		s.Units = units()
	}
	if r.IntN(4) == 0 {
		s.Units = append(s.Units, "partner")
	}
	if r.IntN(9) == 0 {
		for n := range 80 {
			s.Units = append(s.Units, fmt.Sprint("far", n))
		}
	}
	if r.IntN(3) == 0 {
		s.Enterprise = fmt.Sprint("91F", r.IntN(9))
	}
	if r.IntN(4) > 0 {
		s.Person, s.Roles = pick(r, "li", "zhao"), []workflow.RoleInUnits{{Role: "legal", Units: units()}, {Role: "window", Units: units()}}
	}
	return s
}

// anyFilter looks for some of the cases in a scope.
func anyFilter(r *rand.Rand) workflow.CaseFilter {
	f := workflow.CaseFilter{Scope: anyScope(r), Limit: 1 + r.IntN(200)}
	if r.IntN(3) == 0 {
		f.Item = pick(r, "a", "b", "c")
	}
	if r.IntN(3) == 0 {
		f.Status = pick(r, "received", "decided", "ended")
	}
	if r.IntN(6) == 0 {
		f.Unit = fmt.Sprint("u", r.IntN(6))
	}
	if r.IntN(3) == 0 {
		f.Text = pick(r, "n-R", "n-r0", "R59", "91F3", "91", "zzz")
	}
	if r.IntN(4) == 0 {
		f.Received.From = calendar.MustParse(fmt.Sprintf("2026-03-%02d", 1+r.IntN(9)))
	}
	if r.IntN(4) == 0 {
		f.Received.To = calendar.MustParse(fmt.Sprintf("2026-03-%02d", 1+r.IntN(9)))
	}
	return f
}

// scopesOfManyCases holds the lists of cases and entries against a look at every case, for scopes and filters at random: none is missed,
// none is there twice, and all stand in their order, whichever ways a scope shows them by.
func scopesOfManyCases(t *testing.T, open Opener) {
	d := open(t)()
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same in every run
	cases := scatter(t, d, r)
	for range 150 {
		f := anyFilter(r)
		var want, got []workflow.CaseID
		for _, c := range cases {
			if c.listed(f) {
				want = append(want, c.state.ID)
			}
		}
		for _, row := range pages(t, func() {}, func(cursor string) (workflow.Page[workflow.CaseRow], error) {
			f.Cursor = cursor
			return d.Cases(context.Background(), f)
		}) {
			got = append(got, row.ID)
		}
		require.Equal(t, want, got, "%+v", f)
	}
	for range 50 {
		f := workflow.EntryFilter{Scope: anyScope(r), Streams: "case", Limit: 200}
		var want, got []string
		for _, c := range cases {
			if c.shown(f.Scope) {
				want = append(want, "case/"+string(c.state.ID))
			}
		}
		for _, row := range pages(t, func() {}, func(cursor string) (workflow.Page[workflow.EntryRow], error) {
			f.Cursor = cursor
			return d.Entries(context.Background(), f)
		}) {
			got = append(got, row.Entry.Stream)
		}
		slices.Sort(got)
		slices.Sort(want)
		require.Equal(t, want, got, "%+v", f)
	}
}

// CaseLists files n cases in ten units, of which nearly all have ended and a twentieth only is of another item, with a unit that takes part
// in every other one. It gives lists that an officer of all these units might ask for, and one of a unit with few cases.
func CaseLists(t require.TestingT, d *db.DB, n int) map[string]workflow.CaseFilter {
	office := workflow.Scope{Person: "li"}
	for u := range 10 {
		office.Units = append(office.Units, fmt.Sprint("u", u))
	}
	office.Roles = []workflow.RoleInUnits{{Role: "handler", Units: office.Units}}
	fill(t, d, n, func(i int) workflow.Write {
		return file(workflow.CaseID(fmt.Sprintf("list%06d", i)), grown, func(tx *workflow.Tx) error {
			s := &tx.Out.Case.State
			s.Authority, s.Status = office.Units[i%10], "ended"
			if i%5000 == 0 {
				s.Authority = "small"
			}
			if i%20 == 0 {
				s.Item, s.Status = "si-renewal", "accepted"
			}
			if i%2 == 0 {
				s.Units = []string{"u0"}
			}
			tx.Out.PutReaders = s.Readers()
			return nil
		})
	})
	of := func(f workflow.CaseFilter) workflow.CaseFilter {
		f.Scope = office
		return f
	}
	return map[string]workflow.CaseFilter{
		"newest": of(workflow.CaseFilter{}), "status": of(workflow.CaseFilter{Status: "accepted"}), "no status": of(workflow.CaseFilter{Status: "decided"}),
		"item": of(workflow.CaseFilter{Item: "si-renewal"}), "number": of(workflow.CaseFilter{Text: "n-list000042"}), "small": {Scope: workflow.Scope{Units: []string{"small"}}},
	}
}
