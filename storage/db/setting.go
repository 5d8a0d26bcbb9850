package db

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

const policyKey = "policy_revision"

type settingRow struct {
	Key   string
	Value string
}

func (settingRow) TableName() string { return "setting" }

// Setting reads a setting of this database, such as its origin or the mark of a demonstration; "" when it was never set.
func (d *DB) Setting(ctx context.Context, key string) (string, error) {
	var r settingRow
	err := d.reader(ctx).Where("key = ?", key).Take(&r).Error
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return "", fmt.Errorf("read setting %s: %w", key, err)
	}
	return r.Value, nil
}

// SetSetting stores a setting. The policy revision is not set but raised by commands.
func (d *DB) SetSetting(ctx context.Context, key, value string) error {
	if key == policyKey || key == cursorKey || key == placeKey {
		return fmt.Errorf("setting %s is the database's own", key)
	}
	err := d.update(ctx, func(tx *gorm.DB) error {
		return tx.Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "key"}}, DoUpdates: clause.AssignmentColumns([]string{"value"}),
		}).Create(&settingRow{key, value}).Error
	})
	if err != nil {
		return fmt.Errorf("store setting %s: %w", key, err)
	}
	return nil
}

// FirstSetting stores a setting unless there is one, and gives the one that is there then: of several replicas that want it
// to be theirs at once all get the same.
func (d *DB) FirstSetting(ctx context.Context, key, value string) (string, error) {
	err := d.update(ctx, func(tx *gorm.DB) error { return insert(tx, []settingRow{{key, value}}, keepOld) })
	if err != nil {
		return "", fmt.Errorf("store setting %s: %w", key, err)
	}
	return d.Setting(ctx, key)
}

// PolicyRevision counts the changes of units and appointments.
func (d *DB) PolicyRevision(ctx context.Context) (int64, error) { return policyRevision(d.reader(ctx)) }

func policyRevision(tx *gorm.DB) (n int64, err error) {
	found := false
	err = each(tx, "SELECT value FROM setting WHERE key = ?", []any{policyKey}, func(scan func(...any) error) error {
		var value string
		if err := scan(&value); err != nil {
			return err
		}
		found = true
		n, err = strconv.ParseInt(value, 10, 64)
		return err
	})
	if err == nil && !found {
		err = gorm.ErrRecordNotFound
	}
	if err != nil {
		return 0, fmt.Errorf("read the policy revision: %w", err)
	}
	return n, nil
}

// movePolicy raises the revision once no other command is being judged. The new value is written as it was told to the
// changes that came later in the batch.
func (b *batch) movePolicy() error {
	if b.now.policy == b.base.policy {
		return nil
	}
	if b.d.kind == postgresKind {
		if err := b.tx.Exec("SELECT pg_advisory_xact_lock(?)", int64(policyLock)).Error; err != nil {
			return fmt.Errorf("lock the policy: %w", err)
		}
	}
	err := b.tx.Model(&settingRow{}).Where("key = ?", policyKey).Update("value", strconv.FormatInt(b.now.policy, 10)).Error
	if err != nil {
		return fmt.Errorf("raise the policy revision: %w", err)
	}
	return nil
}
