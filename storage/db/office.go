package db

import (
	"context"
	"fmt"

	"shenpi/notify"
	"shenpi/workflow"
	"shenpi/workflow/item"
)

type unitRow struct {
	ID     string
	Parent string
	Zh     string
	En     string
	Code   string
}

func (unitRow) TableName() string { return "unit" }

type personRow struct {
	ID             string
	Name           string
	Unit           string
	Post           string
	Enterprise     string
	EnterpriseName string
	Disabled       bool
	Revision       int64
}

func (personRow) TableName() string { return "person" }

func (r personRow) person() workflow.Person {
	return workflow.Person{
		ID: r.ID, Name: r.Name, Unit: r.Unit, Post: r.Post, Enterprise: r.Enterprise, EnterpriseName: r.EnterpriseName,
		Disabled: r.Disabled, Revision: r.Revision,
	}
}

type appointmentRow struct {
	Person string
	Role   string
	Unit   string
}

func (appointmentRow) TableName() string { return "appointment" }

// flushRows writes what changes of administrative streams left, one by one: they are rare and their order matters.
func (b *batch) flushRows() error {
	for _, o := range b.outputs {
		for _, row := range o.Rows {
			if err := b.flushRow(row); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *batch) flushRow(row any) error {
	switch r := row.(type) {
	case workflow.Unit:
		return put(b.tx, []unitRow{{r.ID, r.Parent, r.Title.Zh, r.Title.En, r.Code}}, []string{"id"})
	case workflow.Person:
		p := personRow{r.ID, r.Name, r.Unit, r.Post, r.Enterprise, r.EnterpriseName, r.Disabled, r.Revision}
		return put(b.tx, []personRow{p}, []string{"id"})
	case workflow.Appointment:
		return insert(b.tx, []appointmentRow{appointmentRow(r)}, keepOld)
	case workflow.Unappoint:
		return b.tx.Where("person = ? AND role = ? AND unit = ?", r.Person, r.Role, r.Unit).Delete(&appointmentRow{}).Error
	case workflow.Substitution:
		return putSubstitution(b.tx, r)
	case workflow.Mandate:
		return putMandate(b.tx, r)
	case workflow.PublishedItem:
		return putItem(b.tx, r)
	case workflow.Proposal:
		return putProposal(b.tx, r)
	case workflow.CalendarYear:
		if err := put(b.tx, []yearRow{{r.Year, filled(r.Data)}}, []string{"year"}); err != nil {
			return err
		}
		return wakeAll(b.tx)
	case notify.Preference:
		return putPreference(b.tx, r)
	case notify.Webhook:
		return putWebhook(b.tx, r)
	case notify.EndedWebhook:
		return endWebhook(b.tx, r, b.d.instant())
	default:
		return fmt.Errorf("a row of the unknown type %T", row)
	}
}

// Units lists the unit tree by id.
func (d *DB) Units(ctx context.Context) ([]workflow.Unit, error) {
	var rows []unitRow
	if err := d.reader(ctx).Order("id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list units: %w", err)
	}
	var list []workflow.Unit
	for _, r := range rows {
		list = append(list, workflow.Unit{ID: r.ID, Parent: r.Parent, Title: item.Text{Zh: r.Zh, En: r.En}, Code: r.Code})
	}
	return list, nil
}

// PeopleCalled lists who has an id or a whole name, by id, those who are disabled too; at most a page.
func (d *DB) PeopleCalled(ctx context.Context, who string) ([]workflow.Person, error) {
	var rows []personRow
	if err := d.reader(ctx).Where("id = ? OR name = ?", who, who).Order("id").Limit(maxPage).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("find people by name: %w", err)
	}
	return peopleOf(rows), nil
}

// FindPeople lists by id whom a filter finds, those who are disabled too.
func (d *DB) FindPeople(ctx context.Context, f workflow.PersonFilter) (workflow.Page[workflow.Person], error) {
	var page workflow.Page[workflow.Person]
	q := d.reader(ctx)
	if f.Units != nil {
		q = q.Where("unit IN ?", f.Units)
	}
	if f.Among != nil {
		q = q.Where("id IN ?", f.Among)
	}
	switch f.Kind {
	case "staff":
		q = q.Where("enterprise = ''")
	case "enterprise":
		q = q.Where("enterprise <> ''")
	}
	if f.Text != "" {
		q = d.about(q, f.Text, "id", "name", "post", "enterprise", "enterprise_name")
	}
	var after struct{ ID string }
	if more, err := d.after(f.Cursor, "people", &after); err != nil {
		return page, err
	} else if more {
		q = q.Where("id > ?", after.ID)
	}
	limit := pageSize(f.Limit)
	var rows []personRow
	if err := q.Order("id").Limit(limit + 1).Find(&rows).Error; err != nil {
		return page, fmt.Errorf("find people: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		after.ID = rows[limit-1].ID
		page.Next = d.cursor("people", after)
	}
	page.Rows = peopleOf(rows)
	return page, nil
}

// People lists everybody by id, those who are disabled too.
func (d *DB) People(ctx context.Context) ([]workflow.Person, error) {
	var rows []personRow
	if err := d.reader(ctx).Order("id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	return peopleOf(rows), nil
}

func peopleOf(rows []personRow) (list []workflow.Person) {
	for _, r := range rows {
		list = append(list, r.person())
	}
	return list
}

// Person reads one person; NotFound when there is none.
func (d *DB) Person(ctx context.Context, id string) (workflow.Person, error) {
	var r personRow
	err := d.reader(ctx).Where("id = ?", id).Take(&r).Error
	err = missing(err, func() error { return notFound("person_not_found", "没有这个人员。", "There is no such person.") })
	return r.person(), err
}

// EnterpriseNames are the names of those enterprises of the list that have an account, by credit code.
func (d *DB) EnterpriseNames(ctx context.Context, codes []string) (map[string]string, error) {
	var rows []personRow
	err := d.reader(ctx).Where("enterprise IN ? AND enterprise_name <> ''", codes).Order("id DESC").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the names of enterprises: %w", err)
	}
	names := map[string]string{}
	for _, r := range rows {
		names[r.Enterprise] = r.EnterpriseName
	}
	return names, nil
}

// Appointments lists who has which role where.
func (d *DB) Appointments(ctx context.Context) ([]workflow.Appointment, error) {
	var rows []appointmentRow
	if err := d.reader(ctx).Order("person, role, unit").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list appointments: %w", err)
	}
	var list []workflow.Appointment
	for _, r := range rows {
		list = append(list, workflow.Appointment(r))
	}
	return list, nil
}
