package handlers

import (
	"encoding/base32"
	"io"
	"net/http"
	"strings"
	"time"

	"shenpi/notify"
	"shenpi/workflow"
)

// Webhook is a subscription to events without its secret.
type Webhook struct {
	ID        string   `json:"id"`
	URL       string   `json:"url"`
	Kinds     []string `json:"kinds" doc:"Kinds of notices; empty: every kind"`
	Version   int      `json:"version" doc:"Of its secret"`
	RotatedAt Instant  `json:"rotated_at" doc:"For a day from then on the secret before signs too"`
	CreatedAt Instant  `json:"created_at"`
	CreatedBy string   `json:"created_by"`
}

// NewWebhook is a subscription as it is shown when its secret is new.
type NewWebhook struct {
	Webhook
	Secret string `json:"secret" doc:"Shown this once; it is stored nowhere"`
}

type webhookListOutput struct {
	Body struct {
		Rows []Webhook `json:"rows"`
	}
}

type createWebhookInput struct {
	Body struct {
		URL   string   `json:"url" maxLength:"2000"`
		Kinds []string `json:"kinds,omitempty" maxItems:"100" doc:"Left out: every kind"`
	}
}

// WebhookInput names the subscription of the path.
type WebhookInput struct {
	ID string `path:"id" maxLength:"64"`
}

type newWebhookOutput struct {
	Replayed string `header:"Idempotency-Replayed"`
	Body     NewWebhook
}

type webhookOutput struct{ Body Webhook }

type webhookTestOutput struct {
	Body struct {
		Taken bool   `json:"taken"`
		Error string `json:"error,omitempty"`
	}
}

type webhookDeliveriesInput struct {
	WebhookInput
	PageInput
	Status string `query:"status" enum:"waiting,sent,dead"`
}

type webhookReplayInput struct {
	WebhookInput
	Body replayBody
}

func (s *Server) webhookRoutes() {
	at := func(id, method, below, summary, action string) endpoint {
		return endpoint{id: id, method: method, path: prefix + "/webhooks" + below, summary: summary, tag: "administration", guards: []guard{s.may("webhook", action)}}
	}
	keyed := func(e endpoint, status int) endpoint {
		e.keyed, e.status = true, status
		return e
	}
	declare(s, at("list-webhooks", http.MethodGet, "", "Subscriptions to events", "list"), s.listWebhooks)
	declare(s, keyed(at("create-webhook", http.MethodPost, "", "Subscribe to events", "create"), http.StatusCreated), s.createWebhook)
	declare(s, at("webhook", http.MethodGet, "/{id}", "One subscription", "read"), s.showWebhook)
	declare(s, at("delete-webhook", http.MethodDelete, "/{id}", "End a subscription; what waits for it is given up", "delete"), s.deleteWebhook)
	declare(s, keyed(at("rotate-webhook", http.MethodPost, "/{id}/rotate", "Give a subscription a new secret; the old one signs for a day", "update"), 0), s.rotateWebhook)
	declare(s, at("test-webhook", http.MethodPost, "/{id}/test", "Post a test event now", "update"), s.testWebhook)
	declare(s, at("list-webhook-deliveries", http.MethodGet, "/{id}/deliveries", "What became of its events, the newest first", "read"), s.listWebhookDeliveries)
	declare(s, at("replay-webhook", http.MethodPost, "/{id}/replay", "Post again what was given up", "update"), s.replayWebhook)
}

func webhookOf(h notify.Webhook) Webhook {
	return Webhook{ID: h.ID, URL: h.URL, Kinds: listed(h.Kinds), Version: h.Version, RotatedAt: Instant{h.RotatedAt}, CreatedAt: Instant{h.CreatedAt}, CreatedBy: h.CreatedBy}
}

func (s *Server) listWebhooks(c *call, _ *struct{}) (*webhookListOutput, error) {
	list, err := s.Subscribers.Webhooks(c)
	if err != nil {
		return nil, err
	}
	out := &webhookListOutput{}
	out.Body.Rows = rowsOf(list, webhookOf)
	return out, nil
}

func (s *Server) createWebhook(c *call, in *createWebhookInput) (*newWebhookOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	if why := s.Posting.CheckURL(in.Body.URL); why != nil {
		return nil, refuse(http.StatusUnprocessableEntity, "webhook_url", "不能向该地址推送，须为公网 https 地址，或者管理员允许的内网地址。",
			"Events cannot be posted there: "+why.Error()+". It has to be https and public, or in a network that the office allows.").at("/url")
	}
	for _, kind := range in.Body.Kinds {
		if err := knownKind(kind, "/kinds"); err != nil {
			return nil, err
		}
	}
	id, err := s.drawID()
	if err != nil {
		return nil, err
	}
	now := s.Now().UTC().Truncate(time.Microsecond)
	h := notify.Webhook{ID: id, URL: in.Body.URL, Kinds: in.Body.Kinds, Version: 1, RotatedAt: now, CreatedAt: now, CreatedBy: c.who.id()}
	return s.secret(c, h, workflow.AdminInput{Key: key, Kind: "subscribed", Payload: map[string]string{"url": h.URL}, Rows: []any{h}})
}

const webhookStream = "webhook/"

// secret records a subscription or a rotation and shows the secret, to whoever repeats the request too: the entries of the
// stream are the versions of the secret.
func (s *Server) secret(c *call, h notify.Webhook, in workflow.AdminInput) (*newWebhookOutput, error) {
	in.Stream, in.Role, in.Check = webhookStream+h.ID, "system-admin", unmoved(int64(h.Version-1))
	in.Facts = map[string]any{"kinds": listed(h.Kinds), "version": h.Version}
	r, err := s.Engine.Administer(c, c.actor(), in)
	if err != nil {
		return nil, err
	}
	made, err := s.Subscribers.Webhook(c, strings.TrimPrefix(r.Stream, webhookStream))
	if err != nil {
		return nil, err
	}
	return &newWebhookOutput{Replayed: replayedHeader(r.Replayed), Body: NewWebhook{webhookOf(made), s.Posting.Secret(made.ID, int(r.Number))}}, nil
}

// drawID is 24 letters and digits.
func (s *Server) drawID() (string, error) {
	b := make([]byte, 15)
	if _, err := io.ReadFull(s.Random, b); err != nil {
		return "", doing("draw an id", err)
	}
	return strings.ToLower(base32.StdEncoding.EncodeToString(b)), nil
}

func (s *Server) showWebhook(c *call, in *WebhookInput) (*webhookOutput, error) {
	h, err := s.Subscribers.Webhook(c, in.ID)
	return &webhookOutput{webhookOf(h)}, err
}

func (s *Server) deleteWebhook(c *call, in *WebhookInput) (*struct{}, error) {
	h, err := s.Subscribers.Webhook(c, in.ID)
	if err != nil {
		return nil, err
	}
	_, err = s.Engine.Administer(c, c.actor(), workflow.AdminInput{
		Stream: webhookStream + h.ID, Kind: "ended", Role: "system-admin", Facts: map[string]any{}, Rows: []any{notify.EndedWebhook{ID: h.ID}},
		Check: unmoved(int64(h.Version)),
	})
	return nil, err
}

func (s *Server) rotateWebhook(c *call, in *WebhookInput) (*newWebhookOutput, error) {
	key, err := c.keyOf(nil)
	if err != nil {
		return nil, err
	}
	h, err := s.Subscribers.Webhook(c, in.ID)
	if err != nil {
		return nil, err
	}
	h.Version++
	h.RotatedAt = s.Now().UTC().Truncate(time.Microsecond)
	return s.secret(c, h, workflow.AdminInput{Key: key, Kind: "rotated", Rows: []any{h}})
}

func (s *Server) testWebhook(c *call, in *WebhookInput) (*webhookTestOutput, error) {
	h, err := s.Subscribers.Webhook(c, in.ID)
	if err != nil {
		return nil, err
	}
	id, err := s.drawID()
	if err != nil {
		return nil, err
	}
	out := &webhookTestOutput{}
	why := s.Posting.Test(c, h, "test-"+id)
	if out.Body.Taken = why == nil; why != nil {
		out.Body.Error = why.Error()
	}
	return out, nil
}

func (s *Server) listWebhookDeliveries(c *call, in *webhookDeliveriesInput) (*pageOutput[Delivery], error) {
	if _, err := s.Subscribers.Webhook(c, in.ID); err != nil {
		return nil, err
	}
	return s.listDeliveries(c, &deliveryListInput{PageInput: in.PageInput, Status: in.Status, Target: notify.WebhookTarget(in.ID)})
}

func (s *Server) replayWebhook(c *call, in *webhookReplayInput) (*replayOutput, error) {
	if _, err := s.Subscribers.Webhook(c, in.ID); err != nil {
		return nil, err
	}
	return s.replay(c, notify.WebhookTarget(in.ID), in.Body)
}
