package db

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"shenpi/identity"
)

type tokenRow struct {
	ID        string
	AccountID string
	Name      string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	ExpiresAt int64
	RevokedAt int64
}

func (tokenRow) TableName() string { return "token" }

func (r tokenRow) token() identity.Token {
	return identity.Token{
		ID: identity.TokenID(r.ID), AccountID: identity.AccountID(r.AccountID), Name: r.Name, CreatedAt: instant(r.CreatedAt),
		ExpiresAt: instant(r.ExpiresAt), RevokedAt: instant(r.RevokedAt),
	}
}

// CreateToken is identity.Tokens'.
func (d *DB) CreateToken(ctx context.Context, t identity.Token) error {
	return d.update(ctx, func(tx *gorm.DB) error {
		return tx.Create(&tokenRow{
			ID: string(t.ID), AccountID: string(t.AccountID), Name: t.Name, CreatedAt: micros(t.CreatedAt),
			ExpiresAt: micros(t.ExpiresAt), RevokedAt: micros(t.RevokedAt),
		}).Error
	})
}

// Token is identity.Tokens'.
func (d *DB) Token(ctx context.Context, id identity.TokenID) (identity.Token, error) {
	var r tokenRow
	err := missing(d.reader(ctx).Where("id = ?", string(id)).Take(&r).Error, identityNotFound)
	return r.token(), err
}

// RevokeToken is identity.Tokens'.
func (d *DB) RevokeToken(ctx context.Context, account identity.AccountID, id identity.TokenID, at time.Time) error {
	return d.update(ctx, func(tx *gorm.DB) error {
		done := tx.Model(&tokenRow{}).Where("id = ? AND account_id = ?", string(id), string(account)).
			UpdateColumn("revoked_at", gorm.Expr("CASE WHEN revoked_at = 0 THEN ? ELSE revoked_at END", micros(at)))
		if done.Error == nil && done.RowsAffected == 0 {
			return identity.ErrNotFound
		}
		return done.Error
	})
}

// TokensOf is identity.Tokens'.
func (d *DB) TokensOf(ctx context.Context, id identity.AccountID) ([]identity.Token, error) {
	var rows []tokenRow
	err := d.reader(ctx).Where("account_id = ?", string(id)).Order("created_at DESC, id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list tokens: %w", err)
	}
	list := make([]identity.Token, len(rows))
	for i, r := range rows {
		list[i] = r.token()
	}
	return list, nil
}
