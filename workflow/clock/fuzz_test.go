package clock_test

import (
	"encoding/json"
	"testing"

	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
)

// FuzzClock: whatever a stored clock says, everything that is asked of it ends, without a panic, and agrees with itself. The
// seeds stand in testdata/fuzz.
func FuzzClock(f *testing.F) {
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
