package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/jobs"
	"shenpi/notify"
	"shenpi/workflow"
)

// outbox is notices on their way out, as rows of a table would be.
type outbox struct {
	mu         sync.Mutex
	notices    []notify.Outgoing
	hooks      []notify.Webhook
	deliveries map[string]notify.Delivery
	order      []string
	killed     bool // nothing that was sent is settled any more
	recorded   map[string]string
}

func newOutbox(notices int, phone string) *outbox {
	b := &outbox{deliveries: map[string]notify.Delivery{}, recorded: map[string]string{}}
	for i := range notices {
		o := notify.Outgoing{Notice: workflow.Notice{ID: fmt.Sprintf("n%03d", i), Case: "c", Kind: "document_issued", Document: 1}, Preference: notify.NoPreference("91A")}
		o.Preference.Mail, o.Preference.Phone = "a@example.invalid", phone
		b.notices = append(b.notices, o)
	}
	return b
}

func (b *outbox) UnplannedNotices(_ context.Context, limit int) ([]notify.Outgoing, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.notices[:min(limit, len(b.notices))], nil
}

func (b *outbox) Webhooks(context.Context) ([]notify.Webhook, error) { return b.hooks, nil }

func (b *outbox) PlanNotices(_ context.Context, ids []string, list []notify.Delivery) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.notices = b.notices[len(ids):]
	for _, d := range list {
		b.deliveries[d.ID] = d
		b.order = append(b.order, d.ID)
	}
	return nil
}

func (b *outbox) DueParcels(_ context.Context, at time.Time, besides []string, each int) (list []notify.Parcel, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, id := range b.order {
		if d := b.deliveries[id]; d.Status == notify.Waiting && !d.NextAt.After(at) && !slices.Contains(besides, d.Target) {
			list = append(list, notify.Parcel{Delivery: d, Message: workflow.Notice{ID: d.Notice, Case: "c", Document: 1}})
		}
	}
	slices.SortStableFunc(list, func(a, b notify.Parcel) int { return a.NextAt.Compare(b.NextAt) })
	of := map[string]int{}
	return slices.DeleteFunc(list, func(p notify.Parcel) bool {
		of[p.Target]++
		return of[p.Target] > each
	}), nil
}

func (b *outbox) SettleDeliveries(_ context.Context, list []notify.Delivery) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.killed {
		return errors.New("killed")
	}
	for _, d := range list {
		b.deliveries[d.ID] = d
	}
	return nil
}

func (b *outbox) UnrecordedParcels(context.Context, int) (list []notify.Parcel, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, id := range b.order {
		if d := b.deliveries[id]; d.Status != notify.Waiting && b.recorded[id] == "" {
			list = append(list, notify.Parcel{Delivery: d, Message: workflow.Notice{ID: d.Notice, Case: "c", Document: 1}})
		}
	}
	return list, nil
}

func (b *outbox) DeliveryRecorded(_ context.Context, id, status string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.killed {
		return errors.New("killed")
	}
	b.recorded[id] = status
	return nil
}

func (b *outbox) count(status string) (n int) {
	for _, d := range b.deliveries {
		if d.Status == status {
			n++
		}
	}
	return n
}

// post is a channel that counts what it is given and does what a test says.
type post struct {
	mu   sync.Mutex
	got  map[string]int
	send func(ctx context.Context, id string) error
}

func (p *post) Send(ctx context.Context, x notify.Parcel) error {
	p.mu.Lock()
	if p.got == nil {
		p.got = map[string]int{}
	}
	p.got[x.ID]++
	p.mu.Unlock()
	if p.send == nil {
		return nil
	}
	return p.send(ctx, x.ID)
}

// wallClock is set by hand.
type wallClock struct{ time time.Time }

func (c *wallClock) Now() time.Time { return c.time }

func sending(c *wallClock, channels map[string]notify.Channel) jobs.Sending {
	return jobs.Sending{Channels: channels, Now: c.Now, Random: func() float64 { return 0 }}
}

var opened = time.Date(2026, 11, 27, 4, 0, 0, 0, time.UTC)

// drain runs a job until there is nothing to do.
func drain(t *testing.T, j jobs.Job) {
	t.Helper()
	for {
		did, err := j.Run(t.Context())
		require.NoError(t, err)
		if !did {
			return
		}
	}
}

func TestNotifyDrainsTheOutbox(t *testing.T) {
	t.Parallel()
	b := newOutbox(600, "13800000000")
	b.hooks = []notify.Webhook{{ID: "h1"}}
	var mail, sms, hook post
	drain(t, jobs.Notify(b, sending(&wallClock{opened}, map[string]notify.Channel{notify.Mail: &mail, notify.SMS: &sms, "webhook": &hook})))
	require.Equal(t, 1800, b.count(notify.Sent))
	for _, p := range []*post{&mail, &sms, &hook} {
		require.Len(t, p.got, 600)
		for id, n := range p.got {
			require.Equal(t, 1, n, id)
		}
	}
}

// A house without channels looks at every notice once and sends nothing.
func TestNotifyWithoutChannels(t *testing.T) {
	t.Parallel()
	b := newOutbox(300, "")
	drain(t, jobs.Notify(b, sending(&wallClock{opened}, nil)))
	require.Empty(t, b.notices)
	require.Empty(t, b.deliveries)
}

// What waits for a channel that the house was opened without is not used up, however long that lasts.
func TestNotifyKeepsWhatWaitsForAChannelThatIsNotThere(t *testing.T) {
	t.Parallel()
	b, k := newOutbox(3, "13800000000"), &wallClock{opened}
	mail := post{send: func(context.Context, string) error { return errors.New("450 come again") }}
	var sms post
	drain(t, jobs.Notify(b, sending(k, map[string]notify.Channel{notify.Mail: &mail, notify.SMS: &sms})))
	waits := maps.Clone(b.deliveries)
	without := jobs.Notify(b, sending(k, map[string]notify.Channel{notify.SMS: &sms}))
	for range 100 {
		k.time = k.time.Add(6 * time.Hour)
		drain(t, without)
	}
	require.Equal(t, waits, b.deliveries)
	mail.send = nil
	drain(t, jobs.Notify(b, sending(k, map[string]notify.Channel{notify.Mail: &mail, notify.SMS: &sms})))
	require.Equal(t, 6, b.count(notify.Sent))
	require.Equal(t, 2, b.deliveries["n000.mail"].Tries)
}

// What is sent and not settled is sent again under the same id, and nothing is lost.
func TestNotifyAfterAKill(t *testing.T) {
	t.Parallel()
	b, k := newOutbox(20, ""), &wallClock{opened}
	var mail post
	job := jobs.Notify(b, sending(k, map[string]notify.Channel{notify.Mail: &mail}))
	b.killed = true
	_, err := job.Run(t.Context())
	require.ErrorContains(t, err, "killed")
	b.killed = false
	drain(t, job)
	require.Equal(t, 20, b.count(notify.Sent))
	require.Len(t, mail.got, 20)
	for id, n := range mail.got {
		require.Equal(t, 2, n, id)
	}
}

// One that is not taken is tried later each time and then given up; those that are taken go before it.
func TestNotifyTriesAgainAndGivesUp(t *testing.T) {
	t.Parallel()
	b, k := newOutbox(3, ""), &wallClock{opened}
	mail := post{send: func(_ context.Context, id string) error {
		switch id {
		case "n000.mail":
			return errors.New("450 come again")
		case "n001.mail":
			return fmt.Errorf("%w: 550 no", notify.ErrPermanent)
		}
		return nil
	}}
	job := jobs.Notify(b, sending(k, map[string]notify.Channel{notify.Mail: &mail}))
	drain(t, job)
	require.Equal(t, map[string]int{"n000.mail": 1, "n001.mail": 1, "n002.mail": 1}, mail.got)
	for range 100 {
		k.time = k.time.Add(6 * time.Hour)
		drain(t, job)
	}
	require.Equal(t, notify.MaxTries, mail.got["n000.mail"])
	require.Equal(t, 1, mail.got["n001.mail"], "what will never arrive is not tried again")
	require.Equal(t, notify.Dead, b.deliveries["n000.mail"].Status)
	require.Equal(t, "450 come again", b.deliveries["n000.mail"].Error)
}

// A target that takes nothing is left alone, with everything that waits for it, while others get theirs; a channel that
// panics is one that failed.
func TestNotifyLeavesADeadTargetAlone(t *testing.T) {
	t.Parallel()
	b, k := newOutbox(200, "13800000000"), &wallClock{opened}
	down := true
	mail := post{send: func(context.Context, string) error {
		if down {
			return fmt.Errorf("%w: connection refused", notify.ErrTarget)
		}
		return nil
	}}
	sms := post{send: func(_ context.Context, id string) error {
		if id == "n007.sms" {
			panic("broken")
		}
		return nil
	}}
	job := jobs.Notify(b, sending(k, map[string]notify.Channel{notify.Mail: &mail, notify.SMS: &sms}))
	drain(t, job)
	require.LessOrEqual(t, len(mail.got), 2*16, "no more than were under way")
	for id, d := range b.deliveries {
		if d.Target == notify.Mail {
			require.Equal(t, 1, d.Tries, "%s was due too", id)
		}
	}
	require.Len(t, sms.got, 200)
	require.Equal(t, 199, b.count(notify.Sent))
	require.Equal(t, "sending it panicked: broken", b.deliveries["n007.sms"].Error)
	down = false
	k.time = k.time.Add(time.Minute)
	drain(t, job)
	require.Equal(t, 399, b.count(notify.Sent))
	require.Len(t, mail.got, 200)
}

// One that makes the server hang up holds up nobody else, however often it was tried.
func TestNotifyOneBadParcelDoesNotPauseItsChannel(t *testing.T) {
	t.Parallel()
	b, k := newOutbox(1, ""), &wallClock{opened}
	mail := post{send: func(_ context.Context, id string) error {
		if id == "n000.mail" {
			return fmt.Errorf("%w: it hung up", notify.ErrTarget)
		}
		return nil
	}}
	job := jobs.Notify(b, sending(k, map[string]notify.Channel{notify.Mail: &mail}))
	for range notify.MaxTries - 1 {
		drain(t, job)
		require.Equal(t, notify.Waiting, b.deliveries["n000.mail"].Status)
		k.time = b.deliveries["n000.mail"].NextAt
		other := newOutbox(100, "")
		for i, o := range other.notices {
			other.notices[i].Notice.ID = fmt.Sprint("m", k.time.Unix(), ".", o.Notice.ID)
		}
		b.mu.Lock()
		b.notices = other.notices
		b.mu.Unlock()
		drain(t, job)
		require.LessOrEqual(t, b.count(notify.Waiting), 1, "the bad one alone")
	}
	require.Equal(t, notify.MaxTries, mail.got["n000.mail"])
	require.Equal(t, 1, b.count(notify.Dead))
}

// A house that is closing settles nothing it does not know.
func TestNotifyStopsWithItsContext(t *testing.T) {
	t.Parallel()
	b := newOutbox(40, "")
	ctx, stop := context.WithCancel(t.Context())
	mail := post{send: func(ctx context.Context, _ string) error {
		stop()
		<-ctx.Done()
		return ctx.Err()
	}}
	_, err := jobs.Notify(b, sending(&wallClock{opened}, map[string]notify.Channel{notify.Mail: &mail})).Run(ctx)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 40, b.count(notify.Waiting))
	for _, d := range b.deliveries {
		require.Zero(t, d.Tries)
	}
}

// recorder keeps what was recorded, once.
type recorder struct {
	mu   sync.Mutex
	list []workflow.DeliveredNotice
	err  error
}

func (x *recorder) NoticeDelivered(_ context.Context, in workflow.DeliveredNotice) (workflow.Receipt, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.err != nil {
		return workflow.Receipt{}, x.err
	}
	for _, d := range x.list {
		if d == in {
			return workflow.Receipt{}, &workflow.Error{Kind: workflow.Conflict, Code: "notice_delivered"}
		}
	}
	x.list = append(x.list, in)
	return workflow.Receipt{}, nil
}

func TestProveRecordsOnce(t *testing.T) {
	t.Parallel()
	b, k := newOutbox(2, ""), &wallClock{opened}
	mail := post{send: func(_ context.Context, id string) error {
		if id == "n001.mail" {
			return notify.ErrPermanent
		}
		return nil
	}}
	drain(t, jobs.Notify(b, sending(k, map[string]notify.Channel{notify.Mail: &mail})))
	var x recorder
	job := jobs.Prove(b, &x)
	b.killed = true
	_, err := job.Run(t.Context())
	require.ErrorContains(t, err, "killed")
	require.Len(t, x.list, 2)
	b.killed = false
	drain(t, jobs.Prove(b, &x)) // of the next process
	require.Len(t, x.list, 2)
	require.Equal(t, map[string]string{"n000.mail": notify.Sent, "n001.mail": notify.Dead}, b.recorded)
	for _, d := range x.list {
		require.Equal(t, d.Notice == "n001", d.Failed)
		require.Equal(t, notify.Mail, d.Channel)
	}

	b.recorded = map[string]string{}
	x.err = errors.New("the database is gone")
	_, err = jobs.Prove(b, &x).Run(t.Context())
	require.ErrorContains(t, err, "record what became of notice n000: the database is gone")
	require.Empty(t, b.recorded)
}
