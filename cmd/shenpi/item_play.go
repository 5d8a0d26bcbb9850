package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"

	"shenpi/catalogue"
	"shenpi/storage/objects"
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
	"shenpi/workflow/play"
)

type itemPlayCommand struct {
	formFlags
	Files    []string `arg:"" name:"file" help:"Definitions, YAML; the first one is what is filed unless a command names another."`
	Commands string   `help:"The script, one JSON object a line (default: standard input)." placeholder:"FILE" type:"existingfile"`
	People   string   `help:"The office, YAML in the form of the shipped one (default: the demonstration office)." placeholder:"FILE" type:"existingfile"`
	Calendar []string `help:"A calendar year, JSON, besides those that are shipped; may be given again." placeholder:"FILE" type:"existingfile"`
	Seed     uint64   `help:"What ids derive from." default:"1"`
	Idle     bool     `help:"Play as if no job ran: what falls due waits for the next command, documents for document_issued."`
}

// Help shows an example.
func (*itemPlayCommand) Help() string {
	return "Example:\n  shenpi item play items/si-renewal.yaml < catalogue/plays/si-renewal.jsonl\n\nThe commands and the answers are described in docs/play.md."
}

// Run plays a script. A line that cannot be meant, and one that ended otherwise than it expects, end with 1.
func (c *itemPlayCommand) Run(ctx context.Context, p *process) error {
	config, found, err := c.config(ctx)
	if err != nil {
		return p.found(err, english)
	}
	if len(found) > 0 {
		p.printf("%s\n", found)
		return errSaid
	}
	name, script := "commands.jsonl", p.in
	if c.Commands != "" {
		f, err := os.Open(c.Commands)
		if err != nil {
			return fmt.Errorf("read the script: %w", err)
		}
		defer func() { _ = f.Close() }() // it was only read
		name, script = filepath.Base(c.Commands), f
	}
	var fault *play.Fault
	switch err := play.New(config).Run(ctx, name, script, p.printJSON); {
	case errors.As(err, &fault):
		_, _ = fmt.Fprintf(p.err, "%s\n", fault)
		return errSaid
	default:
		return err
	}
}

func (c *itemPlayCommand) config(ctx context.Context) (play.Config, item.Findings, error) {
	config := play.Config{Random: seeded(c.Seed), Idle: c.Idle, Calendar: calendar.Shipped(), Enterprises: map[string]string{}}
	for _, name := range c.Files {
		it, found, err := c.definition(name)
		if err != nil || len(found) > 0 {
			return config, found, err
		}
		config.Items = append(config.Items, it)
	}
	for _, name := range c.Calendar {
		data, err := os.ReadFile(name)
		if err != nil {
			return config, nil, fmt.Errorf("read the calendar: %w", err)
		}
		year, err := calendar.ParseYear(filepath.Base(name), data)
		if err != nil {
			return config, nil, err
		}
		config.Calendar = config.Calendar.With(year)
	}
	people, err := readOffice(c.People)
	if err != nil {
		return config, nil, err
	}
	if err := staffed(ctx, &config, people); err != nil {
		return config, nil, err
	}
	config.Applications, err = sampleApplications()
	return config, nil, err
}

// staffed puts the people of an office into a play: judged by the policy, as those of a database.
func staffed(ctx context.Context, config *play.Config, people catalogue.Office) error {
	r := fixedRoster{}
	for _, u := range people.Units {
		r.units = append(r.units, workflow.Unit{ID: u.ID, Parent: u.Parent, Title: item.Text{Zh: u.Title.ZH, En: u.Title.EN}})
	}
	for _, m := range demoMembers(people) {
		r.people = append(r.people, m.person)
		r.appointments = append(r.appointments, m.roles...)
		config.People = append(config.People, m.person.ID)
		if m.person.Enterprise != "" {
			config.Enterprises[m.person.ID] = m.person.Enterprise
		}
	}
	office, err := openOffice(ctx, r)
	if err != nil {
		return err
	}
	config.Office = office
	config.Certificates, err = registered(people)
	return err
}

// fixedRoster is a roster that does not change.
type fixedRoster struct {
	units        []workflow.Unit
	people       []workflow.Person
	appointments []workflow.Appointment
}

// PolicyRevision implements roster.
func (fixedRoster) PolicyRevision(context.Context) (int64, error) { return 0, nil }

// Units implements roster.
func (r fixedRoster) Units(context.Context) ([]workflow.Unit, error) { return r.units, nil }

// People implements roster.
func (r fixedRoster) People(context.Context) ([]workflow.Person, error) { return r.people, nil }

// Appointments implements roster.
func (r fixedRoster) Appointments(context.Context) ([]workflow.Appointment, error) {
	return r.appointments, nil
}

// Substitutions implements roster.
func (fixedRoster) Substitutions(context.Context) ([]workflow.Substitution, error) { return nil, nil }

// Mandates implements roster.
func (fixedRoster) Mandates(context.Context) ([]workflow.Mandate, error) { return nil, nil }

// sampleApplications are the shipped samples by key, with what there is to know of their files.
func sampleApplications() (map[string]play.Application, error) {
	samples, err := catalogue.Samples()
	if err != nil {
		return nil, err
	}
	list := map[string]play.Application{}
	for _, s := range samples {
		a := play.Application{Form: s.Form}
		for _, f := range s.Files {
			content, err := fs.ReadFile(catalogue.FS(), f.Path)
			if err != nil {
				return nil, fmt.Errorf("read a file of sample %s: %w", s.Key, err)
			}
			sum := sha256.Sum256(content)
			a.Files = append(a.Files, workflow.File{Material: f.Requirement, Name: f.Name, SHA256: hex.EncodeToString(sum[:]),
				Size: int64(len(content)), MediaType: objects.Detect(content)})
		}
		list[s.Key] = a
	}
	return list, nil
}

// seeded are random bytes that are the same for the same number.
func seeded(n uint64) io.Reader {
	var key [32]byte
	binary.BigEndian.PutUint64(key[24:], n)
	return rand.NewChaCha8(key)
}
