package handlers

import (
	"net/http"
	"time"

	"shenpi/workflow/calendar"
)

// DemoClockNow is the time of a demonstration.
type DemoClockNow struct {
	Now   Instant       `json:"now"`
	Today calendar.Date `json:"today" format:"date"`
}

type demoClockOutput struct {
	Replayed string `header:"Idempotency-Replayed"`
	Body     DemoClockNow
}

type advanceInput struct {
	Body struct {
		Days int       `json:"advance_days,omitempty" minimum:"1" maximum:"3650"`
		To   time.Time `json:"to,omitempty" required:"false"`
	}
}

func (s *Server) demoRoutes() {
	const path = prefix + "/demo/clock"
	declare(s, endpoint{id: "demo-clock", method: http.MethodGet, path: path, summary: "The time of the demonstration", tag: "demonstration",
		guards: []guard{s.inDemo, s.may("demo_clock", "read")}}, s.demoClock)
	declare(s, endpoint{id: "advance-demo-clock", method: http.MethodPost, path: path, summary: "Move the time of the demonstration forward",
		tag: "demonstration", keyed: true, guards: []guard{s.inDemo, s.may("demo_clock", "advance")}}, s.advance)
}

// inDemo: elsewhere there is no such thing.
func (s *Server) inDemo(c *call) error {
	if !s.Demo.Demo() {
		return refuse(http.StatusNotFound, "route_unknown", "没有这个地址。", "There is nothing at this address.")
	}
	return nil
}

func (s *Server) demoNow() DemoClockNow {
	now := s.Demo.Now()
	return DemoClockNow{Instant{now}, calendar.DateOf(now)}
}

func (s *Server) demoClock(*call, *struct{}) (*demoClockOutput, error) {
	return &demoClockOutput{Body: s.demoNow()}, nil
}

func (s *Server) advance(c *call, in *advanceInput) (*demoClockOutput, error) {
	to := in.Body.To
	if (in.Body.Days == 0) == to.IsZero() {
		return nil, refuse(http.StatusUnprocessableEntity, "days_or_to", "请给出天数或时间之一。", "Say either how many days or until when.").at("/advance_days")
	}
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	made, replayed, err := s.answers.once(c, key, func() (any, error) {
		if in.Body.Days > 0 {
			to = s.Demo.Now().AddDate(0, 0, in.Body.Days)
		}
		if to.Before(s.Demo.Now()) {
			return nil, refuse(http.StatusUnprocessableEntity, "clock_backwards", "时钟只能向前。", "The clock only goes forward.").at("/to")
		}
		if err := s.Demo.AdvanceTo(c, to); err != nil {
			return nil, err
		}
		return s.demoNow(), nil
	})
	if err != nil {
		return nil, err
	}
	return &demoClockOutput{Replayed: replayedHeader(replayed), Body: made.(DemoClockNow)}, nil
}
