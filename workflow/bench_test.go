package workflow_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
)

// standing is a store on which nothing stays done: each write finds the case where the one before did, so that one
// command can be measured as often as needed. It reads and writes the state as a database would.
type standing struct {
	*matter
	stored, form []byte
	written      int
}

func (s *standing) Write(_ context.Context, w workflow.Write) (workflow.Receipt, error) {
	counters := map[string]int64{}
	for {
		c := &workflow.Case{Form: s.form}
		if err := json.Unmarshal(s.stored, &c.State); err != nil {
			return workflow.Receipt{}, err
		}
		tx := &workflow.Tx{Case: c, Counters: counters}
		err := w.Change(tx)
		if errors.Is(err, workflow.ErrLoad) {
			for _, name := range tx.Wanted.Counters {
				counters[name] = 0
			}
			continue
		}
		if err != nil || tx.Out.Refused != nil {
			return workflow.Receipt{}, errors.Join(err, tx.Out.Refused)
		}
		state, err := json.Marshal(tx.Out.Case.State)
		s.written = len(state)
		return tx.Out.Receipt, err
	}
}

func (s *standing) Case(ctx context.Context, id workflow.CaseID) (*workflow.Case, error) {
	return s.store.Case(ctx, id)
}

func (s *standing) Due(context.Context, time.Time, int) ([]workflow.CaseID, error) {
	return nil, nil
}

// BenchmarkDecide measures one decision of the shipped item: a plain pass, a vote, one that owes a document.
func BenchmarkDecide(b *testing.B) {
	for _, n := range []struct {
		name, node, person, decision string
		before                       func(c *matter)
	}{
		{"accept with a document", "acceptance", "W1", "accept", func(*matter) {}},
		{"pass that opens a parallel", "first-review", "H1", "pass", func(c *matter) { c.as("W1").decide("acceptance", "accept") }},
		{"vote", "expert-review", "E1", "pass", examined},
		{"pass that owes nothing", "second-review", "O1", "return", func(c *matter) {
			examined(c)
			for _, who := range []string{"E1", "E2", "E3"} {
				c.as(who).decide("expert-review", "pass")
			}
			c.as("I1").decide("site-check", "pass")
			c.as("I2").decide("site-check", "pass")
		}},
	} {
		b.Run(n.name, func(b *testing.B) {
			c := openStage(b).shipped(b, "si-qualification")
			n.before(c)
			visit := c.visit(n.node)
			stored, err := c.store.Case(context.Background(), c.id)
			require.NoError(b, err)
			s := &standing{matter: c, stored: c.store.Stored(c.id), form: stored.Form}
			engine := *c.engine
			engine.Store = s
			b.ReportAllocs()
			for b.Loop() {
				_, err := engine.Decide(context.Background(), workflow.Actor{Person: n.person},
					workflow.DecideInput{Case: c.id, Visit: visit, Decision: n.decision, Reason: "材料齐全，符合条件"})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(s.written), "state-bytes")
		})
	}
}

// BenchmarkNextFall measures what falls due next on a case with many clocks, as every command asks it at its end.
func BenchmarkNextFall(b *testing.B) {
	c := withClocks(b).file(`{"n":1,"valid_until":"2026-12-29"}`)
	c.as("W1").decide("assign", "pass")
	c.at("2026-11-05 10:00")
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := c.engine.View(context.Background(), c.id); err != nil {
			b.Fatal(err)
		}
	}
}

func examined(c *matter) {
	c.as("W1").decide("acceptance", "accept")
	c.as("H1").decide("first-review", "pass")
	c.as("H1").name("expert-review", people["expert"]...)
}
