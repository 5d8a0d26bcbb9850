package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/internal/testwitness"
)

// watchedOffice is an office whose log a witness watches.
type watchedOffice struct {
	t                   *testing.T
	program, data, list string
	witness             *testwitness.Witness
	people              int
}

func newWatchedOffice(t *testing.T) *watchedOffice {
	t.Helper()
	o := &watchedOffice{t: t, program: program(t), data: filepath.Join(t.TempDir(), "d"), list: filepath.Join(t.TempDir(), "witnesses")}
	o.work(1)
	key, err := os.ReadFile(filepath.Join(o.data, "keys", "checkpoint.pub"))
	require.NoError(t, err)
	o.witness = testwitness.New(t, "witness.example/w1", strings.TrimSpace(string(key)))
	require.NoError(t, os.WriteFile(o.list, fmt.Appendf(nil, "# who watches\n%s %s\n", o.witness.URL, o.witness.Key), 0o600))
	return o
}

// work has some people appointed: there are more entries then.
func (o *watchedOffice) work(n int) {
	for range n {
		o.people++
		succeeds(o.t, o.program, "user", "add", fmt.Sprint("user", o.people), "--name", "王小明", "--role", "auditor", "--data", o.data)
	}
}

func (o *watchedOffice) serve() *served {
	return serve(o.t, o.program, "--data", o.data, "--witness", o.list)
}

var cosignedLine = regexp.MustCompile(`(?m)^witness witness\.example/w1\+[0-9a-f]{8}: (\d+) entries cosigned, \d+[ms]\S* ago$`)

// cosigned waits until the witness has cosigned more entries than before, and gives how many.
func (o *watchedOffice) cosigned(s *served, before int) int {
	o.t.Helper()
	n := 0
	require.Eventually(o.t, func() bool {
		if m := cosignedLine.FindStringSubmatch(get(o.t, s.url+"/readyz")); m != nil {
			n, _ = strconv.Atoi(m[1])
		}
		return n > before
	}, time.Minute, 50*time.Millisecond)
	return n
}

func get(t *testing.T, url string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	return string(text)
}

// freeAddress is one nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	return l.Addr().String()
}

// verify is trail verify some time from now; it gives what was printed, and found.
func (o *watchedOffice) verify(later time.Duration, kept ...string) (string, error) {
	var out bytes.Buffer
	c := trailVerifyCommand{databaseFlags: databaseFlags{Data: o.data}, Checkpoint: kept, witnessFlags: witnessFlags{Witness: []string{o.list}}}
	err := c.Run(o.t.Context(), &process{out: &out, err: io.Discard, now: func() time.Time { return time.Now().Add(later) }})
	return out.String(), err
}

// TestWitnessedOffice: while the witness is away the office works and says so; what it cosigned verifies; and of a database
// that was put back it cosigns nothing more, which readiness, metrics, log and verification tell.
func TestWitnessedOffice(t *testing.T) {
	t.Parallel()
	o := newWatchedOffice(t)
	o.witness.Down(true)
	s := o.serve()
	require.Eventually(t, func() bool { return o.witness.Asked() > 0 }, time.Minute, 20*time.Millisecond)
	require.Regexp(t, `^ok\nwitness witness\.example/w1\+[0-9a-f]{8}: nothing cosigned yet\n$`, get(t, s.url+"/readyz"))
	o.witness.Down(false)
	first := o.cosigned(s, 0)
	kept := filepath.Join(t.TempDir(), "kept.txt")
	checkpoint := get(t, s.url+"/api/v1/trail/checkpoint")
	require.Contains(t, checkpoint, "\n— witness.example/w1 ", "the checkpoint bears the cosignature")
	s.stop(t)
	said, err := o.verify(time.Hour)
	require.NoError(t, err)
	require.Contains(t, said, fmt.Sprintf("%d entries under a checkpoint that the witnesses cosigned\n", first))

	backup, err := os.ReadFile(filepath.Join(o.data, "shenpi.db"))
	require.NoError(t, err)
	o.work(2)
	s = o.serve()
	second := o.cosigned(s, first)
	require.NoError(t, os.WriteFile(kept, []byte(get(t, s.url+"/api/v1/trail/checkpoint")), 0o600))
	s.stop(t)
	_, err = o.verify(time.Hour, kept)
	require.NoError(t, err)

	// Somebody puts the backup back and goes on with it.
	require.NoError(t, os.WriteFile(filepath.Join(o.data, "shenpi.db"), backup, 0o600))
	_, err = o.verify(time.Hour, kept)
	require.ErrorContains(t, err, fmt.Sprintf("a signed checkpoint had %d entries, now it has %d", second, first))
	o.work(3)
	metrics := freeAddress(t)
	s = serve(t, o.program, "--data", o.data, "--witness", o.list, "--metrics", metrics)
	require.Eventually(t, func() bool {
		return strings.Contains(get(t, "http://"+metrics+"/metrics"), `shenpi_witness_failures_total{reason="disagrees"`)
	}, time.Minute, 50*time.Millisecond)
	require.Contains(t, get(t, s.url+"/readyz"), fmt.Sprintf(": %d entries cosigned, ", first), "the office goes on, and says how far it was believed")
	s.stop(t)
	_, err = o.verify(0)
	require.NoError(t, err, "the witness might still come")
	said, err = o.verify(time.Hour)
	require.ErrorContains(t, err, "not_cosigned")
	require.Contains(t, said, fmt.Sprintf("and only %d under one that enough of the witnesses cosigned", first))
	_, err = o.verify(0, kept)
	require.ErrorContains(t, err, "It was rolled back and went on otherwise, or was written anew: the first bad entry is at position "+fmt.Sprint(first)+" or later")
}
