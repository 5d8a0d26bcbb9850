package db

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"shenpi/workflow"
	"shenpi/workflow/credential"
)

type statusListRow struct {
	List   int
	Number int64
	Note   []byte
}

func (statusListRow) TableName() string { return "status_list" }

// Standings says of every place of a list what became of its certificate, as far as it is more than valid.
func (d *DB) Standings(ctx context.Context, list int) ([]credential.Standing, error) {
	first := int64(list) * credential.Places
	var rows []certificateRow
	err := d.reader(ctx).Select("place", "status", "succeeded_by").Where("place > ? AND place < ?", first, first+credential.Places).
		Where("status <> ? OR succeeded_by <> ''", credential.Valid.String()).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the statuses of certificates: %w", err)
	}
	standings := make([]credential.Standing, len(rows))
	for i, r := range rows {
		standings[i] = workflow.Certificate{Place: credential.Place(r.Place), Status: workflow.CertificateStatus(r.Status), SucceededBy: r.SucceededBy}.Standing() //nolint:gosec // the schema keeps it within 32 bits
	}
	return standings, nil
}

// StatusLists is how many lists there are: one more than the last that a certificate has a place in, and at least one.
func (d *DB) StatusLists(ctx context.Context) (int, error) {
	var last int64
	if err := d.reader(ctx).Model(&certificateRow{}).Select("COALESCE(MAX(place), 0)").Scan(&last).Error; err != nil {
		return 0, fmt.Errorf("count the lists of statuses: %w", err)
	}
	return int(last/credential.Places) + 1, nil
}

// StatusList gives the list published last and its number; 0 when none was.
func (d *DB) StatusList(ctx context.Context, list int) (number int64, note []byte, err error) {
	var r statusListRow
	err = d.reader(ctx).Where("list = ?", list).Take(&r).Error
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return 0, nil, fmt.Errorf("read list %d of statuses: %w", list, err)
	}
	return r.Number, r.Note, nil
}

// SaveStatusList publishes a list, unless one with that number or a later one was published meanwhile.
func (d *DB) SaveStatusList(ctx context.Context, list int, number int64, note []byte) (saved bool, err error) {
	err = d.update(ctx, func(tx *gorm.DB) error {
		done := tx.Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "list"}}, DoUpdates: clause.AssignmentColumns([]string{"number", "note"}),
			Where: clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "status_list.number < excluded.number"}}},
		}).Create(&statusListRow{list, number, note})
		saved = done.RowsAffected > 0
		return done.Error
	})
	if err != nil {
		return false, fmt.Errorf("store list %d of statuses: %w", list, err)
	}
	return saved, nil
}
