package workflow

import (
	"context"
	"slices"
	"time"
)

// CopyInput sends a copy of a case to all who hold a role in a unit, or to one of them.
type CopyInput struct {
	Key    *Key
	Case   CaseID
	Role   string
	Unit   string // empty: the unit that decides
	Person string // empty: all holders of the role
}

// Copied is somebody who sees the case from then on, and does nothing on it (抄送).
type Copied struct {
	Role   string    `json:"role"`
	Unit   string    `json:"unit"`
	Person string    `json:"person,omitempty"` // empty: whoever holds the role there
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

// Copy lets a role or a person see the case from now on, read-only; they are told by notice.
func (e *Engine) Copy(ctx context.Context, actor Actor, in CopyInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(copyGuards, act{}); err != nil {
			return err
		}
		k := Copied{Role: in.Role, Unit: in.Unit, Person: in.Person, By: c.actor.Person, At: c.now}
		if k.Unit == "" {
			k.Unit = c.state.Authority
		}
		holders := c.Office.Holders(k.Role, k.Unit)
		switch {
		case !slices.Contains(c.item.Acts.Copies.Readers, k.Role):
			return at(refuse(Invalid, "copy_role", k.Role), "/role")
		case k.Person != "" && !slices.Contains(holders, k.Person):
			return at(refuse(Invalid, "copy_person", k.Role), "/person")
		case len(holders) == 0:
			return at(refuse(Invalid, "copy_nobody", k.Role), "/unit")
		case slices.ContainsFunc(c.state.Copies, k.covered):
			return refuse(Conflict, "copied")
		}
		if k.Person != "" {
			holders = []string{k.Person}
		}
		c.notify(holders, "copied", nil)
		c.tx.Out.PutReaders = append(c.tx.Out.PutReaders, k.reader(c.state.ID))
		return c.record("copied", c.now, c.trailActorOf(c.heldOf(c.item.Acts.Copies.By, "")), Facts{Copy: &k}, nil)
	})
}

// covered reports whether another copy shows the case to the same people already.
func (k Copied) covered(by Copied) bool {
	return by.Role == k.Role && by.Unit == k.Unit && (by.Person == "" || by.Person == k.Person)
}

func (k Copied) reader(id CaseID) Reader {
	return Reader{Case: id, Person: k.Person, Role: k.Role, Unit: k.Unit}
}

// Readers are those who may see a case besides the unit that decides and the applicant: the other units that take part, and
// who was sent a copy.
func (s *State) Readers() []Reader {
	var list []Reader
	for _, unit := range s.Units {
		list = append(list, Reader{Case: s.ID, Unit: unit})
	}
	for _, k := range s.Copies {
		list = append(list, k.reader(s.ID))
	}
	return list
}

// CopiedTo are the units as whose officer a person was sent a copy and still holds the role; holds tells which the person has.
func (s *State) CopiedTo(person string, holds func(role, unit string) bool) []string {
	var units []string
	for _, k := range s.Copies {
		if (k.Person == "" || k.Person == person) && holds(k.Role, k.Unit) {
			units = append(units, k.Unit)
		}
	}
	return units
}

var copyGuards = []guard{guardRunning, guardCopy}

func guardCopy(c *command, _ act) *Error {
	spec := c.item.Acts.Copies
	if spec == nil {
		return refuse(Conflict, "not_offered")
	}
	return c.postedIn("", spec.By...)
}
