package objects

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Disk keeps objects in a folder. Several processes of one machine may use the same folder. An object appears there
// whole or not at all, and once Put has returned it survives a loss of power.
type Disk struct {
	dir   string
	known sync.Map // folders whose own name is known to be on the disk
}

// OpenDisk makes the folder if needed and clears away what killed processes left unfinished a day ago or earlier.
func OpenDisk(dir string) (*Disk, error) {
	d := &Disk{dir: dir}
	for _, sub := range []string{d.temp(), filepath.Join(dir, filepath.FromSlash(prefix))} {
		if err := os.MkdirAll(sub, 0o750); err != nil {
			return nil, unavailable("make the object folder", "", err)
		}
	}
	for _, made := range []string{dir, filepath.Dir(dir)} {
		if err := syncDir(made); err != nil {
			return nil, unavailable("make the object folder durable", "", err)
		}
	}
	if err := d.clearAbandoned(); err != nil {
		return nil, unavailable("clear unfinished objects", "", err)
	}
	return d, nil
}

func (d *Disk) temp() string { return filepath.Join(d.dir, "tmp") }

func (d *Disk) path(sha string) string { return filepath.Join(d.dir, filepath.FromSlash(Key(sha))) }

// Put stores what r gives, at most limit bytes. The same content may be put any number of times, also at once; an
// object that was altered meanwhile is made right by it.
func (d *Disk) Put(ctx context.Context, r io.Reader, limit int64) (Stored, error) {
	f, err := os.CreateTemp(d.temp(), "put-*")
	if err != nil {
		return Stored{}, unavailable("make a temporary file", "", err)
	}
	defer func() {
		_ = f.Close()           // its errors were met by Sync
		_ = os.Remove(f.Name()) // gone already when all went well
	}()
	stored, err := spool(ctx, f, r, limit)
	if err != nil {
		return Stored{}, err
	}
	if err := f.Sync(); err != nil {
		return Stored{}, unavailable("write the object", stored.SHA256, err)
	}
	if err := d.install(f.Name(), stored.SHA256); err != nil {
		return Stored{}, unavailable("store the object", stored.SHA256, err)
	}
	return stored, nil
}

// install moves a finished file to its place. The folder is synced too: without that the name may be lost with the
// power although the bytes are safe.
func (d *Disk) install(temp, sha string) error {
	target := d.path(sha)
	if err := d.makeDir(filepath.Dir(target)); err != nil {
		return err
	}
	if err := os.Rename(temp, target); err != nil {
		return err
	}
	return syncDir(filepath.Dir(target))
}

// Open gives the content and its size. Reading ends with ErrAltered instead of io.EOF when it is not what was put.
func (d *Disk) Open(ctx context.Context, sha string) (io.ReadCloser, int64, error) {
	if err := check(ctx, sha); err != nil {
		return nil, 0, err
	}
	f, err := os.Open(d.path(sha))
	if err != nil {
		return nil, 0, d.fault("open the object", sha, err)
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return nil, 0, d.fault("open the object", sha, err)
	}
	return newVerifier(diskFile{f}, sha, info.Size()), info.Size(), nil
}

// diskFile gives the errors of reading their kind.
type diskFile struct{ *os.File }

func (f diskFile) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = unavailable("read the object", "", err)
	}
	return n, err
}

// Stat gives size and time without reading the content. ErrNotFound if there is none.
func (d *Disk) Stat(ctx context.Context, sha string) (size int64, modTime time.Time, err error) {
	if err := check(ctx, sha); err != nil {
		return 0, time.Time{}, err
	}
	info, err := os.Stat(d.path(sha))
	if err != nil {
		return 0, time.Time{}, d.fault("look up the object", sha, err)
	}
	return info.Size(), info.ModTime(), nil
}

// Remove takes an object away. That it is not there is no error, so it may run twice.
func (d *Disk) Remove(ctx context.Context, sha string) error {
	if err := check(ctx, sha); err != nil {
		return err
	}
	err := os.Remove(d.path(sha))
	if err == nil {
		err = syncDir(filepath.Dir(d.path(sha)))
	}
	if err = d.fault("remove the object", sha, err); errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// Walk calls visit for each object in the order of their hashes and ends with its first error. Objects put or removed
// meanwhile may be seen or not. visit may remove the object.
func (d *Disk) Walk(ctx context.Context, visit Visit) error {
	top := filepath.Join(d.dir, filepath.FromSlash(prefix))
	if _, err := os.Stat(top); err != nil {
		return unavailable("list the objects", "", err)
	}
	return filepath.WalkDir(top, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return unavailable("list the objects", "", err)
		}
		inside, err := filepath.Rel(d.dir, path)
		if err != nil {
			return fmt.Errorf("list the objects: %w", err)
		}
		sha, ok := shaOf(filepath.ToSlash(inside))
		if !ok || !entry.Type().IsRegular() {
			return nil
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return unavailable("list the objects", sha, err)
		}
		return visit(sha, info.Size(), info.ModTime())
	})
}

// fault tells a missing object from a missing store: a folder that is not mounted must not look like one whose
// objects are lost.
func (d *Disk) fault(doing, sha string, err error) error {
	if err == nil {
		return nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return unavailable(doing, sha, err)
	}
	if _, gone := os.Stat(d.temp()); gone != nil {
		return unavailable(doing, sha, gone)
	}
	return &Error{Kind: KindNotFound, Object: sha}
}
