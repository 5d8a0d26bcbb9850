package main

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/notify"
	"shenpi/notify/webhook"
	"shenpi/storage/db"
	"shenpi/workflow"
	"shenpi/workflow/item"
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
	require.Len(t, warned, 1)
	require.Equal(t, item.Text{Zh: "有通知等待经 mail 发出，而服务启动时没有给出 --mail", En: "notices wait for mail, and the service was started without --mail"}, warned[0].Text)
	o.channels[notify.Mail] = &webhook.Channel{}
	warned, err = o.stranded(t.Context(), d)
	require.NoError(t, err)
	require.Empty(t, warned)
}

// Replicas that start at once, each in a folder of its own, do not sign with different keys: one starts, the others say why
// not, until they have its key.
func TestOneKeyOfWebhooksForAllReplicas(t *testing.T) {
	t.Parallel()
	d := emptyDatabase(t)
	const replicas = 8
	var starting sync.WaitGroup
	folders, errs := make([]string, replicas), make([]error, replicas)
	for i := range replicas {
		folders[i] = t.TempDir()
		key := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{byte(i)}, webhook.KeySize))
		require.NoError(t, writeOnce(filepath.Join(folders[i], "keys", "webhook.key"), []byte(key)))
	}
	for i := range replicas {
		starting.Go(func() { _, errs[i] = openWebhookKey(t.Context(), folders[i], d, rand.Reader) })
	}
	starting.Wait()
	first := slices.IndexFunc(errs, func(err error) bool { return err == nil })
	require.GreaterOrEqual(t, first, 0, "nobody starts")
	for i, err := range errs {
		if i != first {
			require.ErrorContains(t, err, "is not the key that the webhooks of this database were made with: copy it from where they were")
		}
	}
	key, err := os.ReadFile(filepath.Join(folders[first], "keys", "webhook.key"))
	require.NoError(t, err)
	for _, data := range folders {
		require.NoError(t, os.WriteFile(filepath.Join(data, "keys", "webhook.key"), key, 0o600))
		_, err = openWebhookKey(t.Context(), data, d, rand.Reader)
		require.NoError(t, err)
	}
}
