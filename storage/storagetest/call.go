package storagetest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/storage/db"
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// callTests hold how calls join cases: the rows alone, and the engine on them.
var callTests = map[string]func(*testing.T, Opener){
	"what is owed of a call follows from its marks":  owingCalls,
	"both sides of many calls are marked at once":    callsCrossed,
	"a call is filed and answered once by many":      callCarriedOnce,
	"a call that is left is closed once by many":     callClosedOnce,
	"a loop that died after it filed is made up for": callOfADeadLoop,
}

// calls opens a call at a visit of the case that files or advances.
func calls(parent workflow.CaseID, visit int, child workflow.CaseID, forward bool) func(*workflow.Tx) error {
	return func(tx *workflow.Tx) error {
		tx.Out.Calls = append(tx.Out.Calls, workflow.Call{Parent: parent, Visit: visit, Child: child, Forward: forward, Form: json.RawMessage(`{"n":1}`),
			Salt: []byte("salt"), OpenedAt: Noon.Add(time.Duration(visit) * time.Minute)})
		return nil
	}
}

func marks(parent workflow.CaseID, visit int, m workflow.CallMarks) func(*workflow.Tx) error {
	return func(tx *workflow.Tx) error {
		tx.Out.Marks = append(tx.Out.Marks, workflow.Mark{Parent: parent, Visit: visit, CallMarks: m})
		return nil
	}
}

func owing(t *testing.T, d *db.DB, limit int) []workflow.Call {
	t.Helper()
	list, err := d.Calls(context.Background(), limit)
	require.NoError(t, err)
	return list
}

// owingCalls tries every set of marks: the database and workflow.Call.Owing agree.
func owingCalls(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, file("p"))
	want := map[int]workflow.Call{}
	for n := range 64 {
		bit := func(k int) bool { return n>>k&1 == 1 }
		m := workflow.CallMarks{Ready: bit(0), Dropped: bit(1), Answered: bit(2), Filed: bit(3), Ended: bit(4)}
		child := workflow.CaseID(fmt.Sprint("k", n))
		must(t, d, advance("p", "zhang", calls("p", n, child, bit(5))))
		if m.Filed {
			must(t, d, file(child))
		}
		must(t, d, advance("p", "zhang", marks("p", n, m)))
		k := workflow.Call{Parent: "p", Visit: n, Child: child, Forward: bit(5), OpenedAt: Noon.Add(time.Duration(n) * time.Minute), CallMarks: m}
		if !m.Filed && !m.Dropped {
			k.Form, k.Salt = json.RawMessage(`{"n":1}`), []byte("salt")
		}
		if k.Owing() {
			want[n] = k
		}
	}
	require.Len(t, want, 8+10)
	got := owing(t, d, 100)
	for _, k := range got {
		require.Equal(t, want[k.Visit], k)
		delete(want, k.Visit)
	}
	require.Empty(t, want)
	require.Equal(t, got[:3], owing(t, d, 3), "the oldest first")
	sound(t, d)
}

// callsCrossed marks the two sides of the same calls from different cases, in different orders, on two replicas.
func callsCrossed(t *testing.T, open Opener) {
	handle := open(t)
	replicas := []*db.DB{handle(), handle()}
	const many = 24
	var all []func(*workflow.Tx) error
	for n := range many {
		all = append(all, calls("p", n+1, workflow.CaseID(fmt.Sprint("k", n+1)), false))
	}
	must(t, replicas[0], file("p", all...))
	errs := atOnce(2*many, func(i int) error {
		n := i/2 + 1
		if i%2 == 0 {
			_, err := replicas[n%2].Write(context.Background(), file(workflow.CaseID(fmt.Sprint("k", n)), marks("p", n, workflow.CallMarks{Filed: true, Ended: true})))
			return err
		}
		var some []func(*workflow.Tx) error
		for k := range 4 { // this one and some others, downwards
			some = append(some, marks("p", (n+many-k-1)%many+1, workflow.CallMarks{Dropped: true}))
		}
		_, err := replicas[(n+1)%2].Write(context.Background(), advance("p", "zhang", some...))
		return err
	})
	require.NoError(t, errors.Join(errs...))
	require.Empty(t, owing(t, replicas[1], 100), "no mark of either side was lost")
	sound(t, replicas[0])
}

// caller and callee are the items of two agencies.
const (
	callHead = `
version: 1
effective: {from: 2020-01-01}
title: {zh: 事项, en: Item}
legal: {is_admin_licence: true, basis: [{law: 行政许可法, article: 第三十五条}]}
applicant: enterprise
form: form.json
limits: {decide: 20}
outcomes: {granted: grants, refused: refuses, withdrawn: closes}
documents: [{type: letter, title: {zh: 函}, text: '{reason}'}]
`
	caller = `
item: caller
authority: lower` + callHead + `
flow:
  - {step: first, by: {role: handler}, decisions: {pass: {}}}
  - parallel: both
    join: any
    upon: {fail: {end: refused}}
    branches:
      theirs: [{call: opinion, item: callee, answer_within: {workdays: 5}}]
      ours: [{step: own, by: {role: handler}, decisions: {pass: {}}}]
  - {step: last, by: {role: handler}, decisions: {pass: {needs: [both]}}}
  - end: granted
`
	callee = `
item: callee
authority: upper` + callHead + `
flow:
  - {step: judge, by: {role: legal}, decisions: {pass: {}}}
  - end: granted
`
)

type shelf map[string]*item.Item

func (s shelf) Item(key string, _ int) (*item.Item, error)             { return s[key], nil }
func (s shelf) Filing(key string, _ calendar.Date) (*item.Item, error) { return s[key], nil }

// everybody holds every role.
type everybody struct{}

func (everybody) Revision() int64                    { return 0 }
func (everybody) Reload(context.Context) error       { return nil }
func (everybody) Holds(string, string, string) bool  { return true }
func (everybody) Holders(string, string) []string    { return nil }
func (everybody) Held(string) []workflow.RoleInUnits { return nil }
func (everybody) Code(unit string) string            { return unit }

func (everybody) Substitutions(string) []workflow.Substitution { return nil }
func (everybody) Mandates(string) []workflow.Mandate           { return nil }

type noon struct{}

func (noon) Now() time.Time                            { return Noon }
func (noon) Calendar() *calendar.Calendar              { return calendar.Shipped() }
func (noon) Counted(string) (*calendar.Calendar, bool) { return nil, false }

// noRegister knows no certificate.
type noRegister struct{}

func (noRegister) Certificate(context.Context, string) (workflow.Certificate, error) {
	return workflow.Certificate{}, &workflow.Error{Kind: workflow.NotFound, Code: "certificate_not_found"}
}

// agencies are two replicas of an engine on one database, with a case that has called another.
type agencies struct {
	t        *testing.T
	replicas []*db.DB
	engines  []*workflow.Engine
	parent   workflow.CaseID
	child    workflow.CaseID
}

func openAgencies(t *testing.T, open Opener) *agencies {
	files := fstest.MapFS{"form.json": {Data: []byte(`{"type":"object","properties":{"n":{"type":"integer"}}}`)}}
	items := shelf{}
	for name, source := range map[string]string{"caller": caller, "callee": callee} {
		it, err := item.Read(files, name+".yaml", []byte(source))
		require.NoError(t, err)
		items[name] = it
	}
	handle := open(t)
	a := &agencies{t: t, replicas: []*db.DB{handle(), handle()}}
	for _, d := range a.replicas {
		a.engines = append(a.engines, &workflow.Engine{Store: d, Items: items, Office: everybody{}, Clock: noon{}, Calendars: noon{},
			Register: noRegister{}, Random: rand.Reader})
	}
	r, err := a.engines[0].Submit(context.Background(), workflow.Actor{Person: "A", Enterprise: "E"},
		workflow.SubmitInput{Item: "caller", Form: json.RawMessage(`{"n":1}`)})
	require.NoError(t, err)
	a.parent = r.Case
	a.decide(a.parent, 1)
	a.child = load(t, a.replicas[0], a.parent).State.Calls[0].Child
	return a
}

func (a *agencies) decide(id workflow.CaseID, visit int) {
	a.t.Helper()
	_, err := a.engines[0].Decide(context.Background(), workflow.Actor{Person: "B"}, workflow.DecideInput{Case: id, Visit: visit, Decision: "pass"})
	require.NoError(a.t, err)
}

// carry has many loops on both replicas carry the one call that is owed, all having seen the same row.
func (a *agencies) carry() workflow.Call {
	a.t.Helper()
	list := owing(a.t, a.replicas[0], 10)
	require.Len(a.t, list, 1)
	errs := atOnce(16, func(i int) error { return a.engines[i%2].Carry(context.Background(), list[0]) })
	require.NoError(a.t, errors.Join(errs...))
	return list[0]
}

func (a *agencies) kinds(id workflow.CaseID) (kinds []string) {
	a.t.Helper()
	rows, err := a.replicas[1].StreamEntries(context.Background(), "case/"+string(id), 1, 100)
	require.NoError(a.t, err)
	for _, r := range rows {
		kinds = append(kinds, r.Entry.Kind)
	}
	return kinds
}

func (a *agencies) over() {
	a.t.Helper()
	require.Empty(a.t, owing(a.t, a.replicas[0], 10))
	sound(a.t, a.replicas[0])
}

func callCarriedOnce(t *testing.T, open Opener) {
	a := openAgencies(t, open)
	toFile := a.carry()
	require.Equal(t, []string{"submitted"}, a.kinds(a.child))
	require.Empty(t, owing(t, a.replicas[0], 10), "the other agency is at work")
	a.decide(a.child, 1)
	a.carry()
	require.Equal(t, []string{"submitted", "decided", "called_back"}, a.kinds(a.parent))
	require.NoError(t, a.engines[1].Carry(context.Background(), toFile), "a loop that slept since")
	require.Equal(t, []string{"submitted", "decided"}, a.kinds(a.child))
	a.over()
}

func callClosedOnce(t *testing.T, open Opener) {
	a := openAgencies(t, open)
	a.carry()
	own := 0
	for _, v := range load(t, a.replicas[0], a.parent).State.Position.Visits {
		if v.Node == "own" {
			own = v.ID
		}
	}
	a.decide(a.parent, own)
	a.carry()
	require.Equal(t, []string{"submitted", "call_closed"}, a.kinds(a.child))
	require.Equal(t, []string{"submitted", "decided", "decided"}, a.kinds(a.parent))
	notices, err := a.replicas[0].Inbox(context.Background(), workflow.NoticeFilter{Recipient: "E"})
	require.NoError(t, err)
	require.Len(t, notices.Rows, 1, "its applicant is told once")
	a.over()
}

// callOfADeadLoop: a loop was killed with its filing under way; the caller went on, and then the filing was stored all the
// same. The rows still say that the case has to be closed.
func callOfADeadLoop(t *testing.T, open Opener) {
	a := openAgencies(t, open)
	seen := owing(t, a.replicas[0], 10)[0]
	late := slowStore{DB: a.replicas[1], wait: make(chan struct{}), began: make(chan struct{})}
	loop := *a.engines[1]
	loop.Store = late
	done := make(chan error, 1)
	go func() { done <- loop.Carry(context.Background(), seen) }()
	<-late.began
	a.decide(a.parent, 4)
	require.Empty(t, owing(t, a.replicas[0], 10), "it is wanted no more")
	close(late.wait)
	require.NoError(t, <-done)
	a.carry()
	require.Equal(t, []string{"submitted", "call_closed"}, a.kinds(a.child))
	a.over()
}

// slowStore holds a write up between what the loop has looked at and the transaction.
type slowStore struct {
	*db.DB
	began, wait chan struct{}
}

func (s slowStore) Write(ctx context.Context, w workflow.Write) (workflow.Receipt, error) {
	close(s.began)
	<-s.wait
	return s.DB.Write(ctx, w)
}
