package db

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"shenpi/workflow/trail"
)

type cosignatureRow struct {
	Size       int64
	RecordedAt int64
	Witness    string
	CosignedAt int64
	Line       string
}

func (cosignatureRow) TableName() string { return "cosignature" }

// SaveCosignature keeps the word of a witness for a checkpoint; a second word of the same witness for it is let go.
func (d *DB) SaveCosignature(ctx context.Context, c Checkpoint, w trail.Cosignature) error {
	row := cosignatureRow{c.Size, micros(c.RecordedAt), w.Witness, micros(w.At), w.Line}
	err := d.update(ctx, func(tx *gorm.DB) error {
		var known int64
		err := tx.Model(&cosignatureRow{}).Where("size = ? AND recorded_at = ? AND witness = ?", row.Size, row.RecordedAt, row.Witness).Count(&known).Error
		if err != nil || known > 0 {
			return err
		}
		return tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error
	})
	if err != nil {
		return fmt.Errorf("store a cosignature: %w", err)
	}
	return nil
}

// ofCheckpoint leaves those cosignatures whose checkpoint is there: a word for another one is no word for this log.
const ofCheckpoint = "JOIN checkpoint c ON c.size = cosignature.size AND c.recorded_at = cosignature.recorded_at"

// Cosigned is the largest checkpoint that a witness cosigned, by its size, and when it did.
type Cosigned struct {
	Size int64
	At   time.Time
}

// LastCosigned says how far a witness has come; the zero value is nowhere.
func (d *DB) LastCosigned(ctx context.Context, witness string) (Cosigned, error) {
	var r cosignatureRow
	err := d.reader(ctx).Select("cosignature.*").Joins(ofCheckpoint).Where("witness = ?", witness).
		Order("cosignature.size DESC, cosigned_at DESC").Take(&r).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Cosigned{}, nil
	}
	if err != nil {
		return Cosigned{}, fmt.Errorf("read the last cosignature of %s: %w", witness, err)
	}
	return Cosigned{r.Size, instant(r.CosignedAt)}, nil
}

// EvidenceCheckpoint is the one to prove against for others that is of at least a size, as trail.BestCosigned chooses; else the
// last one. ok is false while there is none.
func (d *DB) EvidenceCheckpoint(ctx context.Context, least int64) (c Checkpoint, ok bool, err error) {
	last, ok, err := d.LatestCheckpoint(ctx)
	if err != nil || !ok {
		return last, ok, err
	}
	best, cosigned, err := trail.BestCosigned(last.RecordedAt, least, d.vouched(ctx))
	if err != nil {
		return last, false, err
	}
	if !cosigned {
		return last, true, nil
	}
	var r checkpointRow
	err = d.reader(ctx).Where("size = ? AND recorded_at = ?", best.Size, micros(best.RecordedAt)).Order("id DESC").Take(&r).Error
	if err != nil {
		return last, false, fmt.Errorf("read the checkpoint most cosigned: %w", err)
	}
	all := []Checkpoint{r.checkpoint()}
	err = cosign(d.reader(ctx), all)
	return all[0], true, err
}

// vouched are the checkpoints that somebody cosigned, the newest first.
func (d *DB) vouched(ctx context.Context) iter.Seq2[trail.Vouched, error] {
	return func(yield func(trail.Vouched, error) bool) {
		for before := int64(trail.MaxSize) + 1; ; {
			var rows []struct{ Size, RecordedAt, Witnesses int64 }
			err := d.reader(ctx).Model(&cosignatureRow{}).Select("cosignature.size, cosignature.recorded_at, count(*) AS witnesses").Joins(ofCheckpoint).
				Where("cosignature.size < ?", before).Group("cosignature.size, cosignature.recorded_at").
				Order("cosignature.size DESC, cosignature.recorded_at DESC").Limit(vouchedAtOnce).Find(&rows).Error
			if err != nil {
				yield(trail.Vouched{}, fmt.Errorf("read what is cosigned: %w", err))
				return
			}
			for _, r := range rows {
				before = r.Size
				if !yield(trail.Vouched{Size: r.Size, RecordedAt: instant(r.RecordedAt), Witnesses: int(r.Witnesses)}, nil) {
					return
				}
			}
			if len(rows) < vouchedAtOnce {
				return
			}
		}
	}
}

// vouchedAtOnce is how many are read at once: those of ten minutes, asked for every ten seconds.
const vouchedAtOnce = 64

// cosign puts the cosignatures that are stored under the notes of checkpoints, which come in the order of their sizes.
func cosign(tx *gorm.DB, all []Checkpoint) error {
	if len(all) == 0 {
		return nil
	}
	var rows []cosignatureRow
	err := tx.Where("size BETWEEN ? AND ?", all[0].Size, all[len(all)-1].Size).Order("size, recorded_at, witness").Find(&rows).Error
	if err != nil {
		return fmt.Errorf("read cosignatures: %w", err)
	}
	type of struct{ size, at int64 }
	lines := map[of]string{}
	for _, r := range rows {
		lines[of{r.Size, r.RecordedAt}] += r.Line
	}
	for i, c := range all {
		all[i].Note = append(slices.Clip(c.Note), lines[of{c.Size, micros(c.RecordedAt)}]...)
	}
	return nil
}
