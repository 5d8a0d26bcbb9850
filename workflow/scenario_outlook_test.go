package workflow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

func (m *matter) outlook(on string) workflow.Outlook {
	m.Helper()
	s := m.state()
	it, err := m.engine.Items.Item(s.Item, s.Version)
	require.NoError(m, err)
	return s.Outlook(it, m.loaded, day(on))
}

func TestScenarioOutlook_TheCountdownShowsWhatIsNotCountedAndWhy(t *testing.T) {
	t.Parallel()
	c := file(t, excluding, "2026-11-09") // a Monday
	c.silent = true
	before := c.outlook("2026-11-09")
	require.Equal(t, "accept", before.Countdown.Clock)
	require.Equal(t, 5, before.Countdown.Left)
	require.Equal(t, []item.Text{{Zh: "场", En: "Site"}, {Zh: "家", En: "Experts"}}, before.Next, "the first steps of the parallel that follows")

	c.as("H1").decide("start", "pass")
	c.serve()
	paused := c.outlook("2026-11-11")
	require.Equal(t, []workflow.Holding{{Visit: 3, Role: "inspector", Unit: "bureau"}, {Visit: 4, Role: "expert", Unit: "bureau"}}, paused.Now)
	require.Equal(t, []item.Text{{Zh: "末", En: "Last"}}, paused.Next, "once for both branches")
	expert := item.Text{Zh: "专家评审", En: "expert review"}
	require.Equal(t, []workflow.Pause{{Title: expert, From: day("2026-11-09"), Days: 2}}, paused.Countdown.Pauses)
	require.Equal(t, 0, paused.Countdown.Used)
	require.Equal(t, 15, paused.Countdown.Left, "of the promise, however long it stands still")
	require.Equal(t, day("2026-12-02"), paused.Countdown.Last, "if it went on tomorrow")

	bound := c.outlook("2026-12-09") // the bound of twenty days was used up on the 7th
	require.Equal(t, []workflow.Pause{{Title: expert, From: day("2026-11-09"), To: day("2026-12-07"), Days: 20}}, bound.Countdown.Pauses, "over, although nobody closed it")
	require.Equal(t, 13, bound.Countdown.Left)

	c.at("2026-11-11 16:00").as("E1").decide("experts", "pass")
	on := c.outlook("2026-11-13")
	require.Equal(t, []workflow.Pause{{Title: expert, From: day("2026-11-09"), To: day("2026-11-11"), Days: 2}}, on.Countdown.Pauses)
	require.Equal(t, [2]int{2, 13}, [2]int{on.Countdown.Used, on.Countdown.Left})
	require.Equal(t, -1, c.outlook("2026-12-03").Countdown.Left, "a working day after its last")
}

func TestScenarioOutlook_ALimitIsHaltedWhileTheApplicantIsAsked(t *testing.T) {
	t.Parallel()
	c := file(t, acceptance, "2026-11-02")
	c.at("2026-11-06 10:00").as("W1").decide("acceptance", "supplement")
	halted := c.outlook("2026-11-11")
	require.Equal(t, []workflow.Pause{{Title: item.Text{Zh: "等待补正", En: "waiting for what was asked for"}, From: day("2026-11-06")}}, halted.Countdown.Pauses)
	require.Equal(t, []item.Text{{Zh: "审", En: "Review"}}, halted.Next)
	c.withdraw()
	require.Equal(t, workflow.Outlook{}, c.outlook("2026-11-12"), "nothing once it has ended")
}

func TestWhenACaseWouldBeDecidedThatWereAcceptedToday(t *testing.T) {
	t.Parallel()
	c := file(t, twoSteps, "2026-11-02")
	it, err := c.engine.Items.Item("small", 1)
	require.NoError(t, err)
	due := workflow.Expected(it, c.loaded, day("2026-11-02"))
	require.Equal(t, [2]calendar.Date{day("2026-11-23"), day("2026-11-30")}, [2]calendar.Date{due.Promise, due.Law}, "as long as its clock will say")
	c.as("H1").decide("s1", "pass")
	require.Equal(t, due.Promise, c.outlook("2026-11-02").Countdown.Last)
}
