package db

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"shenpi/workflow"
)

type substitutionRow struct {
	ID       string
	OfPerson string
	ByPerson string
	Roles    string
	Units    string
	Items    string
	FromDay  string
	UntilDay string
	Ended    bool
}

func (substitutionRow) TableName() string { return "substitution" }

type mandateRow struct {
	ID         string
	Enterprise string
	Agent      string
	Acts       string
	Items      string
	CaseID     string
	FromDay    string
	UntilDay   string
	Proof      string
	Ended      bool
}

func (mandateRow) TableName() string { return "mandate" }

func putSubstitution(tx *gorm.DB, s workflow.Substitution) error {
	return put(tx, []substitutionRow{{
		s.ID, s.Of, s.By, list(s.Roles), list(s.Units), list(s.Items), s.From.String(), s.Until.String(), s.Ended,
	}}, []string{"id"})
}

func putMandate(tx *gorm.DB, m workflow.Mandate) error {
	return put(tx, []mandateRow{{
		m.ID, m.Enterprise, m.Agent, list(m.Acts), list(m.Items), string(m.Case), m.From.String(), m.Until.String(), m.Proof, m.Ended,
	}}, []string{"id"})
}

func (r substitutionRow) substitution() (s workflow.Substitution, err error) {
	s = workflow.Substitution{ID: r.ID, Of: r.OfPerson, By: r.ByPerson, Ended: r.Ended}
	if s.From, err = day(r.FromDay); err != nil {
		return s, err
	}
	if s.Until, err = day(r.UntilDay); err != nil {
		return s, err
	}
	return s, errors.Join(ids(r.Roles, &s.Roles), ids(r.Units, &s.Units), ids(r.Items, &s.Items))
}

func (r mandateRow) mandate() (m workflow.Mandate, err error) {
	m = workflow.Mandate{ID: r.ID, Enterprise: r.Enterprise, Agent: r.Agent, Case: workflow.CaseID(r.CaseID), Proof: r.Proof, Ended: r.Ended}
	if m.From, err = day(r.FromDay); err != nil {
		return m, err
	}
	if m.Until, err = day(r.UntilDay); err != nil {
		return m, err
	}
	return m, errors.Join(ids(r.Acts, &m.Acts), ids(r.Items, &m.Items))
}

// Substitutions lists who stands in for whom, by id, ended ones too.
func (d *DB) Substitutions(ctx context.Context) ([]workflow.Substitution, error) {
	return rowsAs(d.reader(ctx).Order("id"), "substitutions", substitutionRow.substitution)
}

// Substitution reads one; NotFound when there is none.
func (d *DB) Substitution(ctx context.Context, id string) (workflow.Substitution, error) {
	rows, err := rowsAs(d.reader(ctx).Where("id = ?", id), "substitutions", substitutionRow.substitution)
	if err == nil && len(rows) == 0 {
		err = notFound("substitution_not_found", "没有这项代理。", "There is no such substitution.")
	}
	if err != nil {
		return workflow.Substitution{}, err
	}
	return rows[0], nil
}

// Mandates lists what agents may do for enterprises, by id, ended ones too.
func (d *DB) Mandates(ctx context.Context) ([]workflow.Mandate, error) {
	return rowsAs(d.reader(ctx).Order("id"), "mandates", mandateRow.mandate)
}

// Mandate reads one; NotFound when there is none.
func (d *DB) Mandate(ctx context.Context, id string) (workflow.Mandate, error) {
	rows, err := rowsAs(d.reader(ctx).Where("id = ?", id), "mandates", mandateRow.mandate)
	if err == nil && len(rows) == 0 {
		err = notFound("mandate_not_found", "没有这项委托授权。", "There is no such mandate.")
	}
	if err != nil {
		return workflow.Mandate{}, err
	}
	return rows[0], nil
}

// rowsAs reads the rows of a query as nouns.
func rowsAs[R, T any](q *gorm.DB, what string, read func(R) (T, error)) ([]T, error) {
	var rows []R
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list %s: %w", what, err)
	}
	var list []T
	for _, r := range rows {
		t, err := read(r)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", what, err)
		}
		list = append(list, t)
	}
	return list, nil
}

// ids reads what list wrote; an empty list is nil.
func ids(from string, to *[]string) error {
	if err := json.Unmarshal([]byte(from), to); err != nil {
		return fmt.Errorf("read a list of ids: %w", err)
	}
	if len(*to) == 0 {
		*to = nil
	}
	return nil
}
