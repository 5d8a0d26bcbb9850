package jobs_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/jobs"
	"shenpi/workflow/trail"
)

// watched is a log of a size with what witnesses said of it.
type watched struct {
	size   int64
	next   int64 // what another replica signs as soon as it was looked at
	err    error
	unkept error

	mu   sync.Mutex
	upTo map[string]int64
}

func (w *watched) Newest(context.Context) (jobs.SignedCheckpoint, bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := jobs.SignedCheckpoint{Note: []byte("signed"), Prove: func(int64) ([]trail.Hash, error) { return nil, nil }}
	c.Size = w.size
	w.size = max(w.size, w.next)
	return c, w.size > 0, w.err
}

func (w *watched) CosignedUpTo(_ context.Context, witness string) (int64, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.upTo[witness], nil
}

func (w *watched) SaveCosignature(_ context.Context, c jobs.SignedCheckpoint, got trail.Cosignature) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.unkept == nil {
		w.upTo[got.Witness] = c.Size
	}
	return w.unkept
}

// cosigner is a witness that says from where it was asked.
type cosigner struct {
	name  string
	fails error
	wait  chan struct{} // nil: it answers at once
	asked []int64
}

func (c *cosigner) ID() string { return c.name }

func (c *cosigner) Cosign(_ context.Context, _ int64, _ []byte, old int64, _ func(int64) ([]trail.Hash, error)) (trail.Cosignature, error) {
	if c.wait != nil {
		<-c.wait
	}
	c.asked = append(c.asked, old)
	return trail.Cosignature{Witness: c.name}, c.fails
}

func TestCosignAsksEachWitnessForWhatItHasNotSeen(t *testing.T) {
	t.Parallel()
	log, refused := &watched{upTo: map[string]int64{}}, errors.New("it refuses")
	a, b := &cosigner{name: "a", fails: refused}, &cosigner{name: "b"}
	var failures []string
	job := jobs.Cosign(log, func(witness string, err error) {
		require.ErrorIs(t, err, refused)
		failures = append(failures, witness)
	}, a, b)
	run := func() error {
		again, err := job.Run(t.Context())
		require.False(t, again)
		return err
	}
	require.NoError(t, run())
	require.Empty(t, b.asked, "nothing is signed yet")
	log.size = 5
	require.ErrorIs(t, run(), refused)
	require.Equal(t, []string{"a"}, failures)
	require.Equal(t, []int64{0}, b.asked, "it is asked all the same")
	a.fails, log.size = nil, 9
	require.NoError(t, run())
	require.NoError(t, run())
	require.Equal(t, []int64{0, 0}, a.asked)
	require.Equal(t, []int64{0, 5}, b.asked, "from where it came before, and not twice")

	log.size, log.unkept = 12, errors.New("the disk is full")
	require.ErrorContains(t, run(), "keep the cosignature of a: the disk is full")
	require.Equal(t, []string{"a"}, failures, "that is not the witness's failure")
	log.err = errors.New("the database is gone")
	require.ErrorIs(t, run(), log.err)
}

// A witness that takes its time keeps no other from answering.
func TestCosignAsksSideBySide(t *testing.T) {
	t.Parallel()
	log := &watched{size: 5, upTo: map[string]int64{}}
	slow := &cosigner{name: "slow", wait: make(chan struct{})}
	quick := &cosigner{name: "quick", wait: slow.wait}
	closer := &closing{cosigner{name: "closer"}, slow.wait}
	_, err := jobs.Cosign(log, nil, slow, quick, closer).Run(t.Context()) // hangs if they are asked one after the other
	require.NoError(t, err)
	require.Len(t, log.upTo, 3)
}

// closing is what the others wait for.
type closing struct {
	cosigner
	wait chan struct{}
}

func (c *closing) Cosign(ctx context.Context, size int64, note []byte, old int64, prove func(int64) ([]trail.Hash, error)) (trail.Cosignature, error) {
	close(c.wait)
	return c.cosigner.Cosign(ctx, size, note, old, prove)
}

func TestCosignThatIsStoppedBlamesNobody(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	log := &watched{size: 5, upTo: map[string]int64{}}
	_, err := jobs.Cosign(log, func(string, error) { t.Error("it was counted") }, &cosigner{name: "a", fails: context.Canceled}).Run(ctx)
	require.ErrorIs(t, err, context.Canceled)
}

// further is the refusal of a witness that has come further.
type further int64

func (further) Error() string          { return "it refuses" }
func (f further) Ahead() (int64, bool) { return int64(f), f > 0 }

func asksOnce(w *watched, c *cosigner) (failures int, err error) {
	_, err = jobs.Cosign(w, func(string, error) { failures++ }, c).Run(context.Background())
	return failures, err
}

// TestNoWitnessIsAheadOfAnotherReplica: what a replica read may be old by the time it asks. That a witness is ahead is only said
// where the log itself has nothing that large.
func TestNoWitnessIsAheadOfAnotherReplica(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		signed, known int64 // by the other replica meanwhile; how far it stored the witness to be, which is at 12
		failures      int
	}{
		"its word is not stored yet":            {signed: 12},
		"its word is stored":                    {signed: 12, known: 12},
		"it has signed once more":               {signed: 14},
		"the log was cut":                       {failures: 1},
		"the log was cut, and not what is said": {known: 12, failures: 1},
		"the log was cut and has grown anew":    {signed: 11, failures: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log := &watched{size: 10, next: x.signed, upTo: map[string]int64{"w": x.known}}
			failures, err := asksOnce(log, &cosigner{name: "w", fails: further(12)})
			require.Equal(t, x.failures, failures)
			require.Equal(t, x.failures > 0, err != nil, "%v", err)
		})
	}
	log := &watched{size: 10, next: 12, upTo: map[string]int64{}}
	failures, err := asksOnce(log, &cosigner{name: "w", fails: further(0)})
	require.Equal(t, 1, failures, "another refusal is one, whatever was signed meanwhile")
	require.Error(t, err)
}
