package identity_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/identity"
)

func TestTokenLife(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	h := newHouse(t)
	for _, id := range []identity.AccountID{"p3", "p4"} {
		h.at(0)
		secret, token, err := h.IssueToken(ctx, id, " 对接系统 ", opened.Add(time.Hour))
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(secret, identity.TokenPrefix))
		require.Equal(t, "对接系统", token.Name)
		require.NotContains(t, fmt.Sprintf("%+v", h.store.tokens), secret, "the secret is not stored")
		account, got, err := h.AuthenticateToken(ctx, secret)
		require.NoError(t, err)
		require.Equal(t, id, account.ID)
		require.Equal(t, token, got)

		h.at(time.Hour - time.Second)
		_, _, err = h.AuthenticateToken(ctx, secret)
		require.NoError(t, err)
		h.at(time.Hour)
		_, _, err = h.AuthenticateToken(ctx, secret)
		require.Same(t, identity.ErrTokenInvalid, err)
	}
}

func TestTokensEndAtOnce(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, end := range map[string]func(*house, identity.Token) error{
		"revoked":  func(h *house, x identity.Token) error { return h.RevokeToken(ctx, "p3", x.ID) },
		"disabled": func(h *house, _ identity.Token) error { return h.Disable(ctx, "p3") },
		"disabled in the store": func(h *house, _ identity.Token) error {
			a := h.store.accounts["p3"]
			a.Disabled = true
			h.store.accounts["p3"] = a
			return nil
		},
		"account gone": func(h *house, _ identity.Token) error { delete(h.store.accounts, "p3"); return nil },
		"back again": func(h *house, _ identity.Token) error {
			if err := h.Disable(ctx, "p3"); err != nil {
				return err
			}
			return h.Enable(ctx, "p3")
		},
	} {
		h := newHouse(t)
		secret, token, err := h.IssueToken(ctx, "p3", "a", opened.Add(time.Hour))
		require.NoError(t, err)
		require.NoError(t, end(h, token), name)
		_, _, err = h.AuthenticateToken(ctx, secret)
		require.Same(t, identity.ErrTokenInvalid, err, name)
	}
}

func TestTokenRefusals(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	h := newHouse(t)
	life := identity.DefaultLimits().TokenLife
	for name, c := range map[string]struct {
		id      identity.AccountID
		name    string
		expires time.Duration
		want    string
	}{
		"longest":     {"p3", "a", life, ""},
		"too long":    {"p3", "a", life + time.Second, "token_expiry"},
		"already":     {"p3", "a", 0, "token_expiry"},
		"no name":     {"p3", " ", time.Hour, "token_name"},
		"long name":   {"p3", strings.Repeat("名", 101), time.Hour, "token_name"},
		"of officers": {"p1", "a", time.Hour, "token_not_allowed"},
		"of nobody":   {"p9", "a", time.Hour, "account_unknown"},
	} {
		_, _, err := h.IssueToken(ctx, c.id, c.name, opened.Add(c.expires))
		if c.want == "" {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorIs(t, err, &identity.Error{Code: c.want}, name)
	}
	require.NoError(t, h.Disable(ctx, "p4"))
	_, _, err := h.IssueToken(ctx, "p4", "a", opened.Add(time.Hour))
	require.ErrorIs(t, err, &identity.Error{Code: "token_not_allowed"})

	list, err := h.Tokens(ctx, "p3")
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.ErrorIs(t, h.RevokeToken(ctx, "p1", list[0].ID), &identity.Error{Code: "token_unknown"})
	in := h.enter(t, "firm")
	for _, secret := range []string{"", identity.TokenPrefix, in.Token, identity.TokenPrefix + in.Token, string(list[0].ID)} {
		_, _, err = h.AuthenticateToken(ctx, secret)
		require.Same(t, identity.ErrTokenInvalid, err)
	}
	require.False(t, h.alive(t, identity.TokenPrefix+"x"))
}
