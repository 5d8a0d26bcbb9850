package play

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

// Told is what a command did: one line of the answer.
type Told struct {
	Line     int      `json:"line"`
	Command  string   `json:"cmd"`
	At       string   `json:"at"`
	Actor    string   `json:"actor,omitempty"`
	Accepted bool     `json:"accepted"`
	Refused  *Refused `json:"refused,omitempty"`
	Entries  []Entry  `json:"entries"` // everything recorded since the command before, what fell due on the way too
	Tasks    []Task   `json:"tasks"`   // of all cases, as they are now
	Clocks   []Due    `json:"clocks"`
}

// Refused is a refusal as its caller hears it.
type Refused struct {
	Code  string            `json:"code"`
	Zh    string            `json:"zh"`
	En    string            `json:"en"`
	Field string            `json:"field,omitempty"`
	Nodes []string          `json:"nodes,omitempty"`
	Who   string            `json:"who,omitempty"`
	Forms []item.FieldError `json:"fields,omitempty"`
}

// Entry is one entry of the trail: what it says in the clear.
type Entry struct {
	Case        string          `json:"case"`
	Number      int64           `json:"number"`
	Kind        string          `json:"kind"`
	EffectiveAt string          `json:"effective_at"`
	Actor       trail.Actor     `json:"actor"`
	Facts       json.RawMessage `json:"facts"`
}

// Task is an open task with who may conclude it now.
type Task struct {
	Case   string        `json:"case"`
	Visit  int           `json:"visit"`
	Node   string        `json:"node"`
	Title  item.Text     `json:"title"`
	Role   string        `json:"role"`
	DueOn  calendar.Date `json:"due_on,omitzero"`
	Parked bool          `json:"parked,omitempty"`
	MayAct []string      `json:"may_act"` // by the guards of the engine, among the people of the play
}

// Due is when a clock of a case runs out.
type Due struct {
	Case  string `json:"case"`
	Clock string `json:"clock"`
	clock.Due
}

// End is the last line: every case as it is, with its sheets.
type End struct {
	Cases []Case `json:"cases"`
}

// Case is a case at the end of the play.
type Case struct {
	Number string                 `json:"number"`
	State  workflow.State         `json:"state"`
	Sheets map[string]clock.Sheet `json:"sheets"` // by the clock's name; step/N is the limit of visit N
	Route  []workflow.Leg         `json:"route,omitempty"`
}

func refusedBy(e *workflow.Error) *Refused {
	return &Refused{Code: e.Code, Zh: e.Text.Zh, En: e.Text.En, Field: e.Field, Nodes: e.Nodes, Who: e.Who, Forms: e.Fields}
}

// report adds what is there now.
func (p *Play) report(ctx context.Context, t *Told) error {
	t.Entries, t.Tasks, t.Clocks = []Entry{}, []Task{}, []Due{}
	today := calendar.DateOf(p.clock.Now())
	for _, id := range p.cases {
		entries := p.store.Entries("case/" + string(id))
		s := p.stored(id)
		for _, r := range entries[p.told[id]:] {
			e := r.Entry
			t.Entries = append(t.Entries, Entry{s.Number, e.Number, e.Kind, civil(e.EffectiveAt), e.Actor, e.Facts})
		}
		p.told[id] = len(entries)
		tasks, err := p.tasks(ctx, s)
		if err != nil {
			return err
		}
		t.Tasks = append(t.Tasks, tasks...)
		for _, k := range s.Clocks {
			if k.Ended.IsZero() {
				t.Clocks = append(t.Clocks, Due{s.Number, k.Name, k.Due(p.Calendar, today)})
			}
		}
	}
	return nil
}

// tasks asks the guards for everybody in the play.
func (p *Play) tasks(ctx context.Context, s workflow.State) ([]Task, error) {
	it, err := p.engine.Items.Item(s.Item, s.Version)
	if err != nil {
		return nil, err
	}
	var list []Task
	at := map[int]int{}
	for _, t := range p.store.Tasks(s.ID) {
		at[t.Visit] = len(list)
		list = append(list, Task{Case: s.Number, Visit: t.Visit, Node: t.Node, Title: it.Place(t.Node).Title, Role: t.Role, DueOn: t.DueOn,
			Parked: t.Parked, MayAct: []string{}})
	}
	if len(list) == 0 {
		return nil, nil
	}
	for _, person := range p.People {
		may, err := p.engine.Explain(ctx, p.actor(line{Actor: person}), s.ID)
		if err != nil {
			return nil, err
		}
		for _, m := range may {
			k, open := at[m.Visit]
			if !m.Allowed || !open || m.Action != "decide" && m.Action != "issue" && m.Action != "reply" {
				continue
			}
			if who := list[k].MayAct; len(who) == 0 || who[len(who)-1] != person {
				list[k].MayAct = append(who, person)
			}
		}
	}
	return list, nil
}

// end is every case with the sheets of its clocks, and its route where the script asked for it.
func (p *Play) end() (End, error) {
	e := End{Cases: []Case{}}
	today := calendar.DateOf(p.clock.Now())
	for _, id := range p.cases {
		s := p.stored(id)
		c := Case{Number: s.Number, State: s, Sheets: map[string]clock.Sheet{}}
		for _, k := range s.Clocks {
			c.Sheets[k.Name] = k.Sheet(p.Calendar, today)
		}
		for i := range s.Visits {
			if k := s.Visits[i].Limit; !k.Start.IsZero() {
				c.Sheets["step/"+strconv.Itoa(i+1)] = k.Sheet(p.Calendar, today)
			}
		}
		if p.routes[id] {
			it, err := p.engine.Items.Item(s.Item, s.Version)
			if err != nil {
				return e, err
			}
			if c.Route, err = workflow.Route(it, p.store.Entries("case/"+string(id))); err != nil {
				return e, err
			}
		}
		e.Cases = append(e.Cases, c)
	}
	return e, nil
}

// stored is a case of the play; the store has every one of them.
func (p *Play) stored(id workflow.CaseID) workflow.State {
	c, err := p.store.Case(context.Background(), id)
	if err != nil {
		panic("play: a case of the play is not in its store: " + err.Error())
	}
	return c.State
}

func civil(t time.Time) string { return t.In(calendar.Zone).Format("2006-01-02 15:04:05") }
