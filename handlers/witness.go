package handlers

import (
	"context"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Cosigned is how far a witness has come: the largest checkpoint it cosigned, by its size, and when.
type Cosigned struct {
	Witness string
	Size    int64
	At      time.Time // zero: none yet
}

// told says it for readiness, a line a witness.
func told(list []Cosigned, now time.Time) string {
	said := ""
	for _, w := range list {
		if w.At.IsZero() {
			said += fmt.Sprintf("witness %s: nothing cosigned yet\n", w.Witness)
			continue
		}
		said += fmt.Sprintf("witness %s: %d entries cosigned, %s ago\n", w.Witness, w.Size, now.Sub(w.At).Truncate(time.Second))
	}
	return said
}

var (
	cosignedEntries = prometheus.NewDesc("shenpi_trail_cosigned_entries", "Entries under the largest checkpoint that a witness cosigned.", []string{"witness"}, nil)
	cosignedAge     = prometheus.NewDesc("shenpi_trail_cosigned_age_seconds", "How long ago a witness cosigned a checkpoint.", []string{"witness"}, nil)
)

// witnesses collects how far they have come. What cannot be told is left out.
type witnesses struct {
	read func(ctx context.Context) ([]Cosigned, error)
	now  func() time.Time
}

// Describe is prometheus.Collector's.
func (w witnesses) Describe(to chan<- *prometheus.Desc) {
	to <- cosignedEntries
	to <- cosignedAge
}

// Collect is prometheus.Collector's.
func (w witnesses) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), lagTimeout)
	defer cancel()
	list, err := w.read(ctx)
	if err != nil {
		return
	}
	for _, c := range list {
		to <- prometheus.MustNewConstMetric(cosignedEntries, prometheus.GaugeValue, float64(c.Size), c.Witness)
		if !c.At.IsZero() {
			to <- prometheus.MustNewConstMetric(cosignedAge, prometheus.GaugeValue, w.now().Sub(c.At).Seconds(), c.Witness)
		}
	}
}
