package calendar

import (
	"cmp"
	"fmt"
	"time"
)

// Zone is the one zone of every civil date: UTC+8, fixed, so that no time zone
// database is needed and a deadline never depends on the machine.
var Zone = time.FixedZone("UTC+8", 8*60*60)

const (
	layout    = "2006-01-02"
	unixEpoch = 719163  // 1970-01-01 as a day number
	lastDay   = 3652059 // 9999-12-31 as a day number
)

// Date is a civil day from 0001-01-01 to 9999-12-31. It is comparable, may be
// a map key, and is written YYYY-MM-DD; the zero value is no date and is written "".
type Date struct {
	n int32 // 1 = 0001-01-01, a Monday; 0 = no date
}

// NewDate gives the date of a civil year, month and day, or an error if there is no such day.
func NewDate(year int, month time.Month, day int) (Date, error) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if y, m, d := t.Date(); y != year || m != month || d != day || y < 1 || y > 9999 {
		return Date{}, fmt.Errorf("%04d-%02d-%02d is no date", year, int(month), day)
	}
	return fromUTC(t), nil
}

// Parse reads YYYY-MM-DD and nothing else; "" is refused.
func Parse(s string) (Date, error) {
	t, err := time.Parse(layout, s)
	if err != nil || len(s) != len(layout) || t.Year() < 1 {
		return Date{}, fmt.Errorf("%q is no date of the form YYYY-MM-DD", s)
	}
	return fromUTC(t), nil
}

// MustParse is Parse for dates written in the program; it panics on a wrong one.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// DateOf is the civil day of an instant in Zone; the zero instant gives the zero date.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	y, m, d := t.In(Zone).Date()
	return fromUTC(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}

// fromUTC takes a midnight, so that the division leaves no rest before 1970 either.
func fromUTC(t time.Time) Date { return clamp(t.Unix()/86400 + unixEpoch) }

func clamp(n int64) Date { return Date{int32(min(max(n, 1), lastDay))} }

func (d Date) utc() time.Time { return time.Unix((int64(d.n)-unixEpoch)*86400, 0).UTC() }

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d.n == 0 }

// Civil gives year, month and day; all zero for the zero date.
func (d Date) Civil() (year int, month time.Month, day int) {
	if d.IsZero() {
		return 0, 0, 0
	}
	return d.utc().Date()
}

// Year is the civil year; 0 for the zero date.
func (d Date) Year() int {
	y, _, _ := d.Civil()
	return y
}

// Weekday is the day of the week; it means nothing for the zero date.
func (d Date) Weekday() time.Weekday { return time.Weekday(d.n % 7) }

// AddDays moves d by natural days and stays within 0001-01-01 and 9999-12-31.
// The zero date stays zero.
func (d Date) AddDays(days int) Date {
	if d.IsZero() {
		return d
	}
	return clamp(int64(d.n) + min(max(int64(days), -lastDay), lastDay))
}

// AddMonths moves d by calendar months to the day of the same number, or, where that month has none, to its last day. It
// stays within the same bounds as AddDays. The zero date stays zero.
func (d Date) AddMonths(months int) Date {
	if d.IsZero() {
		return d
	}
	const all = 12 * 9999
	y, m, day := d.Civil()
	n := y*12 + int(m) - 1 + min(max(months, -all), all)
	if n < 12 {
		return Date{1}
	}
	if n >= 12*10_000 {
		return Date{lastDay}
	}
	first := time.Date(n/12, time.Month(n%12+1), 1, 0, 0, 0, 0, time.UTC)
	return fromUTC(first.AddDate(0, 0, min(day, daysIn(first))-1))
}

func daysIn(first time.Time) int { return first.AddDate(0, 1, -1).Day() }

// Sub is the number of natural days from e to d; 0 if either is zero.
func (d Date) Sub(e Date) int {
	if d.IsZero() || e.IsZero() {
		return 0
	}
	return int(d.n) - int(e.n)
}

// Before reports whether d is earlier than e; the zero date is before all others.
func (d Date) Before(e Date) bool { return d.n < e.n }

// After reports whether d is later than e.
func (d Date) After(e Date) bool { return d.n > e.n }

// Compare gives -1, 0 or 1, for sorting.
func (d Date) Compare(e Date) int { return cmp.Compare(d.n, e.n) }

// Start is 00:00 of the day in Zone; the zero instant for the zero date.
func (d Date) Start() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	y, m, day := d.Civil()
	return time.Date(y, m, day, 0, 0, 0, 0, Zone)
}

// End is 24:00 of the day, which is 00:00 of the next one.
func (d Date) End() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return d.Start().Add(24 * time.Hour)
}

// String writes YYYY-MM-DD, or "" for the zero date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format(layout)
}

// MarshalText writes the form of String; JSON, YAML and map keys use it.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the form of String, "" included.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
