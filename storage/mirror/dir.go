// Package mirror keeps signed checkpoints outside the database, where whoever owns that cannot take them back: in a folder
// of another machine, or in a bucket whose objects are locked. What is kept is never replaced; another checkpoint of the same
// size is the sign of a log that was written anew.
package mirror

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// What is wrong with what is kept.
var (
	// ErrDiffers says that another checkpoint of that size is kept already: the log was rolled back and went on otherwise.
	ErrDiffers = errors.New("another checkpoint of the log at this size is kept")
	// ErrReplaced says that the checkpoint is kept, and that somebody put something else over it.
	ErrReplaced = errors.New("something else was put over the checkpoint that is kept")
	// ErrHidden says that the checkpoint is kept, and that somebody deleted it: who reads the bucket does not see it.
	ErrHidden = errors.New("the checkpoint that is kept was deleted, which hides it")
)

// name is how a checkpoint is called: by the size of its log, so that names are in order.
func name(size int64) string { return fmt.Sprintf("%015d.txt", size) }

// Dir is a folder, usually of another machine.
type Dir struct{ path string }

// OpenDir opens a folder that has to be there: one that was not mounted is not made in its place.
func OpenDir(path string) (Dir, error) {
	info, err := os.Stat(path)
	if err == nil && !info.IsDir() {
		err = errors.New("it is no folder")
	}
	if err != nil {
		return Dir{}, fmt.Errorf("open the mirror of checkpoints %s: %w", path, err)
	}
	return Dir{path}, nil
}

// Keep writes a checkpoint, whole and synced, unless it is there. ErrDiffers.
func (d Dir) Keep(ctx context.Context, size int64, note []byte) error {
	to := filepath.Join(d.path, name(size))
	had, err := os.ReadFile(to)
	if err == nil {
		return same(had, note)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("keep a checkpoint: %w", err)
	}
	temp, err := os.CreateTemp(d.path, ".new-*")
	if err != nil {
		return fmt.Errorf("keep a checkpoint: %w", err)
	}
	defer func() { _ = os.Remove(temp.Name()) }()
	_, err = temp.Write(note)
	if err = errors.Join(err, temp.Chmod(0o444), temp.Sync(), temp.Close()); err != nil {
		return fmt.Errorf("keep a checkpoint: %w", err)
	}
	err = os.Link(temp.Name(), to)
	if errors.Is(err, fs.ErrExist) { // another replica was quicker
		return d.Keep(ctx, size, note)
	}
	if err != nil {
		return fmt.Errorf("keep a checkpoint: %w", err)
	}
	return d.sync()
}

func (d Dir) sync() error {
	f, err := os.Open(d.path)
	if err != nil {
		return fmt.Errorf("keep a checkpoint: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("keep a checkpoint: %w", err)
	}
	return nil
}

func same(had, note []byte) error {
	if !bytes.Equal(had, note) {
		return ErrDiffers
	}
	return nil
}
