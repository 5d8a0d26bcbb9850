package db

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"shenpi/identity"
)

var (
	_ identity.Accounts = (*DB)(nil)
	_ identity.Sessions = (*DB)(nil)
	_ identity.Sweeper  = (*DB)(nil)
	_ identity.Tokens   = (*DB)(nil)
)

type accountRow struct {
	ID           string
	Login        string
	Name         string
	Kind         string
	Enterprise   string
	Unit         string
	PasswordHash string
	Disabled     bool
	Epoch        int64
	CreatedAt    int64 `gorm:"autoCreateTime:false"`
	Revision     int64
}

func (accountRow) TableName() string { return "account" }

func newAccountRow(a identity.Account) accountRow {
	return accountRow{
		ID: string(a.ID), Login: a.Login, Name: a.Name, Kind: string(a.Kind), Enterprise: a.Enterprise, Unit: a.Unit,
		PasswordHash: a.PasswordHash, Disabled: a.Disabled, Epoch: a.Epoch, CreatedAt: micros(a.CreatedAt), Revision: a.Revision,
	}
}

func (r accountRow) account() identity.Account {
	return identity.Account{
		ID: identity.AccountID(r.ID), Login: r.Login, Name: r.Name, Kind: identity.Kind(r.Kind), Enterprise: r.Enterprise,
		Unit: r.Unit, PasswordHash: r.PasswordHash, Disabled: r.Disabled, Epoch: r.Epoch, CreatedAt: instant(r.CreatedAt),
		Revision: r.Revision,
	}
}

func identityNotFound() error { return identity.ErrNotFound }

// Account is identity.Accounts'.
func (d *DB) Account(ctx context.Context, id identity.AccountID) (identity.Account, error) {
	var r accountRow
	err := missing(d.reader(ctx).Where("id = ?", string(id)).Take(&r).Error, identityNotFound)
	return r.account(), err
}

// AccountByLogin is identity.Accounts'.
func (d *DB) AccountByLogin(ctx context.Context, login string) (identity.Account, error) {
	var r accountRow
	err := missing(d.reader(ctx).Where("login = ?", login).Take(&r).Error, identityNotFound)
	return r.account(), err
}

// Accounts lists all accounts by login.
func (d *DB) Accounts(ctx context.Context) ([]identity.Account, error) {
	var rows []accountRow
	if err := d.reader(ctx).Order("login").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	list := make([]identity.Account, len(rows))
	for i, r := range rows {
		list[i] = r.account()
	}
	return list, nil
}

// CreateAccount is identity.Accounts'.
func (d *DB) CreateAccount(ctx context.Context, a identity.Account) error {
	err := d.update(ctx, func(tx *gorm.DB) error {
		if err := loginFree(tx, a); err != nil {
			return err
		}
		row := newAccountRow(a)
		return tx.Create(&row).Error
	})
	return loginTaken(err)
}

// loginFree looks before it is written, since the constraint that is broken does not say its name on both databases.
func loginFree(tx *gorm.DB, a identity.Account) error {
	var others int64
	if err := tx.Model(&accountRow{}).Where("login = ? AND id <> ?", a.Login, string(a.ID)).Count(&others).Error; err != nil {
		return err
	}
	if others > 0 {
		return identity.ErrLoginTaken
	}
	return nil
}

// loginTaken is what a race for a login ends in.
func loginTaken(err error) error {
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return fmt.Errorf("%w: %w", identity.ErrLoginTaken, err)
	}
	return err
}

// UpdateAccount is identity.Accounts'.
func (d *DB) UpdateAccount(ctx context.Context, a identity.Account) error {
	err := d.update(ctx, func(tx *gorm.DB) error {
		var r accountRow
		if err := missing(locked(tx).Where("id = ?", string(a.ID)).Take(&r).Error, identityNotFound); err != nil {
			return err
		}
		if r.Revision != a.Revision {
			return identity.ErrStale
		}
		if err := loginFree(tx, a); err != nil {
			return err
		}
		row := newAccountRow(a)
		row.Revision++
		return tx.Model(&row).Where("id = ?", row.ID).Select("*").Omit("id", "created_at").UpdateColumns(&row).Error
	})
	return loginTaken(err)
}
