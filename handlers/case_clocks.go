package handlers

import (
	"encoding/json"
	"net/http"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
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
	Clock       string        `json:"clock" doc:"A clock of the case, step/N or answer/N for the limits of visit N, recon or suit for the remedies against a refusal"`
	Title       item.Text     `json:"title"`
	Basis       string        `json:"basis,omitempty" doc:"The law it stands on"`
	Counted     int           `json:"counted"`
	Excluded    int           `json:"excluded"`
	Remaining   int           `json:"remaining" doc:"Below zero when overdue"`
	DueOn       calendar.Date `json:"due_on,omitzero" format:"date"`
	PromisedOn  calendar.Date `json:"promised_on,omitzero" format:"date"`
	Running     bool          `json:"running"`
	Provisional bool          `json:"provisional"`
	Days        []ClockDay    `json:"days"`
	Back        []ClockDay    `json:"back" doc:"Of a limit counted back from an event: the days from the event to the last day"`
}

// ClockDay is one day of a sheet.
type ClockDay struct {
	Date    calendar.Date `json:"date" format:"date"`
	Counted bool          `json:"counted"`
	N       int           `json:"n" doc:"Days counted so far"`
	Rule    string        `json:"rule"`
	Title   item.Text     `json:"title" doc:"What the rule means"`
	Grounds []string      `json:"grounds"`
	Because []item.Text   `json:"because" doc:"What the grounds mean"`
	Ahead   bool          `json:"ahead" doc:"A projection"`
	Entry   int64         `json:"entry,omitempty" doc:"The entry of the case for which the day is what it is"`
}

type clocksOutput struct{ Body ClockSheets }

func (s *Server) clocks(c *call, _ *CaseInput) (*clocksOutput, error) {
	v, err := s.viewCase(c)
	if err != nil {
		return nil, err
	}
	causes, err := s.clockCauses(c, v.st)
	if err != nil {
		return nil, err
	}
	cal, today := s.Engine.Calendars.Calendar(), s.today()
	return &clocksOutput{ClockSheets{
		AsOf: today, Calendar: cal.Hash(), Sheets: rowsOf(v.st.ClockSheets(v.it, cal, today), func(sheet workflow.ClockSheet) ClockSheet {
			return sheetOf(sheet, causes)
		}),
	}}, nil
}

// clockCauses are the entries that did something to the clocks of a case.
func (s *Server) clockCauses(c *call, st *workflow.State) (workflow.ClockCauses, error) {
	causes := workflow.ClockCauses{}
	err := s.eachEntry(c, st.Head.Stream, func(r workflow.EntryRow) error {
		var f workflow.Facts
		if err := json.Unmarshal(r.Entry.Facts, &f); err != nil {
			return doing("read the facts of an entry", err)
		}
		causes.Add(r.Entry, f)
		return nil
	})
	return causes, err
}

// clockSheet answers with the sheets as a paper, rendered like every document of the office.
func (s *Server) clockSheet(c *call) error {
	v, err := s.viewCase(c)
	if err != nil {
		return err
	}
	cal, today := s.Engine.Calendars.Calendar(), s.today()
	head := "办件编号：" + v.st.Number + "　事项：" + v.it.Title.Zh
	data, err := workflow.SheetPaper(head, v.it.Phrases, today, cal.Hash(), v.st.ClockSheets(v.it, cal, today))
	if err != nil {
		return doing("write the clock sheets", err)
	}
	paper, err := s.Render(data)
	if err != nil {
		return doing("render the clock sheets", err)
	}
	c.gin.Header("Content-Disposition", disposition("期限计算表 "+v.st.Number+".pdf"))
	c.gin.Data(http.StatusOK, "application/pdf", paper)
	return nil
}

func sheetOf(s workflow.ClockSheet, causes workflow.ClockCauses) ClockSheet {
	day := func(d clock.Day) ClockDay {
		return ClockDay{d.Date, d.Counted, d.N, d.Rule, clockRule(d.Rule), listed(d.Grounds), rowsOf(d.Grounds, groundTitle), d.Ahead, causes.Of(s.Clock, d)}
	}
	return ClockSheet{
		Clock: s.Clock, Title: s.Title, Basis: s.Basis, Counted: s.Counted, Excluded: s.Excluded, Remaining: s.Remaining, DueOn: s.Due.Law,
		PromisedOn: s.Due.Promise, Running: s.Due.Running, Provisional: s.Provisional, Days: rowsOf(s.Days, day), Back: rowsOf(s.Back, day),
	}
}

func groundTitle(id string) item.Text { return item.Text(clock.GroundTitle(id)) }

func clockRule(rule string) item.Text { return item.Text(clock.RuleTitle(rule)) }
