package identity

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// SessionID is the SHA-256 of the session token in hex; the token itself is with the browser only.
type SessionID string

// Session is one sign-in.
type Session struct {
	ID         SessionID
	AccountID  AccountID
	Epoch      int64 // of the account when it began
	CreatedAt  time.Time
	LastSeenAt time.Time // up to Limits.TouchEvery behind
	ExpiresAt  time.Time
	Browser    string // see BrowserOf
}

// Names of the session cookie. The prefix binds it to this host, path / and TLS; plain HTTP is for loopback only.
const (
	CookieTLS   = "__Host-shenpi"
	CookiePlain = "shenpi"
)

// CookieName is the name for a connection with or without TLS.
func CookieName(tls bool) string {
	if tls {
		return CookieTLS
	}
	return CookiePlain
}

// Authenticate tells whose live session the token is, or ErrUnauthenticated, and takes it for used. It reads session and
// account each time, so that a disabled account, a changed password and an ended session count from the next request on.
// Last use is known to the instant in this process and written down at most once per Limits.TouchEvery; after a restart,
// or on another replica, a session may therefore go idle that much early, never late.
func (s *Service) Authenticate(ctx context.Context, token string) (Account, Session, error) {
	account, session, err := s.Unattended(ctx, token)
	if err != nil {
		return Account{}, Session{}, err
	}
	now := s.now()
	s.seen.put(session.ID, now)
	if now.Sub(session.LastSeenAt) >= s.limits.TouchEvery {
		err := s.sessions.TouchSession(ctx, session.ID, now)
		if errors.Is(err, ErrNotFound) { // ended while we looked
			return Account{}, Session{}, ErrUnauthenticated
		}
		if err != nil {
			return Account{}, Session{}, fmt.Errorf("touch session: %w", err)
		}
		session.LastSeenAt = now
	}
	return account, session, nil
}

// Unattended is Authenticate for what a page asks by itself: it keeps no session from going idle.
func (s *Service) Unattended(ctx context.Context, token string) (Account, Session, error) {
	if token == "" {
		return Account{}, Session{}, ErrUnauthenticated
	}
	session, err := s.sessions.Session(ctx, SessionID(fingerprint(token)))
	if errors.Is(err, ErrNotFound) {
		return Account{}, Session{}, ErrUnauthenticated
	}
	if err != nil {
		return Account{}, Session{}, fmt.Errorf("read session: %w", err)
	}
	account, err := s.accounts.Account(ctx, session.AccountID)
	if errors.Is(err, ErrNotFound) {
		return Account{}, Session{}, ErrUnauthenticated
	}
	if err != nil {
		return Account{}, Session{}, fmt.Errorf("read account %s: %w", session.AccountID, err)
	}
	if !s.alive(session, account, s.now()) {
		return Account{}, Session{}, ErrUnauthenticated
	}
	return account, session, nil
}

func (s *Service) alive(x Session, a Account, now time.Time) bool {
	return !a.Disabled && x.Epoch == a.Epoch && now.Before(x.ExpiresAt) && now.Before(s.IdleAt(x))
}

// LastUse is when a session was used last, as far as this process knows.
func (s *Service) LastUse(x Session) time.Time {
	if seen, ok := s.seen.of(x.ID); ok && seen.After(x.LastSeenAt) {
		return seen
	}
	return x.LastSeenAt
}

// IdleAt is when a session is dead unless it is used before.
func (s *Service) IdleAt(x Session) time.Time { return s.LastUse(x).Add(s.limits.Idle) }

// Now is the time that sessions go by.
func (s *Service) Now() time.Time { return s.now() }

// SignOut ends one session; a token that is none is no error.
func (s *Service) SignOut(ctx context.Context, token string) error {
	if err := s.sessions.DeleteSession(ctx, SessionID(fingerprint(token))); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// Sessions lists the live sessions of an account, the newest first.
func (s *Service) Sessions(ctx context.Context, id AccountID) ([]Session, error) {
	account, err := s.accounts.Account(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return nil, errAccountUnknown
	}
	if err != nil {
		return nil, fmt.Errorf("read account %s: %w", id, err)
	}
	all, err := s.sessions.SessionsOf(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("list sessions of %s: %w", id, err)
	}
	var live []Session
	for _, x := range all {
		if s.alive(x, account, s.now()) {
			live = append(live, x)
		}
	}
	return live, nil
}

// EndSession ends one session of an account by its id; of another account, or unknown, it is no error and does nothing.
func (s *Service) EndSession(ctx context.Context, id AccountID, session SessionID) error {
	x, err := s.sessions.Session(ctx, session)
	if errors.Is(err, ErrNotFound) || err == nil && x.AccountID != id {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read session: %w", err)
	}
	if err := s.sessions.DeleteSession(ctx, session); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// EndOtherSessions ends the sessions of an account that there are, but for one, and says how many.
func (s *Service) EndOtherSessions(ctx context.Context, id AccountID, but SessionID) (int, error) {
	all, err := s.sessions.SessionsOf(ctx, id)
	if err != nil {
		return 0, fmt.Errorf("list sessions of %s: %w", id, err)
	}
	n := 0
	for _, x := range all {
		if x.ID == but {
			continue
		}
		if err := s.sessions.DeleteSession(ctx, x.ID); err != nil {
			return n, fmt.Errorf("end session: %w", err)
		}
		n++
	}
	return n, nil
}

// EndSessions ends all sessions of an account with one write, those too that are just being begun.
func (s *Service) EndSessions(ctx context.Context, id AccountID) error {
	if _, err := s.change(ctx, id, func(a *Account) error {
		a.Epoch++
		return nil
	}); err != nil {
		return err
	}
	return s.forgetSessions(ctx, id)
}

// forgetSessions clears away what the epoch has already ended.
func (s *Service) forgetSessions(ctx context.Context, id AccountID) error {
	account, err := s.accounts.Account(ctx, id)
	if err != nil {
		return fmt.Errorf("read account %s: %w", id, err)
	}
	all, err := s.sessions.SessionsOf(ctx, id)
	if err != nil {
		return fmt.Errorf("list sessions of %s: %w", id, err)
	}
	for _, x := range all {
		if x.Epoch == account.Epoch {
			continue
		}
		if err := s.sessions.DeleteSession(ctx, x.ID); err != nil {
			return fmt.Errorf("end session: %w", err)
		}
	}
	return nil
}

// Sweep forgets the sessions nobody can use any more and says how many; a job calls it now and then.
func (s *Service) Sweep(ctx context.Context, w Sweeper) (int, error) {
	now := s.now()
	n, err := w.DeleteSessions(ctx, now, now.Add(-s.limits.Idle-s.limits.TouchEvery))
	if err != nil {
		return n, fmt.Errorf("sweep sessions: %w", err)
	}
	return n, nil
}
