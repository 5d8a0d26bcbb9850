package identity

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// AccountID is the id of the person, or of the service, the account stands for.
type AccountID string

// Kind says what an account is for.
type Kind string

// Kinds of accounts. A service has no password, only tokens.
const (
	Officer    Kind = "officer"
	Enterprise Kind = "enterprise"
	ServiceUse Kind = "service"
	Admin      Kind = "admin"
)

// Account is one person, or one program, that can sign in.
type Account struct {
	ID           AccountID
	Login        string // as NormalLogin writes it; unique
	Name         string
	Kind         Kind
	Enterprise   string // unified social credit code; only for the kind enterprise
	Unit         string // unit of an officer, else empty
	PasswordHash string // PHC string; empty: nobody can sign in with a password
	Disabled     bool
	Epoch        int64 // sessions begun in an earlier epoch are dead
	CreatedAt    time.Time
	Revision     int64 // raised by every update
}

var loginPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{2,63}$`)

// NormalLogin is the one spelling of a login: without blanks around it and in small letters.
func NormalLogin(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

// Create stores a new account with a password that keeps the rules; a service is given none. It sets PasswordHash,
// Epoch, CreatedAt and Revision. Refusals are *Error.
func (s *Service) Create(ctx context.Context, a Account, password string) (Account, error) {
	a.Login = NormalLogin(a.Login)
	if !loginPattern.MatchString(a.Login) {
		return Account{}, errLoginInvalid
	}
	if !a.complete() {
		return Account{}, errAccountIncomplete
	}
	a.PasswordHash = ""
	if a.Kind != ServiceUse {
		hash, err := s.newHash(ctx, a.Login, password)
		if err != nil {
			return Account{}, err
		}
		a.PasswordHash = hash
	}
	a.Disabled, a.Epoch, a.Revision, a.CreatedAt = false, 1, 1, s.now()
	err := s.accounts.CreateAccount(ctx, a)
	if errors.Is(err, ErrLoginTaken) {
		return Account{}, errLoginTaken
	}
	if err != nil {
		return Account{}, fmt.Errorf("create account %s: %w", a.ID, err)
	}
	return a, nil
}

func (a Account) complete() bool {
	if a.ID == "" || strings.TrimSpace(a.Name) == "" || !utf8.ValidString(a.Name) {
		return false
	}
	switch a.Kind {
	case Officer, Admin, ServiceUse:
		return a.Enterprise == ""
	case Enterprise:
		return a.Enterprise != ""
	}
	return false
}

// Disable shuts an account out at once: its sessions are dead with the write and stay dead when it is enabled again,
// its tokens are refused while it is disabled and then revoked. It may run twice.
func (s *Service) Disable(ctx context.Context, id AccountID) error {
	if _, err := s.change(ctx, id, func(a *Account) error {
		a.Disabled = true
		a.Epoch++
		return nil
	}); err != nil {
		return err
	}
	tokens, err := s.tokens.TokensOf(ctx, id)
	if err != nil {
		return fmt.Errorf("revoke tokens of %s: %w", id, err)
	}
	now := s.now()
	for _, t := range tokens {
		if err := s.tokens.RevokeToken(ctx, id, t.ID, now); err != nil {
			return fmt.Errorf("revoke tokens of %s: %w", id, err)
		}
	}
	return s.forgetSessions(ctx, id)
}

// Enable lets an account sign in again, with the password it had.
func (s *Service) Enable(ctx context.Context, id AccountID) error {
	_, err := s.change(ctx, id, func(a *Account) error {
		a.Disabled = false
		return nil
	})
	return err
}

// change reads, changes and writes an account, anew when somebody else was faster.
func (s *Service) change(ctx context.Context, id AccountID, edit func(*Account) error) (Account, error) {
	for range 5 {
		a, err := s.accounts.Account(ctx, id)
		if errors.Is(err, ErrNotFound) {
			return Account{}, errAccountUnknown
		}
		if err != nil {
			return Account{}, fmt.Errorf("read account %s: %w", id, err)
		}
		if err := edit(&a); err != nil {
			return Account{}, err
		}
		err = s.accounts.UpdateAccount(ctx, a)
		if err == nil {
			a.Revision++
			return a, nil
		}
		if !errors.Is(err, ErrStale) {
			return Account{}, fmt.Errorf("update account %s: %w", id, err)
		}
	}
	return Account{}, errAccountChanged
}
