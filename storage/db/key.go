package db

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"shenpi/workflow"
)

// keyLife is how long the answer of a key is kept.
const keyLife = 7 * 24 * time.Hour

type keyID struct{ Actor, Route, Key string }

func keyOf(k *workflow.Key) keyID { return keyID{k.Actor, k.Route, k.Key} }

func (k keyID) values() []any { return []any{k.Actor, k.Route, k.Key} }

var keyColumns = []column{{"actor", "text"}, {"route", "text"}, {"key", "text"}}

// keyed is what a key was answered.
type keyed struct {
	body    [32]byte
	receipt workflow.Receipt
	run     *run // the run in this batch that gave the answer; nil when it is stored
}

type keyRow struct {
	Actor     string
	Route     string
	Key       string
	Body      []byte
	Stream    string
	Number    int64
	Receipt   []byte
	CreatedAt int64 `gorm:"autoCreateTime:false"`
}

func (keyRow) TableName() string { return "idempotency" }

func (b *batch) loadKeys(keys []keyID) error {
	if len(keys) == 0 {
		return nil
	}
	where, args := among(b.d.kind, keyColumns, keys, keyID.values)
	query := "SELECT actor, route, key, body, receipt FROM idempotency WHERE " + where
	err := each(b.tx, query, args, func(scan func(...any) error) error {
		var id keyID
		var body, receipt []byte
		if err := scan(&id.Actor, &id.Route, &id.Key, &body, &receipt); err != nil {
			return err
		}
		a := keyed{body: hashOf(body)}
		err := json.Unmarshal(receipt, &a.receipt)
		b.base.keys[id] = a
		return err
	})
	if err != nil {
		return fmt.Errorf("read idempotency keys: %w", err)
	}
	return nil
}

// lookAgain looks for the keys of those who were refused. On PostgreSQL another replica may have carried their command out
// after the keys were read and before what it changed was: then they were refused for what they did themselves, and all
// run again and find the answer.
func (b *batch) lookAgain() error {
	if b.d.kind != postgresKind {
		return nil
	}
	var keys []keyID
	for _, r := range b.runs {
		if k := r.m.write.Key; k != nil && r.err != nil && r.from == nil {
			if _, known := b.base.keys[keyOf(k)]; !known {
				keys = append(keys, keyOf(k))
			}
		}
	}
	known := len(b.base.keys)
	if err := b.loadKeys(keys); err != nil {
		return err
	}
	if len(b.base.keys) > known {
		return &leftOut{}
	}
	return nil
}

// flushKeys inserts the keys of the answers to keep, sorted like all writers do. A key that another replica holds in an
// open transaction is waited for; if that one commits, the batch runs again and finds its answer.
func (b *batch) flushKeys() error {
	var rows []keyRow
	for _, r := range b.runs {
		k := r.m.write.Key
		if r.out == nil || r.err != nil || k == nil {
			continue
		}
		receipt, err := json.Marshal(r.answer)
		if err != nil {
			return fmt.Errorf("write the answer of a key: %w", err)
		}
		rows = append(rows, keyRow{Actor: k.Actor, Route: k.Route, Key: k.Key, Body: k.Body[:],
			Stream: r.answer.Stream, Number: r.answer.Number, Receipt: receipt, CreatedAt: b.d.instant()})
	}
	if len(rows) == 0 {
		return nil
	}
	slices.SortFunc(rows, func(x, y keyRow) int {
		return cmp.Or(cmp.Compare(x.Actor, y.Actor), cmp.Compare(x.Route, y.Route), cmp.Compare(x.Key, y.Key))
	})
	b.keying = true
	inserted := b.tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&rows)
	if inserted.Error != nil {
		return fmt.Errorf("insert idempotency keys: %w", inserted.Error)
	}
	b.keying = false
	if inserted.RowsAffected < int64(len(rows)) {
		return &leftOut{} // all run again and find the answer
	}
	return nil
}

// dropKeys takes back the keys of members that are left out after all.
func dropKeys(tx *gorm.DB, k kind, members []*member) error {
	var keys []keyID
	for _, m := range members {
		if m.write.Key != nil {
			keys = append(keys, keyOf(m.write.Key))
		}
	}
	if len(keys) == 0 {
		return nil
	}
	where, args := among(k, keyColumns, keys, keyID.values)
	return tx.Where(where, args...).Delete(&keyRow{}).Error
}

// SweepKeys forgets answers older than seven days and says how many.
func (d *DB) SweepKeys(ctx context.Context) (int64, error) {
	var n int64
	err := d.update(ctx, func(tx *gorm.DB) error {
		done := tx.Where("created_at < ?", micros(d.now().Add(-keyLife))).Delete(&keyRow{})
		n = done.RowsAffected
		return done.Error
	})
	if err != nil {
		return 0, fmt.Errorf("sweep idempotency keys: %w", err)
	}
	return n, nil
}
