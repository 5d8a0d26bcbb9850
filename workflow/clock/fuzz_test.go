package clock_test

import (
	"encoding/json"
	"testing"

	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
)

// FuzzClock: whatever a stored clock says, everything that is asked of it ends, without a panic, and agrees with itself.
func FuzzClock(f *testing.F) {
	for _, seed := range []string{
		`{"unit":"workday","limit":20,"promise":15,"start":"2026-11-02"}`,
		`{"unit":"month","limit":6,"start":"2026-08-31","extended":3}`,
		`{"unit":"day","until":"2027-02-28","start":"2026-11-02"}`,
		`{"unit":"day","until":"2026-12-29","before":30}`,
		`{"limit":20,"start":"2026-11-02","exclusions":[{"ground":"hearing","from":"2026-11-03","at_most":5}],"suspensions":[{"ground":"suspended","from":"2026-11-04","to":"2026-11-09"}]}`,
		`{"limit":-1,"promise":9223372036854775807,"extended":-9223372036854775808,"start":"9999-12-31"}`,
		`{"unit":"month","until":"0001-01-01","before":9223372036854775807}`,
		`{"limit":5,"start":"2026-11-02","halted":"2026-11-04","ended":"2026-11-03"}`,
	} {
		f.Add([]byte(seed), int32(60))
	}
	f.Fuzz(func(t *testing.T, data []byte, after int32) {
		var c clock.Clock
		if json.Unmarshal(data, &c) != nil || len(data) > 2000 {
			return
		}
		cal, asOf := calendar.Shipped(), c.Start.AddDays(int(after)%5000)
		due, sheet := c.Due(cal, asOf), c.Sheet(cal, asOf)
		if sheet.Due != due {
			t.Fatalf("the sheet says %+v, the clock %+v", sheet.Due, due)
		}
		if len(sheet.Days) > clock.MaxDays+1 || len(sheet.Back) > clock.MaxDays+1 {
			t.Fatalf("%d days", len(sheet.Days))
		}
		if used := c.Used(cal, asOf); used != sheet.Counted {
			t.Fatalf("used %d, counted %d", used, sheet.Counted)
		}
		if at, expired := c.Expired(cal, asOf.End()); expired && (at.IsZero() || due.Law.After(asOf)) {
			t.Fatalf("expired at %s, due %s", at, due.Law)
		}
		for _, s := range c.Stages(cal, asOf, 50, 80) {
			if s.Day.IsZero() || s.Day.Before(c.Start) {
				t.Fatalf("a stage before the start: %+v", s)
			}
		}
	})
}
