package main

import (
	"context"
	"fmt"
	"time"

	"shenpi/workflow/calendar"
)

// How far the machine's clock may run ahead of what is known before nobody believes it: nothing can be undone that was
// deemed by a clock set to the wrong month.
const (
	maxJump    = time.Hour           // ahead of the time that passed since it was last believed
	maxAbsence = 10 * 24 * time.Hour // ahead of when a service last saw it, at a start: the longest holidays
)

// Settings of a database in real use.
const (
	seenSetting      = "clock_seen"      // when a service last went by its clock
	heldSetting      = "clock_held"      // yes while one does not believe its machine
	confirmedSetting = "clock_confirmed" // what somebody who looked at a calendar said it was
)

// believe gives the time to go by: what the machine says, unless it has run ahead of the time that really passed since it
// was last believed; then what it would say if it had not. A clock that is behind is believed: it deems nothing early.
func believe(from, wall time.Time, passed time.Duration) (now time.Time, held bool) {
	steady := from.Add(passed)
	if wall.Sub(steady) > maxJump {
		return steady, true
	}
	return wall, false
}

// startable refuses a start on a clock that cannot be right, as far as can be known: it is ahead of the last sight of it
// by more than any holiday, or was not believed then and is still ahead. A confirmation of just now is taken.
func startable(wall, seen, confirmed time.Time, held bool) error {
	ahead := wall.Sub(seen)
	allowed := maxAbsence
	if held {
		allowed = maxJump
	}
	if seen.IsZero() || ahead <= allowed || confirms(confirmed, wall) {
		return nil
	}
	return fmt.Errorf("the clock says %s, and a service last went by %s: set the clock of this machine or, if it is right, run: shenpi clock confirm %s",
		wall.UTC().Format(time.RFC3339), seen.UTC().Format(time.RFC3339), calendar.DateOf(wall))
}

// confirms reports whether a confirmation is of the clock that says wall.
func confirms(confirmed, wall time.Time) bool {
	ago := wall.Sub(confirmed)
	return !confirmed.IsZero() && ago >= -time.Minute && ago <= maxJump
}

// mayStart looks at what is known of the clock.
func (c *officeClock) mayStart(ctx context.Context) error {
	seen, err := c.instant(ctx, seenSetting)
	if err != nil {
		return err
	}
	confirmed, err := c.instant(ctx, confirmedSetting)
	if err != nil {
		return err
	}
	held, err := c.settings.Setting(ctx, heldSetting)
	if err != nil {
		return err
	}
	return startable(c.wall().Round(0), seen, confirmed, held == "yes")
}

func (c *officeClock) instant(ctx context.Context, key string) (time.Time, error) {
	text, err := c.settings.Setting(ctx, key)
	if err != nil || text == "" {
		return time.Time{}, err
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("read the setting %s: %w", key, err)
	}
	return t, nil
}

// seenEvery is how often it is written down that the clock is believed.
const seenEvery = 10 * time.Minute

// Watch writes down by which time the office goes, and whether the machine is believed; it is an error as long as it is
// not, so that whoever runs the service hears of it. A confirmation that somebody gave meanwhile is taken.
func (c *officeClock) Watch(ctx context.Context) error {
	if c.demo {
		return c.Refresh(ctx)
	}
	now := c.Now()
	c.mu.Lock()
	held, wrote, was := c.held, c.wroteSeen, c.wroteHeld
	c.mu.Unlock()
	if held {
		confirmed, err := c.instant(ctx, confirmedSetting)
		if err != nil {
			return err
		}
		if wall := c.wall(); confirms(confirmed, wall.Round(0)) {
			c.mu.Lock()
			c.believed, c.held, held = wall, false, false
			c.mu.Unlock()
			now = c.Now()
		}
	}
	if held != was || now.Sub(wrote) >= seenEvery {
		if err := c.write(ctx, now, held); err != nil {
			return err
		}
	}
	if held {
		return fmt.Errorf("the clock of this machine jumped ahead and is not believed; the office goes by %s: set it right or, if it is, run: shenpi clock confirm %s",
			now.Format(time.RFC3339), calendar.DateOf(c.wall()))
	}
	return nil
}

func (c *officeClock) write(ctx context.Context, now time.Time, held bool) error {
	mark := "no"
	if held {
		mark = "yes"
	}
	if err := c.settings.SetSetting(ctx, heldSetting, mark); err != nil {
		return err
	}
	if err := c.settings.SetSetting(ctx, seenSetting, now.UTC().Format(time.RFC3339Nano)); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wroteSeen, c.wroteHeld = now, held
	return nil
}

type clockConfirmCommand struct {
	databaseFlags
	Today string `arg:"" help:"Today's date, from somewhere else than this machine." placeholder:"DATE"`
}

// Help shows an example.
func (*clockConfirmCommand) Help() string {
	return `Example:
  shenpi clock confirm 2027-03-01 --data /var/lib/shenpi

A service that finds its machine's clock ahead of the time that passed goes on by that time, and deems nothing early,
until the clock is set right or somebody confirms it.`
}

// Run confirms the clock for the services on this database.
func (c *clockConfirmCommand) Run(ctx context.Context, p *process) error {
	day, err := flagDate("today", c.Today)
	if err != nil {
		return err
	}
	now := p.now()
	if today := calendar.DateOf(now); today != day {
		return fmt.Errorf("this machine says it is %s, not %s: set its clock", today, day)
	}
	return withDatabase(ctx, p, c.databaseFlags, func(d reading) error {
		if err := d.SetSetting(ctx, confirmedSetting, now.UTC().Format(time.RFC3339Nano)); err != nil {
			return err
		}
		p.printf("the clock is confirmed: %s\n", now.UTC().Format(time.RFC3339))
		return nil
	})
}
