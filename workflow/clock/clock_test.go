package clock_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
)

// TestMain sets how many random clocks are compared with the oracle, unless
// the command line does.
func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	checks := "5000"
	if os.Getenv("SHENPI_LONG") == "1" {
		checks = "100000"
	}
	if !given {
		if err := flag.Set("rapid.checks", checks); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

func day(s string) calendar.Date {
	if s == "" {
		return calendar.Date{}
	}
	return calendar.MustParse(s)
}

func excl(ground, from, to string, atMost int) clock.Exclusion {
	return clock.Exclusion{Ground: ground, From: day(from), To: day(to), AtMost: atMost}
}

func decide(start string, exclusions ...clock.Exclusion) clock.Clock {
	return clock.Clock{Name: "decide", Unit: clock.UnitWorkday, Limit: 20, Promise: 15, Start: day(start), Exclusions: exclusions}
}

func lengthOf(limit int, start string) clock.Clock {
	return clock.Clock{Unit: clock.UnitWorkday, Limit: limit, Start: day(start)}
}

func natural(limit int, start string) clock.Clock {
	return clock.Clock{Unit: clock.UnitDay, Limit: limit, Start: day(start)}
}

func TestDue(t *testing.T) {
	t.Parallel()
	extended := decide("2026-11-25")
	extended.Extended = 10
	more := decide("2026-11-25")
	more.Promise = 25
	ended := decide("2026-11-25")
	ended.Ended = day("2026-12-01")
	halted := decide("2026-11-25")
	halted.Halted = day("2026-12-01")
	late := decide("2026-11-25")
	late.Halted = day("2026-12-24")
	until := clock.Clock{Name: "validity", Until: day("2027-02-28"), Start: day("2026-11-25"), Extended: 3, Promise: 15}
	soon := until
	soon.Until = day("2026-11-29")
	stopped := until
	stopped.Halted = day("2027-02-28")
	never := clock.Clock{Unit: clock.UnitWorkday, Limit: 1_000_000, Start: day("2026-01-05")}
	naturalExcluded := natural(10, "2026-11-23")
	naturalExcluded.Exclusions = []clock.Exclusion{excl("hearing", "2026-11-26", "2026-12-03", 3)} // Fri-Tue out

	for name, c := range map[string]struct {
		clock        clock.Clock
		law, promise string
		provisional  bool
		running      bool
	}{
		"10 working days":                    {lengthOf(10, "2026-11-25"), "2026-12-09", "", false, true},
		"law and promise":                    {decide("2026-11-25"), "2026-12-23", "2026-12-16", false, true},
		"an extension moves both":            {extended, "2027-01-07", "2026-12-30", true, true},
		"a promise is never longer":          {more, "2026-12-23", "2026-12-23", false, true},
		"over a make-up Saturday":            {lengthOf(5, "2026-05-06"), "2026-05-12", "", false, true},
		"ending on a make-up Saturday":       {lengthOf(2, "2026-10-08"), "2026-10-10", "", false, true},
		"over the Spring Festival":           {lengthOf(3, "2026-02-13"), "2026-02-25", "", false, true},
		"started on a Saturday":              {lengthOf(1, "2026-11-28"), "2026-11-30", "", false, true},
		"30 natural days":                    {natural(30, "2026-11-02"), "2026-12-02", "", false, true},
		"natural days end on Sunday":         {natural(4, "2026-11-25"), "2026-11-30", "", false, true},
		"natural days end in a holiday":      {natural(7, "2026-09-25"), "2026-10-08", "", false, true},
		"natural days end on a make-up day":  {natural(3, "2026-02-11"), "2026-02-14", "", false, true},
		"natural days into an unknown year":  {natural(30, "2026-12-20"), "2027-01-19", "", true, true},
		"natural days less an exclusion":     {naturalExcluded, "2026-12-08", "", false, true},
		"a working day of an unknown year":   {lengthOf(5, "2026-12-28"), "2027-01-05", "", true, true},
		"an ended one keeps its dates":       {ended, "2026-12-23", "2026-12-16", false, false},
		"a halted one has none":              {halted, "", "", false, false},
		"halted after its end":               {late, "2026-12-23", "2026-12-16", false, false},
		"a given date is certain, not moved": {until, "2027-02-28", "2026-12-16", false, true},
		"a given date bounds the promise":    {soon, "2026-11-29", "2026-11-29", false, true},
		"a given date, halted on it":         {stopped, "", "2026-12-16", false, false},
		"beyond the cap":                     {never, "", "", true, true},
		"not started":                        {clock.Clock{Limit: 5}, "", "", false, false},
		"no limit":                           {clock.Clock{Start: day("2026-11-25")}, "", "", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := clock.Due{Law: day(c.law), Promise: day(c.promise), Provisional: c.provisional, Running: c.running}
			require.Equal(t, want, c.clock.Due(calendar.Shipped(), day("2026-12-10")), "the promise ends in a year that is loaded")
		})
	}
}

func TestDueOfAPromiseInAYearNotLoaded(t *testing.T) {
	t.Parallel()
	cal := calendar.Shipped()
	require.Equal(t, clock.Due{Law: day("2027-01-14"), Promise: day("2027-01-07"), Provisional: true, PromiseProvisional: true, Running: true},
		decide("2026-12-16").Due(cal, day("2026-12-17")))
	until := clock.Clock{Until: day("2027-02-28"), Start: day("2026-12-16"), Promise: 15}
	require.True(t, until.Due(cal, day("2026-12-17")).PromiseProvisional)
	until.Until = day("2027-01-03")
	require.Equal(t, clock.Due{Law: until.Until, Promise: until.Until, Provisional: true, Running: true},
		until.Due(cal, day("2026-12-17")), "a given date that comes first is certain")
}

func TestExpiredAtTheEndOfTheLastDay(t *testing.T) {
	t.Parallel()
	cal := calendar.Shipped()
	c := lengthOf(10, "2026-11-25")
	end := day("2026-12-09").End()
	for _, x := range []struct {
		now     time.Time
		expired bool
	}{{day("2026-11-20").Start(), false}, {end.Add(-time.Microsecond), false}, {end, true}, {end.AddDate(1, 0, 0), true}} {
		at, expired := c.Expired(cal, x.now)
		require.Equal(t, x.expired, expired, x.now)
		require.Equal(t, end, at)
	}
	for name, change := range map[string]func(*clock.Clock){
		"halted":      func(c *clock.Clock) { c.Halted = day("2026-12-01") },
		"ended":       func(c *clock.Clock) { c.Ended = day("2026-12-01") },
		"not started": func(c *clock.Clock) { c.Start = calendar.Date{} },
		"provisional": func(c *clock.Clock) { c.Limit = 30 },
	} {
		stopped := c
		change(&stopped)
		at, expired := stopped.Expired(cal, day("2027-12-31").End())
		require.False(t, expired, name)
		require.True(t, at.IsZero(), name)
	}

	validity := clock.Clock{Until: day("2027-02-28"), Start: day("2026-11-25"), Promise: 60}
	_, expired := validity.Expired(cal, day("2027-02-28").End())
	require.True(t, expired, "a given date needs no calendar")
	_, expired = validity.Expired(cal, day("2027-02-28").Start())
	require.False(t, expired)
}

func TestStagesOfALimit(t *testing.T) {
	t.Parallel()
	cal := calendar.Shipped()
	for name, c := range map[string]struct {
		clock clock.Clock
		want  []string
	}{
		"ten working days":            {lengthOf(10, "2026-11-25"), []string{"law 50 2026-12-02", "law 80 2026-12-07"}},
		"five":                        {lengthOf(5, "2026-11-23"), []string{"law 50 2026-11-25", "law 80 2026-11-27"}},
		"two: half is all but one":    {lengthOf(2, "2026-11-23"), []string{"law 80 2026-11-24"}},
		"one: nothing can be used":    {lengthOf(1, "2026-11-28"), []string{"law 80 2026-11-28"}},
		"law and promise":             {decide("2026-11-25"), []string{"law 50 2026-12-09", "law 80 2026-12-17", "promise 50 2026-12-04", "promise 80 2026-12-11"}},
		"natural days may be of rest": {natural(20, "2026-11-02"), []string{"law 50 2026-11-12", "law 80 2026-11-18"}},
		"a date, in natural days":     {clock.Clock{Unit: clock.UnitDay, Start: day("2026-11-01"), Until: day("2026-12-01")}, []string{"law 50 2026-11-16", "law 80 2026-11-25"}},
		"a date, in working days":     {clock.Clock{Start: day("2026-11-02"), Until: day("2026-11-16")}, []string{"law 50 2026-11-09", "law 80 2026-11-12"}},
		"a date that has passed":      {clock.Clock{Start: day("2026-11-02"), Until: day("2026-11-01")}, nil},
		"back from an event":          {clock.Clock{Unit: clock.UnitDay, Start: day("2026-11-02"), Until: day("2026-11-30"), Before: 10}, []string{"law 50 2026-11-11", "law 80 2026-11-16"}},
		"what stands still has none":  {clock.Clock{Limit: 5, Start: day("2026-11-02"), Halted: day("2026-11-03")}, nil},
		"nor what has no limit":       {clock.Clock{Start: day("2026-11-02")}, nil},
		"nor what has not started":    {clock.Clock{Limit: 5}, nil},
		"exclusions move them":        {decide("2026-11-09", excl("hearing", "2026-11-09", "2026-11-20", 0)), []string{"law 50 2026-12-04", "law 80 2026-12-14", "promise 50 2026-12-01", "promise 80 2026-12-08"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, s := range c.clock.Stages(cal, day("2026-11-28"), 50, 80) {
				of := map[bool]string{false: "law", true: "promise"}[s.Promise]
				got = append(got, fmt.Sprintf("%s %d %s", of, s.Percent, s.Day))
			}
			require.Equal(t, c.want, got)
		})
	}
}

func TestSheet(t *testing.T) {
	t.Parallel()
	cal := calendar.Shipped()
	c := clock.Clock{Name: "accept", Unit: clock.UnitWorkday, Limit: 5, Start: day("2026-05-06")}
	got := c.Sheet(cal, day("2026-05-10"))
	require.Equal(t, clock.Sheet{
		Days: []clock.Day{
			{Date: day("2026-05-06"), Rule: clock.RuleStart},
			{Date: day("2026-05-07"), Counted: true, N: 1, Rule: calendar.RuleWeekday},
			{Date: day("2026-05-08"), Counted: true, N: 2, Rule: calendar.RuleWeekday},
			{Date: day("2026-05-09"), Counted: true, N: 3, Rule: calendar.RuleMakeup},
			{Date: day("2026-05-10"), N: 3, Rule: calendar.RuleWeekend},
			{Date: day("2026-05-11"), Counted: true, N: 4, Rule: calendar.RuleWeekday, Ahead: true},
			{Date: day("2026-05-12"), Counted: true, N: 5, Rule: calendar.RuleWeekday, Ahead: true},
		},
		Counted: 3, Remaining: 2, Due: clock.Due{Law: day("2026-05-12"), Running: true},
	}, got)
	require.Equal(t, 3, c.Used(cal, day("2026-05-10")))

	overdue := c.Sheet(cal, day("2026-05-14"))
	require.Equal(t, -2, overdue.Remaining)
	require.Equal(t, 7, overdue.Counted)
	require.Len(t, overdue.Days, 9)

	c.Ended = day("2026-05-08")
	done := c.Sheet(cal, day("2026-12-31"))
	require.Len(t, done.Days, 3)
	require.Equal(t, 3, done.Remaining)
	require.Equal(t, 2, c.Used(cal, day("2026-12-31")))

	moved := natural(3, "2026-11-25").Sheet(cal, day("2026-12-01")) // Saturday, to Monday
	require.Equal(t, []string{clock.RuleStart, "weekday", "weekday", "weekend", clock.RuleMoved, clock.RuleMoved, "weekday"}, rules(moved))
	require.Equal(t, day("2026-11-30"), moved.Due.Law)
	require.Equal(t, -1, moved.Remaining)

	unknown := lengthOf(5, "2026-12-28").Sheet(cal, day("2026-12-29"))
	require.True(t, unknown.Provisional)
	require.Equal(t, "statutory_holiday_provisional", unknown.Days[4].Rule)

	require.Empty(t, clock.Clock{Limit: 5}.Sheet(cal, day("2026-12-29")).Days)
	require.Len(t, lengthOf(5, "2001-01-01").Sheet(cal, day("2099-01-01")).Days, clock.MaxDays+1)
}

func rules(s clock.Sheet) []string {
	var out []string
	for _, d := range s.Days {
		out = append(out, d.Rule)
	}
	return out
}

func TestSheetUntil(t *testing.T) {
	t.Parallel()
	cal := calendar.Shipped()
	c := clock.Clock{Until: day("2026-12-09"), Start: day("2026-11-25")}
	s := c.Sheet(cal, day("2026-12-01"))
	require.Equal(t, 6, s.Remaining)
	require.Equal(t, 4, s.Counted)
	require.Len(t, s.Days, 7)
	require.Equal(t, -2, c.Sheet(cal, day("2026-12-11")).Remaining)
	c.Unit = clock.UnitDay
	require.Equal(t, 8, c.Sheet(cal, day("2026-12-01")).Remaining)
	c = clock.Clock{Until: day("9999-12-31")}
	require.Less(t, c.Sheet(cal, day("2026-12-01")).Remaining, clock.MaxDays)
}

func TestClockJSON(t *testing.T) {
	t.Parallel()
	c := decide("2026-11-25", excl("expert-review", "2026-11-30", "", 20))
	data, err := json.Marshal(c)
	require.NoError(t, err)
	require.JSONEq(t, `{"name":"decide","unit":"workday","limit":20,"promise":15,"start":"2026-11-25",
		"exclusions":[{"ground":"expert-review","from":"2026-11-30","at_most":20}]}`, string(data))
	var again clock.Clock
	require.NoError(t, json.Unmarshal(data, &again))
	require.Equal(t, c, again)
	data, err = json.Marshal(lengthOf(1, "2026-11-25").Due(calendar.Shipped(), day("2026-11-25")))
	require.NoError(t, err)
	require.JSONEq(t, `{"law":"2026-11-26","running":true}`, string(data))
}
