package clock_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
)

// The oracle knows neither ledger nor Date: it lists all days as texts, makes
// sets of them and looks the answer up in what is left.

// statutory are the days off of a year that is not loaded, as printed in an almanac.
var statutory = []string{
	"2026-01-01", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-04-05", "2026-05-01", "2026-05-02",
	"2026-06-19", "2026-09-25", "2026-10-01", "2026-10-02", "2026-10-03",
	"2027-01-01", "2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08", "2027-04-05", "2027-05-01", "2027-05-02",
	"2027-06-09", "2027-09-15", "2027-10-01", "2027-10-02", "2027-10-03",
	"2028-01-01", "2028-01-25", "2028-01-26", "2028-01-27", "2028-01-28", "2028-04-04", "2028-05-01", "2028-05-02",
	"2028-05-28", "2028-10-01", "2028-10-02", "2028-10-03",
}

const iso = "2006-01-02"

type oracle struct {
	days     []string // all after the start, before the clock was halted
	works    map[string]bool
	unknown  map[string]bool
	grounds  map[string][]string // of a day, in no order
	counting []string            // days that may count
	natural  bool
	law      string
	limit    int
	start    string
}

// monthsLater adds months to a day as a clerk does with an almanac: the day of the same number or, where the month has
// none, its last one.
func monthsLater(from string, months int) string {
	var y, m, d int
	if _, err := fmt.Sscanf(from, "%d-%d-%d", &y, &m, &d); err != nil {
		panic(err)
	}
	for ; months > 0; months-- {
		if m++; m == 13 {
			y, m = y+1, 1
		}
	}
	for ; months < 0; months++ {
		if m--; m == 0 {
			y, m = y-1, 12
		}
	}
	for ; ; d-- {
		text := fmt.Sprintf("%04d-%02d-%02d", y, m, d)
		if _, err := time.Parse(iso, text); err == nil {
			return text
		}
	}
}

// units is how many days so many units of the clock are, from a day on.
func units(c clock.Clock, from string, n int) int {
	if c.Unit != clock.UnitMonth {
		return n
	}
	a, _ := time.Parse(iso, from)
	b, _ := time.Parse(iso, monthsLater(from, n))
	return int(b.Sub(a).Hours() / 24)
}

func (o *oracle) due(n int) string {
	if n > len(o.counting) {
		return ""
	}
	for _, d := range o.counting[n-1:] {
		if o.works[d] {
			return d
		}
	}
	return ""
}

// counted are the days that count through asOf: those that only carry a last
// day of rest on to a working day do not.
func (o *oracle) counted(asOf string) []string {
	var out []string
	for i, d := range o.counting {
		carries := o.natural && i >= o.limit && (o.law == "" || d <= o.law)
		if d <= asOf && !carries {
			out = append(out, d)
		}
	}
	return out
}

// world is a random calendar as sets of texts.
type world struct {
	cal      *calendar.Calendar
	off, on  map[string]bool
	unloaded map[string]bool // years
}

func drawWorld(t *rapid.T) world {
	w := world{cal: &calendar.Calendar{}, off: map[string]bool{}, on: map[string]bool{}, unloaded: map[string]bool{}}
	loaded := rapid.IntRange(0, 3).Draw(t, "loaded") // both years twice as often
	w.unloaded["2025"], w.unloaded["2028"] = true, true
	for i, year := range []string{"2026", "2027"} {
		if loaded == i+1 {
			w.unloaded[year] = true
			continue
		}
		type special struct {
			Date string            `json:"date"`
			Name map[string]string `json:"name"`
		}
		file := map[string]any{"year": 2026 + i, "source": "random"}
		lists := map[string][]special{"holidays": {}, "makeup": {}}
		for n, at := range rapid.SliceOfNDistinct(rapid.IntRange(0, 364), 1, 40, rapid.ID[int]).Draw(t, year) {
			d := time.Date(2026+i, 1, 1+at, 0, 0, 0, 0, time.UTC)
			kind, set := "holidays", w.off
			if rest := d.Weekday()%6 == 0; rest && n > 0 {
				kind, set = "makeup", w.on
			}
			set[d.Format(iso)] = true
			lists[kind] = append(lists[kind], special{d.Format(iso), map[string]string{"zh": "日", "en": "day"}})
		}
		file["holidays"], file["makeup"] = lists["holidays"], lists["makeup"]
		data, err := json.Marshal(file)
		require.NoError(t, err)
		parsed, err := calendar.ParseYear(year, data)
		require.NoError(t, err)
		w.cal = w.cal.With(parsed)
	}
	return w
}

func (w world) works(d time.Time) bool {
	s := d.Format(iso)
	if w.unloaded[s[:4]] && slices.Contains(statutory, s) {
		return false
	}
	return w.on[s] || d.Weekday()%6 != 0 && !w.off[s]
}

func drawClock(t *rapid.T) clock.Clock {
	at := func(label string, lo, hi int) calendar.Date {
		return day("2026-01-01").AddDays(rapid.IntRange(lo, hi).Draw(t, label))
	}
	start := rapid.IntRange(0, 360).Draw(t, "start")
	c := clock.Clock{
		Unit:     rapid.SampledFrom([]clock.Unit{clock.UnitWorkday, clock.UnitDay, clock.UnitMonth}).Draw(t, "unit"),
		Limit:    rapid.IntRange(1, 60).Draw(t, "limit"),
		Promise:  rapid.IntRange(0, 60).Draw(t, "promise"),
		Start:    day("2026-01-01").AddDays(start),
		Extended: rapid.SampledFrom([]int{0, 0, 10, 15}).Draw(t, "extended"),
	}
	if c.Unit == clock.UnitMonth {
		c.Limit, c.Promise = (c.Limit+6)/7, (c.Promise+6)/7
	}
	bounds := map[string]int{}
	for _, ground := range []string{"expert-review", "hearing", "inspection"} {
		bounds[ground] = rapid.IntRange(0, 20).Draw(t, ground)
	}
	for i := range rapid.IntRange(0, 5).Draw(t, "exclusions") {
		e := clock.Exclusion{Ground: rapid.SampledFrom([]string{"expert-review", "hearing", "inspection"}).Draw(t, "ground")}
		e.AtMost = bounds[e.Ground]
		if rapid.IntRange(0, 9).Draw(t, "served") > 0 {
			e.From = at("from", start-5, start+60)
		}
		if rapid.IntRange(0, 4).Draw(t, "closed") > 0 {
			e.To = at("to", start-5, start+100)
		}
		if i%3 == 2 {
			c.Suspensions = append(c.Suspensions, e)
		} else {
			c.Exclusions = append(c.Exclusions, e)
		}
	}
	switch rapid.IntRange(0, 9).Draw(t, "state") {
	case 0:
		c.Halted = at("halted", start, start+60)
	case 1:
		c.Ended = at("ended", start, start+90)
	}
	return c
}

// consult counts the days of c the naive way; last is asOf or the end of the clock.
func consult(w world, c clock.Clock, last string) *oracle {
	o := &oracle{works: map[string]bool{}, unknown: map[string]bool{}, grounds: map[string][]string{},
		natural: c.Unit != clock.UnitWorkday, start: c.Start.String()}
	o.limit = units(c, o.start, c.Limit) + c.Extended
	start, _ := time.Parse(iso, o.start)
	for i := 1; i <= 600; i++ {
		d := start.AddDate(0, 0, i)
		s := d.Format(iso)
		if h := c.Halted.String(); h != "" && s >= h {
			break
		}
		o.days = append(o.days, s)
		o.works[s] = w.works(d)
		o.unknown[s] = w.unloaded[s[:4]]
	}
	o.exclude(c, last)
	for _, d := range o.days {
		if len(o.grounds[d]) == 0 && (o.natural || o.works[d]) {
			o.counting = append(o.counting, d)
		}
	}
	o.law = o.due(o.limit)
	return o
}

// exclude takes of each ground the days of all its spans, up to its bound.
func (o *oracle) exclude(c clock.Clock, last string) {
	type text struct {
		ground, from, to string
		atMost           int
	}
	var all []text
	for _, e := range slices.Concat(c.Exclusions, c.Suspensions) {
		x := text{e.Ground, e.From.String(), e.To.String(), e.AtMost}
		if x.to == "" {
			x.to = last
		}
		all = append(all, x)
	}
	for _, ground := range []string{"expert-review", "hearing", "inspection"} {
		left, bounded := 0, false
		for _, e := range all {
			if e.ground == ground && e.atMost > 0 {
				left, bounded = e.atMost, true
			}
		}
		for _, d := range o.days {
			in := slices.ContainsFunc(all, func(e text) bool {
				return e.ground == ground && e.from != "" && e.from < d && d <= e.to
			})
			if in && (!bounded || left > 0) {
				o.grounds[d] = append(o.grounds[d], ground)
				if o.works[d] {
					left--
				}
			}
		}
	}
}

func (o *oracle) provisional(through string) bool {
	return slices.ContainsFunc(o.days, func(d string) bool { return o.unknown[d] && (through == "" || d <= through) })
}

func TestClockAgainstOracle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, c := drawWorld(t), drawClock(t)
		asOf := c.Start.AddDays(rapid.IntRange(-3, 150).Draw(t, "asOf"))
		last := asOf
		if !c.Ended.IsZero() && c.Ended.Before(last) {
			last = c.Ended
		}
		o := consult(w, c, last.String())

		due := c.Due(w.cal, asOf)
		want := clock.Due{Law: day(o.law), Provisional: o.provisional(o.law), Running: c.Halted.IsZero() && c.Ended.IsZero()}
		if c.Promise > 0 {
			promise := o.due(units(c, o.start, min(c.Promise, c.Limit)) + c.Extended)
			want.Promise, want.PromiseProvisional = day(promise), promise != "" && o.provisional(promise)
		}
		require.Equal(t, want, due)

		checkSheet(t, w, c, o, asOf, last)
		checkStages(t, w, c, o, asOf)
		checkExpired(t, w, c)
	})
}

func checkSheet(t *rapid.T, w world, c clock.Clock, o *oracle, asOf, last calendar.Date) {
	counted := o.counted(last.String())
	require.Equal(t, len(counted), c.Used(w.cal, asOf))
	sheet := c.Sheet(w.cal, asOf)
	require.Equal(t, len(counted), sheet.Counted)
	require.Equal(t, o.limit-len(counted), sheet.Remaining)

	ever, excluded, n := o.counted("9"), 0, 0
	for i, line := range sheet.Days {
		d := line.Date.String()
		require.Equal(t, c.Start.AddDays(i), line.Date, "no day is left out")
		require.Equal(t, slices.Contains(ever, d), line.Counted, d)
		require.Equal(t, line.Date.After(last), line.Ahead, d)
		if line.Counted {
			n++
		}
		require.Equal(t, n, line.N, d)
		if o.natural || o.works[d] {
			require.ElementsMatch(t, o.grounds[d], line.Grounds, d)
			if len(line.Grounds) > 0 && !line.Ahead {
				excluded++
			}
		} else {
			require.Empty(t, line.Grounds, d)
		}
	}
	require.Equal(t, excluded, sheet.Excluded)
	end := last
	if sheet.Due.Running && sheet.Due.Law.After(last) {
		end = sheet.Due.Law
	}
	require.Len(t, sheet.Days, max(end.Sub(c.Start)+1, 1))
}

// checkStages: half and four fifths, rounded down, are used up at the end of the day that counts as such.
func checkStages(t *rapid.T, w world, c clock.Clock, o *oracle, asOf calendar.Date) {
	var want []clock.Stage
	for _, promise := range []bool{false, true} {
		length := o.limit
		if promise {
			length = units(c, o.start, min(c.Promise, c.Limit)) + c.Extended
		}
		if promise && c.Promise == 0 || !c.Running() {
			continue
		}
		for _, percent := range []int{50, 80} {
			n := length * percent / 100
			s := clock.Stage{Percent: percent, Promise: promise, Day: c.Start}
			if n > 0 && n <= len(o.counting) {
				s.Day, s.Provisional = day(o.counting[n-1]), o.provisional(o.counting[n-1])
			}
			if n > len(o.counting) || percent == 50 && n == length*80/100 {
				continue
			}
			want = append(want, s)
		}
	}
	require.ElementsMatch(t, want, c.Stages(w.cal, asOf, 50, 80))
}

// TestBackwardAgainstOracle counts back from an event by striking days off a list.
func TestBackwardAgainstOracle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		c := clock.Clock{
			Unit:   rapid.SampledFrom([]clock.Unit{clock.UnitWorkday, clock.UnitDay, clock.UnitMonth}).Draw(t, "unit"),
			Until:  day("2026-03-01").AddDays(rapid.IntRange(0, 660).Draw(t, "event")),
			Before: rapid.IntRange(1, 40).Draw(t, "before"),
		}
		if c.Unit == clock.UnitMonth {
			c.Before = (c.Before + 19) / 20
		}
		at, _ := time.Parse(iso, c.Until.String())
		known, counted := true, 0
		back := func() {
			at = at.AddDate(0, 0, -1)
			known = known && !w.unloaded[at.Format(iso)[:4]]
		}
		switch c.Unit {
		case clock.UnitWorkday:
			for counted < c.Before {
				if back(); w.works(at) {
					counted++
				}
			}
		case clock.UnitMonth:
			at, _ = time.Parse(iso, monthsLater(c.Until.String(), -c.Before))
		default:
			at = at.AddDate(0, 0, -c.Before)
		}
		known = known && !w.unloaded[at.Format(iso)[:4]]
		for !w.works(at) {
			back()
		}
		due := c.Due(w.cal, c.Until)
		require.Equal(t, at.Format(iso), due.Law.String())
		require.Equal(t, known, c.Certain(due))
		sheet := c.Sheet(w.cal, due.Law)
		require.Len(t, sheet.Back, c.Until.Sub(due.Law)+1, "every day between the last one and the event")
		require.Zero(t, sheet.Remaining)
		require.False(t, due.Law.After(c.Until.AddDays(-min(c.Before, 28))), "no less time is left than was asked for")
	})
}

func checkExpired(t *rapid.T, w world, c clock.Clock) {
	now, err := time.Parse(time.RFC3339, c.Start.String()+"T00:00:00+08:00")
	require.NoError(t, err)
	now = now.Add(time.Duration(rapid.IntRange(0, 150*24).Draw(t, "hours")) * time.Hour)
	o := consult(w, c, now.Format(iso))
	want := false
	if o.law != "" && !o.provisional(o.law) && c.Halted.IsZero() && c.Ended.IsZero() {
		lastDay, err := time.Parse(time.RFC3339, o.law+"T00:00:00+08:00")
		require.NoError(t, err)
		want = !now.Before(lastDay.AddDate(0, 0, 1))
	}
	_, expired := c.Expired(w.cal, now)
	require.Equal(t, want, expired)
}
