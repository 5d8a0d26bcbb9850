package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/storage/objects"
)

func givesBack(t *testing.T, s ObjectBackend) {
	var all [][]byte
	for i, size := range []int{0, 1, 4095, 64 << 10, 64<<10 + 1, 5<<20 + 3} {
		p := bytesOf(uint64(i), size)
		sha := putObject(t, s, p)
		all = append(all, p)
		size, modTime, err := s.Stat(t.Context(), sha)
		require.NoError(t, err)
		require.Equal(t, int64(len(p)), size)
		require.False(t, modTime.IsZero())
	}
	holdsObjects(t, s, all...)
	for _, p := range all[:4] { // also for readers that come with all kinds of buffers
		r, _, err := s.Open(t.Context(), hashOf(p))
		require.NoError(t, err)
		require.NoError(t, iotest.TestReader(r, p))
		require.NoError(t, r.Close())
	}
}

func keepsLimit(t *testing.T, s ObjectBackend) {
	for i, size := range []int{0, 1, 64<<10 - 1, 64 << 10, 200_000} {
		p := bytesOf(uint64(i), size)
		stored, err := s.Put(t.Context(), bytes.NewReader(p), int64(size))
		require.NoError(t, err, "exactly the limit")
		require.NoError(t, s.Remove(t.Context(), stored.SHA256))
		for name, more := range map[string]io.Reader{
			"limit+1": bytes.NewReader(bytesOf(uint64(i), size+1)),
			"endless": io.MultiReader(bytes.NewReader(p), endlessBody{}),
		} {
			_, err = s.Put(t.Context(), more, int64(size))
			require.ErrorIs(t, err, objects.ErrTooLarge, name)
			require.NotErrorIs(t, err, objects.ErrUnavailable)
		}
	}
	holdsObjects(t, s)
}

type endlessBody struct{}

func (endlessBody) Read(p []byte) (int, error) { return len(p), nil }

func judgesContent(t *testing.T, s ObjectBackend) {
	for head, mediaType := range map[string]string{
		"":             objects.Unknown,
		"%PDF-1.7\n%…": objects.PDF,
		"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x10\x00\x00\x00\x10\x08": objects.PNG,
		"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\xff\xdc\x00\x00\xff\xdc\x08": objects.TooManyPixels,
		"<html>%PDF-1.7": objects.Unknown,
		// 40 long comments before the frame, so that no fixed piece of the beginning would be enough.
		"\xff\xd8" + strings.Repeat("\xff\xfe\xff\xff"+strings.Repeat("x", 65533), 40) +
			"\xff\xc0\x00\x11\x08\x00\x10\x00\x10\x03": objects.JPEG,
		"\xff\xd8" + strings.Repeat("\xff\xfe\xff\xff"+strings.Repeat("x", 65533), 40) +
			"\xff\xc2\x00\x11\x08\xff\xdc\xff\xdc\x03": objects.TooManyPixels,
	} {
		stored, err := s.Put(t.Context(), iotest.HalfReader(strings.NewReader(head)), anySize)
		require.NoError(t, err)
		require.Equal(t, mediaType, stored.MediaType, "%.40q", head)
	}
}

func putsAgain(t *testing.T, s ObjectBackend) {
	p := bytesOf(1, 100_000)
	first, err := s.Put(t.Context(), bytes.NewReader(p), anySize)
	require.NoError(t, err)
	again, err := s.Put(t.Context(), iotest.OneByteReader(bytes.NewReader(p)), anySize)
	require.NoError(t, err)
	require.Equal(t, first, again)
	holdsObjects(t, s, p)
}

var errBroken = errors.New("the line broke")

func leavesNothing(t *testing.T, s ObjectBackend) {
	p := bytesOf(1, 300_000)
	for name, r := range map[string]io.Reader{
		"at once":         iotest.ErrReader(errBroken),
		"midway":          io.MultiReader(bytes.NewReader(p), iotest.ErrReader(errBroken)),
		"with data":       iotest.DataErrReader(io.MultiReader(bytes.NewReader(p), iotest.ErrReader(errBroken))),
		"unexpected end":  io.MultiReader(bytes.NewReader(p), iotest.ErrReader(io.ErrUnexpectedEOF)),
		"a wrapped end":   io.MultiReader(bytes.NewReader(p), iotest.ErrReader(fmt.Errorf("body: %w", io.EOF))),
		"a time ran out":  iotest.TimeoutReader(bytes.NewReader(p)),
		"wrapped no data": io.MultiReader(bytes.NewReader(p), iotest.ErrReader(fmt.Errorf("body: %w", errBroken))),
	} {
		_, err := s.Put(t.Context(), r, anySize)
		require.Error(t, err, name)
		require.False(t, errors.As(err, new(*objects.Error)), "%s: not the fault of the store: %v", name, err)
	}
	_, err := s.Put(t.Context(), iotest.ErrReader(errBroken), anySize)
	require.ErrorIs(t, err, errBroken)
	holdsObjects(t, s)
}

// cancellingBody ends its caller's context once it was read from n times.
type cancellingBody struct {
	io.Reader
	n      int
	cancel context.CancelFunc
}

func (r *cancellingBody) Read(p []byte) (int, error) {
	if r.n--; r.n == 0 {
		r.cancel()
	}
	return r.Reader.Read(p)
}

func stopsWithCaller(t *testing.T, s ObjectBackend) {
	p := bytesOf(1, 1<<20)
	for _, n := range []int{1, 2, 9, 17} { // the last is the read that says the content is complete
		ctx, cancel := context.WithCancel(t.Context())
		_, err := s.Put(ctx, &cancellingBody{bytes.NewReader(p), n, cancel}, anySize)
		if n < 17 || err != nil { // whoever stops after the last byte may come too late
			require.ErrorIs(t, err, context.Canceled)
			require.NotErrorIs(t, err, objects.ErrUnavailable)
			holdsObjects(t, s)
		}
	}
	sha := putObject(t, s, p)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, opening := s.Open(ctx, sha)
	_, _, looking := s.Stat(ctx, sha)
	_, putting := s.Put(ctx, bytes.NewReader(p), anySize)
	walking := s.Walk(ctx, func(string, int64, time.Time) error { return nil })
	for i, err := range []error{opening, looking, putting, walking, s.Remove(ctx, sha)} {
		require.ErrorIs(t, err, context.Canceled, i)
		require.NotErrorIs(t, err, objects.ErrUnavailable, i)
	}
	holdsObjects(t, s, p)
}

func knowsMissing(t *testing.T, s ObjectBackend) {
	putObject(t, s, bytesOf(1, 10))
	sha := hashOf(bytesOf(2, 10))
	_, _, err := s.Open(t.Context(), sha)
	require.ErrorIs(t, err, objects.ErrNotFound)
	_, _, err = s.Stat(t.Context(), sha)
	require.ErrorIs(t, err, objects.ErrNotFound)
	require.NotErrorIs(t, err, objects.ErrUnavailable)
	require.NoError(t, s.Remove(t.Context(), sha))
	_, _, err = objects.Verified(t.Context(), s, sha)
	require.ErrorIs(t, err, objects.ErrNotFound)
}

func refusesNames(t *testing.T, s ObjectBackend) {
	sha := putObject(t, s, bytesOf(1, 10))
	for _, name := range []string{
		"", ".", "..", "../../etc/passwd", sha[:63], sha + "0", strings.ToUpper(sha), sha[:60] + "/../", sha[:63] + "g",
		"../" + sha[3:], strings.Repeat(".", 64), strings.Repeat("/", 64), sha[:63] + "\x00", strings.Repeat("é", 32),
	} {
		_, _, err := s.Open(t.Context(), name)
		require.ErrorIs(t, err, objects.ErrNotFound, name)
		_, _, err = s.Stat(t.Context(), name)
		require.ErrorIs(t, err, objects.ErrNotFound, name)
		require.ErrorIs(t, s.Remove(t.Context(), name), objects.ErrNotFound, name)
	}
	holdsObjects(t, s, bytesOf(1, 10))
}

func removesObject(t *testing.T, s ObjectBackend) {
	stays, goes := bytesOf(1, 1000), bytesOf(2, 1000)
	putObject(t, s, stays)
	putObject(t, s, goes)
	for range 2 {
		require.NoError(t, s.Remove(t.Context(), hashOf(goes)))
		_, _, err := s.Open(t.Context(), hashOf(goes))
		require.ErrorIs(t, err, objects.ErrNotFound)
		holdsObjects(t, s, stays)
	}
	putObject(t, s, goes)
	holdsObjects(t, s, stays, goes)
}
