package db

import (
	"sync"

	"shenpi/workflow"
	"shenpi/workflow/trail"
)

// keptDecoded bounds each of the two generations of decoded cases.
const keptDecoded = 1024

// decodedCases keeps the cases last written in decoded form: reading a state back from JSON is half the work of a short
// command. A case is found only under the entry it ends with, and nobody changes it, so it may be shared and may be
// forgotten at any time. When the younger generation is full it becomes the older one, which is dropped.
type decodedCases struct {
	mu    sync.Mutex
	young map[workflow.CaseID]*workflow.Case
	old   map[workflow.CaseID]*workflow.Case
}

func (d *decodedCases) find(id workflow.CaseID, head trail.Head) *workflow.Case {
	d.mu.Lock()
	defer d.mu.Unlock()
	c, ok := d.young[id]
	if !ok {
		c, ok = d.old[id]
	}
	if !ok || c.State.Head.Number != head.Number || c.State.Head.Hash != head.Hash {
		return nil
	}
	return c
}

func (d *decodedCases) keep(id workflow.CaseID, c *workflow.Case) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.young) >= keptDecoded {
		d.old, d.young = d.young, nil
	}
	if d.young == nil {
		d.young = make(map[workflow.CaseID]*workflow.Case, keptDecoded)
	}
	d.young[id] = c
}

// remember keeps what a committed batch has written of cases.
func (b *batch) remember() {
	b.outputs(func(id workflow.CaseID, o *workflow.Output) bool {
		if now := b.now.cases[id].decoded; o.Case != nil && now != nil {
			b.d.decoded.keep(id, now)
		}
		return true
	})
}
