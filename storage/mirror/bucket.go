package mirror

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// BucketConfig says which bucket to use.
type BucketConfig struct {
	Endpoint  string // host:port
	Bucket    string // made if missing, with object lock
	AccessKey string
	SecretKey string
	Region    string // us-east-1 when empty
	TLS       bool
	Retain    time.Duration // for which nobody, the root of the store included, can delete a checkpoint
	Now       func() time.Time
}

// Bucket is a bucket on an S3 server whose objects are locked in compliance mode.
type Bucket struct {
	client *minio.Client
	config BucketConfig
}

// maxNote bounds what is read of a kept checkpoint.
const maxNote = 1 << 16

// OpenBucket connects, and makes the bucket if it is missing. One that is there and has no object lock is refused: what is
// kept in it could be taken back.
func OpenBucket(ctx context.Context, c BucketConfig) (Bucket, error) {
	if c.Region == "" {
		c.Region = "us-east-1"
	}
	client, err := minio.New(c.Endpoint, &minio.Options{
		Creds: credentials.NewStaticV4(c.AccessKey, c.SecretKey, ""), Secure: c.TLS, Region: c.Region, MaxRetries: 2,
	})
	if err != nil {
		return Bucket{}, fmt.Errorf("configure the mirror of checkpoints: %w", err)
	}
	b := Bucket{client, c}
	if err := b.open(ctx); err != nil {
		return Bucket{}, fmt.Errorf("open the mirror of checkpoints %s: %w", c.Bucket, err)
	}
	return b, nil
}

func (b Bucket) open(ctx context.Context) error {
	there, err := b.client.BucketExists(ctx, b.config.Bucket)
	if err != nil {
		return err
	}
	if !there {
		err := b.client.MakeBucket(ctx, b.config.Bucket, minio.MakeBucketOptions{Region: b.config.Region, ObjectLocking: true})
		if minio.ToErrorResponse(err).Code == minio.BucketAlreadyOwnedByYou {
			return nil // another replica was quicker
		}
		return err
	}
	lock, _, _, _, err := b.client.GetObjectLockConfig(ctx, b.config.Bucket)
	if err != nil || lock != "Enabled" {
		return errors.Join(errors.New("the bucket has no object lock, which can only be given when it is made"), err)
	}
	return nil
}

// Keep writes a checkpoint and locks it, unless it is there. ErrDiffers.
func (b Bucket) Keep(ctx context.Context, size int64, note []byte) error {
	had, err := b.read(ctx, name(size))
	if err != nil {
		return fmt.Errorf("keep a checkpoint: %w", err)
	}
	if had != nil {
		return same(had, note)
	}
	_, err = b.client.PutObject(ctx, b.config.Bucket, name(size), bytes.NewReader(note), int64(len(note)), minio.PutObjectOptions{
		ContentType: "text/plain; charset=utf-8", Mode: minio.Compliance, RetainUntilDate: b.config.Now().Add(b.config.Retain).UTC(),
		DisableMultipart: true, SendContentMd5: true,
	})
	if err != nil {
		return fmt.Errorf("keep a checkpoint: %w", err)
	}
	return nil
}

// read gives what is kept under a name; nil is nothing.
func (b Bucket) read(ctx context.Context, name string) ([]byte, error) {
	o, err := b.client.GetObject(ctx, b.config.Bucket, name, minio.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(o, maxNote))
	if minio.ToErrorResponse(err).Code == minio.NoSuchKey {
		return nil, o.Close()
	}
	return content, errors.Join(err, o.Close())
}
