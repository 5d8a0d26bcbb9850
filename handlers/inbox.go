package handlers

import (
	"slices"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

type countTasksInput struct {
	Body struct {
		Searches []TaskSearch `json:"searches" minItems:"1" maxItems:"60"`
	}
}

// TaskCount is how many tasks a search finds.
type TaskCount struct {
	Count int  `json:"count"`
	More  bool `json:"more" doc:"There are more than were counted"`
}

type countTasksOutput struct {
	Body struct {
		Counts []TaskCount `json:"counts" doc:"In the order of the searches"`
	}
}

// countedTasks bounds how far tasks are counted: a number on a tab need not be larger.
const countedTasks = 999

// search is what a person may work on, of what they look for.
func (s *Server) search(c *call, look TaskSearch) (workflow.TaskFilter, []workflow.StandIn) {
	me := c.who.id()
	away := workflow.StandsIn(s.Engine.Office.Substitutions(me), s.today(), s.Authorizer.Held)
	return workflow.TaskFilter{
		Person: me, Roles: s.Authorizer.Held(me), StandsIn: away, Claimed: look.Claimed, Free: look.Free,
		Item: look.Item, Node: look.Node, Unit: look.Unit, Card: look.Card, Text: look.Text,
	}, away
}

func (s *Server) countTasks(c *call, in *countTasksInput) (*countTasksOutput, error) {
	out := &countTasksOutput{}
	for _, look := range in.Body.Searches {
		filter, _ := s.search(c, look)
		filter.Limit = countedTasks + 1
		n, err := s.Cases.CountTasks(c, filter)
		if err != nil {
			return nil, err
		}
		out.Body.Counts = append(out.Body.Counts, TaskCount{min(n, countedTasks), n > countedTasks})
	}
	return out, nil
}

func (s *Server) listTasks(c *call, in *taskListInput) (*pageOutput[Task], error) {
	filter, away := s.search(c, in.TaskSearch)
	filter.Cursor, filter.Limit = in.Cursor, in.Limit
	page, err := s.inbox(c, filter, in.Actions)
	if err != nil {
		return nil, err
	}
	called, err := s.enterprises(c, rowsOf(page.Rows, func(t workflow.TaskCase) string { return t.Applicant }))
	if err != nil {
		return nil, err
	}
	names := s.names(c)
	out := &pageOutput[Task]{Page[Task]{Rows: []Task{}, Next: page.Next}}
	for _, t := range page.Rows {
		row := s.taskRow(c, t.Task)
		row.Name = called[t.Applicant]
		whose(&row, names, t.Task, filter.Person, away)
		if in.Actions {
			if row.Actions, err = s.taskActions(c, t); err != nil {
				return nil, err
			}
		}
		out.Body.Rows = append(out.Body.Rows, row)
	}
	return out, nil
}

// inbox reads a page of tasks, with their cases where these are needed.
func (s *Server) inbox(c *call, f workflow.TaskFilter, cases bool) (workflow.Page[workflow.TaskCase], error) {
	if cases {
		return s.Cases.TaskCases(c, f)
	}
	page, err := s.Cases.Tasks(c, f)
	return workflow.Page[workflow.TaskCase]{Next: page.Next, Rows: rowsOf(page.Rows, func(t workflow.Task) workflow.TaskCase {
		return workflow.TaskCase{Task: t}
	})}, err
}

// taskActions asks the guards, on the case that came with the task: nothing is read again.
func (s *Server) taskActions(c *call, t workflow.TaskCase) ([]TaskAction, error) {
	list, err := s.Engine.ExplainTask(c.actor(), t.Case, t.Visit)
	if err != nil {
		return nil, doing("explain a task", err)
	}
	var may []TaskAction
	for _, p := range list {
		if p.Allowed {
			may = append(may, TaskAction{p.Action, p.Decision, p.Title, p.Reason, p.Batch})
		}
	}
	return may, nil
}

// whose says who else has part in a task one sees: who has it and is away, who prepares it, or for whom one does.
func whose(row *Task, names *names, t workflow.Task, me string, away []workflow.StandIn) {
	for _, d := range t.Delegated {
		switch me {
		case d.To:
			row.PreparesFor = names.somebody(d.Of)
		case d.Of:
			row.DelegatedTo = names.somebody(d.To)
		}
	}
	if t.Claimed == me || slices.Contains(t.Named, me) || row.PreparesFor != nil {
		return
	}
	for _, a := range away {
		if t.Claimed == a.Of || slices.Contains(t.Named, a.Of) {
			row.InPlaceOf = names.somebody(a.Of)
			return
		}
	}
}

func (s *Server) taskRow(c *call, t workflow.Task) Task {
	row := Task{
		Case: string(t.Case), CaseNumber: t.CaseNumber, Visit: t.Visit, Node: t.Node, Kind: t.Kind, Role: t.Role, Authority: t.Authority,
		Item: t.Item, Applicant: t.Applicant, OpenedAt: Instant{t.OpenedAt}, DueOn: t.DueOn, CaseDueOn: t.CaseDueOn, Card: t.Card,
		Claimed: t.Claimed == c.who.id(), OpenSeats: t.OpenSeats, Named: len(t.Named) > 0, Picks: s.picks(c, t), ItemTitle: item.Text{Zh: t.Item, En: t.Item},
		Title: item.Text{Zh: t.Node, En: t.Node},
	}
	if it, err := s.Engine.Items.Item(t.Item, t.Version); err == nil {
		row.ItemTitle = it.Title
		if n := it.Place(t.Node); n != nil {
			row.Title = n.Title
		}
	}
	return row
}

// picks reports whether the caller is who names or draws members of the panel.
func (s *Server) picks(c *call, t workflow.Task) bool {
	return t.Picks != "" && s.Engine.Office.Holds(c.who.id(), t.Picks, t.Authority)
}
