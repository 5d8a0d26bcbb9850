package identity_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shenpi/identity"
)

func TestIdleIsExact(t *testing.T) {
	t.Parallel()
	for after, alive := range map[time.Duration]bool{
		15*time.Minute - time.Second: true, 15 * time.Minute: false, 15*time.Minute + time.Second: false,
	} {
		h := newHouse(t)
		in := h.enter(t, "jia")
		h.at(30 * time.Second) // too soon to be written down, and yet a use
		require.True(t, h.alive(t, in.Token))
		require.Zero(t, h.store.touches)
		h.at(30*time.Second + after)
		require.Equal(t, alive, h.alive(t, in.Token), after)
		if !alive {
			h.at(time.Minute)
			h.at(30*time.Second + after)
			require.False(t, h.alive(t, in.Token), "dead stays dead")
		}
	}
}

func TestAbsoluteIsExact(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	in := h.enter(t, "jia")
	for at := time.Duration(0); at < 12*time.Hour; at += 14 * time.Minute {
		h.at(at)
		require.True(t, h.alive(t, in.Token), at)
	}
	h.at(12*time.Hour - time.Second)
	require.True(t, h.alive(t, in.Token))
	h.at(12 * time.Hour)
	require.False(t, h.alive(t, in.Token))
}

func TestTouchedAtMostOnceAMinute(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	in := h.enter(t, "jia")
	for second := range 181 {
		h.at(time.Duration(second) * time.Second)
		require.True(t, h.alive(t, in.Token))
	}
	require.Equal(t, 3, h.store.touches)
	require.Equal(t, opened.Add(3*time.Minute), h.store.sessions[in.Session.ID].LastSeenAt)
	h.at(-time.Hour)
	require.True(t, h.alive(t, in.Token), "a clock set back ends nothing")
	require.Equal(t, 3, h.store.touches)
}

// A session lives exactly while no gap between uses reaches the idle time and the absolute time has not come.
func TestSessionLife(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		h := newHouse(t)
		in := h.enter(t, "jia")
		var now, last time.Duration
		for alive := true; alive; {
			now += time.Duration(rapid.IntRange(1, 16*60).Draw(r, "gap")) * time.Second
			h.at(now)
			alive = now-last < 15*time.Minute && now < 12*time.Hour
			if h.alive(t, in.Token) != alive {
				r.Fatalf("at %v after use at %v: want alive %v", now, last, alive)
			}
			last = now
		}
	})
}

func TestSessionsEndAtOnce(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, end := range map[string]func(*house, identity.SignedIn) error{
		"sign out":  func(h *house, in identity.SignedIn) error { return h.SignOut(ctx, in.Token) },
		"ended":     func(h *house, in identity.SignedIn) error { return h.EndSession(ctx, "p1", in.Session.ID) },
		"all ended": func(h *house, _ identity.SignedIn) error { return h.EndSessions(ctx, "p1") },
		"disabled":  func(h *house, _ identity.SignedIn) error { return h.Disable(ctx, "p1") },
		"new password": func(h *house, _ identity.SignedIn) error {
			return changed(h.ChangePassword(ctx, "p1", right, "another long one", ""))
		},
		"account gone": func(h *house, _ identity.SignedIn) error { delete(h.store.accounts, "p1"); return nil },
	} {
		h := newHouse(t)
		mine, others := h.enter(t, "jia"), h.enter(t, "yi.shifan")
		require.True(t, h.alive(t, mine.Token), name)
		require.NoError(t, end(h, mine), name)
		require.False(t, h.alive(t, mine.Token), name)
		require.True(t, h.alive(t, others.Token), name)
		_, left := h.store.sessions[mine.Session.ID]
		require.Equal(t, name == "account gone", left, name)
	}
}

func changed(_ identity.SignedIn, err error) error { return err }

func TestEnablingRevivesNoSession(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	h := newHouse(t)
	in := h.enter(t, "jia")
	stored := h.store.sessions[in.Session.ID]
	require.NoError(t, h.Disable(ctx, "p1"))
	require.NoError(t, h.Enable(ctx, "p1"))
	require.NoError(t, h.store.CreateSession(ctx, stored)) // as if it was being written while the account was disabled
	require.False(t, h.alive(t, in.Token))
	require.True(t, h.alive(t, h.enter(t, "jia").Token))
	require.ErrorIs(t, h.Disable(ctx, "nobody"), &identity.Error{Code: "account_unknown"})
}

func TestOwnSessions(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	h := newHouse(t)
	old := h.enter(t, "jia")
	h.at(14 * time.Minute)
	fresh, foreign := h.enter(t, "jia"), h.enter(t, "yi.shifan")
	list, err := h.Sessions(ctx, "p1")
	require.NoError(t, err)
	require.Equal(t, []identity.SessionID{fresh.Session.ID, old.Session.ID}, ids(list))
	h.at(15 * time.Minute)
	list, err = h.Sessions(ctx, "p1")
	require.NoError(t, err)
	require.Equal(t, []identity.SessionID{fresh.Session.ID}, ids(list))
	require.NoError(t, h.EndSession(ctx, "p1", foreign.Session.ID))
	require.True(t, h.alive(t, foreign.Token), "another's session is not ended")
	_, err = h.Sessions(ctx, "nobody")
	require.ErrorIs(t, err, &identity.Error{Code: "account_unknown"})

	h.at(14*time.Minute + 30*time.Second)
	require.True(t, h.alive(t, fresh.Token))
	h.at(29*time.Minute + 29*time.Second) // idle by what is written down, not by what was seen
	n, err := h.Sweep(ctx, h.store)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.True(t, h.alive(t, fresh.Token))
}

func ids(list []identity.Session) []identity.SessionID {
	var out []identity.SessionID
	for _, s := range list {
		out = append(out, s.ID)
	}
	return out
}

// After EndSessions returned, no session begun with what was known before is alive, whatever ran meanwhile.
func TestEndingRacesSigningIn(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	h := newHouse(t)
	tokens := make([]string, 4) // with the change five tries at once, as many as one login may have under way
	var wg sync.WaitGroup
	for i := range tokens {
		wg.Go(func() {
			in, err := h.try("jia", right)
			if err == nil {
				tokens[i] = in.Token
				_, _, _ = h.Authenticate(ctx, in.Token)
			}
		})
	}
	wg.Go(func() {
		if err := changed(h.ChangePassword(ctx, "p1", right, "another long one", "")); err != nil {
			t.Error(err)
		}
	})
	wg.Wait()
	for _, token := range tokens {
		require.False(t, h.alive(t, token))
	}
}

func TestCSRFBelongsToTheSession(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	one, other := h.enter(t, "jia"), h.enter(t, "jia")
	require.NoError(t, identity.CheckCSRF(one.Token, one.CSRF))
	require.NotEqual(t, one.Token, one.CSRF)
	for name, c := range map[string][2]string{
		"another session's": {one.Token, other.CSRF},
		"none":              {one.Token, ""},
		"the token itself":  {one.Token, one.Token},
		"cut":               {one.Token, one.CSRF[:42]},
		"longer":            {one.Token, one.CSRF + "A"},
		"without session":   {"", identity.CSRF("")},
	} {
		require.ErrorIs(t, identity.CheckCSRF(c[0], c[1]), identity.ErrCSRF, name)
	}
}

func TestCookieNames(t *testing.T) {
	t.Parallel()
	require.Equal(t, "__Host-shenpi", identity.CookieName(true))
	require.Equal(t, "shenpi", identity.CookieName(false))
}

func TestWhatAPageAsksByItselfKeepsNoSession(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	h := newHouse(t)
	in := h.enter(t, "jia")
	for at := time.Duration(0); at < 15*time.Minute; at += 30 * time.Second {
		h.at(at)
		_, s, err := h.Unattended(ctx, in.Token)
		require.NoError(t, err, at)
		require.Equal(t, opened.Add(15*time.Minute), h.IdleAt(s))
	}
	h.at(15 * time.Minute)
	_, _, err := h.Unattended(ctx, in.Token)
	require.ErrorIs(t, err, identity.ErrUnauthenticated)
	require.Zero(t, h.store.touches)
}

func TestEndingTheOthers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	one, here, foreign := h.enter(t, "jia"), h.enter(t, "jia"), h.enter(t, "yi.shifan")
	n, err := h.EndOtherSessions(context.Background(), "p1", here.Session.ID)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.False(t, h.alive(t, one.Token))
	require.True(t, h.alive(t, here.Token))
	require.True(t, h.alive(t, foreign.Token))
}
