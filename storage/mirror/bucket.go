package mirror

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
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

// Keep writes a checkpoint and locks it, unless it is there. A lock keeps what was first put, and nobody from putting
// something over it: therefore all that is kept under the name is looked at. ErrDiffers, ErrReplaced, ErrHidden.
func (b Bucket) Keep(ctx context.Context, size int64, note []byte) (added bool, err error) {
	return keep(size, note, func(name string, note []byte) (added bool, err error) {
		there, err := b.holds(ctx, name, note)
		if err != nil || there {
			return false, err
		}
		put := b.put(ctx, name, note) // refused, too, where another replica was quicker
		if there, err = b.holds(ctx, name, note); err == nil && !there {
			err = errors.Join(errors.New("it is not there after it was put"), put)
		}
		return put == nil, err
	})
}

// put writes a version if there is none, where the server knows how to: others are told by holds.
func (b Bucket) put(ctx context.Context, name string, note []byte) error {
	o := minio.PutObjectOptions{
		ContentType: "text/plain; charset=utf-8", Mode: minio.Compliance, RetainUntilDate: b.config.Now().Add(b.config.Retain).UTC(),
		DisableMultipart: true, SendContentMd5: true,
	}
	unless := o
	unless.SetMatchETagExcept("*")
	_, err := b.client.PutObject(ctx, b.config.Bucket, name, bytes.NewReader(note), int64(len(note)), unless)
	if minio.ToErrorResponse(err).Code == minio.NotImplemented {
		_, err = b.client.PutObject(ctx, b.config.Bucket, name, bytes.NewReader(note), int64(len(note)), o)
	}
	return err
}

// holds says whether a note is kept under a name, and nothing else is nor was.
func (b Bucket) holds(ctx context.Context, name string, note []byte) (there bool, err error) {
	versions, err := b.versions(ctx, name)
	if err != nil {
		return false, err
	}
	for _, v := range slices.Backward(versions) { // the oldest first
		if v.IsDeleteMarker {
			continue
		}
		kept, err := b.read(ctx, v)
		switch {
		case err != nil:
			return false, err
		case !bytes.Equal(kept, note) && !there:
			return false, ErrDiffers
		case !bytes.Equal(kept, note):
			return true, fmt.Errorf("%w: its version %s", ErrReplaced, v.VersionID)
		}
		there = true
	}
	if there && versions[0].IsDeleteMarker {
		return true, fmt.Errorf("%w: by its version %s", ErrHidden, versions[0].VersionID)
	}
	return there, nil
}

// maxVersions of one checkpoint are read: there is one unless somebody tampers with it.
const maxVersions = 100

// versions lists what was ever put under a name, the newest first.
func (b Bucket) versions(ctx context.Context, name string) (list []minio.ObjectInfo, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for v := range b.client.ListObjects(ctx, b.config.Bucket, minio.ListObjectsOptions{WithVersions: true, Prefix: name}) {
		switch {
		case v.Err != nil:
			return nil, v.Err
		case v.Key != name:
			return list, nil
		case len(list) == maxVersions:
			return nil, fmt.Errorf("%w: more than %d times", ErrReplaced, maxVersions)
		}
		list = append(list, v)
	}
	return list, nil
}

func (b Bucket) read(ctx context.Context, v minio.ObjectInfo) ([]byte, error) {
	version := v.VersionID
	if v.IsLatest && version == "null" {
		version = "" // a server without versions lists one that it does not know by that name
	}
	o, err := b.client.GetObject(ctx, b.config.Bucket, v.Key, minio.GetObjectOptions{VersionID: version})
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(o, maxNote))
	return content, errors.Join(err, o.Close())
}
