package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

// offsetSetting keeps how far a demonstration's clock is ahead of wall time.
const offsetSetting = "clock_offset"

type settings interface {
	Setting(ctx context.Context, key string) (string, error)
	SetSetting(ctx context.Context, key, value string) error
}

// officeClock is the time of the office: wall time, in a demonstration moved ahead. It never goes back, also when the
// machine's clock is set back while it runs, and does not follow one that jumps ahead: see steady.go.
type officeClock struct {
	wall     func() time.Time
	settings settings
	demo     bool

	// passed is the time that really passed between two readings of wall, which carry a monotonic one.
	passed func(from, to time.Time) time.Duration

	mu       sync.Mutex
	offset   time.Duration
	last     time.Time
	believed time.Time // the reading from which time is counted on
	held     bool      // the machine is not believed

	wroteSeen time.Time
	wroteHeld bool
}

func openClock(ctx context.Context, wall func() time.Time, s settings, demo bool) (*officeClock, error) {
	c := &officeClock{wall: wall, settings: s, demo: demo, believed: wall()}
	c.passed = func(from, to time.Time) time.Duration { return to.Sub(from) }
	return c, c.Refresh(ctx)
}

// Refresh takes over how far another replica has moved the clock of a demonstration.
func (c *officeClock) Refresh(ctx context.Context) error {
	if !c.demo {
		return nil
	}
	text, err := c.settings.Setting(ctx, offsetSetting)
	if err != nil || text == "" {
		return err
	}
	offset, err := time.ParseDuration(text)
	if err != nil {
		return fmt.Errorf("read the demonstration's clock: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset = max(c.offset, offset)
	return nil
}

// Now is the time of the office, in microseconds as the trail keeps it.
func (c *officeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	wall := c.wall()
	t, held := wall.Round(0), false
	if !c.demo {
		t, held = believe(c.believed.Round(0), t, c.passed(c.believed, wall))
	}
	c.held = held
	t = t.Add(c.offset).UTC().Truncate(time.Microsecond)
	if t.Before(c.last) {
		return c.last
	}
	c.last = t
	return t
}

// Demo reports whether the clock may be moved.
func (c *officeClock) Demo() bool { return c.demo }

// move sets the clock of a demonstration to a later instant and stores by how much it is ahead.
func (c *officeClock) move(ctx context.Context, to time.Time) error {
	if !c.demo {
		return &workflow.Error{Kind: workflow.NotFound, Code: "not_found", Text: item.Text{Zh: "没有这个资源。", En: "There is no such thing."}}
	}
	now := c.Now()
	if !to.After(now) {
		return &workflow.Error{Kind: workflow.Invalid, Code: "clock_backwards", Field: "/to", Text: item.Text{
			Zh: "演示时钟只能向前拨。", En: "The demonstration's clock only goes forward."}}
	}
	c.mu.Lock()
	offset := c.offset + to.Sub(now)
	c.mu.Unlock()
	if err := c.settings.SetSetting(ctx, offsetSetting, offset.String()); err != nil {
		return fmt.Errorf("store the demonstration's clock: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset = max(c.offset, offset)
	return nil
}
