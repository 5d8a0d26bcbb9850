// Package objects keeps attachments under the hash of their content, on the local disk or in an S3 bucket (MinIO).
// Disk and S3 have the same methods; whoever uses them declares the few it needs. Read Stored and Key first, then
// Disk. What both do alike is in spool.go (taking bytes in) and verify.go (giving them out).
package objects

import (
	"context"
	"encoding/hex"
	"errors"
	"strings"
	"time"
)

// Stored says what Put took in.
type Stored struct {
	SHA256    string // of the whole content, 64 lower-case hex digits; the name of the object from now on
	Size      int64  // bytes
	MediaType string // judged by content alone, see Detect
}

// prefix parts the objects from everything else that may lie in the same folder or bucket.
const prefix = "sha256/"

// Key is where an object lies below the folder or in the bucket: sha256/aa/bb/<hash>. Two levels of folders keep each
// of them small with millions of objects.
func Key(sha string) string {
	return prefix + sha[:2] + "/" + sha[2:4] + "/" + sha
}

// shaOf is the opposite of Key; ok is false for anything that Key cannot have made.
func shaOf(key string) (sha string, ok bool) {
	sha = key[strings.LastIndexByte(key, '/')+1:]
	return sha, isSHA256(sha) && Key(sha) == key
}

// isSHA256 keeps every name that could lead out of the store, or to a second spelling of an object, out of a path.
func isSHA256(sha string) bool {
	if len(sha) != 64 || strings.ToLower(sha) != sha {
		return false
	}
	_, err := hex.DecodeString(sha)
	return err == nil
}

// check is how every method begins that is given a hash.
func check(ctx context.Context, sha string) error {
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	if !isSHA256(sha) {
		return &Error{Kind: KindNotFound, Err: errors.New("its name is not a SHA-256")}
	}
	return nil
}

// Visit is called by Walk for each object. modTime is when its content was last put: putting it again renews it, so
// that a sweep which spares young objects never takes one that was just used again.
type Visit = func(sha string, size int64, modTime time.Time) error
