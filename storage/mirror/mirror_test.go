package mirror_test

import (
	"context"
	"os"
	"path/filepath"
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
	Keep(ctx context.Context, size int64, note []byte) error
}

// keeps is what every mirror promises.
func keeps(t *testing.T, k keeper) {
	t.Helper()
	ctx := t.Context()
	require.NoError(t, k.Keep(ctx, 7, []byte("seven")))
	require.NoError(t, k.Keep(ctx, 7, []byte("seven")), "again")
	require.NoError(t, k.Keep(ctx, 8, []byte("eight")))
	require.ErrorIs(t, k.Keep(ctx, 7, []byte("another")), mirror.ErrDiffers)
	require.NoError(t, k.Keep(ctx, 7, []byte("seven")), "it was not replaced")
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
	require.Len(t, list, 2, "nothing else is left there")

	_, err = mirror.OpenDir(filepath.Join(dir, "not mounted"))
	require.Error(t, err)
	_, err = mirror.OpenDir(filepath.Join(dir, "000000000000007.txt"))
	require.ErrorContains(t, err, "it is no folder")
	require.NoError(t, os.RemoveAll(dir))
	require.Error(t, d.Keep(t.Context(), 9, []byte("nine")))
}

func TestBucket(t *testing.T) {
	t.Parallel()
	s := testserver.MinIO(t)
	now := time.Now()
	c := mirror.BucketConfig{
		Endpoint: s.Endpoint, Bucket: "checkpoints", AccessKey: s.AccessKey, SecretKey: s.SecretKey, Retain: time.Hour, Now: func() time.Time { return now },
	}
	b, err := mirror.OpenBucket(t.Context(), c)
	require.NoError(t, err)
	keeps(t, b)
	_, err = mirror.OpenBucket(t.Context(), c)
	require.NoError(t, err, "it is there")

	owner, err := minio.New(s.Endpoint, &minio.Options{Creds: credentials.NewStaticV4(s.AccessKey, s.SecretKey, "")})
	require.NoError(t, err)
	info, err := owner.StatObject(t.Context(), c.Bucket, "000000000000007.txt", minio.StatObjectOptions{})
	require.NoError(t, err)
	require.Equal(t, "COMPLIANCE", info.Metadata.Get("X-Amz-Object-Lock-Mode"))
	err = owner.RemoveObject(t.Context(), c.Bucket, "000000000000007.txt", minio.RemoveObjectOptions{VersionID: info.VersionID, GovernanceBypass: true})
	require.Error(t, err, "nobody can take it back")

	require.NoError(t, owner.MakeBucket(t.Context(), "open", minio.MakeBucketOptions{}))
	c.Bucket = "open"
	_, err = mirror.OpenBucket(t.Context(), c)
	require.ErrorContains(t, err, "the bucket has no object lock")
	c.Endpoint = "127.0.0.1:1"
	_, err = mirror.OpenBucket(t.Context(), c)
	require.ErrorContains(t, err, "open the mirror of checkpoints open")
}
