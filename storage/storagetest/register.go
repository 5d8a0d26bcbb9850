package storagetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/storage/db"
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// registerTests hold what the register of certificates keeps of what cases do.
var registerTests = map[string]func(*testing.T, Opener){
	"a certificate is read back as it was put":          storedCertificate,
	"of 64 who change a certificate each sees the last": certificateRaced,
	"two certificates are changed in either order":      certificatesCrossed,
	"certificates are found by what they are on a day":  certificateStandings,
	"a register that contradicts its cases is found":    registerContradicted,
	"holders are found when something falls due":        certificatesDue,
}

func granted(number string, change func(*workflow.Certificate)) workflow.Certificate {
	c := workflow.Certificate{
		Number: number, Kind: "si", Holder: "甲", HolderID: "91A", Owner: "91A", Grade: "3", Scope: "集成", Status: workflow.CertificateValid, Authority: "u",
		GrantedOn: calendar.MustParse("2023-03-01"), ValidFrom: calendar.MustParse("2023-03-01"), ValidUntil: calendar.MustParse("2027-02-28"),
		CaughtUp: calendar.MustParse("2026-10-01"),
		Terms: workflow.Terms{Since: calendar.MustParse("2023-03-01"), Remind: []int{30}, Duties: []item.Duty{
			{ID: "check", Title: item.Text{Zh: "自查", En: "Check"}, First: 1, Every: 1, From: "02-01", To: "04-30"}}},
		Done: []workflow.DutyDone{{Duty: "check", Year: 2024, Result: "pass", On: calendar.MustParse("2024-03-01"), Case: "c9"}},
	}
	if change != nil {
		change(&c)
	}
	return c
}

func putCertificates(list ...workflow.Certificate) workflow.Write {
	return workflow.Write{Stream: "certificate/" + list[0].Number, Change: func(tx *workflow.Tx) error {
		tx.Out.Certificates = list
		_, err := record(tx, tx.Head, "registered", "admin")
		return err
	}}
}

func storedCertificate(t *testing.T, open Opener) {
	d := open(t)()
	want := granted("N1", func(c *workflow.Certificate) {
		c.Changes = []workflow.CertificateChange{{Act: item.RegisterSuspend, Ground: "g", Title: item.Text{Zh: "事由", En: "Ground"}, Basis: "法", Case: "c1", CaseNumber: "2026-000001",
			By: "L1", At: Noon.UTC().Truncate(time.Microsecond), From: calendar.MustParse("2026-11-23"), Status: workflow.CertificateSuspended}}
		c.Status, c.SucceededBy, c.Replaces, c.Details = workflow.CertificateSuspended, "N2", "N0", []byte(`{"copies":1}`)
	})
	must(t, d, putCertificates(want))
	got, err := d.Certificate(context.Background(), "N1")
	require.NoError(t, err)
	require.Equal(t, want, got)
}

// count makes the grade of a certificate, as the change finds it, one mark longer.
func count(number string) func(*workflow.Tx) error {
	return func(tx *workflow.Tx) error {
		c, ok, err := tx.Certificate(number)
		if err != nil {
			return err
		}
		if !ok {
			return errors.New("no such certificate")
		}
		c.Grade += "+"
		tx.Out.Certificates = append(tx.Out.Certificates, c)
		return nil
	}
}

func certificateRaced(t *testing.T, open Opener) {
	handle := open(t)
	replicas := []*db.DB{handle(), handle()}
	must(t, replicas[0], putCertificates(granted("N1", nil)))
	for i := range 8 {
		must(t, replicas[0], file(caseID(i)))
	}
	errs := atOnce(crowd, func(i int) error {
		_, err := replicas[i%2].Write(context.Background(), advance(caseID(i%8), "a", count("N1")))
		return err
	})
	require.NoError(t, errors.Join(errs...))
	got, err := replicas[1].Certificate(context.Background(), "N1")
	require.NoError(t, err)
	require.Len(t, got.Grade, 1+crowd, "no change was lost")
}

func certificatesCrossed(t *testing.T, open Opener) {
	handle := open(t)
	replicas := []*db.DB{handle(), handle()}
	must(t, replicas[0], putCertificates(granted("N1", nil), granted("N2", nil)))
	for i := range 4 {
		must(t, replicas[0], file(caseID(i)))
	}
	errs := atOnce(16, func(i int) error {
		first, second := fmt.Sprint("N", 1+i%2), fmt.Sprint("N", 2-i%2)
		for { // whoever waited too long for a row is told that nothing was stored, and tries again
			_, err := replicas[i/2%2].Write(context.Background(), advance(caseID(i%4), "a", count(first), count(second)))
			var refused *workflow.Error
			if !errors.As(err, &refused) || refused.Code != "database_unavailable" {
				return err
			}
		}
	})
	require.NoError(t, errors.Join(errs...))
	for _, number := range []string{"N1", "N2"} {
		got, err := replicas[0].Certificate(context.Background(), number)
		require.NoError(t, err)
		require.Len(t, got.Grade, 17, number)
	}
}

// certificateStandings holds the lists against the rules of the domain, row by row.
func certificateStandings(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	var all []workflow.Certificate
	for i, term := range workflow.StatusTerms() {
		for k, until := range []string{"2026-11-22", "2026-11-23", ""} {
			for n, next := range []string{"", "N9"} {
				if term.Status == workflow.CertificateExpired {
					continue // none is stored so
				}
				all = append(all, granted(fmt.Sprintf("S%d%d%d", i, k, n), func(c *workflow.Certificate) {
					c.Status, c.ValidUntil, c.SucceededBy = term.Status, calendar.Date{}, next
					if until != "" {
						c.ValidUntil = calendar.MustParse(until)
					}
					// Its window of 2026 begins before that of the check, and ends after it.
					c.Terms.Duties = append(c.Terms.Duties, item.Duty{ID: "report", Title: item.Text{Zh: "年报", En: "Report"}, First: 3, Every: 1, From: "01-01", To: "12-31"})
					c.Done = append(c.Done, workflow.DutyDone{Duty: "check", Year: 2025})
					if n == 1 {
						c.Done = append(c.Done, workflow.DutyDone{Duty: "check", Year: 2026})
					}
				}))
			}
		}
	}
	must(t, d, putCertificates(all...))
	on := calendar.MustParse("2026-11-23")
	filters := map[string]struct {
		filter db.CertificateFilter
		holds  func(workflow.Certificate) bool
	}{
		"to cancel": {db.CertificateFilter{ToCancel: true}, func(c workflow.Certificate) bool { return c.ToCancel(on) }},
		"overdue":   {db.CertificateFilter{Overdue: true}, func(c workflow.Certificate) bool { return c.OverdueOn(on) }},
	}
	for _, term := range workflow.StatusTerms() {
		filters[string(term.Status)] = struct {
			filter db.CertificateFilter
			holds  func(workflow.Certificate) bool
		}{db.CertificateFilter{Status: term.Status}, func(c workflow.Certificate) bool { return c.StatusOn(on) == term.Status }}
	}
	for name, f := range filters {
		f.filter.Scope, f.filter.On, f.filter.Limit = everything, on.String(), 100
		page, err := d.Certificates(ctx, f.filter)
		require.NoError(t, err)
		var want, got []string
		for _, c := range all {
			if f.holds(c) {
				want = append(want, c.Number)
			}
		}
		for _, c := range page.Rows {
			got = append(got, c.Number)
		}
		require.Equal(t, want, got, name)
		require.NotEmpty(t, want, name)
	}
}

func certificatesDue(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, putCertificates(
		granted("N1", nil), // reminded on 2027-01-29
		granted("N2", func(c *workflow.Certificate) { c.ValidUntil = calendar.MustParse("2026-12-01") }),
		granted("N3", func(c *workflow.Certificate) { c.Status = workflow.CertificateRevoked }),
		granted("N4", func(c *workflow.Certificate) { c.Terms = workflow.Terms{} }),
	))
	for day, want := range map[string][]string{"2026-10-31": nil, "2026-11-01": {"N2"}, "2027-01-29": {"N2", "N1"}} {
		got, err := d.DueCertificates(context.Background(), day, 10)
		require.NoError(t, err)
		require.Equal(t, want, append([]string(nil), got...), day)
	}
}

func registerContradicted(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	revoked := workflow.RegisterFact{Act: item.RegisterRevoke, Certificate: "N1", Status: workflow.CertificateRevoked, From: calendar.MustParse("2026-11-23")}
	change := workflow.CertificateChange{Act: revoked.Act, Case: "c1", Status: revoked.Status, From: revoked.From}
	must(t, d, file("c1"))
	must(t, d, advance("c1", "a", func(tx *workflow.Tx) error {
		tx.Out.Case.State.Registered = []workflow.RegisterFact{revoked}
		return nil
	}))
	for _, c := range []struct {
		code   string
		change func(*workflow.Certificate)
	}{
		{"", func(c *workflow.Certificate) {
			c.Status, c.Changes = workflow.CertificateRevoked, []workflow.CertificateChange{change}
		}},
		{"certificate_mismatch", nil}, // as if the case had never been
		{"certificate_mismatch", func(c *workflow.Certificate) { c.Changes = []workflow.CertificateChange{change} }}, // shown, and valid all the same
	} {
		must(t, d, putCertificates(granted("N1", c.change)))
		problems, err := d.Fsck(ctx)
		require.NoError(t, err)
		var codes []string
		for _, p := range problems {
			if p.Subject == "c1" && p.Code != "object_unnamed" {
				codes = append(codes, p.Code)
			}
		}
		if c.code == "" {
			require.Empty(t, codes)
			continue
		}
		require.Equal(t, []string{c.code}, codes)
	}
}
