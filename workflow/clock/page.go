package clock

import (
	"fmt"
	"strings"
)

//go:generate go run ./internal/page ../../docs/clocks.md

// Page is docs/clocks.md: the rows and how they are counted.
func Page() string {
	var b strings.Builder
	b.WriteString(pageHead)
	for _, r := range Rows {
		fmt.Fprintf(&b, "| `%s` | %s | %s%s | %s | %s | %s | %s |\n", r.ID, r.Title.Zh, r.Law, r.Article, r.counting(), r.Event.Zh, r.extension(), r.Expiry.Zh)
	}
	b.WriteString(pageGrounds)
	for _, g := range Grounds {
		fmt.Fprintf(&b, "- `%s` %s, %s\n", g.ID, g.Title.Zh, g.Title.En)
	}
	return b.String()
}

func (r Row) counting() string {
	unit := map[Unit]string{UnitWorkday: "working days", UnitDay: "natural days", UnitMonth: "months"}[r.Unit]
	text := map[Count]string{
		CountAfter:  fmt.Sprintf("%d %s after", r.Length, unit),
		CountBefore: fmt.Sprintf("at least %d %s before", r.Length, unit),
		CountUntil:  "until", CountAtOnce: "the same day as", CountOut: "from the day after",
	}[r.Count]
	if r.Reading {
		text += " *"
	}
	return text
}

func (r Row) extension() string {
	if r.Extend == 0 {
		return ""
	}
	return fmt.Sprintf("+%d", r.Extend)
}

const pageHead = `# The limits of the law

This page is written from ` + "`workflow/clock/law.go`" + ` by ` + "`go generate`" + `. An item names a row by its id (see
[the definition language](definition-language.md), section 2).

How days are counted:

- Working days are weekdays without the statutory holidays and with the make-up days (行政许可法第八十二条).
- The day of the event is not counted; the next day is the first (民法典第二百零一条).
- Months end on the day of the same number; where the month has none, on its last day (民法典第二百零二条).
- Natural days and months that end on a day of rest end on the next working day (民法典第二百零三条).
- A limit that is counted back from an event does not count the day of the event; where its last day is a day of rest it
  is the working day before, so that no less time is left.
- A limit ends at 24:00 of its last day in UTC+8; what follows from it belongs to that day.
- An extension is in the days of the limit; that of a limit of months is in natural days.

Those marked * are readings: the law does not say which days it means, and the one that leaves the other side more time,
or is usual, was taken.

| id | limit | law | length | event | may be extended | when it is over |
|---|---|---|---|---|---|---|
`

const pageGrounds = `
## Grounds on which days are not counted

Only these, only in writing, and only from the day after the notice was served to the day the work ended (第四十五条):

`
