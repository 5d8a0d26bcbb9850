package workflow

import (
	"context"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// Terminate ends a case by the office's own act, on a ground that the item lists and with reasons (终止). Where the end
// refuses, the document it owes tells the ways to reconsideration and to court (Administrative Licensing Law, Art. 38(2):
// 应当说明理由，并告知申请人享有依法申请行政复议或者提起行政诉讼的权利). What was decided is not terminated but revoked.
func (e *Engine) Terminate(ctx context.Context, actor Actor, in GroundInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(terminateGuards, act{}); err != nil {
			return err
		}
		spec := c.item.Acts.Terminate
		g := item.FindGround(spec.Grounds, in.Ground)
		switch {
		case g == nil:
			return at(refuse(Invalid, "ground_unknown", in.Ground), "/ground")
		case in.Reason == "":
			return at(refuse(Invalid, "reason"), "/reason")
		}
		changes, err := flow.Finish(c.item, &c.state.Position, spec.End)
		if err != nil {
			return c.moved(err)
		}
		f := Facts{Act: &Act{Ground: g.ID}}
		if err := c.move(&f, c.now, changes); err != nil {
			return err
		}
		err = c.owe(&f, c.now, owing{document: spec.Document, extra: map[string]any{
			"ground": g.Title.Zh, "basis": g.Basis, "reason": in.Reason}})
		if err != nil {
			return err
		}
		return c.recordReason("terminated", spec.By, f, in.Reason)
	})
}

var terminateGuards = []guard{guardRunning, guardTerminate, guardUndecided, guardTerminable}

func guardTerminate(c *command, _ act) *Error {
	if c.item.Acts.Terminate == nil {
		return refuse(Conflict, "not_offered")
	}
	return c.posted(c.item.Acts.Terminate.By)
}

// guardTerminable: what refuses decides too, and waits for the hearing.
func guardTerminable(c *command, _ act) *Error {
	if c.item.Outcomes[c.item.Acts.Terminate.End] != item.Refuses {
		return nil
	}
	return c.heard()
}

func guardUndecided(c *command, _ act) *Error {
	if !c.state.DecidedOn.IsZero() {
		return refuse(Conflict, "decided")
	}
	return nil
}
