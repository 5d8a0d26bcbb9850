package workflow

import (
	"context"
	"errors"

	"shenpi/workflow/calendar"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// DecideInput is one decision of an officer at one open visit.
type DecideInput struct {
	Key         *Key
	Case        CaseID
	Visit       int
	Decision    string
	Reason      string       // opinion or reasons; required where the item says so
	Supplements []Supplement // of a decision that asks the applicant: everything that is missing
	Grade       string       // of a decision that grants another grade than asked for
	InPlaceOf   string       // the officer in whose place the actor decides; empty: in their own, else in that of the one they can
	Batch       string       // what is decided together with others has it in common; empty for what is decided by itself
}

// Supplement is one paper or point the applicant has to put right.
type Supplement struct {
	Material string `json:"material"` // of the item; empty: a point about none of them
	Problem  string `json:"problem"`
	Demand   string `json:"demand"`
	Basis    string `json:"basis,omitempty"`
}

// Decide records a decision or a vote. Of several deciding one task at once one wins; the others get Conflict
// `task_not_open` with who and when.
func (e *Engine) Decide(ctx context.Context, actor Actor, in DecideInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error { return c.decide(in) })
}

func (c *command) decide(in DecideInput) error {
	a := act{visit: in.Visit, decision: in.Decision, reason: in.Reason, grade: in.Grade, written: true, missing: in.Supplements, inPlaceOf: in.InPlaceOf, batch: in.Batch}
	if err := c.check(decideGuards, a); err != nil {
		return err
	}
	v := c.state.openVisit(in.Visit)
	n := c.item.Place(v.Node)
	d := n.Decision(in.Decision)
	if d != nil && d.Ask != nil && d.Ask.Of == "applicant" && len(in.Supplements) == 0 {
		return at(refuse(Invalid, "supplements"), "/supplements")
	}
	changes, err := c.try(a)
	if err != nil {
		return c.moved(err)
	}
	f := Facts{Act: &Act{Visit: in.Visit, Node: v.Node, Decision: in.Decision, Batch: in.Batch}}
	c.inPlace(&f, c.hand(a), n)
	if d != nil && d.Regrade {
		f.Act.Grade = d.Grade
		if d.Grade == "" {
			f.Act.Grade = in.Grade
		}
	}
	f.Act.Hearing = c.restsOn(changes, d, in.Visit)
	if err := c.move(&f, c.now, changes); err != nil {
		return err
	}
	if takesEffect(changes, in.Visit) && d != nil {
		extra := map[string]any{"reason": in.Reason, "findings": in.Reason, "supplements": supplementRows(c.item, in.Supplements)}
		if d.Ask != nil {
			extra["answer_by"] = chineseDate(c.answerBy(d.Ask))
		}
		if err := c.effects(&f, c.now, in.Visit, d, c.today(), extra); err != nil {
			return err
		}
	}
	c.tx.Out.Sent = append(c.tx.Out.Sent, Sent{in.Visit, c.actor.Person})
	body, err := marshal(opinion{Reason: in.Reason, Supplements: in.Supplements})
	if err != nil {
		return err
	}
	return c.record(kindOf(d, changes), c.now, c.trailActorOf(postAt(n)), f, body)
}

// opinion is the payload of a decision.
type opinion struct {
	Reason      string       `json:"reason,omitempty"`
	Supplements []Supplement `json:"supplements,omitempty"`
}

// takesEffect reports whether the decision did more than take a seat: the visit is over or parked.
func takesEffect(changes []flow.Change, visit int) bool {
	for _, ch := range changes {
		switch ch.Kind {
		case flow.Concluded, flow.ClosedVisit, flow.Voided, flow.Asked:
			if ch.Visit == visit {
				return true
			}
		case flow.Ended:
			return true
		}
	}
	return false
}

// kindOf names the entry: the words of the office.
func kindOf(d *item.Decision, changes []flow.Change) string {
	switch {
	case d != nil && d.AsksOfficer():
		return "asked"
	case d != nil && d.Ask != nil:
		return "supplement_asked"
	case d != nil && d.BackTo != "":
		return "returned"
	}
	for _, ch := range changes {
		if ch.Kind == flow.Concluded || ch.Kind == flow.Ended || ch.Kind == flow.ClosedVisit {
			return "decided"
		}
	}
	return "voted"
}

func (c *command) today() calendar.Date { return calendar.DateOf(c.now) }

func (c *command) answerBy(a *item.Ask) calendar.Date {
	k := span(answerClock, a.AnswerWithin, c.today())
	return k.Due(c.cal, c.today()).Law
}

func supplementRows(it *item.Item, list []Supplement) []any {
	rows := make([]any, 0, len(list))
	for i, s := range list {
		name := s.Material
		if m := it.Material(s.Material); m != nil {
			name = m.Title.Zh
		}
		rows = append(rows, map[string]any{"n": i + 1, "material": name, "problem": s.Problem, "demand": s.Demand, "basis": s.Basis})
	}
	return rows
}

// moved passes on what the store has to hear (load more and run again) and turns a refusal of the flow into an error
// to tell.
func (c *command) moved(err error) error {
	if errors.Is(err, ErrLoad) {
		return err
	}
	return c.moveError(err)
}

// Choose evaluates a choice of the flow on the form; the lane it opens is a fact.
func (c *command) Choose(n *item.Node) (int, error) {
	if err := c.decode(); err != nil {
		return 0, err
	}
	return c.item.Choose(n, c.data, c.caseData())
}

// decode reads the form once per run.
func (c *command) decode() error {
	if c.data != nil {
		return nil
	}
	data, err := item.DecodeForm(c.form)
	if err != nil {
		return err
	}
	c.data = data
	return nil
}
