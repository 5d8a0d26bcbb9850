package jobs_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/jobs"
)

type shelf struct {
	kept []string
	full error
}

func (s *shelf) Keep(_ context.Context, _ int64, note []byte) error {
	if s.full != nil {
		return s.full
	}
	s.kept = append(s.kept, string(note))
	return nil
}

func TestMirrorKeepsEachCheckpointOnceInEveryPlace(t *testing.T) {
	t.Parallel()
	size, first, second := int64(0), &shelf{full: errors.New("the share is not mounted")}, &shelf{}
	job := jobs.Mirror([]jobs.Signed{func(context.Context) (int64, []byte, bool, error) {
		return size, []byte{byte('a' + size)}, size > 0, nil
	}}, first, second)
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
