package objects_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/storage/objects"
)

// TestDiskIsDurable looks at the calls to the kernel: bytes, name and folders must be on the disk before Put returns.
// No test that merely reads back could tell, short of pulling the plug. The test runs itself once more under strace.
func TestDiskIsDurable(t *testing.T) {
	t.Parallel()
	const text = "durable"
	if dir := os.Getenv("SHENPI_DURABLE_DIR"); dir != "" {
		d, err := objects.OpenDisk(dir)
		require.NoError(t, err)
		_, err = d.Put(context.Background(), strings.NewReader(text), 100)
		require.NoError(t, err)
		require.NoError(t, os.Remove(filepath.Join(dir, "tmp"))) // marks the end in the log
		return
	}
	dir := filepath.Join(t.TempDir(), "objects")
	log := filepath.Join(t.TempDir(), "strace")
	child := exec.Command("strace", "-f", "-y", "-o", log, "-e", "trace=fsync,renameat,rename,renameat2,unlinkat,rmdir",
		os.Args[0], "-test.run=^TestDiskIsDurable$")
	child.Env = append(os.Environ(), "SHENPI_DURABLE_DIR="+dir)
	said, err := child.CombinedOutput()
	require.NoError(t, err, "run make tools if strace is missing: %s", said)
	traced, err := os.ReadFile(log)
	require.NoError(t, err)

	const sha = "54dab9eb6d3204a0b42800148196ed4785d258f980432579b62ef0d9db0207b8"
	place := filepath.Join(dir, filepath.FromSlash(objects.Key(sha)))
	calls := strings.Split(string(traced), "\n")
	at := func(parts ...string) int {
		found := slices.IndexFunc(calls, func(call string) bool {
			return !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(call, part) })
		})
		require.NotEqual(t, -1, found, "no %q in\n%s", parts, traced)
		return found
	}
	returned := at("unlinkat", dir+`/tmp"`)
	renamed := at("rename", place+`"`)
	require.Less(t, at("fsync", dir+"/tmp/put-"), renamed, "bytes before the name")
	for _, folder := range []string{dir + "/sha256>", dir + "/sha256/54>"} {
		require.Less(t, at("fsync", folder), renamed, "folders before what they hold")
	}
	named := at("fsync", filepath.Dir(place)+">")
	require.Less(t, renamed, named, "the name after the renaming")
	require.Less(t, named, returned, "all of it before it is said to be done")
	at("fsync", filepath.Dir(dir)+">")
}
