package workflow_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// busy has two duties in a year: a report that can be given in the whole of it, and a self-check in spring.
func busy() workflow.Certificate {
	k := heldBefore()
	k.Terms.Duties = append([]item.Duty{{ID: "report", Title: item.Text{Zh: "年报", En: "Report"}, First: 1, Every: 1, From: "01-01", To: "12-31"}}, k.Terms.Duties...)
	return k
}

// TestTheWindowThatEndsFirstIsDueFirst: not the one that began first.
func TestTheWindowThatEndsFirstIsDueFirst(t *testing.T) {
	t.Parallel()
	k := busy()
	require.Equal(t, day("2024-04-30"), k.DutyDue())
	require.False(t, k.OverdueOn(day("2024-04-30")), "its last day")
	require.True(t, k.OverdueOn(day("2024-05-01")))
	for _, d := range []struct {
		duty string
		year int
		due  string
	}{
		{"self-check", 2024, "2024-12-31"}, {"report", 2024, "2025-04-30"}, {"report", 2025, "2025-04-30"}, {"self-check", 2025, "2026-04-30"},
		{"self-check", 2026, "2026-12-31"}, {"report", 2026, ""},
	} {
		k.Done = append(k.Done, workflow.DutyDone{Duty: d.duty, Year: d.year})
		want := calendar.Date{}
		if d.due != "" {
			want = day(d.due)
		}
		require.Equal(t, want, k.DutyDue(), "after %s of %d", d.duty, d.year)
	}
	require.False(t, k.OverdueOn(day("2027-05-01")), "the validity ends before the last day of the next window")
}

// TestNobodyIsOverdueOnACertificateThatEnded: its holder can do nothing by it any more.
func TestNobodyIsOverdueOnACertificateThatEnded(t *testing.T) {
	t.Parallel()
	for _, term := range workflow.StatusTerms() {
		if term.Status == workflow.CertificateExpired {
			continue // none is stored so
		}
		k := busy()
		k.Status = term.Status
		lasts := term.Status == workflow.CertificateValid || term.Status == workflow.CertificateSuspended
		require.Equal(t, lasts, k.OverdueOn(day("2026-11-23")), term.Status)
	}
}

// TestDutiesGoOnWithTheOneThatTakesThePlace: whoever has a certificate changed or issued again owes what they owed before, nothing
// that was done and all that was missed, and is told what the old one's reminders had not told yet.
func TestDutiesGoOnWithTheOneThatTakesThePlace(t *testing.T) {
	t.Parallel()
	for _, act := range []string{"change", "replace"} {
		o := openRegister(t, "2025-05-03")
		before := o.held(held)
		before.CaughtUp, before.Done = day("2025-04-20"), []workflow.DutyDone{{Duty: "self-check", Year: 2024}}
		o.store.Put(before)
		m := o.opened("A1", 1)
		m.as("L1").decide("decision", act)
		m.as("C1").issue("paper")
		k := o.held(o.held(held).SucceededBy)
		require.Equal(t, before.Windows(day("2025-05-03")), k.Windows(day("2025-05-03")))
		require.Equal(t, day("2025-04-30"), k.DutyDue(), "missed, and 2024 is done")
		require.Equal(t, before.Reminders(day("2025-05-03")), k.Reminders(day("2025-05-03")))

		told := func(number string) (kinds []string) {
			from := len(o.store.Notices())
			require.NoError(t, o.engine.Remind(context.Background(), number))
			for _, n := range o.store.Notices()[from:] {
				kinds = append(kinds, n.Kind)
			}
			return kinds
		}
		require.Empty(t, told(held))
		require.Equal(t, []string{"duty_missed"}, told(k.Number))
		require.Empty(t, told(k.Number))
	}
}

// TestADutyIsRecordedInItsWindows: exactly what the register shows as a window that has begun and is not done can be recorded, late too.
func TestADutyIsRecordedInItsWindows(t *testing.T) {
	t.Parallel()
	for on, can := range map[string][]int{
		"2024-01-31": nil, "2024-02-01": {2024}, "2026-01-31": {2024, 2025}, "2026-11-23": {2024, 2025, 2026},
		"2027-02-10": {2024, 2025, 2026}, // the certificate ends before the last day of the window of 2027
	} {
		o := openRegister(t, on)
		var recorded []int
		for year := 2021; year <= 2028; year++ {
			m := o.opened("A1", year-2020)
			p := m.as("L1").permission("decide", "fulfil")
			if p.Allowed {
				recorded = append(recorded, year)
				m.decide("decision", "fulfil")
				continue
			}
			require.Equal(t, "duty_year", p.Why.Code, year)
		}
		require.Equal(t, can, recorded, on)
		for _, year := range can {
			o.opened("A1", year-2020).as("L1").cannot("duty_done").decide("decision", "fulfil")
		}
	}
}
