package db

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"shenpi/workflow"
)

type yearRow struct {
	Year int `gorm:"primaryKey;autoIncrement:false"`
	Data []byte
}

func (yearRow) TableName() string { return "calendar_year" }

// Calendars lists the loaded years.
func (d *DB) Calendars(ctx context.Context) ([]workflow.CalendarYear, error) {
	var rows []yearRow
	if err := d.reader(ctx).Order("year").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list calendars: %w", err)
	}
	var list []workflow.CalendarYear
	for _, r := range rows {
		list = append(list, workflow.CalendarYear(r))
	}
	return list, nil
}

type calendarVersionRow struct {
	Hash string `gorm:"primaryKey"`
	Data []byte
}

func (calendarVersionRow) TableName() string { return "calendar_version" }

// CalendarVersions lists every calendar by which days of this database were ever counted, by hash.
func (d *DB) CalendarVersions(ctx context.Context) ([]workflow.CalendarVersion, error) {
	var rows []calendarVersionRow
	if err := d.reader(ctx).Order("hash").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list versions of the calendar: %w", err)
	}
	var list []workflow.CalendarVersion
	for _, r := range rows {
		list = append(list, workflow.CalendarVersion(r))
	}
	return list, nil
}

// KeepCalendar stores a calendar before days are counted by it, and has every open case woken once: when it is new to the
// database, and, for a replica that takes it over from another, when anew says so. A case may have been woken in between
// by a replica that did not know it yet.
func (d *DB) KeepCalendar(ctx context.Context, v workflow.CalendarVersion, anew bool) error {
	err := d.update(ctx, func(tx *gorm.DB) error {
		row := calendarVersionRow(v)
		kept := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
		if kept.Error != nil || kept.RowsAffected == 0 && !anew {
			return kept.Error
		}
		return wakeAll(tx)
	})
	if err != nil {
		return fmt.Errorf("keep a calendar: %w", err)
	}
	return nil
}

// wakeAll has every open case woken once: what it falls due by is counted anew.
func wakeAll(tx *gorm.DB) error {
	return tx.Model(&caseRow{}).Where("status <> ?", workflow.StatusEnded).UpdateColumn("next_due", 1).Error
}
