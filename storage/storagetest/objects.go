package storagetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/storage/objects"
)

// ObjectStore is what keeps attachments.
type ObjectStore interface {
	Put(ctx context.Context, r io.Reader, limit int64) (objects.Stored, error)
	Open(ctx context.Context, sha string) (io.ReadCloser, int64, error)
	Stat(ctx context.Context, sha string) (size int64, modTime time.Time, err error)
	Remove(ctx context.Context, sha string) error
	Walk(ctx context.Context, visit objects.Visit) error
}

// ObjectBackend is a store together with the way round it, as its operator, an intruder or a broken disk has it.
type ObjectBackend interface {
	ObjectStore
	// Overwrite writes content under a name below the store's folder or in its bucket.
	Overwrite(name string, content []byte) error
	// Names lists everything in the folder or bucket, temporary things too.
	Names() ([]string, error)
}

// Objects runs the contract of attachments. open gives an empty store of its own to each test.
func Objects(t *testing.T, open func(t *testing.T) ObjectBackend) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, s ObjectBackend)
	}{
		{"gives back what was put", givesBack},
		{"stores at most the limit", keepsLimit},
		{"judges the content", judgesContent},
		{"puts the same content again", putsAgain},
		{"leaves nothing of a broken upload", leavesNothing},
		{"stops when its caller does", stopsWithCaller},
		{"knows what it has not", knowsMissing},
		{"refuses names that are no hash", refusesNames},
		{"removes", removesObject},
		{"never gives altered content out", findsAltered},
		{"mends altered content", mendsAltered},
		{"walks over every object", walksObjects},
		{"walks past what is not its own", walksPastForeign},
		{"ends a walk when told", endsWalk},
		{"takes 64 writers of one content", takesSameWriters},
		{"takes 64 writers of different content", takesDifferentWriters},
		{"keeps objects whole while they come and go", keepsWhole},
		{"behaves as a set of contents", behavesAsSet},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, open(t))
		})
	}
}

// anySize is a limit no test content reaches.
const anySize = 1 << 30

// bytesOf is reproducible and does not compress.
func bytesOf(seed uint64, size int) []byte {
	var key [32]byte
	key[0], key[1] = byte(seed), byte(seed>>8)
	p := make([]byte, size)
	_, _ = rand.NewChaCha8(key).Read(p) // never an error
	return p
}

func hashOf(p []byte) string {
	sum := sha256.Sum256(p)
	return hex.EncodeToString(sum[:])
}

func putObject(t *testing.T, s ObjectStore, p []byte) string {
	t.Helper()
	stored, err := s.Put(t.Context(), bytes.NewReader(p), anySize)
	require.NoError(t, err)
	require.Equal(t, hashOf(p), stored.SHA256)
	require.Equal(t, int64(len(p)), stored.Size)
	return stored.SHA256
}

// readObject returns what came out before the error, which is nil at a good end.
func readObject(ctx context.Context, s ObjectStore, sha string) (p []byte, size int64, err error) {
	r, size, err := s.Open(ctx, sha)
	if err != nil {
		return nil, 0, err
	}
	p, err = io.ReadAll(r)
	if closing := r.Close(); err == nil {
		err = closing
	}
	return p, size, err
}

// holdsObjects requires the store to have exactly these contents and nothing else, not even something temporary.
func holdsObjects(t *testing.T, s ObjectBackend, contents ...[]byte) {
	t.Helper()
	names := []string{}
	for _, p := range contents {
		names = append(names, objects.Key(hashOf(p)))
		got, size, err := readObject(t.Context(), s, hashOf(p))
		require.NoError(t, err)
		require.Equal(t, int64(len(p)), size)
		require.True(t, bytes.Equal(p, got), "other bytes than were put")
	}
	all, err := s.Names()
	require.NoError(t, err)
	require.ElementsMatch(t, names, all)
}

// seenObjects walks and returns the hashes in the order of their visits.
func seenObjects(t *testing.T, s ObjectStore) []string {
	t.Helper()
	var hashes []string
	require.NoError(t, s.Walk(t.Context(), func(sha string, _ int64, _ time.Time) error {
		hashes = append(hashes, sha)
		return nil
	}))
	return hashes
}
