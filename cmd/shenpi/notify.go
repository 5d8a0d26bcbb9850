package main

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"shenpi/handlers"
	"shenpi/jobs"
	"shenpi/notify"
	"shenpi/notify/mail"
	"shenpi/notify/sms"
	"shenpi/notify/webhook"
	"shenpi/storage/db"
	"shenpi/workflow"
	"shenpi/workflow/item"
)

// notifyFlags say how notices leave the house.
type notifyFlags struct {
	Notices      string   `help:"Texts around notices, YAML: office, signature, address of the portal." type:"existingfile" env:"SHENPI_NOTICES" placeholder:"FILE"`
	Mail         string   `help:"Mail server: smtp://[USER@]HOST[:PORT]?from=ADDRESS, where STARTTLS is demanded, or smtps://… (default: no mail)." env:"SHENPI_MAIL" placeholder:"URL"`
	MailPassword string   `name:"mail-password" help:"File with the password of the mail server." type:"existingfile" env:"SHENPI_MAIL_PASSWORD" placeholder:"FILE"`
	SMS          string   `name:"sms" help:"SMS gateway that takes JSON by POST (default: no text messages)." env:"SHENPI_SMS" placeholder:"URL"`
	SMSTemplate  string   `name:"sms-template" help:"Code under which the gateway knows the text." env:"SHENPI_SMS_TEMPLATE" placeholder:"CODE"`
	SMSBearer    string   `name:"sms-bearer" help:"File with the token for the gateway." type:"existingfile" env:"SHENPI_SMS_BEARER" placeholder:"FILE"`
	SMSSecret    string   `name:"sms-secret" help:"File with a secret, whsec_…, that signs requests to the gateway instead." type:"existingfile" env:"SHENPI_SMS_SECRET" placeholder:"FILE"`
	WebhookAllow []string `name:"webhook-allow" help:"Networks that are not public and webhooks may go to all the same, such as 10.1.0.0/16; there plain HTTP is allowed too." env:"SHENPI_WEBHOOK_ALLOW" placeholder:"NET"`
}

// check refuses what cannot be meant before anything is opened.
func (f *notifyFlags) check() error {
	switch {
	case f.MailPassword != "" && f.Mail == "":
		return misused("--mail-password belongs to --mail")
	case (f.SMSTemplate != "" || f.SMSBearer != "" || f.SMSSecret != "") && f.SMS == "":
		return misused("--sms-template, --sms-bearer and --sms-secret belong to --sms")
	}
	if f.Mail != "" {
		c, err := mail.ParseURL(f.Mail)
		if err != nil {
			return misused("--mail: %v", err)
		}
		if (c.User == "") != (f.MailPassword == "") {
			return misused("--mail names a user if, and only if, --mail-password has the password")
		}
	}
	if f.SMS != "" {
		if err := sms.CheckURL(f.SMS); err != nil {
			return misused("--sms: %v", err)
		}
	}
	if _, err := webhook.ParseNetworks(f.WebhookAllow); err != nil {
		return misused("--webhook-allow: %v", err)
	}
	return nil
}

// outside is how notices leave the house, and what its API needs of that.
type outside struct {
	*webhook.Channel
	networks webhook.Networks
	channels map[string]notify.Channel
}

// CheckURL says why events cannot be posted to a URL.
func (o *outside) CheckURL(url string) error { return o.networks.CheckURL(url) }

// Secret is that of a version of a subscription.
func (o *outside) Secret(id string, version int) string { return o.Keys.Secret(id, version) }

// openOutside readies the channels; nothing is sent yet.
func (f *notifyFlags) openOutside(ctx context.Context, h *house, data string) (*outside, error) {
	frame, err := f.frame()
	if err != nil {
		return nil, err
	}
	keys, err := openWebhookKey(ctx, data, h.db, h.random)
	if err != nil {
		return nil, err
	}
	o := &outside{channels: map[string]notify.Channel{}}
	if o.networks, err = webhook.ParseNetworks(f.WebhookAllow); err != nil {
		return nil, err
	}
	o.Channel = &webhook.Channel{Poster: webhook.NewPoster(o.networks, nil, 0), Keys: keys, Source: "urn:shenpi:" + h.book.key.Name(), Now: h.now}
	o.channels["webhook"] = o.Channel
	if f.Mail != "" {
		if o.channels[notify.Mail], err = f.openMail(frame, h.now); err != nil {
			return nil, err
		}
	}
	if f.SMS != "" {
		if o.channels[notify.SMS], err = f.openSMS(frame, h.now); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// stranded says what waits for a channel that the service was started without. It goes out once the channel is back.
func (o *outside) stranded(ctx context.Context, d handlers.Deliveries) (list []workflow.Warning, err error) {
	for _, channel := range notify.Channels() {
		if o.channels[channel] != nil {
			continue
		}
		page, err := d.Deliveries(ctx, notify.DeliveryFilter{Target: channel, Status: notify.Waiting, Limit: 1})
		if err != nil {
			return nil, err
		}
		if len(page.Rows) > 0 {
			list = append(list, workflow.Warning{Code: "channel_missing", Text: item.Text{
				Zh: fmt.Sprintf("有通知等待经 %s 发出，而服务启动时没有给出 --%s", channel, channel),
				En: fmt.Sprintf("notices wait for %s, and the service was started without --%s", channel, channel),
			}})
		}
	}
	return list, nil
}

func (f *notifyFlags) frame() (*notify.Frame, error) {
	if f.Notices == "" {
		return notify.ShippedFrame(), nil
	}
	source, err := os.ReadFile(f.Notices)
	if err != nil {
		return nil, fmt.Errorf("read the texts around notices: %w", err)
	}
	return notify.LoadFrame(filepath.Base(f.Notices), source)
}

func (f *notifyFlags) openMail(frame *notify.Frame, now func() time.Time) (notify.Channel, error) {
	c, err := mail.ParseURL(f.Mail)
	if err != nil {
		return nil, err
	}
	if c.Password, err = readSecret(f.MailPassword); err != nil {
		return nil, err
	}
	return mail.New(c, frame, now)
}

func (f *notifyFlags) openSMS(frame *notify.Frame, now func() time.Time) (notify.Channel, error) {
	c := sms.Config{URL: f.SMS, Template: f.SMSTemplate}
	var err error
	if c.Bearer, err = readSecret(f.SMSBearer); err != nil {
		return nil, err
	}
	if c.Secret, err = readSecret(f.SMSSecret); err != nil {
		return nil, err
	}
	return sms.New(c, webhook.NewTrustedPoster(nil, 0), frame, now)
}

// readSecret reads the one line of a file; nothing when no file is named.
func readSecret(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return "", fmt.Errorf("read a secret: %w", err)
	}
	text := strings.TrimRight(string(b), "\r\n")
	if text == "" || strings.ContainsAny(text, "\r\n") {
		return "", fmt.Errorf("%s should hold one line", name)
	}
	return text, nil
}

// webhookKeySetting is the fingerprint of the key of the webhooks of a database.
const webhookKeySetting = "webhook_key"

// openWebhookKey reads the key that the secrets of webhooks are made from, and makes one, readable by its owner only, when
// the database has none. Another key would sign with secrets that nobody was given; of replicas that start at once, each with
// a key of its own, the first one's is the database's, and the others do not start.
func openWebhookKey(ctx context.Context, data string, d *db.DB, random io.Reader) (webhook.Keys, error) {
	none := webhook.Keys{}
	known, err := d.Setting(ctx, webhookKeySetting)
	if err != nil {
		return none, err
	}
	name := filepath.Join(data, "keys", "webhook.key")
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) && known == "" {
		fresh := make([]byte, webhook.KeySize)
		if _, err := io.ReadFull(random, fresh); err != nil {
			return none, fmt.Errorf("make the key of webhooks: %w", err)
		}
		if err := writeOnce(name, []byte(base64.StdEncoding.EncodeToString(fresh)+"\n")); err != nil && !errors.Is(err, fs.ErrExist) {
			return none, fmt.Errorf("make the key of webhooks: %w", err)
		}
		text, err = os.ReadFile(name)
	}
	if err != nil {
		return none, fmt.Errorf("read the key of webhooks: %w", err)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		return none, fmt.Errorf("read the key of webhooks: %s should hold one line of base64", name)
	}
	keys, err := webhook.NewKeys(key)
	if err != nil {
		return none, fmt.Errorf("read %s: %w", name, err)
	}
	known, err = d.FirstSetting(ctx, webhookKeySetting, keys.Fingerprint())
	switch {
	case err != nil:
		return none, err
	case known != keys.Fingerprint():
		return none, fmt.Errorf("%s is not the key that the webhooks of this database were made with: copy it from where they were", name)
	}
	return keys, nil
}

// sending is what the job that drains the outbox works with.
func (s *service) sending() jobs.Sending {
	return jobs.Sending{Channels: s.outside.channels, Now: s.now, Random: s.chance}
}

// chance is a number from 0 up to 1.
func (p *process) chance() float64 {
	var b [8]byte
	if _, err := io.ReadFull(p.random, b[:]); err != nil {
		return 0 // then waits are as long as they can be
	}
	return float64(binary.BigEndian.Uint64(b[:])>>11) / (1 << 53)
}
