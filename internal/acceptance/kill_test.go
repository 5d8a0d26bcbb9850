package acceptance_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestKilledServerKeepsItsWord kills the server again and again while sixteen people work, each of whom repeats what was
// not answered with the same key. Nothing acknowledged may be lost, doubled or half done, and whoever is told of it outside
// is told everything, each thing under one id however often.
func TestKilledServerKeepsItsWord(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, database string) {
		s := demonstration(t, filepath.Join(t.TempDir(), "data"), database)
		out := openOutsider(t)
		s.args = append(s.args, out.flags(t)...)
		_, err := s.start()
		require.NoError(t, err)
		to := newStreet()
		clients, err := signIn(to, s, slices.Concat(officers, applicants, []string{auditor, admin})...)
		require.NoError(t, err)
		workers := map[string]*client{}
		for _, id := range slices.Concat(officers, applicants) {
			workers[id] = clients[id]
		}
		j := newJournal()
		work := newShift(j, workers)
		to.unblock()
		require.NoError(t, out.subscribe(clients[admin], clients["A1"], clients["A2"]))
		work.begin(workers)
		times := murders(t, s, database, work, to, size(20, 200))
		require.NoError(t, eventually(time.Minute, func() (bool, error) { return j.varied(), work.failed() }), "too little was done")
		require.NoError(t, work.end())

		require.Equal(t, -1, s.end(syscall.SIGKILL))
		sound(t, s.data, database) // as the last kill left it
		_, err = s.start()
		require.NoError(t, err)
		require.NoError(t, j.repeat(7))
		late, err := signIn(to, s, auditor, admin) // whose sessions were idle for too long
		require.NoError(t, err)
		clients[auditor], clients[admin] = late[auditor], late[admin]
		out.listens()
		require.NoError(t, eventually(2*time.Minute, func() (bool, error) {
			found := j.trails(t, clients[auditor])
			told, err := out.told(clients[admin], found)
			return told && out.recorded(found), err
		}), "something does not leave the house, or does not come on the trail")
		out.check(t, j.check(t, clients))
		require.Zero(t, s.end(syscall.SIGTERM))
		sound(t, s.data, database)
		out.listed(t, s.data, database)
		require.Empty(t, s.complaints())
		left, err := filepath.Glob(filepath.Join(s.temp(), "shenpi-*"))
		require.NoError(t, err)
		for _, name := range left {
			file, err := os.Stat(name)
			require.NoError(t, err)
			require.Zero(t, file.Size(), "papers of applicants lie about in %s", name)
		}

		slices.Sort(times)
		t.Logf("%d kills; ready again after: median %s, p99 %s, max %s", len(times), times[len(times)/2], times[len(times)*99/100], times[len(times)-1])
		t.Logf("%d requests, %d unanswered and repeated, %d asked to come again", to.sent.Load(), to.unanswered.Load(), to.busy.Load())
		t.Log(j.summary())
	})
}

// varied reports whether everything that can be acknowledged was, several times.
func (j *journal) varied() bool {
	for kind, least := range map[string]int{"submitted": 30, "supplied": 3, "voted": 20, "decided": 60, "certificate_issued": 5, "claimed": 10} {
		if j.count(kind) < least {
			return false
		}
	}
	return true
}

// murders kills the server n times, each time somewhere within its next requests. Of five times it looks once at what the
// kill has left before anything is repeated, and once kills again while the server starts. It gives how long each start
// took until the server could be asked.
func murders(t *testing.T, s *server, database string, work *shift, to *street, n int) []time.Duration {
	t.Helper()
	times := make([]time.Duration, 0, n)
	for i := range n {
		to.target.Store(to.sent.Load() + 40 + rand.Int64N(400))
		select {
		case <-to.strike:
		case <-time.After(answerWithin):
			require.NoError(t, work.failed())
			require.Fail(t, "nobody does anything", s.said())
		}
		<-time.After(time.Duration(rand.IntN(10_000)) * time.Microsecond) // so that it hits any moment of a request
		to.block()
		require.Equal(t, -1, s.end(syscall.SIGKILL), "the server had ended by itself: %s", s.said())
		if i%5 == 2 {
			sound(t, s.data, database) // with everything half way
		}
		if i%5 == 4 {
			require.NoError(t, s.launch())
			<-time.After(time.Duration(rand.IntN(300)) * time.Millisecond) // somewhere in its start
			require.Equal(t, -1, s.end(syscall.SIGKILL), "the server had ended by itself: %s", s.said())
		}
		took, err := s.start()
		require.NoError(t, err, fmt.Sprintf("after kill %d", i+1))
		times = append(times, took)
		require.NoError(t, work.failed())
		to.unblock()
	}
	return times
}
