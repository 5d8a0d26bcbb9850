package workflow

import (
	"slices"

	"shenpi/workflow/calendar"
)

// HolderDue is something the holder of a certificate can do now and by a day: have it renewed, or do a duty.
type HolderDue struct {
	Duty  string // empty: the renewal
	Year  int    // of the duty
	By    calendar.Date
	Until calendar.Date // of a renewal: the last day of the certificate
}

// DueOn lists what the holder has to do, the most urgent first: the renewal from the first reminder of it on, as long as no other
// certificate follows this one, and the duties whose window is open. What is late stays, as long as it can be done.
func (c Certificate) DueOn(on calendar.Date) []HolderDue {
	if !c.Status.lasts() {
		return nil
	}
	var list []HolderDue
	if len(c.Terms.Remind) > 0 && !c.ValidUntil.IsZero() && c.SucceededBy == "" && !on.Before(c.ValidUntil.AddDays(-slices.Max(c.Terms.Remind))) && !c.ValidUntil.Before(on) {
		list = append(list, HolderDue{By: c.ValidUntil.AddDays(-renewDays), Until: c.ValidUntil})
	}
	for _, w := range c.Windows(on) {
		if w.Done == nil && !on.Before(w.From) && !w.Missed(on) {
			list = append(list, HolderDue{Duty: w.Duty, Year: w.Year, By: w.To})
		}
	}
	slices.SortStableFunc(list, func(a, b HolderDue) int { return a.By.Sub(b.By) })
	return list
}
