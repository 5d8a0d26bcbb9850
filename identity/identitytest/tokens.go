package identitytest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/identity"
)

// Tokens is the contract of identity.Tokens.
func Tokens(t *testing.T, open func(t *testing.T) Ports) {
	for name, test := range map[string]func(*testing.T, Ports){
		"round trip":    tokenRoundTrip,
		"revoke":        tokenRevoke,
		"of an account": tokenList,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := open(t)
			seed(t, p)
			test(t, p)
		})
	}
}

func token(id, account string, created time.Time) identity.Token {
	return identity.Token{
		ID: identity.TokenID(id), AccountID: identity.AccountID(account), Name: "对接系统",
		CreatedAt: created, ExpiresAt: created.Add(time.Hour),
	}
}

func sameToken(t *testing.T, want, got identity.Token) {
	t.Helper()
	for _, x := range [][2]*time.Time{{&want.CreatedAt, &got.CreatedAt}, {&want.ExpiresAt, &got.ExpiresAt}, {&want.RevokedAt, &got.RevokedAt}} {
		require.True(t, x[0].Equal(*x[1]), "want %v, got %v", x[0], x[1])
		*x[1] = *x[0]
	}
	require.Equal(t, want, got)
}

func tokenRoundTrip(t *testing.T, p Ports) {
	ctx := context.Background()
	want := token("t1", "a", start)
	require.NoError(t, p.Tokens.CreateToken(ctx, want))
	require.Error(t, p.Tokens.CreateToken(ctx, token("t1", "b", start)), "an id is used once")
	got, err := p.Tokens.Token(ctx, "t1")
	require.NoError(t, err)
	sameToken(t, want, got)
	require.True(t, got.RevokedAt.IsZero())
	_, err = p.Tokens.Token(ctx, "t2")
	require.ErrorIs(t, err, identity.ErrNotFound)
}

func tokenRevoke(t *testing.T, p Ports) {
	ctx := context.Background()
	want := token("t1", "a", start)
	require.NoError(t, p.Tokens.CreateToken(ctx, want))
	require.ErrorIs(t, p.Tokens.RevokeToken(ctx, "b", "t1", start), identity.ErrNotFound, "of another account")
	require.ErrorIs(t, p.Tokens.RevokeToken(ctx, "a", "t2", start), identity.ErrNotFound)
	want.RevokedAt = start.Add(time.Minute)
	require.NoError(t, p.Tokens.RevokeToken(ctx, "a", "t1", want.RevokedAt))
	require.NoError(t, p.Tokens.RevokeToken(ctx, "a", "t1", want.RevokedAt.Add(time.Minute)))
	got, err := p.Tokens.Token(ctx, "t1")
	require.NoError(t, err)
	sameToken(t, want, got)
}

func tokenList(t *testing.T, p Ports) {
	ctx := context.Background()
	older, newer := token("t1", "a", start), token("t2", "a", start.Add(time.Microsecond))
	for _, x := range []identity.Token{older, newer, token("t3", "b", start)} {
		require.NoError(t, p.Tokens.CreateToken(ctx, x))
	}
	got, err := p.Tokens.TokensOf(ctx, "a")
	require.NoError(t, err)
	require.Len(t, got, 2)
	sameToken(t, newer, got[0])
	sameToken(t, older, got[1])
	none, err := p.Tokens.TokensOf(ctx, "nobody")
	require.NoError(t, err)
	require.Empty(t, none)
}
