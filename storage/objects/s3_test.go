package objects_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/stretchr/testify/require"

	"shenpi/internal/testserver"
	"shenpi/storage/objects"
	"shenpi/storage/storagetest"
)

func TestVersityGW(t *testing.T) {
	t.Parallel()
	storagetest.Objects(t, func(t *testing.T) storagetest.ObjectBackend { return openBucket(t, testserver.VersityGW(t)) })
}

func TestMinIO(t *testing.T) {
	t.Parallel()
	storagetest.Objects(t, func(t *testing.T) storagetest.ObjectBackend { return openBucket(t, testserver.MinIO(t)) })
}

// bucket is the store and another client of the bucket under it.
type bucket struct {
	*objects.S3
	client *minio.Client
	name   string
}

func (b bucket) Overwrite(name string, content []byte) error {
	_, err := b.client.PutObject(context.Background(), b.name, name, bytes.NewReader(content), int64(len(content)), minio.PutObjectOptions{})
	return err
}

func (b bucket) Names() ([]string, error) {
	names := []string{}
	for object := range b.client.ListObjects(context.Background(), b.name, minio.ListObjectsOptions{Recursive: true}) {
		if object.Err != nil {
			return nil, object.Err
		}
		names = append(names, object.Key)
	}
	for upload := range b.client.ListIncompleteUploads(context.Background(), b.name, "", true) {
		if upload.Err != nil {
			return nil, upload.Err
		}
		names = append(names, "unfinished "+upload.Key)
	}
	return names, nil
}

// config is for a bucket of the test's own. Patience is for a loaded machine.
func config(t *testing.T, s testserver.S3) objects.S3Config {
	name := strings.ToLower(strings.Map(func(r rune) rune {
		if r < 'A' || r > 'z' {
			return '-'
		}
		return r
	}, t.Name()))
	return objects.S3Config{
		Endpoint: s.Endpoint, Bucket: "b-" + strings.ReplaceAll(name[max(0, len(name)-50):], "_", "-"),
		AccessKey: s.AccessKey, SecretKey: s.SecretKey, Patience: time.Minute,
	}
}

func openBucket(t *testing.T, server testserver.S3) bucket {
	t.Helper()
	cfg := config(t, server)
	s, err := objects.OpenS3(t.Context(), cfg)
	require.NoError(t, err)
	client, err := minio.New(server.Endpoint, &minio.Options{Creds: credentials.NewStaticV4(server.AccessKey, server.SecretKey, "")})
	require.NoError(t, err)
	return bucket{s, client, cfg.Bucket}
}
