package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/jobs"
	"shenpi/workflow"
)

// started runs jobs until the test ends.
func started(t *testing.T, log *bytes.Buffer, failed func(string), list ...jobs.Job) *jobs.Runner {
	t.Helper()
	r := &jobs.Runner{Log: slog.New(slog.NewTextHandler(log, nil)), Failed: failed}
	ctx, stop := context.WithCancel(context.Background())
	r.Start(ctx, list...)
	t.Cleanup(func() {
		stop()
		r.Wait()
	})
	return r
}

func TestRunnerRunsAgainWhileThereIsWork(t *testing.T) {
	t.Parallel()
	left, idle := 3, make(chan int, 10)
	r := started(t, &bytes.Buffer{}, nil, jobs.Job{Name: "work", Every: time.Hour, Run: func(context.Context) (bool, error) {
		if left == 0 {
			idle <- left
			return false, nil
		}
		left--
		return true, nil
	}})
	require.Zero(t, <-idle, "it ran until nothing was left, long before an hour")
	require.False(t, r.States()[0].Failing)
	require.False(t, r.States()[0].LastAt.IsZero())
	r.Wake("work")
	require.Zero(t, <-idle, "waking it does not wait for the hour")
	r.Wake("nobody") // knows no such job and does nothing
}

// TestAWriteWakesTheJobsItMakesWorkFor: a list of statuses is out of date as soon as a case has changed the register.
func TestAWriteWakesTheJobsItMakesWorkFor(t *testing.T) {
	t.Parallel()
	woken := make(chan string, 10)
	look := func(name string) jobs.Job {
		return jobs.Job{Name: name, Every: time.Hour, Run: func(context.Context) (bool, error) {
			woken <- name
			return false, nil
		}}
	}
	r := started(t, &bytes.Buffer{}, nil, look("render"), look("statuses"))
	require.ElementsMatch(t, []string{"render", "statuses"}, []string{<-woken, <-woken}, "at the start")
	for _, c := range []struct {
		write workflow.Receipt
		wakes string
	}{
		{workflow.Receipt{Kind: "decided", Registered: true}, "statuses"},
		{workflow.Receipt{Kind: "decided", Documents: []string{"1"}}, "render"},
		{workflow.Receipt{Kind: "certificate_issued"}, "render"},
	} {
		r.WakeFor(workflow.Receipt{Kind: "decided"}) // wakes nobody
		r.WakeFor(c.write)
		require.Equal(t, c.wakes, <-woken)
	}
}

func TestRunnerSurvivesFailuresAndPanics(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	runs, failures := atomic.Int64{}, make(chan string, 10)
	r := started(t, &log, func(job string) { failures <- job }, jobs.Job{Name: "bad", Every: time.Hour, Run: func(context.Context) (bool, error) {
		if runs.Add(1) == 1 {
			return true, errors.New("the disk is full")
		}
		panic("and worse")
	}})
	require.Equal(t, "bad", <-failures)
	r.Wake("bad")
	require.Equal(t, "bad", <-failures)
	states := r.States()
	require.Len(t, states, 1)
	require.Equal(t, "bad", states[0].Name)
	require.True(t, states[0].Failing)
	require.Equal(t, 2, states[0].Failures)
	require.Equal(t, "job bad panicked: and worse", states[0].Error, "without its stack")
	require.False(t, states[0].FailedAt.IsZero())
	require.EqualValues(t, 2, runs.Load(), "a job that fails is left alone for a while, whatever it says")
}

func TestRunnerStopsWithItsContext(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	r := &jobs.Runner{Log: slog.New(slog.NewTextHandler(&log, nil))}
	ctx, stop := context.WithCancel(context.Background())
	running := make(chan struct{})
	r.Start(ctx, jobs.Job{Name: "long", Every: time.Hour, Run: func(ctx context.Context) (bool, error) {
		close(running)
		<-ctx.Done()
		return true, ctx.Err()
	}})
	<-running
	stop()
	r.Wait()
	require.Empty(t, log.String(), "being stopped is no failure")
}

// TestAJobThatHangsIsLate: one that neither fails nor ends looks well, if only what has ended is looked at.
func TestAJobThatHangsIsLate(t *testing.T) {
	t.Parallel()
	var passed atomic.Int64
	begin := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	r := &jobs.Runner{Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return begin.Add(time.Duration(passed.Load())) }}
	ctx, stop := context.WithCancel(t.Context())
	hangs, turns := make(chan struct{}), make(chan int)
	r.Start(ctx, jobs.Job{Name: "hangs", Every: time.Minute, Run: func(context.Context) (bool, error) {
		turns <- 0
		<-hangs
		return false, nil
	}})
	defer func() {
		stop()
		r.Wait()
	}()
	<-turns
	state := func() jobs.State { return r.States()[0] }
	require.Equal(t, begin, state().BeganAt)
	passed.Store(int64(6 * time.Minute))
	require.False(t, state().Late, "as long as it may take")
	passed.Add(1)
	require.True(t, state().Late)
	require.False(t, state().Failing)

	hangs <- struct{}{}
	require.Eventually(t, func() bool { return state().BeganAt.IsZero() }, time.Minute, time.Millisecond)
	require.False(t, state().Late, "it ended")
	passed.Add(int64(6*time.Minute) + 1)
	require.True(t, state().Late, "nothing has begun since")
	r.Wake("hangs")
	<-turns
	require.False(t, state().Late, "it goes on")
	hangs <- struct{}{}
}

// waiting is a log on which so many entries wait.
type waiting struct {
	entries int
	signed  []int // entries that were waiting when a checkpoint was signed
	err     error
}

func (w *waiting) Merge(_ context.Context, most int) (int, error) {
	n := min(w.entries, most)
	w.entries -= n
	return n, w.err
}

func (w *waiting) Checkpoint(context.Context) (bool, error) {
	w.signed = append(w.signed, w.entries)
	return true, nil
}

func TestMergeSignsOnlyWhatIsWhole(t *testing.T) {
	t.Parallel()
	log := &waiting{entries: 10_000}
	job := jobs.Merge(log)
	for runs := 1; ; runs++ {
		did, err := job.Run(t.Context())
		require.NoError(t, err)
		if !did {
			require.Equal(t, 3, runs)
			break
		}
		require.Empty(t, log.signed, "no checkpoint while entries wait that it would have to contain")
	}
	require.Equal(t, []int{0}, log.signed)

	log.err = errors.New("no connection")
	_, err := job.Run(t.Context())
	require.ErrorContains(t, err, "merge entries: no connection")
	require.Len(t, log.signed, 1)
}

func TestSweepDoesEveryTaskUntilOneFails(t *testing.T) {
	t.Parallel()
	var done []string
	task := func(name string, err error) func(context.Context) error {
		return func(context.Context) error {
			done = append(done, name)
			return err
		}
	}
	_, err := jobs.Sweep(task("keys", nil), task("sessions", errors.New("busy")), task("objects", nil)).Run(t.Context())
	require.ErrorContains(t, err, "busy")
	require.Equal(t, "keys sessions", strings.Join(done, " "))
}
