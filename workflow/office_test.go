package workflow_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
	"shenpi/workflow/memory"
	"shenpi/workflow/trail"
)

// tester is what a *testing.T, a *testing.B and a *rapid.T have in common.
type tester interface {
	require.TestingT
	Helper()
}

// hand is a clock that stands still until it is moved.
type hand struct {
	mu sync.Mutex
	t  time.Time
}

func (h *hand) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.t
}

func (h *hand) set(t time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.t = t
}

// dice are the random bytes of an office, the same each time, so that what has failed fails again.
type dice struct {
	mu   sync.Mutex
	from *rand.ChaCha8
}

func (d *dice) Read(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.from == nil {
		d.from = rand.NewChaCha8([32]byte{})
	}
	return d.from.Read(p)
}

// throw begins the bytes anew.
func (d *dice) throw(seed int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.from = rand.NewChaCha8([32]byte{byte(seed)})
}

// shelf holds one version of each item.
type shelf map[string]*item.Item

func (s shelf) Item(key string, _ int) (*item.Item, error)             { return s[key], nil }
func (s shelf) Filing(key string, _ calendar.Date) (*item.Item, error) { return s[key], nil }

// staff says who holds which role, in every unit; role@unit says it of one unit alone.
type staff map[string][]string

func (s staff) in(role, unit string) []string {
	if list, ok := s[role+"@"+unit]; ok {
		return list
	}
	return s[role]
}

func (staff) Revision() int64              { return 0 }
func (staff) Reload(context.Context) error { return nil }
func (s staff) Holds(person, role, unit string) bool {
	return slices.Contains(s.in(role, unit), person)
}
func (s staff) Holders(role, unit string) []string { return s.in(role, unit) }
func (s staff) Held(person string) (held []workflow.RoleInUnits) {
	for post, list := range s {
		if role, unit, _ := strings.Cut(post, "@"); slices.Contains(list, person) {
			held = append(held, workflow.RoleInUnits{Role: role, Units: []string{cmp.Or(unit, "bureau")}})
		}
	}
	return held
}
func (staff) Code(string) string { return "例" }

// absences are the substitutions of an office, and the mandates of agents.
type absences struct {
	staff
	list     []workflow.Substitution
	mandates []workflow.Mandate
	revision int64
}

// Revision follows that of the store: whoever reloads knows the appointments of today.
func (a *absences) Revision() int64              { return a.revision }
func (a *absences) Reload(context.Context) error { a.revision++; return nil }

func (a *absences) Mandates(agent string) []workflow.Mandate {
	return slices.DeleteFunc(slices.Clone(a.mandates), func(m workflow.Mandate) bool { return m.Agent != agent || m.Ended })
}

func (a *absences) Substitutions(person string) []workflow.Substitution {
	var list []workflow.Substitution
	for _, s := range a.list {
		if s.By == person && !s.Ended {
			list = append(list, s)
		}
	}
	return list
}

// almanac is the calendar as loaded now.
type almanac struct {
	loaded *calendar.Calendar
	before []*calendar.Calendar
}

func (a *almanac) Calendar() *calendar.Calendar { return a.loaded }

func (a *almanac) Counted(hash string) (*calendar.Calendar, bool) {
	for _, c := range a.before {
		if c.Hash() == hash {
			return c, true
		}
	}
	return nil, false
}

// load takes over a year, as it is declared or changed.
func (a *almanac) load(t tester, file string) {
	year, err := calendar.ParseYear("year.json", []byte(file))
	require.NoError(t, err)
	a.before = append(a.before, a.loaded)
	a.loaded = a.loaded.With(year)
}

// declare makes a day a holiday, as a late announcement does; a day that is special already stays as it is.
func (a *almanac) declare(t tester, d calendar.Date) {
	year, loaded := a.loaded.Year(d.Year())
	if rule := a.loaded.Day(d).Rule; !loaded || rule == calendar.RuleHoliday || rule == calendar.RuleMakeup {
		return
	}
	var file map[string]any
	data, err := json.Marshal(year)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &file))
	special := map[string]any{"date": d, "name": calendar.Name{Zh: "临时放假", En: "Declared late"}}
	file["holidays"] = append(file["holidays"].([]any), special)
	data, err = json.Marshal(file)
	require.NoError(t, err)
	a.load(t, string(data))
}

// watched is the store, with an eye on what a change does to the case it was given.
type watched struct{ *memory.Store }

func (s watched) Write(ctx context.Context, w workflow.Write) (workflow.Receipt, error) {
	change := w.Change
	w.Change = func(tx *workflow.Tx) error {
		before, err := json.Marshal(tx.Case)
		if err != nil {
			return err
		}
		told := change(tx)
		after, err := json.Marshal(tx.Case)
		if err == nil && !bytes.Equal(before, after) {
			err = fmt.Errorf("a change wrote to the case it was given:\n%s\n%s", before, after)
		}
		if err != nil {
			return err
		}
		return told
	}
	return s.Store.Write(ctx, w)
}

// office is an agency that works one item: real engine, real rules, everything kept in memory.
type office struct {
	tester
	store  *memory.Store
	engine *workflow.Engine
	clock  *hand
	staff  staff
	item   *item.Item
	*absences
	*almanac
	*dice
}

// people are the officers of the small items; nobody holds two roles that one flow keeps apart.
var people = staff{
	"window": {"W1", "W2"}, "handler": {"H1", "H2", "H3"}, "inspector": {"I1", "I2", "I3"},
	"expert": {"E1", "E2", "E3", "E4", "E5"}, "office-head": {"O1", "O2", "H1"}, "agency-leader": {"L1", "L2"},
	"agency-head": {"G1"}, "certificate-clerk": {"C1"}, "legal": {"J1"}, "agent": {"B1"},
	"hearing-host": {"P1", "P2", "I3"}, "archivist": {"R1"},
}

// small compiles an item from the common head and its flow.
func small(t tester, flow string) *item.Item {
	t.Helper()
	return withHead(t, "", "", flow)
}

// withHead is small with something else in the head.
func withHead(t tester, was, is, flow string) *item.Item {
	t.Helper()
	head, err := os.ReadFile("testdata/head.yaml")
	require.NoError(t, err)
	require.Contains(t, string(head), was)
	text := strings.Replace(string(head), was, is, 1)
	it, err := item.Read(os.DirFS("testdata"), "small.yaml", []byte(text+"flow:\n"+flow))
	require.NoError(t, err)
	return it
}

// openOffice opens on a day of the shipped calendar, at 9 o'clock.
func openOffice(t tester, it *item.Item, day string) *office {
	store := &memory.Store{}
	o := &office{tester: t, store: store, clock: &hand{}, staff: maps.Clone(people), item: it, almanac: &almanac{loaded: calendar.Shipped()}, dice: &dice{}}
	o.absences = &absences{staff: o.staff}
	o.engine = &workflow.Engine{Store: watched{store}, Items: shelf{it.Item: it}, Office: o.absences, Clock: o.clock,
		Calendars: o.almanac, Register: store, Random: o.dice}
	o.clock.set(at(day + " 09:00"))
	return o
}

// at reads a civil time of the office.
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, calendar.Zone)
	if err != nil {
		panic(err)
	}
	return t
}

const (
	applicant = "91520000MA00000151"
	plainForm = `{"n":1,"valid_until":""}`
)

// matter is one case at the office, and whose turn it is.
type matter struct {
	*office
	id     workflow.CaseID
	person string
	whose  string // in whose place the next decision is
	silent bool   // documents are not issued by themselves
	code   string
	nodes  []string
}

// file opens an office for the flow and files a case in the morning of the day.
func file(t tester, flow, day string) *matter {
	t.Helper()
	return openOffice(t, small(t, flow), day).file(plainForm)
}

func (o *office) file(form string) *matter {
	o.Helper()
	r, err := o.engine.Submit(context.Background(), workflow.Actor{Person: "A1", Enterprise: applicant},
		workflow.SubmitInput{Item: o.item.Item, Form: json.RawMessage(form)})
	require.NoError(o, err)
	return &matter{office: o, id: r.Case}
}

// at moves the clock.
func (m *matter) at(s string) *matter { m.clock.set(at(s)); return m }

// as says who acts next.
func (m *matter) as(person string) *matter { m.person = person; return m }

// cannot says that the next act is refused, and over which nodes.
func (m *matter) cannot(code string, nodes ...string) *matter {
	m.code, m.nodes = code, nodes
	return m
}

func (m *matter) actor() workflow.Actor { return workflow.Actor{Person: m.person} }

// did checks how an act ended, then issues what it owes.
func (m *matter) did(r workflow.Receipt, err error) *workflow.Error {
	m.Helper()
	code, nodes := m.code, m.nodes
	m.code, m.nodes = "", nil
	m.sound()
	if code == "" {
		require.NoError(m, err)
		entries := m.entries()
		require.Equal(m, entries[len(entries)-1].Entry.Hash, r.Hash)
		if !m.silent {
			m.serve()
		}
		return nil
	}
	var told *workflow.Error
	require.True(m, errors.As(err, &told), "expected %s: %v", code, err)
	require.Equal(m, code, told.Code)
	require.NotContains(m, told.Text.En, "This cannot be done", "%s has no sentence of its own", code)
	if nodes != nil {
		require.Equal(m, nodes, told.Nodes)
	}
	return told
}

// visit finds the open visit of a node, or, when none is open, its last one.
func (m *matter) visit(node string) int {
	m.Helper()
	visit := 0
	for _, v := range m.state().Position.Visits {
		if v.Node == node {
			visit = v.ID
			if v.Status == flow.Open {
				break
			}
		}
	}
	require.NotZero(m, visit, "%s was never opened", node)
	return visit
}

func (m *matter) decide(node, decision string) *workflow.Error {
	m.Helper()
	return m.decideAt(m.visit(node), decision)
}

func (m *matter) decideAt(visit int, decision string) *workflow.Error {
	m.Helper()
	whose := m.whose
	m.whose = ""
	return m.did(m.engine.Decide(context.Background(), m.actor(), workflow.DecideInput{Case: m.id, Visit: visit,
		Decision: decision, InPlaceOf: whose, Reason: "理由", Supplements: []workflow.Supplement{{Problem: "缺页", Demand: "补齐"}}}))
}

func (m *matter) claim(node string) { m.Helper(); m.did(m.engine.Claim(m.task(node))) }

func (m *matter) release(node string) { m.Helper(); m.did(m.engine.Release(m.task(node))) }

func (m *matter) takeBack(node string) { m.Helper(); m.did(m.engine.TakeBack(m.task(node))) }

func (m *matter) issue(node string) { m.Helper(); m.did(m.engine.Issue(m.task(node))) }

func (m *matter) task(node string) (context.Context, workflow.Actor, workflow.TaskInput) {
	m.Helper()
	return context.Background(), m.actor(), workflow.TaskInput{Case: m.id, Visit: m.visit(node)}
}

func (m *matter) name(node string, who ...string) {
	m.Helper()
	m.did(m.engine.Name(context.Background(), m.actor(), workflow.NameInput{Case: m.id, Visit: m.visit(node), People: who}))
}

func (m *matter) applicant() workflow.Actor {
	return workflow.Actor{Person: "A1", Enterprise: applicant}
}

func (m *matter) supply() {
	m.Helper()
	m.did(m.engine.Supply(context.Background(), m.applicant(), workflow.SupplyInput{Case: m.id, Form: json.RawMessage(plainForm)}))
}

func (m *matter) withdraw() {
	m.Helper()
	m.did(m.engine.Withdraw(context.Background(), m.applicant(), workflow.CaseInput{Case: m.id}))
}

func (m *matter) object(node string) {
	m.Helper()
	m.did(m.engine.Object(context.Background(), m.actor(), workflow.ObjectInput{Case: m.id, Visit: m.visit(node), Text: "异议", From: "某人"}))
}

func (m *matter) askExtension(days int) {
	m.Helper()
	m.did(m.engine.AskExtension(context.Background(), m.actor(), workflow.ExtendInput{Case: m.id, Days: days, Reason: "案情复杂"}))
}

func (m *matter) approveExtension() {
	m.Helper()
	m.did(m.engine.ApproveExtension(context.Background(), m.actor(), workflow.ExtendInput{Case: m.id, Reason: "同意"}))
}

func (m *matter) refuseExtension() {
	m.Helper()
	m.did(m.engine.RefuseExtension(context.Background(), m.actor(), workflow.ExtendInput{Case: m.id, Reason: "不同意"}))
}

// wake is what the job does: it records what has fallen due by the time, and issues what that owes.
func (m *matter) wake(s string) {
	m.Helper()
	m.at(s)
	_, err := m.engine.CatchUp(context.Background(), m.id)
	require.NoError(m, err)
	m.sound()
	if !m.silent {
		m.serve()
	}
}

// serve renders every document of the case that is owed.
func (m *matter) serve() {
	m.Helper()
	for _, d := range m.state().Documents {
		if d.IssuedAt.IsZero() {
			_, err := m.engine.DocumentIssued(context.Background(), workflow.IssuedDocument{Case: m.id, Seq: d.Seq, File: "00", Size: 1})
			require.NoError(m, err)
		}
	}
	m.sound()
}

func (m *matter) state() workflow.State {
	m.Helper()
	c, err := m.store.Case(context.Background(), m.id)
	require.NoError(m, err)
	return c.State
}

func (m *matter) entries() []workflow.Recorded { return m.store.Entries("case/" + string(m.id)) }

// kinds are the kinds of the entries, in order.
func (m *matter) kinds() (kinds []string) {
	for _, e := range m.entries() {
		kinds = append(kinds, e.Entry.Kind)
	}
	return kinds
}

// open checks which nodes have a task, each once.
func (m *matter) open(nodes ...string) {
	m.Helper()
	open := []string{}
	for _, t := range m.store.Tasks(m.id) {
		open = append(open, t.Node)
	}
	slices.Sort(open)
	slices.Sort(nodes)
	require.Equal(m, nodes, open)
}

// ended checks that the case is over and nothing dangles.
func (m *matter) ended(end string) {
	m.Helper()
	require.Equal(m, end, m.state().Position.End)
	m.open([]string{}...)
}

// clockOf finds a clock of the case.
func (m *matter) clockOf(name string) clock.Clock {
	m.Helper()
	for _, k := range m.state().Clocks {
		if k.Name == name {
			return k
		}
	}
	require.Failf(m, "no clock", "%s has not started", name)
	return clock.Clock{}
}

// cards are the signals given, each as colour clock rule day.
func (m *matter) cards(colours ...string) []string {
	list := []string{}
	for _, c := range m.state().Cards {
		if slices.Contains(colours, c.Colour) {
			list = append(list, fmt.Sprintf("%s %s %s", c.Clock, c.Rule, calendar.DateOf(c.At)))
		}
	}
	return list
}

// sound checks what holds of every case at every moment; see unsound.
func (m *matter) sound() {
	m.Helper()
	if why := unsound(m.office, m.id); why != "" {
		require.Fail(m, "unsound case", strings.TrimSpace(why))
	}
}

func day(s string) calendar.Date { return calendar.MustParse(s) }

// records are the entries of a case as a verifier reads them: a payload that is not there is said to be erased.
func records(list []workflow.Recorded) func(func(trail.Record, error) bool) {
	return func(yield func(trail.Record, error) bool) {
		for _, r := range list {
			rec := trail.Record{Entry: r.Entry.Bytes, Hash: r.Entry.Hash, Stream: r.Entry.Stream, Number: r.Entry.Number,
				Position: trail.Unmerged, Payload: r.Payload}
			rec.Erased = r.Payload == nil && r.Entry.Payload != trail.Hash{}
			if !yield(rec, nil) {
				return
			}
		}
	}
}

// permission finds what explain says of an act of whoever's turn it is.
func (m *matter) permission(action, decision string) workflow.Permission {
	m.Helper()
	list, err := m.engine.Explain(context.Background(), m.actor(), m.id)
	require.NoError(m, err)
	for _, p := range list {
		if p.Action == action && p.Decision == decision {
			return p
		}
	}
	require.Failf(m, "not listed", "%s %s", action, decision)
	return workflow.Permission{}
}

func ptr[T any](v T) *T { return &v }
