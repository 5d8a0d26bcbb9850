package db_test

import (
	"context"
	"flag"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/catalogue"
	"shenpi/internal/testserver"
	"shenpi/storage/db"
	"shenpi/storage/storagetest"
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

func BenchmarkSQLite(b *testing.B) {
	storagetest.Bench(b, func(b *testing.B) *db.DB { return fresh(b, "sqlite:"+filepath.Join(b.TempDir(), "shenpi.db")) })
}

func BenchmarkPostgres(b *testing.B) {
	storagetest.Bench(b, func(b *testing.B) *db.DB { return fresh(b, testserver.Postgres(b)) })
}

func fresh(b testing.TB, url string) *db.DB {
	c := db.Config{URL: url, Now: storagetest.Now}
	require.NoError(b, db.Migrate(context.Background(), c))
	d, err := db.Open(context.Background(), c)
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, d.Close()) })
	return d
}

// What an inbox of 200 rows with everything one may do at each takes, out of many cases: the statement and the guards.
func BenchmarkInboxOnSQLite(b *testing.B) {
	benchInbox(b, fresh(b, "sqlite:"+filepath.Join(b.TempDir(), "shenpi.db")))
}

func BenchmarkInboxOnPostgres(b *testing.B) { benchInbox(b, fresh(b, testserver.Postgres(b))) }

var inboxCases = flag.Int("inbox-cases", 100_000, "how many cases the benchmarks of the inbox and of the list of cases file")

func benchInbox(b *testing.B, d *db.DB) {
	filter := storagetest.Inbox(b, d, *inboxCases)
	filter.Limit = 200
	it, err := item.Load(catalogue.FS(), "items/si-qualification.yaml")
	require.NoError(b, err)
	e := &workflow.Engine{Items: oneItem{it}, Office: handlers{}, Clock: noon{}, Calendars: years{}}
	b.ResetTimer()
	for b.Loop() {
		page, err := d.TaskCases(context.Background(), filter)
		if err != nil || len(page.Rows) != 200 {
			b.Fatal(err, len(page.Rows))
		}
		for _, r := range page.Rows {
			if may, err := e.ExplainTask(workflow.Actor{Person: "li"}, r.Case, r.Visit); err != nil || !may[0].Allowed {
				b.Fatal(err, may)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/inbox")
}

type oneItem struct{ it *item.Item }

func (o oneItem) Item(string, int) (*item.Item, error)             { return o.it, nil }
func (o oneItem) Filing(string, calendar.Date) (*item.Item, error) { return o.it, nil }

// handlers is an office of ten handlers.
type handlers struct{}

func (handlers) Revision() int64                              { return 0 }
func (handlers) Reload(context.Context) error                 { return nil }
func (handlers) Holds(_, role, _ string) bool                 { return role == "handler" }
func (handlers) Substitutions(string) []workflow.Substitution { return nil }
func (handlers) Mandates(string) []workflow.Mandate           { return nil }
func (handlers) Code(string) string                           { return "测" }
func (handlers) Held(string) []workflow.RoleInUnits           { return nil }
func (handlers) Holders(string, string) []string {
	return []string{"li", "wang", "zhao", "qian", "sun", "zhou", "wu", "zheng", "feng", "chen"}
}

type noon struct{}

func (noon) Now() time.Time { return storagetest.Noon }

type years struct{}

func (years) Calendar() *calendar.Calendar              { return calendar.Shipped() }
func (years) Counted(string) (*calendar.Calendar, bool) { return nil, false }

// What a page of the list of cases takes, for somebody who sees the cases of several units and others besides.
func BenchmarkCaseListOnSQLite(b *testing.B) {
	benchCaseList(b, fresh(b, "sqlite:"+filepath.Join(b.TempDir(), "shenpi.db")))
}

func BenchmarkCaseListOnPostgres(b *testing.B) { benchCaseList(b, fresh(b, testserver.Postgres(b))) }

func benchCaseList(b *testing.B, d *db.DB) {
	lists := storagetest.CaseLists(b, d, *inboxCases)
	if d.Kind() == "postgres" { // it does so by itself after a minute
		_, err := d.Jobs().Exec("ANALYZE")
		require.NoError(b, err)
	}
	for name, filter := range lists {
		filter.Limit = 50
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := d.Cases(context.Background(), filter); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// What a page of a search of the trail takes, and what it takes to see that an export would be too large.
func BenchmarkTrailSearchOnSQLite(b *testing.B) {
	benchTrailSearch(b, fresh(b, "sqlite:"+filepath.Join(b.TempDir(), "shenpi.db")))
}

func BenchmarkTrailSearchOnPostgres(b *testing.B) {
	benchTrailSearch(b, fresh(b, testserver.Postgres(b)))
}

var trailEntries = flag.Int("trail-entries", 1_000_000, "how many entries the benchmarks of the trail's search write")

func benchTrailSearch(b *testing.B, d *db.DB) {
	for name, filter := range storagetest.TrailSearches(b, d, *trailEntries) {
		filter.Limit = 100
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := d.Entries(context.Background(), filter); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/too many", func(b *testing.B) {
			for b.Loop() {
				if _, _, err := d.EntryAt(context.Background(), filter, 100_000); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
