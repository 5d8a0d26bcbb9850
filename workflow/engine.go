package workflow

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

// Items gives the published versions of service items. They are immutable, so an implementation may cache for ever.
type Items interface {
	// Item gives one published version; NotFound when there is none.
	Item(key string, version int) (*item.Item, error)
	// Filing gives the version that takes filings on a day: see the function of that name.
	Filing(key string, on calendar.Date) (*item.Item, error)
}

// Office answers who holds which role. The answers of one revision never change.
type Office interface {
	Revision() int64
	// Reload takes over the appointments of the database; called when a transaction sees a newer revision.
	Reload(ctx context.Context) error
	// Holds reports whether the person holds the role in the unit, or in one above it; in no unit where it is empty.
	Holds(person, role, unit string) bool
	// Holders lists who holds the role in the unit, or in one above it.
	Holders(role, unit string) []string
	// Held lists where the person holds which role, expanded to the units below.
	Held(person string) []RoleInUnits
	// Substitutions lists on which the person stands in for others, ended ones left out, with units expanded to those below.
	Substitutions(person string) []Substitution
	// Mandates lists what enterprises let the person do for them, ended ones left out.
	Mandates(person string) []Mandate
	// Code is what the document numbers of a unit begin with (机关代字).
	Code(unit string) string
}

// Clock gives the time of the service. It never goes back.
type Clock interface{ Now() time.Time }

// Calendars gives the calendar as loaded now, and those of before.
type Calendars interface {
	Calendar() *calendar.Calendar
	// Counted is the calendar of a hash by which days were counted before the present one was loaded.
	Counted(hash string) (*calendar.Calendar, bool)
}

// Actor is who sends a command.
type Actor struct {
	Person     string
	Enterprise string // credit code, of one who files for an enterprise
	system     bool
	public     bool // nobody knows who
}

// system is the actor of what the law and the clock bring about.
var system = Actor{Person: "system", system: true}

// Engine runs commands on cases. Its methods may be called concurrently.
type Engine struct {
	Store     Store
	Items     Items
	Office    Office
	Clock     Clock
	Calendars Calendars
	Register  Register
	Random    io.Reader // 32 bytes are taken per command; must be safe for concurrent use
	// PlaceSecret scatters the places of certificates in the lists of statuses. It is the same for ever.
	PlaceSecret [32]byte
}

// caseStream is the stream of a case, followed by its id.
const caseStream = "case/"

// seed is the one random value of a command; ids and salts derive from it, so that a command run again gives the same.
type seed [32]byte

func (s seed) derive(label string, n int) []byte {
	h := sha256.New()
	h.Write(s[:])
	_ = binary.Write(h, binary.BigEndian, int64(n))
	io.WriteString(h, label) //nolint:errcheck // a hash never fails
	return h.Sum(nil)
}

// id is 24 lower-case letters and digits, unguessable.
func (s seed) id(label string, n int) string {
	return strings.ToLower(base32.StdEncoding.EncodeToString(s.derive(label, n)[:15]))
}

func (e *Engine) seed() (seed, error) {
	var s seed
	if _, err := io.ReadFull(e.Random, s[:]); err != nil {
		return s, fmt.Errorf("draw the seed of a command: %w", err)
	}
	return s, nil
}

// now is the instant of a command as the trail writes it: UTC, microseconds.
func (e *Engine) now() time.Time { return e.Clock.Now().UTC().Truncate(time.Microsecond) }

// run carries out one command on a case. First what has fallen due is recorded, and stays even when the command is
// refused; then body checks its guards and records. body is pure and may run again.
func (e *Engine) run(ctx context.Context, w Write, actor Actor, body func(*command) error) (Receipt, error) {
	s, err := e.seed()
	if err != nil {
		return Receipt{}, err
	}
	w.Change = func(tx *Tx) error {
		// The time of the run that is stored: a command that waited long must not be dated before checkpoints signed meanwhile.
		c, err := e.begin(tx, actor, e.now(), s)
		if err != nil {
			return err
		}
		switch err := c.catchUp(); {
		case errors.Is(err, errBehind):
			tx.Out.Refused = refuse(Unavailable, "catching_up")
			return c.finish()
		case err != nil:
			return err
		}
		return c.attempt(body)
	}
	return e.write(ctx, w)
}

// write reloads the office and writes again when the transaction saw newer appointments than the guards knew.
func (e *Engine) write(ctx context.Context, w Write) (Receipt, error) {
	for try := 0; ; try++ {
		r, err := e.Store.Write(ctx, w)
		if !errors.Is(err, ErrPolicyMoved) || try == 8 {
			return r, err
		}
		if err := e.Office.Reload(ctx); err != nil {
			return Receipt{}, fmt.Errorf("reload the appointments: %w", err)
		}
	}
}

// command is one run of one command: the case as it is being changed and what will be stored.
type command struct {
	*Engine
	tx    *Tx
	actor Actor
	now   time.Time
	seed  seed
	cal   *calendar.Calendar
	state State
	form  []byte
	item  *item.Item
	data  any // the decoded form, once needed
	drawn int // ids and salts drawn so far
	// looking: the run is a view and stores nothing, so it takes no numbers.
	looking bool
	// broken is an error of our own that a guard met; it is not for the user to hear.
	broken error
	tried  attempted
	behalf string // the officer in whose place the actor acts, once known
}

// begin readies a run on its own copy of the state, so that a run that panics or is refused leaves nothing behind.
func (e *Engine) begin(tx *Tx, actor Actor, now time.Time, s seed) (*command, error) {
	if tx.Policy != e.Office.Revision() {
		return nil, ErrPolicyMoved
	}
	c := &command{Engine: e, tx: tx, actor: actor, now: now, seed: s, cal: e.Calendars.Calendar()}
	if tx.Case == nil {
		return c, nil
	}
	c.state, c.form = tx.Case.State.clone(), tx.Case.Form
	if c.now.Before(c.state.Head.RecordedAt) {
		c.now = c.state.Head.RecordedAt
	}
	it, err := e.Items.Item(c.state.Item, c.state.Version)
	if err != nil {
		return nil, fmt.Errorf("read version %d of %s: %w", c.state.Version, c.state.Item, err)
	}
	c.item = it
	return c, nil
}

// attempt runs the command's own part. A refusal keeps what had fallen due and gives numbers taken meanwhile back. A
// body changes the state by record alone, and refuses before it, so that a refused one has changed nothing.
func (c *command) attempt(body func(*command) error) error {
	recorded, back := len(c.tx.Out.Entries), c.tx.mark()
	err := body(c)
	var refusal *Error
	switch {
	case c.broken != nil:
		return c.broken
	case err == nil:
	case errors.As(err, &refusal):
		if len(c.tx.Out.Entries) != recorded {
			return fmt.Errorf("refuse after recording: %s", refusal.Code)
		}
		back()
		c.tx.Out.Refused = c.titled(refusal)
	default:
		return err
	}
	return c.finish()
}

// finish hands the changed case and its projections to the store. Where nothing happened only its next due may have
// moved: on, while an exclusion is open, or because the calendar was loaded; a case left due would be woken for ever.
func (c *command) finish() error {
	due := c.nextDue()
	moved := c.tx.Case != nil && !due.Equal(c.tx.Case.State.NextDue)
	if len(c.tx.Out.Entries) == 0 && !moved {
		return nil
	}
	if c.state.CalledBy != nil && c.state.Position.End != "" && (c.tx.Case == nil || c.tx.Case.State.Position.End == "") {
		c.markCaller(CallMarks{Ended: true})
	}
	c.state.NextDue = due
	c.tx.Out.Case = &Case{State: c.state, Form: c.form}
	if len(c.tx.Out.Entries) == 0 {
		c.tx.Out.PutTasks = c.tasks(&c.state, c.today()) // their days were counted when the calendar was another
		return nil
	}
	c.tx.Out.PutTasks, c.tx.Out.CloseTasks = taskChanges(c.stored(), c.tasks(&c.state, c.today()))
	c.tx.Out.PublicNotices = c.publicNotices()
	s, err := c.settle()
	if s != nil {
		c.tx.Out.Settle = s
	}
	c.tx.Out.Receipt.Registered = len(c.tx.Out.Certificates) > 0
	return err
}

// record seals one entry of the case, applies its facts and keeps both. It is the only way a case changes.
func (c *command) record(kind string, at time.Time, actor trail.Actor, f Facts, body []byte) error {
	if err := c.forgoes(&f); err != nil {
		return err
	}
	freed, err := c.free(&f)
	if err != nil {
		return fmt.Errorf("free what somebody has for entry %s: %w", kind, err)
	}
	c.eventClocks(&f, at)
	c.papers(&f)
	f.Calendar, f.Policy = c.cal.Hash(), c.tx.Policy
	facts, err := marshal(f)
	if err != nil {
		return err
	}
	h := trail.Header{Stream: c.state.Head.Stream, Kind: kind, RecordedAt: c.now, EffectiveAt: at, Actor: actor}
	var p *trail.Payload
	if body != nil {
		p = &trail.Payload{Salt: c.salt(), Body: body}
	}
	entry, err := trail.Seal(c.state.Head, h, facts, p)
	if err != nil {
		return fmt.Errorf("seal entry %s: %w", kind, err)
	}
	c.inform(kind, append(freed, actor.Person), f.Flow)
	if err := c.state.Apply(entry, f); err != nil {
		return fmt.Errorf("apply own entry %s: %w", kind, err)
	}
	out := &c.tx.Out
	out.Entries = append(out.Entries, Recorded{Entry: entry, Payload: p})
	out.Receipt = Receipt{
		Case: c.state.ID, CaseNumber: c.state.Number, Stream: entry.Stream, Number: entry.Number,
		Hash: entry.Hash, RecordedAt: entry.RecordedAt, Kind: kind,
	}
	for _, d := range f.Owed {
		if d.Number != "" {
			out.Receipt.Documents = append(out.Receipt.Documents, d.Number)
		}
	}
	if f.Certificate != nil {
		out.Receipt.Certificate = f.Certificate.Number
	}
	return nil
}

func (c *command) salt() []byte {
	c.drawn++
	return c.seed.derive("salt", c.drawn)[:16]
}

func (c *command) id() string {
	c.drawn++
	return c.seed.id("id", c.drawn)
}

// trailActor says who acts, with the role the act rests on.
func (c *command) trailActor(role string) trail.Actor {
	a := trail.Actor{Person: c.actor.Person, Unit: c.state.Authority, System: c.actor.system}
	if role != "" {
		a.Roles = []string{role}
	}
	a.OnBehalf = c.behalf
	switch {
	case c.actor.Enterprise != "":
		a.Unit, a.OnBehalf = "", c.actor.Enterprise
	case c.actor.public: // nobody of the office
		a.Unit = ""
	}
	return a
}
