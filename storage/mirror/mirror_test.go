package mirror_test

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/stretchr/testify/require"

	"shenpi/internal/testserver"
	"shenpi/storage/mirror"
)

func TestMain(m *testing.M) { os.Exit(testserver.Main(m)) }

type keeper interface {
	Keep(ctx context.Context, size int64, note []byte) (added bool, err error)
}

// kept keeps a note and gives what went wrong.
func kept(t *testing.T, k keeper, size int64, note string) error {
	_, err := k.Keep(t.Context(), size, []byte(note))
	return err
}

// keeps is what every mirror promises.
func keeps(t *testing.T, k keeper) {
	t.Helper()
	keep := func(added bool, size int64, note, why string) {
		t.Helper()
		had, err := k.Keep(t.Context(), size, []byte(note))
		require.NoError(t, err, why)
		require.Equal(t, added, had, why)
	}
	keep(true, 7, "seven", "the first")
	keep(false, 7, "seven", "again")
	keep(true, 8, "eight", "another size")
	require.ErrorIs(t, kept(t, k, 7, "another"), mirror.ErrDiffers)
	keep(false, 7, "seven", "it was not replaced")

	bare, cosigned := "log\nnine\n\n— log x\n", "log\nnine\n\n— log x\n— witness y\n"
	keep(true, 9, bare, "as the log signed it")
	keep(true, 9, cosigned, "a witness cosigned it later")
	keep(false, 9, cosigned, "again")
	require.ErrorIs(t, kept(t, k, 9, "log\nno\n\n— log x\n— witness y\n"), mirror.ErrDiffers)
}

func TestDir(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d, err := mirror.OpenDir(dir)
	require.NoError(t, err)
	keeps(t, d)
	b, err := os.ReadFile(filepath.Join(dir, "000000000000007.txt"))
	require.NoError(t, err)
	require.Equal(t, "seven", string(b))
	list, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, list, 4, "nothing else is left there")
	b, err = os.ReadFile(filepath.Join(dir, list[2].Name()))
	require.NoError(t, err)
	require.Equal(t, "log\nnine\n\n— log x\n— witness y\n", string(b), "%v", list)

	_, err = mirror.OpenDir(filepath.Join(dir, "not mounted"))
	require.Error(t, err)
	_, err = mirror.OpenDir(filepath.Join(dir, "000000000000007.txt"))
	require.ErrorContains(t, err, "it is no folder")
	require.NoError(t, os.RemoveAll(dir))
	require.Error(t, kept(t, d, 9, "nine"))
}

// fresh is the name of a bucket that is not there.
func fresh() string { return strings.ToLower(rand.Text()) }

// bucket opens one of its own, and the server as whoever owns it.
func bucket(t *testing.T, s testserver.S3) (mirror.Bucket, *minio.Client, mirror.BucketConfig) {
	t.Helper()
	now := time.Now()
	c := mirror.BucketConfig{
		Endpoint: s.Endpoint, Bucket: fresh(), AccessKey: s.AccessKey, SecretKey: s.SecretKey, Retain: time.Hour, Now: func() time.Time { return now },
	}
	b, err := mirror.OpenBucket(t.Context(), c)
	require.NoError(t, err)
	owner, err := minio.New(s.Endpoint, &minio.Options{Creds: credentials.NewStaticV4(s.AccessKey, s.SecretKey, "")})
	require.NoError(t, err)
	return b, owner, c
}

const seven = "000000000000007.txt"

func put(t *testing.T, owner *minio.Client, c mirror.BucketConfig, content string) error {
	t.Helper()
	_, err := owner.PutObject(t.Context(), c.Bucket, seven, strings.NewReader(content), int64(len(content)), minio.PutObjectOptions{SendContentMd5: true})
	return err
}

func TestBucket(t *testing.T) {
	t.Parallel()
	for name, server := range map[string]func(testing.TB) testserver.S3{"versitygw": testserver.VersityGW, "minio": testserver.MinIO} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, owner, c := bucket(t, server(t))
			keeps(t, b)
			_, err := mirror.OpenBucket(t.Context(), c)
			require.NoError(t, err, "it is there")

			info, err := owner.StatObject(t.Context(), c.Bucket, seven, minio.StatObjectOptions{})
			require.NoError(t, err)
			require.Equal(t, "COMPLIANCE", info.Metadata.Get("X-Amz-Object-Lock-Mode"))
			err = owner.RemoveObject(t.Context(), c.Bucket, seven, minio.RemoveObjectOptions{VersionID: info.VersionID, GovernanceBypass: true})
			require.Error(t, err, "nobody can take it back")

			c.Bucket = fresh()
			require.NoError(t, owner.MakeBucket(t.Context(), c.Bucket, minio.MakeBucketOptions{}))
			_, err = mirror.OpenBucket(t.Context(), c)
			require.ErrorContains(t, err, "the bucket has no object lock")
			c.Endpoint = "127.0.0.1:1"
			_, err = mirror.OpenBucket(t.Context(), c)
			require.ErrorContains(t, err, "open the mirror of checkpoints "+c.Bucket)
		})
	}
}

// TestReplicasKeepOneCheckpoint: of two that differ one is kept, whoever is quicker, and the other is told.
func TestReplicasKeepOneCheckpoint(t *testing.T) {
	t.Parallel()
	for name, server := range map[string]func(testing.TB) testserver.S3{"versitygw": testserver.VersityGW, "minio": testserver.MinIO} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, _, _ := bucket(t, server(t))
			for size := range int64(10) {
				failed := make([]error, 3)
				var group sync.WaitGroup
				for i, note := range []string{"one", "two", "one"} {
					group.Go(func() { failed[i] = kept(t, b, size, note) })
				}
				group.Wait()
				if failed[1] == nil {
					require.ErrorIs(t, failed[0], mirror.ErrDiffers)
					require.ErrorIs(t, failed[2], mirror.ErrDiffers)
					continue
				}
				require.ErrorIs(t, failed[1], mirror.ErrDiffers)
				require.NoError(t, errors.Join(failed[0], failed[2]))
			}
		})
	}
}

// TestBucketWithVersions: whoever may write in the bucket hides what is kept, and it is still found.
func TestBucketWithVersions(t *testing.T) {
	t.Parallel()
	hide := func(t *testing.T, owner *minio.Client, c mirror.BucketConfig) {
		require.NoError(t, owner.RemoveObject(t.Context(), c.Bucket, seven, minio.RemoveObjectOptions{}))
	}
	over := func(content string) func(t *testing.T, owner *minio.Client, c mirror.BucketConfig) {
		return func(t *testing.T, owner *minio.Client, c mirror.BucketConfig) {
			require.NoError(t, put(t, owner, c, content))
		}
	}
	type step = func(t *testing.T, owner *minio.Client, c mirror.BucketConfig)
	for name, x := range map[string]struct {
		after       []step
		same, other error // what is said to who keeps the same, or another one
	}{
		"untouched":                {nil, nil, mirror.ErrDiffers},
		"the same once more":       {[]step{over("seven")}, nil, mirror.ErrDiffers},
		"deleted":                  {[]step{hide}, mirror.ErrHidden, mirror.ErrDiffers},
		"deleted and put again":    {[]step{hide, over("seven")}, nil, mirror.ErrDiffers},
		"another put over it":      {[]step{over("another")}, mirror.ErrReplaced, mirror.ErrDiffers},
		"deleted and another put":  {[]step{hide, over("another")}, mirror.ErrReplaced, mirror.ErrDiffers},
		"another put, and deleted": {[]step{over("another"), hide}, mirror.ErrReplaced, mirror.ErrDiffers},
		"another put in between":   {[]step{over("another"), over("seven")}, mirror.ErrReplaced, mirror.ErrDiffers},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, owner, c := bucket(t, testserver.MinIO(t))
			require.NoError(t, kept(t, b, 7, "seven"))
			for _, do := range x.after {
				do(t, owner, c)
			}
			require.ErrorIs(t, kept(t, b, 7, "seven"), x.same)
			require.ErrorIs(t, kept(t, b, 7, "another"), x.other)
			require.NoError(t, kept(t, b, 8, "eight"))
		})
	}
}

// TestBucketBeforeTheFirst: what was there under the name before a checkpoint is kept.
func TestBucketBeforeTheFirst(t *testing.T) {
	t.Parallel()
	b, owner, c := bucket(t, testserver.MinIO(t))
	require.NoError(t, owner.RemoveObject(t.Context(), c.Bucket, seven, minio.RemoveObjectOptions{}))
	require.NoError(t, kept(t, b, 7, "seven"), "a deletion of nothing hides nothing")
	require.NoError(t, kept(t, b, 7, "seven"))

	b, owner, c = bucket(t, testserver.MinIO(t))
	require.NoError(t, kept(t, b, 7, "seven"))
	for range 100 {
		require.NoError(t, put(t, owner, c, "seven"))
	}
	require.ErrorIs(t, kept(t, b, 7, "seven"), mirror.ErrReplaced)
}
