package db

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm/clause"

	"shenpi/workflow"
)

// flush writes all that the runs left, one statement per table, in an order that all writers keep: what others may wait
// for comes first and sorted.
func (b *batch) flush() error {
	if err := b.leave(nil); err != nil {
		return err
	}
	steps := []struct {
		what string
		do   func() error
	}{
		{"policy", b.movePolicy},
		{"counters", b.flushCounters},
		{"holdings", b.flushHoldings},
		{"keys", b.flushKeys},
		{"cases", b.flushCases},
		{"drafts", b.flushDrafts},
		{"entries", b.flushEntries},
		{"streams", b.flushHeads},
		{"tasks", b.flushTasks},
		{"drafts of opinions", b.flushSent},
		{"public notices", b.flushPublicNotices},
		{"documents", b.flushDocuments},
		{"erasures", b.flushErasures},
		{"certificates", b.flushCertificates},
		{"notices", b.flushNotices},
		{"readers", b.flushReaders},
		{"calls", b.flushCalls},
		{"office", b.flushRows},
	}
	for _, s := range steps {
		if err := s.do(); err != nil {
			return fmt.Errorf("write %s: %w", s.what, err)
		}
	}
	return nil
}

// flushCases writes new and changed cases. Members whose case another replica had moved are left out.
func (b *batch) flushCases() error {
	var fresh []caseRow
	var changed []caseNow
	for _, c := range b.touched() {
		if c.created {
			fresh = append(fresh, c.row)
		} else {
			changed = append(changed, c)
		}
	}
	if err := insert(b.tx, fresh); err != nil {
		return err
	}
	late, err := moveCases(b.tx, b.d.kind, changed)
	if err != nil {
		return err
	}
	if len(late) > 0 {
		before := len(b.left)
		if err := b.leave(late); err != nil {
			return err
		}
		if err := dropKeys(b.tx, b.d.kind, b.left[before:]); err != nil {
			return err
		}
	}
	var forms []formRow
	var objects []caseObjectRow
	for _, c := range b.touched() {
		if late[workflow.CaseID(c.row.ID)] {
			continue
		}
		if c.formChanged && c.form != nil {
			forms = append(forms, formRow{CaseID: c.row.ID, Form: c.form})
		}
		for _, f := range unique(slices.Clone(c.files)) {
			objects = append(objects, caseObjectRow{Sha256: f, CaseID: c.row.ID})
		}
	}
	if err := put(b.tx, forms, []string{"case_id"}); err != nil {
		return err
	}
	return b.nameObjects(objects)
}

// touched lists the cases that the batch has changed, by id.
func (b *batch) touched() []caseNow {
	cases := slices.Collect(maps.Values(b.now.cases))
	cases = slices.DeleteFunc(cases, func(c caseNow) bool { return !c.changed })
	slices.SortFunc(cases, func(x, y caseNow) int { return cmp.Compare(x.row.ID, y.row.ID) })
	return cases
}

// outputs are what is to be stored, in the order of the runs.
func (b *batch) outputs(yield func(workflow.CaseID, *workflow.Output) bool) {
	for _, r := range b.runs {
		if r.out != nil && !yield(r.m.write.Case, r.out) {
			return
		}
	}
}

type counterRow struct {
	Name  string
	Value int64
}

func (counterRow) TableName() string { return "counter" }

func (b *batch) flushCounters() error {
	last := map[string]int64{}
	for _, o := range b.outputs {
		maps.Copy(last, o.Counters)
	}
	rows := make([]counterRow, 0, len(last))
	for _, name := range slices.Sorted(maps.Keys(last)) {
		rows = append(rows, counterRow{name, last[name]})
	}
	return put(b.tx, rows, []string{"name"})
}

// latest keeps the last of the rows with one key, in the order in which the keys came first: one statement may not write
// a row twice.
func latest[K comparable, T any](rows []T, key func(T) K) []T {
	place := map[K]int{}
	var kept []T
	for _, r := range rows {
		if i, seen := place[key(r)]; seen {
			kept[i] = r
			continue
		}
		place[key(r)] = len(kept)
		kept = append(kept, r)
	}
	return kept
}

var keepOld = clause.OnConflict{DoNothing: true}
