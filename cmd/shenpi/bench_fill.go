package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"shenpi/catalogue"
	"shenpi/workflow"
)

type benchFillCommand struct {
	Data  string `help:"Folder of the demonstration, begun if there is none." placeholder:"DIR" required:""`
	Cases int    `help:"How many cases to file." default:"100000"`
}

// Help shows an example.
func (*benchFillCommand) Help() string {
	return `Example:
  shenpi bench fill --data /var/tmp/full --cases 100000 && shenpi serve --demo --data /var/tmp/full

Every case is a whole application of one enterprise for a project manager, filed through the engine.`
}

// Run fills a demonstration with cases, so that what is used with it can be measured.
func (c *benchFillCommand) Run(ctx context.Context, p *process) (err error) {
	if c.Cases < 1 || c.Cases > 10_000_000 {
		return misused("--cases is from 1 to 10,000,000")
	}
	s, err := openService(ctx, quietly(p), &serveCommand{databaseFlags: databaseFlags{Data: c.Data}, Addr: "127.0.0.1:0", Metrics: "off", Log: "text", Demo: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	applicant, in, err := s.sampleToFile(ctx, "P1")
	if err != nil {
		return err
	}
	errs := make([]error, filers)
	var wait sync.WaitGroup
	for w := range filers {
		wait.Go(func() {
			for i := w; i < c.Cases && errs[w] == nil; i += filers {
				_, errs[w] = s.engine.Submit(ctx, applicant, in)
			}
		})
	}
	wait.Wait()
	if err := firstError(errs); err != nil {
		return err
	}
	p.printf("%d cases were filed for %s.\n", c.Cases, applicant.Enterprise)
	return nil
}

// sampleToFile is a sample application as its applicant files it; its files are stored.
func (s *service) sampleToFile(ctx context.Context, key string) (by workflow.Actor, in workflow.SubmitInput, err error) {
	samples, err := catalogue.Samples()
	if err != nil {
		return by, in, err
	}
	office, err := catalogue.DemoOffice()
	if err != nil {
		return by, in, err
	}
	sample := samples[slices.IndexFunc(samples, func(x catalogue.Sample) bool { return x.Key == key })]
	for _, m := range demoMembers(office) {
		if m.person.Enterprise == sample.Applicant {
			by = workflow.Actor{Person: m.person.ID, Enterprise: sample.Applicant}
		}
	}
	in = workflow.SubmitInput{Item: sample.Item, Form: sample.Form}
	for _, f := range sample.Files {
		kept, err := s.keepSample(ctx, f)
		if err != nil {
			return by, in, fmt.Errorf("store %s: %w", f.Path, err)
		}
		kept.By = by.Person
		in.Files = append(in.Files, kept)
	}
	return by, in, nil
}

// mostOfASample is more than any file of a sample has, in bytes.
const mostOfASample = 10 << 20

func (s *service) keepSample(ctx context.Context, f catalogue.SampleFile) (_ workflow.File, err error) {
	content, err := catalogue.FS().Open(f.Path)
	if err != nil {
		return workflow.File{}, err
	}
	defer func() { err = errors.Join(err, content.Close()) }()
	stored, err := s.files.Put(ctx, content, mostOfASample)
	return workflow.File{
		Material: f.Requirement, Name: f.Name, SHA256: stored.SHA256, Size: stored.Size, MediaType: stored.MediaType, AddedAt: s.clock.Now(),
	}, err
}
