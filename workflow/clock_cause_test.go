package workflow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/trail"
)

func TestTheEntryThatADayRestsOn(t *testing.T) {
	t.Parallel()
	causes, day := workflow.ClockCauses{}, calendar.MustParse
	for n, ch := range []workflow.ClockChange{
		{Op: workflow.ClockStarted, Clock: "decide", On: day("2026-03-03"), Set: &clock.Clock{Start: day("2026-03-02")}},
		{Op: workflow.ClockStarted, Clock: "step/1", On: day("2026-03-03"), Set: &clock.Clock{Start: day("2026-03-03")}},
		{Op: workflow.ClockExcludes, Clock: "decide", On: day("2026-03-05"), Ground: "hearing"},
		{Op: workflow.ClockSuspends, Clock: "decide", On: day("2026-03-06"), Ground: "litigation"},
		{Op: workflow.ClockIncludes, Clock: "decide", On: day("2026-03-09"), Ground: "hearing"},
		{Op: workflow.ClockExcludes, Clock: "decide", On: day("2026-03-20"), Ground: "hearing"},
		{Op: workflow.ClockEnded, Clock: "decide", On: day("2026-03-02")},
		{Op: workflow.ClockExtended, Clock: "decide", On: day("2026-03-12"), Days: 5},
	} {
		causes.Add(trail.Entry{Header: trail.Header{Number: int64(n + 1)}}, workflow.Facts{Clocks: []workflow.ClockChange{ch}})
	}
	rules := map[string]string{"2026-03-02": clock.RuleStart}
	for on, c := range map[string]struct {
		clock   string
		grounds []string
		entry   int64
	}{
		"2026-03-02": {"decide", nil, 1},
		"2026-03-03": {"step/1", nil, 2},
		"2026-03-04": {"decide", nil, 0},
		"2026-03-06": {"decide", []string{"hearing"}, 3},
		"2026-03-07": {"decide", []string{"hearing", "litigation"}, 4},
		"2026-03-12": {"decide", nil, 8},
		"2026-03-21": {"decide", []string{"hearing"}, 6},
		"2026-03-22": {"issue", []string{"hearing"}, 0},
	} {
		require.Equal(t, c.entry, causes.Of(c.clock, clock.Day{Date: day(on), Grounds: c.grounds, Rule: rules[on]}), on)
	}
}
