package identity

import (
	"context"
	_ "embed" // the list of common passwords
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:embed common.txt
var commonText string

var common = func() map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.Fields(commonText) {
		words[w] = true
	}
	return words
}()

const (
	shortest = 8
	longest  = 128
)

// Passwords hashes and checks passwords with argon2id. At most two computations per core run at once; the others wait,
// so that a crowd signing in cannot take the memory of the machine.
type Passwords struct {
	cost   Cost
	random io.Reader
	slots  chan struct{}
	nobody string // checked when there is no account, to take the same time
}

// NewPasswords works on so many cores. A changed cost holds for passwords set from then on.
func NewPasswords(cost Cost, cores int, random io.Reader) (*Passwords, error) {
	if err := cost.validate(); err != nil {
		return nil, err
	}
	if cores < 1 || random == nil {
		return nil, errors.New("passwords want a core and random bytes")
	}
	nobody := phc{cost: cost, salt: make([]byte, saltLength), key: make([]byte, keyLength)}
	return &Passwords{cost: cost, random: random, slots: make(chan struct{}, 2*cores), nobody: nobody.String()}, nil
}

// Rule tells why a password may not be set for a login, or nil. There is no rule of mixed characters and no forced
// change: both make people choose worse.
func (p *Passwords) Rule(login, password string) *Error {
	if !utf8.ValidString(password) {
		return errPasswordText
	}
	switch n := utf8.RuneCountInString(password); {
	case n < shortest:
		return errPasswordShort
	case n > longest:
		return errPasswordLong
	}
	lower := strings.ToLower(password)
	login = NormalLogin(login)
	local, _, _ := strings.Cut(login, "@")
	switch {
	case login != "" && strings.Contains(lower, login), len(local) > 2 && strings.Contains(lower, local):
		return errPasswordLogin
	case guessable(lower):
		return errPasswordCommon
	}
	return nil
}

// guessable finds the listed passwords, also with digits and signs around them, runs like 12345678 or hgfedcba, and
// what is made of three characters or fewer.
func guessable(lower string) bool {
	notLetter := func(r rune) bool { return !unicode.IsLetter(r) }
	if common[lower] || common[strings.TrimRightFunc(lower, notLetter)] || common[strings.TrimFunc(lower, notLetter)] {
		return true
	}
	letters := []rune(lower)
	distinct := map[rune]bool{}
	for _, r := range letters {
		distinct[r] = true
	}
	if len(distinct) <= 3 {
		return true
	}
	step := letters[1] - letters[0]
	for i := 1; i < len(letters); i++ {
		if letters[i]-letters[i-1] != step {
			return false
		}
	}
	return step == 1 || step == -1
}

// Hash makes the string to store, under a fresh salt. It waits for its turn as long as ctx allows.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	if err := p.turn(ctx); err != nil {
		return "", err
	}
	defer p.done()
	h := phc{cost: p.cost, salt: make([]byte, saltLength)}
	if _, err := io.ReadFull(p.random, h.salt); err != nil {
		return "", fmt.Errorf("draw a salt: %w", err)
	}
	h.key = h.derive(password)
	return h.String(), nil
}

// Verify compares in constant time. An empty encoded belongs to nobody: the same work, never right.
func (p *Passwords) Verify(ctx context.Context, encoded, password string) (bool, error) {
	nobody := encoded == ""
	if nobody {
		encoded = p.nobody
	}
	h, err := parsePHC(encoded)
	if err != nil {
		return false, err
	}
	if err := p.turn(ctx); err != nil {
		return false, err
	}
	defer p.done()
	return h.matches(password) && !nobody, nil
}

func (p *Passwords) turn(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("wait for a turn: %w", err)
	}
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for a turn: %w", ctx.Err())
	}
}

func (p *Passwords) done() { <-p.slots }

// ChangePassword sets a new password on proof of the current one, which is throttled like signing in. All sessions of
// the account are dead with the write; the answer is a fresh one.
func (s *Service) ChangePassword(ctx context.Context, id AccountID, current, next, userAgent string) (SignedIn, error) {
	account, err := s.accounts.Account(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return SignedIn{}, errAccountUnknown
	}
	if err != nil {
		return SignedIn{}, fmt.Errorf("read account %s: %w", id, err)
	}
	if err := s.prove(ctx, account.Login, account, current); err != nil {
		return SignedIn{}, err
	}
	if next == current {
		return SignedIn{}, errPasswordUnchanged
	}
	hash, err := s.newHash(ctx, account.Login, next)
	if err != nil {
		return SignedIn{}, err
	}
	changed, err := s.change(ctx, id, func(a *Account) error {
		if a.Disabled || a.PasswordHash != account.PasswordHash {
			return errAccountChanged // what was proved no longer holds
		}
		a.PasswordHash = hash
		a.Epoch++
		return nil
	})
	if err != nil {
		return SignedIn{}, err
	}
	if err := s.forgetSessions(ctx, id); err != nil {
		return SignedIn{}, err
	}
	return s.begin(ctx, changed, userAgent)
}

func (s *Service) newHash(ctx context.Context, login, password string) (string, error) {
	if e := s.passwords.Rule(login, password); e != nil {
		return "", e
	}
	hash, err := s.passwords.Hash(ctx, password)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return hash, nil
}
