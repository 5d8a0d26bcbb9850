package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"shenpi/notify"
)

// Channel posts notices to the subscription that a parcel names.
type Channel struct {
	Poster *Poster
	Keys   Keys
	Source string // a URI of this installation
	Now    func() time.Time
}

// event is a CloudEvent 1.0 in structured JSON. It names the case or certificate and what happened to it; whoever may know
// more asks the API for it.
type event struct {
	SpecVersion string    `json:"specversion"`
	ID          string    `json:"id"`
	Source      string    `json:"source"`
	Type        string    `json:"type"`
	Subject     string    `json:"subject,omitempty"`
	Time        time.Time `json:"time"`
	ContentType string    `json:"datacontenttype"`
	Data        data      `json:"data"`
}

type data struct {
	Notice      string `json:"notice,omitempty"`
	Kind        string `json:"kind,omitempty"`
	Case        string `json:"case,omitempty"`
	Number      string `json:"case_number,omitempty"`
	Item        string `json:"item,omitempty"`
	Certificate string `json:"certificate,omitempty"`
	Document    int    `json:"document,omitempty"`
	Duty        string `json:"duty,omitempty"`
}

// Send posts a parcel.
func (c *Channel) Send(ctx context.Context, p notify.Parcel) error {
	if p.Webhook == nil {
		return fmt.Errorf("%w: the subscription was ended", notify.ErrPermanent)
	}
	n := p.Message
	return c.post(ctx, p.Webhook, event{
		ID: p.ID, Type: "shenpi.notice." + n.Kind, Subject: p.Subject(), Time: n.At.UTC(),
		Data: data{Notice: n.ID, Kind: n.Kind, Case: string(n.Case), Number: n.CaseNumber, Item: n.Item, Certificate: n.Certificate, Document: n.Document, Duty: n.Duty},
	})
}

// Test posts an event that tells nothing but that it came.
func (c *Channel) Test(ctx context.Context, h notify.Webhook, id string) error {
	return c.post(ctx, &h, event{ID: id, Type: "shenpi.test", Time: c.Now().UTC()})
}

func (c *Channel) post(ctx context.Context, h *notify.Webhook, e event) error {
	e.SpecVersion, e.Source, e.ContentType = "1.0", c.Source, "application/json"
	var b bytes.Buffer
	w := json.NewEncoder(&b)
	w.SetEscapeHTML(false)
	if err := w.Encode(e); err != nil {
		return fmt.Errorf("write an event: %w", err)
	}
	body := bytes.TrimRight(b.Bytes(), "\n")
	now := c.Now()
	header := http.Header{"Content-Type": {"application/cloudevents+json; charset=utf-8"}}
	if err := Sign(header, c.Keys.secrets(h, now), e.ID, now, body); err != nil {
		return err
	}
	return Judge(c.Poster.Post(ctx, h.URL, header, body), http.StatusGone)
}
