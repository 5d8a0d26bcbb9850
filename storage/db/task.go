package db

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/flow"
)

// noDay is the day of what has no limit: it sorts last.
const noDay = "9999-12-31"

type taskRow struct {
	CaseID     string
	Visit      int
	Node       string
	Kind       string
	Role       string
	Authority  string
	Item       string
	Version    int
	CaseNumber string
	Applicant  string
	OpenedAt   int64
	DueOn      string
	CaseDueOn  string
	UrgentOn   string // the earlier of the two
	AnswerBy   string
	Card       string
	Claimed    string
	OpenSeats  int
	Picks      string
	Takable    bool
	Parked     bool
	Named      string
	Waiting    string
	Voted      string
	Barred     string
	Delegated  string
}

func (taskRow) TableName() string { return "task" }

type taskKey struct {
	CaseID string
	Visit  int
}

func (k taskKey) values() []any { return []any{k.CaseID, int64(k.Visit)} }

func (r taskRow) key() taskKey { return taskKey{r.CaseID, r.Visit} }

var taskColumns = []column{{"case_id", "text"}, {"visit", "bigint"}}

func newTaskRow(c workflow.CaseID, t workflow.Task) taskRow {
	return taskRow{
		CaseID: string(c), Visit: t.Visit, Node: t.Node, Kind: t.Kind, Role: t.Role, Authority: t.Authority, Item: t.Item,
		Version: t.Version, CaseNumber: t.CaseNumber, Applicant: t.Applicant, OpenedAt: micros(t.OpenedAt),
		DueOn: dayOrLast(t.DueOn), CaseDueOn: dayOrLast(t.CaseDueOn), UrgentOn: min(dayOrLast(t.DueOn), dayOrLast(t.CaseDueOn)),
		AnswerBy: dayOrLast(t.AnswerBy), Card: t.Card, Claimed: t.Claimed, OpenSeats: t.OpenSeats,
		Picks: t.Picks, Takable: t.Takable, Parked: t.Parked, Named: list(t.Named), Waiting: list(t.Waiting), Voted: list(t.Voted),
		Barred: list(t.Barred), Delegated: delegations(t.Delegated),
	}
}

func (r taskRow) task() (t workflow.Task, err error) {
	t = workflow.Task{
		Case: workflow.CaseID(r.CaseID), Visit: r.Visit, Node: r.Node, Kind: r.Kind, Role: r.Role, Authority: r.Authority,
		Item: r.Item, Version: r.Version, CaseNumber: r.CaseNumber, Applicant: r.Applicant, OpenedAt: instant(r.OpenedAt),
		Card: r.Card, Claimed: r.Claimed, OpenSeats: r.OpenSeats, Picks: r.Picks, Takable: r.Takable, Parked: r.Parked,
	}
	if t.DueOn, err = day(r.DueOn); err != nil {
		return t, err
	}
	if t.CaseDueOn, err = day(r.CaseDueOn); err != nil {
		return t, err
	}
	if t.AnswerBy, err = day(r.AnswerBy); err != nil {
		return t, err
	}
	for _, l := range []struct {
		from string
		to   *[]string
	}{{r.Named, &t.Named}, {r.Waiting, &t.Waiting}, {r.Voted, &t.Voted}, {r.Barred, &t.Barred}} {
		if err := ids(l.from, l.to); err != nil {
			return t, err
		}
	}
	if r.Delegated == "[]" {
		return t, nil
	}
	return t, json.Unmarshal([]byte(r.Delegated), &t.Delegated)
}

// delegations keeps who prepares a task for whom as JSON, in which delegatedTo looks for one of them.
func delegations(list []flow.Delegation) string {
	parts := make([]string, len(list))
	for i, d := range list {
		parts[i] = `{"of":` + quoted(d.Of) + "," + delegatedTo(d.To) + "}"
	}
	return "[" + strings.Join(parts, ",") + "]"
}

func delegatedTo(person string) string { return `"to":` + quoted(person) }

func dayOrLast(d calendar.Date) string {
	if d.IsZero() {
		return noDay
	}
	return d.String()
}

func day(s string) (calendar.Date, error) {
	if s == noDay || s == "" {
		return calendar.Date{}, nil
	}
	return calendar.Parse(s)
}

// list keeps ids as a JSON array, in which quoted looks for one of them.
func list(ids []string) string {
	parts := make([]string, len(ids))
	for i, id := range ids {
		parts[i] = quoted(id)
	}
	return "[" + strings.Join(parts, ",") + "]"
}

func quoted(id string) string {
	b, err := json.Marshal(id)
	if err != nil {
		panic(err) // a string always can be written
	}
	return string(b)
}

// flushTasks leaves of each task what the last member of the batch made of it.
func (b *batch) flushTasks() error {
	type change struct {
		key taskKey
		row *taskRow // nil = closed
	}
	var changes []change
	for c, o := range b.outputs {
		for _, visit := range o.CloseTasks {
			changes = append(changes, change{taskKey{string(c), visit}, nil})
		}
		for _, t := range o.PutTasks {
			r := newTaskRow(c, t)
			changes = append(changes, change{r.key(), &r})
		}
	}
	var closed []taskKey
	var open []taskRow
	for _, c := range latest(changes, func(c change) taskKey { return c.key }) {
		if c.row == nil {
			closed = append(closed, c.key)
		} else {
			open = append(open, *c.row)
		}
	}
	if len(closed) > 0 {
		where, args := among(b.d.kind, taskColumns, closed, taskKey.values)
		if err := b.tx.Where(where, args...).Delete(&taskRow{}).Error; err != nil {
			return err
		}
	}
	return put(b.tx, open, []string{"case_id", "visit"})
}

func tasks(rows []taskRow) ([]workflow.Task, error) {
	var open []workflow.Task
	for _, r := range rows {
		t, err := r.task()
		if err != nil {
			return nil, fmt.Errorf("read task %d of case %s: %w", r.Visit, r.CaseID, err)
		}
		open = append(open, t)
	}
	return open, nil
}

// CaseTasks lists all open tasks of a case, parked ones too.
func (d *DB) CaseTasks(ctx context.Context, id workflow.CaseID) ([]workflow.Task, error) {
	var rows []taskRow
	if err := d.reader(ctx).Where("case_id = ?", string(id)).Order("visit").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list tasks of a case: %w", err)
	}
	return tasks(rows)
}
