package storagetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/storage/db"
	"shenpi/workflow"
)

// Bench measures steps per second, and beside them the same rows written by hand.
func Bench(b *testing.B, open func(b *testing.B) *db.DB) {
	for _, clients := range []int{1, 8, 32, 64} {
		b.Run(fmt.Sprint("clients=", clients), func(b *testing.B) {
			d := open(b)
			raw, err := d.RawLimit(context.Background(), clients, clients, time.Second)
			require.NoError(b, err)
			// Something as large as the state of a case halfway through.
			grown := func(tx *workflow.Tx) error {
				tx.Out.Case.State.Definition = strings.Repeat("x", 2500)
				return nil
			}
			for i := range clients {
				_, err := d.Write(context.Background(), file(caseID(i), grown))
				require.NoError(b, err)
			}
			var left, key atomic.Int64
			left.Store(int64(b.N))
			b.ResetTimer()
			errs := atOnce(clients, func(i int) error {
				for left.Add(-1) >= 0 {
					w := keyed(advance(caseID(i), "zhang", forget), fmt.Sprint(key.Add(1)), "b")
					if _, err := d.Write(context.Background(), w); err != nil {
						return err
					}
				}
				return nil
			})
			b.StopTimer()
			require.NoError(b, errors.Join(errs...))
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "steps/s")
			b.ReportMetric(raw, "raw/s")
		})
	}
}

// forget keeps a case from growing with the length of the measurement.
func forget(tx *workflow.Tx) error {
	p := &tx.Out.Case.State.Position
	p.Visits = p.Visits[len(p.Visits)-1:]
	return nil
}
