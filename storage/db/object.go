package db

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

type objectRow struct {
	Sha256     string
	Size       int64
	MediaType  string
	CreatedAt  int64 `gorm:"autoCreateTime:false"`
	LastUsedAt int64
}

func (objectRow) TableName() string { return "object" }

// caseObjectRow says that a case names an object.
type caseObjectRow struct {
	Sha256 string
	CaseID string
}

func (caseObjectRow) TableName() string { return "case_object" }

func (b *batch) nameObjects(rows []caseObjectRow) error {
	if len(rows) == 0 {
		return nil
	}
	files := make([]string, len(rows))
	for i, r := range rows {
		files[i] = r.Sha256
	}
	if err := touchObjects(b.tx, files, b.d.instant()); err != nil {
		return err
	}
	return insert(b.tx, rows, keepOld)
}

// touchObjects keeps objects from being swept for another day. It comes before they are named: a sweep that is under way
// has their rows locked.
func touchObjects(tx *gorm.DB, files []string, at int64) error {
	if len(files) == 0 {
		return nil
	}
	return tx.Model(&objectRow{}).Where("sha256 IN ?", unique(files)).UpdateColumn("last_used_at", at).Error
}

// UseObject notes that an object is wanted now: from its return on the object is not swept for a day, and no sweep of it is
// under way. Call it before the bytes are put to the object store; where their hash is only known afterwards, look after it
// whether they are still there, since a sweep may have been faster.
func (d *DB) UseObject(ctx context.Context, sha256 string, size int64, mediaType string) error {
	err := d.update(ctx, func(tx *gorm.DB) error {
		at := d.instant()
		return tx.Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "sha256"}}, DoUpdates: clause.AssignmentColumns([]string{"last_used_at"}),
		}).Create(&objectRow{sha256, size, mediaType, at, at}).Error
	})
	if err != nil {
		return fmt.Errorf("use object: %w", err)
	}
	return nil
}

// nobodyNames is true of objects that no draft, case or document names, and that are no part of an upload.
const nobodyNames = "NOT EXISTS (SELECT 1 FROM draft_file f WHERE f.sha256 = object.sha256) AND " +
	"NOT EXISTS (SELECT 1 FROM case_object c WHERE c.sha256 = object.sha256) AND " +
	"NOT EXISTS (SELECT 1 FROM upload_part p WHERE p.part = object.sha256) AND " +
	"NOT EXISTS (SELECT 1 FROM document x WHERE x.file = object.sha256 AND x.file <> '')"

// SweepObjects removes up to max objects that nobody names and nobody used since an instant. Each is removed from the
// object store while its row is held: whoever wants it meanwhile waits, and then puts it anew.
func (d *DB) SweepObjects(ctx context.Context, before time.Time, max int, remove func(ctx context.Context, sha256 string) error) (int, error) {
	var candidates []string
	err := d.reader(ctx).Model(&objectRow{}).Where("last_used_at < ? AND "+nobodyNames, micros(before)).
		Order("last_used_at").Limit(max).Pluck("sha256", &candidates).Error
	if err != nil {
		return 0, fmt.Errorf("list objects to sweep: %w", err)
	}
	swept := 0
	for _, sha := range candidates {
		var gone atomic.Bool // the writer may still work when a caller who was cancelled has gone
		err := d.update(ctx, func(tx *gorm.DB) error {
			done := tx.Where("sha256 = ? AND last_used_at < ? AND "+nobodyNames, sha, micros(before)).Delete(&objectRow{})
			gone.Store(done.RowsAffected > 0)
			if done.Error != nil || !gone.Load() {
				return done.Error
			}
			return remove(ctx, sha)
		})
		if err != nil {
			return swept, fmt.Errorf("sweep object %s: %w", sha, err)
		}
		if gone.Load() {
			swept++
		}
	}
	return swept, nil
}

// Object is the row of a stored object. One that nothing names may be without its bytes: the row comes first.
type Object struct {
	SHA256    string
	Size      int64
	MediaType string
	Named     bool // by a draft, a case or a document
}

type namedObjectRow struct {
	Sha256    string
	Size      int64
	MediaType string
	Named     bool
}

// EachObject walks over all objects by hash.
func (d *DB) EachObject(ctx context.Context, fn func(Object) error) error {
	for last := ""; ; {
		var rows []namedObjectRow
		err := d.reader(ctx).Table("object").Select("sha256, size, media_type, NOT ("+nobodyNames+") AS named").
			Where("sha256 > ?", last).Order("sha256").Limit(chunk).Find(&rows).Error
		if err != nil {
			return fmt.Errorf("list objects: %w", err)
		}
		for _, r := range rows {
			if err := fn(Object{r.Sha256, r.Size, r.MediaType, r.Named}); err != nil {
				return err
			}
			last = r.Sha256
		}
		if len(rows) < chunk {
			return nil
		}
	}
}
