package db_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/internal/testserver"
	"shenpi/jobs"
	"shenpi/notify"
	"shenpi/notify/webhook"
	"shenpi/storage/db"
	"shenpi/storage/storagetest"
	"shenpi/workflow"
)

// How many notices a second leave the outbox for one HTTP receiver, and beside it how many the receiver takes of one who
// only posts, as many at once.
func BenchmarkNotifyOnSQLite(b *testing.B) {
	benchNotify(b, fresh(b, "sqlite:"+filepath.Join(b.TempDir(), "shenpi.db")))
}

func BenchmarkNotifyOnPostgres(b *testing.B) { benchNotify(b, fresh(b, testserver.Postgres(b))) }

const (
	benchNotices = 2000
	benchLanes   = 16 // as the job
)

func benchNotify(b *testing.B, d *db.DB) {
	ctx := context.Background()
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusNoContent)
	}))
	defer receiver.Close()
	keys, err := webhook.NewKeys([]byte(strings.Repeat("k", webhook.KeySize)))
	require.NoError(b, err)
	networks, err := webhook.ParseNetworks([]string{"127.0.0.0/8"})
	require.NoError(b, err)
	hook := notify.Webhook{ID: "h1", URL: receiver.URL, Version: 1, CreatedAt: storagetest.Noon, RotatedAt: storagetest.Noon}
	_, err = d.Write(ctx, workflow.Write{Stream: "webhook/h1", Change: func(tx *workflow.Tx) error {
		tx.Out.Rows = []any{hook}
		return nil
	}})
	require.NoError(b, err)
	c := &webhook.Channel{Poster: webhook.NewPoster(networks, nil, 0), Keys: keys, Source: "urn:shenpi:bench", Now: time.Now}
	job := jobs.Notify(d, jobs.Sending{Channels: map[string]notify.Channel{"webhook": c}, Now: storagetest.Now, Random: func() float64 { return 0 }})

	var alone time.Duration
	batch := 0
	for b.Loop() {
		b.StopTimer()
		batch++
		storagetest.Notices(b, d, batch, benchNotices)
		began := time.Now()
		postAlone(b, c, hook)
		alone += time.Since(began)
		b.StartTimer()
		for did := true; did; {
			if did, err = job.Run(ctx); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(batch*benchNotices)/b.Elapsed().Seconds(), "notices/s")
	b.ReportMetric(float64(batch*benchNotices)/alone.Seconds(), "alone/s")
	page, err := d.Deliveries(ctx, notify.DeliveryFilter{Status: notify.Waiting})
	require.NoError(b, err)
	require.Empty(b, page.Rows)
}

// postAlone posts as many events from memory.
func postAlone(b *testing.B, c *webhook.Channel, hook notify.Webhook) {
	var wait sync.WaitGroup
	for range benchLanes {
		wait.Go(func() {
			for range benchNotices / benchLanes {
				if err := c.Send(context.Background(), notify.Parcel{Delivery: notify.Delivery{ID: "n1.webhook-h1"}, Webhook: &hook}); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
}
