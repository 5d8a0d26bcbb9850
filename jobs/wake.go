package jobs

import (
	"context"
	"time"

	"shenpi/workflow"
)

// every is how often a job looks for work when nothing wakes it.
const every = time.Second

// Due lists cases on which something has fallen due.
type Due interface {
	Due(ctx context.Context, at time.Time, limit int) ([]workflow.CaseID, error)
}

// Catcher records what has fallen due on a case.
type Catcher interface {
	CatchUp(ctx context.Context, id workflow.CaseID) (workflow.Receipt, error)
}

// Wake records what falls due on cases nobody touches: deemed decisions, silence, ends of waits, warnings, cards. now is
// the time of the office, which in a demonstration may be ahead.
func Wake(due Due, catcher Catcher, now func() time.Time) Job {
	w := &rounds[workflow.CaseID, workflow.CaseID]{
		list: func(ctx context.Context, limit int) ([]workflow.CaseID, error) { return due.Due(ctx, now(), limit) },
		name: func(id workflow.CaseID) workflow.CaseID { return id },
		do: func(ctx context.Context, id workflow.CaseID) error {
			_, err := catcher.CatchUp(ctx, id)
			return err
		},
	}
	return Job{Name: "wake", Every: every, Run: w.turn}
}

// WakeFor has the jobs look at once that a write made work for.
func (r *Runner) WakeFor(write workflow.Receipt) {
	if len(write.Documents) > 0 || write.Kind == "certificate_issued" {
		r.Wake("render")
	}
	if write.Registered {
		r.Wake("statuses")
	}
}
