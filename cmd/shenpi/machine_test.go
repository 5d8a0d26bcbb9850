package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhereObjectsAreOnThisMachine(t *testing.T) {
	t.Parallel()
	for objects, want := range map[string]string{
		"": filepath.Join("d", "objects"), "disk:/mnt/files": "/mnt/files", "disk:": "", "s3://127.0.0.1:9000/bucket": "", "other:x": "",
	} {
		require.Equal(t, want, objectFlags{Objects: objects}.folder("d"), objects)
	}
	free, total, known := room(t.TempDir())
	require.LessOrEqual(t, free, total)
	require.Equal(t, known, disk(t.TempDir()) != nil)
	require.Nil(t, disk(filepath.Join(t.TempDir(), "nothing")))
}
