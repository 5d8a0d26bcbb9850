package workflow

import (
	"context"
	"strconv"

	"shenpi/workflow/item"
)

// ExtendInput asks for more time, or approves it.
type ExtendInput struct {
	Key    *Key
	Case   CaseID
	Days   int // working days
	Reason string
}

// AskExtension asks the head of the agency for more time for the decision (Art. 42).
func (e *Engine) AskExtension(ctx context.Context, actor Actor, in ExtendInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(askExtensionGuards, act{}); err != nil {
			return err
		}
		x := c.item.Acts.Extend
		if in.Days < 1 || in.Days > x.AtMost {
			return at(refuse(Invalid, "days", strconv.Itoa(x.AtMost)), "/days")
		}
		if x.Reason && in.Reason == "" {
			return at(refuse(Invalid, "reason"), "/reason")
		}
		if err := c.withinDates(in.Days); err != nil {
			return err
		}
		f := Facts{Extension: &Extension{Clock: x.Clock, Days: in.Days, AskedBy: c.actor.Person, AskedAt: c.now}}
		return c.recordReason("extension_asked", item.Post{Role: x.AskedBy}, f, in.Reason)
	})
}

// ApproveExtension lengthens the clock, once, before it expires; the applicant is told in writing.
func (e *Engine) ApproveExtension(ctx context.Context, actor Actor, in ExtendInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(approveGuards, act{}); err != nil {
			return err
		}
		x, spec := *c.state.Extension, c.item.Acts.Extend
		if err := c.withinDates(x.Days); err != nil {
			return err
		}
		x.ApprovedBy, x.ApprovedAt = c.actor.Person, c.now
		f := Facts{Extension: &x, Clocks: []ClockChange{{Op: ClockExtended, Clock: x.Clock, Days: x.Days, On: c.today()}}}
		if spec.Document != "" {
			if err := c.oweExtension(&f, spec.Document, x.Days, in.Reason); err != nil {
				return err
			}
		}
		return c.recordReason("extension_approved", spec.Post(), f, in.Reason)
	})
}

// RefuseExtension says no to the extension asked for: the clock stays as it is, and another may be asked for.
func (e *Engine) RefuseExtension(ctx context.Context, actor Actor, in ExtendInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(refuseGuards, act{}); err != nil {
			return err
		}
		if in.Reason == "" {
			return at(refuse(Invalid, "reason"), "/reason")
		}
		x := *c.state.Extension
		x.RefusedBy, x.RefusedAt = c.actor.Person, c.now
		return c.recordReason("extension_refused", c.item.Acts.Extend.Post(), Facts{Extension: &x}, in.Reason)
	})
}

func (c *command) oweExtension(f *Facts, document string, days int, reason string) error {
	after := c.after(f)
	law, _ := after.DueOn(c.cal, c.today())
	return c.owe(f, c.now, owing{document: document, extra: map[string]any{
		"days": days, "reason": reason, "new_due_on": chineseDate(law)}})
}

func (c *command) recordReason(kind string, by item.Post, f Facts, reason string) error {
	body, err := marshal(opinion{Reason: reason})
	if err != nil {
		return err
	}
	return c.record(kind, c.now, c.trailActorOf(by), f, body)
}

var (
	askExtensionGuards = []guard{guardRunning, guardExtendRole, guardSuspended, guardExtendOnce, guardExtendClock, guardExtendDates}
	approveGuards      = []guard{guardRunning, guardApproveRole, guardSuspended, guardPending, guardExtendClock}
	refuseGuards       = []guard{guardRunning, guardApproveRole, guardSuspended, guardPending}
)

func guardExtendRole(c *command, _ act) *Error {
	if c.item.Acts.Extend == nil {
		return refuse(Conflict, "clock_not_running", decideClock)
	}
	return c.posted(item.Post{Role: c.item.Acts.Extend.AskedBy})
}

func guardApproveRole(c *command, _ act) *Error {
	if c.item.Acts.Extend == nil {
		return refuse(Conflict, "clock_not_running", decideClock)
	}
	return c.posted(c.item.Acts.Extend.Post())
}

func guardExtendOnce(c *command, _ act) *Error {
	switch x := c.state.Extension; {
	case x.pending():
		return refuse(Conflict, "extension_pending")
	case c.item.Acts.Extend.Once && x != nil && x.ApprovedBy != "":
		return refuse(Conflict, "once", "extend")
	}
	return nil
}

func guardPending(c *command, _ act) *Error {
	if !c.state.Extension.pending() {
		return refuse(Conflict, "extension_unasked")
	}
	return nil
}

// pending reports whether the extension waits for the head's word.
func (x *Extension) pending() bool { return x != nil && x.ApprovedBy == "" && x.RefusedBy == "" }

// guardExtendDates offers no extension where not even one day of it would end in time.
func guardExtendDates(c *command, _ act) *Error { return c.withinDates(1) }

// guardExtendClock: the clock runs and has not expired; afterwards an extension would be a rewriting of the past.
func guardExtendClock(c *command, _ act) *Error {
	name := c.item.Acts.Extend.Clock
	k := c.state.clock(name)
	if k == nil || !k.Running() {
		return refuse(Conflict, "clock_not_running", name)
	}
	if law := k.Due(c.cal, c.today()).Law; !law.IsZero() && !c.now.Before(law.End()) {
		return refuse(Conflict, "expired")
	}
	return nil
}

// withinDates refuses an extension past a clock that ends on a date.
func (c *command) withinDates(days int) *Error {
	k := *c.state.clock(c.item.Acts.Extend.Clock)
	k.Extended += days
	return c.beforeDates(k.Due(c.cal, c.today()).Law)
}
