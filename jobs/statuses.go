package jobs

import (
	"context"
	"time"
)

// statusEvery is how often the register is looked at for certificates that are not valid any more. Whoever changes one wakes
// the job besides.
const statusEvery = time.Minute

// Statuses publishes the lists of what became of certificates.
func Statuses(publish func(context.Context) error) Job {
	return Job{Name: "statuses", Every: statusEvery, Run: func(ctx context.Context) (bool, error) { return false, publish(ctx) }}
}
