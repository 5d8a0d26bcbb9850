package notify

import (
	"errors"
	"time"
)

// maxPause is how long a target is left alone at most, and how much time it may ask for.
const maxPause = 30 * time.Minute

// Target is what is known of whoever takes parcels: how often in a row it took nothing, and until when it is left alone.
type Target struct {
	failures int
	until    time.Time
	why      error
}

// Shut says why nothing is tried with the target now; nil when it may be.
func (t *Target) Shut(now time.Time) error {
	if now.Before(t.until) {
		return t.why
	}
	return nil
}

// Answered begins anew: there is somebody.
func (t *Target) Answered() { *t = Target{} }

// Silent leaves the target alone for a while, since nobody took anything: longer each time in a row, whatever was tried.
func (t *Target) Silent(why error, now time.Time, random float64) {
	t.failures++
	wait := Backoff(t.failures, random)
	if later := (*After)(nil); errors.As(why, &later) {
		wait = max(wait, later.Wait)
	}
	t.until, t.why = now.Add(min(wait, maxPause)), why
}

// PutOff is a delivery that waits at least as long as its target is left alone.
func (t *Target) PutOff(d Delivery) Delivery {
	if d.Status == Waiting && d.NextAt.Before(t.until) {
		d.NextAt = t.until
	}
	return d
}
