package db_test

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/internal/testserver"
	"shenpi/storage/db"
	"shenpi/storage/storagetest"
)

func TestAnInboxWithItsCasesIsOneStatement(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "shenpi.db") },
		"postgres": func(t *testing.T) string { return testserver.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var sent atomic.Int64
			c := db.Config{URL: url(t), Now: storagetest.Now, Trace: func(string) { sent.Add(1) }}
			require.NoError(t, db.Migrate(t.Context(), c))
			d, err := db.Open(t.Context(), c)
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, d.Close()) })
			filter := storagetest.Inbox(t, d, 200)
			filter.Limit = 200
			before := sent.Load()
			page, err := d.TaskCases(context.Background(), filter)
			require.NoError(t, err)
			require.Len(t, page.Rows, 200)
			require.EqualValues(t, 1, sent.Load()-before)
			for _, r := range page.Rows {
				require.Equal(t, r.Task.Case, r.Case.State.ID, "each with its own case")
				whole, err := d.Case(t.Context(), r.Task.Case)
				require.NoError(t, err)
				require.Equal(t, whole.State, r.Case.State)
			}
			filter.Limit = 150
			first, err := d.TaskCases(t.Context(), filter)
			require.NoError(t, err)
			filter.Cursor = first.Next
			second, err := d.TaskCases(t.Context(), filter)
			require.NoError(t, err)
			require.Len(t, second.Rows, 50)
			require.Empty(t, second.Next)
			plain := filter
			plain.Cursor, plain.Limit = "", 200
			tasks, err := d.Tasks(t.Context(), plain)
			require.NoError(t, err)
			for i, r := range tasks.Rows {
				require.Equal(t, r, page.Rows[i].Task)
			}
		})
	}
}
