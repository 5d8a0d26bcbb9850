package workflow

import (
	"context"
	"encoding/json"
	"fmt"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// SupplyInput answers a request for supplements with a whole form and all files, old and new.
type SupplyInput struct {
	Key   *Key
	Case  CaseID
	Form  json.RawMessage
	Files []File
	Draft string // the draft it is sent from, marked in the same write
}

// Supply answers the open request of a case. The answer makes a new form version; a clock the request restarts begins
// anew on this day, which is then the day received (Art. 32(4)). Conflict `ask_closed` when it comes too late.
func (e *Engine) Supply(ctx context.Context, actor Actor, in SupplyInput) (Receipt, error) {
	if err := e.sameCertificate(ctx, actor, in); err != nil {
		return Receipt{}, err
	}
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error { return c.supply(in) })
}

// sameCertificate judges an answer's form against the register as the application's was; it may not turn to another
// certificate, on which the case's clocks stand.
func (e *Engine) sameCertificate(ctx context.Context, actor Actor, in SupplyInput) error {
	stored, err := e.Store.Case(ctx, in.Case)
	if err != nil {
		return err
	}
	if applicantOf(actor, stored.State.Applicant) != stored.State.Applicant || stored.State.asking(flow.Applicant) == nil {
		return nil // the guards tell it
	}
	it, err := e.Items.Item(stored.State.Item, stored.State.Version)
	if err != nil {
		return fmt.Errorf("read version %d of %s: %w", stored.State.Version, stored.State.Item, err)
	}
	before, after := followed(it, stored.Form), followed(it, in.Form)
	if before != "" && after != "" && before != after {
		return at(refuse(Invalid, "certificate_other", before), "/form")
	}
	return e.belongs(ctx, stored.State.Applicant, it, in.Form)
}

// followed is the number of the certificate a form is about; empty when it is about none.
func followed(it *item.Item, form json.RawMessage) string {
	data, err := item.DecodeForm(form)
	if err != nil {
		return ""
	}
	about, err := it.Concern(data, item.CaseData{})
	if err != nil {
		return ""
	}
	return about.Certificate
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
	in.Files = c.keepCarried(in.Files)
	if err := c.judge(in.Form, in.Files, facts); err != nil {
		return err
	}
	c.tx.Out.Settle = &Settle{Case: c.state.ID, Anew: true}
	if err := c.hold(); err != nil {
		return err
	}
	form, salt := c.formFact(in.Form, c.state.Form.Version+1)
	f := Facts{
		Act:  &Act{Visit: v.ID, Node: v.Node, Decision: v.Ask.Decision},
		Form: form, Materials: fileFacts(in.Files),
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
	}
	body, err := marshal(filing{Form: in.Form, Salt: salt, Files: in.Files})
	if err != nil {
		return err
	}
	c.form, c.tx.Out.FormChanged, c.tx.Out.Draft = in.Form, true, in.Draft
	role := c.typed(&f, MandateSupply, c.state.Applicant)
	return c.record("supplied", c.now, c.trailActor(role), f, body)
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

var supplyGuards = []guard{guardFiler(MandateSupply), guardAsked}

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
