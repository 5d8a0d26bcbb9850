package clock_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
)

// What the clock decides of the conformance scenarios. November and December
// 2026 have no holidays; 2026-11-23 is a Monday.

// A step is returned on day 4 of its 5 and entered again.
func TestScenarioReturnedVisitNeverExpires(t *testing.T) {
	t.Parallel()
	cal := calendar.Shipped()
	void := lengthOf(5, "2026-11-23")
	void.Name, void.Ended = "step", day("2026-11-27")
	again := lengthOf(5, "2026-11-27")
	again.Name = "step"

	end := day("2026-12-04").End()
	require.Empty(t, void.Stages(cal, day("2026-12-04"), 80))
	require.Equal(t, []clock.Stage{{Percent: 80, Day: day("2026-12-03")}}, again.Stages(cal, day("2026-12-04"), 80))
	for now := day("2026-11-27").Start(); now.Before(end); now = now.Add(6 * time.Hour) {
		_, expired := again.Expired(cal, now)
		require.False(t, expired, now)
	}
	// asked again later, as after a restart, the answer is the same instant
	for _, now := range []time.Time{end, end.Add(time.Hour), end.AddDate(0, 0, 3)} {
		at, expired := again.Expired(cal, now)
		require.True(t, expired)
		require.Equal(t, end, at)
		_, expired = void.Expired(cal, now)
		require.False(t, expired)
	}
}

// A supplement is sent on day 4 of accept and answered on day 30.
func TestScenarioSupplementRestartsAccept(t *testing.T) {
	t.Parallel()
	cal := calendar.Shipped()
	accept := clock.Clock{Name: "accept", Unit: clock.UnitWorkday, Limit: 5, Start: day("2026-10-12"), Halted: day("2026-10-16")}
	_, expired := accept.Expired(cal, day("2026-11-15").Start())
	require.False(t, expired)
	sheet := accept.Sheet(cal, day("2026-10-19"))
	require.Equal(t, 3, sheet.Counted)
	require.Equal(t, 2, sheet.Remaining)
	require.True(t, sheet.Due.Law.IsZero())
	require.Equal(t, clock.RuleHalted, sheet.Days[7].Rule)

	accept.Start, accept.Halted = day("2026-11-15"), calendar.Date{} // the answer, a Sunday
	due := accept.Due(cal, day("2026-11-15"))
	require.Equal(t, clock.Due{Law: day("2026-11-20"), Running: true}, due)
	require.Equal(t, 5, accept.Sheet(cal, day("2026-11-15")).Remaining)
}

// Acceptance is untouched for 5 working days over a make-up Saturday, and the
// worker is down; somebody acts at 00:05 on the next day.
func TestScenarioDeemedOverMakeupSaturday(t *testing.T) {
	t.Parallel()
	cal := calendar.Shipped()
	accept := clock.Clock{Name: "accept", Unit: clock.UnitWorkday, Limit: 5, Start: day("2026-05-06")}
	at, expired := accept.Expired(cal, day("2026-05-13").Start().Add(5*time.Minute))
	require.True(t, expired)
	require.Equal(t, day("2026-05-12").End(), at)
	_, expired = accept.Expired(cal, day("2026-05-12").Start().Add(23*time.Hour))
	require.False(t, expired)
	// deemed accepted counts from receipt
	require.Equal(t, day("2026-06-02"), decide("2026-05-06").Due(cal, day("2026-05-13")).Law)
}

// An expert notice is served on Monday and the review is done on Wednesday.
func TestScenarioExpertReviewIsNotCounted(t *testing.T) {
	t.Parallel()
	cal := calendar.Shipped()
	for name, c := range map[string]struct {
		clock   clock.Clock
		asOf    string
		counted int
		out     int
		law     string
	}{
		"done on Wednesday":      {decide("2026-11-27", excl("expert-review", "2026-11-30", "2026-12-02", 20)), "2026-12-04", 3, 2, "2026-12-29"},
		"done on Monday":         {decide("2026-11-27", excl("expert-review", "2026-11-30", "2026-11-30", 20)), "2026-12-04", 5, 0, "2026-12-25"},
		"done before the notice": {decide("2026-11-27", excl("expert-review", "2026-12-02", "2026-11-30", 20)), "2026-12-04", 5, 0, "2026-12-25"},
		"without notice":         {decide("2026-11-27", excl("expert-review", "", "2026-12-02", 20)), "2026-12-04", 5, 0, "2026-12-25"},
		"neither":                {decide("2026-11-27", excl("expert-review", "", "", 20)), "2026-12-04", 5, 0, "2026-12-25"},
		"still open":             {decide("2026-11-27", excl("expert-review", "2026-11-30", "", 20)), "2026-12-04", 1, 4, "2026-12-31"},
		"open to its bound":      {decide("2026-11-27", excl("expert-review", "2026-11-30", "", 3)), "2026-12-04", 2, 3, "2026-12-30"},
		"the site's own limit":   {lengthOf(3, "2026-11-30"), "2026-12-04", 4, 0, "2026-12-03"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sheet := c.clock.Sheet(cal, day(c.asOf))
			require.Equal(t, c.counted, sheet.Counted)
			require.Equal(t, c.out, sheet.Excluded)
			require.Equal(t, day(c.law), sheet.Due.Law)
		})
	}
	sheet := decide("2026-11-27", excl("expert-review", "2026-11-30", "2026-12-02", 20)).Sheet(cal, day("2026-12-03"))
	for _, i := range []int{4, 5} { // Tuesday and Wednesday
		require.Equal(t, clock.RuleExcluded, sheet.Days[i].Rule)
		require.Equal(t, []string{"expert-review"}, sheet.Days[i].Grounds)
	}
	require.True(t, sheet.Days[3].Counted, "the day of the notice counts")
	require.True(t, sheet.Days[6].Counted, "the day after the review counts")
}

// An exclusion of 12 days, a return, a second review of 12 days, at most 20.
func TestScenarioBoundCountsVoidReviews(t *testing.T) {
	t.Parallel()
	cal := calendar.Shipped()
	twice := decide("2026-10-26",
		excl("expert-review", "2026-10-27", "2026-11-12", 20),
		excl("expert-review", "2026-11-12", "2026-11-30", 20))
	sheet := twice.Sheet(cal, day("2026-11-30"))
	require.Equal(t, 20, sheet.Excluded)
	require.Equal(t, 1+4, sheet.Counted, "the day before and the last 4 of 24")

	// another ground has its own bound; a suspension of the same ground has not
	twice.Exclusions[1].Ground = "hearing"
	require.Equal(t, 24, twice.Sheet(cal, day("2026-11-30")).Excluded)
	twice.Suspensions = []clock.Exclusion{twice.Exclusions[1]}
	twice.Suspensions[0].Ground = "expert-review"
	twice.Exclusions = twice.Exclusions[:1]
	sheet = twice.Sheet(cal, day("2026-11-30"))
	require.Equal(t, 20, sheet.Excluded)
	require.Equal(t, clock.RuleSuspended, sheet.Days[21].Rule)
}

// Two exclusions overlap, Tuesday to Thursday and Wednesday to Friday.
func TestScenarioOverlapCountsOnce(t *testing.T) {
	t.Parallel()
	c := decide("2026-11-20", excl("expert-review", "2026-11-23", "2026-11-26", 0), excl("hearing", "2026-11-24", "2026-11-27", 0))
	sheet := c.Sheet(calendar.Shipped(), day("2026-11-30"))
	require.Equal(t, 4, sheet.Excluded)
	require.Equal(t, 2, sheet.Counted)
	var grounds [][]string
	for _, d := range sheet.Days[4:8] {
		grounds = append(grounds, d.Grounds)
	}
	both := []string{"expert-review", "hearing"}
	require.Equal(t, [][]string{{"expert-review"}, both, both, {"hearing"}}, grounds)
	require.Equal(t, day("2026-12-24"), sheet.Due.Law)
}

// An extension asked for on day 19 is approved on day 20; on day 21 it is too late.
func TestScenarioExtension(t *testing.T) {
	t.Parallel()
	cal := calendar.Shipped()
	c := decide("2026-10-12")
	day20 := day("2026-11-09")
	require.Equal(t, 20, c.Used(cal, day20))
	_, expired := c.Expired(cal, day20.End().Add(-time.Microsecond))
	require.False(t, expired)
	_, expired = c.Expired(cal, day20.End())
	require.True(t, expired)

	c.Extended = 10
	require.Equal(t, clock.Due{Law: day("2026-11-23"), Promise: day("2026-11-16"), Running: true}, c.Due(cal, day20))
	_, expired = c.Expired(cal, day20.End())
	require.False(t, expired)
	require.Equal(t, 10, c.Sheet(cal, day20).Remaining)
}
