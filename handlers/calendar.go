package handlers

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
)

// CalendarYear is one year of the working-day calendar.
type CalendarYear struct {
	Year     int           `json:"year"`
	Source   string        `json:"source" doc:"The announcement it was taken from"`
	Holidays []CalendarDay `json:"holidays"`
	Makeup   []CalendarDay `json:"makeup" doc:"Work days on a weekend"`
}

// CalendarDay is a day that is not what its weekday says.
type CalendarDay struct {
	Date calendar.Date `json:"date" format:"date"`
	Name CalendarName  `json:"name"`
}

// CalendarName is what a day is called.
type CalendarName struct {
	Zh string `json:"zh,omitempty"`
	En string `json:"en,omitempty"`
}

type calendarListOutput struct {
	Body struct {
		Hash   string         `json:"hash"`
		Rows   []CalendarYear `json:"rows"`
		Wanted int            `json:"wanted,omitempty" doc:"A year that is missing and has to be loaded by now: from November on the next one"`
	}
}

// CalendarDays is a year day by day.
type CalendarDays struct {
	Year     int        `json:"year"`
	Loaded   bool       `json:"loaded" doc:"Otherwise its days are provisional, by the holidays that can be computed"`
	Source   string     `json:"source,omitempty" doc:"The announcement it was taken from"`
	Workdays int        `json:"workdays" doc:"How many days of it are worked"`
	Days     []CivilDay `json:"days"`
}

// CivilDay is a day, whether it is worked, and by which rule.
type CivilDay struct {
	Date    calendar.Date `json:"date" format:"date"`
	Working bool          `json:"working"`
	Rule    string        `json:"rule" enum:"weekday,weekend,holiday,makeup,weekday_provisional,weekend_provisional,statutory_holiday_provisional"`
	Name    *CalendarName `json:"name,omitempty"`
}

type calendarYearInput struct {
	Year int `path:"year" minimum:"2000" maximum:"2100"`
}

type calendarDaysOutput struct{ Body CalendarDays }

type calendarInput struct {
	Year int `path:"year" minimum:"2000" maximum:"2100"`
	Body CalendarYear
}

func (s *Server) calendarRoutes() {
	declare(s, endpoint{id: "list-calendars", method: http.MethodGet, path: prefix + "/calendars", summary: "The loaded years", tag: "administration",
		guards: []guard{s.may("calendar", "list")}}, s.listCalendars)
	declare(s, endpoint{id: "calendar-days", method: http.MethodGet, path: prefix + "/calendars/{year}", summary: "A year, day by day", tag: "administration",
		guards: []guard{s.may("calendar", "read")}}, s.calendarDays)
	s.raw(endpoint{
		id: "check-calendar", method: http.MethodPost, path: prefix + "/calendars/check", tag: "administration",
		summary: "Check a year as it is written, and say which last days of open cases would move; nothing is stored",
		guards:  []guard{s.may("calendar", "publish")}, change: s.takesYear,
	}, s.checkCalendar)
	declare(s, endpoint{id: "load-calendar", method: http.MethodPut, path: prefix + "/calendars/{year}", summary: "Load a year; open cases are counted anew",
		tag: "administration", guards: []guard{s.may("calendar", "publish")}}, s.loadCalendar)
}

func (s *Server) listCalendars(*call, *struct{}) (*calendarListOutput, error) {
	cal := s.Engine.Calendars.Calendar()
	out := &calendarListOutput{}
	out.Body.Hash, out.Body.Rows = cal.Hash(), []CalendarYear{}
	for _, n := range cal.Years() {
		y, _ := cal.Year(n)
		out.Body.Rows = append(out.Body.Rows, CalendarYear{Year: n, Source: y.Source(), Holidays: rowsOf(y.Holidays(), dayOf), Makeup: rowsOf(y.Makeup(), dayOf)})
	}
	out.Body.Wanted, _ = cal.Wanted(s.today())
	return out, nil
}

func (s *Server) calendarDays(_ *call, in *calendarYearInput) (*calendarDaysOutput, error) {
	cal := s.Engine.Calendars.Calendar()
	year, loaded := cal.Year(in.Year)
	out := CalendarDays{Year: in.Year, Loaded: loaded, Source: year.Source(), Days: []CivilDay{}}
	first, err := calendar.NewDate(in.Year, time.January, 1)
	if err != nil {
		return nil, doing("begin a year", err)
	}
	for d := first; d.Year() == in.Year; d = d.AddDays(1) {
		day := cal.Day(d)
		row := CivilDay{Date: d, Working: day.Working, Rule: day.Rule}
		if day.Name != (calendar.Name{}) {
			row.Name = &CalendarName{day.Name.Zh, day.Name.En}
		}
		if day.Working {
			out.Workdays++
		}
		out.Days = append(out.Days, row)
	}
	return &calendarDaysOutput{out}, nil
}

func dayOf(d calendar.Special) CalendarDay { return CalendarDay{d.Date, CalendarName(d.Name)} }

func (s *Server) loadCalendar(c *call, in *calendarInput) (*doneOutput, error) {
	file := strconv.Itoa(in.Year) + ".json"
	data, err := json.Marshal(in.Body)
	if err != nil {
		return nil, doing("write a calendar year", err)
	}
	year, err := calendar.ParseYear(file, data)
	var wrong *calendar.FileError
	switch {
	case errors.As(err, &wrong):
		return nil, refuse(http.StatusUnprocessableEntity, "calendar_"+string(wrong.Code), wrong.Zh, wrong.En)
	case err != nil:
		return nil, doing("read a calendar year", err)
	case year.Number() != in.Year:
		return nil, refuse(http.StatusUnprocessableEntity, "calendar_other_year", "内容不是该年度的日历。", "It is the calendar of another year.").at("/year")
	}
	canonical, err := json.Marshal(year)
	if err != nil {
		return nil, doing("write a calendar year", err)
	}
	r, err := s.Engine.Administer(c, c.actor(), workflow.AdminInput{
		Stream: "calendar/" + strconv.Itoa(in.Year), Kind: "loaded", Role: "item-admin", Facts: json.RawMessage(canonical),
		Rows: []any{workflow.CalendarYear{Year: in.Year, Data: canonical}},
	})
	if err == nil {
		err = doing("take over the calendar", s.Definitions.Reload(c))
	}
	return s.answer(r, err)
}
