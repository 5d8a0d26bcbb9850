package storagetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
)

const crowd = 64

// commandTests hold what a command may rely on.
var commandTests = map[string]func(*testing.T, Opener){
	"a stored case is read back":                       storedCase,
	"no update is lost by 64 at once":                  noLostUpdate,
	"the second on a case sees the first":              secondSeesFirst,
	"one panics and one caller gives up in a batch":    batchWithPanicAndCancel,
	"a caller who gives up while waiting stores none":  cancelledWhileWaiting,
	"a change that does not return stops nobody else":  changeThatDoesNotReturn,
	"a refusal keeps what had fallen due":              refusalKeeps,
	"entries that do not follow are not stored":        misfitEntries,
	"a change judged on an older policy is told":       policyMoved,
	"the policy moves once for each of many":           policyRaces,
	"what is answered is read at once by any replica":  readYourWrites,
	"administrative streams are in order under 64":     streamsInOrder,
	"a closed database answers and then refuses":       closed,
	"a published version is immutable":                 immutableVersion,
	"a proposal waits once and is judged once":         proposals,
	"a case cannot be created twice":                   createdTwice,
	"a change that wants nothing it names is an error": wantsNothing,
	"a commit that fails leaves the outcome unknown":   commitFails,
}

func storedCase(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	filed := must(t, d, file("c1"))
	require.Equal(t, int64(1), filed.Number)
	c := load(t, d, "c1")
	require.Equal(t, filed.Hash, c.State.Head.Hash)
	require.JSONEq(t, `{"capital":1}`, string(c.Form))

	must(t, d, advance("c1", "zhang", func(tx *workflow.Tx) error {
		tx.Out.Case.State.NextDue = Noon
		tx.Out.Case.Form = []byte(`{"capital":2}`) // not said to have changed
		return nil
	}))
	c = load(t, d, "c1")
	require.Equal(t, int64(2), c.State.Head.Number)
	require.True(t, c.State.NextDue.Equal(Noon))
	require.JSONEq(t, `{"capital":1}`, string(c.Form))
	tasks, err := d.CaseTasks(ctx, "c1")
	require.NoError(t, err)
	require.Equal(t, []workflow.Task{task(c, 2)}, tasks)

	_, err = d.Write(ctx, advance("nobody", "zhang"))
	require.Equal(t, "case_not_found", workflow.Code(err))
	_, err = d.Case(ctx, "nobody")
	require.Equal(t, "case_not_found", workflow.Code(err))
	sound(t, d)
}

// atOnce runs n functions at the same time and gives their errors.
func atOnce(n int, f func(i int) error) []error {
	errs := make([]error, n)
	var ready, done sync.WaitGroup
	ready.Add(n)
	for i := range n {
		done.Go(func() {
			ready.Done()
			ready.Wait()
			errs[i] = f(i)
		})
	}
	done.Wait()
	return errs
}

func caseID(i int) workflow.CaseID { return workflow.CaseID(fmt.Sprintf("c%03d", i)) }

func noLostUpdate(t *testing.T, open Opener) {
	handle := open(t)
	d := handle()
	replicas := []workflow.Store{d, handle()}
	const cases, each = 4, 8
	for i := range cases {
		must(t, d, file(caseID(i)))
	}
	errs := atOnce(crowd, func(i int) error {
		for range each {
			if _, err := replicas[i%2].Write(context.Background(), advance(caseID(i/2%cases), fmt.Sprint(i))); err != nil {
				return err
			}
		}
		return nil
	})
	require.NoError(t, errors.Join(errs...))
	for i := range cases {
		c := load(t, d, caseID(i))
		require.Equal(t, crowd*each/cases, c.State.BaseYear)
		require.Equal(t, int64(crowd*each/cases+1), c.State.Head.Number)
	}
	sound(t, d)
}

func secondSeesFirst(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, file("c1"))
	refused := errors.New("no")
	answers := together(t, d,
		call{write: file("c2")},
		call{write: advance("c1", "a")},
		call{write: advance("c1", "b", func(*workflow.Tx) error { return refused })},
		call{write: advance("c2", "c")},
		call{write: advance("c1", "d")},
	)
	require.NoError(t, errors.Join(answers[0].err, answers[1].err, answers[3].err, answers[4].err))
	require.ErrorIs(t, answers[2].err, refused)
	require.Equal(t, int64(3), answers[4].Number)
	require.Equal(t, int64(2), answers[3].Number)
	tasks, err := d.CaseTasks(context.Background(), "c1")
	require.NoError(t, err)
	require.Len(t, tasks, 1)
	require.Equal(t, 3, tasks[0].Visit)
	sound(t, d)
}

func batchWithPanicAndCancel(t *testing.T, open Opener) {
	d := open(t)()
	for i := range 4 {
		must(t, d, file(caseID(i)))
	}
	ctx, cancel := context.WithCancel(context.Background())
	giveUp := keyed(advance(caseID(1), "b", func(*workflow.Tx) error { cancel(); return nil }), "k1", "b")
	answers := together(t, d,
		call{write: keyed(advance(caseID(0), "a"), "k0", "a")},
		call{ctx: ctx, write: giveUp},
		call{write: keyed(advance(caseID(2), "c", func(*workflow.Tx) error { panic("in a change") }), "k2", "c")},
		call{write: keyed(advance(caseID(3), "d"), "k3", "d")},
	)
	require.NoError(t, answers[0].err)
	require.NoError(t, answers[3].err)
	require.Equal(t, "internal", workflow.Code(answers[2].err))
	require.Error(t, answers[2].err)
	if answers[1].err != nil { // it may also have been answered before it looked
		require.Equal(t, "outcome_unknown", workflow.Code(answers[1].err))
	}
	must(t, d, keyed(advance(caseID(1), "b"), "k1", "b")) // repeated by its key it has happened once
	require.Equal(t, int64(2), load(t, d, caseID(1)).State.Head.Number)
	require.Equal(t, int64(1), load(t, d, caseID(2)).State.Head.Number)
	require.True(t, must(t, d, keyed(advance(caseID(0), "a"), "k0", "a")).Replayed)
	sound(t, d)
}

func cancelledWhileWaiting(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, file("c1"))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := d.Write(ctx, advance("c1", "a"))
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, int64(1), load(t, d, "c1").State.Head.Number)
}

func changeThatDoesNotReturn(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, file("c1"))
	answers := together(t, d,
		call{write: advance("c1", "a", func(*workflow.Tx) error { goexit(); return nil })},
		call{write: advance("c1", "b")},
	)
	require.Error(t, answers[0].err)
	must(t, d, advance("c1", "c"))
	sound(t, d)
}

func refusalKeeps(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, file("c1"))
	refusal := &workflow.Error{Kind: workflow.Conflict, Code: "task_not_open"}
	late := keyed(advance("c1", "system", func(tx *workflow.Tx) error { tx.Out.Refused = refusal; return nil }), "k", "b")
	_, err := d.Write(context.Background(), late)
	require.Equal(t, "task_not_open", workflow.Code(err))
	require.Equal(t, int64(2), load(t, d, "c1").State.Head.Number, "what had fallen due is kept")
	again := must(t, d, keyed(advance("c1", "a"), "k", "b"))
	require.False(t, again.Replayed, "a refusal is no answer of the key")
	require.Equal(t, int64(3), again.Number)
	sound(t, d)
}

func misfitEntries(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, file("c1"))
	must(t, d, file("c2"))
	for name, spoil := range map[string]func(tx *workflow.Tx) error{
		"another number": func(tx *workflow.Tx) error { tx.Out.Case.State.Head.Number = 7; return nil },
		"another stream": func(tx *workflow.Tx) error { tx.Out.Case.State.Head.Stream = "case/c2"; return nil },
		"another past":   func(tx *workflow.Tx) error { tx.Out.Case.State.Head.Hash[0]++; return nil },
		"another case":   func(tx *workflow.Tx) error { tx.Out.Case.State.ID = "c2"; return nil },
	} {
		_, err := d.Write(context.Background(), advance("c1", "a", spoil))
		require.Error(t, err, name)
	}
	require.Equal(t, int64(1), load(t, d, "c1").State.Head.Number)
	sound(t, d)
}

// closed is what happens around Close.
func closed(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, file("c1"))
	require.NoError(t, d.Close())
	_, err := d.Write(context.Background(), advance("c1", "a"))
	require.Equal(t, "database_unavailable", workflow.Code(err))
}

func createdTwice(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, file("c1"))
	_, err := d.Write(context.Background(), file("c1"))
	require.Error(t, err)
	answers := together(t, d, call{write: file("c2")}, call{write: file("c2")})
	require.NoError(t, answers[0].err)
	require.Error(t, answers[1].err)
	sound(t, d)
}

func wantsNothing(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, file("c1"))
	_, err := d.Write(context.Background(), advance("c1", "a", func(*workflow.Tx) error { return workflow.ErrLoad }))
	require.Error(t, err)
	require.Equal(t, int64(1), load(t, d, "c1").State.Head.Number)
}

// commitFails has the commit itself fail, by what is only looked at then.
func commitFails(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, file("c1"))
	must(t, d, file("c2"))
	traps := map[string][]string{
		"sqlite": {
			"CREATE TABLE trap (id INTEGER PRIMARY KEY, other INTEGER REFERENCES trap (id) DEFERRABLE INITIALLY DEFERRED)",
			"CREATE TRIGGER trap_entry AFTER INSERT ON entry WHEN NEW.person = 'trap' BEGIN INSERT INTO trap (other) VALUES (99); END",
		},
		"postgres": {
			"CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'trapped'; END $$",
			"CREATE CONSTRAINT TRIGGER trap_entry AFTER INSERT ON entry DEFERRABLE INITIALLY DEFERRED" +
				" FOR EACH ROW WHEN (NEW.person = 'trap') EXECUTE FUNCTION trap()",
		},
	}
	owned(t, d, func(exec func(string, ...any)) {
		for _, s := range traps[d.Kind()] {
			exec(s)
		}
	})
	answers := together(t, d, call{write: keyed(advance("c1", "trap"), "k", "b")}, call{write: advance("c2", "zhang")})
	for _, a := range answers {
		require.Equal(t, "outcome_unknown", workflow.Code(a.err), "%v", a.err)
	}
	require.Equal(t, int64(1), load(t, d, "c1").State.Head.Number)
	require.False(t, must(t, d, keyed(advance("c1", "zhang"), "k", "b")).Replayed)
	must(t, d, advance("c2", "zhang"))
	sound(t, d)
}
