// Package sms sends notices as text messages through a gateway that takes JSON over HTTP, as those of the carriers and the
// clouds do: who, under which template they approved, and the words.
package sms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"shenpi/notify"
	"shenpi/notify/webhook"
)

// Config says which gateway takes the messages of the office. One of Bearer and Secret says who we are.
type Config struct {
	URL      string
	Template string // code under which the gateway knows the text
	Bearer   string // sent as it is
	Secret   string // whsec_…: signs each request like a webhook
}

// Channel sends text messages.
type Channel struct {
	config Config
	poster *webhook.Poster
	frame  *notify.Frame
	now    func() time.Time
}

// CheckURL says why a gateway is not posted to: it may be anywhere, since it is the office's own choice, but numbers, texts and
// the token do not go over a network in the clear.
func CheckURL(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil:
		return errors.New("the SMS gateway is https://HOST/PATH")
	case u.Scheme == "http" && !notify.OnThisMachine(u.Hostname()):
		return fmt.Errorf("http:// sends numbers and texts to %s in the clear over the network; write https://, or name a gateway on this machine, localhost", u.Hostname())
	}
	return nil
}

// New makes the channel.
func New(c Config, poster *webhook.Poster, frame *notify.Frame, now func() time.Time) (*Channel, error) {
	if err := CheckURL(c.URL); err != nil {
		return nil, err
	}
	switch {
	case (c.Bearer == "") == (c.Secret == ""):
		return nil, errors.New("the SMS gateway wants a bearer token or a secret that signs, one of the two")
	case c.Secret != "":
		if err := webhook.Sign(http.Header{}, []string{c.Secret}, "", time.Time{}, nil); err != nil {
			return nil, err
		}
	}
	return &Channel{c, poster, frame, now}, nil
}

// request is what the gateway is sent. The same id means the same message.
type request struct {
	ID       string            `json:"id"`
	To       string            `json:"to"`
	Template string            `json:"template,omitempty"`
	Params   map[string]string `json:"params"`
	Text     string            `json:"text"`
}

// Send posts a parcel to the gateway.
func (c *Channel) Send(ctx context.Context, p notify.Parcel) error {
	if err := notify.CheckNumber(p.Preference.Phone); err != nil {
		return fmt.Errorf("%w: %w", notify.ErrPermanent, err)
	}
	params := map[string]string{"case_number": p.Message.CaseNumber, "kind": p.Message.Kind}
	if p.Message.Certificate != "" {
		params["certificate"] = p.Message.Certificate
	}
	body, err := json.Marshal(request{ID: p.ID, To: p.Preference.Phone, Template: c.config.Template, Text: c.frame.SMSOf(p), Params: params})
	if err != nil {
		return fmt.Errorf("write a text message: %w", err)
	}
	header := http.Header{"Content-Type": {"application/json"}, "Idempotency-Key": {p.ID}}
	if c.config.Bearer != "" {
		header.Set("Authorization", "Bearer "+c.config.Bearer)
	} else if err := webhook.Sign(header, []string{c.config.Secret}, p.ID, c.now(), body); err != nil {
		return err
	}
	return webhook.Judge(c.poster.Post(ctx, c.config.URL, header, body), http.StatusBadRequest, http.StatusUnprocessableEntity)
}
