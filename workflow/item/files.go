package item

import (
	"bytes"
	"io/fs"
	"path"
	"time"
)

// Files are files by path, as they were proposed or published: the file system a stored definition is read from.
type Files map[string][]byte

// Open implements fs.FS for files; it lists no folders.
func (m Files) Open(name string) (fs.File, error) {
	content, ok := m[name]
	if !ok || !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &mapFile{Reader: bytes.NewReader(content), name: name}, nil
}

// mapFile is one of them while it is read.
type mapFile struct {
	*bytes.Reader
	name string
}

func (f *mapFile) Close() error               { return nil }
func (f *mapFile) Stat() (fs.FileInfo, error) { return f, nil }

func (f *mapFile) Name() string     { return path.Base(f.name) }
func (*mapFile) Mode() fs.FileMode  { return 0o444 }
func (*mapFile) ModTime() time.Time { return time.Time{} }
func (*mapFile) IsDir() bool        { return false }
func (*mapFile) Sys() any           { return nil }
