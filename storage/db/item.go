package db

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"shenpi/workflow"
)

type itemRow struct {
	Item        string
	Version     int `gorm:"autoIncrement:false"`
	Hash        string
	Source      []byte
	Files       []byte
	PublishedAt int64
	PublishedBy string
	Open        string
}

func (itemRow) TableName() string { return "item_version" }

// putItem stores a published version. It is immutable: of a version that is there only whether it takes filings changes.
func putItem(tx *gorm.DB, p workflow.PublishedItem) error {
	files, err := json.Marshal(p.Files)
	if err != nil {
		return err
	}
	row := itemRow{p.Item, p.Version, p.Hash, filled(p.Source), files, micros(p.PublishedAt), p.PublishedBy, p.Open}
	done := tx.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "item"}, {Name: "version"}},
		DoUpdates: clause.AssignmentColumns([]string{"open"}),
		Where:     clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "item_version.hash = excluded.hash"}}},
	}).Create(&row)
	if done.Error == nil && done.RowsAffected == 0 {
		return fmt.Errorf("version %d of item %s is published with another content", p.Version, p.Item)
	}
	return done.Error
}

func (r itemRow) published() (workflow.PublishedItem, error) {
	p := workflow.PublishedItem{
		Item: r.Item, Version: r.Version, Hash: r.Hash, Source: r.Source, PublishedAt: instant(r.PublishedAt),
		PublishedBy: r.PublishedBy, Open: r.Open,
	}
	err := json.Unmarshal(r.Files, &p.Files)
	return p, err
}

// PublishedItems lists every version of every item.
func (d *DB) PublishedItems(ctx context.Context) ([]workflow.PublishedItem, error) {
	var rows []itemRow
	if err := d.reader(ctx).Order("item, version").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list published items: %w", err)
	}
	var list []workflow.PublishedItem
	for _, r := range rows {
		p, err := r.published()
		if err != nil {
			return nil, fmt.Errorf("read version %d of item %s: %w", r.Version, r.Item, err)
		}
		list = append(list, p)
	}
	return list, nil
}

// ItemVersion reads one published version; NotFound when there is none.
func (d *DB) ItemVersion(ctx context.Context, item string, version int) (workflow.PublishedItem, error) {
	var r itemRow
	err := d.reader(ctx).Where("item = ? AND version = ?", item, version).Take(&r).Error
	err = missing(err, func() error {
		return notFound("item_not_found", "没有这个事项版本。", "There is no such version of a service item.")
	})
	if err != nil {
		return workflow.PublishedItem{}, err
	}
	return r.published()
}
