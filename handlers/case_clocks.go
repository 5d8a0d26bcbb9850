package handlers

import (
	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// ClockSheets prove the limits of a case day by day.
type ClockSheets struct {
	AsOf     calendar.Date `json:"as_of" format:"date"`
	Calendar string        `json:"calendar" doc:"Hash of the calendar the days are counted by"`
	Sheets   []ClockSheet  `json:"sheets"`
}

// ClockSheet says of each day of a clock whether it counted, and under which rule.
type ClockSheet struct {
	Clock       string        `json:"clock" doc:"A clock of the case, or step/N for the limit of visit N"`
	Title       item.Text     `json:"title"`
	Counted     int           `json:"counted"`
	Excluded    int           `json:"excluded"`
	Remaining   int           `json:"remaining" doc:"Below zero when overdue"`
	DueOn       calendar.Date `json:"due_on,omitzero" format:"date"`
	PromisedOn  calendar.Date `json:"promised_on,omitzero" format:"date"`
	Running     bool          `json:"running"`
	Provisional bool          `json:"provisional"`
	Days        []ClockDay    `json:"days"`
}

// ClockDay is one day of a sheet.
type ClockDay struct {
	Date    calendar.Date `json:"date" format:"date"`
	Counted bool          `json:"counted"`
	N       int           `json:"n" doc:"Days counted so far"`
	Rule    string        `json:"rule"`
	Grounds []string      `json:"grounds"`
	Ahead   bool          `json:"ahead" doc:"A projection"`
}

type clocksOutput struct{ Body ClockSheets }

func (s *Server) clocks(c *call, _ *CaseInput) (*clocksOutput, error) {
	v, err := s.viewCase(c)
	if err != nil {
		return nil, err
	}
	cal, today := s.Engine.Calendars.Calendar(), s.today()
	out := ClockSheets{AsOf: today, Calendar: cal.Hash(), Sheets: []ClockSheet{}}
	for _, k := range v.st.Clocks {
		out.Sheets = append(out.Sheets, sheetOf(k.Name, v.clockTitle(k.Name), k.Sheet(cal, today)))
	}
	for i, x := range v.st.Position.Visits {
		if k := v.st.Visits[i].Limit; x.Status == flow.Open && !k.Start.IsZero() {
			out.Sheets = append(out.Sheets, sheetOf(stepClock(x.ID), v.it.Place(x.Node).Title, k.Sheet(cal, today)))
		}
	}
	return &clocksOutput{out}, nil
}

func sheetOf(name string, title item.Text, s clock.Sheet) ClockSheet {
	return ClockSheet{
		Clock: name, Title: title, Counted: s.Counted, Excluded: s.Excluded, Remaining: s.Remaining, DueOn: s.Due.Law, PromisedOn: s.Due.Promise,
		Running: s.Due.Running, Provisional: s.Provisional,
		Days: rowsOf(s.Days, func(d clock.Day) ClockDay {
			return ClockDay{d.Date, d.Counted, d.N, d.Rule, listed(d.Grounds), d.Ahead}
		}),
	}
}
