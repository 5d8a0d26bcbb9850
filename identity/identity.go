// Package identity knows who is at the other end: accounts and their passwords, sign-in sessions, service tokens, and
// how often one may try. What a person may then do is not decided here. Read account.go, ports.go, signin.go,
// session.go, token.go, password.go, throttle.go.
package identity

import (
	"errors"
	"fmt"
	"io"
	"time"
)

// Limits are the numbers of signing in, all of them configurable.
type Limits struct {
	Idle       time.Duration // a session unused so long is dead
	Absolute   time.Duration // a session so old is dead, used or not
	TouchEvery time.Duration // last_seen_at is written at most so often

	BadPasswords int           // so many wrong passwords of one login
	BadWindow    time.Duration // within so long
	Lockout      time.Duration // refuse every try for so long

	AddressTries  int           // tries to sign in from one address at once, refilled evenly
	AddressWindow time.Duration // over so long
	Tracked       int           // logins, addresses and sessions remembered in memory, each

	TokenLife time.Duration // a service token lives at most so long
}

// DefaultLimits are the numbers of login.gov where it has them.
func DefaultLimits() Limits {
	return Limits{
		Idle: 15 * time.Minute, Absolute: 12 * time.Hour, TouchEvery: time.Minute,
		BadPasswords: 5, BadWindow: time.Minute, Lockout: 10 * time.Minute,
		AddressTries: 300, AddressWindow: 5 * time.Minute, Tracked: 100_000,
		TokenLife: 366 * 24 * time.Hour,
	}
}

func (l Limits) validate() error {
	for _, d := range []time.Duration{l.Idle, l.Absolute, l.TouchEvery, l.BadWindow, l.Lockout, l.AddressWindow, l.TokenLife} {
		if d <= 0 {
			return errors.New("every duration of the limits is positive")
		}
	}
	if l.BadPasswords < 1 || l.AddressTries < 1 || l.Tracked < 1 {
		return errors.New("every number of the limits is at least one")
	}
	if l.TouchEvery >= l.Idle {
		return errors.New("sessions are touched more often than they go idle")
	}
	return nil
}

// Config is what a Service is made of. Clock gives wall time, also in a demonstration; Random gives secret bytes.
type Config struct {
	Accounts  Accounts
	Sessions  Sessions
	Tokens    Tokens
	Passwords *Passwords
	Limits    Limits
	Clock     func() time.Time
	Random    io.Reader
}

// Service signs people in and tells who a token stands for. It is safe for concurrent use. Its throttles live in its
// memory: of n replicas each counts for itself.
type Service struct {
	accounts  Accounts
	sessions  Sessions
	tokens    Tokens
	passwords *Passwords
	limits    Limits
	clock     func() time.Time
	random    io.Reader
	throttle  *throttle
	seen      *recent[SessionID, time.Time]
}

// New joins the parts.
func New(c Config) (*Service, error) {
	if c.Accounts == nil || c.Sessions == nil || c.Tokens == nil || c.Passwords == nil || c.Clock == nil || c.Random == nil {
		return nil, errors.New("open identity: a part is missing")
	}
	if err := c.Limits.validate(); err != nil {
		return nil, fmt.Errorf("open identity: %w", err)
	}
	return &Service{
		accounts: c.Accounts, sessions: c.Sessions, tokens: c.Tokens, passwords: c.Passwords,
		limits: c.Limits, clock: c.Clock, random: c.Random,
		throttle: newThrottle(c.Limits), seen: newRecent[SessionID, time.Time](c.Limits.Tracked),
	}, nil
}

// now has the precision the trail and the databases keep.
func (s *Service) now() time.Time { return s.clock().UTC().Truncate(time.Microsecond) }
