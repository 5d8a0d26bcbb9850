package storagetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/storage/db"
	"shenpi/workflow"
)

// keyTests hold what an idempotency key promises.
var keyTests = map[string]func(*testing.T, Opener){
	"a key repeats its answer":                keyRepeats,
	"a key of a failed command is free":       keyAfterFailure,
	"the same key twice in a batch":           keyTwiceInBatch,
	"the same key at once on two replicas":    keyOnReplicas,
	"a key answered elsewhere after the look": keyAnsweredMeanwhile,
	"a key in flight elsewhere is waited for": keyInFlight,
	"keys are forgotten after seven days":     keysSwept,
	"a key belongs to one actor and route":    keyOfOther,
}

func keyRepeats(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, file("c1"))
	first := must(t, d, keyed(advance("c1", "a"), "k", "body"))
	require.False(t, first.Replayed)
	again := must(t, d, keyed(advance("c1", "a"), "k", "body"))
	require.True(t, again.Replayed)
	require.True(t, again.RecordedAt.Equal(first.RecordedAt))
	again.Replayed, again.RecordedAt = false, first.RecordedAt
	require.Equal(t, first, again)
	_, err := d.Write(context.Background(), keyed(advance("c1", "a"), "k", "other body"))
	require.Equal(t, "key_reused", workflow.Code(err))
	require.Equal(t, int64(2), load(t, d, "c1").State.Head.Number)
	sound(t, d)
}

func keyAfterFailure(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, file("c1"))
	_, err := d.Write(context.Background(), keyed(advance("c1", "a", func(*workflow.Tx) error { return errors.New("no") }), "k", "b"))
	require.Error(t, err)
	require.False(t, must(t, d, keyed(advance("c1", "a"), "k", "b")).Replayed)
}

func keyTwiceInBatch(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, file("c1"))
	answers := together(t, d,
		call{write: keyed(advance("c1", "a", func(*workflow.Tx) error { return errors.New("no") }), "k", "b")},
		call{write: keyed(advance("c1", "a"), "k", "b")},
		call{write: keyed(advance("c1", "a"), "k", "b")},
		call{write: keyed(advance("c1", "a"), "k", "other")},
	)
	require.Error(t, answers[0].err)
	require.NoError(t, errors.Join(answers[1].err, answers[2].err))
	require.Equal(t, answers[1].Hash, answers[2].Hash)
	require.False(t, answers[1].Replayed)
	require.True(t, answers[2].Replayed)
	require.Equal(t, "key_reused", workflow.Code(answers[3].err))
	require.Equal(t, int64(2), load(t, d, "c1").State.Head.Number)
}

func keyOnReplicas(t *testing.T, open Opener) {
	handle := open(t)
	replicas := []*db.DB{handle(), handle()}
	must(t, replicas[0], file("c1"))
	for round := range 10 {
		answers := make([]workflow.Receipt, 8)
		errs := atOnce(len(answers), func(i int) (err error) {
			w := keyed(advance("c1", "a"), fmt.Sprint("step", round), "b")
			if round%2 == 1 { // no case that would make them wait for each other
				w = keyed(file(workflow.CaseID(fmt.Sprint("c", round, "-", i))), fmt.Sprint("new", round), "b")
			}
			answers[i], err = replicas[i%2].Write(context.Background(), w)
			return err
		})
		require.NoError(t, errors.Join(errs...))
		first := 0
		for _, a := range answers {
			require.Equal(t, answers[0].Hash, a.Hash)
			if !a.Replayed {
				first++
			}
		}
		require.Equal(t, 1, first)
	}
	require.Equal(t, int64(6), load(t, replicas[0], "c1").State.Head.Number)
	page, err := replicas[0].Cases(context.Background(), workflow.CaseFilter{Scope: workflow.Scope{All: true}})
	require.NoError(t, err)
	require.Len(t, page.Rows, 6)
	sound(t, replicas[0])
}

// keyAnsweredMeanwhile has another replica carry a command out after its key was looked for here: the refusal of what was
// already done is not told, but the answer.
func keyAnsweredMeanwhile(t *testing.T, open Opener) {
	handle := open(t)
	here, there := handle(), handle()
	refusal := &workflow.Error{Kind: workflow.Conflict, Code: "claimed"}
	refuse := []func(*workflow.Tx) error{
		func(*workflow.Tx) error { return refusal },
		func(tx *workflow.Tx) error { tx.Out.Refused = refusal; return nil },
	}
	for i, no := range refuse {
		must(t, here, file(caseID(i)))
		w := keyed(advance(caseID(i), "a"), fmt.Sprint("k", i), "b")
		var first workflow.Receipt
		var err error
		elsewhere := sync.OnceFunc(func() { first, err = there.Write(context.Background(), w) })
		if here.Kind() == "sqlite" { // which has no other writer meanwhile
			elsewhere()
		}
		late := w
		late.Change = func(tx *workflow.Tx) error {
			elsewhere()
			return no(tx)
		}
		again := must(t, here, late)
		require.NoError(t, err)
		require.Equal(t, first.Hash, again.Hash)
		require.True(t, again.Replayed)
	}
	sound(t, here)
}

// keyInFlight holds a key in an open transaction of another replica. SQLite has no such thing: its writers wait for the
// whole database.
func keyInFlight(t *testing.T, open Opener) {
	d := open(t)()
	for i := range 3 {
		must(t, d, file(caseID(i)))
	}
	if d.Kind() == "sqlite" {
		require.NoError(t, hold(t, d, "k").Rollback())
		must(t, d, keyed(advance(caseID(0), "a"), "k", "b"))
		return
	}
	ctx := context.Background()
	held := hold(t, d, "slow")
	_, err := d.Write(ctx, keyed(advance(caseID(0), "a"), "slow", "b"))
	require.Equal(t, "key_in_flight", workflow.Code(err))
	var told *workflow.Error
	require.ErrorAs(t, err, &told)
	require.Equal(t, time.Second, told.RetryAfter)

	written := make(chan error)
	go func() {
		_, err := d.Write(ctx, keyed(advance(caseID(1), "a"), "slow", "b"))
		written <- err
	}()
	must(t, d, advance(caseID(2), "somebody-else"))
	require.NoError(t, held.Rollback())
	require.NoError(t, <-written)

	held = hold(t, d, "done")
	repeated := make(chan answer)
	go func() {
		r, err := d.Write(ctx, keyed(advance(caseID(0), "a"), "done", "b"))
		repeated <- answer{r, err}
	}()
	must(t, d, advance(caseID(2), "somebody-else"))
	require.NoError(t, held.Commit())
	a := <-repeated
	require.NoError(t, a.err)
	require.True(t, a.Replayed)
	require.Equal(t, int64(1), load(t, d, caseID(0)).State.Head.Number)
}

// hold inserts the key of another replica's command and leaves the transaction open.
func hold(t *testing.T, d *db.DB, key string) *sql.Tx {
	t.Helper()
	tx, err := d.Jobs().Begin()
	require.NoError(t, err)
	k := keyed(workflow.Write{}, key, "b").Key
	_, err = tx.Exec(`INSERT INTO idempotency (actor, route, key, body, stream, number, receipt, created_at)
		VALUES ($1, $2, $3, $4, 'case/c000', 1, $5, 1)`, k.Actor, k.Route, k.Key, k.Body[:], []byte(`{"stream":"case/c000","number":1}`))
	require.NoError(t, err)
	return tx
}

func keysSwept(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, keyed(file("c1"), "young", "b"))
	must(t, d, keyed(file("c2"), "old", "b"))
	_, err := d.Jobs().Exec("UPDATE idempotency SET created_at = $1 WHERE key = 'old'", Noon.AddDate(0, 0, -7).UnixMicro()-1)
	require.NoError(t, err)
	n, err := d.SweepKeys(context.Background())
	require.NoError(t, err)
	require.Equal(t, int64(1), n)
	require.True(t, must(t, d, keyed(file("c1"), "young", "b")).Replayed)
	require.False(t, must(t, d, keyed(file("c3"), "old", "b")).Replayed)
}

func keyOfOther(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, file("c1"))
	must(t, d, keyed(advance("c1", "a"), "k", "b"))
	other := keyed(advance("c1", "a"), "k", "b")
	other.Key.Actor = "li"
	require.False(t, must(t, d, other).Replayed)
	other = keyed(advance("c1", "a"), "k", "b")
	other.Key.Route = "POST /other"
	require.False(t, must(t, d, other).Replayed)
}
