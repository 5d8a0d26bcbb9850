package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// machine is a clock that may say anything, and the time that really passes.
type machine struct {
	says, real time.Time
	read       map[time.Time]time.Time // when what was read
}

func (m *machine) passes(d time.Duration) { m.says, m.real = m.says.Add(d), m.real.Add(d) }

func (m *machine) open(t *testing.T, settings kept, demo bool) *officeClock {
	t.Helper()
	wall := func() time.Time {
		m.read[m.says] = m.real
		return m.says
	}
	c, err := openClock(t.Context(), wall, settings, demo)
	require.NoError(t, err)
	c.passed = func(from, to time.Time) time.Duration { return m.read[to].Sub(m.read[from]) }
	return c
}

func started() *machine {
	at := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	return &machine{says: at, real: at, read: map[time.Time]time.Time{}}
}

func TestAClockThatJumpsAheadIsNotBelieved(t *testing.T) {
	t.Parallel()
	m, settings := started(), kept{}
	c := m.open(t, settings, false)
	require.NoError(t, c.Watch(t.Context()))
	m.passes(48 * time.Hour)
	require.Equal(t, m.real, c.Now(), "time that passes is believed, however long")
	require.NoError(t, c.Watch(t.Context()))

	m.says = m.says.AddDate(0, 1, 0)
	require.Equal(t, m.real, c.Now(), "nothing falls due by a month that did not pass")
	m.passes(time.Minute)
	require.Equal(t, m.real, c.Now(), "and the office goes on")
	require.ErrorContains(t, c.Watch(t.Context()), "shenpi clock confirm 2026-12-26")
	require.Equal(t, "yes", settings[heldSetting])
	require.Equal(t, m.real.Format(time.RFC3339Nano), settings[seenSetting])

	m.says = m.real
	require.NoError(t, c.Watch(t.Context()), "set right again")
	require.Equal(t, "no", settings[heldSetting])
	require.Equal(t, m.real, c.Now())
}

func TestAJumpIsConfirmed(t *testing.T) {
	t.Parallel()
	m, settings := started(), kept{}
	c := m.open(t, settings, false)
	m.says = m.says.Add(3 * time.Hour) // a machine that slept does not count the hours
	require.Error(t, c.Watch(t.Context()))
	settings[confirmedSetting] = m.says.AddDate(0, 0, -1).Format(time.RFC3339Nano)
	require.Error(t, c.Watch(t.Context()), "a confirmation of yesterday is of another clock")
	settings[confirmedSetting] = m.says.Format(time.RFC3339Nano)
	m.passes(time.Second)
	require.NoError(t, c.Watch(t.Context()))
	require.Equal(t, m.says, c.Now())
	m.says = m.says.Add(2 * time.Hour)
	require.NotEqual(t, m.says, c.Now(), "what is confirmed is one jump")
}

func TestSmallStepsAndADemonstrationAreBelieved(t *testing.T) {
	t.Parallel()
	m := started()
	c := m.open(t, kept{}, false)
	m.says = m.says.Add(maxJump)
	require.Equal(t, m.says, c.Now(), "a step of the time service")
	demo := started()
	d := demo.open(t, kept{}, true)
	demo.says = demo.says.AddDate(1, 0, 0)
	require.NoError(t, d.Watch(t.Context()))
	require.Equal(t, demo.says, d.Now())
}

func TestAStartOnAClockThatCannotBeRight(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	for name, c := range map[string]struct {
		seen, confirmed time.Time
		held, starts    bool
	}{
		"never seen":                      {starts: true},
		"after a long holiday":            {seen: ago(9 * 24 * time.Hour), starts: true},
		"after a month":                   {seen: ago(30 * 24 * time.Hour)},
		"after a month, confirmed":        {seen: ago(30 * 24 * time.Hour), confirmed: ago(time.Minute), starts: true},
		"confirmed long ago":              {seen: ago(30 * 24 * time.Hour), confirmed: ago(2 * time.Hour)},
		"not believed before, still far":  {seen: ago(2 * time.Hour), held: true},
		"not believed before, set right":  {seen: ago(time.Minute), held: true, starts: true},
		"behind is told by the log alone": {seen: ago(-time.Hour), starts: true},
	} {
		err := startable(now, c.seen, c.confirmed, c.held)
		if c.starts {
			require.NoError(t, err, name)
		} else {
			require.ErrorContains(t, err, "shenpi clock confirm 2027-03-01", name)
		}
	}
	settings := kept{seenSetting: ago(30 * 24 * time.Hour).Format(time.RFC3339Nano)}
	c, err := openClock(t.Context(), func() time.Time { return now }, settings, false)
	require.NoError(t, err)
	require.Error(t, c.mayStart(t.Context()))
	settings[confirmedSetting] = now.Format(time.RFC3339Nano)
	require.NoError(t, c.mayStart(t.Context()))
	settings[seenSetting] = "yesterday"
	require.ErrorContains(t, c.mayStart(t.Context()), "clock_seen")
}
