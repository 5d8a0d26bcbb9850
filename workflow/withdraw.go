package workflow

import (
	"context"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// CaseInput is a command on a whole case.
type CaseInput struct {
	Key    *Key
	Case   CaseID
	Reason string
}

// Withdraw ends a case at the applicant's wish, until it is decided.
func (e *Engine) Withdraw(ctx context.Context, actor Actor, in CaseInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(withdrawGuards, act{}); err != nil {
			return err
		}
		changes, err := flow.Finish(c.item, &c.state.Position, c.withdrawnEnd())
		if err != nil {
			return c.moved(err)
		}
		return c.caseAct("withdrawn", in.Reason, changes)
	})
}

var withdrawGuards = []guard{guardApplicant, guardMandated(MandateWithdraw), guardRunning, guardNotOwnMotion, guardWithdraw}

func guardWithdraw(c *command, _ act) *Error {
	if c.item.Acts.Withdraw == nil || c.state.Status == StatusDecided || c.withdrawnEnd() == "" {
		return refuse(Conflict, "withdraw_late")
	}
	return nil
}

// endWithdrawn is the end of a case that is given up.
const endWithdrawn = "withdrawn"

// withdrawnEnd is the end a withdrawal leads to: withdrawn, if the item knows it.
func (c *command) withdrawnEnd() string {
	if c.item.Outcomes[endWithdrawn] == item.Closes {
		return endWithdrawn
	}
	return ""
}

// caseAct records an act of the applicant on the case, with its reason.
func (c *command) caseAct(kind, reason string, changes []flow.Change) error {
	var f Facts
	role := c.party(&f, MandateWithdraw)
	if err := c.move(&f, c.now, changes); err != nil {
		return err
	}
	body, err := marshal(opinion{Reason: reason})
	if err != nil {
		return err
	}
	return c.record(kind, c.now, c.trailActor(role), f, body)
}
