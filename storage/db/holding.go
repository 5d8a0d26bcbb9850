package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
)

// errTaken says that somebody else has a holding that a change took for free.
var errTaken = errors.New("a holding is taken")

type holdingRow struct {
	Kind   string
	Key    string
	Holder string
}

func (holdingRow) TableName() string { return "holding" }

// claimRow is one case's claim on a holding: the same holder may take it with several cases.
type claimRow struct {
	Kind        string
	Key         string
	CaseID      string
	Kept        bool
	Certificate string
}

func (claimRow) TableName() string { return "holding_claim" }

var holdingColumns = []column{{"kind", "text"}, {"key", "text"}}

func holdingValues(k workflow.HoldingKey) []any { return []any{k.Kind, k.Key} }

func compareHoldings(x, y workflow.HoldingKey) int {
	return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Key, y.Key))
}

// readHoldings reads and locks those of the holdings that are taken, each with its latest claim.
func readHoldings(tx *gorm.DB, k kind, keys []workflow.HoldingKey) ([]workflow.HoldingRow, error) {
	where, args := among(k, holdingColumns, keys, holdingValues)
	var rows []holdingRow
	if err := locked(tx).Where(where, args...).Order("kind, key").Find(&rows).Error; err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, nil
	}
	var claims []claimRow
	if err := tx.Where(where, args...).Order("kind, key, case_id").Find(&claims).Error; err != nil {
		return nil, err
	}
	held := make([]workflow.HoldingRow, 0, len(rows))
	for _, r := range rows {
		h := workflow.HoldingRow{HoldingKey: workflow.HoldingKey{Kind: r.Kind, Key: r.Key}, Holder: r.Holder}
		for _, c := range claims {
			if c.Kind == r.Kind && c.Key == r.Key {
				h.Case, h.Kept, h.Certificate = workflow.CaseID(c.CaseID), c.Kept, cmp.Or(c.Certificate, h.Certificate)
			}
		}
		held = append(held, h)
	}
	return held, nil
}

// flushHoldings takes and gives back in the order of the runs, and then says for which certificates they are kept.
func (b *batch) flushHoldings() error {
	if err := b.flushClaims(); err != nil {
		return err
	}
	for _, o := range b.outputs {
		for _, h := range o.HandOver {
			if err := b.tx.Model(&claimRow{}).Where("certificate = ?", h.From).UpdateColumn("certificate", h.To).Error; err != nil {
				return err
			}
		}
		if len(o.Free) > 0 {
			if err := dropClaims(b.tx, b.d.kind, func() *gorm.DB { return b.tx.Where("certificate IN ?", o.Free) }); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *batch) flushClaims() error {
	var take []workflow.HoldingRow
	for c, o := range b.outputs {
		if o.Settle != nil && o.Settle.Anew { // give back first; what is taken again below is held throughout
			if err := b.take(take); err != nil {
				return err
			}
			take = nil
			if err := settle(b.tx, b.d.kind, *o.Settle); err != nil {
				return err
			}
		}
		for _, h := range o.Take {
			h.Case = cmp.Or(h.Case, c)
			take = append(take, h)
		}
		if o.Settle != nil && !o.Settle.Anew {
			if err := b.take(take); err != nil {
				return err
			}
			take = nil
			if err := settle(b.tx, b.d.kind, *o.Settle); err != nil {
				return err
			}
		}
	}
	return b.take(take)
}

// take inserts holdings and claims; one that another holder has stops the flush.
func (b *batch) take(rows []workflow.HoldingRow) error {
	if len(rows) == 0 {
		return nil
	}
	slices.SortStableFunc(rows, func(x, y workflow.HoldingRow) int { return compareHoldings(x.HoldingKey, y.HoldingKey) })
	var held []holdingRow
	var claims []claimRow
	for _, h := range rows {
		if last := len(held) - 1; last >= 0 && held[last].Kind == h.Kind && held[last].Key == h.Key {
			if held[last].Holder != h.Holder {
				return errTaken
			}
		} else {
			held = append(held, holdingRow{h.Kind, h.Key, h.Holder})
		}
		claims = append(claims, claimRow{h.Kind, h.Key, string(h.Case), h.Kept, h.Certificate})
	}
	same := clause.OnConflict{
		Columns:   []clause.Column{{Name: "kind"}, {Name: "key"}},
		DoUpdates: clause.Set{{Column: clause.Column{Name: "holder"}, Value: clause.Expr{SQL: "excluded.holder"}}},
		Where:     clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "holding.holder = excluded.holder"}}},
	}
	done := b.tx.Clauses(same).Create(&held)
	if done.Error != nil {
		return done.Error
	}
	if done.RowsAffected < int64(len(held)) {
		return errTaken
	}
	claims = latest(claims, func(c claimRow) claimRow { c.Kept, c.Certificate = false, ""; return c })
	return put(b.tx, claims, []string{"kind", "key", "case_id"})
}

// settle ends the claims of a case, or binds those marked kept to its certificate.
func settle(tx *gorm.DB, k kind, s workflow.Settle) error {
	mine := func() *gorm.DB { return tx.Where("case_id = ? AND certificate = ''", string(s.Case)) }
	if s.Certificate != "" {
		err := mine().Model(&claimRow{}).Where("kept = ?", true).UpdateColumn("certificate", s.Certificate).Error
		if err != nil {
			return err
		}
	}
	return dropClaims(tx, k, mine)
}

// dropClaims deletes claims and frees the holdings that nobody claims any more. The holdings are locked first, so that a
// claim made meanwhile is seen.
func dropClaims(tx *gorm.DB, k kind, which func() *gorm.DB) error {
	var claims []claimRow
	if err := which().Order("kind, key").Find(&claims).Error; err != nil || len(claims) == 0 {
		return err
	}
	keys := make([]workflow.HoldingKey, len(claims))
	for i, c := range claims {
		keys[i] = workflow.HoldingKey{Kind: c.Kind, Key: c.Key}
	}
	keys = slices.Compact(keys)
	if _, err := readHoldings(tx, k, keys); err != nil {
		return err
	}
	if err := which().Delete(&claimRow{}).Error; err != nil {
		return err
	}
	where, args := among(k, []column{{"holding.kind", "text"}, {"holding.key", "text"}}, keys, holdingValues)
	return tx.Where(where, args...).
		Where("NOT EXISTS (SELECT 1 FROM holding_claim c WHERE c.kind = holding.kind AND c.key = holding.key)").
		Delete(&holdingRow{}).Error
}

// ReleaseExpired frees what is kept for certificates that were not valid any more on a day.
func (d *DB) ReleaseExpired(ctx context.Context, on calendar.Date) error {
	err := d.update(ctx, func(tx *gorm.DB) error {
		return dropClaims(tx, d.kind, func() *gorm.DB {
			return tx.Where("certificate IN (?)", tx.Model(&certificateRow{}).Select("number").
				Where("valid_until <> '' AND valid_until < ?", on.String()))
		})
	})
	if err != nil {
		return fmt.Errorf("release holdings of expired certificates: %w", err)
	}
	return nil
}
