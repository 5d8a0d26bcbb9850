package flow

import (
	"fmt"
	"slices"
)

// Rebuild makes the position that the changes of a case lead to. An error means a corrupt trail.
func Rebuild(changes []Change) (Position, error) {
	var p Position
	for k, c := range changes {
		if err := Apply(&p, c); err != nil {
			return Position{}, fmt.Errorf("rebuild change %d: %w", k+1, err)
		}
	}
	return p, nil
}

// Apply makes one change. It is the only thing that changes a position, when a case runs and when it is rebuilt.
// An impossible change is an error, means a corrupt trail, and leaves the position as it was.
func Apply(p *Position, c Change) error {
	if why := apply(p, c); why != "" {
		return fmt.Errorf("apply %s to visit %d: %s", c.Kind, c.Visit, why)
	}
	return nil
}

// apply dispatches; like every function it calls, it says why the change is impossible before it touches anything.
func apply(p *Position, c Change) string {
	switch {
	case p.End != "":
		return "the case has ended"
	case c.Kind == Opened:
		return applyOpened(p, c)
	case c.Kind == Ended:
		return applyEnded(p, c)
	case c.Visit < 1 || c.Visit > len(p.Visits):
		return "there is no such visit"
	}
	v := &p.Visits[c.Visit-1]
	switch c.Kind {
	case Voided:
		return applyVoided(v, c)
	case Reopened:
		return applyReopened(p, v)
	}
	if v.Status != Open {
		return "the visit is " + string(v.Status)
	}
	switch c.Kind {
	case Concluded, ClosedVisit:
		return applyOver(p, v, c)
	case Asked, Answered:
		return applyAsk(v, c)
	case Objected:
		v.Objections++
		return ""
	}
	return applySeats(v, c)
}

func applyOpened(p *Position, c Change) string {
	switch {
	case c.Visit != len(p.Visits)+1:
		return "visits are numbered without gaps"
	case c.Node == "":
		return "it names no node"
	case c.Opener < 0 || c.Opener >= c.Visit || c.Cause < 0 || c.Cause >= c.Visit:
		return "it was opened by a later visit"
	case c.Block < 0 || c.Block >= c.Visit || c.Block > 0 && p.Visits[c.Block-1].Status != Open:
		return "the block around it is not open"
	case c.Seats < 0 || c.Need < 0:
		return "seats cannot be negative"
	}
	if cur := Current(p, c.Node); cur != nil && cur.Status == Open {
		return "the node is open already"
	}
	v := Visit{ID: c.Visit, Node: c.Node, Opener: c.Opener, Block: c.Block, Lane: c.Lane, Case: c.Case, Status: Open,
		Need: c.Need, InTurn: c.InTurn, OpenedBy: c.Cause}
	if c.Seats > 0 {
		v.Seats = make([]Seat, c.Seats)
	}
	for k := 1; k < c.Seats && c.InTurn; k++ {
		v.Seats[k].After = []int{k - 1}
	}
	p.Visits = append(p.Visits, v)
	return ""
}

func applyEnded(p *Position, c Change) string {
	if c.Node == "" {
		return "it names no end"
	}
	if len(OpenVisits(p)) > 0 {
		return "a visit is still open"
	}
	p.End = c.Node
	return ""
}

// applyOver concludes or closes a visit.
func applyOver(p *Position, v *Visit, c Change) string {
	switch {
	case v.Parked():
		return "a question is open"
	case c.Kind == Concluded && c.Outcome == "":
		return "it has no outcome"
	case c.Kind == ClosedVisit && c.Reason == "":
		return "it has no reason"
	case slices.ContainsFunc(p.Visits, func(x Visit) bool { return x.Block == v.ID && x.Status == Open }):
		return "a visit inside is still open"
	}
	why := c.Reason
	v.Status, v.Reason, v.EndedBy = Closed, c.Reason, c.Cause
	if c.Kind == Concluded {
		v.Status, v.Outcome, v.Decision, v.By = Done, c.Outcome, c.Decision, c.Person
		why = NotNeeded
	}
	for k := range v.Seats {
		if v.Seats[k].Vote == "" {
			v.Seats[k].Closed = why
		}
	}
	return ""
}

func applyVoided(v *Visit, c Change) string {
	if v.Status != Done && v.Status != Closed {
		return "the visit is " + string(v.Status)
	}
	v.Status = Void
	if c.Reason != "" {
		v.Reason = c.Reason
	}
	return ""
}

func applyReopened(p *Position, v *Visit) string {
	switch {
	case v.Status != Done && v.Status != Closed:
		return "the visit is " + string(v.Status)
	case Current(p, v.Node) != v:
		return "the node was entered again"
	case v.Block > 0 && p.Visits[v.Block-1].Status != Open:
		return "the block around it is not open"
	case v.Ask != nil:
		return "a question of it was closed"
	}
	v.Status, v.Outcome, v.Decision, v.By, v.Reason, v.EndedBy = Open, "", "", "", "", 0
	for k := range v.Seats {
		v.Seats[k].Closed = ""
	}
	return ""
}

func applyAsk(v *Visit, c Change) string {
	if c.Kind == Answered {
		switch {
		case !v.Parked():
			return "no question is open"
		case c.Reason == "" || c.Reason == BySilence:
			v.Ask = nil
		default:
			v.Ask.Closed = c.Reason
		}
		return ""
	}
	if v.Parked() || c.Decision == "" || c.By == "" {
		return "nobody can ask this now"
	}
	v.Ask = &Asking{Decision: c.Decision, By: c.By, Of: c.Of, Person: c.Person}
	if !slices.Contains(v.Asked, c.Decision) {
		v.Asked = append(v.Asked, c.Decision)
	}
	v.act(c.By)
	v.act(c.For)
	return ""
}

// act remembers somebody who acted here without a standing vote.
func (v *Visit) act(person string) {
	if person != "" && !slices.Contains(v.Acted, person) {
		v.Acted = append(v.Acted, person)
	}
}
