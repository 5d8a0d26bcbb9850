package races_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/internal/testserver"
	"shenpi/storage/db"
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

func TestMain(m *testing.M) { os.Exit(testserver.Main(m)) }

// office is one engine on one database, with officers that exist only here.
type office struct {
	*workflow.Engine
	db *db.DB
}

// start is a Monday morning in the office.
var start = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

// ticking is a clock that goes on by a microsecond whenever it is read.
type ticking struct {
	mu sync.Mutex
	t  time.Time
}

func (c *ticking) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(time.Microsecond)
	return c.t
}

type published map[string]*item.Item

func (p published) Item(key string, _ int) (*item.Item, error)             { return p[key], nil }
func (p published) Filing(key string, _ calendar.Date) (*item.Item, error) { return p[key], nil }

type everybody struct{}

func (everybody) Revision() int64                              { return 0 }
func (everybody) Reload(context.Context) error                 { return nil }
func (everybody) Holds(_, _, _ string) bool                    { return true }
func (everybody) Holders(_, _ string) []string                 { return nil }
func (everybody) Substitutions(string) []workflow.Substitution { return nil }
func (everybody) Mandates(string) []workflow.Mandate           { return nil }
func (everybody) Code(string) string                           { return "测" }
func (everybody) Held(string) []workflow.RoleInUnits           { return nil }
func (everybody) Calendar() *calendar.Calendar                 { return calendar.Shipped() }
func (everybody) Counted(string) (*calendar.Calendar, bool)    { return nil, false }

// open makes an office on a fresh database of one kind.
func open(t *testing.T, url string) office {
	t.Helper()
	ctx := context.Background()
	c := db.Config{URL: url, Now: time.Now}
	require.NoError(t, db.Migrate(ctx, c))
	d, err := db.Open(ctx, c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.Close()) })
	items := published{}
	for _, key := range []string{"small", "follow"} {
		items[key], err = item.Load(os.DirFS("testdata"), key+".yaml")
		require.NoError(t, err)
	}
	e := &workflow.Engine{
		Store: d, Items: items, Office: everybody{}, Clock: &ticking{t: start}, Calendars: everybody{},
		Register: d, Random: rand.Reader,
	}
	return office{e, d}
}

// both runs a test on SQLite and on PostgreSQL.
func both(t *testing.T, test func(*testing.T, office)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, open(t, "sqlite:"+filepath.Join(t.TempDir(), "shenpi.db")))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, open(t, testserver.Postgres(t)))
	})
}

// size is how many rounds a race runs: fewer in CI, all of them with SHENPI_LONG=1.
func size(ci, long int) int {
	if os.Getenv("SHENPI_LONG") != "" {
		return long
	}
	return ci
}

var applicant = workflow.Actor{Person: "a1", Enterprise: "91520000MA00000151"}

func officer(n int) workflow.Actor { return workflow.Actor{Person: "o" + strconv.Itoa(n)} }

func (o office) decide(who workflow.Actor, id workflow.CaseID, visit int, decision string) (workflow.Receipt, error) {
	return o.Decide(context.Background(), who, workflow.DecideInput{Case: id, Visit: visit, Decision: decision, Reason: "理由"})
}

// task is the visit of the one open task of a case.
func (o office) task(t *testing.T, id workflow.CaseID) int {
	t.Helper()
	tasks, err := o.db.CaseTasks(context.Background(), id)
	require.NoError(t, err)
	require.Len(t, tasks, 1)
	return tasks[0].Visit
}

// entries are what is on the trail of a case; its state rebuilt from them equals the stored one.
func (o office) entries(t *testing.T, id workflow.CaseID) []string {
	t.Helper()
	ctx := context.Background()
	rows, err := o.db.StreamEntries(ctx, "case/"+string(id), 1, 1000)
	require.NoError(t, err)
	var kinds []string
	var list []trail.Entry
	for _, r := range rows {
		kinds, list = append(kinds, r.Entry.Kind), append(list, r.Entry)
	}
	state, err := workflow.Rebuild(list)
	require.NoError(t, err)
	stored, err := o.db.Case(ctx, id)
	require.NoError(t, err)
	state.NextDue = stored.State.NextDue
	want, err := json.Marshal(stored.State)
	require.NoError(t, err)
	got, err := json.Marshal(state)
	require.NoError(t, err)
	require.JSONEq(t, string(want), string(got))
	return kinds
}
