package item_test

import (
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/item"
)

func TestFiles(t *testing.T) {
	t.Parallel()
	m := item.Files{"forms/a.json": []byte("{}")}
	content, err := fs.ReadFile(m, "forms/a.json")
	require.NoError(t, err)
	require.Equal(t, "{}", string(content))
	info, err := fs.Stat(m, "forms/a.json")
	require.NoError(t, err)
	require.EqualValues(t, 2, info.Size())
	require.Equal(t, "a.json", info.Name())
	for _, name := range []string{"forms/b.json", "../forms/a.json", "/forms/a.json"} {
		_, err := m.Open(name)
		require.Error(t, err, name)
	}
}
