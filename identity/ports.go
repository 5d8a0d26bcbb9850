package identity

import (
	"context"
	"errors"
	"time"
)

// What the ports answer; compare with errors.Is.
var (
	ErrNotFound   = errors.New("not found")
	ErrLoginTaken = errors.New("login is taken")
	ErrStale      = errors.New("changed by somebody else meanwhile")
)

// Accounts keeps accounts. package identitytest has its contract.
type Accounts interface {
	// Account finds by id: ErrNotFound.
	Account(ctx context.Context, id AccountID) (Account, error)
	// AccountByLogin finds by the login as NormalLogin writes it: ErrNotFound.
	AccountByLogin(ctx context.Context, login string) (Account, error)
	// CreateAccount stores a new account: ErrLoginTaken when its login is.
	CreateAccount(ctx context.Context, a Account) error
	// UpdateAccount replaces the account and raises its revision by one, if the stored revision still is a.Revision:
	// else ErrStale; ErrNotFound; ErrLoginTaken. Id and CreatedAt never change.
	UpdateAccount(ctx context.Context, a Account) error
}

// Sessions keeps sign-ins.
type Sessions interface {
	CreateSession(ctx context.Context, s Session) error
	// Session finds by id: ErrNotFound.
	Session(ctx context.Context, id SessionID) (Session, error)
	// TouchSession moves LastSeenAt forward, never back: ErrNotFound.
	TouchSession(ctx context.Context, id SessionID, at time.Time) error
	// DeleteSession forgets a session; one that is not there is no error.
	DeleteSession(ctx context.Context, id SessionID) error
	// SessionsOf lists the sessions of an account, the newest first, dead ones too.
	SessionsOf(ctx context.Context, id AccountID) ([]Session, error)
}

// Sweeper forgets sessions nobody can use any more; a job calls it.
type Sweeper interface {
	// DeleteSessions forgets those that expire at or before the first instant or were last seen at or before the
	// second.
	DeleteSessions(ctx context.Context, expired, lastSeen time.Time) (int, error)
}

// Tokens keeps service tokens. They are never deleted: who had access when stays known.
type Tokens interface {
	CreateToken(ctx context.Context, t Token) error
	// Token finds by id, revoked and expired ones too: ErrNotFound.
	Token(ctx context.Context, id TokenID) (Token, error)
	// RevokeToken sets RevokedAt once; a token already revoked keeps its time: ErrNotFound, also if the token is of
	// another account.
	RevokeToken(ctx context.Context, account AccountID, id TokenID, at time.Time) error
	// TokensOf lists the tokens of an account, the newest first.
	TokensOf(ctx context.Context, id AccountID) ([]Token, error)
}
