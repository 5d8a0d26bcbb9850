package db

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"gorm.io/gorm"

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
		DueOn: dayOrLast(t.DueOn), CaseDueOn: dayOrLast(t.CaseDueOn), Claimed: t.Claimed, OpenSeats: t.OpenSeats,
		Picks: t.Picks, Takable: t.Takable, Parked: t.Parked, Named: list(t.Named), Waiting: list(t.Waiting), Voted: list(t.Voted),
		Barred: list(t.Barred), Delegated: delegations(t.Delegated),
	}
}

func (r taskRow) task() (t workflow.Task, err error) {
	t = workflow.Task{
		Case: workflow.CaseID(r.CaseID), Visit: r.Visit, Node: r.Node, Kind: r.Kind, Role: r.Role, Authority: r.Authority,
		Item: r.Item, Version: r.Version, CaseNumber: r.CaseNumber, Applicant: r.Applicant, OpenedAt: instant(r.OpenedAt),
		Claimed: r.Claimed, OpenSeats: r.OpenSeats, Picks: r.Picks, Takable: r.Takable, Parked: r.Parked,
	}
	if t.DueOn, err = day(r.DueOn); err != nil {
		return t, err
	}
	if t.CaseDueOn, err = day(r.CaseDueOn); err != nil {
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

// Tasks lists what a person may work on now, the earliest due first, except what waits for an answer of the applicant: what
// they may decide, what they prepare for somebody, what those they stand in for have claimed or were named for, and the
// panels whose members they name or have drawn.
func (d *DB) Tasks(ctx context.Context, f workflow.TaskFilter) (workflow.Page[workflow.Task], error) {
	rows, next, err := d.inbox(ctx, f, "task.*")
	if err != nil {
		return workflow.Page[workflow.Task]{}, err
	}
	page := workflow.Page[workflow.Task]{Next: next}
	for _, r := range rows {
		t, err := r.read()
		if err != nil {
			return page, err
		}
		page.Rows = append(page.Rows, t)
	}
	return page, nil
}

// TaskCases is Tasks with the case of each, in the same one statement.
func (d *DB) TaskCases(ctx context.Context, f workflow.TaskFilter) (workflow.Page[workflow.TaskCase], error) {
	rows, next, err := d.inbox(ctx, f, "task.*, (SELECT state FROM cases WHERE id = task.case_id) AS state, "+
		"(SELECT next_due FROM cases WHERE id = task.case_id) AS next_due")
	if err != nil {
		return workflow.Page[workflow.TaskCase]{}, err
	}
	page := workflow.Page[workflow.TaskCase]{Next: next}
	for _, r := range rows {
		t, err := r.read()
		if err != nil {
			return page, err
		}
		c := &workflow.Case{}
		if err := json.Unmarshal(r.State, &c.State); err != nil {
			return page, fmt.Errorf("read the state of case %s: %w", r.Task.CaseID, err)
		}
		c.State.NextDue = instant(r.NextDue)
		page.Rows = append(page.Rows, workflow.TaskCase{Task: t, Case: c})
	}
	return page, nil
}

// inboxRow is a task and, where it was asked for, the case it is of.
type inboxRow struct {
	Task    taskRow `gorm:"embedded"`
	State   []byte
	NextDue int64
}

func (r inboxRow) read() (workflow.Task, error) {
	t, err := r.Task.task()
	if err != nil {
		return t, fmt.Errorf("read task %d of case %s: %w", r.Task.Visit, r.Task.CaseID, err)
	}
	return t, nil
}

// inbox is one page of tasks, with the columns asked for, and where the next one begins. The page is found first, by keys
// alone: each way to come by a task is looked up in the order of the list and no further than a page, so that nobody
// looks at every task of the office.
func (d *DB) inbox(ctx context.Context, f workflow.TaskFilter, columns string) (rows []inboxRow, next string, err error) {
	var after struct {
		Due   string
		Case  string
		Visit int
	}
	more, err := d.after(f.Cursor, "tasks", &after)
	if err != nil {
		return nil, "", err
	}
	limit := pageSize(f.Limit)
	var found []string
	var ways []any
	for k, way := range d.ways(ctx, f) {
		q := d.reader(ctx).Table("task").Select("due_on, case_id, visit").Where("parked = ?", false).Where(way)
		if more {
			q = q.Where("(due_on, case_id, visit) > (?, ?, ?)", after.Due, after.Case, after.Visit)
		}
		found = append(found, fmt.Sprintf("SELECT due_on, case_id, visit FROM (?) AS way%d", k))
		ways = append(ways, q.Order("due_on, case_id, visit").Limit(limit+1))
	}
	page := "(" + strings.Join(found, " UNION ") + " ORDER BY due_on, case_id, visit LIMIT ?) AS page"
	err = d.reader(ctx).Table("task JOIN "+page+" ON page.case_id = task.case_id AND page.visit = task.visit", append(ways, limit+1)...).
		Select(columns).Order("task.due_on, task.case_id, task.visit").Find(&rows).Error
	if err != nil {
		return nil, "", fmt.Errorf("list tasks: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1].Task
		after.Due, after.Case, after.Visit = last.DueOn, last.CaseID, last.Visit
		next = d.cursor("tasks", after)
	}
	return rows, next, nil
}

// maxWays bounds how many roles in units are looked up one by one.
const maxWays = 64

// ways are where a person may act now: where it is their turn, by each role and unit, and where they pick the members.
func (d *DB) ways(ctx context.Context, f workflow.TaskFilter) []*gorm.DB {
	mine := d.turns(ctx, f)
	var ways []*gorm.DB
	for _, one := range apart(f.Roles) {
		ways = append(ways, d.reader(ctx).Where(d.held(ctx, "role", one)).Where(mine))
	}
	if !f.Claimed {
		ways = append(ways, d.reader(ctx).Where("picks <> ''").Where(d.held(ctx, "picks", f.Roles))) // as its index says
	}
	if len(ways) == 0 {
		ways = append(ways, d.held(ctx, "role", nil))
	}
	return ways
}

// apart takes roles apart into those of one unit each, which the index of the inbox gives in order; very many are left
// together.
func apart(roles []workflow.RoleInUnits) [][]workflow.RoleInUnits {
	var list [][]workflow.RoleInUnits
	for _, r := range roles {
		for _, unit := range r.Units {
			list = append(list, []workflow.RoleInUnits{{Role: r.Role, Units: []string{unit}}})
		}
	}
	if len(list) > maxWays {
		return [][]workflow.RoleInUnits{roles}
	}
	return list
}

// turns is where it is a person's turn, of what their roles let them do.
func (d *DB) turns(ctx context.Context, f workflow.TaskFilter) *gorm.DB {
	me := quoted(f.Person)
	turn := d.reader(ctx).Where("(takable = ? OR "+d.lists("named")+" > 0) AND "+d.lists("waiting")+" = 0", true, me, me)
	free := d.reader(ctx).Where(d.lists("voted")+" = 0 AND "+d.lists("barred")+" = 0", me, me)
	if f.Claimed {
		return free.Where(turn).Where("claimed = ? AND claimed <> ''", f.Person)
	}
	mine := turn.Where("claimed IN ('', ?)", f.Person).Or(d.lists("delegated")+" > 0", delegatedTo(f.Person))
	for _, s := range f.StandsIn {
		mine = mine.Or(d.inPlaceOf(ctx, s))
	}
	return free.Where(mine)
}

// inPlaceOf is what somebody has that one may act on in their place.
func (d *DB) inPlaceOf(ctx context.Context, s workflow.StandIn) *gorm.DB {
	of := quoted(s.Of)
	q := d.reader(ctx).Where("(claimed = ? OR "+d.lists("named")+" > 0)", s.Of, of).
		Where(d.lists("voted")+" = 0 AND "+d.lists("barred")+" = 0", of, of).Where(d.held(ctx, "role", s.Held))
	if len(s.Items) > 0 {
		q = q.Where("item IN ?", s.Items)
	}
	return q
}

// lists is where a JSON array of ids has a quoted id; 0 = nowhere.
func (d *DB) lists(column string) string {
	if d.kind == postgresKind {
		return "strpos(" + column + ", ?)"
	}
	return "instr(" + column + ", ?)"
}

// held is where a column names a role that is held in the unit of the task.
func (d *DB) held(ctx context.Context, column string, roles []workflow.RoleInUnits) *gorm.DB {
	var any *gorm.DB // without a term that is never true: it would keep an index from being used
	for _, r := range roles {
		if len(r.Units) == 0 {
			continue
		}
		one := d.reader(ctx).Where(column+" = ? AND authority IN ?", r.Role, r.Units)
		if any == nil {
			any = one
		} else {
			any = any.Or(one)
		}
	}
	if any == nil {
		return d.reader(ctx).Where("1 = 0")
	}
	return any
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
