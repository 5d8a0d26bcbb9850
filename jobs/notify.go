package jobs

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"shenpi/notify"
	"shenpi/workflow"
)

// Outbox is where notices wait from the transaction that caused them until they have left the house.
type Outbox interface {
	// UnplannedNotices lists notices nobody has looked at, the oldest first.
	UnplannedNotices(ctx context.Context, limit int) ([]notify.Outgoing, error)
	Webhooks(ctx context.Context) ([]notify.Webhook, error)
	// PlanNotices stores what becomes of them, in one transaction; doing it twice does nothing.
	PlanNotices(ctx context.Context, notices []string, list []notify.Delivery) error
	// DueParcels lists parcels to be tried at an instant, the longest due first: so many for each target besides those named.
	DueParcels(ctx context.Context, at time.Time, besides []string, each int) ([]notify.Parcel, error)
	// SettleDeliveries stores what became of a try each; what was settled, replayed or ended meanwhile stays.
	SettleDeliveries(ctx context.Context, list []notify.Delivery) error
}

const (
	planBatch = 256 // notices planned in one transaction
	sendBatch = 128 // parcels for one target in one turn
	sendLanes = 16  // of them at once
)

// Sending is what the job sends by and with.
type Sending struct {
	Channels map[string]notify.Channel // mail, sms, webhook: those the house has
	Now      func() time.Time          // wall time
	Random   func() float64            // from 0 up to 1, safe for concurrent use
}

// house lists the channels to recipients that the house has.
func (s Sending) house() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(s.Channels)), func(c string) bool { return c == "webhook" })
}

// lacks lists the channels to recipients that the house does not have, as when it was opened without its mail server. What
// waits for one of them is left as it is, and goes out once the house has it again.
func (s Sending) lacks() []string {
	return slices.DeleteFunc(notify.Channels(), func(c string) bool { return s.Channels[c] != nil })
}

// channel is the one for a target; nil when there is none of its kind.
func (s Sending) channel(target string) notify.Channel {
	kind, _, _ := strings.Cut(target, "/")
	return s.Channels[kind]
}

// Notify drains the outbox: it plans what becomes of notices and sends what is due. Each target is worked on by itself, turn
// after turn, while notices go on being planned: one that is slow holds up its own alone, and the job runs for as long as
// anything is under way. A parcel is settled after it was sent, so a kill in between sends it again, with the same id; none
// is lost.
func Notify(box Outbox, s Sending) Job {
	n := &notifying{box, s, map[string]*notify.Target{}}
	return Job{Name: "notify", Every: every, Run: n.run}
}

type notifying struct {
	box Outbox
	Sending
	targets map[string]*notify.Target // what this process knows of them; the tries of parcels are in their rows
}

// ended is a turn of a target that is over.
type ended struct {
	target string
	err    error
}

// run works until there is nothing to do. After an error it begins nothing more.
func (n *notifying) run(ctx context.Context) (bool, error) {
	var failed []error
	busy, over := map[string]bool{}, make(chan ended)
	look := time.NewTicker(every)
	defer look.Stop()
	for {
		more := false
		if len(failed) == 0 {
			var err error
			if more, err = n.look(ctx, busy, over); err != nil {
				failed = append(failed, err)
			}
		}
		switch {
		case more:
			continue
		case len(busy) == 0:
			return false, errors.Join(failed...)
		}
		select {
		case <-look.C:
		case x := <-over:
			delete(busy, x.target)
			if x.err != nil {
				failed = append(failed, x.err)
			}
		}
	}
}

// look plans notices and begins a turn of every target for which something is due, unless it is busy with one. It reports
// whether there are more notices to plan.
func (n *notifying) look(ctx context.Context, busy map[string]bool, over chan<- ended) (more bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if more, err = n.plan(ctx); err != nil {
		return false, err
	}
	due, err := n.box.DueParcels(ctx, n.Now(), append(slices.Sorted(maps.Keys(busy)), n.lacks()...), sendBatch)
	if err != nil {
		return false, err
	}
	of := map[string][]notify.Parcel{}
	for _, p := range due {
		of[p.Target] = append(of[p.Target], p)
	}
	for name, parcels := range of {
		target := n.target(name)
		busy[name] = true
		go func() { over <- ended{name, n.to(ctx, target, parcels)} }()
	}
	return more, nil
}

func (n *notifying) target(name string) *notify.Target {
	if n.targets[name] == nil {
		n.targets[name] = &notify.Target{}
	}
	return n.targets[name]
}

func (n *notifying) plan(ctx context.Context) (more bool, err error) {
	out, err := n.box.UnplannedNotices(ctx, planBatch)
	if err != nil || len(out) == 0 {
		return false, err
	}
	hooks, err := n.box.Webhooks(ctx)
	if err != nil {
		return false, err
	}
	ids, list, house, now := make([]string, len(out)), []notify.Delivery{}, n.house(), n.Now()
	for i, o := range out {
		ids[i] = o.Notice.ID
		list = append(list, notify.Plan(o, house, hooks, now)...)
	}
	return len(out) == planBatch, n.box.PlanNotices(ctx, ids, list)
}

// to works on the parcels for one target: it sends them or, while the target is left alone, counts that as a try of each.
func (n *notifying) to(ctx context.Context, target *notify.Target, parcels []notify.Parcel) error {
	t := &turn{notifying: n}
	why := target.Shut(n.Now())
	if why == nil {
		begun := t.send(ctx, parcels)
		if ctx.Err() == nil {
			parcels = parcels[begun:]
			why = t.verdict(target)
		}
	}
	if ctx.Err() == nil && why != nil {
		for _, p := range parcels {
			t.settled = append(t.settled, p.Settle(why, n.Now(), n.Random()))
		}
	}
	if len(t.settled) == 0 {
		return ctx.Err()
	}
	for i, d := range t.settled {
		t.settled[i] = target.PutOff(d)
	}
	return n.box.SettleDeliveries(ctx, t.settled)
}

// turn is what came of the parcels for one target.
type turn struct {
	*notifying
	mu       sync.Mutex
	settled  []notify.Delivery
	answered bool  // somebody is there, whether or not they took anything
	silent   int   // how many nobody took
	why      error // the first of them
}

// send tries parcels, several at once, and gives how many it began: not all when it turns out that nobody takes any, or when
// the house is closing.
func (t *turn) send(ctx context.Context, parcels []notify.Parcel) (begun int) {
	var wait sync.WaitGroup
	defer wait.Wait()
	lanes := make(chan struct{}, sendLanes)
	for i, p := range parcels {
		lanes <- struct{}{}
		if ctx.Err() != nil || t.hopeless() {
			return i
		}
		wait.Go(func() {
			defer func() { <-lanes }()
			err := t.one(ctx, p)
			if ctx.Err() == nil { // else the house is closing: whether it arrived is found out by sending it again
				t.settle(p, err)
			}
		})
	}
	return len(parcels)
}

// hopeless: one that nobody takes may be at fault itself; as many as go at once are not.
func (t *turn) hopeless() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return !t.answered && t.silent >= sendLanes
}

func (t *turn) settle(p notify.Parcel, err error) {
	d := p.Settle(err, t.Now(), t.Random())
	t.mu.Lock()
	defer t.mu.Unlock()
	t.settled = append(t.settled, d)
	if !errors.Is(err, notify.ErrTarget) {
		t.answered = true
		return
	}
	if t.silent++; t.why == nil {
		t.why = err
	}
}

// verdict says why the target is to be left alone; nil when it answered.
func (t *turn) verdict(target *notify.Target) error {
	if t.answered {
		target.Answered()
		return nil
	}
	target.Silent(t.why, t.Now(), t.Random())
	return t.why
}

// one sends a parcel; a panic is an error like another.
func (n *notifying) one(ctx context.Context, p notify.Parcel) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("sending it panicked: %v", v)
		}
	}()
	c := n.channel(p.Target)
	if c == nil {
		return fmt.Errorf("%w: nothing is sent by %s", notify.ErrPermanent, p.Target)
	}
	return c.Send(ctx, p)
}

// Proofs lists what has yet to go on the trail.
type Proofs interface {
	// UnrecordedParcels lists parcels that arrived or were given up, and have to go on the trail.
	UnrecordedParcels(ctx context.Context, limit int) ([]notify.Parcel, error)
	// DeliveryRecorded says that what became of a delivery is there.
	DeliveryRecorded(ctx context.Context, id, status string) error
}

// Recorder records what became of a notice on its case.
type Recorder interface {
	NoticeDelivered(ctx context.Context, in workflow.DeliveredNotice) (workflow.Receipt, error)
}

// Prove puts on the trail what became of the notices that the law demands. A kill between the entry and its mark tries it
// again, which the case refuses: it is there once.
func Prove(proofs Proofs, recorder Recorder) Job {
	p := &rounds[notify.Parcel, string]{
		list: proofs.UnrecordedParcels,
		name: func(p notify.Parcel) string { return p.ID },
		do: func(ctx context.Context, p notify.Parcel) error {
			_, err := recorder.NoticeDelivered(ctx, workflow.DeliveredNotice{
				Case: p.Message.Case, Notice: p.Notice, Document: p.Message.Document, Channel: p.Target,
				Failed: p.Status == notify.Dead, Address: p.Address,
			})
			if err != nil && workflow.Code(err) != "notice_delivered" {
				return fmt.Errorf("record what became of notice %s: %w", p.Notice, err)
			}
			return proofs.DeliveryRecorded(ctx, p.ID, p.Status)
		},
	}
	return Job{Name: "prove", Every: every, Run: p.turn}
}
