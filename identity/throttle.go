package identity

import "time"

// throttle slows guessing. A login, known or not, is locked by the last of Limits.BadPasswords wrong passwords within
// Limits.BadWindow, for Limits.Lockout. The lockout does not double: whoever knows a login could otherwise keep its
// owner out for hours, and five tries in ten minutes already make guessing hopeless. An address has a bucket of
// Limits.AddressTries that refills evenly over Limits.AddressWindow.
type throttle struct {
	limits    Limits
	logins    *recent[string, tries]
	addresses *Addresses
}

// tries of one login: those under way count like wrong ones until they are decided, or a hundred guesses sent at once
// would all pass the check before the first is counted.
type tries struct {
	wrong    []time.Time
	underway int
	locked   time.Time // until
}

type verdict int

const (
	undecided verdict = iota
	wrong
	proved
)

func newThrottle(l Limits) *throttle {
	return &throttle{limits: l, logins: newRecent[string, tries](l.Tracked), addresses: NewAddresses(l.AddressTries, l.AddressWindow, l.Tracked)}
}

// enter begins a try and returns zero, or how long to wait; after zero, leave must follow.
func (t *throttle) enter(login string, now time.Time) (wait time.Duration) {
	t.logins.edit(login, func(x *tries) {
		x.forget(now, t.limits.BadWindow)
		switch {
		case now.Before(x.locked):
			wait = x.locked.Sub(now)
		case len(x.wrong)+x.underway >= t.limits.BadPasswords:
			wait = time.Second // the tries under way will be decided soon
		default:
			x.underway++
		}
	})
	return wait
}

func (t *throttle) leave(login string, v verdict, now time.Time) {
	t.logins.edit(login, func(x *tries) {
		x.underway = max(0, x.underway-1)
		switch v {
		case proved:
			x.wrong = nil
		case wrong:
			x.forget(now, t.limits.BadWindow)
			if x.wrong = append(x.wrong, now); len(x.wrong) >= t.limits.BadPasswords {
				x.wrong, x.locked = nil, now.Add(t.limits.Lockout)
			}
		case undecided:
		}
	})
}

func (x *tries) forget(now time.Time, window time.Duration) {
	kept := x.wrong[:0]
	for _, at := range x.wrong {
		if now.Sub(at) < window {
			kept = append(kept, at)
		}
	}
	x.wrong = kept
}
