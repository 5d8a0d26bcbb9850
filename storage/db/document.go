package db

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"shenpi/workflow"
)

type documentRow struct {
	CaseID   string
	Seq      int
	Type     string
	Number   string
	Visit    int
	Data     []byte
	DataHash []byte
	OwedAt   int64
	IssuedAt int64
	File     string
	Size     int64
	Tries    int
	Why      string // of the last try that did not succeed
}

func (documentRow) TableName() string { return "document" }

func newDocumentRow(c workflow.CaseID, x workflow.Document) documentRow {
	return documentRow{
		CaseID: string(c), Seq: x.Seq, Type: x.Type, Number: x.Number, Visit: x.Visit, Data: x.Data, DataHash: x.DataHash[:],
		OwedAt: micros(x.OwedAt), IssuedAt: micros(x.IssuedAt), File: x.File, Size: x.Size, Tries: x.Tries,
	}
}

func (r documentRow) document() workflow.Document {
	return workflow.Document{
		Case: workflow.CaseID(r.CaseID), Seq: r.Seq, Type: r.Type, Number: r.Number, Visit: r.Visit, Data: r.Data,
		DataHash: hashOf(r.DataHash), OwedAt: instant(r.OwedAt), IssuedAt: instant(r.IssuedAt), File: r.File,
		Size: r.Size, Tries: r.Tries,
	}
}

func (b *batch) flushDocuments() error {
	var rows []documentRow
	var files []string
	for c, o := range b.outputs {
		for _, x := range o.PutDocuments {
			rows = append(rows, newDocumentRow(c, x))
			if x.File != "" {
				files = append(files, x.File)
			}
		}
	}
	if len(rows) == 0 {
		return nil
	}
	rows = latestDocuments(rows)
	key := []string{"case_id", "seq"}
	conflict, err := overwrite(b.tx, rows[0], key, "data", "tries")
	if err != nil {
		return err
	}
	// Whoever records that a document was issued need not have its data at hand.
	conflict.DoUpdates = append(conflict.DoUpdates, clause.Assignment{
		Column: clause.Column{Name: "data"}, Value: clause.Expr{SQL: "CASE WHEN length(excluded.data) > 0 THEN excluded.data ELSE document.data END"},
	})
	if err := insert(b.tx, rows, conflict); err != nil {
		return err
	}
	return touchObjects(b.tx, files, b.d.instant())
}

func latestDocuments(rows []documentRow) []documentRow {
	type key struct {
		c   string
		seq int
	}
	data := map[key][]byte{}
	for i, r := range rows {
		k := key{r.CaseID, r.Seq}
		if r.Data == nil {
			rows[i].Data = data[k]
		}
		data[k] = rows[i].Data
	}
	return latest(rows, func(r documentRow) key { return key{r.CaseID, r.Seq} })
}

func documentsOf(rows []documentRow) []workflow.Document {
	var list []workflow.Document
	for _, r := range rows {
		list = append(list, r.document())
	}
	return list
}

// Documents lists the documents of a case in the order in which they came to be owed.
func (d *DB) Documents(ctx context.Context, id workflow.CaseID) ([]workflow.Document, error) {
	var rows []documentRow
	if err := d.reader(ctx).Where("case_id = ?", string(id)).Order("seq").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list documents: %w", err)
	}
	return documentsOf(rows), nil
}

// refused stands in the place of the tries of a document that cannot be rendered: the same data fail the same way.
const refused = -1

// OwedDocuments lists documents to be rendered: those least tried and longest owed first. Refused ones are left out.
func (d *DB) OwedDocuments(ctx context.Context, limit int) ([]workflow.Document, error) {
	var rows []documentRow
	err := d.reader(ctx).Where("issued_at = 0 AND tries >= 0").Order("tries, owed_at, case_id, seq").Limit(limit).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list owed documents: %w", err)
	}
	return documentsOf(rows), nil
}

// DocumentTried counts an attempt to issue a document that did not succeed and may another time.
func (d *DB) DocumentTried(ctx context.Context, id workflow.CaseID, seq int, why workflow.Because) error {
	_, err := d.setTries(ctx, id, seq, "tries >= 0", gorm.Expr("tries + 1"), &why)
	return err
}

// DocumentRefused lays a document aside that cannot be rendered, until somebody retries it.
func (d *DB) DocumentRefused(ctx context.Context, id workflow.CaseID, seq int, why workflow.Because) error {
	_, err := d.setTries(ctx, id, seq, "tries >= 0", refused, &why)
	return err
}

// RetryDocument has a refused document rendered again. It reports whether there was one.
func (d *DB) RetryDocument(ctx context.Context, id workflow.CaseID, seq int) (bool, error) {
	n, err := d.setTries(ctx, id, seq, "tries < 0", 0, nil)
	return n > 0, err
}

func (d *DB) setTries(ctx context.Context, id workflow.CaseID, seq int, of string, tries any, why *workflow.Because) (n int64, err error) {
	set := map[string]any{"tries": tries, "why": ""}
	if why != nil {
		told, err := json.Marshal(why)
		if err != nil {
			return 0, fmt.Errorf("write why a document was not made: %w", err)
		}
		set["why"] = string(told)
	}
	err = d.update(ctx, func(tx *gorm.DB) error {
		r := tx.Model(&documentRow{}).Where("case_id = ? AND seq = ? AND issued_at = 0", string(id), seq).Where(of).UpdateColumns(set)
		n = r.RowsAffected
		return r.Error
	})
	if err != nil {
		return 0, fmt.Errorf("set the tries of a document: %w", err)
	}
	return n, nil
}

// UndoneDocuments lists documents that could not be made the last time they were tried, longest owed first.
func (d *DB) UndoneDocuments(ctx context.Context, cursor string, limit int) (workflow.Page[workflow.UndoneDocument], error) {
	var page workflow.Page[workflow.UndoneDocument]
	var after struct {
		At   int64
		Case string
		Seq  int
	}
	q := d.reader(ctx).Select("case_id", "seq", "type", "number", "owed_at", "tries", "why").Where("issued_at = 0 AND why <> ''")
	if more, err := d.after(cursor, "undone", &after); err != nil {
		return page, err
	} else if more {
		q = q.Where("(owed_at, case_id, seq) > (?, ?, ?)", after.At, after.Case, after.Seq)
	}
	limit = pageSize(limit)
	var rows []documentRow
	if err := q.Order("owed_at, case_id, seq").Limit(limit + 1).Find(&rows).Error; err != nil {
		return page, fmt.Errorf("list undone documents: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1]
		after.At, after.Case, after.Seq = last.OwedAt, last.CaseID, last.Seq
		page.Next = d.cursor("undone", after)
	}
	for _, r := range rows {
		x := workflow.UndoneDocument{Case: workflow.CaseID(r.CaseID), Seq: r.Seq, Type: r.Type, Number: r.Number, OwedAt: instant(r.OwedAt), LaidAside: r.Tries < 0}
		if err := json.Unmarshal([]byte(r.Why), &x.Because); err != nil {
			return page, fmt.Errorf("read why a document was not made: %w", err)
		}
		page.Rows = append(page.Rows, x)
	}
	return page, nil
}
