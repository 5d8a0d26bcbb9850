package workflow

import (
	"context"
	"slices"
)

// DeliveredNotice is what became of a notice that the law has the office give, on one channel outside.
type DeliveredNotice struct {
	Case     CaseID
	Notice   string
	Document int
	Channel  string // mail, sms
	Failed   bool   // it was given up
	Address  string // where it went; personal data
}

// Delivered is that on the trail. It is evidence and starts nothing: a notice counts as served from document_issued on.
type Delivered struct {
	Notice   string `json:"notice"`
	Document int    `json:"document"`
	Duty     string `json:"duty"`
	Channel  string `json:"channel"`
	Failed   bool   `json:"failed,omitempty"`
}

// settles reports whether it leaves no room for another one: each notice is delivered once on a channel and given up once
// at most, and nothing is given up that arrived.
func (d Delivered) settles(other Delivered) bool {
	return d.Notice == other.Notice && d.Channel == other.Channel && (d.Failed == other.Failed || !d.Failed)
}

// where is the address in the payload of the entry.
type where struct {
	Address string `json:"address"`
}

// NoticeDelivered records that a notice the law has the office give was delivered on a channel, or given up. It may be
// called again for the same one and then answers Conflict `notice_delivered`.
func (e *Engine) NoticeDelivered(ctx context.Context, in DeliveredNotice) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case}, system, func(c *command) error {
		if in.Document < 1 || in.Document > len(c.state.Documents) || c.state.Documents[in.Document-1].IssuedAt.IsZero() {
			return refuse(NotFound, "document_unknown")
		}
		now := Delivered{in.Notice, in.Document, c.state.Documents[in.Document-1].Duty, in.Channel, in.Failed}
		if slices.ContainsFunc(c.state.Delivered, func(d Delivered) bool { return d.settles(now) }) {
			return refuse(Conflict, "notice_delivered")
		}
		var body []byte
		if in.Address != "" && c.state.ErasedOn.IsZero() { // nothing personal comes after an erasure
			var err error
			if body, err = marshal(where{in.Address}); err != nil {
				return err
			}
		}
		kind := "notice_delivered"
		if in.Failed {
			kind = "notice_undelivered"
		}
		return c.record(kind, c.now, systemActor(), Facts{Delivered: &now}, body)
	})
}
