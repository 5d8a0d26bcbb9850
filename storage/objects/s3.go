package objects

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3Config says which bucket to use. The zero Region is us-east-1, which is what MinIO calls itself.
type S3Config struct {
	Endpoint  string // host:port, without a scheme
	Bucket    string // made if missing
	AccessKey string
	SecretKey string
	Region    string
	TLS       bool
	// Patience is how long a call may go without a sign of life from the server before it is ErrUnavailable; it does
	// not bound the length of a transfer that moves. 0 means 2.5 s, so that an upload during an outage is refused
	// while the person is still looking. A slow server needs more.
	Patience time.Duration
}

// S3 keeps objects in a bucket. Content is spooled into an unnamed temporary file on this machine first and sent in
// one request afterwards. The alternative, sending it under a temporary key and copying it on the server, would leave
// such keys behind a killed process; and with the hash known beforehand the server itself checks what it got, since
// the request is signed over that hash.
type S3 struct {
	client   minio.Core
	bucket   string
	patience time.Duration
}

// OpenS3 connects and makes the bucket if it is missing, so it needs the server to be up; several processes may do
// so at once.
func OpenS3(ctx context.Context, cfg S3Config) (*S3, error) {
	if cfg.Region == "" {
		cfg.Region = "us-east-1"
	}
	if cfg.Patience == 0 {
		cfg.Patience = 2500 * time.Millisecond
	}
	transport, err := minio.DefaultTransport(cfg.TLS)
	if err != nil {
		return nil, fmt.Errorf("prepare the connection to the object store: %w", err)
	}
	client, err := minio.NewCore(cfg.Endpoint, &minio.Options{
		Creds:      credentials.NewStaticV4(cfg.AccessKey, cfg.SecretKey, ""),
		Secure:     cfg.TLS,
		Region:     cfg.Region,
		Transport:  transport,
		MaxRetries: 2,
	})
	if err != nil {
		return nil, fmt.Errorf("configure the object store: %w", err)
	}
	s := &S3{client: *client, bucket: cfg.Bucket, patience: cfg.Patience}
	if err := s.makeBucket(ctx, cfg.Region); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *S3) makeBucket(ctx context.Context, region string) error {
	w := s.watch(ctx)
	defer w.end()
	exists, err := s.client.BucketExists(w.ctx, s.bucket)
	if err == nil && !exists {
		err = s.client.MakeBucket(w.ctx, s.bucket, minio.MakeBucketOptions{Region: region})
		if minio.ToErrorResponse(err).Code == minio.BucketAlreadyOwnedByYou {
			err = nil // another process was quicker
		}
	}
	return w.fault("open the bucket", "", err)
}

// Put stores what r gives, at most limit bytes. The same content may be put any number of times, also at once; an
// object that was altered meanwhile is made right by it.
func (s *S3) Put(ctx context.Context, r io.Reader, limit int64) (Stored, error) {
	f, err := unnamed()
	if err != nil {
		return Stored{}, err
	}
	defer func() { _ = f.Close() }()
	stored, err := spool(ctx, f, r, limit)
	if err != nil {
		return Stored{}, err
	}
	if err := s.send(ctx, f, stored); err != nil {
		return Stored{}, err
	}
	return stored, nil
}

// sendTries is how often an object is sent while the server says that somebody else is at it. versitygw says so when
// the object is being removed in the same moment.
const sendTries = 5

// send is one PUT: it happens wholly or not at all. The type is not passed on, so that a bucket opened to browsers by
// mistake would still not show them a page.
func (s *S3) send(ctx context.Context, f *os.File, o Stored) error {
	w := s.watch(ctx)
	defer w.end()
	var err error
	for range sendTries {
		body := &sent{ReadSeeker: io.NewSectionReader(f, 0, o.Size), w: w}
		opts := minio.PutObjectOptions{ContentType: Unknown}
		_, err = s.client.PutObject(w.ctx, s.bucket, Key(o.SHA256), body, o.Size, "", o.SHA256, opts)
		if minio.ToErrorResponse(err).StatusCode != http.StatusConflict {
			break
		}
	}
	if minio.ToErrorResponse(err).Code == minio.EntityTooLarge {
		return &Error{Kind: KindTooLarge, Object: o.SHA256, Err: err}
	}
	return w.fault("send the object", o.SHA256, err)
}

// Open gives the content and its size. Reading ends with ErrAltered instead of io.EOF when it is not what was put.
func (s *S3) Open(ctx context.Context, sha string) (io.ReadCloser, int64, error) {
	if err := check(ctx, sha); err != nil {
		return nil, 0, err
	}
	w := s.watch(ctx)
	body, info, _, err := s.client.GetObject(w.ctx, s.bucket, Key(sha), minio.GetObjectOptions{})
	if err != nil {
		defer w.end()
		return nil, 0, w.fault("open the object", sha, err)
	}
	w.pause()
	return newVerifier(&received{body: body, w: w, sha: sha}, sha, info.Size), info.Size, nil
}

// Stat gives size and time without reading the content. ErrNotFound if there is none.
func (s *S3) Stat(ctx context.Context, sha string) (size int64, modTime time.Time, err error) {
	if err := check(ctx, sha); err != nil {
		return 0, time.Time{}, err
	}
	w := s.watch(ctx)
	defer w.end()
	info, err := s.client.StatObject(w.ctx, s.bucket, Key(sha), minio.StatObjectOptions{})
	if err = w.fault("look up the object", sha, err); errors.Is(err, ErrNotFound) {
		err = s.missing(w, sha)
	}
	return info.Size, info.LastModified, err
}

// missing tells a missing object from a missing bucket, which the answer to a HEAD request cannot do.
func (s *S3) missing(w *watch, sha string) error {
	w.touch()
	exists, err := s.client.BucketExists(w.ctx, s.bucket)
	switch {
	case err != nil:
		return w.fault("look up the bucket", sha, err)
	case !exists:
		return unavailable("look up the object", sha, errors.New("the bucket is gone"))
	}
	return &Error{Kind: KindNotFound, Object: sha}
}

// Remove takes an object away. That it is not there is no error, so it may run twice. Where the bucket keeps versions
// or holds objects, they stay until the bucket's own rules let them go.
func (s *S3) Remove(ctx context.Context, sha string) error {
	if err := check(ctx, sha); err != nil {
		return err
	}
	w := s.watch(ctx)
	defer w.end()
	err := w.fault("remove the object", sha, s.client.RemoveObject(w.ctx, s.bucket, Key(sha), minio.RemoveObjectOptions{}))
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// Walk calls visit for each object in the order of their hashes and ends with its first error. Objects put or removed
// meanwhile may be seen or not. visit may remove the object.
func (s *S3) Walk(ctx context.Context, visit Visit) error {
	w := s.watch(ctx)
	defer w.end()
	// The server may have to look at very many names before it answers with the first page.
	w.patience *= 4
	w.touch()
	for object := range s.client.ListObjectsIter(w.ctx, s.bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
		w.pause()
		if object.Err != nil {
			return w.fault("list the objects", "", object.Err)
		}
		if sha, ok := shaOf(object.Key); ok {
			if err := visit(sha, object.Size, object.LastModified); err != nil {
				return err
			}
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		w.touch()
	}
	return w.fault("list the objects", "", w.ctx.Err())
}

// kindOf judges an answer of the server. All that is not plainly a missing object counts as a fault of the store:
// wrong keys or a vanished bucket are for its operator to mend, not for the person uploading.
func kindOf(err error) Kind {
	if answer := minio.ToErrorResponse(err); answer.Code == minio.NoSuchKey && answer.StatusCode == http.StatusNotFound {
		return KindNotFound
	}
	return KindUnavailable
}
