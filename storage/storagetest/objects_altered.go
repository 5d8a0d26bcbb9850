package storagetest

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/storage/objects"
)

// alterations are what may have become of an object. Each is different from what it was.
func alterations(p []byte) map[string][]byte {
	flip := func(at int) []byte {
		q := bytes.Clone(p)
		q[at] ^= 1
		return q
	}
	return map[string][]byte{
		"first bit": flip(0), "a bit in the middle": flip(len(p) / 2), "last bit": flip(len(p) - 1),
		"emptied": {}, "cut": p[:len(p)-1], "cut in half": p[:len(p)/2], "longer": append(bytes.Clone(p), 0),
		"doubled": slices.Concat(p, p), "another": bytesOf(99, len(p)),
	}
}

func findsAltered(t *testing.T, s ObjectBackend) {
	for _, size := range []int{1, 5000, 700_000} {
		p := bytesOf(1, size)
		sha := putObject(t, s, p)
		for how, q := range alterations(p) {
			require.NoError(t, s.Overwrite(objects.Key(sha), q))
			got, promised, err := readObject(t.Context(), s, sha)
			require.ErrorIs(t, err, objects.ErrAltered, how)
			require.Less(t, int64(len(got)), max(promised, 1), "%s: a download must not look complete", how)
			var e *objects.Error
			require.True(t, errors.As(err, &e))
			require.Equal(t, sha, e.Object)

			_, _, err = objects.Verified(t.Context(), s, sha)
			require.ErrorIs(t, err, objects.ErrAltered, how)
		}
	}
}

func mendsAltered(t *testing.T, s ObjectBackend) {
	p := bytesOf(1, 100_000)
	sha := putObject(t, s, p)
	for how, q := range alterations(p) {
		require.NoError(t, s.Overwrite(objects.Key(sha), q), how)
		putObject(t, s, p)
		holdsObjects(t, s, p)
	}
	r, size, err := objects.Verified(t.Context(), s, sha)
	require.NoError(t, err)
	require.Equal(t, int64(len(p)), size)
	_, err = r.Seek(-10, io.SeekEnd)
	require.NoError(t, err)
	got, err := io.ReadAll(r)
	require.NoError(t, err)
	require.Equal(t, p[len(p)-10:], got, "a part of it")
	require.NoError(t, r.Close())
}

func walksObjects(t *testing.T, s ObjectBackend) {
	require.Empty(t, seenObjects(t, s))
	sizes := map[string]int64{}
	for i := range 40 {
		sizes[putObject(t, s, bytesOf(uint64(i), i*7))] = int64(i * 7)
	}
	var order []string
	require.NoError(t, s.Walk(t.Context(), func(sha string, size int64, modTime time.Time) error {
		require.Equal(t, sizes[sha], size)
		_, stated, err := s.Stat(t.Context(), sha)
		require.NoError(t, err)
		require.WithinDuration(t, stated, modTime, time.Second) // HEAD has whole seconds
		order = append(order, sha)
		return s.Remove(t.Context(), sha)
	}))
	require.Len(t, order, len(sizes))
	require.True(t, slices.IsSorted(order))
	require.Empty(t, seenObjects(t, s), "removed on the way")
}

func walksPastForeign(t *testing.T, s ObjectBackend) {
	sha := putObject(t, s, bytesOf(1, 10))
	other := hashOf(bytesOf(2, 10))
	for _, name := range []string{
		"readme.txt", "sha256/readme.txt", "sha256/aa/bb/short", "sha256/00/00/" + other, other, objects.Key(other) + ".bak",
	} {
		require.NoError(t, s.Overwrite(name, []byte("foreign")), name)
	}
	require.Equal(t, []string{sha}, seenObjects(t, s))
}

func endsWalk(t *testing.T, s ObjectBackend) {
	for i := range 5 {
		putObject(t, s, bytesOf(uint64(i), 10))
	}
	enough, visits := errors.New("enough"), 0
	err := s.Walk(t.Context(), func(string, int64, time.Time) error {
		if visits++; visits == 2 {
			return enough
		}
		return nil
	})
	require.ErrorIs(t, err, enough)
	require.Equal(t, 2, visits)
}
