package workflow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

func TestWhatAHolderHasToDo(t *testing.T) {
	t.Parallel()
	k := workflow.Certificate{
		Status: workflow.CertificateValid, ValidFrom: day("2023-01-01"), ValidUntil: day("2026-12-31"),
		Terms: workflow.Terms{Since: day("2023-01-01"), Remind: []int{90, 30}, Duties: []item.Duty{{ID: "check", First: 3, Every: 1, From: "10-15", To: "11-30"}}},
	}
	renewal := workflow.HolderDue{By: day("2026-12-01"), Until: day("2026-12-31")}
	check := workflow.HolderDue{Duty: "check", Year: 2026, By: day("2026-11-30")}
	for on, want := range map[string][]workflow.HolderDue{
		"2026-10-01": nil,
		"2026-10-02": {renewal},
		"2026-10-15": {check, renewal},
		"2026-12-01": {renewal},
		"2026-12-31": {renewal},
		"2027-01-01": nil,
	} {
		require.Equal(t, want, k.DueOn(day(on)), on)
	}
	followed := k
	followed.SucceededBy = "S3"
	require.Equal(t, []workflow.HolderDue{check}, followed.DueOn(day("2026-11-01")), "what follows it is renewed later")
	for _, status := range []workflow.CertificateStatus{workflow.CertificateReplaced, workflow.CertificateRevoked, workflow.CertificateCancelled} {
		gone := k
		gone.Status = status
		require.Empty(t, gone.DueOn(day("2026-11-01")), status)
	}
}
