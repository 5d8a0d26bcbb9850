package objects

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// abandonedAfter is how old an unfinished file must be before it is taken for the remains of a killed process.
const abandonedAfter = 24 * time.Hour

// makeDir makes sha256/aa/bb and remembers it only after its parents were synced: one that exists may have been made
// by somebody who has not yet done so.
func (d *Disk) makeDir(dir string) error {
	if _, ok := d.known.Load(dir); ok {
		return nil
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	parent := filepath.Dir(dir)
	if err := errors.Join(syncDir(parent), syncDir(filepath.Dir(parent))); err != nil {
		return err
	}
	d.known.Store(dir, struct{}{})
	return nil
}

// clearAbandoned measures age by the clock that dates the files: that of the file system, read off a new file.
func (d *Disk) clearAbandoned() error {
	probe, err := os.CreateTemp(d.temp(), "now-*")
	if err != nil {
		return err
	}
	now, err := probe.Stat()
	if err = errors.Join(err, probe.Close(), os.Remove(probe.Name())); err != nil {
		return err
	}
	entries, err := os.ReadDir(d.temp())
	if err != nil {
		return err
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || now.ModTime().Sub(info.ModTime()) < abandonedAfter {
			continue // gone meanwhile, or still being written
		}
		if err := os.Remove(filepath.Join(d.temp(), entry.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
