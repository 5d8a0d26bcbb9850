package handlers

import (
	"net/http"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
)

// CaseAsOf is a case as it was once recorded.
type CaseAsOf struct {
	On      calendar.Date `json:"on" format:"date"`
	Entries int           `json:"entries" doc:"How many entries it follows from: those recorded by the end of the day"`
	Case    Case          `json:"case"`
}

type caseAsOfInput struct {
	CaseInput
	On string `query:"on" required:"true" format:"date" doc:"What was recorded by the end of this day"`
}

type caseAsOfOutput struct{ Body CaseAsOf }

// caseAsOf rebuilds a case from the entries there were by a day. Who may see what of it is judged as of now.
func (s *Server) caseAsOf(c *call, in *caseAsOfInput) (*caseAsOfOutput, error) {
	on, err := calendar.Parse(in.On)
	if err != nil {
		return nil, invalidDay("on")
	}
	if today := s.today(); on.After(today) {
		return nil, refuse(http.StatusUnprocessableEntity, "day_to_come", "这一天还没有到。请选今天或者以前的一天。", "This day has not come. Choose today or an earlier one.").at("on")
	}
	records, err := s.recorded(c, c.kase.State.Head.Stream)
	if err != nil {
		return nil, err
	}
	k, taken, err := workflow.AsOf(records, on.End())
	if err != nil {
		return nil, err
	}
	it, err := s.Engine.Items.Item(k.State.Item, k.State.Version)
	if err != nil {
		return nil, doing("read the definition of a case", err)
	}
	words := said{recusals: map[int]words{}}
	for _, r := range taken {
		words.hear(r)
	}
	v := &view{call: c, s: s, st: &k.State, it: it, names: s.names(c), said: words, form: k.Form, on: on}
	return &caseAsOfOutput{CaseAsOf{On: on, Entries: len(taken), Case: v.body()}}, nil
}
