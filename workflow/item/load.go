package item

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io/fs"
)

// Load reads, checks and compiles the definition at a path of the catalogue. Its error is Findings when the definition
// is at fault.
func Load(files fs.FS, name string) (*Item, error) {
	info, err := fs.Stat(files, name)
	if err != nil {
		return nil, fmt.Errorf("read the definition: %w", err)
	}
	if info.Size() > maxSource {
		r := &report{}
		r.add(Position{File: name, Line: 1, Column: 1}, "too_large", "1 MiB")
		return nil, r.err()
	}
	src, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("read the definition: %w", err)
	}
	return Read(files, name, src)
}

// Read is Load of a definition that does not stand in the catalogue yet. Its form does.
func Read(files fs.FS, name string, src []byte) (*Item, error) {
	d, err := Parse(name, src)
	if err != nil {
		return nil, err
	}
	i, err := Compile(d, files)
	if err != nil {
		return nil, err
	}
	i.Source = src
	i.Hash = i.hash()
	return i, nil
}

// hash is the SHA-256 over the definition and then the form files it names, sorted by path: of each the path, empty for
// the definition itself, and the content, both with their length before them. The definition counts without its path,
// so that a copy elsewhere is the same definition.
func (i *Item) hash() string {
	h := sha256.New()
	add := func(part []byte) {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		h.Write(part)
	}
	add(nil)
	add(i.Source)
	if f := i.decls.form; f != nil {
		for _, path := range sortedKeys(f.files) {
			add([]byte(path))
			add(f.files[path])
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}
