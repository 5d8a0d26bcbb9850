package storagetest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/storage/db"
	"shenpi/workflow"
	"shenpi/workflow/item"
)

// goexit ends the goroutine it runs in, as a failed assertion within a change would.
func goexit() { runtime.Goexit() }

func appoint(person string) workflow.Write {
	w := administer("appointment/"+person, workflow.Appointment{Person: person, Role: "handler", Unit: unit})
	change := w.Change
	w.Change = func(tx *workflow.Tx) error {
		tx.Out.PolicyMoved = true
		return change(tx)
	}
	return w
}

// judged is a command that was judged on a revision of the policy.
func judged(id workflow.CaseID, revision int64) workflow.Write {
	return advance(id, "zhang", func(tx *workflow.Tx) error {
		if tx.Policy != revision {
			return workflow.ErrPolicyMoved
		}
		return nil
	})
}

func policyMoved(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, file("c1"))
	answers := together(t, d,
		call{write: judged("c1", 0)}, call{write: appoint("li")}, call{write: judged("c1", 0)}, call{write: judged("c1", 1)},
	)
	require.NoError(t, errors.Join(answers[0].err, answers[1].err, answers[3].err))
	require.ErrorIs(t, answers[2].err, workflow.ErrPolicyMoved)
	revision, err := d.PolicyRevision(context.Background())
	require.NoError(t, err)
	require.Equal(t, int64(1), revision)
	_, err = d.Write(context.Background(), judged("c1", 0))
	require.ErrorIs(t, err, workflow.ErrPolicyMoved)
}

// policyRaces appoints on two replicas while commands are judged: none may be stored that was judged on a policy older
// than one already answered.
func policyRaces(t *testing.T, open Opener) {
	handle := open(t)
	replicas := []*db.DB{handle(), handle()}
	for i := range 4 {
		must(t, replicas[0], file(caseID(i)))
	}
	const appointed = 12
	var answered atomic.Int64
	errs := atOnce(appointed+4, func(i int) error {
		ctx := context.Background()
		if i < appointed {
			_, err := replicas[i%2].Write(ctx, appoint(fmt.Sprint("p", i)))
			if err == nil {
				answered.Add(1)
			}
			return err
		}
		for range 10 {
			least := answered.Load()
			_, err := replicas[i%2].Write(ctx, advance(caseID(i%4), "zhang", func(tx *workflow.Tx) error {
				if tx.Policy < least {
					return fmt.Errorf("policy %d is older than %d", tx.Policy, least)
				}
				return nil
			}))
			if err != nil {
				return err
			}
		}
		return nil
	})
	require.NoError(t, errors.Join(errs...))
	revision, err := replicas[0].PolicyRevision(context.Background())
	require.NoError(t, err)
	require.Equal(t, int64(appointed), revision)
	list, err := replicas[1].Appointments(context.Background())
	require.NoError(t, err)
	require.Len(t, list, appointed)
	sound(t, replicas[0])
}

func readYourWrites(t *testing.T, open Opener) {
	handle := open(t)
	replicas := []*db.DB{handle(), handle()}
	must(t, replicas[0], file("c1"))
	for i := range 20 {
		r := must(t, replicas[i%2], advance("c1", "zhang"))
		for _, d := range replicas {
			require.Equal(t, r.Number, load(t, d, "c1").State.Head.Number)
			tasks, err := d.CaseTasks(context.Background(), "c1")
			require.NoError(t, err)
			require.Equal(t, int(r.Number), tasks[0].Visit)
		}
	}
}

func streamsInOrder(t *testing.T, open Opener) {
	handle := open(t)
	replicas := []*db.DB{handle(), handle()}
	errs := atOnce(crowd, func(i int) error {
		row := workflow.Unit{ID: fmt.Sprint("u", i), Parent: "root", Title: item.Text{Zh: "单位", En: "Unit"}, Code: "测"}
		_, err := replicas[i%2].Write(context.Background(), administer(fmt.Sprint("unit/", i%3), row))
		return err
	})
	require.NoError(t, errors.Join(errs...))
	units, err := replicas[0].Units(context.Background())
	require.NoError(t, err)
	require.Len(t, units, crowd)
	total := int64(0)
	for i := range 3 {
		head, err := replicas[1].Head(context.Background(), fmt.Sprint("unit/", i))
		require.NoError(t, err)
		total += head.Number
	}
	require.Equal(t, int64(crowd), total)
	sound(t, replicas[0])
}

func immutableVersion(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	p := workflow.PublishedItem{
		Item: "si-renewal", Version: 1, Hash: "abc", Source: []byte("item: si-renewal"), PublishedAt: Noon, PublishedBy: "admin",
		Files: map[string][]byte{"forms/a.json": []byte(`{}`)},
	}
	must(t, d, administer("item/si-renewal", p))
	closing := p
	closing.Open, closing.Source = "closed", []byte("other")
	must(t, d, administer("item/si-renewal", closing))
	got, err := d.ItemVersion(ctx, "si-renewal", 1)
	require.NoError(t, err)
	p.Open = "closed"
	require.Equal(t, p, got)
	closing.Hash = "def"
	_, err = d.Write(ctx, administer("item/si-renewal", closing))
	require.Error(t, err)
	_, err = d.ItemVersion(ctx, "si-renewal", 2)
	require.Equal(t, "item_not_found", workflow.Code(err))
	must(t, d, administer("calendar/2027", workflow.CalendarYear{Year: 2027, Data: []byte(`{"year":2027}`)}))
	years, err := d.Calendars(ctx)
	require.NoError(t, err)
	require.Equal(t, []workflow.CalendarYear{{Year: 2027, Data: []byte(`{"year":2027}`)}}, years)
	version := workflow.CalendarVersion{Hash: "ab", Data: []byte(`[]`)}
	for _, anew := range []bool{false, false, true} {
		require.NoError(t, d.KeepCalendar(ctx, version, anew))
	}
	versions, err := d.CalendarVersions(ctx)
	require.NoError(t, err)
	require.Equal(t, []workflow.CalendarVersion{version}, versions, "each once")
	sound(t, d)
}

func proposals(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	p := workflow.Proposal{
		Item: "si-renewal", Version: 2, Number: 1, Hash: "abc", Authority: "gz-iid", Source: []byte("item: si-renewal"),
		Files: map[string][]byte{"forms/a.json": []byte(`{}`)}, Report: []byte(`{"sound":true}`), ProposedBy: "li", ProposedAt: Noon, Status: workflow.ProposalOpen,
	}
	must(t, d, administer("item/si-renewal", p))
	list, err := d.Proposals(ctx, "si-renewal")
	require.NoError(t, err)
	require.Equal(t, []workflow.Proposal{p}, list)
	second := p
	second.Number = 2
	_, err = d.Write(ctx, administer("item/si-renewal", second))
	require.Error(t, err, "one waits at a time")
	judged := p
	judged.Status, judged.DecidedBy, judged.DecidedAt, judged.Source = workflow.ProposalRejected, "wang", Noon.Add(time.Hour), []byte("other")
	must(t, d, administer("item/si-renewal", judged))
	must(t, d, administer("item/si-renewal", second))
	_, err = d.Write(ctx, administer("item/si-renewal", judged))
	require.Error(t, err, "what was judged stays so")
	list, err = d.Proposals(ctx, "")
	require.NoError(t, err)
	judged.Source = p.Source
	require.Equal(t, []workflow.Proposal{second, judged}, list, "the newest first; what was proposed never changes")
	for status, want := range map[string][]workflow.Proposal{workflow.ProposalOpen: {second}, workflow.ProposalRejected: {judged}, workflow.ProposalPublished: nil} {
		for _, key := range []string{"", "si-renewal"} {
			list, err = d.Proposals(ctx, key, status)
			require.NoError(t, err)
			require.Equal(t, want, list, status)
		}
	}
	list, err = d.Proposals(ctx, "", workflow.ProposalRejected, workflow.ProposalOpen)
	require.NoError(t, err)
	require.Equal(t, []workflow.Proposal{second, judged}, list)
	list, err = d.Proposals(ctx, "other")
	require.NoError(t, err)
	require.Empty(t, list)
	sound(t, d)
}
