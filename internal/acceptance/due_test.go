package acceptance_test

import (
	"crypto/rand"
	"net/http"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/internal/testserver"
)

// fallen is an entry with what it says of limits.
type fallen struct {
	Number int64
	Kind   string
	Facts  struct {
		Deemed string
		Cards  []struct{ Clock, Rule, At string }
	}
}

// TestWhatFallsDueFallsOnceThroughKills moves the office's clock on while two replicas serve one database, and each time
// kills one of them at once. Every case is deemed accepted once, and no signal is given twice.
func TestWhatFallsDueFallsOnceThroughKills(t *testing.T) {
	t.Parallel()
	database, data := testserver.Postgres(t), filepath.Join(t.TempDir(), "data")
	one, two := demonstration(t, data, database), demonstration(t, data, database)
	for _, s := range []*server{one, two} {
		_, err := s.start()
		require.NoError(t, err)
	}
	to := newStreet()
	to.unblock()
	clients, err := signIn(to, two, "A1", "X2", auditor)
	require.NoError(t, err)
	j := newJournal()
	var cases []string
	for range size(6, 40) {
		id, err := j.file(clients["A1"], false)
		require.NoError(t, err)
		cases = append(cases, id)
	}
	for range size(6, 30) { // more than the five working days of acceptance, over any weekend
		q := request{method: http.MethodPost, path: "/demo/clock", key: rand.Text(), body: map[string]int{"advance_days": 2}}
		a, err := clients["X2"].call(q)
		require.NoError(t, err)
		require.Less(t, a.status, 300, string(a.body))
		_ = one.end(syscall.SIGKILL)
		_, err = one.start()
		require.NoError(t, err)
	}
	for _, id := range cases {
		var list []fallen
		require.Eventually(t, func() bool {
			list, err = every[fallen](clients[auditor], "/cases/"+id+"/trail")
			return err == nil && deemed(list) > 0
		}, time.Minute, 50*time.Millisecond, "case %s is never woken", id)
		require.Equal(t, 1, deemed(list), "case %s", id)
		given := map[string]bool{}
		for _, e := range list {
			for _, c := range e.Facts.Cards {
				require.False(t, given[c.Clock+c.Rule+c.At], "%s %s of case %s at %s twice", c.Clock, c.Rule, id, c.At)
				given[c.Clock+c.Rule+c.At] = true
			}
		}
		require.NotEmpty(t, given)
	}
	require.Zero(t, one.end(syscall.SIGTERM))
	require.Zero(t, two.end(syscall.SIGTERM))
	sound(t, data, database)
}

func deemed(list []fallen) (n int) {
	for _, e := range list {
		if e.Facts.Deemed == "accept" {
			n++
		}
	}
	return n
}
