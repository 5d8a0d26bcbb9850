package jobs

import (
	"context"
	"time"

	"shenpi/workflow/calendar"
)

// DueHolders lists certificates whose holder is to be told something by a day.
type DueHolders interface {
	DueCertificates(ctx context.Context, day string, limit int) ([]string, error)
}

// Reminder tells the holder of a certificate what has fallen due.
type Reminder interface {
	Remind(ctx context.Context, number string) error
}

// Remind tells holders of certificates what the calendar brings: that a validity ends, that a duty can or should be done. now is
// the time of the office.
func Remind(due DueHolders, reminder Reminder, now func() time.Time) Job {
	r := &rounds[string, string]{
		list: func(ctx context.Context, limit int) ([]string, error) {
			return due.DueCertificates(ctx, calendar.DateOf(now()).String(), limit)
		},
		name: func(number string) string { return number },
		do:   reminder.Remind,
	}
	return Job{Name: "remind", Every: every, Run: r.turn}
}
