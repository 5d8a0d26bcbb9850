package main

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
)

// kept is a place for settings.
type kept map[string]string

func (k kept) Setting(_ context.Context, key string) (string, error) { return k[key], nil }
func (k kept) SetSetting(_ context.Context, key, value string) error {
	k[key] = value
	return nil
}

func TestClockNeverGoesBack(t *testing.T) {
	t.Parallel()
	wall := time.Date(2026, 11, 24, 1, 0, 0, 123_456_789, time.UTC)
	c, err := openClock(t.Context(), func() time.Time { return wall }, kept{}, false)
	require.NoError(t, err)
	require.Equal(t, wall.Truncate(time.Microsecond), c.Now())
	wall = wall.Add(-time.Hour)
	require.Equal(t, wall.Add(time.Hour).Truncate(time.Microsecond), c.Now(), "the machine's clock was set back")
	wall = wall.Add(2 * time.Hour)
	require.Equal(t, wall.Truncate(time.Microsecond), c.Now())
}

func TestOnlyADemonstrationMovesItsClockAndOnlyForward(t *testing.T) {
	t.Parallel()
	wall := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	now := func() time.Time { return wall }
	real, err := openClock(t.Context(), now, kept{}, false)
	require.NoError(t, err)
	require.Equal(t, "not_found", workflow.Code(real.move(t.Context(), wall.Add(time.Hour))))

	settings := kept{}
	demo, err := openClock(t.Context(), now, settings, true)
	require.NoError(t, err)
	other, err := openClock(t.Context(), now, settings, true)
	require.NoError(t, err)
	require.NoError(t, demo.move(t.Context(), wall.AddDate(0, 0, 30)))
	require.Equal(t, wall.AddDate(0, 0, 30), demo.Now())
	require.Equal(t, "clock_backwards", workflow.Code(demo.move(t.Context(), wall.AddDate(0, 0, 29))))
	require.NoError(t, demo.move(t.Context(), wall.AddDate(0, 0, 31)))
	require.Equal(t, wall.AddDate(0, 0, 31), demo.Now(), "moves add up")

	require.Equal(t, wall, other.Now())
	require.NoError(t, other.Refresh(t.Context()))
	require.Equal(t, wall.AddDate(0, 0, 31), other.Now(), "another replica follows")
	again, err := openClock(t.Context(), now, settings, true)
	require.NoError(t, err)
	require.Equal(t, wall.AddDate(0, 0, 31), again.Now(), "and so does a restart")
}

func TestDemonstrationForEver(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		mark, want, after string
		demo              bool
		err               string
	}{
		{"", "yes", "yes", true, ""},
		{"", "no", "no", false, ""},
		{"", "", "", false, ""},
		{"yes", "yes", "yes", true, ""},
		{"yes", "", "yes", true, ""},
		{"no", "no", "no", false, ""},
		{"no", "yes", "no", false, "never be a demonstration"},
		{"yes", "no", "yes", false, "a demonstration for ever"},
	} {
		s := kept{demoSetting: c.mark}
		demo, err := markDemo(t.Context(), s, c.want)
		require.Equal(t, c.demo, demo, c)
		require.Equal(t, c.after, s[demoSetting], c)
		if c.err == "" {
			require.NoError(t, err, c)
		} else {
			require.ErrorContains(t, err, c.err, c)
		}
	}
}
