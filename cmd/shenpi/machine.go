package main

import (
	"context"
	"errors"
	"strings"

	"shenpi/handlers"
	"shenpi/jobs"
	"shenpi/storage/objects"
)

// machine says what the service stands on, as it is now.
func (s *service) machine(ctx context.Context) handlers.Machine {
	m := handlers.Machine{Database: s.db.Kind(), Store: "disk"}
	if strings.HasPrefix(s.command.Objects, "s3:") {
		m.Store = "s3"
	}
	_, _, err := s.files.store.Open(ctx, strings.Repeat("0", 64)) // nothing has this hash
	answers := errors.Is(err, objects.ErrNotFound)
	m.Answers = &answers
	if free, total, known := room(s.command.Data); known {
		m.Disk = &handlers.Disk{Free: free, Total: total}
	}
	return m
}

// jobStates says how the background jobs of this process stand.
func (s *service) jobStates() []handlers.Job {
	var list []handlers.Job
	for _, j := range s.jobs.States() {
		list = append(list, jobOf(j))
	}
	return list
}

func jobOf(j jobs.State) handlers.Job {
	return handlers.Job{Name: j.Name, Every: j.Every, BeganAt: j.BeganAt, Late: j.Late, LastAt: j.LastAt, FailedAt: j.FailedAt, Failing: j.Failing, Failures: j.Failures, Error: j.Error}
}
