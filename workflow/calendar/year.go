package calendar

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Name is what a day is called.
type Name struct {
	Zh string `json:"zh,omitempty"`
	En string `json:"en,omitempty"`
}

// Special is a day of a year that is not what its weekday says.
type Special struct {
	Date Date `json:"date"`
	Name Name `json:"name"`
}

// Year is one year of the calendar as the State Council announced it. It is
// immutable and can only be had by parsing, so that a Year is always a valid one.
type Year struct {
	number   int
	source   string
	holidays []Special // by date
	makeup   []Special // by date
	days     map[Date]DayInfo
}

func newYear(number int, source string, holidays, makeup []Special) Year {
	byDate := func(a, b Special) int { return a.Date.Compare(b.Date) }
	slices.SortFunc(holidays, byDate)
	slices.SortFunc(makeup, byDate)
	y := Year{number: number, source: source, holidays: holidays, makeup: makeup,
		days: make(map[Date]DayInfo, len(holidays)+len(makeup))}
	for _, s := range holidays {
		y.days[s.Date] = DayInfo{Known: true, Rule: RuleHoliday, Name: s.Name}
	}
	for _, s := range makeup {
		y.days[s.Date] = DayInfo{Working: true, Known: true, Rule: RuleMakeup, Name: s.Name}
	}
	return y
}

// Number is the civil year, 2026; 0 for the zero Year.
func (y Year) Number() int { return y.number }

// Source is the announcement the days were taken from.
func (y Year) Source() string { return y.source }

// Holidays are the days off, by date.
func (y Year) Holidays() []Special { return slices.Clone(y.holidays) }

// Makeup are the work days on a weekend, by date.
func (y Year) Makeup() []Special { return slices.Clone(y.makeup) }

type yearJSON struct {
	Year     int       `json:"year"`
	Source   string    `json:"source"`
	Holidays []Special `json:"holidays"`
	Makeup   []Special `json:"makeup"`
}

// MarshalJSON writes the canonical form of a year file: the days by date, no spaces.
func (y Year) MarshalJSON() ([]byte, error) {
	out := yearJSON{y.number, y.source, y.holidays, y.makeup}
	if out.Holidays == nil {
		out.Holidays = []Special{}
	}
	if out.Makeup == nil {
		out.Makeup = []Special{}
	}
	data, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("write calendar year %d: %w", y.number, err)
	}
	return data, nil
}

// UnmarshalJSON is ParseYear.
func (y *Year) UnmarshalJSON(data []byte) error {
	parsed, err := ParseYear("year", data)
	if err != nil {
		return err
	}
	*y = parsed
	return nil
}
