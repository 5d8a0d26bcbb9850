package workflow

import (
	"encoding/json"
	"fmt"
	"time"

	"shenpi/workflow/trail"
)

// Tenure is how long somebody held an appointment, who gave it, and who took it away.
type Tenure struct {
	Appointment
	From  time.Time
	By    string
	Until time.Time // zero: it holds
	Ended string    // by whom
}

// Tenures reads the stream of a person: whom they were appointed by to what and when, and when that ended, in the order of
// the appointments.
func Tenures(entries []trail.Entry) ([]Tenure, error) {
	var list []Tenure
	for _, e := range entries {
		if e.Kind != "appointed" && e.Kind != "unappointed" {
			continue
		}
		var a Appointment
		if err := json.Unmarshal(e.Facts, &a); err != nil {
			return nil, fmt.Errorf("read entry %d of %s: %w", e.Number, e.Stream, err)
		}
		if e.Kind == "appointed" {
			list = append(list, Tenure{Appointment: a, From: e.EffectiveAt, By: e.Actor.Person})
			continue
		}
		for i := range list {
			if list[i].Appointment == a && list[i].Until.IsZero() {
				list[i].Until, list[i].Ended = e.EffectiveAt, e.Actor.Person
			}
		}
	}
	return list, nil
}
