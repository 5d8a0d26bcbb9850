package jobs_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/jobs"
)

// shelf keeps what it is given, in order, and says whether it was there.
type shelf struct {
	kept   []string
	looked int
	full   error
}

func (s *shelf) Keep(_ context.Context, _ int64, note []byte) (added bool, err error) {
	s.looked++
	if s.full != nil || slices.Contains(s.kept, string(note)) {
		return false, s.full
	}
	s.kept = append(s.kept, string(note))
	return true, nil
}

// signing is a log whose last checkpoint is of the size that stands there; none for 0.
func signing(size *int64) jobs.Signed {
	return func(context.Context) (int64, []byte, bool, error) {
		return *size, []byte{byte('a' + *size)}, *size > 0, nil
	}
}

func TestMirrorKeepsEachCheckpointOnceInEveryPlace(t *testing.T) {
	t.Parallel()
	size, first, second := int64(0), &shelf{full: errors.New("the share is not mounted")}, &shelf{}
	job := jobs.Mirror([]jobs.Signed{signing(&size)}, first, second)
	run := func() error {
		again, err := job.Run(t.Context())
		require.False(t, again)
		return err
	}
	require.NoError(t, run())
	require.Empty(t, first.kept, "nothing is signed yet")
	size = 1
	require.ErrorContains(t, run(), "mirror the checkpoint of size 1: the share is not mounted")
	require.Equal(t, []string{"b"}, second.kept, "the other is kept all the same")
	first.full = nil
	require.NoError(t, run())
	require.NoError(t, run())
	require.Equal(t, []string{"b"}, first.kept)
	require.Equal(t, []string{"b"}, second.kept)
	size = 2
	require.NoError(t, run())
	require.Equal(t, []string{"b", "c"}, first.kept)

	broken := errors.New("the database is gone")
	_, err := jobs.Mirror([]jobs.Signed{func(context.Context) (int64, []byte, bool, error) { return 0, nil, false, broken }}, first).Run(t.Context())
	require.ErrorIs(t, err, broken)
}

// TestMirrorIsLookedAtAgain: who has looked once, at the start, does not see what is done to the mirror afterwards. Each turn
// looks at what was put there, also while nothing new is signed, and where the log has been rolled back behind it.
func TestMirrorIsLookedAtAgain(t *testing.T) {
	t.Parallel()
	size, place := int64(0), &shelf{}
	job := jobs.Mirror([]jobs.Signed{signing(&size)}, place)
	run := func() error {
		_, err := job.Run(t.Context())
		return err
	}
	for size = 1; size < 4; size++ {
		require.NoError(t, run())
	}
	size = 3
	looked := place.looked
	require.NoError(t, run())
	require.Equal(t, looked+1, place.looked, "nothing new is signed, and it looks")

	place.full = errors.New("something else was put over it")
	require.ErrorContains(t, run(), "look at the checkpoint of size 3 in the mirror: something else was put over it")
	place.full = nil
	require.NoError(t, run())

	place.kept = place.kept[:2]
	require.ErrorContains(t, run(), "look at the checkpoint of size 3 in the mirror: it was put there, and somebody has taken it away")
	require.Equal(t, []string{"b", "c", "d"}, place.kept, "it was put back")
	require.NoError(t, run())

	size, place.kept = 2, place.kept[:2] // both are rolled back
	err := run()
	require.ErrorContains(t, err, "size 3 in the mirror: it was put there, and somebody has taken it away")
	require.ErrorContains(t, err, "the last checkpoint of the log is of size 2, after one of size 3: the log was rolled back or cut")
	require.ErrorContains(t, run(), "the log was rolled back or cut", "until it is seen to")
	size = 0
	require.ErrorContains(t, run(), "is of size 0, after one of size 3")
	size = 4
	require.NoError(t, run())
}

// The newest checkpoint is often too young for witnesses: the newest that they cosigned is kept beside it.
func TestMirrorKeepsWhatIsCosignedToo(t *testing.T) {
	t.Parallel()
	notes, place := [2]string{"9", "8 cosigned"}, &shelf{}
	source := func(i int) jobs.Signed {
		return func(context.Context) (int64, []byte, bool, error) { return int64(9 - i), []byte(notes[i]), true, nil }
	}
	job := jobs.Mirror([]jobs.Signed{source(0), source(1)}, place)
	for range 2 {
		_, err := job.Run(t.Context())
		require.NoError(t, err)
	}
	require.Equal(t, []string{"9", "8 cosigned"}, place.kept)
	notes[1] = "9 cosigned"
	_, err := job.Run(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"9", "8 cosigned", "9 cosigned"}, place.kept)
}
