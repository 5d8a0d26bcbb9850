package objects_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/internal/testserver"
	"shenpi/storage/objects"
	"shenpi/storage/storagetest"
)

func TestMain(m *testing.M) { os.Exit(testserver.Main(m)) }

func TestDisk(t *testing.T) {
	t.Parallel()
	storagetest.Objects(t, func(t *testing.T) storagetest.ObjectBackend {
		d, dir := openDisk(t)
		return disk{d, dir}
	})
}

// disk is the store and the folder under it.
type disk struct {
	*objects.Disk
	dir string
}

func (d disk) Overwrite(name string, content []byte) error {
	path := filepath.Join(d.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o600)
}

func (d disk) Names() ([]string, error) {
	names := []string{}
	return names, filepath.WalkDir(d.dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			names = append(names, strings.TrimPrefix(path, d.dir+"/"))
		}
		return err
	})
}

func openDisk(t *testing.T) (*objects.Disk, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "objects")
	d, err := objects.OpenDisk(dir)
	require.NoError(t, err)
	return d, dir
}

// Two processes on one folder, one of them started later.
func TestDiskIsShared(t *testing.T) {
	t.Parallel()
	first, dir := openDisk(t)
	stored, err := first.Put(t.Context(), strings.NewReader("shared"), 100)
	require.NoError(t, err)
	second, err := objects.OpenDisk(dir)
	require.NoError(t, err)
	size, _, err := second.Stat(t.Context(), stored.SHA256)
	require.NoError(t, err)
	require.Equal(t, int64(6), size)
}

// A killed process leaves its unfinished file. It is no object, and goes when it is surely not being written any more.
func TestDiskClearsAbandoned(t *testing.T) {
	t.Parallel()
	d, dir := openDisk(t)
	old, young := filepath.Join(dir, "tmp", "put-old"), filepath.Join(dir, "tmp", "put-young")
	for _, name := range []string{old, young} {
		require.NoError(t, os.WriteFile(name, []byte("half an upl"), 0o600))
	}
	info, err := os.Stat(young)
	require.NoError(t, err)
	yesterday := info.ModTime().Add(-25 * time.Hour)
	require.NoError(t, os.Chtimes(old, yesterday, yesterday))
	require.NoError(t, d.Walk(t.Context(), func(sha string, _ int64, _ time.Time) error {
		t.Errorf("%s is no object", sha)
		return nil
	}))
	_, err = objects.OpenDisk(dir)
	require.NoError(t, err)
	require.NoFileExists(t, old)
	require.FileExists(t, young)
}

// A folder that is gone, as when its disk is not mounted, must not look like one whose objects were lost.
func TestDiskGoneIsUnavailable(t *testing.T) {
	t.Parallel()
	d, dir := openDisk(t)
	stored, err := d.Put(t.Context(), strings.NewReader("x"), 100)
	require.NoError(t, err)
	require.NoError(t, os.Rename(dir, dir+".away"))
	_, putting := d.Put(t.Context(), strings.NewReader("y"), 100)
	_, _, opening := d.Open(t.Context(), stored.SHA256)
	_, _, looking := d.Stat(t.Context(), stored.SHA256)
	walking := d.Walk(t.Context(), func(string, int64, time.Time) error { return nil })
	for i, err := range []error{putting, opening, looking, walking, d.Remove(t.Context(), stored.SHA256)} {
		require.ErrorIs(t, err, objects.ErrUnavailable, i)
		require.NotErrorIs(t, err, objects.ErrNotFound, i)
		require.ErrorIs(t, err, fs.ErrNotExist, "the cause can still be found")
	}
	_, err = objects.OpenDisk(filepath.Join(dir+".away", objects.Key(stored.SHA256)))
	require.ErrorIs(t, err, objects.ErrUnavailable, "a file where the folder should be")
}
