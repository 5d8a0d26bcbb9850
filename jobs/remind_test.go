package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/jobs"
)

// holders are certificates with the day on which their holder is to be told something.
type holders struct {
	mu    sync.Mutex
	due   map[string]string
	stuck string
}

func (h *holders) DueCertificates(_ context.Context, day string, limit int) (list []string, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for number, due := range h.due {
		if due <= day && len(list) < limit {
			list = append(list, number)
		}
	}
	return list, nil
}

func (h *holders) Remind(_ context.Context, number string) error {
	if number == h.stuck {
		return errors.New("stuck")
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.due, number)
	return nil
}

func TestRemindTellsByTheOfficesDay(t *testing.T) {
	t.Parallel()
	h := &holders{due: map[string]string{}, stuck: "bad"}
	for i := range 200 {
		h.due[fmt.Sprint(i)] = []string{"2026-11-24", "2026-11-25"}[i%2]
	}
	h.due["bad"] = "2026-11-24"
	evening := time.Date(2026, 11, 23, 17, 0, 0, 0, time.UTC) // the 24th in the office
	job := jobs.Remind(h, h, func() time.Time { return evening })
	_, err := job.Run(t.Context())
	require.ErrorContains(t, err, "stuck")
	require.Len(t, h.due, 101, "one that is stuck does not stop the others, and tomorrow's wait")
}
