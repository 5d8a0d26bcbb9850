package calendar_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shenpi/workflow/calendar"
)

func day(s string) calendar.Date { return calendar.MustParse(s) }

func TestParseDate(t *testing.T) {
	t.Parallel()
	for _, ok := range []string{"0001-01-01", "1969-12-31", "1970-01-01", "2024-02-29", "2026-11-23", "9999-12-31"} {
		d, err := calendar.Parse(ok)
		require.NoError(t, err)
		require.Equal(t, ok, d.String())
	}
	for _, bad := range []string{"", "2026-1-1", "2026-02-29", "0000-01-01", "2026-13-01", " 2026-01-01", "2026-01-01 ",
		"+026-01-01", "20260101", "2026/01/01", "2026-01-01T00:00:00Z", "10000-01-01", "二〇二六"} {
		_, err := calendar.Parse(bad)
		require.Error(t, err, bad)
	}
	require.Panics(t, func() { calendar.MustParse("soon") })
}

func TestNewDate(t *testing.T) {
	t.Parallel()
	d, err := calendar.NewDate(2026, time.November, 23)
	require.NoError(t, err)
	require.Equal(t, day("2026-11-23"), d)
	for _, bad := range [][3]int{{2026, 2, 29}, {2026, 13, 1}, {2026, 1, 0}, {0, 1, 1}, {10000, 1, 1}} {
		_, err := calendar.NewDate(bad[0], time.Month(bad[1]), bad[2])
		require.Error(t, err, bad)
	}
}

func TestDateText(t *testing.T) {
	t.Parallel()
	type file struct {
		On  calendar.Date         `json:"on" yaml:"on"`
		Off calendar.Date         `json:"off,omitzero" yaml:"off"`
		N   map[calendar.Date]int `json:"n,omitempty" yaml:"-"`
		Z   calendar.Date         `json:"z" yaml:"z"`
		L   []calendar.Date       `json:"l,omitempty" yaml:"l"`
	}
	want := file{On: day("2004-07-01"), N: map[calendar.Date]int{day("2026-01-01"): 1}}
	data, err := json.Marshal(want)
	require.NoError(t, err)
	require.JSONEq(t, `{"on":"2004-07-01","n":{"2026-01-01":1},"z":""}`, string(data))
	var got file
	require.NoError(t, json.Unmarshal(data, &got))
	require.Equal(t, want, got)
	require.True(t, got.Z.IsZero())
	require.Error(t, json.Unmarshal([]byte(`{"on":"2004-7-1"}`), &got))
	require.Error(t, json.Unmarshal([]byte(`{"on":20040701}`), &got))

	var y file
	require.NoError(t, yaml.Unmarshal([]byte("on: 2004-07-01\nl: [2026-01-04, \"2026-02-14\"]\n"), &y))
	require.Equal(t, day("2004-07-01"), y.On)
	require.Equal(t, []calendar.Date{day("2026-01-04"), day("2026-02-14")}, y.L)
	out, err := yaml.Marshal(map[string]calendar.Date{"on": y.On})
	require.NoError(t, err)
	require.Contains(t, string(out), "2004-07-01")
	require.Error(t, yaml.Unmarshal([]byte("on: tomorrow\n"), &y))
}

func TestDateOfIsChinaTime(t *testing.T) {
	t.Parallel()
	before := time.Date(2026, 11, 23, 15, 59, 59, 999_999_000, time.UTC)
	require.Equal(t, day("2026-11-23"), calendar.DateOf(before))
	require.Equal(t, day("2026-11-24"), calendar.DateOf(before.Add(time.Microsecond)))
	require.True(t, calendar.DateOf(time.Time{}).IsZero())

	d := day("2026-12-31")
	require.True(t, d.Start().Equal(time.Date(2026, 12, 30, 16, 0, 0, 0, time.UTC)))
	require.Equal(t, day("2027-01-01").Start(), d.End())
	require.True(t, calendar.Date{}.Start().IsZero())
	require.True(t, calendar.Date{}.End().IsZero())
}

func TestDateAgainstTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at := time.Date(rapid.IntRange(1, 9900).Draw(t, "year"), 1, 1, 0, 0, 0, 0, calendar.Zone).
			AddDate(0, 0, rapid.IntRange(0, 364).Draw(t, "day"))
		n := rapid.IntRange(-364, 30_000).Draw(t, "n")
		d, later := calendar.DateOf(at), calendar.DateOf(at.AddDate(0, 0, n))
		if at.Year() == 1 && n < 0 {
			return
		}
		require.Equal(t, at.Format("2006-01-02"), d.String())
		require.Equal(t, at.Weekday(), d.Weekday())
		require.Equal(t, at.Year(), d.Year())
		require.True(t, at.Equal(d.Start()))
		require.Equal(t, later, d.AddDays(n))
		require.Equal(t, n, later.Sub(d))
		require.Equal(t, n < 0, later.Before(d))
		require.Equal(t, n > 0, later.After(d))
		require.Equal(t, n == 0, later.Compare(d) == 0)
	})
}

func TestDateEnds(t *testing.T) {
	t.Parallel()
	const much = int(^uint(0) >> 1)
	require.Equal(t, day("9999-12-31"), day("2026-01-01").AddDays(much))
	require.Equal(t, day("0001-01-01"), day("2026-01-01").AddDays(-much))
	require.True(t, calendar.Date{}.AddDays(3).IsZero())
	require.Zero(t, day("2026-01-01").Sub(calendar.Date{}))
	require.True(t, calendar.Date{}.Before(day("0001-01-01")))
	require.Zero(t, calendar.Date{}.Year())
}
