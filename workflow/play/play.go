// Package play tries an item before anybody files: a script of commands runs on the real engine with everything kept in
// memory, and of each command it is told what it did. Read Config and Run, then command.go (what a script can say, as a
// table), then line.go (how strictly it is read) and report.go (what is told).
//
// Nothing here is random and no clock is read: the same configuration and script give the same bytes.
package play

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
	"shenpi/workflow/memory"
)

// Application is what a script may file by name.
type Application struct {
	Form  []byte
	Files []workflow.File
}

// Config is the office a script is played at.
type Config struct {
	Items        []*item.Item // the first is filed unless a command names another
	Office       workflow.Office
	People       []string          // of whom each task tells whether they may act
	Enterprises  map[string]string // credit code by the person who files for it
	Certificates []workflow.Certificate
	Applications map[string]Application
	Calendar     *calendar.Calendar
	Random       io.Reader // ids and salts derive from it: the same bytes give the same play
	// Idle says that no job runs: nobody records what has fallen due before the next command, and documents wait for
	// the command document_issued.
	Idle bool
}

// The bounds of a script.
const (
	maxCommands = 10_000
	maxLine     = 2 << 20
	maxWakings  = 10_000 // of one case before one command
)

// Play is one script being played.
type Play struct {
	Config
	engine *workflow.Engine
	store  *memory.Store
	clock  *hand
	cases  []workflow.CaseID
	told   map[workflow.CaseID]int  // entries already told of
	routes map[workflow.CaseID]bool // asked for
}

// New opens the office; nothing is filed yet.
func New(c Config) *Play {
	p := &Play{Config: c, store: &memory.Store{}, clock: &hand{}, told: map[workflow.CaseID]int{}, routes: map[workflow.CaseID]bool{}}
	for _, k := range c.Certificates {
		p.store.Put(k)
	}
	p.engine = &workflow.Engine{
		Store: p.store, Items: shelf(c.Items), Office: c.Office, Clock: p.clock, Calendars: almanac{c.Calendar}, Register: p.store,
		Random: c.Random,
	}
	return p
}

// Fault is a line that cannot be meant, or a command that ended otherwise than the script expects.
type Fault struct {
	File string
	Line int
	Text string
}

// Error gives the fault the way findings of a definition are given.
func (f *Fault) Error() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Text) }

// Run plays the script and tells of every command, and at the end of every case. It stops at the first *Fault.
func (p *Play) Run(ctx context.Context, name string, script io.Reader, tell func(any) error) error {
	lines := bufio.NewScanner(script)
	lines.Buffer(nil, maxLine)
	number, commands := 0, 0
	fault := func(text string) error { return &Fault{File: name, Line: number, Text: text} }
	for lines.Scan() {
		number++
		if blank(lines.Bytes()) {
			continue
		}
		if commands++; commands > maxCommands {
			return fault(fmt.Sprintf("a script has at most %d commands", maxCommands))
		}
		l, err := p.parse(lines.Bytes())
		if err != nil {
			return fault(err.Error())
		}
		t, err := p.play(ctx, l)
		if err != nil {
			return err
		}
		t.Line = number
		if err := tell(t); err != nil {
			return err
		}
		if why := l.unexpected(t); why != "" {
			return fault(why)
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		number++
		return fault("the line is longer than 2 MiB")
	case err != nil:
		return fmt.Errorf("read the script: %w", err)
	}
	end, err := p.end()
	if err != nil {
		return err
	}
	return tell(end)
}

// play carries out one command. A refusal is an answer; any other error is the engine's fault and ends the play.
func (p *Play) play(ctx context.Context, l line) (*Told, error) {
	if err := p.advance(ctx, l.at); err != nil {
		return nil, err
	}
	t := &Told{Command: l.Command, At: civil(p.clock.Now()), Actor: l.Actor, Accepted: true}
	r, err := commands[l.Command].run(ctx, p, l)
	var refusal *workflow.Error
	switch {
	case errors.As(err, &refusal):
		t.Accepted, t.Refused = false, refusedBy(refusal)
	case err != nil:
		return nil, fmt.Errorf("carry out %s: %w", l.Command, err)
	}
	p.know(r.Case)
	if err := p.serve(ctx); err != nil {
		return nil, err
	}
	return t, p.report(ctx, t)
}

// advance moves the clock. On the way the jobs do what they do in a running office: at each instant at which something
// falls due it is recorded, and what that owes is issued.
func (p *Play) advance(ctx context.Context, to time.Time) error {
	if to.IsZero() {
		return nil
	}
	defer p.clock.set(to)
	if p.Idle {
		return nil
	}
	for range maxWakings {
		due, err := p.store.Due(ctx, to, 1)
		if err != nil || len(due) == 0 {
			return err
		}
		before, err := p.store.Case(ctx, due[0])
		if err != nil {
			return err
		}
		if at := before.State.NextDue; at.After(p.clock.Now()) {
			p.clock.set(at)
		}
		if err := p.wake(ctx, before); err != nil {
			return err
		}
	}
	return fmt.Errorf("more than %d things fall due before %s", maxWakings, civil(to))
}

func (p *Play) wake(ctx context.Context, before *workflow.Case) error {
	if _, err := p.engine.CatchUp(ctx, before.State.ID); err != nil && workflow.Code(err) != "catching_up" {
		return fmt.Errorf("catch up a case: %w", err)
	}
	after, err := p.store.Case(ctx, before.State.ID)
	if err != nil {
		return err
	}
	if after.State.Head.Number == before.State.Head.Number && !after.State.NextDue.After(before.State.NextDue) && !after.State.NextDue.IsZero() {
		return fmt.Errorf("case %s stays due and nothing is recorded on it", before.State.Number)
	}
	return p.serve(ctx)
}

// serve issues what is owed and carries between cases, as the jobs do.
func (p *Play) serve(ctx context.Context) error {
	for !p.Idle {
		carried, err := p.carry(ctx)
		if err != nil {
			return err
		}
		owed, err := p.store.OwedDocuments(ctx, 100)
		if err != nil || len(owed) == 0 && !carried {
			return err
		}
		for _, d := range owed {
			if _, err := p.engine.DocumentIssued(ctx, issued(d.Case, d.Seq)); err != nil {
				return fmt.Errorf("issue a document: %w", err)
			}
		}
	}
	return nil
}

// carry does what is next to do of every call; a case that one files is known from then on.
func (p *Play) carry(ctx context.Context) (did bool, err error) {
	calls, err := p.store.Calls(ctx, 100)
	if err != nil {
		return false, err
	}
	for _, k := range calls {
		if err := p.engine.Carry(ctx, k); err != nil {
			return false, fmt.Errorf("carry a call: %w", err)
		}
		if _, err := p.store.Case(ctx, k.Child); err == nil {
			p.know(k.Child)
		}
	}
	return len(calls) > 0, nil
}

// know takes a case into the play, in the order of filing.
func (p *Play) know(id workflow.CaseID) {
	if _, known := p.told[id]; id != "" && !known {
		p.cases, p.told[id] = append(p.cases, id), 0
	}
}

// hand is a clock that stands still until it is moved, and never goes back.
type hand struct {
	mu sync.Mutex
	t  time.Time
}

// Now implements workflow.Clock.
func (h *hand) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.t
}

func (h *hand) set(t time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t.After(h.t) {
		h.t = t
	}
}

// shelf is the items of the play, each in one version.
type shelf []*item.Item

// Item implements workflow.Items.
func (s shelf) Item(key string, _ int) (*item.Item, error) {
	for _, it := range s {
		if it.Item == key {
			return it, nil
		}
	}
	return nil, &workflow.Error{Kind: workflow.NotFound, Code: "item_not_found", Text: item.Text{
		Zh: "没有这个事项。", En: "There is no such service item."}}
}

// Filing implements workflow.Items: whatever is played takes filings.
func (s shelf) Filing(key string, _ calendar.Date) (*item.Item, error) { return s.Item(key, 0) }

type almanac struct{ c *calendar.Calendar }

// Calendar implements workflow.Calendars.
func (a almanac) Calendar() *calendar.Calendar { return a.c }

// Counted implements workflow.Calendars: a play goes on under one calendar.
func (almanac) Counted(string) (*calendar.Calendar, bool) { return nil, false }
