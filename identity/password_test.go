package identity_test

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/identity"
)

func newPasswords(t *testing.T) *identity.Passwords {
	t.Helper()
	p, err := identity.NewPasswords(cheap(), 1, rand.Reader)
	require.NoError(t, err)
	return p
}

func TestPasswordRules(t *testing.T) {
	t.Parallel()
	p := newPasswords(t)
	for password, want := range map[string]string{
		"kT9-wq2":                            "password_too_short",
		"kT9-wq2x":                           "",
		"天地玄黄宇宙洪":                            "password_too_short",
		"天地玄黄宇宙洪荒":                           "",
		strings.Repeat("wort-", 25) + "abc":  "",
		strings.Repeat("wort-", 25) + "abcd": "password_too_long",
		strings.Repeat("天地玄黄", 32):           "",
		"not\xfftext-at-all":                 "password_not_text",
		"PassWord123":                        "password_common",
		"password2026!":                      "password_common",
		"!!welcome99":                        "password_common",
		"1qaz2wsx":                           "password_common",
		"woaini1314":                         "password_common",
		"aaaaaaaaaaaa":                       "password_common",
		"abababcc":                           "password_common",
		"12345678":                           "password_common",
		"hgfedcba":                           "password_common",
		"my-ZhangSan-key":                    "password_contains_login",
		"my-zhang.san@x.cn!":                 "password_contains_login",
		"no digits nor signs needed":         "",
	} {
		for _, login := range []string{"zhangsan", "Zhang.San@x.cn"} {
			e := p.Rule(login, password)
			switch {
			case want == "password_contains_login" && e == nil: // contains only the other of the two logins
				require.False(t, strings.Contains(strings.ToLower(password), strings.ToLower(login)))
			case want == "":
				require.Nil(t, e, password)
			default:
				require.NotNil(t, e, password)
				require.Equal(t, want, e.Code, password)
				require.NotEmpty(t, e.Zh)
			}
		}
	}
	require.NotNil(t, p.Rule("zhangsan", "my-ZhangSan-key"))
	require.NotNil(t, p.Rule("zhang.san@x.cn", "its zhang.san again"))
}

func TestHashAndVerify(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	p := newPasswords(t)
	one, err := p.Hash(ctx, right)
	require.NoError(t, err)
	two, err := p.Hash(ctx, right)
	require.NoError(t, err)
	require.NotEqual(t, one, two, "every password has its salt")
	for password, want := range map[string]bool{right: true, right + " ": false, strings.ToUpper(right): false, "": false} {
		ok, err := p.Verify(ctx, one, password)
		require.NoError(t, err)
		require.Equal(t, want, ok, password)
	}
	ok, err := p.Verify(ctx, "", "")
	require.NoError(t, err)
	require.False(t, ok)
}

// A string made by the reference implementation of Argon2 (argon2id, t=2, m=65536, p=1, "password", "somesalt").
func TestVerifyKnowsTheReference(t *testing.T) {
	t.Parallel()
	const reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	for password, want := range map[string]bool{"password": true, "Password": false} {
		ok, err := newPasswords(t).Verify(context.Background(), reference, password)
		require.NoError(t, err)
		require.Equal(t, want, ok)
	}
}

func TestVerifyRefusesSpoiltRows(t *testing.T) {
	t.Parallel()
	p := newPasswords(t)
	good, err := p.Hash(context.Background(), right)
	require.NoError(t, err)
	for name, spoilt := range map[string]string{
		"plain":         right,
		"argon2i":       strings.Replace(good, "argon2id", "argon2i", 1),
		"version":       strings.Replace(good, "v=19", "v=16", 1),
		"memory bomb":   strings.Replace(good, "m=8", "m=4194304", 1),
		"pass bomb":     strings.Replace(good, "t=1", "t=1000000", 1),
		"no threads":    strings.Replace(good, "p=1", "p=0", 1),
		"more in cost":  strings.Replace(good, "p=1", "p=1,x=2", 1),
		"cut":           good[:len(good)-4],
		"more":          good + "$",
		"not base64":    good[:len(good)-1] + "!",
		"leading zeros": strings.Replace(good, "m=8", "m=08", 1),
	} {
		ok, err := p.Verify(context.Background(), spoilt, right)
		require.Error(t, err, name)
		require.False(t, ok)
	}
}

func TestPasswordsNeedTheirParts(t *testing.T) {
	t.Parallel()
	_, err := identity.NewPasswords(identity.Cost{}, 1, rand.Reader)
	require.Error(t, err)
	_, err = identity.NewPasswords(cheap(), 0, rand.Reader)
	require.Error(t, err)
	require.Equal(t, identity.Cost{MemoryKiB: 65536, Passes: 3, Threads: 1}, identity.DefaultCost())
	broken, err := identity.NewPasswords(cheap(), 1, iotest.ErrReader(errors.New("no entropy")))
	require.NoError(t, err)
	_, err = broken.Hash(context.Background(), right)
	require.ErrorContains(t, err, "no entropy")
}

// held lets two computations in and keeps them there until release is closed; a third would be an error.
type held struct {
	inside  atomic.Int64
	entered chan struct{}
	release chan struct{}
}

func (h *held) Read(b []byte) (int, error) {
	if h.inside.Add(1) > 2 {
		return 0, errors.New("a third one is inside")
	}
	h.entered <- struct{}{}
	<-h.release
	h.inside.Add(-1)
	return len(b), nil
}

// Two run on one core; a third waits for a turn or until its caller gives up.
func TestTurns(t *testing.T) {
	t.Parallel()
	h := &held{entered: make(chan struct{}, 9), release: make(chan struct{})}
	p, err := identity.NewPasswords(cheap(), 1, h)
	require.NoError(t, err)
	results := make(chan error, 3)
	hash := func(ctx context.Context) {
		_, err := p.Hash(ctx, right)
		results <- err
	}
	go hash(context.Background())
	go hash(context.Background())
	<-h.entered
	<-h.entered
	soon, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	_, err = p.Hash(soon, right)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	_, err = p.Verify(soon, "", right)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	go hash(context.Background()) // waits, and then has its turn
	close(h.release)
	for range 3 {
		require.NoError(t, <-results)
	}
}

func TestChangePassword(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	h := newHouse(t)
	before := h.enter(t, "jia")
	for want, c := range map[string][2]string{
		"bad_credentials":         {"wrong password", "another long one"},
		"password_unchanged":      {right, right},
		"password_too_short":      {right, "short"},
		"password_contains_login": {right, "now jia has it"},
	} {
		_, err := h.ChangePassword(ctx, "p1", c[0], c[1], "")
		require.ErrorIs(t, err, &identity.Error{Code: want})
	}
	require.True(t, h.alive(t, before.Token), "a refused change ends nothing")

	after, err := h.ChangePassword(ctx, "p1", right, "another long one", "browser")
	require.NoError(t, err)
	require.False(t, h.alive(t, before.Token))
	require.True(t, h.alive(t, after.Token))
	require.NoError(t, identity.CheckCSRF(after.Token, after.CSRF))
	_, err = h.try("jia", right)
	require.Same(t, identity.ErrBadCredentials, err)
	_, err = h.try("jia", "another long one")
	require.NoError(t, err)
	_, err = h.ChangePassword(ctx, "nobody", right, "another long one", "")
	require.ErrorIs(t, err, &identity.Error{Code: "account_unknown"})
}

func TestGuessingByChangingIsThrottled(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 5 {
		_, err := h.ChangePassword(context.Background(), "p1", "wrong password", "another long one", "")
		require.Same(t, identity.ErrBadCredentials, err)
	}
	_, err := h.ChangePassword(context.Background(), "p1", right, "another long one", "")
	require.Equal(t, 10*time.Minute, retryAfter(t, err, identity.ErrTooManyAttempts))
}

// What was proved must still hold when the password is written: of two changes from one password the first wins.
func TestChangesRace(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, meantime := range map[string]func(*house) error{
		"changed":  func(h *house) error { return changed(h.ChangePassword(ctx, "p1", right, "the first long one", "")) },
		"disabled": func(h *house) error { return h.Disable(ctx, "p1") },
	} {
		h := newHouse(t)
		h.store.meantime = func() { require.NoError(t, meantime(h)) }
		_, err := h.ChangePassword(ctx, "p1", right, "the second long one", "")
		require.ErrorIs(t, err, &identity.Error{Code: "account_changed"}, name)
		_, err = h.try("jia", "the second long one")
		require.Same(t, identity.ErrBadCredentials, err, name)
	}

	h := newHouse(t) // what does not touch the proof is only in the way once
	h.store.meantime = func() { require.NoError(t, h.EndSessions(ctx, "p1")) }
	_, err := h.ChangePassword(ctx, "p1", right, "the second long one", "")
	require.NoError(t, err)
}
