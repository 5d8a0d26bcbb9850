package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"shenpi/handlers"
	"shenpi/jobs"
	"shenpi/storage/objects"
)

// machine says what the service stands on, as it is now.
func (s *service) machine(ctx context.Context) handlers.Machine {
	m := handlers.Machine{Database: s.db.Kind(), Store: "s3", Disk: disk(s.command.Data)}
	if folder := s.command.folder(s.command.Data); folder != "" {
		m.Store = "disk"
		if s.command.Objects != "" { // elsewhere than with the data
			m.StoreDisk = disk(folder)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	_, _, err := s.files.store.Open(ctx, strings.Repeat("0", 64)) // nothing has this hash
	answers := errors.Is(err, objects.ErrNotFound)
	m.Answers = &answers
	return m
}

// storeTimeout is after which a store does not answer: sooner than whoever asks for the machine gives up.
const storeTimeout = time.Second

// disk is how much room there is where a folder is; nil where that cannot be told.
func disk(folder string) *handlers.Disk {
	free, total, known := room(folder)
	if !known {
		return nil
	}
	return &handlers.Disk{Free: free, Total: total}
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
