// Package mirror keeps signed checkpoints outside the database, where whoever owns that cannot take them back: in a folder
// of another machine, or in a bucket whose objects are locked. What is kept is never replaced; another checkpoint of the same
// size is the sign of a log that was written anew.
package mirror

import (
	"bytes"
	"context"
	"crypto/sha256"
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

// cosignedName is how it is called with what others cosigned.
func cosignedName(size int64, note []byte) string {
	sum := sha256.Sum256(note)
	return fmt.Sprintf("%015d-%x.txt", size, sum[:8])
}

// keep keeps a checkpoint as the log signed it, and beside it, under a name of its own, as others cosigned it: their words come
// when it is kept already. Added says that one of the two was not there.
func keep(size int64, note []byte, put func(name string, note []byte) (added bool, err error)) (added bool, err error) {
	alone := ofLog(note)
	added, err = put(name(size), alone)
	if err == nil && len(alone) < len(note) {
		var beside bool
		beside, err = put(cosignedName(size, note), note)
		added = added || beside
	}
	if err != nil {
		return false, fmt.Errorf("keep a checkpoint: %w", err)
	}
	return added, nil
}

// ofLog leaves of a signed note the signatures by the name in its first line, which is the log's.
func ofLog(note []byte) []byte {
	text, signatures, _ := bytes.Cut(note, []byte("\n\n"))
	origin, _, _ := bytes.Cut(text, []byte("\n"))
	alone := append(bytes.Clone(text), "\n\n"...)
	for line := range bytes.Lines(signatures) {
		if bytes.HasPrefix(line, []byte("— "+string(origin)+" ")) {
			alone = append(alone, line...)
		}
	}
	if len(alone) == len(text)+2 { // it is no such note
		return note
	}
	return alone
}

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
func (d Dir) Keep(_ context.Context, size int64, note []byte) (added bool, err error) {
	return keep(size, note, d.put)
}

func (d Dir) put(name string, note []byte) (added bool, err error) {
	to := filepath.Join(d.path, name)
	had, err := os.ReadFile(to)
	if err == nil {
		return false, same(had, note)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	temp, err := os.CreateTemp(d.path, ".new-*")
	if err != nil {
		return false, err
	}
	defer func() { _ = os.Remove(temp.Name()) }()
	_, err = temp.Write(note)
	if err = errors.Join(err, temp.Chmod(0o444), temp.Sync(), temp.Close()); err != nil {
		return false, err
	}
	err = os.Link(temp.Name(), to)
	if errors.Is(err, fs.ErrExist) { // another replica was quicker
		return d.put(name, note)
	}
	if err != nil {
		return false, err
	}
	return true, d.sync()
}

func (d Dir) sync() error {
	f, err := os.Open(d.path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func same(had, note []byte) error {
	if !bytes.Equal(had, note) {
		return ErrDiffers
	}
	return nil
}
