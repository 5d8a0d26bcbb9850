package storagetest

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"
	"pgregory.net/rapid"

	"shenpi/storage/objects"
)

const objectWriters = 64

func takesSameWriters(t *testing.T, s ObjectBackend) {
	p := bytesOf(1, 150_000)
	var all errgroup.Group
	for range objectWriters {
		all.Go(func() error {
			stored, err := s.Put(t.Context(), bytes.NewReader(p), anySize)
			if err != nil {
				return err
			}
			got, _, err := readObject(t.Context(), s, stored.SHA256)
			if err == nil && !bytes.Equal(p, got) {
				err = errors.New("whoever has put it cannot read it")
			}
			return err
		})
	}
	require.NoError(t, all.Wait())
	holdsObjects(t, s, p)
}

func takesDifferentWriters(t *testing.T, s ObjectBackend) {
	var all errgroup.Group
	var contents [][]byte
	for i := range objectWriters {
		p := bytesOf(uint64(i), 20_000+i)
		contents = append(contents, p)
		all.Go(func() error {
			_, err := s.Put(t.Context(), bytes.NewReader(p), anySize)
			return err
		})
	}
	require.NoError(t, all.Wait())
	holdsObjects(t, s, contents...)
}

// keepsWhole puts, removes, reads and walks over the same few objects at once. Whatever is seen is whole.
func keepsWhole(t *testing.T, s ObjectBackend) {
	var all errgroup.Group
	for i := range objectWriters {
		p := bytesOf(uint64(i%4), 70_000)
		all.Go(func() error {
			for range 3 {
				if _, err := s.Put(t.Context(), bytes.NewReader(p), anySize); err != nil {
					return err
				}
				if _, _, err := readObject(t.Context(), s, hashOf(p)); err != nil && !errors.Is(err, objects.ErrNotFound) {
					return err
				}
				if i%8 < 4 {
					if err := s.Remove(t.Context(), hashOf(p)); err != nil {
						return err
					}
				}
			}
			return nil
		})
	}
	require.NoError(t, all.Wait())
	var contents [][]byte
	for i := range 4 {
		contents = append(contents, bytesOf(uint64(i), 70_000))
		putObject(t, s, contents[i])
	}
	holdsObjects(t, s, contents...)
}

// objectStep is one call of a random walk over a few contents.
type objectStep struct {
	call  string
	size  int // also says which content
	limit int64
}

var objectSteps = rapid.SliceOfN(rapid.Custom(func(r *rapid.T) objectStep {
	return objectStep{
		call:  rapid.SampledFrom([]string{"put", "put", "remove", "read", "walk"}).Draw(r, "call"),
		size:  rapid.IntRange(0, 5).Draw(r, "size"),
		limit: rapid.Int64Range(0, 10).Draw(r, "limit"),
	}
}), 1, 12) // short, because each step goes to a server and there are a hundred walks

// behavesAsSet compares the store with a set on random walks.
func behavesAsSet(t *testing.T, s ObjectBackend) {
	rapid.Check(t, func(r *rapid.T) {
		want := map[string]bool{}
		for _, next := range objectSteps.Draw(r, "steps") {
			next.take(t, r, s, want)
		}
		require.Equal(r, slices.Sorted(maps.Keys(want)), seenObjects(t, s))
		for sha := range want {
			require.NoError(r, s.Remove(t.Context(), sha))
		}
	})
}

func (o objectStep) take(t *testing.T, r *rapid.T, s ObjectBackend, want map[string]bool) {
	p := bytesOf(7, o.size)
	sha := hashOf(p)
	switch o.call {
	case "put":
		_, err := s.Put(t.Context(), bytes.NewReader(p), o.limit)
		require.Equal(r, int64(len(p)) > o.limit, errors.Is(err, objects.ErrTooLarge), err)
		if err == nil {
			want[sha] = true
		}
	case "remove":
		require.NoError(r, s.Remove(t.Context(), sha))
		delete(want, sha)
	case "read":
		got, _, err := readObject(t.Context(), s, sha)
		require.Equal(r, want[sha], err == nil, err)
		require.True(r, err != nil || bytes.Equal(p, got))
	case "walk":
		require.Equal(r, slices.Sorted(maps.Keys(want)), seenObjects(t, s))
	}
}
