package acceptance_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestStopAnswersWhatWasTaken stops the server in order while everybody works and while two requests have only arrived in
// part. Both are answered once the rest of them arrives, the process ends with 0, and it can be started again at once.
func TestStopAnswersWhatWasTaken(t *testing.T) {
	t.Parallel()
	s := demonstration(t, filepath.Join(t.TempDir(), "data"), "")
	_, err := s.start()
	require.NoError(t, err)
	to := newStreet()
	people := []string{"A1", "A2", "U1", "U3"}
	clients, err := signIn(to, s, slices.Concat(people, []string{"A3", auditor})...)
	require.NoError(t, err)
	to.unblock()
	j := newJournal()
	filer := clients["A3"]
	workers := map[string]*client{}
	for _, id := range people {
		workers[id] = clients[id]
	}
	work := newShift(j, workers)
	work.begin(workers)

	stopInTheMiddle(t, s, j, filer)
	sound(t, s.data, "")

	_, err = s.start()
	require.NoError(t, err)
	to.unblock()
	require.NoError(t, work.end())
	require.NoError(t, j.repeat(3))
	j.check(t, clients)
	require.Zero(t, s.end(syscall.SIGTERM))
	require.Empty(t, s.complaints())
}

// stopInTheMiddle stops the server when it has taken an upload and a filing whose bodies have yet to come.
func stopInTheMiddle(t *testing.T, s *server, j *journal, filer *client) {
	t.Helper()
	whole, papers, err := j.write(filer, filed, true)
	require.NoError(t, err)
	draft, err := j.draft(filer, map[string]string{"item": filed})
	require.NoError(t, err)
	letter := append([]byte("%PDF-1.4\n"), strings.Repeat("0123456789abcdef", 1<<16)...)
	upload := filer.begin(t, request{method: http.MethodPut, path: "/drafts/" + draft + "/files/employer-letter/letter.pdf", raw: letter})
	filing := request{method: http.MethodPost, path: "/cases", key: rand.Text(), body: map[string]string{"draft": whole}}
	submit := filer.begin(t, filing)
	filer.block()
	s.signal(syscall.SIGTERM)
	require.NoError(t, eventually(stopWithin, func() (bool, error) { return !listening(s.url), nil }), "it still takes requests")

	stored, err := upload.finish()
	require.NoError(t, err, "the file was taken and not answered")
	require.Equal(t, http.StatusCreated, stored.status, string(stored.body))
	submitted, err := submit.finish()
	require.NoError(t, err, "the application was taken and not answered")
	var d done
	require.NoError(t, submitted.read(&d))
	j.keep(acknowledged{filing, filer, d})
	j.drafted(whole, d.Case, papers)
	select {
	case <-s.done:
	case <-time.After(stopWithin):
		require.Fail(t, "it does not end", s.said())
	}
	require.Zero(t, s.cmd.ProcessState.ExitCode(), s.said())
}

func listening(url string) bool {
	c, err := net.DialTimeout("tcp", strings.TrimPrefix(url, "http://"), time.Second)
	if err != nil {
		return false
	}
	_ = c.Close()
	return true
}

// partial is a request of which the server has read the head and waits for the body.
type partial struct {
	rest   *io.PipeWriter
	body   []byte
	answer chan answer
	err    chan error
}

// begin sends a request without its body and returns when the server has asked for the body.
func (c *client) begin(t *testing.T, q request) *partial {
	t.Helper()
	body := q.raw
	if body == nil {
		var err error
		body, err = json.Marshal(q.body)
		require.NoError(t, err)
	}
	read, write := io.Pipe()
	p := &partial{rest: write, body: body, answer: make(chan answer, 1), err: make(chan error, 1)}
	taken := make(chan struct{})
	ctx := httptrace.WithClientTrace(context.Background(), &httptrace.ClientTrace{Got100Continue: func() { close(taken) }})
	r, err := http.NewRequestWithContext(ctx, q.method, c.url+"/api/v1"+q.path, read)
	require.NoError(t, err)
	r.ContentLength = int64(len(body))
	r.Header.Set("Expect", "100-continue")
	r.Header.Set("Content-Type", "application/json")
	c.dress(r, q)
	transport := &http.Transport{ExpectContinueTimeout: time.Hour}
	go func() {
		said, err := transport.RoundTrip(r)
		if err != nil {
			p.err <- err
			return
		}
		got, err := io.ReadAll(said.Body)
		if err = errors.Join(err, said.Body.Close()); err != nil {
			p.err <- err
			return
		}
		p.answer <- answer{status: said.StatusCode, body: got}
	}()
	select {
	case <-taken:
	case err := <-p.err:
		require.NoError(t, err)
	case a := <-p.answer:
		require.Fail(t, "it was answered before its body came", "%d: %s", a.status, a.body)
	case <-time.After(answerWithin):
		require.Fail(t, "the server does not ask for the body")
	}
	return p
}

// finish sends the body and gives the answer.
func (p *partial) finish() (answer, error) {
	_, err := io.Copy(p.rest, bytes.NewReader(p.body))
	if err = errors.Join(err, p.rest.Close()); err != nil {
		return answer{}, err
	}
	select {
	case a := <-p.answer:
		return a, nil
	case err := <-p.err:
		return answer{}, err
	case <-time.After(requestWithin):
		return answer{}, errLate
	}
}
