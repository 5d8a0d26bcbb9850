// Package races_test lets callers race for the same task on both databases: exactly one wins, the others are told who and
// when, and the trail agrees.
package races_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
)

// atOnce runs n calls together and gives their errors by index.
func atOnce(n int, call func(i int) error) []error {
	errs := make([]error, n)
	gate := make(chan struct{})
	var wait sync.WaitGroup
	for i := range n {
		wait.Add(1)
		go func() {
			defer wait.Done()
			<-gate
			errs[i] = call(i)
		}()
	}
	close(gate)
	wait.Wait()
	return errs
}

// workers runs n rounds of a race, several at a time.
func workers(t *testing.T, n int, round func(i int) error) {
	t.Helper()
	const together = 8
	rounds := make(chan int)
	failed := make(chan error, together)
	var wait sync.WaitGroup
	for range together {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := range rounds {
				if err := round(i); err != nil {
					failed <- fmt.Errorf("round %d: %w", i, err)
					return
				}
			}
		}()
	}
	var first error
feed:
	for i := range n {
		select {
		case rounds <- i:
		case first = <-failed:
			break feed
		}
	}
	close(rounds)
	wait.Wait()
	close(failed)
	for err := range failed {
		first = errors.Join(first, err)
	}
	require.NoError(t, first)
}

func TestOneOfManyDecides(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, o office) {
		ids := o.fileMany(t, size(2000, 10000))
		workers(t, len(ids), func(i int) error {
			callers := 2 + i%15
			errs := atOnce(callers, func(k int) error {
				decision := []string{"accept", "refuse"}[k%2]
				_, err := o.decide(officer(k), ids[i], 1, decision)
				return err
			})
			return o.oneWon(ids[i], errs)
		})
	})
}

// oneWon checks a race for visit 1: one caller decided, and every other was told who was faster and when.
func (o office) oneWon(id workflow.CaseID, errs []error) error {
	winner := -1
	for k, err := range errs {
		if err == nil {
			if winner >= 0 {
				return fmt.Errorf("callers %d and %d both won", winner, k)
			}
			winner = k
		}
	}
	if winner < 0 {
		return fmt.Errorf("nobody won: %w", errors.Join(errs...))
	}
	for k, err := range errs {
		var told *workflow.Error
		switch {
		case k == winner:
		case !errors.As(err, &told):
			return fmt.Errorf("caller %d: %w", k, err)
		case told.Code != "task_not_open" && told.Code != "case_ended", told.Who != officer(winner).Person, told.At.IsZero():
			return fmt.Errorf("caller %d was told %s, %q at %s; %s won", k, told.Code, told.Who, told.At, officer(winner).Person)
		}
	}
	rows, err := o.db.StreamEntries(context.Background(), "case/"+string(id), 1, 10)
	if err == nil && len(rows) != 2 {
		err = fmt.Errorf("the case has %d entries, not its filing and one decision", len(rows))
	}
	return err
}

func (o office) fileMany(t *testing.T, n int) []workflow.CaseID {
	t.Helper()
	ids := make([]workflow.CaseID, n)
	workers(t, n, func(i int) error {
		r, err := o.Submit(context.Background(), applicant, workflow.SubmitInput{Item: "small", Form: []byte(`{"name":"示例"}`)})
		ids[i] = r.Case
		return err
	})
	return ids
}

func TestFiveVoteAtOnce(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, o office) {
		ids := o.fileMany(t, size(100, 1000))
		workers(t, len(ids), func(i int) error {
			if _, err := o.decide(officer(0), ids[i], 1, "accept"); err != nil {
				return err
			}
			// With two passes against two abstentions every vote counts: none may be lost.
			votes := []string{"pass", "abstain", "pass", "abstain", "pass"}
			return errors.Join(atOnce(len(votes), func(k int) error {
				_, err := o.decide(officer(k+1), ids[i], 2, votes[k])
				return tolerate(err, k, votes)
			})...)
		})
		for _, id := range ids[:10] {
			require.Equal(t, 3, o.task(t, id), "the panel passed and the decision is open")
			o.entries(t, id)
		}
	})
}

// tolerate: the third pass concludes the panel, so an abstention that comes after it finds the task closed.
func tolerate(err error, k int, votes []string) error {
	if workflow.Code(err) == "task_not_open" && votes[k] == "abstain" {
		return nil
	}
	return err
}

// Scenario 18: withdraw and grant race; exactly one is on the trail and the state agrees.
func TestScenario18WithdrawAgainstGrant(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, o office) {
		ids := o.fileMany(t, size(500, 10000))
		workers(t, len(ids), func(i int) error {
			if err := o.ready(ids[i]); err != nil {
				return err
			}
			errs := atOnce(2, func(k int) error {
				if k == 0 {
					_, err := o.decide(officer(9), ids[i], 3, "grant")
					return err
				}
				_, err := o.Withdraw(context.Background(), applicant, workflow.CaseInput{Case: ids[i], Reason: "撤回"})
				return err
			})
			if (errs[0] == nil) == (errs[1] == nil) {
				return fmt.Errorf("grant: %w; withdrawal: %w", errs[0], errs[1])
			}
			c, err := o.db.Case(context.Background(), ids[i])
			if err == nil && (c.State.Outcome == "grants") != (errs[0] == nil) {
				err = fmt.Errorf("the state says %s", c.State.Outcome)
			}
			return err
		})
		for _, id := range ids[:10] {
			o.entries(t, id)
		}
	})
}

// ready brings a case to its decision.
func (o office) ready(id workflow.CaseID) error {
	if _, err := o.decide(officer(0), id, 1, "accept"); err != nil {
		return err
	}
	for k := 1; k <= 3; k++ {
		if _, err := o.decide(officer(k), id, 2, "pass"); err != nil {
			return err
		}
	}
	return nil
}
