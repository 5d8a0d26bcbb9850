package clock_test

import (
	"testing"

	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
)

// busy is a decision clock with what a long case leaves on it.
func busy() clock.Clock {
	c := decide("2026-03-02")
	for i, ground := range []string{"expert-review", "hearing", "testing", "appraisal"} {
		from := c.Start.AddDays(5 + 9*i)
		c.Exclusions = append(c.Exclusions, clock.Exclusion{Ground: ground, From: from, To: from.AddDays(7), AtMost: 20})
	}
	c.Suspensions = []clock.Exclusion{{Ground: "force-majeure", From: c.Start.AddDays(60), To: c.Start.AddDays(90)}}
	c.Extended = 10
	return c
}

func BenchmarkDue(b *testing.B) {
	c, cal := busy(), calendar.Shipped()
	asOf := c.Start.AddDays(30)
	b.ReportAllocs()
	for b.Loop() {
		c.Due(cal, asOf)
	}
}

func BenchmarkStages(b *testing.B) {
	c, cal := busy(), calendar.Shipped()
	asOf := c.Start.AddDays(30)
	b.ReportAllocs()
	for b.Loop() {
		c.Stages(cal, asOf, 50, 80)
	}
}

func BenchmarkSheet(b *testing.B) {
	c, cal := busy(), calendar.Shipped()
	asOf := c.Start.AddDays(30)
	b.ReportAllocs()
	for b.Loop() {
		c.Sheet(cal, asOf)
	}
}
