// Package jobs is the work nobody waits for: waking cases when something falls due, rendering documents that are owed,
// merging entries into the log and signing checkpoints, sweeping what nothing names. Every job may run twice, be killed
// anywhere and run on several replicas: the rows it works on, not its memory, say what is left to do.
package jobs

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"
)

// Job is one kind of work. Run does what there is to do now and reports whether it did anything; then it is run again
// at once, otherwise after Every or when it is woken.
type Job struct {
	Name  string
	Every time.Duration
	Run   func(ctx context.Context) (did bool, err error)
}

// Runner runs jobs until it is stopped. A job that fails is logged, counted and tried again, later each time, up to a minute.
type Runner struct {
	Log    *slog.Logger
	Failed func(job string) // counts failures; may be nil
	Now    func() time.Time // dates what State tells; nil = time.Now

	wake  map[string]chan struct{}
	wait  sync.WaitGroup
	mu    sync.Mutex // guards state
	state map[string]State
}

// State is how a job stands in this process.
type State struct {
	Name     string
	Every    time.Duration
	BeganAt  time.Time // of the turn that is under way; zero: none is
	LastAt   time.Time // when it last ended; zero: not yet
	Late     bool      // a turn takes, or the next one lets wait, far longer than it should
	Failing  bool      // the last time
	Failures int       // since the process began
	FailedAt time.Time // the last time it failed
	Error    string    // of that
}

// States tells how the jobs stand, by name.
func (r *Runner) States() []State {
	now := r.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	list := slices.SortedFunc(maps.Values(r.state), func(a, b State) int { return cmp.Compare(a.Name, b.Name) })
	for i := range list {
		list[i].Late = list[i].late(now)
	}
	return list
}

// late: no turn takes that long, and no pause does.
func (s State) late(now time.Time) bool {
	since := s.LastAt
	if !s.BeganAt.IsZero() {
		since = s.BeganAt
	}
	return !since.IsZero() && now.Sub(since) > s.Every+lateAfter
}

func (r *Runner) now() time.Time {
	if r.Now != nil {
		return r.Now()
	}
	return time.Now()
}

// began remembers that a turn of a job is under way.
func (r *Runner) began(job string) {
	now := r.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.state[job]
	s.BeganAt = now
	r.state[job] = s
}

// ended remembers how a turn of a job ended.
func (r *Runner) ended(job string, err error) {
	now := r.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.state[job]
	s.BeganAt, s.LastAt, s.Failing = time.Time{}, now, err != nil
	if err != nil {
		s.Failures, s.FailedAt, s.Error = s.Failures+1, s.LastAt, firstLine(err.Error())
	}
	r.state[job] = s
}

// firstLine leaves out the stack of a panic, which is in the log.
func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// maxPause is how long a failing job is left alone at most.
const maxPause = time.Minute

// lateAfter is how much longer than Every a job is waited for before it is called late: well over maxPause.
const lateAfter = 5 * maxPause

// Start runs every job in a goroutine of its own until ctx ends.
func (r *Runner) Start(ctx context.Context, jobs ...Job) {
	r.wake = make(map[string]chan struct{}, len(jobs))
	r.mu.Lock()
	r.state = make(map[string]State, len(jobs))
	for _, j := range jobs {
		r.state[j.Name] = State{Name: j.Name, Every: j.Every}
	}
	r.mu.Unlock()
	for _, j := range jobs {
		r.wake[j.Name] = make(chan struct{}, 1)
	}
	for _, j := range jobs {
		r.wait.Add(1)
		go func() {
			defer r.wait.Done()
			r.loop(ctx, j)
		}()
	}
}

// Wait returns when every job has stopped.
func (r *Runner) Wait() { r.wait.Wait() }

// Wake has a job look for work at once. It never blocks.
func (r *Runner) Wake(name string) {
	select {
	case r.wake[name] <- struct{}{}:
	default:
	}
}

func (r *Runner) loop(ctx context.Context, j Job) {
	pause := j.Every
	for ctx.Err() == nil {
		r.began(j.Name)
		did, err := j.guarded(ctx)
		if ctx.Err() != nil {
			return
		}
		r.ended(j.Name, err)
		switch {
		case err != nil:
			r.Log.ErrorContext(ctx, "job failed", "job", j.Name, "error", err)
			if r.Failed != nil {
				r.Failed(j.Name)
			}
			pause = min(2*pause, maxPause)
		case did:
			pause = j.Every
			continue
		default:
			pause = j.Every
		}
		t := time.NewTimer(pause)
		select {
		case <-ctx.Done():
		case <-t.C:
		case <-r.wake[j.Name]:
		}
		t.Stop()
	}
}

// guarded turns a panic into an error: one broken document must not stop the office.
func (j Job) guarded(ctx context.Context) (did bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			did, err = false, fmt.Errorf("job %s panicked: %v\n%s", j.Name, r, debug.Stack())
		}
	}()
	return j.Run(ctx)
}
