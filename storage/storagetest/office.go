package storagetest

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/storage/db"
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/flow"
	"shenpi/workflow/trail"
)

// Noon is when the tests happen.
var Noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

// Now is the clock of the databases under test.
func Now() time.Time { return Noon }

const unit = "gz-iid"

// record seals an entry after the head and puts it, with a payload, into the output.
func record(tx *workflow.Tx, head trail.Head, kind, person string) (trail.Head, error) {
	salt := sha256.Sum256([]byte(fmt.Sprint(head, kind, person)))
	return seal(tx, head, kind, person, &trail.Payload{Salt: salt[:trail.SaltSize], Body: []byte(`{"opinion":"` + person + `"}`)})
}

func seal(tx *workflow.Tx, head trail.Head, kind, person string, p *trail.Payload) (trail.Head, error) {
	h := trail.Header{Kind: kind, RecordedAt: head.Next(Noon), Actor: trail.Actor{Person: person}}
	e, err := trail.Seal(head, h, json.RawMessage(`{"calendar":"x"}`), p)
	if err != nil {
		return head, err
	}
	tx.Out.Entries = append(tx.Out.Entries, workflow.Recorded{Entry: e, Payload: p})
	tx.Out.Receipt.Stream, tx.Out.Receipt.Number, tx.Out.Receipt.Hash = e.Stream, e.Number, e.Hash
	tx.Out.Receipt.RecordedAt, tx.Out.Receipt.Kind = e.RecordedAt, kind
	return e.Head(), nil
}

// file opens a case; more may add to what it leaves, but for its entry, which comes last.
func file(id workflow.CaseID, more ...func(*workflow.Tx) error) workflow.Write {
	return workflow.Write{Case: id, Create: true, Change: func(tx *workflow.Tx) error {
		c := &workflow.Case{Form: json.RawMessage(`{"capital":1}`)}
		s := &c.State
		s.ID, s.Number, s.Item, s.Version, s.Status = id, "N-"+string(id), "si-qualification", 1, "received"
		s.Authority, s.Applicant, s.FiledBy = unit, "9144-"+string(id), "agent"
		s.ReceivedOn = calendar.MustParse("2026-03-02")
		s.Position.Visits = []flow.Visit{visit(1)}
		tx.Out.Case, tx.Out.FormChanged = c, true
		tx.Out.PutTasks = []workflow.Task{task(c, 1)}
		for _, m := range more {
			if err := m(tx); err != nil {
				return err
			}
		}
		var err error
		s.Head, err = record(tx, trail.Head{Stream: "case/" + string(id)}, "filed", "agent")
		tx.Out.Receipt.Case, tx.Out.Receipt.CaseNumber = id, s.Number
		return err
	}}
}

// visit is an open visit that one officer has to decide.
func visit(id int) flow.Visit {
	return flow.Visit{ID: id, Node: "first-review", Status: flow.Open, Seats: []flow.Seat{{}}, Need: 1}
}

// task is the work on a visit of a case.
func task(c *workflow.Case, visit int) workflow.Task {
	return workflow.Task{
		Case: c.State.ID, Visit: visit, Node: "first-review", Kind: "step", Role: "handler", Authority: unit,
		Item: c.State.Item, Version: 1, CaseNumber: c.State.Number, Applicant: c.State.Applicant, OpenedAt: Noon,
		DueOn: calendar.MustParse("2026-03-04"), CaseDueOn: calendar.MustParse("2026-03-31"), OpenSeats: 1, Takable: true,
	}
}

// advance goes on to the next visit: it closes the task and opens another.
func advance(id workflow.CaseID, person string, more ...func(*workflow.Tx) error) workflow.Write {
	return workflow.Write{Case: id, Change: func(tx *workflow.Tx) error {
		copied := *tx.Case // a change only reads what it is given
		copied.State.Position = tx.Case.State.Position.Clone()
		c := &copied
		tx.Out.Case = c
		for _, m := range more {
			if err := m(tx); err != nil {
				return err
			}
		}
		last := len(c.State.Position.Visits)
		c.State.Position.Visits[last-1].Status = flow.Done
		c.State.Position.Visits = append(c.State.Position.Visits, visit(last+1))
		tx.Out.CloseTasks = []int{last}
		tx.Out.PutTasks = []workflow.Task{task(c, last+1)}
		c.State.BaseYear++ // stands for anything that only a lost update would lose
		var err error
		c.State.Head, err = record(tx, c.State.Head, "decided", person)
		tx.Out.Receipt.Case = id
		return err
	}}
}

// park has a visit of a case wait for its applicant until a day.
func park(id workflow.CaseID, visit int, until string) workflow.Write {
	return workflow.Write{Case: id, Change: func(tx *workflow.Tx) error {
		copied := *tx.Case
		tx.Out.Case = &copied
		parked := task(&copied, visit)
		parked.Parked, parked.AnswerBy = true, calendar.MustParse(until)
		tx.Out.PutTasks = []workflow.Task{parked}
		copied.State.Position = tx.Case.State.Position.Clone()
		copied.State.Position.Visits[visit-1].Ask = &flow.Asking{Of: flow.Applicant}
		var err error
		copied.State.Head, err = record(tx, copied.State.Head, "supplement_asked", "zhang")
		tx.Out.Receipt.Case = id
		return err
	}}
}

// erase has what was written in a case deleted.
func erase(id workflow.CaseID) workflow.Write {
	return workflow.Write{Case: id, Change: func(tx *workflow.Tx) error {
		copied := *tx.Case
		tx.Out.Case, tx.Out.Erase = &copied, true
		var err error
		copied.State.Head, err = seal(tx, copied.State.Head, trail.KindErased, "archivist", nil)
		tx.Out.Receipt.Case = id
		return err
	}}
}

// administer records in a stream of its own and leaves rows.
func administer(stream string, rows ...any) workflow.Write {
	return workflow.Write{Stream: stream, Change: func(tx *workflow.Tx) error {
		tx.Out.Rows = rows
		_, err := record(tx, tx.Head, "changed", "admin")
		return err
	}}
}

func keyed(w workflow.Write, key, body string) workflow.Write {
	w.Key = &workflow.Key{Actor: "zhang", Route: "POST /decisions", Key: key, Body: sha256.Sum256([]byte(body))}
	return w
}

func must(t *testing.T, store workflow.Store, w workflow.Write) workflow.Receipt {
	t.Helper()
	r, err := store.Write(context.Background(), w)
	require.NoError(t, err)
	return r
}

// sound requires that nothing in the database contradicts anything else.
func sound(t *testing.T, d *db.DB) {
	t.Helper()
	problems, err := d.Fsck(context.Background())
	require.NoError(t, err)
	require.Empty(t, problems)
}

func load(t *testing.T, store workflow.Store, id workflow.CaseID) *workflow.Case {
	t.Helper()
	c, err := store.Case(context.Background(), id)
	require.NoError(t, err)
	return c
}
