package db

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"shenpi/workflow"
)

// callRow is a call between two cases. Each side writes its own marks, so that neither overwrites the other's.
type callRow struct {
	Parent   string
	Visit    int
	Child    string
	Forward  bool
	Form     []byte // personal data, gone once the called case is filed or not wanted any more
	Salt     []byte
	OpenedAt int64
	Ready    bool
	Dropped  bool
	Answered bool
	Filed    bool
	Ended    bool
}

func (callRow) TableName() string { return "call" }

func (r callRow) call() workflow.Call {
	return workflow.Call{
		Parent: workflow.CaseID(r.Parent), Visit: r.Visit, Child: workflow.CaseID(r.Child), Forward: r.Forward,
		Form: r.Form, Salt: r.Salt, OpenedAt: instant(r.OpenedAt),
		CallMarks: workflow.CallMarks{Ready: r.Ready, Dropped: r.Dropped, Answered: r.Answered, Filed: r.Filed, Ended: r.Ended},
	}
}

// callOwing is workflow.Call.Owing; an index holds these rows alone.
const callOwing = "(dropped AND filed AND NOT ended)" +
	" OR (NOT dropped AND NOT answered AND ((filed AND (ended OR forward)) OR (NOT filed AND ready)))"

// Calls lists calls on which there is something to carry, the oldest first.
func (d *DB) Calls(ctx context.Context, limit int) ([]workflow.Call, error) {
	var rows []callRow
	if err := d.reader(ctx).Where(callOwing).Order("opened_at, parent, visit").Limit(limit).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list calls: %w", err)
	}
	list := make([]workflow.Call, len(rows))
	for i, r := range rows {
		list[i] = r.call()
	}
	return list, nil
}

func (b *batch) flushCalls() error {
	var rows []callRow
	var marks []workflow.Mark
	for _, o := range b.outputs {
		for _, k := range o.Calls {
			rows = append(rows, callRow{
				Parent: string(k.Parent), Visit: k.Visit, Child: string(k.Child), Forward: k.Forward, Form: k.Form, Salt: k.Salt,
				OpenedAt: micros(k.OpenedAt), Ready: k.Ready, Dropped: k.Dropped, Answered: k.Answered, Filed: k.Filed, Ended: k.Ended,
			})
		}
		marks = append(marks, o.Marks...)
	}
	if err := insert(b.tx, rows); err != nil {
		return err
	}
	return b.markCalls(marks)
}

// callKey are the columns that name a call.
var callKey = []column{{"parent", "text"}, {"visit", "bigint"}}

func keyOfMark(m workflow.Mark) []any { return []any{string(m.Parent), m.Visit} }

// markCalls sets marks, each only from false to true. The calls are locked first, in one order, for the two sides of many
// calls are marked by different writers.
func (b *batch) markCalls(marks []workflow.Mark) error {
	if len(marks) == 0 {
		return nil
	}
	slices.SortFunc(marks, func(x, y workflow.Mark) int { return cmp.Or(cmp.Compare(x.Parent, y.Parent), x.Visit-y.Visit) })
	if b.d.kind == postgresKind && len(marks) > 1 {
		where, args := among(b.d.kind, callKey, marks, keyOfMark)
		if err := b.tx.Exec("SELECT 1 FROM call WHERE "+where+" ORDER BY parent, visit FOR UPDATE", args...).Error; err != nil {
			return err
		}
	}
	const erased = ", form = NULL, salt = NULL"
	for _, set := range []struct {
		column string
		is     func(workflow.Mark) bool
	}{
		{"ready = true", func(m workflow.Mark) bool { return m.Ready }},
		{"answered = true", func(m workflow.Mark) bool { return m.Answered }},
		{"ended = true", func(m workflow.Mark) bool { return m.Ended }},
		{"dropped = true" + erased, func(m workflow.Mark) bool { return m.Dropped }},
		{"filed = true" + erased, func(m workflow.Mark) bool { return m.Filed }},
	} {
		some := slices.DeleteFunc(slices.Clone(marks), func(m workflow.Mark) bool { return !set.is(m) })
		if len(some) == 0 {
			continue
		}
		where, args := among(b.d.kind, callKey, some, keyOfMark)
		if err := b.tx.Exec("UPDATE call SET "+set.column+" WHERE "+where, args...).Error; err != nil {
			return err
		}
	}
	return nil
}
