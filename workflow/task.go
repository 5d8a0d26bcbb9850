package workflow

import (
	"reflect"
	"slices"

	"shenpi/workflow/calendar"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// stored are the tasks as the last write left them. Its days were counted as of its own day: what an exclusion that is
// open moves on since then has to be written again.
func (c *command) stored() []Task {
	if c.tx.Case == nil {
		return nil
	}
	s := &c.tx.Case.State
	return c.tasks(s, calendar.DateOf(s.Head.RecordedAt))
}

// tasks is the work open on a case: one task per open visit that somebody has to decide.
func (c *command) tasks(s *State, asOf calendar.Date) []Task {
	var list []Task
	if s.Position.End != "" {
		return nil
	}
	due, promise := s.dueOn(c.cal, asOf)
	if !promise.IsZero() {
		due = promise
	}
	for i := range s.Position.Visits {
		v := &s.Position.Visits[i]
		if v.Status != flow.Open {
			continue
		}
		n := c.item.Place(v.Node)
		if n.Kind != item.Step && n.Kind != item.Issue {
			continue
		}
		t := Task{
			Case: s.ID, Visit: v.ID, Node: v.Node, Kind: string(n.Kind), Role: n.By.Role, Authority: s.Authority,
			Item: s.Item, Version: s.Version, CaseNumber: s.Number, Applicant: s.Applicant,
			OpenedAt: s.Visits[i].OpenedAt, CaseDueOn: due, Claimed: v.Claimed, Parked: v.Parked(),
		}
		if k := s.Visits[i].Limit; k.Limit > 0 {
			t.DueOn = k.Due(c.cal, asOf).Law
		}
		t.seats(v)
		for _, w := range flow.Who(&s.Position, n.By.NotWho) {
			t.bar(w.Person)
		}
		for _, r := range s.Recusals {
			if r.Granted {
				t.bar(r.Person)
			}
		}
		t.Delegated = slices.Clone(v.Delegated)
		list = append(list, t)
	}
	return list
}

func (t *Task) bar(person string) {
	if !slices.Contains(t.Barred, person) {
		t.Barred = append(t.Barred, person)
	}
}

func (t *Task) seats(v *flow.Visit) {
	for _, s := range v.Seats {
		switch {
		case s.Vote != "":
			t.Voted = append(t.Voted, s.Person)
		case s.Closed != "":
		case s.Person != "":
			t.Named = append(t.Named, s.Person)
			t.OpenSeats++
		default:
			t.OpenSeats++
		}
	}
}

// taskChanges compares the tasks before and after a command.
func taskChanges(before, after []Task) (put []Task, gone []int) {
	had := map[int]Task{}
	for _, t := range before {
		had[t.Visit] = t
	}
	for _, t := range after {
		if old, ok := had[t.Visit]; !ok || !reflect.DeepEqual(old, t) {
			put = append(put, t)
		}
		delete(had, t.Visit)
	}
	for visit := range had {
		gone = append(gone, visit)
	}
	slices.Sort(gone)
	return put, gone
}
