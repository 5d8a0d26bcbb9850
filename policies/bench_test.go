package policies_test

import (
	"fmt"
	"testing"

	"shenpi/policies"
)

// The aim is at most 30 microseconds for one decision, with officers enough for a province.
func BenchmarkCan(b *testing.B) {
	r := policies.Roster{Units: []policies.Unit{{ID: "root"}}}
	for i := range 50 {
		unit := fmt.Sprintf("unit-%d", i)
		r.Units = append(r.Units, policies.Unit{ID: unit, Parent: "root"})
		for j := range 40 {
			p := fmt.Sprintf("p-%d-%d", i, j)
			r.Appointments = append(r.Appointments,
				policies.Appointment{Person: p, Role: policies.Handler, Unit: unit},
				policies.Appointment{Person: p, Role: policies.Inspector, Unit: unit})
		}
	}
	a, err := policies.New(r)
	if err != nil {
		b.Fatal(err)
	}
	for name, q := range map[string]struct{ kind, action string }{
		"allowed": {policies.KindTask, policies.Act},
		"longest": {policies.KindCase, policies.Read}, // most lines are about it
		"denied":  {policies.KindCase, policies.ApproveExtension},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if a.Can("p-7-7", "unit-7", q.kind, q.action) != (name != "denied") {
					b.Fatal("wrong answer")
				}
			}
		})
	}
}
