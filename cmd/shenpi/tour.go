package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"shenpi/cmd/shenpi/tour"
)

type tourCommand struct {
	Data   string `help:"Keep the demonstration in this folder (default: a temporary one)." placeholder:"DIR"`
	URL    string `name:"url" help:"Visit a running demonstration instead of starting one." placeholder:"URL"`
	Logins string `help:"Its login file." type:"existingfile" placeholder:"FILE"`
	Papers string `help:"Keep a decision, a certificate and a pack of evidence in this folder (default: a new one that stays)." placeholder:"DIR"`
}

// Help shows examples.
func (*tourCommand) Help() string {
	return `Examples:
  shenpi tour
  shenpi tour --url http://127.0.0.1:8080 --logins ./demo/logins.txt

Officers, experts and enterprises of the demonstration office work through the API: for each item one application is
granted, one supplemented, one refused, one decided by the law because nobody acted in time. The clock of the demonstration
is moved some weeks ahead. It ends with 1 at the first answer that is not as it should be.`
}

// Run plays the tour.
func (c *tourCommand) Run(ctx context.Context, p *process) error {
	if (c.URL == "") != (c.Logins == "") {
		return misused("--url and --logins are given together")
	}
	visit := tour.Config{URL: c.URL, Logins: c.Logins, Papers: c.Papers, Out: p.out, Random: p.random, Now: p.now}
	if visit.Papers == "" {
		var err error
		if visit.Papers, err = os.MkdirTemp("", "shenpi-papers-*"); err != nil {
			return fmt.Errorf("make a folder for the papers: %w", err)
		}
	}
	if c.URL != "" {
		return tour.Run(ctx, visit)
	}
	data := c.Data
	if data == "" {
		temp, err := os.MkdirTemp("", "shenpi-tour-*")
		if err != nil {
			return fmt.Errorf("make a folder for the tour: %w", err)
		}
		defer func() { _ = os.RemoveAll(temp) }()
		data = temp
	}
	s, err := openService(ctx, quietly(p), &serveCommand{
		databaseFlags: databaseFlags{Data: data}, Addr: "127.0.0.1:0", Demo: true, Metrics: "off", Log: "text",
	})
	if err != nil {
		return err
	}
	s.start(ctx)
	serving, stop := context.WithCancel(ctx)
	served := make(chan error, 1)
	go func() { served <- s.serve(serving) }()
	visit.URL, visit.Logins = s.url(), filepath.Join(data, "logins.txt")
	err = tour.Run(ctx, visit)
	stop()
	return errors.Join(err, <-served, s.close())
}
