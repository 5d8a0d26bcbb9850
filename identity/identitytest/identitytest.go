// Package identitytest is the contract of the ports of package identity: a store runs All against itself, with fresh
// empty ports for every test.
package identitytest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/identity"
)

// Ports are one empty store. Unit is the id of a unit that exists in it, or empty.
type Ports struct {
	Accounts identity.Accounts
	Sessions identity.Sessions
	Sweeper  identity.Sweeper
	Tokens   identity.Tokens
	Unit     string
}

// All runs the whole contract.
func All(t *testing.T, open func(t *testing.T) Ports) {
	t.Run("accounts", func(t *testing.T) { Accounts(t, open) })
	t.Run("sessions", func(t *testing.T) { Sessions(t, open) })
	t.Run("tokens", func(t *testing.T) { Tokens(t, open) })
}

var start = time.Date(2026, 11, 23, 1, 2, 3, 456789000, time.UTC)

func account(id, login, unit string) identity.Account {
	return identity.Account{
		ID: identity.AccountID(id), Login: login, Name: "甲示范", Kind: identity.Officer, Unit: unit,
		PasswordHash: "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA", Epoch: 1, Revision: 1, CreatedAt: start,
	}
}

// seed stores the accounts sessions and tokens belong to.
func seed(t *testing.T, p Ports) {
	t.Helper()
	for _, id := range []string{"a", "b"} {
		require.NoError(t, p.Accounts.CreateAccount(context.Background(), account(id, "login-"+id, "")))
	}
}

// Accounts is the contract of identity.Accounts.
func Accounts(t *testing.T, open func(t *testing.T) Ports) {
	for name, test := range map[string]func(*testing.T, Ports){
		"round trip":                accountRoundTrip,
		"unknown":                   accountUnknown,
		"a login belongs to one":    accountLogin,
		"update":                    accountUpdate,
		"one of many updaters wins": accountRace,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

func accountRoundTrip(t *testing.T, p Ports) {
	ctx := context.Background()
	officer := account("a", "jia", p.Unit)
	firm := account("b", "firm@example.invalid", "")
	firm.Kind, firm.Enterprise, firm.PasswordHash = identity.Enterprise, "91520000MA00000151", ""
	for _, want := range []identity.Account{officer, firm} {
		require.NoError(t, p.Accounts.CreateAccount(ctx, want))
		got, err := p.Accounts.Account(ctx, want.ID)
		require.NoError(t, err)
		same(t, want, got)
		got, err = p.Accounts.AccountByLogin(ctx, want.Login)
		require.NoError(t, err)
		same(t, want, got)
	}
}

func same(t *testing.T, want, got identity.Account) {
	t.Helper()
	require.True(t, want.CreatedAt.Equal(got.CreatedAt), "created_at keeps microseconds: %v, %v", want.CreatedAt, got.CreatedAt)
	got.CreatedAt = want.CreatedAt
	require.Equal(t, want, got)
}

func accountUnknown(t *testing.T, p Ports) {
	ctx := context.Background()
	_, err := p.Accounts.Account(ctx, "nobody")
	require.ErrorIs(t, err, identity.ErrNotFound)
	for _, login := range []string{"nobody", ""} {
		_, err = p.Accounts.AccountByLogin(ctx, login)
		require.ErrorIs(t, err, identity.ErrNotFound)
	}
	require.ErrorIs(t, p.Accounts.UpdateAccount(ctx, account("nobody", "nobody", "")), identity.ErrNotFound)
}

func accountLogin(t *testing.T, p Ports) {
	ctx := context.Background()
	seed(t, p)
	require.ErrorIs(t, p.Accounts.CreateAccount(ctx, account("c", "login-a", "")), identity.ErrLoginTaken)
	_, err := p.Accounts.Account(ctx, "c")
	require.ErrorIs(t, err, identity.ErrNotFound, "a refused account leaves nothing")
	b := account("b", "login-a", "")
	require.ErrorIs(t, p.Accounts.UpdateAccount(ctx, b), identity.ErrLoginTaken)
	got, err := p.Accounts.Account(ctx, "b")
	require.NoError(t, err)
	require.Equal(t, "login-b", got.Login)
}

func accountUpdate(t *testing.T, p Ports) {
	ctx := context.Background()
	seed(t, p)
	a := account("a", "login-a", "")
	a.Name, a.Disabled, a.Epoch, a.PasswordHash = "乙示范", true, 7, ""
	a.CreatedAt = start.Add(time.Hour)
	require.NoError(t, p.Accounts.UpdateAccount(ctx, a))
	require.ErrorIs(t, p.Accounts.UpdateAccount(ctx, a), identity.ErrStale)
	got, err := p.Accounts.Account(ctx, "a")
	require.NoError(t, err)
	a.Revision, a.CreatedAt = 2, start
	same(t, a, got)

	a.Disabled, a.Login = false, "renamed" // zero values are written too
	require.NoError(t, p.Accounts.UpdateAccount(ctx, a))
	got, err = p.Accounts.AccountByLogin(ctx, "renamed")
	require.NoError(t, err)
	a.Revision = 3
	same(t, a, got)
	_, err = p.Accounts.AccountByLogin(ctx, "login-a")
	require.ErrorIs(t, err, identity.ErrNotFound)
}

func accountRace(t *testing.T, p Ports) {
	ctx := context.Background()
	seed(t, p)
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			a := account("a", "login-a", "")
			a.Epoch = int64(100 + i)
			errs[i] = p.Accounts.UpdateAccount(ctx, a)
		})
	}
	wg.Wait()
	got, err := p.Accounts.Account(ctx, "a")
	require.NoError(t, err)
	require.Equal(t, int64(2), got.Revision)
	for i, err := range errs {
		if got.Epoch == int64(100+i) {
			require.NoError(t, err)
		} else {
			require.ErrorIs(t, err, identity.ErrStale)
		}
	}
}
