package clock_test

import (
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
)

// TestEveryLimitOfTheLaw counts each row of the table once, over a day where its rule of counting shows. A row without a
// count here fails.
func TestEveryLimitOfTheLaw(t *testing.T) {
	t.Parallel()
	counted := map[string]struct{ event, last, why string }{
		"accept":        {"2026-10-08", "2026-10-14", "the make-up Saturday of 10 October counts"},
		"not-needed":    {"2026-10-10", "2026-10-10", "at once"},
		"not-competent": {"2026-10-10", "2026-10-10", "at once"},
		"fix-on-spot":   {"2026-10-10", "2026-10-10", "on the spot"},
		"decide":        {"2026-09-11", "2026-10-15", "over Mid-Autumn and the National Day, with the make-up days"},
		"decide-joint":  {"2026-03-02", "2026-05-08", "over Qingming and Labour Day"},
		"lower-review":  {"2026-11-02", "2026-11-30", "the day of acceptance is not counted"},
		"issue":         {"2026-11-25", "2026-12-09", "ten working days"},
		"inspect":       {"2026-11-27", "2026-12-04", "a Friday is not counted, the week after it is"},
		"hear-apply":    {"2026-11-06", "2026-11-13", "working days, the reading that leaves more time"},
		"hear-hold":     {"2026-11-02", "2026-11-23", "twenty natural days end on a Sunday and move on"},
		"hear-notice":   {"2026-11-23", "2026-11-16", "seven days before a Monday is a Monday"},
		"renew-apply":   {"2026-12-29", "2026-11-27", "thirty days before is a Sunday: the Friday before it"},
		"renew-decide":  {"2027-02-28", "2027-02-28", "a Sunday, and not moved: validity ends on it"},
		"public-result": {"2026-11-02", "2026-11-30", "working days"},
		"recon":         {"2026-10-08", "2026-12-07", "sixty natural days"},
		"suit":          {"2026-04-30", "2026-10-30", "six months, the day of the same number"},
	}
	for _, r := range clock.Rows {
		if r.Count == clock.CountOut {
			require.Equal(t, clock.Clock{}, r.On(day("2026-11-02")))
			continue
		}
		want, ok := counted[r.ID]
		require.True(t, ok, "%s is not counted here", r.ID)
		t.Run(r.ID, func(t *testing.T) {
			t.Parallel()
			k := r.On(day(want.event))
			require.Equal(t, r.ID, k.Name)
			require.Equal(t, want.last, k.Due(calendar.Shipped(), day(want.event)).Law.String(), want.why)
		})
	}
}

func TestRowsAreWhole(t *testing.T) {
	t.Parallel()
	var ids []string
	for _, r := range clock.Rows {
		require.NotContains(t, ids, r.ID)
		ids = append(ids, r.ID)
		require.NotEmpty(t, r.Law, r.ID)
		require.NotEmpty(t, r.Article, r.ID)
		for _, text := range []calendar.Name{r.Title, r.Event} {
			require.NotEmpty(t, text.Zh, r.ID)
			require.NotEmpty(t, text.En, r.ID)
		}
		found, ok := clock.Find(r.ID)
		require.True(t, ok)
		require.Equal(t, r, found)
		counts := r.Count == clock.CountAfter || r.Count == clock.CountBefore
		require.Equal(t, counts, r.Length > 0 && r.Unit != "", r.ID)
	}
	_, ok := clock.Find("coffee-break")
	require.False(t, ok)
	require.True(t, clock.Allows("expert-review"))
	require.False(t, clock.Allows("site-check"), "a plain check of the site is no ground")
	require.Equal(t, "《行政许可法》第四十四条", clock.Rows[slices.Index(ids, "issue")].Basis())
}

func TestThePageIsWrittenFromTheTable(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/clocks.md")
	require.NoError(t, err)
	require.Equal(t, clock.Page(), string(page), "run go generate ./workflow/clock")
}

func TestMonthsEndOnTheDayOfTheSameNumber(t *testing.T) {
	t.Parallel()
	months := func(n int, start string) clock.Clock {
		return clock.Clock{Unit: clock.UnitMonth, Limit: n, Start: day(start)}
	}
	for name, c := range map[string]struct {
		clock clock.Clock
		last  string
	}{
		"the same number":                     {months(1, "2026-03-10"), "2026-04-10"},
		"a month without it ends on its last": {months(1, "2026-03-31"), "2026-04-30"},
		"February":                            {months(1, "2025-01-31"), "2025-02-28"},
		"from the end of February":            {months(1, "2025-02-28"), "2025-03-28"},
		"over the turn of the year":           {months(3, "2025-11-28"), "2026-02-28"},
		"a rest day moves on":                 {months(1, "2026-10-01"), "2026-11-02"},
		"into a holiday":                      {months(1, "2026-09-01"), "2026-10-08"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.last, c.clock.Due(calendar.Shipped(), c.clock.Start).Law.String())
		})
	}
	k := months(1, "2026-03-10")
	k.Extended = 3
	k.Exclusions = []clock.Exclusion{excl("hearing", "2026-03-20", "2026-03-22", 0)}
	require.Equal(t, "2026-04-15", k.Due(calendar.Shipped(), k.Start).Law.String(), "two days out and three more are five")
}

func TestASheetCountedBackNamesEveryDay(t *testing.T) {
	t.Parallel()
	row, _ := clock.Find("renew-apply")
	sheet := row.On(day("2026-12-29")).Sheet(calendar.Shipped(), day("2026-11-02"))
	require.Equal(t, clock.RuleEvent, sheet.Back[0].Rule)
	last := sheet.Back[len(sheet.Back)-1]
	require.Equal(t, day("2026-11-27"), last.Date)
	require.Equal(t, 30, last.N)
	require.Equal(t, clock.RuleMoved, last.Rule)
	require.Equal(t, 25, sheet.Remaining)
	require.Empty(t, sheet.Days, "it has no start of its own")
}
