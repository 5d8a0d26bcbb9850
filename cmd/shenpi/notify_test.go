package main

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/notify"
	"shenpi/notify/webhook"
	"shenpi/storage/db"
	"shenpi/workflow"
)

// emptyDatabase is one on SQLite without a house around it.
func emptyDatabase(t *testing.T) *db.DB {
	t.Helper()
	config := db.Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "shenpi.db"), Now: time.Now}
	require.NoError(t, db.Migrate(t.Context(), config))
	d, err := db.Open(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.Close()) })
	return d
}

// Whoever starts the service without a channel that something waits for is warned, of that channel alone.
func TestWhatWaitsForAChannelThatIsNotThereIsTold(t *testing.T) {
	t.Parallel()
	d := emptyDatabase(t)
	_, err := d.Write(t.Context(), workflow.Write{Stream: "unit/u1", Change: func(tx *workflow.Tx) error {
		tx.Out.Notices = []workflow.Notice{{ID: "n1", Recipient: "91A", Kind: "resumed", At: time.Now()}}
		return nil
	}})
	require.NoError(t, err)
	waits := notify.Delivery{ID: "n1.mail", Notice: "n1", Target: notify.Mail, Status: notify.Waiting, PlannedAt: time.Now(), NextAt: time.Now()}
	require.NoError(t, d.PlanNotices(t.Context(), []string{"n1"}, []notify.Delivery{waits}))
	o := &outside{channels: map[string]notify.Channel{}}
	warned, err := o.stranded(t.Context(), d)
	require.NoError(t, err)
	require.Equal(t, []string{"notices wait for mail, and the service was started without --mail"}, warned)
	o.channels[notify.Mail] = &webhook.Channel{}
	warned, err = o.stranded(t.Context(), d)
	require.NoError(t, err)
	require.Empty(t, warned)
}
