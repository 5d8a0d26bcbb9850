package db

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"shenpi/notify"
)

type preferenceRow struct {
	Recipient string
	Language  string
	Mail      string
	Phone     string
	Channels  string
	Kinds     string
	Revision  int64
}

func (preferenceRow) TableName() string { return "notice_preference" }

func (r preferenceRow) preference() (notify.Preference, error) {
	p := notify.Preference{Recipient: r.Recipient, Language: r.Language, Mail: r.Mail, Phone: r.Phone, Revision: r.Revision}
	if err := json.Unmarshal([]byte(r.Channels), &p.Channels); err != nil {
		return p, fmt.Errorf("read the channels of %s: %w", r.Recipient, err)
	}
	if err := json.Unmarshal([]byte(r.Kinds), &p.Kinds); err != nil {
		return p, fmt.Errorf("read the kinds of %s: %w", r.Recipient, err)
	}
	return p, nil
}

// NoticePreference reads what somebody wants; NoPreference for who never said anything.
func (d *DB) NoticePreference(ctx context.Context, recipient string) (notify.Preference, error) {
	var rows []preferenceRow
	if err := d.reader(ctx).Where("recipient = ?", recipient).Find(&rows).Error; err != nil {
		return notify.Preference{}, fmt.Errorf("read a preference: %w", err)
	}
	if len(rows) == 0 {
		return notify.NoPreference(recipient), nil
	}
	return rows[0].preference()
}

func putPreference(tx *gorm.DB, p notify.Preference) error {
	kinds, err := json.Marshal(p.Kinds)
	if err != nil {
		return fmt.Errorf("store a preference: %w", err)
	}
	row := preferenceRow{p.Recipient, p.Language, p.Mail, p.Phone, listJSON(p.Channels), string(kinds), p.Revision}
	return put(tx, []preferenceRow{row}, []string{"recipient"})
}

type webhookRow struct {
	ID        string
	URL       string
	Kinds     string
	Version   int
	RotatedAt int64
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	CreatedBy string
}

func (webhookRow) TableName() string { return "webhook" }

func (r webhookRow) webhook() (notify.Webhook, error) {
	h := notify.Webhook{ID: r.ID, URL: r.URL, Version: r.Version, RotatedAt: instant(r.RotatedAt), CreatedAt: instant(r.CreatedAt), CreatedBy: r.CreatedBy}
	if err := json.Unmarshal([]byte(r.Kinds), &h.Kinds); err != nil {
		return h, fmt.Errorf("read the kinds of webhook %s: %w", r.ID, err)
	}
	return h, nil
}

// Webhooks lists the subscriptions, the oldest first.
func (d *DB) Webhooks(ctx context.Context) ([]notify.Webhook, error) {
	var rows []webhookRow
	if err := d.reader(ctx).Order("created_at, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list webhooks: %w", err)
	}
	list := make([]notify.Webhook, len(rows))
	for i, r := range rows {
		var err error
		if list[i], err = r.webhook(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Webhook reads one subscription: NotFound.
func (d *DB) Webhook(ctx context.Context, id string) (notify.Webhook, error) {
	var r webhookRow
	if err := missing(d.reader(ctx).Where("id = ?", id).Take(&r).Error, webhookNotFound); err != nil {
		return notify.Webhook{}, err
	}
	return r.webhook()
}

func putWebhook(tx *gorm.DB, h notify.Webhook) error {
	row := webhookRow{h.ID, h.URL, listJSON(h.Kinds), h.Version, micros(h.RotatedAt), micros(h.CreatedAt), h.CreatedBy}
	return put(tx, []webhookRow{row}, []string{"id"})
}

// endWebhook ends a subscription; what waits for it is given up.
func endWebhook(tx *gorm.DB, e notify.EndedWebhook, at int64) error {
	return errors.Join(
		tx.Where("id = ?", e.ID).Delete(&webhookRow{}).Error,
		tx.Model(&deliveryRow{}).Where("target = ? AND status = 'waiting'", notify.WebhookTarget(e.ID)).
			UpdateColumns(map[string]any{"status": notify.Dead, "settled_at": at, "error": "the subscription was ended"}).Error,
	)
}

func webhookNotFound() error {
	return notFound("webhook_not_found", "没有这个推送订阅。", "There is no such webhook.")
}
