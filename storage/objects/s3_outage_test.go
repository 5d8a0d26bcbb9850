package objects_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"shenpi/internal/testserver"
	"shenpi/storage/objects"
)

// line is a bad network in front of a good server.
type line struct {
	address string
	up      atomic.Int64 // bytes it still lets through to the server, after which it falls silent
	down    atomic.Int64 // the same towards the client
	cut     atomic.Bool  // hang up instead of falling silent
}

const plenty = 1 << 40

func newLine(t *testing.T, server string) *line {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	l := &line{address: listener.Addr().String()}
	l.up.Store(plenty)
	l.down.Store(plenty)
	var open sync.Map
	t.Cleanup(func() {
		_ = listener.Close()
		open.Range(func(conn, _ any) bool { _ = conn.(net.Conn).Close(); return true })
	})
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			open.Store(client, nil)
			upstream, err := net.Dial("tcp", server)
			if err != nil {
				_ = client.Close()
				continue
			}
			open.Store(upstream, nil)
			go l.carry(upstream, client, &l.up)
			go l.carry(client, upstream, &l.down)
		}
	}()
	return l
}

func (l *line) carry(to, from net.Conn, budget *atomic.Int64) {
	buf := make([]byte, 4096)
	for {
		n, err := from.Read(buf)
		lost := budget.Add(-int64(n)) < 0
		switch {
		case lost && !l.cut.Load() && err == nil:
			continue
		case lost && !l.cut.Load():
			return // not even that the other side hung up gets through
		case lost || err != nil:
			_, _ = from.Close(), to.Close()
			return
		}
		if _, err := to.Write(buf[:n]); err != nil {
			return
		}
	}
}

// everyCall makes each kind of call, all at once, and returns their errors.
func everyCall(ctx context.Context, s *objects.S3, sha string) map[string]error {
	calls := map[string]func() error{
		"put": func() error { // more than the kernel takes in by itself
			_, err := s.Put(ctx, bytes.NewReader(make([]byte, 8<<20)), 1<<30)
			return err
		},
		"stat":   func() error { _, _, err := s.Stat(ctx, sha); return err },
		"remove": func() error { return s.Remove(ctx, sha) },
		"walk":   func() error { return s.Walk(ctx, func(string, int64, time.Time) error { return nil }) },
		"read": func() error {
			r, _, err := s.Open(ctx, sha)
			if err != nil {
				return err
			}
			defer func() { _ = r.Close() }()
			_, err = io.Copy(io.Discard, r)
			return err
		},
	}
	errs := map[string]error{}
	var mu sync.Mutex
	var all sync.WaitGroup
	for name, call := range calls {
		all.Go(func() {
			err := call()
			mu.Lock()
			defer mu.Unlock()
			errs[name] = err
		})
	}
	all.Wait()
	return errs
}

// impatience ends the calls of these tests. It is also what a good server gets on a loaded machine, so the tests that
// wait it out come before those that run side by side.
const impatience = 2 * time.Second

func TestS3OutageIsUnavailable(t *testing.T) {
	server := testserver.VersityGW(t)
	for name, fail := range map[string]func(l *line){
		"answers nothing":        func(l *line) { l.down.Store(0) },
		"takes nothing":          func(l *line) { l.up.Store(0) },
		"stops in the middle":    func(l *line) { l.up.Store(200); l.down.Store(200) },
		"hangs up":               func(l *line) { l.cut.Store(true); l.up.Store(0) },
		"hangs up in the middle": func(l *line) { l.cut.Store(true); l.down.Store(100) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLine(t, server.Endpoint)
			cfg := config(t, server)
			cfg.Endpoint = l.address
			cfg.Patience = impatience
			s, err := objects.OpenS3(t.Context(), cfg)
			require.NoError(t, err)
			stored, err := s.Put(t.Context(), bytes.NewReader(make([]byte, 100_000)), 1<<30)
			require.NoError(t, err)
			fail(l)
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute) // a call that never ends shows as its error
			defer cancel()
			for call, err := range everyCall(ctx, s, stored.SHA256) {
				require.ErrorIs(t, err, objects.ErrUnavailable, call)
				require.NotErrorIs(t, err, objects.ErrNotFound, call)
			}
			_, err = objects.OpenS3(ctx, cfg)
			require.ErrorIs(t, err, objects.ErrUnavailable, "open")
		})
	}
}

// A body that breaks off or stops is a fault of the line, not an altered object, and never a complete download.
func TestS3BrokenBody(t *testing.T) {
	server := testserver.MinIO(t)
	for name, cut := range map[string]bool{"hangs up": true, "falls silent": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLine(t, server.Endpoint)
			cfg := config(t, server)
			cfg.Endpoint = l.address
			cfg.Patience = impatience
			s, err := objects.OpenS3(t.Context(), cfg)
			require.NoError(t, err)
			stored, err := s.Put(t.Context(), bytes.NewReader(make([]byte, 4<<20)), 1<<30)
			require.NoError(t, err)
			l.cut.Store(cut)
			l.down.Store(2 << 20)
			r, size, err := s.Open(t.Context(), stored.SHA256)
			require.NoError(t, err)
			n, err := io.Copy(io.Discard, r)
			require.ErrorIs(t, err, objects.ErrUnavailable)
			require.NotErrorIs(t, err, objects.ErrAltered)
			require.Less(t, n, size)
			require.NoError(t, r.Close())
		})
	}
}

// Waiting for a slow reader of our own is not waiting for the server.
func TestS3WaitsForItsCaller(t *testing.T) {
	cfg := config(t, testserver.MinIO(t))
	cfg.Patience = impatience
	s, err := objects.OpenS3(t.Context(), cfg)
	require.NoError(t, err)
	stored, err := s.Put(t.Context(), bytes.NewReader(make([]byte, 4<<20)), 1<<30)
	require.NoError(t, err)
	r, _, err := s.Open(t.Context(), stored.SHA256)
	require.NoError(t, err)
	_, err = io.CopyN(io.Discard, r, 1000)
	require.NoError(t, err)
	<-time.After(impatience + time.Second)
	_, err = io.Copy(io.Discard, r)
	require.NoError(t, err)
	require.NoError(t, r.Close())
}

func TestS3NobodyThere(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	_, err = objects.OpenS3(t.Context(), objects.S3Config{Endpoint: listener.Addr().String(), Bucket: "nobody", AccessKey: "a", SecretKey: "b"})
	require.ErrorIs(t, err, objects.ErrUnavailable)
}

func TestS3WrongKeysAndLostBucket(t *testing.T) {
	t.Parallel()
	for name, server := range map[string]testserver.S3{"versitygw": testserver.VersityGW(t), "minio": testserver.MinIO(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wrong := config(t, server)
			wrong.SecretKey += "x"
			_, err := objects.OpenS3(t.Context(), wrong)
			require.ErrorIs(t, err, objects.ErrUnavailable)

			b := openBucket(t, server)
			stored, err := b.Put(t.Context(), strings.NewReader("x"), 10)
			require.NoError(t, err)
			require.NoError(t, b.client.RemoveObject(t.Context(), b.name, objects.Key(stored.SHA256), minio.RemoveObjectOptions{}))
			require.NoError(t, b.client.RemoveBucket(t.Context(), b.name))
			for call, err := range everyCall(t.Context(), b.S3, stored.SHA256) {
				require.ErrorIs(t, err, objects.ErrUnavailable, call)
			}
		})
	}
}

func TestS3OpensOneBucketAtOnce(t *testing.T) {
	t.Parallel()
	for name, server := range map[string]testserver.S3{"versitygw": testserver.VersityGW(t), "minio": testserver.MinIO(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := config(t, server)
			var all errgroup.Group
			for range 16 {
				all.Go(func() error { _, err := objects.OpenS3(t.Context(), cfg); return err })
			}
			require.NoError(t, all.Wait())
		})
	}
}
