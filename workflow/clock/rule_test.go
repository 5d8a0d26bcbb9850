package clock_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
)

// TestEveryRuleOfADayHasItsWords reads the rules off sheets over all kinds of days.
func TestEveryRuleOfADayHasItsWords(t *testing.T) {
	t.Parallel()
	c := decide("2026-02-09", excl("hearing", "2026-03-02", "2026-03-04", 0))
	c.Suspensions = []clock.Exclusion{excl("illness", "2026-03-09", "2026-03-10", 0)}
	halted := natural(500, "2026-09-21")
	halted.Halted = day("2027-11-01")
	moved := natural(5, "2026-11-23")
	back := clock.Clock{Unit: clock.UnitDay, Until: day("2026-12-29"), Before: 30}
	seen := map[string]bool{}
	for _, k := range []clock.Clock{c, halted, moved, back} {
		sheet := k.Sheet(calendar.Shipped(), day("2027-12-01"))
		for _, d := range append(sheet.Days, sheet.Back...) {
			seen[d.Rule] = true
			require.NotEmpty(t, clock.RuleTitle(d.Rule).Zh, d.Rule)
			require.NotEmpty(t, clock.RuleTitle(d.Rule).En, d.Rule)
		}
	}
	require.Len(t, seen, 13, "%v", seen)
	require.Equal(t, "听证", clock.GroundTitle("hearing").Zh)
	require.Equal(t, "illness", clock.GroundTitle("illness").En)
}
