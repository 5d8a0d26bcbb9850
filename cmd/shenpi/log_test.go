package main

import (
	"crypto/rand"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/storage/db"
	"shenpi/workflow"
	"shenpi/workflow/trail"
)

// TestNothingIsSignedRightAfterAJump: what is being written when the clock is set forward may still come into the log.
func TestNothingIsSignedRightAfterAJump(t *testing.T) {
	t.Parallel()
	m := started()
	clock := m.open(t, kept{}, true)
	data := t.TempDir()
	config := db.Config{URL: "sqlite:" + filepath.Join(data, "shenpi.db"), Now: clock.Now}
	require.NoError(t, db.Migrate(t.Context(), config))
	d, err := db.Open(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.Close()) })
	key, err := openKey(data, rand.Reader)
	require.NoError(t, err)
	log, err := openLog(t.Context(), d, key, clock)
	require.NoError(t, err)
	turn := func() bool {
		_, err := log.Merge(t.Context(), 10)
		require.NoError(t, err)
		signed, err := log.Checkpoint(t.Context())
		require.NoError(t, err)
		return signed
	}
	settle := func() {
		for range settling / time.Second {
			require.False(t, turn())
			m.passes(time.Second)
		}
	}
	settle() // nothing was signed for long
	require.True(t, turn())

	enter(t, d, clock)
	require.True(t, turn())

	enter(t, d, clock)
	require.NoError(t, clock.move(t.Context(), clock.Now().AddDate(0, 0, 2)))
	settle()
	require.True(t, turn())
}

// enter puts an entry into the log.
func enter(t *testing.T, d *db.DB, clock *officeClock) {
	t.Helper()
	_, err := d.Write(t.Context(), workflow.Write{Stream: "unit/u1", Change: func(tx *workflow.Tx) error {
		head := tx.Head
		head.Stream = "unit/u1"
		e, err := trail.Seal(head, trail.Header{Kind: "changed", RecordedAt: clock.Now(), Actor: trail.Actor{Person: "system", System: true}}, []byte("{}"), nil)
		tx.Out.Entries = []workflow.Recorded{{Entry: e}}
		tx.Out.Receipt = workflow.Receipt{Stream: e.Stream, Number: e.Number, Hash: e.Hash, RecordedAt: e.RecordedAt, Kind: e.Kind}
		return err
	}})
	require.NoError(t, err)
}
