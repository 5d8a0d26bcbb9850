package handlers

import (
	"net/http"

	"shenpi/notify"
)

// Delivery is one notice on one channel. To whom it goes, and what it says, is not for whoever keeps the machine running.
type Delivery struct {
	ID          string  `json:"id" doc:"The same at every try: of webhooks the webhook-id"`
	Target      string  `json:"target" doc:"mail, sms or webhook/ID"`
	Status      string  `json:"status" enum:"waiting,sent,dead"`
	Kind        string  `json:"kind"`
	Case        string  `json:"case"`
	Certificate string  `json:"certificate,omitempty" doc:"The number of the one it is about, where it is not about a case"`
	Duty        string  `json:"duty,omitempty"`
	Tries       int     `json:"tries"`
	PlannedAt   Instant `json:"planned_at"`
	NextAt      Instant `json:"next_at,omitzero" doc:"Of one that waits: when it is tried"`
	SettledAt   Instant `json:"settled_at,omitzero"`
	Error       string  `json:"error,omitempty" doc:"Of the last try"`
}

type deliveryListInput struct {
	PageInput
	Status string `query:"status" enum:"waiting,sent,dead"`
	Target string `query:"target" maxLength:"80" doc:"mail, sms or webhook/ID"`
}

type replayInput struct {
	Body replayBody
}

type replayBody struct {
	IDs []string `json:"ids,omitempty" maxItems:"200"`
	All bool     `json:"all,omitempty" doc:"Instead: every one that was given up"`
}

type replayOutput struct {
	Body struct {
		Replayed int `json:"replayed" doc:"How many are tried again"`
	}
}

func (s *Server) deliveryRoutes() {
	const path = prefix + "/deliveries"
	declare(s, endpoint{id: "list-deliveries", method: http.MethodGet, path: path, summary: "What became of notices outside, the newest first", tag: "administration",
		guards: []guard{s.may("job", "list")}}, s.listDeliveries)
	declare(s, endpoint{id: "replay-deliveries", method: http.MethodPost, path: path + "/replay", summary: "Try again what was given up", tag: "administration",
		guards: []guard{s.may("job", "retry")}}, s.replayDeliveries)
}

func deliveryOf(p notify.Parcel) Delivery {
	return Delivery{
		ID: p.ID, Target: p.Target, Status: p.Status, Kind: p.Message.Kind, Case: string(p.Message.Case), Certificate: p.Message.Certificate, Duty: p.Message.Duty, Tries: p.Tries,
		PlannedAt: Instant{p.PlannedAt}, NextAt: Instant{p.NextAt}, SettledAt: Instant{p.SettledAt}, Error: p.Error,
	}
}

func (s *Server) listDeliveries(c *call, in *deliveryListInput) (*pageOutput[Delivery], error) {
	if in.Target != "" && notify.CheckTarget(in.Target) != nil {
		return nil, refuse(http.StatusUnprocessableEntity, "notice_target", "没有这个去向；应为 mail、sms 或者 webhook/编号。", "Nothing goes there: a target is mail, sms or webhook/ID.")
	}
	page, err := s.Deliveries.Deliveries(c, notify.DeliveryFilter{Target: in.Target, Status: in.Status, Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return pageOf(page, deliveryOf), nil
}

func (s *Server) replayDeliveries(c *call, in *replayInput) (*replayOutput, error) {
	return s.replay(c, "", in.Body)
}

func (s *Server) replay(c *call, target string, b replayBody) (*replayOutput, error) {
	if (len(b.IDs) > 0) == b.All {
		return nil, refuse(http.StatusUnprocessableEntity, "deliveries_unnamed", "请给出投递编号，或者选择全部，二者取一。",
			"Name the deliveries, or say all: one of the two.").at("/ids")
	}
	n, err := s.Deliveries.ReplayDeliveries(c, target, b.IDs)
	if err != nil {
		return nil, err
	}
	out := &replayOutput{}
	out.Body.Replayed = n
	return out, nil
}
