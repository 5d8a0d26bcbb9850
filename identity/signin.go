package identity

import (
	"context"
	"errors"
	"fmt"
)

// Credentials are what came with a try to sign in.
type Credentials struct {
	Login     string
	Password  string
	Remote    string // address of the client, with or without port; a proxy's word only if the proxy is trusted
	UserAgent string
	Previous  string // session token the browser already had, ended by signing in anew
}

// SignedIn is a fresh session. Token is the cookie and is not stored anywhere; CSRF belongs to it.
type SignedIn struct {
	Token   string
	CSRF    string
	Account Account
	Session Session
}

// SignIn begins a session under a new token. Refusals: ErrTooManyRequests, ErrTooManyAttempts, ErrBadCredentials. A login
// that does not exist costs the same time and gives the same answers as one that does.
func (s *Service) SignIn(ctx context.Context, c Credentials) (SignedIn, error) {
	if _, wait := s.throttle.addresses.Take(c.Remote, s.now()); wait > 0 {
		return SignedIn{}, ErrTooManyRequests.after(wait)
	}
	login := NormalLogin(c.Login)
	if !loginPattern.MatchString(login) {
		login = "" // nobody's: whatever was typed is neither looked up nor kept
	}
	account, err := s.accounts.AccountByLogin(ctx, login)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return SignedIn{}, fmt.Errorf("find account: %w", err)
	}
	if err := s.prove(ctx, login, account, c.Password); err != nil {
		return SignedIn{}, err
	}
	if c.Previous != "" {
		if err := s.SignOut(ctx, c.Previous); err != nil {
			return SignedIn{}, err
		}
	}
	return s.begin(ctx, account, c.UserAgent)
}

// prove checks a password against an account, or against nobody's when the account is empty, and counts.
func (s *Service) prove(ctx context.Context, login string, a Account, password string) error {
	if wait := s.throttle.enter(login, s.now()); wait > 0 {
		return ErrTooManyAttempts.after(wait)
	}
	right, err := s.passwords.Verify(ctx, a.PasswordHash, password)
	switch {
	case err != nil: // no verdict: nothing was learned, nothing is counted
		s.throttle.leave(login, undecided, s.now())
		return fmt.Errorf("check password: %w", err)
	case !right || a.Disabled:
		s.throttle.leave(login, wrong, s.now())
		return ErrBadCredentials
	}
	s.throttle.leave(login, proved, s.now())
	return nil
}

func (s *Service) begin(ctx context.Context, a Account, userAgent string) (SignedIn, error) {
	token, err := s.newSecret()
	if err != nil {
		return SignedIn{}, err
	}
	now := s.now()
	session := Session{
		ID: SessionID(fingerprint(token)), AccountID: a.ID, Epoch: a.Epoch,
		CreatedAt: now, LastSeenAt: now, ExpiresAt: now.Add(s.limits.Absolute),
		Browser: BrowserOf(userAgent),
	}
	if err := s.sessions.CreateSession(ctx, session); err != nil {
		return SignedIn{}, fmt.Errorf("begin session: %w", err)
	}
	return SignedIn{Token: token, CSRF: CSRF(token), Account: a, Session: session}, nil
}
