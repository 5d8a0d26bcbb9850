package jobs

import (
	"context"

	"shenpi/workflow"
)

// Calls lists calls between cases on which there is something to carry.
type Calls interface {
	Calls(ctx context.Context, limit int) ([]workflow.Call, error)
}

// Carrier does what is next to do of a call, at most once however often it is tried.
type Carrier interface {
	Carry(ctx context.Context, k workflow.Call) error
}

// callName names a call.
type callName struct {
	parent workflow.CaseID
	visit  int
}

// Call carries between cases: it files those that are called, tells the callers how they ended, and closes those whose
// caller went on. A kill between two turns leaves rows that the next turn finds.
func Call(calls Calls, carrier Carrier) Job {
	c := &rounds[workflow.Call, callName]{
		list: calls.Calls,
		name: func(k workflow.Call) callName { return callName{k.Parent, k.Visit} },
		do:   carrier.Carry,
	}
	return Job{Name: "call", Every: every, Run: c.turn}
}
