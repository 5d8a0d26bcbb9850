package acceptance_test

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/internal/testserver"
)

// Scenario 23: the same key at once at two replicas is one entry and two equal answers; with another body it is refused.
func TestScenario23SameKeyAtTwoReplicas(t *testing.T) {
	t.Parallel()
	database, data := testserver.Postgres(t), filepath.Join(t.TempDir(), "data")
	one, two := demonstration(t, data, database), demonstration(t, data, database)
	_, err := one.start()
	require.NoError(t, err)
	_, err = two.start()
	require.NoError(t, err)
	to := newStreet()
	to.unblock()
	clients, err := signIn(to, one, "A1", "U1", auditor)
	require.NoError(t, err)
	j := newJournal()
	rounds := size(50, 500)
	for sent := 0; sent < rounds; {
		kase := j.fileTwice(t, clients["A1"], two)
		at := "/cases/" + kase + "/tasks/1/"
		for range 3 {
			j.twice(t, clients["U1"], two, at+"claim", nil)
			j.twice(t, clients["U1"], two, at+"release", nil)
		}
		j.twice(t, clients["U1"], two, at+"decide", map[string]string{"decision": "accept"})
		j.twice(t, clients["A1"], two, "/cases/"+kase+"/withdraw", map[string]string{"reason": "撤回申请"})
		sent += 9
	}
	last := j.acks[len(j.acks)-1]
	last.body = map[string]string{"reason": "别的理由"}
	a, err := clients["A1"].on(two).once(t.Context(), last.request)
	require.NoError(t, err)
	require.Equal(t, http.StatusUnprocessableEntity, a.status)
	require.Equal(t, "key_reused", a.code())
	j.check(t, clients)
	require.Zero(t, one.end(syscall.SIGTERM))
	require.Zero(t, two.end(syscall.SIGTERM))
	sound(t, data, database)
	require.Empty(t, append(one.complaints(), two.complaints()...))
	t.Logf("%d keys at two replicas, %d answers asked to come again: %s", len(j.acks), to.busy.Load(), j.summary())
}

// fileTwice writes an application at one replica and files it at both.
func (j *journal) fileTwice(t *testing.T, c *client, other *server) string {
	t.Helper()
	draft, papers, err := j.write(c, filed, false)
	require.NoError(t, err)
	d := j.twice(t, c, other, "/cases", map[string]string{"draft": draft})
	j.drafted(draft, d.Case, papers)
	return d.Case
}

// twice sends one command with one key to both replicas at once.
func (j *journal) twice(t *testing.T, c *client, other *server, path string, body any) done {
	t.Helper()
	q := request{method: http.MethodPost, path: path, key: rand.Text(), body: body}
	at := []*client{c, c.on(other)}
	answers, errs := make([]answer, len(at)), make([]error, len(at))
	gate := make(chan struct{})
	var wait sync.WaitGroup
	for i := range at {
		wait.Add(1)
		go func() {
			defer wait.Done()
			<-gate
			answers[i], errs[i] = at[i].call(q)
		}()
	}
	close(gate)
	wait.Wait()
	replayed := 0
	var said [2]done
	for i, a := range answers {
		require.NoError(t, errs[i])
		require.NoError(t, a.read(&said[i]), fmt.Sprintf("%s at replica %d", path, i+1))
		if a.replayed {
			replayed++
		}
	}
	require.Equal(t, string(answers[0].body), string(answers[1].body), path)
	require.Equal(t, 1, replayed, "one of the two answers to %s repeats the other", path)
	j.keep(acknowledged{q, c, said[0]})
	return said[0]
}
