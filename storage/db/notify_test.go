package db_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/jobs"
	"shenpi/notify"
	"shenpi/storage/db"
	"shenpi/storage/storagetest"
	"shenpi/workflow"
)

// sender is a channel that does what a test says.
type sender func(ctx context.Context, p notify.Parcel) error

func (s sender) Send(ctx context.Context, p notify.Parcel) error { return s(ctx, p) }

// mailbox has somebody wish for mail and files so many notices to them.
func mailbox(t *testing.T, d *db.DB, n int) {
	t.Helper()
	wish := notify.Preference{Recipient: "91A", Language: notify.Chinese, Mail: "a@example.invalid", Channels: notify.Channels(), Revision: 1}
	_, err := d.Write(t.Context(), workflow.Write{Stream: "notices/91A", Change: func(tx *workflow.Tx) error {
		tx.Out.Rows = []any{wish}
		return nil
	}})
	require.NoError(t, err)
	storagetest.Notices(t, d, 1, n)
}

// wall is a clock that a test sets.
type wall struct {
	mu sync.Mutex
	at time.Time
}

func (w *wall) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *wall) add(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

// drained runs a job until there is nothing to do.
func drained(t *testing.T, j jobs.Job) {
	t.Helper()
	for did := true; did; {
		var err error
		did, err = j.Run(t.Context())
		require.NoError(t, err)
	}
}

// Whatever waits for a dead server is given up within a day and a half, and not within a day, however much that is and in
// whatever order the rows come.
func TestMailForADeadServerIsGivenUpWithinADayAndAHalf(t *testing.T) {
	t.Parallel()
	d := fresh(t, "sqlite:"+filepath.Join(t.TempDir(), "shenpi.db"))
	const mails = 200
	mailbox(t, d, mails)
	var lock sync.Mutex
	chance := rand.New(rand.NewPCG(1, 2))
	clock := &wall{at: storagetest.Noon}
	job := jobs.Notify(d, jobs.Sending{
		Channels: map[string]notify.Channel{notify.Mail: sender(func(context.Context, notify.Parcel) error {
			return fmt.Errorf("%w: connection refused", notify.ErrTarget)
		})},
		Now: clock.now,
		Random: func() float64 {
			lock.Lock()
			defer lock.Unlock()
			return chance.Float64()
		},
	})
	dead := func() int {
		page, err := d.Deliveries(t.Context(), notify.DeliveryFilter{Status: notify.Dead, Limit: 200})
		require.NoError(t, err)
		return len(page.Rows)
	}
	const step = 5 * time.Minute
	for at := time.Duration(0); at < 36*time.Hour; at += step {
		drained(t, job)
		if at < 24*time.Hour && at%time.Hour == 0 {
			require.Zero(t, dead(), "given up after %s", at)
		}
		clock.add(step)
	}
	drained(t, job)
	require.Equal(t, mails, dead())
}

// What the law demands leaves by mail while a subscriber keeps the office waiting for every event, and so does what comes later.
func TestASlowSubscriberHoldsUpNobody(t *testing.T) {
	t.Parallel()
	d := fresh(t, "sqlite:"+filepath.Join(t.TempDir(), "shenpi.db"))
	_, err := d.Write(t.Context(), workflow.Write{Stream: "webhook/h1", Change: func(tx *workflow.Tx) error {
		tx.Out.Rows = []any{notify.Webhook{ID: "h1", URL: "https://example.invalid/", Version: 1, CreatedAt: storagetest.Noon, RotatedAt: storagetest.Noon}}
		return nil
	}})
	require.NoError(t, err)
	mailbox(t, d, 300)
	slow, release, mails := make(chan struct{}, 600), make(chan struct{}), make(chan string, 600)
	clock := &wall{at: storagetest.Noon}
	job := jobs.Notify(d, jobs.Sending{Now: clock.now, Random: func() float64 { return 0 }, Channels: map[string]notify.Channel{
		"webhook":   sender(func(context.Context, notify.Parcel) error { slow <- struct{}{}; <-release; return nil }),
		notify.Mail: sender(func(_ context.Context, p notify.Parcel) error { mails <- p.ID; return nil }),
	}})
	ended := make(chan error)
	go func() {
		_, err := job.Run(t.Context())
		ended <- err
	}()
	taken := func(n int) {
		t.Helper()
		for range n {
			select {
			case <-mails:
			case <-time.After(time.Minute):
				close(release)
				require.Fail(t, "no mail leaves while a subscriber is slow", <-ended)
			}
		}
	}
	<-slow
	taken(300)
	storagetest.Notices(t, d, 2, 20)
	taken(20)
	close(release)
	require.NoError(t, <-ended)
	page, err := d.Deliveries(t.Context(), notify.DeliveryFilter{Status: notify.Waiting})
	require.NoError(t, err)
	require.Empty(t, page.Rows)
}
