package objects

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"os"
)

// spool copies r into f, hashing on the way, with one small buffer whatever the size. It reads at most one byte more
// than limit, which is enough to know that there is too much.
func spool(ctx context.Context, f *os.File, r io.Reader, limit int64) (Stored, error) {
	sum := sha256.New()
	size, err := pour(ctx, f, r, limit, func(p []byte) { sum.Write(p) })
	if err != nil {
		return Stored{}, err
	}
	mediaType, err := detect(io.NewSectionReader(f, 0, size))
	if err != nil {
		return Stored{}, unavailable("read the spooled object", "", err)
	}
	return Stored{SHA256: hex.EncodeToString(sum.Sum(nil)), Size: size, MediaType: mediaType}, nil
}

// pour tells the faults of the reader (the caller's business, no kind) from those of the file (the store's).
func pour(ctx context.Context, f *os.File, r io.Reader, limit int64, each func([]byte)) (int64, error) {
	limit = min(max(limit, 0), unlimited)
	buf := make([]byte, 64<<10)
	for size := int64(0); ; {
		if err := ctx.Err(); err != nil {
			return size, fmt.Errorf("read the content: %w", context.Cause(ctx))
		}
		n, err := r.Read(buf[:min(int64(len(buf)), limit-size+1)])
		if size+int64(n) > limit {
			return size, &Error{Kind: KindTooLarge, Err: fmt.Errorf("more than %d bytes", limit)}
		}
		if _, err := f.Write(buf[:n]); err != nil {
			return size, unavailable("spool the object", "", err)
		}
		each(buf[:n])
		size += int64(n)
		if err == io.EOF { // not errors.Is: a wrapped one tells of a body that broke off
			return size, nil
		}
		if err != nil {
			return size, fmt.Errorf("read the content: %w", err)
		}
	}
}

// unlimited is the limit of a copy whose size is known to be sound; one below the largest so that one more fits.
const unlimited = math.MaxInt64 - 1

// unnamed makes a temporary file that has no name any more, so that not even a killed process leaves it behind.
func unnamed() (*os.File, error) {
	f, err := os.CreateTemp("", "shenpi-object-*")
	if err != nil {
		return nil, unavailable("make a spool file", "", err)
	}
	if err := os.Remove(f.Name()); err != nil {
		_ = f.Close()
		return nil, unavailable("unlink the spool file", "", err)
	}
	return f, nil
}
