package jobs

import (
	"context"
	"fmt"
	"time"
)

// Log is the trail's log: entries wait unmerged until they get a position.
type Log interface {
	// Merge gives up to max waiting entries their positions and says how many; fewer were all.
	Merge(ctx context.Context, max int) (int, error)
	// Checkpoint signs the log as it stands, if it has grown since the last checkpoint, and stores the note.
	Checkpoint(ctx context.Context) (signed bool, err error)
}

// mergeBatch is how many entries one transaction merges.
const mergeBatch = 4096

// Merge keeps the log close behind the entries. A receipt promises that a checkpoint dated 60 s later contains its entry,
// so all that waits is merged before a checkpoint is signed.
func Merge(log Log) Job {
	run := func(ctx context.Context) (bool, error) {
		n, err := log.Merge(ctx, mergeBatch)
		if err != nil {
			return false, fmt.Errorf("merge entries: %w", err)
		}
		if n == mergeBatch {
			return true, nil
		}
		if _, err := log.Checkpoint(ctx); err != nil {
			return false, fmt.Errorf("sign a checkpoint: %w", err)
		}
		return false, nil
	}
	return Job{Name: "merge", Every: every, Run: run}
}

// Sweep removes what nothing names any more: keys older than seven days, ended sessions, old deliveries, objects unused for a
// day.
func Sweep(tasks ...func(context.Context) error) Job {
	run := func(ctx context.Context) (bool, error) {
		for _, task := range tasks {
			if err := task(ctx); err != nil {
				return false, err
			}
		}
		return false, nil
	}
	return Job{Name: "sweep", Every: time.Hour, Run: run}
}
