package identity

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// TokenID is the SHA-256 of the secret in hex.
type TokenID string

// Token lets a program act as an account, with the roles of that account.
type Token struct {
	ID        TokenID
	AccountID AccountID
	Name      string
	CreatedAt time.Time
	ExpiresAt time.Time
	RevokedAt time.Time // zero while in force
}

// TokenPrefix begins every secret, so that one in a log or a repository can be found and told from a session.
const TokenPrefix = "shenpi_"

// IssueToken makes a token of an enterprise or a service. The secret is shown this once. Officers have none: their
// decisions need a session that ends.
func (s *Service) IssueToken(ctx context.Context, id AccountID, name string, expires time.Time) (string, Token, error) {
	account, err := s.accounts.Account(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return "", Token{}, errAccountUnknown
	}
	if err != nil {
		return "", Token{}, fmt.Errorf("read account %s: %w", id, err)
	}
	now := s.now()
	name = strings.TrimSpace(name)
	expires = expires.UTC().Truncate(time.Microsecond)
	switch {
	case account.Disabled || account.Kind != Enterprise && account.Kind != ServiceUse:
		return "", Token{}, errTokenAccount
	case name == "" || !utf8.ValidString(name) || utf8.RuneCountInString(name) > 100:
		return "", Token{}, errTokenName
	case !expires.After(now) || expires.After(now.Add(s.limits.TokenLife)):
		return "", Token{}, errTokenExpiry
	}
	secret, err := s.newSecret()
	if err != nil {
		return "", Token{}, err
	}
	secret = TokenPrefix + secret
	token := Token{ID: TokenID(fingerprint(secret)), AccountID: id, Name: name, CreatedAt: now, ExpiresAt: expires}
	if err := s.tokens.CreateToken(ctx, token); err != nil {
		return "", Token{}, fmt.Errorf("issue token: %w", err)
	}
	return secret, token, nil
}

// AuthenticateToken tells which account the secret stands for, or ErrTokenInvalid.
func (s *Service) AuthenticateToken(ctx context.Context, secret string) (Account, Token, error) {
	if !strings.HasPrefix(secret, TokenPrefix) {
		return Account{}, Token{}, ErrTokenInvalid
	}
	token, err := s.tokens.Token(ctx, TokenID(fingerprint(secret)))
	if errors.Is(err, ErrNotFound) {
		return Account{}, Token{}, ErrTokenInvalid
	}
	if err != nil {
		return Account{}, Token{}, fmt.Errorf("read token: %w", err)
	}
	account, err := s.accounts.Account(ctx, token.AccountID)
	if errors.Is(err, ErrNotFound) {
		return Account{}, Token{}, ErrTokenInvalid
	}
	if err != nil {
		return Account{}, Token{}, fmt.Errorf("read account %s: %w", token.AccountID, err)
	}
	if account.Disabled || !token.RevokedAt.IsZero() || !s.now().Before(token.ExpiresAt) {
		return Account{}, Token{}, ErrTokenInvalid
	}
	return account, token, nil
}

// RevokeToken ends a token of an account from the next request on. It may run twice.
func (s *Service) RevokeToken(ctx context.Context, account AccountID, id TokenID) error {
	err := s.tokens.RevokeToken(ctx, account, id, s.now())
	if errors.Is(err, ErrNotFound) {
		return errTokenUnknown
	}
	if err != nil {
		return fmt.Errorf("revoke token: %w", err)
	}
	return nil
}

// Tokens lists the tokens of an account, the newest first, ended ones too.
func (s *Service) Tokens(ctx context.Context, id AccountID) ([]Token, error) {
	tokens, err := s.tokens.TokensOf(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("list tokens of %s: %w", id, err)
	}
	return tokens, nil
}
