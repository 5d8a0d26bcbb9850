package workflow

import (
	"context"
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/trail"
)

// Erase deletes what people wrote in a case once its time of keeping is over: the payloads of its entries, its form, the data
// of its documents, and what names its files. It is an entry of its own, without a payload; the others stay as they are and
// stay true, and the state of the case follows from them as before.
func (e *Engine) Erase(ctx context.Context, actor Actor, in CaseInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(eraseGuards, act{}); err != nil {
			return err
		}
		c.form, c.data, c.tx.Out.Erase = nil, nil, true
		return c.record(trail.KindErased, c.now, c.trailActorOf(c.item.Acts.Erase.By), Facts{ErasedOn: c.today()}, nil)
	})
}

var eraseGuards = []guard{guardErase, guardUnerased, guardOver, guardKept, guardAllIssued}

func guardErase(c *command, _ act) *Error {
	if c.item.Acts.Erase == nil {
		return refuse(Conflict, "not_offered")
	}
	return c.posted(c.item.Acts.Erase.By)
}

func guardUnerased(c *command, _ act) *Error {
	if !c.state.ErasedOn.IsZero() {
		return refuse(Conflict, "erased", c.state.ErasedOn.String())
	}
	return nil
}

// HandOut refuses what was filed in a case and what is made of it, Gone `no_longer_kept`, from the entry of its erasure on: the
// bytes of files go later, when nothing has named them for a day. What the office issued stays.
func (s *State) HandOut() error {
	if s.ErasedOn.IsZero() {
		return nil
	}
	return refuse(Gone, "no_longer_kept", s.ErasedOn.String())
}

func guardOver(c *command, _ act) *Error {
	if c.state.EndedAt.IsZero() {
		return refuse(Conflict, "case_open")
	}
	return nil
}

// guardKept: the years are counted from the end of the case, to the same day.
func guardKept(c *command, _ act) *Error {
	if c.state.EndedAt.IsZero() {
		return nil
	}
	until := c.state.keptUntil(c.item.Acts.Erase.Years)
	if c.today().Before(until) {
		return refuse(Conflict, "kept", until.String())
	}
	return nil
}

// keptUntil is the first day on which what people wrote need not be kept any more.
func (s *State) keptUntil(years int) calendar.Date {
	return calendar.DateOf(s.EndedAt).AddMonths(12 * years)
}

// guardAllIssued: a document that is still to be made is made from what would be erased.
func guardAllIssued(c *command, _ act) *Error {
	for _, d := range c.state.Documents {
		if d.IssuedAt.Equal(time.Time{}) {
			return refuse(Conflict, "document_owed", d.Type)
		}
	}
	return nil
}
