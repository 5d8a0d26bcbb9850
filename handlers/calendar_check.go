package handlers

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// CalendarCheck is what is to be said of a year as it is written.
type CalendarCheck struct {
	Findings []CalendarFinding `json:"findings" doc:"What is wrong with the text; it can be loaded when there is none"`
	Year     *CalendarYear     `json:"year,omitempty" doc:"The year as it was understood"`
	Moves    []CalendarMove    `json:"moves" doc:"The last days of open cases that would be others"`
	Open     int               `json:"open" doc:"Cases that have not ended"`
	Counted  int               `json:"counted" doc:"How many of them were counted anew for this, the newest first"`
}

// CalendarFinding is one thing that is wrong, and the line it is in.
type CalendarFinding struct {
	Line int    `json:"line,omitempty"`
	Code string `json:"code"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

// CalendarMove is a last day that would be another one, and of how many cases. Which ones they are is not for whoever keeps
// the calendar.
type CalendarMove struct {
	Item  string        `json:"item"`
	Title item.Text     `json:"title"`
	Limit item.Text     `json:"limit" doc:"What the limit is called"`
	Of    string        `json:"of" enum:"law,promise"`
	From  calendar.Date `json:"from" format:"date"`
	To    calendar.Date `json:"to" format:"date"`
	Cases int           `json:"cases"`
}

const maxYear = 1 << 20

// takesYear documents a route whose body is a year as it is written.
func (s *Server) takesYear(op *huma.Operation) {
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"text/plain": {Schema: &huma.Schema{Type: huma.TypeString}}}}
	op.Responses["200"] = &huma.Response{Description: "OK", Content: map[string]*huma.MediaType{"application/json": {Schema: s.schemaOf(CalendarCheck{})}}}
}

func (s *Server) checkCalendar(c *call) error {
	text, err := io.ReadAll(io.LimitReader(c.gin.Request.Body, maxYear+1))
	switch {
	case err != nil:
		return refuse(http.StatusBadRequest, "body_unreadable", "请求内容未能完整读取。", "The body could not be read to its end.")
	case len(text) > maxYear:
		return refuse(http.StatusRequestEntityTooLarge, "body_too_large", "请求内容超过1 MiB。", "The body is larger than 1 MiB.")
	}
	out := CalendarCheck{Findings: []CalendarFinding{}, Moves: []CalendarMove{}}
	year, err := calendar.ParseYear("calendar.json", text)
	var wrong *calendar.FileError
	switch {
	case errors.As(err, &wrong):
		out.Findings = append(out.Findings, CalendarFinding{wrong.Line, "calendar_" + string(wrong.Code), wrong.Zh, wrong.En})
		c.gin.JSON(http.StatusOK, out)
		return nil
	case err != nil:
		return doing("read a calendar year", err)
	}
	out.Year = &CalendarYear{Year: year.Number(), Source: year.Source(), Holidays: rowsOf(year.Holidays(), dayOf), Makeup: rowsOf(year.Makeup(), dayOf)}
	if err := s.moves(c, &out, s.Engine.Calendars.Calendar().With(year)); err != nil {
		return err
	}
	c.gin.JSON(http.StatusOK, out)
	return nil
}

// moves counts open cases by another calendar.
func (s *Server) moves(c *call, out *CalendarCheck, cal *calendar.Calendar) error {
	live, err := s.Cases.LiveCases(c)
	if err != nil {
		return doing("count the live cases", err)
	}
	for _, l := range live {
		out.Open += l.Cases
	}
	return s.Cases.EachOpenCase(c, cmp.Or(s.MaxCounted, 2000), func(k *workflow.Case) error {
		out.Counted++
		return s.moved(out, k, cal)
	})
}

func (s *Server) moved(out *CalendarCheck, k *workflow.Case, cal *calendar.Calendar) error {
	it, err := s.Engine.Items.Item(k.State.Item, k.State.Version)
	if err != nil {
		return doing("read item "+k.State.Item+" "+strconv.Itoa(k.State.Version), err)
	}
	for _, m := range k.State.MovedDays(s.Engine.Calendars.Calendar(), cal, s.today()) {
		row := CalendarMove{Item: it.Item, Title: it.Title, Limit: k.State.LimitTitle(it, m.Clock), Cases: 1}
		if m.LawFrom != m.LawTo {
			row.Of, row.From, row.To = "law", m.LawFrom, m.LawTo
			out.move(row)
		}
		if m.PromiseFrom != m.PromiseTo {
			row.Of, row.From, row.To = "promise", m.PromiseFrom, m.PromiseTo
			out.move(row)
		}
	}
	return nil
}

// move adds a case to those whose last day moves alike.
func (out *CalendarCheck) move(row CalendarMove) {
	for i := range out.Moves {
		if m := out.Moves[i]; m.Item == row.Item && m.Limit == row.Limit && m.Of == row.Of && m.From == row.From && m.To == row.To {
			out.Moves[i].Cases++
			return
		}
	}
	out.Moves = append(out.Moves, row)
}
