// Package notify carries notices out of the house: whom the office tells on which channel, when one that did not arrive is
// tried again, and what the recipient reads. It is pure but for its channels, which have a package each: mail, sms, webhook.
// Read plan.go (what a notice becomes), then settle.go (what a try becomes), then frame.go (what it says).
package notify

import (
	"context"
	"errors"
	"time"

	"shenpi/workflow"
)

// The channels a recipient can be told on besides the inbox, which has every notice from the moment of its cause.
const (
	Mail = "mail"
	SMS  = "sms"
)

// Channels lists them.
func Channels() []string { return []string{Mail, SMS} }

// webhookTarget is the target of a subscription, followed by its id.
const webhookTarget = "webhook/"

// WebhookTarget names what is posted to a subscription.
func WebhookTarget(id string) string { return webhookTarget + id }

// The languages of the office.
const (
	Chinese = "zh"
	English = "en"
)

// The states of a delivery.
const (
	Waiting = "waiting"
	Sent    = "sent"
	Dead    = "dead" // given up, until somebody replays it
)

// Preference is where and in which language somebody wants notices.
type Preference struct {
	Recipient string // an enterprise's credit code or a person
	Language  string
	Mail      string   // address; empty = none
	Phone     string   // number for SMS; empty = none
	Channels  []string // for every kind that is not in Kinds
	Kinds     map[string][]string
	Revision  int64 // 0 = never set
}

// NoPreference is that of somebody who never said anything: Chinese, and every channel once there is an address.
func NoPreference(recipient string) Preference {
	return Preference{Recipient: recipient, Language: Chinese, Channels: Channels()}
}

// Address is where a channel reaches the recipient; empty when it does not.
func (p *Preference) Address(channel string) string {
	switch channel {
	case Mail:
		return p.Mail
	case SMS:
		return p.Phone
	}
	return ""
}

// Webhook is a subscription: events of some kinds are posted to a URL.
type Webhook struct {
	ID        string
	URL       string
	Kinds     []string // empty = every kind
	Version   int      // of its secret, 1-based
	RotatedAt time.Time
	CreatedAt time.Time
	CreatedBy string
}

// EndedWebhook ends a subscription; what waits for it is given up.
type EndedWebhook struct{ ID string }

// Delivery is one notice on one channel. Its id is made of both, so that whoever receives it twice knows.
type Delivery struct {
	ID        string
	Notice    string
	Target    string // mail, sms, webhook/ID
	Status    string
	PlannedAt time.Time
	Tries     int
	NextAt    time.Time // of one that waits
	SettledAt time.Time
	Error     string // of the last try
	Address   string // where it went, until that is on the trail
	OwesEntry bool   // what becomes of it has to go on the trail
}

// DeliveryFilter asks for a page of deliveries, the newest first. Empty fields are not asked for.
type DeliveryFilter struct {
	Target string
	Status string
	Cursor string
	Limit  int
}

// Outgoing is a notice that nobody has looked at yet, with what its recipient wants.
type Outgoing struct {
	Notice     workflow.Notice
	Preference Preference
}

// Parcel is a delivery with all that sending it needs.
type Parcel struct {
	Delivery
	Message    workflow.Notice
	Preference Preference
	Webhook    *Webhook // of a target that is one
}

// Subject is what a parcel is about: a certificate or a case.
func (p Parcel) Subject() string {
	switch n := p.Message; {
	case n.Certificate != "":
		return "certificate/" + n.Certificate
	case n.Case != "":
		return "case/" + string(n.Case)
	}
	return ""
}

// Channel sends parcels of one kind of target. It may be called concurrently, and again for the same parcel.
type Channel interface {
	// Send answers nil once the other side has taken the parcel. An error is tried again later unless it is ErrPermanent;
	// one that is After says when. ErrTarget marks one that is not the parcel's but of whoever takes them. Its words are kept
	// and shown to administrators, so they are ours: a code that the other side gave, and nothing that it wrote.
	Send(ctx context.Context, p Parcel) error
}

// What errors of a channel can be besides.
var (
	ErrPermanent = errors.New("it will never arrive")
	ErrTarget    = errors.New("nobody takes it now")
)

// After is an error of another side that asks for time.
type After struct {
	Err  error
	Wait time.Duration
}

func (a *After) Error() string { return a.Err.Error() }

// Unwrap is what the other side said.
func (a *After) Unwrap() error { return a.Err }
