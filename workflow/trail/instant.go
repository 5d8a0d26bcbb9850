package trail

import (
	"math"
	"time"
)

// An instant is RFC 3339 in UTC with exactly six digits: one spelling for one instant, and none that a database
// would round.
const (
	instantLayout = "2006-01-02T15:04:05.000000Z"
	never         = math.MinInt64 // earlier than every instant, in microseconds
)

func instant(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

func formatInstant(t time.Time) string { return instant(t).Format(instantLayout) }

// parseInstant reads an instant between 1970 and 9999 as microseconds since 1970.
func parseInstant(b []byte) (int64, bool) {
	if len(b) != len(instantLayout) || b[4] != '-' || b[7] != '-' || b[10] != 'T' ||
		b[13] != ':' || b[16] != ':' || b[19] != '.' || b[26] != 'Z' {
		return 0, false
	}
	ok := true
	number := func(from, to int) int {
		n := 0
		for _, c := range b[from:to] {
			ok = ok && c >= '0' && c <= '9'
			n = n*10 + int(c) - '0'
		}
		return n
	}
	year, month, day := number(0, 4), number(5, 7), number(8, 10)
	hour, minute, second, micro := number(11, 13), number(14, 16), number(17, 19), number(20, 26)
	if !ok || year < 1970 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) ||
		hour > 23 || minute > 59 || second > 59 {
		return 0, false
	}
	seconds := (daysBefore(year, month)+int64(day-1))*86400 + int64(hour*3600+minute*60+second)
	return seconds*1e6 + int64(micro), true
}

func leap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func daysIn(year, month int) int {
	switch month {
	case 2:
		if leap(year) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

var daysBeforeMonth = [...]int64{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334}

// daysBefore counts the days from 1970-01-01 to the first of the month.
func daysBefore(year, month int) int64 {
	y := int64(year - 1)
	days := y*365 + y/4 - y/100 + y/400 - 719162 + daysBeforeMonth[month-1]
	if month > 2 && leap(year) {
		days++
	}
	return days
}
