package objects

import (
	"context"
	"errors"
	"io"
	"time"
)

var errSilent = errors.New("no sign of life from the object store")

// watch ends a call to the server that makes no progress. A plain time limit would break off large files on slow
// lines, and the limits of the transport do not notice a server that stops taking a body in.
type watch struct {
	caller   context.Context // told apart from ctx, to know who ended the call
	ctx      context.Context
	cancel   context.CancelCauseFunc
	timer    *time.Timer
	patience time.Duration
}

func (s *S3) watch(ctx context.Context) *watch {
	w := &watch{caller: ctx, patience: s.patience}
	w.ctx, w.cancel = context.WithCancelCause(ctx)
	w.timer = time.AfterFunc(s.patience, func() { w.cancel(errSilent) })
	return w
}

// touch is a sign of life.
func (w *watch) touch() { w.timer.Reset(w.patience) }

// pause stops waiting for the server while the caller is busy.
func (w *watch) pause() { w.timer.Stop() }

// end must be called once the call is over.
func (w *watch) end() {
	w.timer.Stop()
	w.cancel(nil)
}

// fault gives an error its kind, except where the caller itself ended the call.
func (w *watch) fault(doing, sha string, err error) error {
	switch {
	case err == nil:
		return nil
	case w.caller.Err() != nil:
		return context.Cause(w.caller)
	case errors.Is(context.Cause(w.ctx), errSilent):
		return unavailable(doing, sha, errSilent)
	case kindOf(err) == KindNotFound:
		return &Error{Kind: KindNotFound, Object: sha}
	}
	return unavailable(doing, sha, err)
}

// sent is a body on its way to the server: that it is read from is a sign of life.
type sent struct {
	io.ReadSeeker
	w *watch
}

func (b *sent) Read(p []byte) (int, error) {
	b.w.touch()
	return b.ReadSeeker.Read(p)
}

// received is a body coming from the server, which is waited for only while somebody wants to read it.
type received struct {
	body io.ReadCloser
	w    *watch
	sha  string
}

func (b *received) Read(p []byte) (int, error) {
	b.w.touch()
	defer b.w.pause()
	n, err := b.body.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = b.w.fault("read the object", b.sha, err)
	}
	return n, err
}

func (b *received) Close() error {
	defer b.w.end()
	return b.body.Close()
}
