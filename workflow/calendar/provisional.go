package calendar

import "time"

// statutory are the holidays that the regulation on public holidays fixes by
// the solar date. since is the first year of the day; 0 = always.
var statutory = []struct {
	month time.Month
	day   int
	since int
	name  Name
}{
	{time.January, 1, 0, Name{"元旦", "New Year's Day"}},
	{time.May, 1, 0, Name{"劳动节", "Labour Day"}},
	{time.May, 2, extendedSince, Name{"劳动节", "Labour Day"}},
	{time.October, 1, 0, Name{"国庆节", "National Day"}},
	{time.October, 2, 0, Name{"国庆节", "National Day"}},
	{time.October, 3, 0, Name{"国庆节", "National Day"}},
}

// extendedSince is the year from which 2 May and the eve of the Spring Festival are statutory holidays.
const extendedSince = 2025

// lunar are the solar dates of the holidays that follow the lunar calendar and
// the solar terms. Outside these years they are taken for ordinary days.
var lunar = map[int]struct{ eve, qingming, dragonBoat, midAutumn string }{
	2024: {"2024-02-09", "2024-04-04", "2024-06-10", "2024-09-17"},
	2025: {"2025-01-28", "2025-04-04", "2025-05-31", "2025-10-06"},
	2026: {"2026-02-16", "2026-04-05", "2026-06-19", "2026-09-25"},
	2027: {"2027-02-05", "2027-04-05", "2027-06-09", "2027-09-15"},
	2028: {"2028-01-25", "2028-04-04", "2028-05-28", "2028-10-03"},
	2029: {"2029-02-12", "2029-04-04", "2029-06-16", "2029-09-22"},
	2030: {"2030-02-02", "2030-04-05", "2030-06-05", "2030-09-12"},
	2031: {"2031-01-22", "2031-04-05", "2031-06-24", "2031-10-01"},
	2032: {"2032-02-10", "2032-04-04", "2032-06-12", "2032-09-19"},
	2033: {"2033-01-30", "2033-04-04", "2033-06-01", "2033-09-08"},
	2034: {"2034-02-18", "2034-04-05", "2034-06-20", "2034-09-27"},
	2035: {"2035-02-07", "2035-04-05", "2035-06-10", "2035-09-16"},
}

var lunarDays = func() map[Date]Name {
	days := map[Date]Name{}
	for year, l := range lunar {
		eve := MustParse(l.eve)
		for i := range 4 { // the eve and the first three days of the new year
			if i > 0 || year >= extendedSince {
				days[eve.AddDays(i)] = Name{"春节", "Spring Festival"}
			}
		}
		days[MustParse(l.qingming)] = Name{"清明节", "Qingming Festival"}
		days[MustParse(l.dragonBoat)] = Name{"端午节", "Dragon Boat Festival"}
		days[MustParse(l.midAutumn)] = Name{"中秋节", "Mid-Autumn Festival"}
	}
	return days
}()

// provisional answers for a year that is not loaded: weekdays less the
// statutory holidays; what the announcement will move around them is not known.
func provisional(d Date) DayInfo {
	if name, ok := statutoryName(d); ok {
		return DayInfo{Rule: RuleHolidayProvisional, Name: name}
	}
	if weekend(d) {
		return DayInfo{Rule: RuleWeekendProvisional}
	}
	return DayInfo{Working: true, Rule: RuleWeekdayProvisional}
}

func statutoryName(d Date) (Name, bool) {
	year, month, day := d.Civil()
	for _, s := range statutory {
		if s.month == month && s.day == day && year >= s.since {
			return s.name, true
		}
	}
	name, ok := lunarDays[d]
	return name, ok
}
