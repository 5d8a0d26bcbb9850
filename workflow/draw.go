package workflow

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"

	"shenpi/workflow/flow"
	"shenpi/workflow/trail"
)

// Drawing says how the members of a panel were drawn, so that anybody can draw them again: see Lots.
type Drawing struct {
	Candidates []string   `json:"candidates"` // who could be drawn, in the order of their ids
	Value      trail.Hash `json:"value"`      // derived from the random seed of the command; no other value of the command follows from it
	Drawn      []string   `json:"drawn"`      // in the order in which they were drawn
}

// Lots draws n of the candidates by a value: the lot of a candidate is the SHA-256 of the 32 bytes of the value followed
// by the id, and the lowest lots are drawn, the lowest first.
func Lots(value trail.Hash, candidates []string, n int) []string {
	lot := func(id string) []byte {
		h := sha256.Sum256(append(value[:], id...))
		return h[:]
	}
	drawn := slices.Clone(candidates)
	slices.SortFunc(drawn, func(a, b string) int { return bytes.Compare(lot(a), lot(b)) })
	return drawn[:min(n, len(drawn))]
}

// check draws again, and compares with what was drawn and with who got a seat.
func (d *Drawing) check(changes []flow.Change) error {
	if !slices.Equal(d.Drawn, Lots(d.Value, d.Candidates, len(d.Drawn))) {
		return fmt.Errorf("%v were not drawn by %s", d.Drawn, d.Value)
	}
	var seated []string
	for _, ch := range changes {
		if ch.Kind == flow.Named && ch.Drawn {
			seated = append(seated, ch.Person)
		}
	}
	if !slices.Equal(seated, d.Drawn) {
		return fmt.Errorf("%v were drawn and %v got seats", d.Drawn, seated)
	}
	return nil
}

// Draw draws people for the free seats of a panel whose members are drawn, among those who hold the role of the panel and
// are not kept out by not_who. It may be done again when a seat has become free. When there are fewer people than free
// seats all of them are drawn.
func (e *Engine) Draw(ctx context.Context, actor Actor, in TaskInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(drawGuards, act{visit: in.Visit}); err != nil {
			return err
		}
		v := c.state.openVisit(in.Visit)
		d := Drawing{Candidates: c.candidates(v), Value: c.value()}
		d.Drawn = Lots(d.Value, d.Candidates, free(v))
		changes, err := flow.Draw(c.item, &c.state.Position, in.Visit, c.actor.Person, d.Drawn...)
		if err != nil {
			return c.moved(err)
		}
		f := Facts{Act: &Act{Visit: in.Visit, Node: v.Node}, Flow: changes, Draw: &d}
		return c.record("drawn", c.now, c.trailActorOf(pickerAt(c.item.Place(v.Node))), f, nil)
	})
}

var drawGuards = []guard{guardRunning, guardSuspended, guardOpen, guardDrawing, guardCandidates}

// guardDrawing: the panel's members are drawn, this role has the lots drawn, and a seat is free.
func guardDrawing(c *command, a act) *Error { return c.picks(a, "draw") }

func guardCandidates(c *command, a act) *Error {
	if v := c.state.openVisit(a.visit); len(c.candidates(v)) == 0 {
		return refuse(Conflict, "candidates_none", c.item.Place(v.Node).By.Role)
	}
	return nil
}

// candidates are the people who could have a free seat of a panel, in the order of their ids. Who gave a seat of it up is
// among them only when there are not enough others: else a panel could be left that nobody can complete.
func (c *command) candidates(v *flow.Visit) []string {
	all := c.fit(v)
	fresh := slices.DeleteFunc(slices.Clone(all), func(p string) bool { return slices.Contains(v.GaveUp, p) })
	if len(fresh) >= free(v) {
		return fresh
	}
	return all
}

// fit lists everybody who could be given a seat of a visit, in the order of their ids.
func (c *command) fit(v *flow.Visit) []string {
	n := c.item.Place(v.Node)
	var list []string
	for _, p := range c.Office.Holders(n.By.Role, c.unitOf(n)) {
		if c.unfit(v, n, p) == nil {
			list = append(list, p)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// free counts the seats nobody has.
func free(v *flow.Visit) (n int) {
	for _, s := range v.Seats {
		if s.Person == "" {
			n++
		}
	}
	return n
}

// value is a random value of the command that may be told: nothing else of the command follows from it.
func (c *command) value() trail.Hash {
	c.drawn++
	return trail.Hash(c.seed.derive("draw", c.drawn))
}
