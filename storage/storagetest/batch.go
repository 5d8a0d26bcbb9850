package storagetest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/storage/db"
	"shenpi/workflow"
)

// call is one caller of Write.
type call struct {
	ctx   context.Context // nil: one that never ends
	write workflow.Write
}

type answer struct {
	workflow.Receipt
	err error
}

// together has calls answered in one batch and in this order: every writer is kept busy until all of them wait.
func together(t *testing.T, d *db.DB, calls ...call) []answer {
	t.Helper()
	gate := make(chan struct{})
	entered := make(chan struct{}, 100)
	busy := func(id workflow.CaseID) {
		_, _ = d.Write(context.Background(), workflow.Write{Case: id, Create: true, Change: func(*workflow.Tx) error {
			entered <- struct{}{}
			<-gate
			return context.Canceled
		}})
	}
	go busy("gate-1")
	<-entered
	if d.Kind() == "postgres" { // the second writer comes in when two wait
		go busy("gate-2")
		go busy("gate-3")
		<-entered
	}
	answers := make([]answer, len(calls))
	done := make(chan struct{})
	for i, c := range calls {
		ctx := c.ctx
		if ctx == nil {
			ctx = context.Background()
		}
		go func() {
			r, err := d.Write(ctx, c.write)
			answers[i] = answer{r, err}
			done <- struct{}{}
		}()
		waiting(t, d, i+1)
	}
	close(gate)
	for range calls {
		<-done
	}
	return answers
}

func waiting(t *testing.T, d *db.DB, n int) {
	t.Helper()
	require.Eventually(t, func() bool { return d.Waiting() == n }, 10*time.Second, time.Millisecond)
}
