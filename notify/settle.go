package notify

import (
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// MaxTries is how often a parcel is tried before it is given up: after a day at least and a day and a half at most, so that a
// server that was down for a night, or asks strangers to come again, still gets it. That it was due while its target took
// nothing is a try too, so that whatever waits for a dead one comes to an end.
const MaxTries = 13

const (
	firstWait = 10 * time.Second
	maxWait   = 6 * time.Hour
)

// Kept is how long a delivery is kept after it was sent or given up. What the law demands is on the trail besides, for ever.
const Kept = 180 * 24 * time.Hour

// Backoff is how long to wait after so many tries: three times as long each time, up to six hours, less up to a quarter by
// chance, so that what failed together does not come back together. random is from 0 up to 1.
func Backoff(tries int, random float64) time.Duration {
	wait := firstWait
	for i := 1; i < tries && wait < maxWait; i++ {
		wait *= 3
	}
	wait = min(wait, maxWait)
	return wait - time.Duration(float64(wait)/4*random)
}

// Settle is the delivery after a try that ended with err.
func (p Parcel) Settle(err error, now time.Time, random float64) Delivery {
	d := p.Delivery
	d.Tries++
	d.Error, d.Address = "", ""
	if d.OwesEntry {
		d.Address = p.Preference.Address(d.Target)
	}
	wait := Backoff(d.Tries, random)
	if later := (*After)(nil); errors.As(err, &later) { // it may ask for more time, not for more tries
		wait = max(min(later.Wait, maxPause), wait)
	}
	switch {
	case err == nil:
		d.Status, d.SettledAt, d.NextAt = Sent, now, time.Time{}
		return d
	case errors.Is(err, ErrPermanent), d.Tries >= MaxTries:
		d.Status, d.SettledAt, d.NextAt = Dead, now, time.Time{}
	default:
		d.NextAt = now.Add(wait)
	}
	d.Error = p.tell(err)
	return d
}

const maxError = 300

// tell is an error as an administrator may read it: on one line, and without the address, should a channel name it after all.
func (p Parcel) tell(err error) string {
	said := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return ' '
		}
		return r
	}, err.Error())
	for _, address := range []string{p.Preference.Mail, p.Preference.Phone} {
		if address != "" {
			said = strings.ReplaceAll(said, address, "…")
		}
	}
	if said = strings.Join(strings.Fields(said), " "); len(said) > maxError {
		said = strings.ToValidUTF8(said[:maxError], "") + "…"
	}
	return said
}
