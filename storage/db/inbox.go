package db

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"shenpi/workflow"
)

// Tasks lists what a person may work on now, the most urgent first, except what waits for an answer of the applicant: what
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
	page, args := d.found(ctx, f, limit+1, func(q *gorm.DB) *gorm.DB {
		if more {
			return q.Where("(urgent_on, case_id, visit) > (?, ?, ?)", after.Due, after.Case, after.Visit)
		}
		return q
	})
	err = d.reader(ctx).Table("task JOIN "+page+" ON page.case_id = task.case_id AND page.visit = task.visit", args...).
		Select(columns).Order("task.urgent_on, task.case_id, task.visit").Find(&rows).Error
	if err != nil {
		return nil, "", fmt.Errorf("list tasks: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1].Task
		after.Due, after.Case, after.Visit = last.UrgentOn, last.CaseID, last.Visit
		next = d.cursor("tasks", after)
	}
	return rows, next, nil
}

// found is a table of the keys of the first tasks that the filter finds, of those that from leaves.
func (d *DB) found(ctx context.Context, f workflow.TaskFilter, limit int, from func(*gorm.DB) *gorm.DB) (table string, args []any) {
	var found []*gorm.DB
	for _, way := range d.ways(ctx, f) {
		found = append(found, from(d.narrowed(d.reader(ctx).Table("task").Where("parked = ?", false).Where(way), f)))
	}
	const keys = "urgent_on, case_id, visit"
	return firstOf(keys, keys, limit, found)
}

// narrowed bounds tasks by what somebody looks for among those that are theirs.
func (d *DB) narrowed(q *gorm.DB, f workflow.TaskFilter) *gorm.DB {
	if f.Free {
		q = q.Where("claimed = ''")
	}
	for column, value := range map[string]string{"item": f.Item, "node": f.Node, "authority": f.Unit} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	if worse := workflow.AsBad(f.Card); len(worse) > 0 {
		q = q.Where("card IN ? AND card <> ''", worse) // as its index says
	}
	return d.mentioned(q, "case_number", f.Text)
}

// mentioned bounds a list by part of the number in a column, of the applicant's credit code or of its name; A to Z are small or great.
func (d *DB) mentioned(q *gorm.DB, number, text string) *gorm.DB {
	if text == "" {
		return q
	}
	part := "%" + likeEscape.Replace(strings.Map(great, text)) + "%"
	has := func(column string) string { return d.great(column) + ` LIKE ? ESCAPE '\'` }
	return q.Where("("+has(number)+" OR "+has("applicant")+" OR applicant IN (SELECT enterprise FROM person WHERE enterprise <> '' AND "+
		has("enterprise_name")+"))", part, part, part)
}

// about bounds a list by part of any of some columns; A to Z are small or great.
func (d *DB) about(q *gorm.DB, text string, columns ...string) *gorm.DB {
	part := "%" + likeEscape.Replace(strings.Map(great, text)) + "%"
	var has []string
	var args []any
	for _, column := range columns {
		has, args = append(has, d.great(column)+` LIKE ? ESCAPE '\'`), append(args, part)
	}
	return q.Where("("+strings.Join(has, " OR ")+")", args...)
}

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// great folds the letters that both databases fold alike, and no others.
func great(r rune) rune {
	if 'a' <= r && r <= 'z' {
		return r - 'a' + 'A'
	}
	return r
}

// great is a column in the same letters: SQLite knows no others, and PostgreSQL is told to leave them.
func (d *DB) great(column string) string {
	if d.kind == postgresKind {
		return "upper(" + column + ` COLLATE "C")`
	}
	return "upper(" + column + ")"
}

// CountTasks says how many tasks a filter finds, up to a limit.
func (d *DB) CountTasks(ctx context.Context, f workflow.TaskFilter) (int, error) {
	page, args := d.found(ctx, f, f.Limit, func(q *gorm.DB) *gorm.DB { return q })
	var n int64
	if err := d.reader(ctx).Table(page, args...).Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count tasks: %w", err)
	}
	return int(n), nil
}

// maxBound bounds how many values one statement is given: SQLite takes 32766, PostgreSQL 65535.
const maxBound = 20_000

// ways are where a person may act now: where it is their turn, by each role and unit, and where they pick the members.
func (d *DB) ways(ctx context.Context, f workflow.TaskFilter) []*gorm.DB {
	var ways []*gorm.DB
	for _, one := range apart(f) {
		ways = append(ways, d.reader(ctx).Where(d.held(ctx, "role", one)).Where(d.turns(ctx, f, one)))
	}
	if !f.Claimed {
		ways = append(ways, d.reader(ctx).Where("picks <> ''").Where(d.held(ctx, "picks", f.Roles))) // as its index says
	}
	if len(ways) == 0 {
		ways = append(ways, d.held(ctx, "role", nil))
	}
	return ways
}

// apart takes roles apart into those of one unit each, which the index of the inbox gives in order; very many, or as many as
// would write those that one stands in for too often, are left together.
func apart(f workflow.TaskFilter) [][]workflow.RoleInUnits {
	var list [][]workflow.RoleInUnits
	for _, r := range f.Roles {
		for _, unit := range r.Units {
			list = append(list, []workflow.RoleInUnits{{Role: r.Role, Units: []string{unit}}})
		}
	}
	bound := 20 // about as many values has a way of its own
	for _, s := range f.StandsIn {
		bound += 4 + len(s.Items)
	}
	if len(list) > maxWays || len(list)*bound > maxBound {
		return [][]workflow.RoleInUnits{f.Roles}
	}
	return list
}

// turns is where it is a person's turn, of what some of their roles let them do.
func (d *DB) turns(ctx context.Context, f workflow.TaskFilter, roles []workflow.RoleInUnits) *gorm.DB {
	me := quoted(f.Person)
	turn := d.reader(ctx).Where("(takable = ? OR "+d.lists("named")+" > 0) AND "+d.lists("waiting")+" = 0", true, me, me)
	free := d.reader(ctx).Where(d.lists("voted")+" = 0 AND "+d.lists("barred")+" = 0", me, me)
	if f.Claimed {
		return free.Where(turn).Where("claimed = ? AND claimed <> ''", f.Person)
	}
	mine := turn.Where("claimed IN ('', ?)", f.Person).Or(d.lists("delegated")+" > 0", delegatedTo(f.Person))
	for _, s := range f.StandsIn {
		if len(roles) == 1 && len(roles[0].Units) == 1 { // they hold the very one, or have nothing there
			if holds(s.Held, roles[0].Role, roles[0].Units[0]) {
				mine = mine.Or(d.inPlaceOf(ctx, s))
			}
			continue
		}
		mine = mine.Or(d.inPlaceOf(ctx, s).Where(d.held(ctx, "role", s.Held)))
	}
	return free.Where(mine)
}

func holds(held []workflow.RoleInUnits, role, unit string) bool {
	return slices.ContainsFunc(held, func(r workflow.RoleInUnits) bool { return r.Role == role && slices.Contains(r.Units, unit) })
}

// inPlaceOf is what somebody has that one may act on in their place, where they hold the role of it.
func (d *DB) inPlaceOf(ctx context.Context, s workflow.StandIn) *gorm.DB {
	of := quoted(s.Of)
	q := d.reader(ctx).Where("(claimed = ? OR "+d.lists("named")+" > 0)", s.Of, of).
		Where(d.lists("voted")+" = 0 AND "+d.lists("barred")+" = 0", of, of)
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

// fewUnits is how many units are values of their own in a statement; more go in one.
const fewUnits = 16

// among is where a column names one of some units: however many there are, the statement takes them.
func (d *DB) among(column string, units []string) (condition, list any) {
	if len(units) <= fewUnits {
		return column + " IN ?", units
	}
	all, _ := json.Marshal(units) // strings always can
	if d.kind == postgresKind {
		return column + " IN (SELECT jsonb_array_elements_text(CAST(? AS jsonb)))", string(all)
	}
	return column + " IN (SELECT value FROM json_each(?))", string(all)
}

// held is where a column names a role that is held in the unit of the task.
func (d *DB) held(ctx context.Context, column string, roles []workflow.RoleInUnits) *gorm.DB {
	var any *gorm.DB // without a term that is never true: it would keep an index from being used
	for _, r := range roles {
		if len(r.Units) == 0 {
			continue
		}
		one := d.reader(ctx).Where(column+" = ?", r.Role)
		one = one.Where(d.among("authority", r.Units))
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
