package identitytest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/identity"
)

// Sessions is the contract of identity.Sessions and identity.Sweeper.
func Sessions(t *testing.T, open func(t *testing.T) Ports) {
	for name, test := range map[string]func(*testing.T, Ports){
		"round trip":      sessionRoundTrip,
		"touch":           sessionTouch,
		"delete":          sessionDelete,
		"of an account":   sessionList,
		"sweep at a time": sessionSweep,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := open(t)
			seed(t, p)
			test(t, p)
		})
	}
}

func session(id, account string, created time.Time) identity.Session {
	return identity.Session{
		ID: identity.SessionID(id), AccountID: identity.AccountID(account), Epoch: 3,
		CreatedAt: created, LastSeenAt: created, ExpiresAt: created.Add(12 * time.Hour), Browser: "Firefox, Linux",
	}
}

func sameSession(t *testing.T, want, got identity.Session) {
	t.Helper()
	for _, x := range [][2]*time.Time{{&want.CreatedAt, &got.CreatedAt}, {&want.LastSeenAt, &got.LastSeenAt}, {&want.ExpiresAt, &got.ExpiresAt}} {
		require.True(t, x[0].Equal(*x[1]), "want %v, got %v", x[0], x[1])
		*x[1] = *x[0]
	}
	require.Equal(t, want, got)
}

func sessionRoundTrip(t *testing.T, p Ports) {
	ctx := context.Background()
	want := session("s1", "a", start)
	require.NoError(t, p.Sessions.CreateSession(ctx, want))
	require.Error(t, p.Sessions.CreateSession(ctx, session("s1", "b", start)), "an id is used once")
	got, err := p.Sessions.Session(ctx, "s1")
	require.NoError(t, err)
	sameSession(t, want, got)
	_, err = p.Sessions.Session(ctx, "s2")
	require.ErrorIs(t, err, identity.ErrNotFound)
}

func sessionTouch(t *testing.T, p Ports) {
	ctx := context.Background()
	want := session("s1", "a", start)
	require.NoError(t, p.Sessions.CreateSession(ctx, want))
	want.LastSeenAt = start.Add(time.Minute)
	require.NoError(t, p.Sessions.TouchSession(ctx, "s1", want.LastSeenAt))
	require.NoError(t, p.Sessions.TouchSession(ctx, "s1", start), "going back is no error and does nothing")
	require.NoError(t, p.Sessions.TouchSession(ctx, "s1", want.LastSeenAt))
	got, err := p.Sessions.Session(ctx, "s1")
	require.NoError(t, err)
	sameSession(t, want, got)
	require.ErrorIs(t, p.Sessions.TouchSession(ctx, "s2", start), identity.ErrNotFound)
}

func sessionDelete(t *testing.T, p Ports) {
	ctx := context.Background()
	require.NoError(t, p.Sessions.CreateSession(ctx, session("s1", "a", start)))
	require.NoError(t, p.Sessions.CreateSession(ctx, session("s2", "a", start)))
	require.NoError(t, p.Sessions.DeleteSession(ctx, "s1"))
	require.NoError(t, p.Sessions.DeleteSession(ctx, "s1"))
	_, err := p.Sessions.Session(ctx, "s1")
	require.ErrorIs(t, err, identity.ErrNotFound)
	require.ErrorIs(t, p.Sessions.TouchSession(ctx, "s1", start.Add(time.Hour)), identity.ErrNotFound, "touching does not revive")
	_, err = p.Sessions.Session(ctx, "s2")
	require.NoError(t, err)
}

func sessionList(t *testing.T, p Ports) {
	ctx := context.Background()
	older, newer := session("s1", "a", start), session("s2", "a", start.Add(time.Microsecond))
	for _, s := range []identity.Session{older, newer, session("s3", "b", start)} {
		require.NoError(t, p.Sessions.CreateSession(ctx, s))
	}
	got, err := p.Sessions.SessionsOf(ctx, "a")
	require.NoError(t, err)
	require.Len(t, got, 2)
	sameSession(t, newer, got[0])
	sameSession(t, older, got[1])
	none, err := p.Sessions.SessionsOf(ctx, "nobody")
	require.NoError(t, err)
	require.Empty(t, none)
}

func sessionSweep(t *testing.T, p Ports) {
	ctx := context.Background()
	ends := start.Add(12 * time.Hour)
	expired, idle, live := session("s1", "a", start), session("s2", "a", start), session("s3", "a", start)
	expired.LastSeenAt = ends
	idle.ExpiresAt = ends.Add(time.Microsecond)
	live.ExpiresAt, live.LastSeenAt = ends.Add(time.Microsecond), start.Add(time.Microsecond)
	for _, s := range []identity.Session{expired, idle, live} {
		require.NoError(t, p.Sessions.CreateSession(ctx, s))
	}
	n, err := p.Sweeper.DeleteSessions(ctx, ends, start)
	require.NoError(t, err)
	require.Equal(t, 2, n)
	left, err := p.Sessions.SessionsOf(ctx, "a")
	require.NoError(t, err)
	require.Len(t, left, 1)
	sameSession(t, live, left[0])
}
