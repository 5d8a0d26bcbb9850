package identity_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/identity"
)

func TestSignInGivesAFreshToken(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ctx := context.Background()
	first, err := h.SignIn(ctx, identity.Credentials{Login: " JIA", Password: right, Remote: "192.0.2.1",
		UserAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})
	require.NoError(t, err)
	require.Equal(t, identity.AccountID("p1"), first.Account.ID)
	require.Len(t, first.Token, 43)
	require.Equal(t, "Firefox, Linux", first.Session.Browser, "and nothing else of it")
	for id, s := range h.store.sessions {
		require.NotContains(t, fmt.Sprintf("%s %+v", id, s), first.Token, "the token is not stored")
		require.Len(t, string(id), 64)
	}

	// A token planted before signing in is worth nothing after it, and one in use is replaced.
	second, err := h.SignIn(ctx, identity.Credentials{Login: "jia", Password: right, Remote: "192.0.2.1", Previous: first.Token})
	require.NoError(t, err)
	require.NotEqual(t, first.Token, second.Token)
	require.False(t, h.alive(t, first.Token))
	require.True(t, h.alive(t, second.Token))
	_, err = h.SignIn(ctx, identity.Credentials{Login: "jia", Password: right, Remote: "192.0.2.1", Previous: "planted"})
	require.NoError(t, err)
	require.False(t, h.alive(t, "planted"))
}

func TestBadSignInsLookAlike(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	require.NoError(t, h.Disable(context.Background(), "p2"))
	for name, c := range map[string][2]string{
		"wrong password":    {"jia", "wrong password"},
		"no password":       {"jia", ""},
		"unknown login":     {"nobody", right},
		"no login":          {"", right},
		"impossible login":  {"甲", right},
		"disabled, right":   {"yi.shifan", right},
		"disabled, wrong":   {"yi.shifan", "wrong password"},
		"without passwords": {"erp", right},
		"of nobody":         {"erp", ""},
	} {
		_, err := h.try(c[0], c[1])
		require.Same(t, identity.ErrBadCredentials, err, name)
	}
	require.Empty(t, h.store.sessions)
}

func TestLockoutIsExact(t *testing.T) {
	t.Parallel()
	for _, login := range []string{"jia", "nobody"} {
		h := newHouse(t)
		bad := func(at time.Duration) error {
			h.at(at)
			_, err := h.try(login, "wrong password")
			return err
		}
		for i := range 5 {
			require.Same(t, identity.ErrBadCredentials, bad(time.Duration(i)*14*time.Second), "%s %d", login, i)
		}
		locked := 56 * time.Second // the fifth within 60 s of the first
		require.Equal(t, 10*time.Minute, retryAfter(t, bad(locked), identity.ErrTooManyAttempts))
		h.at(locked + 10*time.Minute - time.Second)
		_, err := h.try(login, right)
		require.Equal(t, time.Second, retryAfter(t, err, identity.ErrTooManyAttempts), "the right password too")
		h.at(locked + 10*time.Minute)
		_, err = h.try(login, right)
		if login == "jia" {
			require.NoError(t, err)
		} else {
			require.Same(t, identity.ErrBadCredentials, err)
		}
		_, err = h.try("yi.shifan", right)
		require.NoError(t, err, "others are not locked")
	}
}

func TestBadPasswordsAreForgotten(t *testing.T) {
	t.Parallel()
	for after, locked := range map[time.Duration]bool{59 * time.Second: true, 60 * time.Second: false, 61 * time.Second: false} {
		h := newHouse(t)
		for i := range 5 {
			h.at(0)
			if i > 0 {
				h.at(after)
			}
			_, err := h.try("jia", "wrong password")
			require.Same(t, identity.ErrBadCredentials, err)
		}
		_, err := h.try("jia", right)
		if locked {
			require.ErrorIs(t, err, identity.ErrTooManyAttempts, after)
		} else {
			require.NoError(t, err, after)
		}
	}

	h := newHouse(t)
	for range 3 { // the right password starts the count anew
		for range 4 {
			_, err := h.try("jia", "wrong password")
			require.Same(t, identity.ErrBadCredentials, err)
		}
		h.enter(t, "jia")
	}
}

// However many guesses are sent at once, no more than five are compared before the lock.
func TestGuessesAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var compared, refused atomic.Int64
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if _, err := h.try("jia", "wrong password"); errors.Is(err, identity.ErrBadCredentials) {
				compared.Add(1)
			} else {
				refused.Add(1)
			}
		})
	}
	wg.Wait()
	require.Equal(t, int64(5), compared.Load())
	require.Equal(t, int64(95), refused.Load())
	_, err := h.try("jia", right)
	require.ErrorIs(t, err, identity.ErrTooManyAttempts)
}

func TestGivingUpCountsNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	for range 20 {
		_, err := h.SignIn(gone, identity.Credentials{Login: "jia", Password: "wrong password", Remote: "192.0.2.1"})
		require.ErrorIs(t, err, context.Canceled)
	}
	h.enter(t, "jia")
}

func TestAddressBucket(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	n := 0
	try := func(remote string) error {
		n++
		_, err := h.SignIn(context.Background(), identity.Credentials{Login: fmt.Sprintf("login%d", n), Password: "x", Remote: remote})
		return err
	}
	for range 300 {
		require.Same(t, identity.ErrBadCredentials, try("192.0.2.9:1"))
	}
	require.Equal(t, time.Second, retryAfter(t, try("192.0.2.9:2"), identity.ErrTooManyRequests))
	require.ErrorIs(t, try("::ffff:192.0.2.9"), identity.ErrTooManyRequests, "the same address written as IPv6")
	require.Same(t, identity.ErrBadCredentials, try("192.0.2.10"))
	h.at(time.Second - time.Microsecond)
	require.ErrorIs(t, try("192.0.2.9"), identity.ErrTooManyRequests)
	h.at(time.Second)
	require.Same(t, identity.ErrBadCredentials, try("192.0.2.9"))
	require.ErrorIs(t, try("192.0.2.9"), identity.ErrTooManyRequests)
	h.at(301 * time.Second)
	for range 300 {
		require.Same(t, identity.ErrBadCredentials, try("192.0.2.9"))
	}
	require.ErrorIs(t, try("192.0.2.9"), identity.ErrTooManyRequests)

	for i := range 300 {
		require.Same(t, identity.ErrBadCredentials, try(fmt.Sprintf("[2001:db8:0:1::%x]:443", i+1)))
	}
	require.ErrorIs(t, try("2001:db8:0:1:ffff::1"), identity.ErrTooManyRequests, "one /64 is one visitor")
	require.Same(t, identity.ErrBadCredentials, try("2001:db8:0:2::1"))
	for range 300 {
		require.Same(t, identity.ErrBadCredentials, try("unix"))
	}
	require.ErrorIs(t, try(""), identity.ErrTooManyRequests, "what is no address shares one bucket")
}

func TestThrottleMemoryIsBounded(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *identity.Config) { c.Limits.Tracked, c.Limits.BadPasswords = 2, 1 })
	bad := func(login string) error {
		_, err := h.try(login, "x")
		return err
	}
	require.Same(t, identity.ErrBadCredentials, bad("aaa"))
	require.Same(t, identity.ErrBadCredentials, bad("bbb"))
	require.ErrorIs(t, bad("aaa"), identity.ErrTooManyAttempts)
	require.Same(t, identity.ErrBadCredentials, bad("ccc"))
	require.ErrorIs(t, bad("aaa"), identity.ErrTooManyAttempts)
	require.ErrorIs(t, bad("ccc"), identity.ErrTooManyAttempts)
	require.Same(t, identity.ErrBadCredentials, bad("bbb"), "the one used longest ago made room")
}
