package calendar_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shenpi/workflow/calendar"
)

func TestShippedDays(t *testing.T) {
	t.Parallel()
	cal := calendar.Shipped()
	require.Equal(t, []int{2025, 2026}, cal.Years())
	for _, c := range []struct {
		day     string
		working bool
		rule    string
		zh      string
	}{
		{"2025-01-01", false, calendar.RuleHoliday, "元旦"},
		{"2025-01-02", true, calendar.RuleWeekday, ""},
		{"2025-01-26", true, calendar.RuleMakeup, "春节调休上班"},
		{"2025-02-04", false, calendar.RuleHoliday, "春节"},
		{"2025-10-06", false, calendar.RuleHoliday, "国庆节、中秋节"},
		{"2025-10-11", true, calendar.RuleMakeup, "国庆节、中秋节调休上班"},
		{"2026-01-04", true, calendar.RuleMakeup, "元旦调休上班"},
		{"2026-02-14", true, calendar.RuleMakeup, "春节调休上班"},
		{"2026-02-23", false, calendar.RuleHoliday, "春节"},
		{"2026-02-24", true, calendar.RuleWeekday, ""},
		{"2026-04-05", false, calendar.RuleHoliday, "清明节"},
		{"2026-09-20", true, calendar.RuleMakeup, "国庆节调休上班"},
		{"2026-11-28", false, calendar.RuleWeekend, ""},
	} {
		info := cal.Day(day(c.day))
		require.Equal(t, c.working, info.Working, c.day)
		require.True(t, info.Known, c.day)
		require.Equal(t, c.rule, info.Rule, c.day)
		require.Equal(t, c.zh, info.Name.Zh, c.day)
		require.Equal(t, c.zh == "", info.Name.En == "", c.day)
	}
	require.Equal(t, calendar.DayInfo{}, cal.Day(calendar.Date{}))
}

// The announcement only moves rest days about: what it adds in weekdays off
// beyond the statutory ones it takes back in make-up days.
func TestShippedYearsBalance(t *testing.T) {
	t.Parallel()
	cal, none := calendar.Shipped(), &calendar.Calendar{}
	for number, want := range map[int]struct{ holidays, makeup, workdays int }{2025: {28, 5, 248}, 2026: {33, 6, 248}} {
		year, ok := cal.Year(number)
		require.True(t, ok)
		require.Len(t, year.Holidays(), want.holidays)
		require.Len(t, year.Makeup(), want.makeup)
		require.Contains(t, year.Source(), "节假日安排的通知")
		eve, err := calendar.NewDate(number-1, time.December, 31)
		require.NoError(t, err)
		require.Equal(t, want.workdays, cal.WorkdaysBetween(eve, eve.AddDays(365)))

		statutory := 0
		for d := eve.AddDays(1); d.Year() == number; d = d.AddDays(1) {
			if none.Day(d).Rule == calendar.RuleHolidayProvisional {
				statutory++
				require.False(t, cal.Day(d).Working, d)
			}
		}
		require.Equal(t, 13, statutory)
		for _, s := range year.Makeup() {
			require.Contains(t, []time.Weekday{time.Saturday, time.Sunday}, s.Date.Weekday())
		}
	}
}

func TestProvisionalYears(t *testing.T) {
	t.Parallel()
	cal := calendar.Shipped()
	for _, c := range []struct {
		day     string
		working bool
		rule    string
		zh      string
	}{
		{"2027-01-01", false, calendar.RuleHolidayProvisional, "元旦"},
		{"2027-01-04", true, calendar.RuleWeekdayProvisional, ""},
		{"2027-02-05", false, calendar.RuleHolidayProvisional, "春节"},
		{"2027-02-08", false, calendar.RuleHolidayProvisional, "春节"},
		{"2027-02-09", true, calendar.RuleWeekdayProvisional, ""},
		{"2027-04-05", false, calendar.RuleHolidayProvisional, "清明节"},
		{"2027-05-02", false, calendar.RuleHolidayProvisional, "劳动节"},
		{"2027-06-09", false, calendar.RuleHolidayProvisional, "端午节"},
		{"2027-09-15", false, calendar.RuleHolidayProvisional, "中秋节"},
		{"2027-10-02", false, calendar.RuleHolidayProvisional, "国庆节"},
		{"2027-10-09", false, calendar.RuleWeekendProvisional, ""},
		{"2024-02-09", true, calendar.RuleWeekdayProvisional, ""}, // the eve and 2 May are holidays since 2025
		{"2024-02-12", false, calendar.RuleHolidayProvisional, "春节"},
		{"2024-05-02", true, calendar.RuleWeekdayProvisional, ""},
		{"2040-10-01", false, calendar.RuleHolidayProvisional, "国庆节"}, // beyond the lunar table
	} {
		info := cal.Day(day(c.day))
		require.Equal(t, calendar.DayInfo{Working: c.working, Rule: c.rule, Name: info.Name}, info, c.day)
		require.Equal(t, c.zh, info.Name.Zh, c.day)
	}
	require.Equal(t, calendar.RuleWeekday, cal.With(year2027(t)).Day(day("2027-02-05")).Rule)
}

func TestAddWorkdays(t *testing.T) {
	t.Parallel()
	cal := calendar.Shipped()
	for _, c := range []struct {
		from  string
		n     int
		want  string
		known bool
	}{
		{"2026-11-25", 10, "2026-12-09", true},
		{"2026-11-25", 0, "2026-11-25", true},
		{"2026-11-28", 1, "2026-11-30", true},
		{"2026-02-13", 1, "2026-02-14", true}, // a make-up Saturday counts
		{"2026-02-14", 1, "2026-02-24", true}, // over the Spring Festival
		{"2026-02-24", 4, "2026-02-28", true}, // and another one
		{"2026-09-30", 3, "2026-10-10", true}, // 8, 9 and the make-up 10 October
		{"2025-12-31", 1, "2026-01-04", true}, // a make-up Sunday
		{"2026-12-09", -10, "2026-11-25", true},
		{"2026-12-30", 1, "2026-12-31", true},
		{"2024-12-30", 2, "2025-01-02", false}, // once unknown, unknown
		{"2026-12-31", 1, "2027-01-04", false},
		{"2027-02-28", -30, "2027-01-14", false},
		{"9999-12-30", 5, "9999-12-31", false},
	} {
		got, known := cal.AddWorkdays(day(c.from), c.n)
		require.Equal(t, c.want, got.String(), c)
		require.Equal(t, c.known, known, c)
	}
	none, _ := cal.AddWorkdays(calendar.Date{}, 3)
	require.True(t, none.IsZero())
}

func TestWorkdaysBetweenAndNext(t *testing.T) {
	t.Parallel()
	cal := calendar.Shipped()
	require.Equal(t, 10, cal.WorkdaysBetween(day("2026-11-25"), day("2026-12-09")))
	require.Equal(t, -10, cal.WorkdaysBetween(day("2026-12-09"), day("2026-11-25")))
	require.Equal(t, 6, cal.WorkdaysBetween(day("2026-02-08"), day("2026-02-14")))
	require.Zero(t, cal.WorkdaysBetween(day("2026-02-14"), day("2026-02-23")))
	require.Zero(t, cal.WorkdaysBetween(calendar.Date{}, day("2026-02-23")))

	require.Equal(t, day("2026-02-14"), cal.NextWorkday(day("2026-02-14")))
	require.Equal(t, day("2026-02-24"), cal.NextWorkday(day("2026-02-15")))
	require.Equal(t, day("2026-11-30"), cal.NextWorkday(day("2026-11-28")))
}

func TestAddWorkdaysIsCountedBack(t *testing.T) {
	t.Parallel()
	cal := calendar.Shipped()
	rapid.Check(t, func(t *rapid.T) {
		from := day("2024-06-01").AddDays(rapid.IntRange(0, 1200).Draw(t, "from"))
		n := rapid.IntRange(-60, 60).Draw(t, "n")
		to, _ := cal.AddWorkdays(from, n)
		if n != 0 {
			require.True(t, cal.Day(to).Working)
		}
		if n >= 0 {
			require.Equal(t, n, cal.WorkdaysBetween(from, to))
		} else { // (to, from] has to's successors and from itself
			require.Equal(t, -n, cal.WorkdaysBetween(to.AddDays(-1), from.AddDays(-1)))
		}
	})
}

func TestWithLeavesTheOldOne(t *testing.T) {
	t.Parallel()
	cal := calendar.Shipped()
	hash := cal.Hash()
	more := cal.With(year2027(t))
	require.Equal(t, []int{2025, 2026}, cal.Years())
	require.Equal(t, []int{2025, 2026, 2027}, more.Years())
	require.Equal(t, hash, cal.Hash())
	require.NotEqual(t, hash, more.Hash())
	require.Same(t, cal, cal.With(calendar.Year{}))

	// a holiday declared late replaces the year
	late, err := calendar.ParseYear("2026.json", []byte(`{"year":2026,"source":"s","makeup":[],
		"holidays":[{"date":"2026-12-01","name":{"zh":"临时放假","en":"Special day off"}}]}`))
	require.NoError(t, err)
	require.True(t, cal.Day(day("2026-12-01")).Working)
	require.False(t, cal.With(late).Day(day("2026-12-01")).Working)
	require.Equal(t, []int{2025, 2026}, cal.With(late).Years())
}

func TestHashIsOfTheData(t *testing.T) {
	t.Parallel()
	cal := calendar.Shipped()
	require.Equal(t, "6634ceaa2294d53797757bade4fb8c295b8b447c737db4e5d60a2998ad474df3", cal.Hash())
	y25, _ := cal.Year(2025)
	y26, _ := cal.Year(2026)
	require.Equal(t, cal.Hash(), calendar.New(y26, y25).Hash())

	data, err := json.Marshal(y26)
	require.NoError(t, err)
	var again calendar.Year
	require.NoError(t, json.Unmarshal(data, &again))
	require.Equal(t, cal.Hash(), calendar.New(y25, again).Hash())
	require.NotEqual(t, cal.Hash(), (&calendar.Calendar{}).Hash())

	// neither the order of the days nor the layout matters
	a := parse(t, `{"year":2027,"source":"s","holidays":[`+newYear+`,`+mayDay+`],"makeup":[]}`)
	b := parse(t, "{\"makeup\":[],\n\"holidays\":["+mayDay+","+newYear+"],\"source\":\"s\",\"year\":2027}")
	require.Equal(t, calendar.New(a).Hash(), calendar.New(b).Hash())
}

const (
	newYear = `{"date":"2027-01-01","name":{"zh":"元旦","en":"New Year's Day"}}`
	mayDay  = `{"date":"2027-05-01","name":{"zh":"劳动节","en":"Labour Day"}}`
)

func year2027(t *testing.T) calendar.Year {
	t.Helper()
	return parse(t, `{"year":2027,"source":"s","holidays":[`+newYear+`],"makeup":[]}`)
}

func parse(t *testing.T, text string) calendar.Year {
	t.Helper()
	y, err := calendar.ParseYear("2027.json", []byte(text))
	require.NoError(t, err)
	return y
}

func TestTheYearThatIsWanted(t *testing.T) {
	t.Parallel()
	for on, want := range map[string]int{"2026-10-31": 0, "2026-11-01": 2027, "2026-12-31": 2027, "2027-01-01": 2027, "2024-06-01": 2024, "2025-12-01": 0} {
		year, wanted := calendar.Shipped().Wanted(day(on))
		if year != want || wanted != (want != 0) {
			t.Errorf("%s: year %d, wanted %v", on, year, wanted)
		}
	}
}
