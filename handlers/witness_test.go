package handlers_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/handlers"
)

// How far the witnesses are is told to whoever runs the service, and is no reason not to be ready.
func TestReadinessSaysHowFarTheWitnessesAre(t *testing.T) {
	t.Parallel()
	var list []handlers.Cosigned
	var fails error
	h := newHouse(t, func(_ *house, d *handlers.Deps) {
		d.Witnesses = func(context.Context) ([]handlers.Cosigned, error) { return list, fails }
		now := d.Now()
		d.Now = func() time.Time { return now }
		list = []handlers.Cosigned{{Witness: "a+01", Size: 1234, At: now.Add(-90500 * time.Millisecond)}, {Witness: "b+02"}}
	})
	ready := func() string { return string(h.nobody().send(http.MethodGet, "/readyz", nil).is(http.StatusOK).body) }
	require.Equal(t, "ok\nwitness a+01: 1234 entries cosigned, 1m30s ago\nwitness b+02: nothing cosigned yet\n", ready())
	h.WitnessFailed("b+02", "unreachable")
	metrics := func() string {
		w := httptest.NewRecorder()
		h.Metrics().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		return w.Body.String()
	}
	said := metrics()
	for _, line := range []string{
		`shenpi_trail_cosigned_entries{witness="a+01"} 1234`, `shenpi_trail_cosigned_entries{witness="b+02"} 0`,
		`shenpi_trail_cosigned_age_seconds{witness="a+01"} 90.5`, `shenpi_witness_failures_total{reason="unreachable",witness="b+02"} 1`,
	} {
		require.Contains(t, strings.Split(said, "\n"), line)
	}
	require.NotContains(t, said, `shenpi_trail_cosigned_age_seconds{witness="b+02"}`)

	fails = errors.New("the database is slow")
	require.Equal(t, "ok\nwitnesses: it cannot be told how far they have come\n", ready())
	require.NotContains(t, metrics(), "shenpi_trail_cosigned_entries{")
}
