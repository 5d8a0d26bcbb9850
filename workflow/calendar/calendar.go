// Package calendar knows which civil days are working days: weekdays, less the
// holidays of the yearly announcement, plus its make-up days. A year that is not
// loaded is answered provisionally, from the statutory holidays that can be
// computed, and said to be so. Read date.go, then this file, then parse.go.
package calendar

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// Rules say why a day is a working day or not. The provisional ones are used
// for years that are not loaded.
const (
	RuleWeekday            = "weekday"
	RuleWeekend            = "weekend"
	RuleHoliday            = "holiday"
	RuleMakeup             = "makeup"
	RuleWeekdayProvisional = "weekday_provisional"
	RuleWeekendProvisional = "weekend_provisional"
	RuleHolidayProvisional = "statutory_holiday_provisional"
)

// DayInfo is what the calendar says of one day.
type DayInfo struct {
	Working bool   `json:"working"`
	Known   bool   `json:"known"` // the year is loaded
	Rule    string `json:"rule"`
	Name    Name   `json:"name,omitzero"` // of a holiday or make-up day
}

// Calendar is an immutable set of years, safe for any number of readers. The
// zero value has no year and answers everything provisionally.
type Calendar struct {
	years map[int]Year
	hash  func() string // computed once; nil in the zero value
}

// New makes a calendar of years; of two with the same number the last one holds.
func New(years ...Year) *Calendar {
	c := &Calendar{}
	for _, y := range years {
		c = c.With(y)
	}
	return c
}

// With is the calendar with one year added or replaced; c stays as it was. The
// zero Year changes nothing.
func (c *Calendar) With(year Year) *Calendar {
	if year.number == 0 {
		return c
	}
	years := make(map[int]Year, len(c.years)+1)
	maps.Copy(years, c.years)
	years[year.number] = year
	n := &Calendar{years: years}
	n.hash = sync.OnceValue(n.digest)
	return n
}

// Years are the loaded years, ascending.
func (c *Calendar) Years() []int { return slices.Sorted(maps.Keys(c.years)) }

// Year is a loaded year, and whether it is loaded.
func (c *Calendar) Year(number int) (Year, bool) {
	y, ok := c.years[number]
	return y, ok
}

// Wanted is the year that has to be loaded on a day: its own, and from November on, when the announcement is made, the next
// one. ok is false when nothing is missing.
func (c *Calendar) Wanted(on Date) (year int, ok bool) {
	number, month, _ := on.Civil()
	if _, loaded := c.years[number]; !loaded {
		return number, true
	}
	if _, loaded := c.years[number+1]; !loaded && month >= time.November {
		return number + 1, true
	}
	return 0, false
}

// Hash is the hex SHA-256 of the years in their canonical form: the same for
// the same data, whatever the order and the layout of the files.
func (c *Calendar) Hash() string {
	if c.hash == nil {
		return c.digest()
	}
	return c.hash()
}

func (c *Calendar) digest() string {
	sum := sha256.Sum256(append([]byte("calendar/1\n"), c.Data()...))
	return hex.EncodeToString(sum[:])
}

// Data is the calendar in its canonical form, a JSON list of its years; Read reads it again.
func (c *Calendar) Data() []byte {
	years := make([]Year, 0, len(c.years))
	for _, n := range c.Years() {
		years = append(years, c.years[n])
	}
	data, err := json.Marshal(years)
	if err != nil { // a Year is made of texts and dates only
		panic(fmt.Sprintf("write calendar: %v", err))
	}
	return data
}

// Read reads what Data wrote, as strictly as ParseYear; name is how errors call it.
func Read(name string, data []byte) (*Calendar, error) {
	var years []json.RawMessage
	if err := json.Unmarshal(data, &years); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	c := &Calendar{}
	for _, raw := range years {
		y, err := ParseYear(name, raw)
		if err != nil {
			return nil, err
		}
		c = c.With(y)
	}
	return c, nil
}

// Day says of a day whether it is worked, and under which rule. The zero date
// gives the zero DayInfo.
func (c *Calendar) Day(d Date) DayInfo {
	if d.IsZero() {
		return DayInfo{}
	}
	year, ok := c.years[d.Year()]
	if !ok {
		return provisional(d)
	}
	if info, ok := year.days[d]; ok {
		return info
	}
	if weekend(d) {
		return DayInfo{Known: true, Rule: RuleWeekend}
	}
	return DayInfo{Working: true, Known: true, Rule: RuleWeekday}
}

func weekend(d Date) bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}

// AddWorkdays is the n-th working day after from, which is itself not counted;
// before it if n is negative, from itself if n is 0. known is false if a day on
// the way lies in a year that is not loaded. The zero date stays zero.
func (c *Calendar) AddWorkdays(from Date, n int) (day Date, known bool) {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	day, known = from, true
	for n > 0 {
		next := day.AddDays(step)
		if next == day { // the end of all dates
			break
		}
		day = next
		info := c.Day(day)
		known = known && info.Known
		if info.Working {
			n--
		}
	}
	return day, known
}

// WorkdaysBetween counts the working days in (a, b]; negative, those in (b, a],
// if b is before a. It is 0 if either is zero.
func (c *Calendar) WorkdaysBetween(a, b Date) int {
	if a.IsZero() || b.IsZero() {
		return 0
	}
	if b.Before(a) {
		return -c.WorkdaysBetween(b, a)
	}
	n := 0
	for d := a; d.Before(b); {
		d = d.AddDays(1)
		if c.Day(d).Working {
			n++
		}
	}
	return n
}

// LastWorkday is d if it is a working day, else the last one before it; known is false if a day looked at lies in a year
// that is not loaded.
func (c *Calendar) LastWorkday(d Date) (day Date, known bool) {
	info := c.Day(d)
	if info.Working {
		return d, info.Known
	}
	day, known = c.AddWorkdays(d, -1)
	return day, known && info.Known
}

// NextWorkday is d if it is a working day, else the first one after it.
func (c *Calendar) NextWorkday(d Date) Date {
	if c.Day(d).Working {
		return d
	}
	next, _ := c.AddWorkdays(d, 1)
	return next
}
