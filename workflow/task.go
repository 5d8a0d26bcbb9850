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
	due, promise := s.DueOn(c.cal, asOf)
	if !promise.IsZero() {
		due = promise
	}
	for i := range s.Position.Visits {
		v := &s.Position.Visits[i]
		if v.Status != flow.Open {
			continue
		}
		n := c.item.Place(v.Node)
		if n.By.Role == "" { // nobody acts on a block or a wait, nor on a call of this office
			continue
		}
		t := Task{
			Case: s.ID, Visit: v.ID, Node: v.Node, Kind: string(n.Kind), Role: n.By.Role, Authority: c.unitOf(n),
			Item: s.Item, Version: s.Version, CaseNumber: s.Number, Applicant: s.Applicant,
			OpenedAt: s.Visits[i].OpenedAt, CaseDueOn: due, Card: s.cardOf(v.ID),
		}
		limit := s.Visits[i].Limit
		if v.Parked() && v.Ask.Of != flow.Applicant {
			asked := c.item.Place(v.Ask.Of)
			t.Kind, t.Role, t.Authority, t.Named = AnswerTask, asked.By.Role, c.unitOf(asked), []string{v.Ask.Person}
			limit = s.Visits[i].Answer
		} else {
			t.Claimed, t.Parked = v.Claimed, v.Parked()
			if t.Parked {
				t.AnswerBy = s.Visits[i].Answer.Due(c.cal, asOf).Law
			}
			t.seats(v, &n.By)
			t.kept(s, n)
			t.Delegated = slices.Clone(v.Delegated)
		}
		if n.Kind == item.Call {
			t.OpenSeats, t.Takable, limit = 1, true, s.Visits[i].Answer
		}
		if limit.Limit > 0 {
			t.DueOn = limit.Due(c.cal, asOf).Law
		}
		list = append(list, t)
	}
	return list
}

// WaitsForApplicant reports whether its applicant was asked for something and has not answered: one of its tasks is parked.
func (s *State) WaitsForApplicant() bool {
	return s.Position.End == "" && slices.ContainsFunc(s.Position.Visits, func(v flow.Visit) bool {
		return v.Status == flow.Open && v.Parked() && v.Ask.Of == flow.Applicant
	})
}

// cardOf is the worst card of a visit and of the clocks that run over its case.
func (s *State) cardOf(visit int) string {
	worst := 0
	for _, k := range s.Cards {
		kind, of, ofVisit := visitClock(k.Clock)
		counts := s.clock(k.Clock)
		if counts == nil || !counts.Ended.IsZero() || ofVisit && (kind != stepClock || of != visit) {
			continue
		}
		worst = max(worst, slices.Index(cardColours, k.Colour))
	}
	return cardColours[worst]
}

// cardColours are those of cards, the worst last.
var cardColours = []string{"", "warning", "yellow", "red"}

// AsBad are the colours of cards that are as bad as one, or worse; none of what is no colour of a card.
func AsBad(card string) []string {
	if at := slices.Index(cardColours, card); at > 0 {
		return slices.Clone(cardColours[at:])
	}
	return nil
}

// kept lists who is kept out.
func (t *Task) kept(s *State, n *item.Place) {
	for _, w := range s.who(n.By.NotWho) {
		t.bar(w.Person)
	}
	for _, r := range s.Recusals {
		if r.Granted {
			t.bar(r.Person)
		}
	}
}

func (t *Task) bar(person string) {
	if !slices.Contains(t.Barred, person) {
		t.Barred = append(t.Barred, person)
	}
}

// seats says whose turn it is and who waits for others.
func (t *Task) seats(v *flow.Visit, by *item.Panel) {
	for k, s := range v.Seats {
		switch {
		case s.Vote != "":
			t.Voted = append(t.Voted, s.Person)
			continue
		case s.Person == "" && by.Pick.Kind != "claim":
			t.Picks = by.Pick.By
		case s.Person == "":
			t.Takable = t.Takable || v.Turn(k)
		case v.Turn(k):
			t.Named = append(t.Named, s.Person)
		default:
			t.Waiting = append(t.Waiting, s.Person)
		}
		t.OpenSeats++
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
