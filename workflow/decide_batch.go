package workflow

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"
	"sync"

	"shenpi/workflow/item"
)

// BatchInput is one decision with one reason on many tasks.
type BatchInput struct {
	// Key names the batch; not needed to check it. Each task has a key of its own made of it: sent again, in whole or in part, nothing is done twice.
	Key      *Key
	Decision string
	Reason   string
	Tasks    []BatchTask
}

// BatchTask is one task of a batch.
type BatchTask struct {
	Case      CaseID
	Visit     int
	InPlaceOf string
}

// BatchResult is what became of one task: the receipt of its entry, or why it was refused.
type BatchResult struct {
	Receipt Receipt
	Err     error
}

// batchWidth is how many decisions of a batch are under way at once: they share commits as those of as many officers would.
const batchWidth = 16

// ID is what the entries of a batch have in common.
func (in *BatchInput) ID() string {
	sum := sha256.Sum256([]byte(in.Key.Actor + "\n" + in.Key.Key))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:15]))
}

// DecideBatch takes one decision on each task, as Decide does it: each is judged and recorded by itself, and what is refused keeps
// nothing else from being done. The results stand in the order of the tasks.
func (e *Engine) DecideBatch(ctx context.Context, actor Actor, in BatchInput) []BatchResult {
	results := make([]BatchResult, len(in.Tasks))
	next := make(chan int)
	var all sync.WaitGroup
	for range min(batchWidth, len(in.Tasks)) {
		all.Go(func() {
			for i := range next {
				r, err := e.Decide(ctx, actor, in.decision(in.Tasks[i]))
				results[i] = BatchResult{r, err}
			}
		})
	}
	for i := range in.Tasks {
		next <- i
	}
	close(next)
	all.Wait()
	return results
}

func (in *BatchInput) decision(t BatchTask) DecideInput {
	key := *in.Key
	key.Key = fmt.Sprintf("%s/%s/%d/%s", key.Key, t.Case, t.Visit, t.InPlaceOf)
	return DecideInput{Key: &key, Case: t.Case, Visit: t.Visit, Decision: in.Decision, Reason: in.Reason, InPlaceOf: t.InPlaceOf, Batch: in.ID()}
}

// CheckBatch says why a task of a batch would be refused now, or nil: by the guards that decide, on a copy.
func (e *Engine) CheckBatch(ctx context.Context, actor Actor, in BatchInput, t BatchTask) error {
	c, err := e.view(ctx, actor, t.Case)
	if err != nil {
		return err
	}
	a := act{visit: t.Visit, decision: in.Decision, reason: in.Reason, written: true, inPlaceOf: t.InPlaceOf, batch: "checked"}
	if refusal := c.check(decideGuards, a); refusal != nil {
		return c.told(refusal)
	}
	return nil
}

// guardTogether keeps apart what rests on the single case: see together.
func guardTogether(c *command, a act) *Error {
	if a.batch == "" {
		return nil
	}
	p := c.item.Place(c.state.openVisit(a.visit).Node)
	d := p.Decision(a.decision)
	if d == nil || c.together(p, d) {
		return nil
	}
	return refuse(Conflict, "batch_apart", a.decision)
}

// together reports whether a decision may be taken on many cases at once. What is asked of an applicant or an officer, a grade
// and the reasons of a refusal (Administrative Licensing Law, Arts. 32(4), 38) differ from case to case.
func (c *command) together(p *item.Place, d *item.Decision) bool {
	return d.Ask == nil && !d.Regrade && !c.item.Refuses(p, d)
}
