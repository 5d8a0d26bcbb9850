package workflow

import (
	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/item"
)

// Remedies are the applicant's limits against a refusal: reconsideration and the court, from the day the decision was
// served. They run after the case has ended, so they are no clocks of it and nothing falls due by them; they are shown.
func (s *State) Remedies() []clock.Clock {
	if s.Outcome != item.Refuses {
		return nil
	}
	var list []clock.Clock
	for _, d := range s.Documents {
		if d.OwedAt.Equal(s.EndedAt) && !d.IssuedAt.IsZero() {
			for _, id := range []string{"recon", "suit"} {
				row, _ := clock.Find(id)
				list = append(list, row.On(calendar.DateOf(d.IssuedAt)))
			}
			return list
		}
	}
	return nil
}
