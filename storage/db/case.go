package db

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"gorm.io/gorm"

	"shenpi/workflow"
	"shenpi/workflow/trail"
)

// caseStream is the stream of a case.
func caseStream(id workflow.CaseID) string { return "case/" + string(id) }

// caseRow is a new case. Later only what can change is written; see moveCases.
type caseRow struct {
	ID        string
	Listed    caseListed `gorm:"embedded"`
	CreatedAt int64      `gorm:"autoCreateTime:false"`
	NextDue   int64
	Revision  int64
	HeadHash  []byte
	HeadAt    int64
	State     []byte
}

// caseListed is what lists find and show of a case: its state says it too.
type caseListed struct {
	Number     string
	Item       string
	Version    int
	Authority  string
	Applicant  string
	Status     string
	Outcome    string
	EndNode    string // the end of the flow it came to
	ReceivedOn string
	Rating     string // by its applicant: its grade, toRate while it may be given, else empty
	Waits      bool   // for its applicant
}

func listed(s *workflow.State) caseListed {
	return caseListed{
		Number: s.Number, Item: s.Item, Version: s.Version, Authority: s.Authority, Applicant: s.Applicant, Status: s.Status,
		Outcome: string(s.Outcome), EndNode: s.Position.End, ReceivedOn: s.ReceivedOn.String(), Rating: ratingOf(s),
		Waits: s.WaitsForApplicant(),
	}
}

const toRate = "open"

func ratingOf(s *workflow.State) string {
	switch {
	case s.Rating != nil:
		return s.Rating.Grade
	case s.Rateable():
		return toRate
	}
	return ""
}

func (caseRow) TableName() string { return "cases" }

type formRow struct {
	CaseID string
	Form   []byte
}

func (formRow) TableName() string { return "case_form" }

// caseContent is what is read of a case to work on it.
type caseContent struct {
	ID       string
	Revision int64
	HeadHash []byte
	HeadAt   int64
	NextDue  int64
	State    []byte
	Form     []byte
}

const (
	caseContents = "cases.id, cases.revision, cases.head_hash, cases.head_at, cases.next_due, cases.state, case_form.form"
	withForm     = "LEFT JOIN case_form ON case_form.case_id = cases.id"
)

// caseNow is a case within a batch.
type caseNow struct {
	row   caseRow
	form  []byte
	head  trail.Head
	files []string // objects the batch has newly named

	decoded *workflow.Case // what State and form say, if that is known already; shared, so only read

	old                           int64 // revision as loaded
	created, changed, formChanged bool
}

func (c caseContent) now() caseNow {
	return caseNow{
		row:  caseRow{ID: c.ID, State: c.State, NextDue: c.NextDue},
		form: c.Form, head: headOf(caseStream(workflow.CaseID(c.ID)), c.Revision, c.HeadHash, c.HeadAt), old: c.Revision,
	}
}

func (c caseNow) decode() (*workflow.Case, error) {
	if c.decoded != nil {
		read := *c.decoded // the state is shared; when something is due stands beside it
		read.State.NextDue = instant(c.row.NextDue)
		read.Form = c.form
		return &read, nil
	}
	read := &workflow.Case{}
	if err := json.Unmarshal(c.row.State, &read.State); err != nil {
		return nil, fmt.Errorf("read the state of case %s: %w", c.row.ID, err)
	}
	read.State.NextDue = instant(c.row.NextDue)
	if c.form != nil {
		read.Form = slices.Clone(c.form)
	}
	return read, nil
}

func encodeCase(c *workflow.Case) (caseNow, error) {
	s := &c.State
	state, err := json.Marshal(s)
	if err != nil {
		return caseNow{}, fmt.Errorf("write the state of case %s: %w", s.ID, err)
	}
	return caseNow{
		row: caseRow{
			ID: string(s.ID), Listed: listed(s), CreatedAt: micros(s.Head.RecordedAt), NextDue: micros(s.NextDue),
			Revision: s.Head.Number, HeadHash: s.Head.Hash[:], HeadAt: micros(s.Head.RecordedAt), State: state,
		},
		form:    slices.Clone(c.Form),
		head:    s.Head,
		decoded: c,
	}, nil
}

// filesOf lists the objects that are kept for a case: none once what people wrote was erased.
func filesOf(c *workflow.Case) (files []string) {
	if c == nil || !c.State.ErasedOn.IsZero() {
		return nil
	}
	for _, f := range c.State.Materials {
		files = append(files, f.SHA256)
	}
	for _, k := range c.State.Calls {
		if k.Result != nil && k.Result.File != nil {
			files = append(files, k.Result.File.SHA256)
		}
	}
	return files
}

// moved are the columns of a case that commands change, in the order of caseNow.moved.
var moved = []column{
	{"id", "text"}, {"old", "bigint"}, {"revision", "bigint"}, {"status", "text"}, {"outcome", "text"}, {"end_node", "text"},
	{"received_on", "text"}, {"next_due", "bigint"}, {"head_hash", "bytea"}, {"head_at", "bigint"}, {"rating", "text"}, {"waits", "boolean"},
	{"state", "bytea"},
}

func (c caseNow) moved() []any {
	r := c.row
	l := r.Listed
	return []any{r.ID, c.old, r.Revision, l.Status, l.Outcome, l.EndNode, l.ReceivedOn, r.NextDue, r.HeadHash, r.HeadAt, l.Rating, l.Waits, r.State}
}

// moveCases writes the changed cases by comparing and swapping their revisions, and says which another writer had moved.
func moveCases(tx *gorm.DB, k kind, cases []caseNow) (map[workflow.CaseID]bool, error) {
	if len(cases) == 0 {
		return nil, nil
	}
	statement, args := moveStatement(k, cases)
	late := map[workflow.CaseID]bool{}
	for _, c := range cases {
		late[workflow.CaseID(c.row.ID)] = true
	}
	err := each(tx, statement, args, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		delete(late, workflow.CaseID(id))
		return err
	})
	return late, err
}

// moveStatement locks the rows on PostgreSQL in the order of their ids, as all writers lock them.
func moveStatement(k kind, cases []caseNow) (statement string, args []any) {
	lock, join, id := "", "", "id"
	if k == postgresKind {
		lock = ", l AS (SELECT c.id FROM cases c JOIN v ON v.id = c.id AND v.old = c.revision ORDER BY c.id FOR UPDATE OF c)"
		join, id = " JOIN l ON l.id = v.id", "u.id"
	}
	for _, c := range cases {
		args = append(args, c.moved()...)
	}
	return "WITH v (" + names(moved) + ") AS (" + values(k, moved, len(cases)) + ")" + lock +
		" UPDATE cases AS u SET revision = v.revision, status = v.status, outcome = v.outcome, end_node = v.end_node," +
		" received_on = v.received_on, next_due = v.next_due, head_hash = v.head_hash, head_at = v.head_at, rating = v.rating," +
		" waits = v.waits, state = v.state FROM v" + join +
		" WHERE u.id = v.id AND u.revision = v.old RETURNING " + id, args
}

// Case is workflow.Store's.
func (d *DB) Case(ctx context.Context, id workflow.CaseID) (*workflow.Case, error) {
	var c caseContent
	err := d.reader(ctx).Table("cases").Select(caseContents).Joins(withForm).
		Where("cases.id = ?", string(id)).Take(&c).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, caseNotFound()
	}
	if err != nil {
		return nil, fmt.Errorf("read case: %w", err)
	}
	return c.now().decode()
}

// CaseByNumber finds a case by the number people use; NotFound when there is none.
func (d *DB) CaseByNumber(ctx context.Context, number string) (workflow.CaseID, error) {
	var id string
	err := d.reader(ctx).Table("cases").Select("id").Where("number = ? AND number <> ''", number).Take(&id).Error
	if err = missing(err, caseNotFound); err != nil {
		return "", err
	}
	return workflow.CaseID(id), nil
}

// Due is workflow.Store's.
func (d *DB) Due(ctx context.Context, at time.Time, limit int) ([]workflow.CaseID, error) {
	var ids []workflow.CaseID
	err := d.reader(ctx).Table("cases").Where("next_due > 0 AND next_due <= ?", micros(at)).
		Order("next_due, id").Limit(limit).Pluck("id", &ids).Error
	if err != nil {
		return nil, fmt.Errorf("list due cases: %w", err)
	}
	return ids, nil
}

// LiveCases counts the cases that have not ended, by item and version.
func (d *DB) LiveCases(ctx context.Context) ([]workflow.LiveCases, error) {
	var list []workflow.LiveCases
	err := d.reader(ctx).Table("cases").Select("item, version, COUNT(*) AS cases").Where("status <> 'ended'").
		Group("item, version").Order("item, version").Find(&list).Error
	if err != nil {
		return nil, fmt.Errorf("count the live cases: %w", err)
	}
	return list, nil
}

// EachOpenCase walks over the cases that have not ended, the newest first, until so many were given.
func (d *DB) EachOpenCase(ctx context.Context, most int, fn func(*workflow.Case) error) error {
	last := caseRow{CreatedAt: math.MaxInt64}
	for most > 0 {
		var rows []struct {
			Case      caseContent `gorm:"embedded"`
			CreatedAt int64
		}
		size := min(chunk, most)
		err := d.reader(ctx).Table("cases").Select(caseContents+", cases.created_at").Joins(withForm).
			Where("cases.status <> 'ended' AND (cases.created_at, cases.id) < (?, ?)", last.CreatedAt, last.ID).
			Order("cases.created_at DESC, cases.id DESC").Limit(size).Find(&rows).Error
		if err != nil {
			return fmt.Errorf("list the open cases: %w", err)
		}
		for _, r := range rows {
			k, err := r.Case.now().decode()
			if err == nil {
				err = fn(k)
			}
			if err != nil {
				return err
			}
			last.CreatedAt, last.ID = r.CreatedAt, r.Case.ID
		}
		if most -= len(rows); len(rows) < size {
			return nil
		}
	}
	return nil
}
