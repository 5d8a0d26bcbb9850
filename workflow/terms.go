package workflow

import (
	"fmt"
	"slices"

	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// Terms are what a certificate was granted on besides its dates. The register keeps them with it, so that a later version of
// the item does not reach back.
type Terms struct {
	Since  calendar.Date `json:"since,omitzero"`   // the award that the years of duties count from
	Remind []int         `json:"remind,omitempty"` // days before the last day
	Duties []item.Duty   `json:"duties,omitempty"`
}

// TermsOf are the terms of a certificate that an item grants on a day.
func TermsOf(spec *item.CertificateSpec, on calendar.Date) Terms {
	if len(spec.Remind)+len(spec.Duties) == 0 {
		return Terms{}
	}
	return Terms{Since: on, Remind: spec.Remind, Duties: spec.Duties}
}

// Duty finds a duty of the holder; nil when there is none of that id.
func (t Terms) Duty(id string) *item.Duty {
	for i := range t.Duties {
		if t.Duties[i].ID == id {
			return &t.Duties[i]
		}
	}
	return nil
}

// DutyWindow is one time in which a duty is to be done.
type DutyWindow struct {
	Duty string
	Year int
	From calendar.Date
	To   calendar.Date // last day
	Done *DutyDone     // nil while it is not
}

// Missed reports whether it is over on a day and nothing was done.
func (w DutyWindow) Missed(on calendar.Date) bool { return w.Done == nil && w.To.Before(on) }

// Windows lists of each duty the windows that have begun by a day, and the next one, in the order of their days. A window counts
// when the certificate, or the one in whose place it stands, holds on its last day.
func (c Certificate) Windows(on calendar.Date) []DutyWindow {
	var list []DutyWindow
	last := c.lastDay(on)
	for i := range c.Terms.Duties {
		d := &c.Terms.Duties[i]
		for year := c.Terms.Since.Year() + d.First; ; year += d.Every {
			w := DutyWindow{Duty: d.ID, Year: year, From: dayIn(year, d.From), To: dayIn(year, d.To), Done: c.done(d.ID, year)}
			if !last.IsZero() && last.Before(w.To) {
				break
			}
			list = append(list, w)
			if on.Before(w.From) && w.Done == nil {
				break
			}
		}
	}
	slices.SortStableFunc(list, func(a, b DutyWindow) int { return a.From.Sub(b.From) })
	return list
}

// lastDay is the last day on which the certificate binds its holder; zero when it has none.
func (c Certificate) lastDay(on calendar.Date) calendar.Date {
	if c.Status.lasts() {
		return c.ValidUntil
	}
	ended := c.StandsSince(on).AddDays(-1)
	if !c.ValidUntil.IsZero() && c.ValidUntil.Before(ended) {
		return c.ValidUntil
	}
	return ended
}

func (c Certificate) done(duty string, year int) *DutyDone {
	for i := range c.Done {
		if c.Done[i].Duty == duty && c.Done[i].Year == year {
			return &c.Done[i]
		}
	}
	return nil
}

// dayIn is a day of a year that every year has, written MM-DD.
func dayIn(year int, day string) calendar.Date {
	return calendar.MustParse(fmt.Sprintf("%04d-%s", year, day))
}

// owes refuses to record a duty that the certificate does not have, that was done for the year, or that has no window of that year
// which has begun. What is late can still be recorded.
func (c Certificate) owes(about item.Concern, on calendar.Date) *Error {
	if c.Terms.Duty(about.Duty) == nil {
		return refuse(Conflict, "duty_unknown", about.Duty)
	}
	for _, w := range c.Windows(on) {
		switch {
		case w.Duty != about.Duty || w.Year != about.Year:
		case w.Done != nil:
			return refuse(Conflict, "duty_done", about.Duty)
		case !on.Before(w.From):
			return nil
		}
	}
	return refuse(Conflict, "duty_year", about.Duty)
}

// DutyDue is the end of the window that ends first of those to be done still, whenever it is asked for: zero when there is none, and
// when an act has ended the certificate, whose holder can do nothing by it any more.
func (c Certificate) DutyDue() calendar.Date {
	var first calendar.Date
	if !c.Status.lasts() {
		return first
	}
	for _, w := range c.Windows(c.ValidFrom) { // with the next window of each duty: a later one ends later
		if w.Done == nil && (first.IsZero() || w.To.Before(first)) {
			first = w.To
		}
	}
	return first
}

// OverdueOn reports whether a duty of the holder was not done in its time by a day.
func (c Certificate) OverdueOn(on calendar.Date) bool {
	due := c.DutyDue()
	return !due.IsZero() && due.Before(on)
}
