package db

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"shenpi/identity"
)

type sessionRow struct {
	ID         string
	AccountID  string
	Epoch      int64
	CreatedAt  int64 `gorm:"autoCreateTime:false"`
	LastSeenAt int64
	ExpiresAt  int64
	Browser    string
}

func (sessionRow) TableName() string { return "session" }

func (r sessionRow) session() identity.Session {
	return identity.Session{
		ID: identity.SessionID(r.ID), AccountID: identity.AccountID(r.AccountID), Epoch: r.Epoch, CreatedAt: instant(r.CreatedAt),
		LastSeenAt: instant(r.LastSeenAt), ExpiresAt: instant(r.ExpiresAt), Browser: r.Browser,
	}
}

// CreateSession is identity.Sessions'.
func (d *DB) CreateSession(ctx context.Context, s identity.Session) error {
	return d.update(ctx, func(tx *gorm.DB) error {
		return tx.Create(&sessionRow{
			ID: string(s.ID), AccountID: string(s.AccountID), Epoch: s.Epoch, CreatedAt: micros(s.CreatedAt),
			LastSeenAt: micros(s.LastSeenAt), ExpiresAt: micros(s.ExpiresAt), Browser: s.Browser,
		}).Error
	})
}

// Session is identity.Sessions'.
func (d *DB) Session(ctx context.Context, id identity.SessionID) (identity.Session, error) {
	var r sessionRow
	err := missing(d.reader(ctx).Where("id = ?", string(id)).Take(&r).Error, identityNotFound)
	return r.session(), err
}

// TouchSession is identity.Sessions'.
func (d *DB) TouchSession(ctx context.Context, id identity.SessionID, at time.Time) error {
	return d.update(ctx, func(tx *gorm.DB) error {
		done := tx.Model(&sessionRow{}).Where("id = ?", string(id)).UpdateColumn("last_seen_at",
			gorm.Expr("CASE WHEN last_seen_at < ? THEN ? ELSE last_seen_at END", micros(at), micros(at)))
		if done.Error == nil && done.RowsAffected == 0 {
			return identity.ErrNotFound
		}
		return done.Error
	})
}

// DeleteSession is identity.Sessions'.
func (d *DB) DeleteSession(ctx context.Context, id identity.SessionID) error {
	return d.update(ctx, func(tx *gorm.DB) error { return tx.Where("id = ?", string(id)).Delete(&sessionRow{}).Error })
}

// SessionsOf is identity.Sessions'.
func (d *DB) SessionsOf(ctx context.Context, id identity.AccountID) ([]identity.Session, error) {
	var rows []sessionRow
	err := d.reader(ctx).Where("account_id = ?", string(id)).Order("created_at DESC, id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	list := make([]identity.Session, len(rows))
	for i, r := range rows {
		list[i] = r.session()
	}
	return list, nil
}

// DeleteSessions is identity.Sweeper's.
func (d *DB) DeleteSessions(ctx context.Context, expired, lastSeen time.Time) (n int, err error) {
	err = d.update(ctx, func(tx *gorm.DB) error {
		done := tx.Where("expires_at <= ? OR last_seen_at <= ?", micros(expired), micros(lastSeen)).Delete(&sessionRow{})
		n = int(done.RowsAffected)
		return done.Error
	})
	return n, err
}
