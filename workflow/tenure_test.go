package workflow_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/trail"
)

func TestTenuresAreReadFromTheStreamOfAPerson(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2026, 3, n, 4, 0, 0, 0, time.UTC) }
	entry := func(n int, kind, role, unit, by string) trail.Entry {
		return trail.Entry{Header: trail.Header{Stream: "person/U1", Number: int64(n), Kind: kind, EffectiveAt: day(n), Actor: trail.Actor{Person: by}},
			Facts: []byte(fmt.Sprintf(`{"person":"U1","role":%q,"unit":%q}`, role, unit))}
	}
	list, err := workflow.Tenures([]trail.Entry{
		entry(1, "taken_on", "", "", "X2"), entry(2, "appointed", "window", "gz", "X3"), entry(3, "appointed", "handler", "gz", "X3"), entry(4, "unappointed", "window", "gz", "X5"),
		entry(5, "changed", "", "", "X2"), entry(6, "appointed", "window", "gz", "X3"),
	})
	require.NoError(t, err)
	window, handler := workflow.Appointment{Person: "U1", Role: "window", Unit: "gz"}, workflow.Appointment{Person: "U1", Role: "handler", Unit: "gz"}
	require.Equal(t, []workflow.Tenure{
		{Appointment: window, From: day(2), By: "X3", Until: day(4), Ended: "X5"}, {Appointment: handler, From: day(3), By: "X3"}, {Appointment: window, From: day(6), By: "X3"},
	}, list, "the second time at the window is another one")

	_, err = workflow.Tenures([]trail.Entry{{Header: trail.Header{Stream: "person/U1", Number: 7, Kind: "appointed"}, Facts: []byte(`{`)}})
	require.ErrorContains(t, err, "entry 7 of person/U1")
}
