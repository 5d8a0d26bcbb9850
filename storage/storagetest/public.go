package storagetest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/storage/db"
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/flow"
)

// publicTests hold what everybody may read.
var publicTests = map[string]func(*testing.T, Opener){
	"public notices by page and filter":           publicNoticePages,
	"public notices of before are found by state": publicNoticesOfBefore,
	"grants by page and filter, the newest first": grantPages,
}

// announced leaves a case with a public notice as its second visit, closed or running.
func announced(id workflow.CaseID, minute int, over bool) workflow.Write {
	opened := Noon.UTC().Add(time.Duration(minute) * time.Minute).Truncate(time.Second)
	return file(id, func(tx *workflow.Tx) error {
		s := &tx.Out.Case.State
		wait, times := flow.Visit{ID: 2, Node: "publicity", Status: flow.Open}, workflow.VisitTimes{OpenedAt: opened, Limit: clock.Clock{Limit: 5, Start: calendar.DateOf(opened)}}
		if over {
			wait.Status, times.ClosedAt = flow.Done, opened.Add(time.Hour)
		}
		s.Position.Visits, s.Visits = append(s.Position.Visits, wait), []workflow.VisitTimes{{OpenedAt: opened, Limit: clock.Clock{Limit: 2}}, times}
		tx.Out.PublicNotices = []workflow.PublicNotice{{Case: id, Visit: 2, Number: s.Number, Item: s.Item, OpenedAt: opened, ClosedAt: times.ClosedAt}}
		return nil
	})
}

func listNotices(t *testing.T, d *db.DB, f workflow.PublicNoticeFilter) (list []workflow.PublicNotice) {
	t.Helper()
	f.Limit = 2
	for _, r := range pages(t, func() {}, func(cursor string) (workflow.Page[workflow.PublicNoticeCase], error) {
		f.Cursor = cursor
		return d.PublicNotices(context.Background(), f)
	}) {
		require.Equal(t, load(t, d, r.PublicNotice.Case), r.Case)
		list = append(list, r.PublicNotice)
	}
	return list
}

func publicNoticePages(t *testing.T, open Opener) {
	d := open(t)()
	for i := range 7 {
		must(t, d, announced(caseID(i), i/2, i%3 == 0)) // some at the same instant
	}
	all := listNotices(t, d, workflow.PublicNoticeFilter{})
	require.Len(t, all, 7)
	for i := 1; i < len(all); i++ {
		require.False(t, all[i].OpenedAt.After(all[i-1].OpenedAt))
		require.NotEqual(t, all[i].Case, all[i-1].Case)
	}
	require.Len(t, listNotices(t, d, workflow.PublicNoticeFilter{Running: true}), 4)
	over := listNotices(t, d, workflow.PublicNoticeFilter{Over: true, Item: "si-qualification"})
	require.Len(t, over, 3)
	require.Equal(t, over[0].OpenedAt.Add(time.Hour), over[0].ClosedAt)
	require.Empty(t, listNotices(t, d, workflow.PublicNoticeFilter{Item: "si-renewal"}))
	sound(t, d)
	owned(t, d, func(exec func(string, ...any)) { exec("UPDATE public_notice SET closed_at = 1 WHERE closed_at = 0") })
	problems, err := d.Fsck(context.Background())
	require.NoError(t, err)
	require.Len(t, problems, 4)
	require.Equal(t, "public_notice_mismatch", problems[0].Code)
}

// publicNoticesOfBefore takes the list away and has the migration make it again from the states of the cases.
func publicNoticesOfBefore(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, announced("running", 0, false))
	must(t, d, announced("over", 1, true))
	must(t, d, file("none"))
	want := listNotices(t, d, workflow.PublicNoticeFilter{})
	migration, err := os.ReadFile(filepath.Join("migrations", d.Kind(), "0019_public_notice.sql"))
	require.NoError(t, err)
	text := string(migration)
	fill := text[strings.Index(text, "INSERT INTO"):strings.Index(text, "-- What was granted")]
	owned(t, d, func(exec func(string, ...any)) {
		exec("DELETE FROM public_notice")
		exec(fill)
	})
	require.Equal(t, want, listNotices(t, d, workflow.PublicNoticeFilter{}))
}

func grantPages(t *testing.T, open Opener) {
	d := open(t)()
	for i := range 7 {
		must(t, d, putCertificates(granted(fmt.Sprint("N", i), func(c *workflow.Certificate) {
			c.GrantedOn = calendar.MustParse(fmt.Sprintf("2026-01-%02d", 1+i/2))
			if i == 6 {
				c.Kind = "pm"
			}
		})))
	}
	list := func(f workflow.GrantFilter) (numbers []string) {
		f.Limit = 2
		for _, c := range pages(t, func() {}, func(cursor string) (workflow.Page[workflow.Certificate], error) {
			f.Cursor = cursor
			return d.Grants(context.Background(), f)
		}) {
			numbers = append(numbers, c.Number)
		}
		return numbers
	}
	require.Equal(t, []string{"N6", "N5", "N4", "N3", "N2", "N1", "N0"}, list(workflow.GrantFilter{}))
	require.Equal(t, []string{"N6"}, list(workflow.GrantFilter{Kind: "pm"}))
	period := workflow.Period{From: calendar.MustParse("2026-01-02"), To: calendar.MustParse("2026-01-02")}
	require.Equal(t, []string{"N3", "N2"}, list(workflow.GrantFilter{Granted: period}))
}
