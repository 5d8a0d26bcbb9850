package identity_test

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/identity"
)

// house is a service over memory with a clock that is set by hand and passwords that cost next to nothing.
type house struct {
	*identity.Service
	store *memory
	mu    sync.Mutex
	time  time.Time
}

const right = "correct horse 电池 staple"

var opened = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

func cheap() identity.Cost { return identity.Cost{MemoryKiB: 8, Passes: 1, Threads: 1} }

func newHouse(t *testing.T, change ...func(*identity.Config)) *house {
	t.Helper()
	h := &house{store: newMemory(), time: opened}
	passwords, err := identity.NewPasswords(cheap(), 2, rand.Reader)
	require.NoError(t, err)
	c := identity.Config{
		Accounts: h.store, Sessions: h.store, Tokens: h.store, Passwords: passwords,
		Limits: identity.DefaultLimits(), Clock: h.clock, Random: rand.Reader,
	}
	for _, f := range change {
		f(&c)
	}
	h.Service, err = identity.New(c)
	require.NoError(t, err)
	for _, a := range []identity.Account{
		{ID: "p1", Login: "jia", Name: "甲示范", Kind: identity.Officer, Unit: "gz-iid"},
		{ID: "p2", Login: "yi", Name: "乙示范", Kind: identity.Officer, Unit: "gz-iid"},
		{ID: "p3", Login: "firm", Name: "示例云图", Kind: identity.Enterprise, Enterprise: "91520000MA00000151"},
		{ID: "p4", Login: "erp", Name: "对接系统", Kind: identity.ServiceUse},
	} {
		if a.Login == "yi" {
			a.Login = "yi.shifan"
		}
		_, err := h.Create(context.Background(), a, right)
		require.NoError(t, err)
	}
	return h
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.time
}

func (h *house) at(after time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.time = opened.Add(after)
}

func (h *house) try(login, password string) (identity.SignedIn, error) {
	return h.SignIn(context.Background(), identity.Credentials{Login: login, Password: password, Remote: "192.0.2.1:4000"})
}

func (h *house) enter(t *testing.T, login string) identity.SignedIn {
	t.Helper()
	in, err := h.try(login, right)
	require.NoError(t, err)
	return in
}

func (h *house) alive(t *testing.T, token string) bool {
	t.Helper()
	_, _, err := h.Authenticate(context.Background(), token)
	if err != nil {
		require.ErrorIs(t, err, identity.ErrUnauthenticated)
	}
	return err == nil
}

func retryAfter(t *testing.T, err error, want *identity.Error) time.Duration {
	t.Helper()
	require.ErrorIs(t, err, want)
	var e *identity.Error
	require.True(t, errors.As(err, &e))
	return e.RetryAfter
}

func TestNewWantsEveryPart(t *testing.T) {
	t.Parallel()
	_, err := identity.New(identity.Config{Limits: identity.DefaultLimits()})
	require.Error(t, err)
	passwords, err := identity.NewPasswords(cheap(), 1, rand.Reader)
	require.NoError(t, err)
	m := newMemory()
	for name, spoil := range map[string]func(*identity.Limits){
		"idle":  func(l *identity.Limits) { l.Idle = 0 },
		"tries": func(l *identity.Limits) { l.BadPasswords = 0 },
		"touch": func(l *identity.Limits) { l.TouchEvery = l.Idle },
	} {
		limits := identity.DefaultLimits()
		spoil(&limits)
		_, err = identity.New(identity.Config{Accounts: m, Sessions: m, Tokens: m, Passwords: passwords,
			Clock: time.Now, Random: rand.Reader, Limits: limits})
		require.Error(t, err, name)
	}
}

func TestCreate(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	good := identity.Account{ID: "n", Login: " Xin.Ren ", Name: "新人", Kind: identity.Officer, Disabled: true, Epoch: 9, PasswordHash: "x"}
	a, err := h.Create(ctx, good, right)
	require.NoError(t, err)
	require.Equal(t, "xin.ren", a.Login)
	require.False(t, a.Disabled)
	require.Equal(t, [2]int64{1, 1}, [2]int64{a.Epoch, a.Revision})
	require.Equal(t, opened, a.CreatedAt)
	require.Regexp(t, `^\$argon2id\$v=19\$m=8,t=1,p=1\$`, a.PasswordHash)

	for want, change := range map[string]func(*identity.Account){
		"login_taken":        func(a *identity.Account) { a.Login = "JIA" },
		"login_invalid":      func(a *identity.Account) { a.Login = "新人" },
		"account_incomplete": func(a *identity.Account) { a.Login, a.Name = "xin2", " " },
	} {
		bad := good
		bad.ID = "m"
		change(&bad)
		_, err := h.Create(ctx, bad, right)
		require.ErrorIs(t, err, &identity.Error{Code: want})
	}
	for _, bad := range []identity.Account{
		{ID: "m", Login: "xin3", Name: "x", Kind: "visitor"},
		{ID: "m", Login: "xin3", Name: "x", Kind: identity.Enterprise},
		{ID: "m", Login: "xin3", Name: "x", Kind: identity.Officer, Enterprise: "91520000MA00000151"},
		{Login: "xin3", Name: "x", Kind: identity.Officer},
	} {
		_, err := h.Create(ctx, bad, right)
		require.ErrorIs(t, err, &identity.Error{Code: "account_incomplete"})
	}
	_, err = h.Create(ctx, identity.Account{ID: "m", Login: "xin3", Name: "x", Kind: identity.Officer}, "password123")
	require.ErrorIs(t, err, &identity.Error{Code: "password_common"})
	require.Empty(t, h.store.accounts["p4"].PasswordHash, "a service has no password")
}
