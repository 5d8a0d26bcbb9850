package db

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"gorm.io/gorm"

	"shenpi/workflow"
	"shenpi/workflow/flow"
	"shenpi/workflow/trail"
)

// Problem is something in the database that contradicts something else in it.
type Problem struct {
	Code    string // snake_case: head_mismatch, task_missing, ...
	Subject string // what it is about: a case, a stream and number, a file
	Detail  string
}

func (p Problem) String() string { return p.Code + " " + p.Subject + ": " + p.Detail }

// maxProblems of one kind are listed; more say nothing new.
const maxProblems = 200

// Fsck holds the tables against each other: every projection against the cases and every case against the trail. It
// reads only. Whether the trail itself is true is for verification, whether the files are there for the object store.
func (d *DB) Fsck(ctx context.Context) ([]Problem, error) {
	var found []Problem
	for _, c := range contradictions {
		problems, err := d.look(ctx, c)
		if err != nil {
			return nil, fmt.Errorf("check %s: %w", c.code, err)
		}
		found = append(found, problems...)
	}
	cases, err := d.checkCases(ctx)
	if err != nil {
		return nil, fmt.Errorf("check cases: %w", err)
	}
	return append(found, cases...), nil
}

// contradiction is a query whose rows are problems, one subject each.
type contradiction struct{ code, detail, query string }

var contradictions = []contradiction{
	{"head_mismatch", "the case does not stand at the last of its entries",
		`SELECT c.id FROM cases c LEFT JOIN entry e ON e.stream = 'case/' || c.id AND e.number = c.revision
		 WHERE e.hash IS NULL OR e.hash <> c.head_hash OR EXISTS
		   (SELECT 1 FROM entry n WHERE n.stream = 'case/' || c.id AND n.number > c.revision)`},
	{"head_mismatch", "the stream does not stand at the last of its entries",
		`SELECT h.stream FROM stream_head h LEFT JOIN entry e ON e.stream = h.stream AND e.number = h.number
		 WHERE h.number > 0 AND (e.hash IS NULL OR e.hash <> h.hash) OR EXISTS
		   (SELECT 1 FROM entry n WHERE n.stream = h.stream AND n.number > h.number)`},
	{"stream_without_head", "there are entries, and no case or stream of that name",
		`SELECT e.stream FROM entry e WHERE e.number = 1
		   AND NOT EXISTS (SELECT 1 FROM cases c WHERE 'case/' || c.id = e.stream AND e.case_id = c.id)
		   AND NOT EXISTS (SELECT 1 FROM stream_head h WHERE h.stream = e.stream)`},
	{"number_gap", "the entries are not numbered from 1 without gaps",
		`SELECT stream FROM entry GROUP BY stream HAVING count(*) <> max(number) OR min(number) <> 1`},
	{"payload_lost", "the payload of the entry is gone, and not erased",
		`SELECT e.stream || ' ' || e.number FROM entry e WHERE e.payload
		   AND NOT EXISTS (SELECT 1 FROM entry_payload p WHERE p.stream = e.stream AND p.number = e.number)
		   AND NOT EXISTS (SELECT 1 FROM erasure x WHERE x.stream = e.stream AND x.number = e.number)`},
	{"erasure_unrecorded", "the payload of the entry is said to be erased, and no entry after it says so",
		`SELECT x.stream || ' ' || x.number FROM erasure x WHERE NOT EXISTS
		   (SELECT 1 FROM entry e WHERE e.stream = x.stream AND e.kind = '` + trail.KindErased + `' AND e.number > x.number)`},
	{"log_incomplete", "the entry is neither in the log nor waiting for the merger",
		`SELECT e.stream || ' ' || e.number FROM entry e
		 WHERE NOT EXISTS (SELECT 1 FROM log_position l WHERE l.stream = e.stream AND l.number = e.number)
		   AND NOT EXISTS (SELECT 1 FROM unmerged u WHERE u.stream = e.stream AND u.number = e.number)`},
	{"log_twice", "the entry is in the log and still waits for the merger",
		`SELECT u.stream || ' ' || u.number FROM unmerged u
		   JOIN log_position l ON l.stream = u.stream AND l.number = u.number`},
	{"log_without_entry", "the log names an entry that is not there",
		`SELECT l.stream || ' ' || l.number FROM (SELECT stream, number FROM log_position UNION ALL SELECT stream, number FROM unmerged) l
		 WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.stream = l.stream AND e.number = l.number)`},
	{"log_gap", "the positions of the log are not those of its tree",
		`SELECT 'the log' FROM (SELECT count(*) AS n, coalesce(max(position) + 1, 0) AS top FROM log_position) p
		 WHERE p.n <> p.top OR p.n <> coalesce((SELECT size FROM log_tree), 0)`},
	{"answer_without_entry", "the answer of a key names an entry that is not there",
		`SELECT i.actor || ' ' || i.route || ' ' || i.key FROM idempotency i WHERE i.number > 0
		   AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.stream = i.stream AND e.number = i.number)`},
	{"task_without_case", "the task belongs to no case",
		`SELECT t.case_id || ' ' || t.visit FROM task t WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = t.case_id)`},
	{"public_notice_without_case", "the public notice belongs to no case",
		`SELECT p.case_id || ' ' || p.visit FROM public_notice p WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = p.case_id)`},
	{"document_without_case", "the document belongs to no case",
		`SELECT x.case_id || ' ' || x.seq FROM document x WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = x.case_id)`},
	{"draft_without_case", "the draft was filed under a case that is not there",
		`SELECT d.id FROM draft d WHERE d.filed <> '' AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = d.filed)`},
	{"object_unknown", "the file is named and has no row",
		`SELECT n.sha256 FROM (SELECT sha256 FROM draft_file UNION SELECT sha256 FROM case_object
		   UNION SELECT file FROM document WHERE file <> '') n
		 WHERE NOT EXISTS (SELECT 1 FROM object o WHERE o.sha256 = n.sha256)`},
	{"call_without_case", "the call belongs to no case",
		`SELECT k.parent || ' ' || k.visit FROM call k WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = k.parent)`},
	{"call_mismatch", "the call says that its case is filed when it is not, or the other way round",
		`SELECT k.parent || ' ' || k.visit FROM call k WHERE k.filed <> EXISTS (SELECT 1 FROM cases c WHERE c.id = k.child)`},
	{"holding_without_claim", "nobody claims what is held",
		`SELECT h.kind || ' ' || h.key FROM holding h
		 WHERE NOT EXISTS (SELECT 1 FROM holding_claim c WHERE c.kind = h.kind AND c.key = h.key)`},
	{"claim_without_holding", "what is claimed is not held",
		`SELECT c.kind || ' ' || c.key FROM holding_claim c
		 WHERE NOT EXISTS (SELECT 1 FROM holding h WHERE h.kind = c.kind AND h.key = c.key)`},
}

func (d *DB) look(ctx context.Context, c contradiction) ([]Problem, error) {
	var subjects []string
	if err := d.reader(ctx).Raw("SELECT * FROM ("+c.query+") AS q LIMIT ?", maxProblems).Scan(&subjects).Error; err != nil {
		return nil, err
	}
	found := make([]Problem, len(subjects))
	for i, s := range subjects {
		found[i] = Problem{c.code, s, c.detail}
	}
	return found, nil
}

// checkCases holds the projections of each case against its state, some cases at a time.
func (d *DB) checkCases(ctx context.Context) (found []Problem, err error) {
	for last := ""; ; {
		page, err := d.readProjections(ctx, last)
		if err != nil {
			return nil, err
		}
		for _, p := range page {
			found = append(found, p.check()...)
			last = p.row.ID
		}
		if len(page) < chunk {
			return found, nil
		}
	}
}

// projections are what other tables say of a case.
type projections struct {
	row       caseRow
	state     workflow.State
	unread    error // of the state
	tasks     map[int]bool
	documents map[int]documentRow
	objects   map[string]bool
	issued    map[string]bool // certificates
	register  map[string]certificateRow
	readers   map[readerRow]bool
	notices   map[int]publicNoticeRow
}

// readProjections reads one page in one transaction, so that commands running meanwhile do not look like contradictions.
func (d *DB) readProjections(ctx context.Context, after string) (page []*projections, err error) {
	err = d.reader(ctx).Transaction(func(tx *gorm.DB) error {
		var rows []caseRow
		if err := tx.Where("id > ?", after).Order("id").Limit(chunk).Find(&rows).Error; err != nil || len(rows) == 0 {
			return err
		}
		by := map[string]*projections{}
		for _, c := range rows {
			p := &projections{
				row: c, tasks: map[int]bool{}, documents: map[int]documentRow{},
				objects: map[string]bool{}, issued: map[string]bool{}, readers: map[readerRow]bool{}, notices: map[int]publicNoticeRow{},
			}
			p.unread = json.Unmarshal(c.State, &p.state)
			page, by[c.ID] = append(page, p), p
		}
		return errors.Join(readAll(tx, by), readRegister(tx, page))
	}, d.snapshot())
	return page, err
}

func readAll(tx *gorm.DB, by map[string]*projections) error {
	ids := slices.Collect(maps.Keys(by))
	return errors.Join(
		read(tx, ids, []string{"case_id", "visit"}, func(r taskRow) { by[r.CaseID].tasks[r.Visit] = true }),
		read(tx, ids, []string{"case_id", "seq", "number", "issued_at", "file", "data_hash"},
			func(r documentRow) { by[r.CaseID].documents[r.Seq] = r }),
		read(tx, ids, []string{"case_id", "sha256"}, func(r caseObjectRow) { by[r.CaseID].objects[r.Sha256] = true }),
		read(tx, ids, []string{"case_id", "number"}, func(r certificateRow) { by[r.CaseID].issued[r.Number] = true }),
		read(tx, ids, []string{"case_id", "person", "role", "unit"}, func(r readerRow) { by[r.CaseID].readers[r] = true }),
		read(tx, ids, []string{"*"}, func(r publicNoticeRow) { by[r.CaseID].notices[r.Visit] = r }),
	)
}

// read gives the rows of some cases one by one.
func read[T any](tx *gorm.DB, ids, columns []string, row func(T)) error {
	var rows []T
	if err := tx.Select(columns).Where("case_id IN ?", ids).Find(&rows).Error; err != nil {
		return err
	}
	for _, r := range rows {
		row(r)
	}
	return nil
}

func (p *projections) check() (found []Problem) {
	wrong := func(code, format string, args ...any) {
		found = append(found, Problem{code, p.row.ID, fmt.Sprintf(format, args...)})
	}
	s := p.state
	if p.unread != nil {
		wrong("state_unreadable", "%v", p.unread)
		return found
	}
	if string(s.ID) != p.row.ID || s.Head.Number != p.row.Revision || s.Head.Hash != hashOf(p.row.HeadHash) {
		wrong("state_mismatch", "the state says entry %d of case %s, the row entry %d", s.Head.Number, s.ID, p.row.Revision)
	}
	if d := p.row.Listed.differences(listed(&s)); len(d) > 0 {
		wrong("case_mismatch", "what lists say is not what the state says: %s", strings.Join(d, "; "))
	}
	for _, v := range s.Position.Visits {
		switch open := s.Position.End == "" && v.Status == flow.Open && (len(v.Seats) > 0 || awaitsReply(&s, v.ID)); {
		case open && !p.tasks[v.ID]:
			wrong("task_missing", "visit %d is open and has no task", v.ID)
		case !open && p.tasks[v.ID]:
			wrong("task_left", "visit %d is over and has a task", v.ID)
		}
		delete(p.tasks, v.ID)
	}
	for visit := range p.tasks {
		wrong("task_left", "there is a task of visit %d and no such visit", visit)
	}
	p.checkDocuments(&s, wrong)
	for _, sha := range filesOf(&workflow.Case{State: s}) {
		if !p.objects[sha] {
			wrong("object_unnamed", "file %s is not noted as used", sha)
		}
	}
	if c := s.Certificate; c != nil && c.Issued && !p.issued[c.Number] {
		wrong("certificate_missing", "certificate %s was issued and is not in the register", c.Number)
	}
	p.checkRegister(&s, wrong)
	p.checkPublicNotices(&s, wrong)
	for _, r := range s.Readers() {
		if !p.readers[newReaderRow(r)] {
			wrong("reader_missing", "a copy went to %s %s in %s, who cannot find the case", r.Role, r.Person, r.Unit)
		}
		delete(p.readers, newReaderRow(r))
	}
	for r := range p.readers {
		wrong("reader_left", "%s %s in %s sees the case, which was never copied to them", r.Role, r.Person, r.Unit)
	}
	return found
}

// differences are the columns in which two rows differ, with what each says.
func (r caseListed) differences(want caseListed) (found []string) {
	a, b := reflect.ValueOf(r), reflect.ValueOf(want)
	for k := range a.NumField() {
		if x, y := a.Field(k).Interface(), b.Field(k).Interface(); x != y {
			found = append(found, fmt.Sprintf("%s is %v, not %v", a.Type().Field(k).Name, x, y))
		}
	}
	return found
}

func (p *projections) checkPublicNotices(s *workflow.State, wrong func(code, format string, args ...any)) {
	for _, n := range s.PublicNotices() {
		switch r, there := p.notices[n.Visit]; {
		case !there:
			wrong("public_notice_missing", "visit %d is a public notice and has no row", n.Visit)
		case !r.agrees(newPublicNoticeRow(n)):
			wrong("public_notice_mismatch", "the public notice of visit %d is not what the case says", n.Visit)
		}
		delete(p.notices, n.Visit)
	}
	for visit := range p.notices {
		wrong("public_notice_left", "there is a row of a public notice of visit %d, which is none", visit)
	}
}

// awaitsReply reports whether an officer has to record what an agency outside replies to the call of a visit.
func awaitsReply(s *workflow.State, visit int) bool {
	return slices.ContainsFunc(s.Calls, func(k workflow.CallFact) bool { return k.Visit == visit && k.Child == "" })
}

func (p *projections) checkDocuments(s *workflow.State, wrong func(code, format string, args ...any)) {
	for _, x := range s.Documents {
		r, there := p.documents[x.Seq]
		switch {
		case !there:
			wrong("document_missing", "document %d has no row", x.Seq)
		case r.Number != x.Number || r.File != x.File || r.IssuedAt != micros(x.IssuedAt) || hashOf(r.DataHash) != x.Data:
			wrong("document_mismatch", "the row of document %d is not what the case says", x.Seq)
		}
		delete(p.documents, x.Seq)
	}
	for seq := range p.documents {
		wrong("document_left", "there is a row of document %d, which the case does not know", seq)
	}
}

// readRegister reads the certificates that cases of a page have done something to.
func readRegister(tx *gorm.DB, page []*projections) error {
	register := map[string]certificateRow{}
	var numbers []string
	for _, p := range page {
		p.register = register
		for _, f := range p.state.Registered {
			numbers = append(numbers, f.Certificate)
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	var rows []certificateRow
	if err := tx.Where("number IN ?", unique(numbers)).Find(&rows).Error; err != nil {
		return err
	}
	for _, r := range rows {
		register[r.Number] = r
	}
	return nil
}

// checkRegister: what a case did to a certificate stands in its row, and the row's status is what its last change made it.
func (p *projections) checkRegister(s *workflow.State, wrong func(code, format string, args ...any)) {
	for _, f := range s.Registered {
		r, there := p.register[f.Certificate]
		c, err := r.certificate()
		did := slices.ContainsFunc(c.Changes, func(x workflow.CertificateChange) bool {
			return string(x.Case) == p.row.ID && x.Act == f.Act && x.Status == f.Status && x.From == f.From
		}) || slices.ContainsFunc(c.Done, func(x workflow.DutyDone) bool {
			return string(x.Case) == p.row.ID && x.Duty == f.Duty && x.Year == f.Year
		})
		switch n := len(c.Changes); {
		case !there:
			wrong("certificate_missing", "certificate %s, which the case did %s on, is not in the register", f.Certificate, f.Act)
		case err != nil:
			wrong("certificate_mismatch", "the row of certificate %s cannot be read: %v", f.Certificate, err)
		case !did:
			wrong("certificate_mismatch", "the row of certificate %s does not show %s", f.Certificate, f.Act)
		case n > 0 && c.Changes[n-1].Status != c.Status:
			wrong("certificate_mismatch", "certificate %s is %s, and its last change made it %s", f.Certificate, c.Status, c.Changes[n-1].Status)
		}
	}
}
