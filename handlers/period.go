package handlers

import (
	"net/http"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
)

// PeriodInput is from when to when: an application came in, or a certificate was granted.
type PeriodInput struct {
	From string `query:"from" format:"date" doc:"On or after this day"`
	To   string `query:"to" format:"date" doc:"On or before this day"`
}

func (in *PeriodInput) period() (p workflow.Period, err error) {
	if in.From != "" {
		if p.From, err = calendar.Parse(in.From); err != nil {
			return p, invalidDay("from")
		}
	}
	if in.To != "" {
		if p.To, err = calendar.Parse(in.To); err != nil {
			return p, invalidDay("to")
		}
	}
	if p.Backwards() {
		return p, periodBackwards()
	}
	return p, nil
}

func periodBackwards() *Problem {
	return refuse(http.StatusUnprocessableEntity, "period_backwards", "止日早于起日，请改正。", "The period ends before it begins; set it right.").at("to")
}
