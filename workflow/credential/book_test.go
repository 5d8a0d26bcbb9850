package credential_test

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/credential"
)

// shelf is credential.Shelf in memory, with a hook where others get between two steps of who publishes.
type shelf struct {
	register map[credential.Place]credential.Standing
	number   int64
	signed   []byte
	read     func() // the standings were read
	saving   func() // a list is about to be saved
}

func (s *shelf) StatusLists(context.Context) (int, error) { return 1, nil }

func (s *shelf) StatusList(context.Context, int) (int64, []byte, error) {
	return s.number, s.signed, nil
}

func (s *shelf) Standings(context.Context, int) ([]credential.Standing, error) {
	list := slices.Collect(maps.Values(s.register))
	s.once(&s.read)
	return list, nil
}

func (s *shelf) SaveStatusList(_ context.Context, _ int, number int64, signed []byte) (bool, error) {
	s.once(&s.saving)
	if number <= s.number {
		return false, nil
	}
	s.number, s.signed = number, signed
	return true, nil
}

func (s *shelf) once(hook *func()) {
	if f := *hook; f != nil {
		*hook = nil
		f()
	}
}

// book is a book on a shelf with a certificate at place 1, and its clock.
func book(t testing.TB) (*credential.Book, *shelf, *time.Time) {
	t.Helper()
	key, now := keyOf(t, "shenpi-a", 1), noon
	s := &shelf{register: map[credential.Place]credential.Standing{}}
	return &credential.Book{Shelf: s, Key: key, Trusted: keysOf(t, key.public), Now: func() time.Time { return now }}, s, &now
}

func (s *shelf) becomes(status credential.Status) {
	s.register[1] = credential.Standing{Place: 1, Status: status}
}

// says is what the list published last says of the certificate.
func (s *shelf) says(t *testing.T, b *credential.Book) credential.Status {
	t.Helper()
	l := openList(t, s.signed, b.Trusted)
	require.Equal(t, s.number, l.Number)
	return l.Standing(1).Status
}

// TestAListIsMadeAnewWhenItIsDue: as soon as the register says something else, after an hour, after the clock was set back, and for
// another key; at no other time.
func TestAListIsMadeAnewWhenItIsDue(t *testing.T) {
	t.Parallel()
	b, s, now := book(t)
	ctx := context.Background()
	publish := func() int64 {
		require.NoError(t, b.Publish(ctx))
		return s.number
	}
	require.EqualValues(t, 1, publish())
	require.EqualValues(t, 1, publish())
	s.becomes(credential.Suspended)
	require.EqualValues(t, 2, publish())
	require.Equal(t, credential.Suspended, s.says(t, b))
	*now = now.Add(time.Hour - time.Second)
	require.EqualValues(t, 2, publish())
	*now = now.Add(time.Second)
	require.EqualValues(t, 3, publish())
	*now = now.Add(-time.Minute)
	require.EqualValues(t, 4, publish())
	other := keyOf(t, "shenpi-b", 2)
	b.Key, b.Trusted = other, keysOf(t, other.public)
	require.EqualValues(t, 5, publish())
	require.EqualValues(t, 5, publish())
}

// TestTheListInForceIsNeverOld: who asks is given the last one, or a new one when that is too old.
func TestTheListInForceIsNeverOld(t *testing.T) {
	t.Parallel()
	b, s, now := book(t)
	ctx := context.Background()
	ask := func() (int64, *credential.List) {
		signed, l, err := b.StatusList(ctx, 0)
		require.NoError(t, err)
		require.Equal(t, openList(t, signed, b.Trusted), l)
		return l.Number, l
	}
	n, l := ask()
	require.EqualValues(t, 1, n, "the first is made when it is asked for")
	require.Equal(t, 24*time.Hour, l.Until.Sub(l.At))
	s.becomes(credential.Revoked)
	n, _ = ask()
	require.EqualValues(t, 1, n, "the job makes it anew, not who asks")
	*now = now.Add(time.Hour)
	n, l = ask()
	require.EqualValues(t, 2, n)
	require.Equal(t, credential.Revoked, l.Standing(1).Status)
	for _, list := range []int{-1, 1} {
		none, nothing, err := b.StatusList(ctx, list)
		require.NoError(t, err)
		require.Nil(t, none)
		require.Nil(t, nothing)
	}
}

// TestAListIsUnpackedOnce: it is asked for at each check of a code, and is half a megabyte; one that is published anew is read anew.
func TestAListIsUnpackedOnce(t *testing.T) {
	t.Parallel()
	b, s, _ := book(t)
	ctx := context.Background()
	ask := func() *credential.List {
		_, l, err := b.StatusList(ctx, 0)
		require.NoError(t, err)
		return l
	}
	first := ask()
	require.Same(t, first, ask())
	s.becomes(credential.Revoked)
	require.NoError(t, b.Publish(ctx))
	second := ask()
	require.NotSame(t, first, second)
	require.Equal(t, credential.Revoked, second.Standing(1).Status)
	require.Equal(t, credential.Valid, first.Standing(1).Status)
	require.Same(t, second, ask())
	s.signed = []byte("nothing that was signed")
	require.EqualValues(t, 3, ask().Number, "what cannot be read is made anew")
}

// BenchmarkStatusListInForce is what the check of a code costs beside the code itself.
func BenchmarkStatusListInForce(b *testing.B) {
	k, _, _ := book(b)
	for b.Loop() {
		_, _, err := k.StatusList(b.Context(), 0)
		require.NoError(b, err)
	}
}

// TestNoOlderListComesAfterANewerOne: whoever read the register before it changed, and is slower, publishes nothing.
func TestNoOlderListComesAfterANewerOne(t *testing.T) {
	t.Parallel()
	slow, s, now := book(t)
	fast := &credential.Book{Shelf: s, Key: slow.Key, Trusted: slow.Trusted, Now: slow.Now}
	ctx := context.Background()
	s.becomes(credential.Suspended)
	require.NoError(t, slow.Publish(ctx))
	*now = now.Add(time.Hour) // it is due, whatever it says
	s.read = func() {
		s.becomes(credential.Revoked)
		require.NoError(t, fast.Publish(ctx))
	}
	require.NoError(t, slow.Publish(ctx))
	require.Equal(t, credential.Revoked, s.says(t, fast))
	require.EqualValues(t, 2, s.number)
}

// TestWhoLosesItsNumberLooksAgain: the list that took the number may be of before the register changed.
func TestWhoLosesItsNumberLooksAgain(t *testing.T) {
	t.Parallel()
	b, s, now := book(t)
	ctx := context.Background()
	require.NoError(t, b.Publish(ctx))
	s.becomes(credential.Revoked)
	older, err := credential.NewList(0, 2, *now, now.Add(time.Hour), nil)
	require.NoError(t, err)
	signed, err := older.Sign(b.Key)
	require.NoError(t, err)
	s.saving = func() { s.number, s.signed = 2, signed }
	require.NoError(t, b.Publish(ctx))
	require.Equal(t, credential.Revoked, s.says(t, b))
	require.EqualValues(t, 3, s.number)
}
