package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"shenpi/handlers"
	"shenpi/storage/objects"
)

type putter interface {
	Put(ctx context.Context, r io.Reader, limit int64) (objects.Stored, error)
}

// objectRows keep objects from being swept while they are wanted.
type objectRows interface {
	UseObject(ctx context.Context, sha256 string, size int64, mediaType string) error
	SweepUploads(ctx context.Context, before time.Time) error
	SweepObjects(ctx context.Context, before time.Time, max int, remove func(ctx context.Context, sha256 string) error) (int, error)
}

// files joins the object store with the rows that say what may be swept: handlers.Files and jobs.Files.
type files struct {
	store objectStore
	rows  objectRows
}

// Put stores an attachment. What comes in is first written to a file of this process, so that its hash is known and its
// row holds off the sweep before the store sees it.
func (f files) Put(ctx context.Context, r io.Reader, limit int64) (handlers.Stored, error) {
	temp, err := os.CreateTemp("", "shenpi-upload-*")
	if err != nil {
		return handlers.Stored{}, fmt.Errorf("take a file in: %w", err)
	}
	defer func() { _ = temp.Close() }()
	if err := os.Remove(temp.Name()); err != nil { // without a name it is gone with this process, also a killed one
		return handlers.Stored{}, fmt.Errorf("take a file in: %w", err)
	}
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(temp, hash), io.LimitReader(r, limit+1))
	if err != nil {
		return handlers.Stored{}, fmt.Errorf("take a file in: %w", err)
	}
	if size > limit {
		return handlers.Stored{}, handlers.ErrFileTooLarge
	}
	head := make([]byte, min(size, 1<<16))
	if _, err := temp.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return handlers.Stored{}, fmt.Errorf("take a file in: %w", err)
	}
	if err := f.rows.UseObject(ctx, hex.EncodeToString(hash.Sum(nil)), size, objects.Detect(head)); err != nil {
		return handlers.Stored{}, err
	}
	if _, err := temp.Seek(0, io.SeekStart); err != nil {
		return handlers.Stored{}, fmt.Errorf("take a file in: %w", err)
	}
	stored, err := f.store.Put(ctx, temp, limit)
	if err != nil {
		return handlers.Stored{}, fmt.Errorf("store a file: %w", err)
	}
	return handlers.Stored{SHA256: stored.SHA256, Size: stored.Size, MediaType: stored.MediaType}, nil
}

// PutFile stores a rendered document.
func (f files) PutFile(ctx context.Context, r io.Reader) (sha string, size int64, err error) {
	content, err := io.ReadAll(r)
	if err != nil {
		return "", 0, err
	}
	sum := sha256.Sum256(content)
	sha = hex.EncodeToString(sum[:])
	if err := f.rows.UseObject(ctx, sha, int64(len(content)), "application/pdf"); err != nil {
		return "", 0, err
	}
	stored, err := f.store.Put(ctx, bytes.NewReader(content), int64(len(content)))
	return stored.SHA256, stored.Size, err
}

// Open gives out a file only after all of it was read and found right.
func (f files) Open(ctx context.Context, sha string) (io.ReadCloser, int64, error) {
	r, size, err := objects.Verified(ctx, f.store, sha)
	if errors.Is(err, objects.ErrNotFound) {
		return nil, 0, handlers.ErrFileMissing
	}
	return r, size, err
}

// MatchesName says whether a file of this content may be called so.
func (files) MatchesName(name, mediaType string) bool { return objects.MatchesName(name, mediaType) }

// sweepBatch is how many objects one run of the sweep removes at most.
const sweepBatch = 1000

// sweep removes what nothing has named for a day, and gives up the uploads that nothing was added to in that time.
func (f files) sweep(now func() time.Time) func(context.Context) error {
	return func(ctx context.Context) error {
		yesterday := now().Add(-24 * time.Hour)
		if err := f.rows.SweepUploads(ctx, yesterday); err != nil {
			return err
		}
		_, err := f.rows.SweepObjects(ctx, yesterday, sweepBatch, f.store.Remove)
		return err
	}
}
