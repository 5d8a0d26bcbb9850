package workflow

import (
	"context"
	"encoding/json"

	"shenpi/workflow/flow"
)

// SupplyInput answers a request for supplements with a whole form and all files, old and new.
type SupplyInput struct {
	Key   *Key
	Case  CaseID
	Form  json.RawMessage
	Files []File
}

// Supply answers the open request of a case. The answer makes a new form version; a clock the request restarts begins
// anew on this day, which is then the day received (Art. 32(4)). Conflict `ask_closed` when it comes too late.
func (e *Engine) Supply(ctx context.Context, actor Actor, in SupplyInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error { return c.supply(in) })
}

func (c *command) supply(in SupplyInput) error {
	if err := c.check(supplyGuards, act{}); err != nil {
		return err
	}
	v := c.state.asking(flow.Applicant)
	ask := c.item.Place(v.Node).Decision(v.Ask.Decision).Ask
	on, facts := c.today(), c.caseData()
	k := c.state.clock(ask.Restart)
	restarts := k != nil && k.Ended.IsZero()
	if restarts {
		facts.ReceivedOn = on.String() // the day the complete answer arrives
	}
	if err := c.judge(in.Form, in.Files, facts); err != nil {
		return err
	}
	f := Facts{
		Act:  &Act{Visit: v.ID, Node: v.Node, Decision: v.Ask.Decision},
		Form: c.formFact(in.Form, c.state.Form.Version+1), Materials: fileFacts(in.Files),
	}
	changes, err := flow.Answer(c.item, &c.state.Position, v.ID)
	if err != nil {
		return c.moved(err)
	}
	if err := c.move(&f, c.now, changes); err != nil {
		return err
	}
	if restarts {
		f.ReceivedOn = on
		f.Clocks = append(f.Clocks, ClockChange{Op: ClockRestarted, Clock: ask.Restart, On: on})
	}
	body, err := marshal(filing{Form: in.Form, Files: in.Files})
	if err != nil {
		return err
	}
	c.form, c.tx.Out.FormChanged = in.Form, true
	return c.record("supplied", c.now, c.trailActor("applicant"), f, body)
}

// asking finds the open visit parked by a question to somebody; nil when there is none.
func (s *State) asking(of string) *flow.Visit {
	for i := range s.Position.Visits {
		if v := &s.Position.Visits[i]; v.Status == flow.Open && v.Parked() && v.Ask.Of == of {
			return v
		}
	}
	return nil
}

var supplyGuards = []guard{guardApplicant, guardAsked}

// guardAsked: a question to the applicant is open. Who comes too late hears so, also when the case has ended over it.
func guardAsked(c *command, _ act) *Error {
	if c.state.asking(flow.Applicant) != nil {
		return nil
	}
	asked, unanswered := false, false
	for i := range c.state.Position.Visits {
		v := &c.state.Position.Visits[i]
		for _, id := range v.Asked {
			if c.item.Place(v.Node).Decision(id).Ask.Of == flow.Applicant {
				asked, unanswered = true, unanswered || v.Ask != nil || v.Reason == flow.BySilence
			}
		}
	}
	switch ended := c.state.Position.End != ""; {
	case unanswered, asked && !ended:
		return refuse(Conflict, "ask_closed")
	case ended:
		return refuse(Conflict, "case_ended")
	}
	return refuse(Conflict, "nobody_asked")
}

// guardApplicant lets the enterprise that filed act, and nobody else; to others the case is not there.
func guardApplicant(c *command, _ act) *Error {
	if c.actor.Enterprise == "" {
		return refuse(Forbidden, "not_applicant")
	}
	if c.actor.Enterprise != c.state.Applicant {
		return refuse(NotFound, "case_not_found")
	}
	return nil
}
