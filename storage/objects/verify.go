package objects

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
)

// verifier reads an object and compares its hash at the end. It keeps the last bytes back until they are known to be
// right, so that whoever promised the size to a client cannot deliver an altered object in full.
type verifier struct {
	src  io.ReadCloser
	sha  string
	sum  hash.Hash
	left int64 // bytes not yet given out
	err  error // how reading ended; nil while it goes on
}

func newVerifier(src io.ReadCloser, sha string, size int64) *verifier {
	return &verifier{src: src, sha: sha, sum: sha256.New(), left: size}
}

func (v *verifier) Read(p []byte) (int, error) {
	if v.err != nil {
		return 0, v.err
	}
	if len(p) == 0 {
		return 0, nil
	}
	if int64(len(p)) >= v.left {
		return v.last(p[:v.left])
	}
	n, err := v.src.Read(p)
	v.took(p[:n])
	if errors.Is(err, io.EOF) {
		err = v.altered("it ends too early")
	}
	v.err = err
	return n, err
}

// last reads what is left into p, which has exactly that size, and gives it out only if the whole object is right.
func (v *verifier) last(p []byte) (int, error) {
	v.err = v.fill(p)
	if v.err == nil {
		v.err = v.end()
	}
	if !errors.Is(v.err, io.EOF) {
		return 0, v.err
	}
	return len(p), io.EOF
}

func (v *verifier) fill(p []byte) error {
	for len(p) > 0 {
		n, err := v.src.Read(p)
		v.took(p[:n])
		p = p[n:]
		switch {
		case len(p) == 0:
			return nil
		case errors.Is(err, io.EOF):
			return v.altered("it ends too early")
		case err != nil:
			return err
		}
	}
	return nil
}

// end returns io.EOF when nothing follows and the hash agrees.
func (v *verifier) end() error {
	var more [1]byte
	n, err := io.ReadFull(v.src, more[:])
	switch {
	case n > 0:
		return v.altered("it is longer than it was")
	case !errors.Is(err, io.EOF):
		return err
	case hex.EncodeToString(v.sum.Sum(nil)) != v.sha:
		return v.altered("its content has another hash")
	}
	return io.EOF
}

func (v *verifier) took(p []byte) {
	v.sum.Write(p)
	v.left -= int64(len(p))
}

func (v *verifier) altered(how string) error {
	return &Error{Kind: KindAltered, Object: v.sha, Err: errors.New(how)}
}

func (v *verifier) Close() error { return v.src.Close() }

// Opener is the part of a store that Verified needs.
type Opener interface {
	Open(ctx context.Context, sha string) (io.ReadCloser, int64, error)
}

// Verified gives out an object only after all of it was read and found right, through a temporary file on this
// machine: a download can so be answered with an error instead of with wrong bytes, and can be read in ranges. Errors
// are those of Open and of reading. The caller closes it, which also frees the space.
func Verified(ctx context.Context, s Opener, sha string) (io.ReadSeekCloser, int64, error) {
	src, _, err := s.Open(ctx, sha)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = src.Close() }() // only read from; what reading met has been reported
	f, err := unnamed()
	if err != nil {
		return nil, 0, err
	}
	size, err := pour(ctx, f, src, unlimited, func([]byte) {})
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		_ = f.Close()
		return nil, 0, err
	}
	return f, size, nil
}
