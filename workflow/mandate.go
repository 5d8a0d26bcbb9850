package workflow

import (
	"context"
	"regexp"
	"slices"

	"shenpi/workflow/calendar"
	"shenpi/workflow/trail"
)

// Mandate is what an enterprise lets an agent do for it (代理权限): the acts named, on cases of some items or on one case,
// until a day.
type Mandate struct {
	ID         string        `json:"id"`
	Enterprise string        `json:"enterprise"` // credit code
	Agent      string        `json:"agent"`      // the person
	Acts       []string      `json:"acts"`
	Items      []string      `json:"items,omitempty"` // empty = every item
	Case       CaseID        `json:"case,omitempty"`  // empty = every case of the items
	From       calendar.Date `json:"from"`
	Until      calendar.Date `json:"until"` // last day
	Proof      string        `json:"proof"` // SHA-256 of the letter of authority
	Ended      bool          `json:"ended,omitempty"`
}

// The acts a mandate may name.
const (
	MandateFile     = "file"
	MandateSupply   = "supply"
	MandateWithdraw = "withdraw"
	MandateHear     = "hear"    // ask for a hearing, and give it up
	MandateReceive  = "receive" // notices, decisions, certificates
)

// MandateActs lists the acts a mandate may name.
func MandateActs() []string {
	return []string{MandateFile, MandateSupply, MandateWithdraw, MandateHear, MandateReceive}
}

// InForce reports whether it holds on a day.
func (m *Mandate) InForce(on calendar.Date) bool {
	return !m.Ended && !on.Before(m.From) && !m.Until.Before(on)
}

// Covers reports whether it reaches a case of an item; the empty case is one that is being written.
func (m *Mandate) Covers(key string, id CaseID) bool {
	return (m.Case == "" || m.Case == id) && (len(m.Items) == 0 || slices.Contains(m.Items, key))
}

// byMandate reports whether an actor acts for their enterprise on a mandate: an agent does, the enterprise's own people
// act in its own right.
func (e *Engine) byMandate(actor Actor) bool {
	return actor.Enterprise != "" && e.Office.Holds(actor.Person, "agent", "") && !e.Office.Holds(actor.Person, "applicant", "")
}

// MandatesOf lists the mandates in force on which an agent acts for their enterprise now. needed is false for whoever acts
// in its own right.
func (e *Engine) MandatesOf(actor Actor) (list []Mandate, needed bool) {
	if !e.byMandate(actor) {
		return nil, false
	}
	today := calendar.DateOf(e.now())
	for _, m := range e.Office.Mandates(actor.Person) {
		if m.Enterprise == actor.Enterprise && m.InForce(today) {
			list = append(list, m)
		}
	}
	return list, true
}

// Mandated says why an agent may not do something for their enterprise now, or nil; for others there is nothing to say. The
// empty act is any.
func (e *Engine) Mandated(actor Actor, what, key string, id CaseID) *Error {
	_, err := e.mandate(actor, what, key, id)
	return err
}

func (e *Engine) mandate(actor Actor, what, key string, id CaseID) (*Mandate, *Error) {
	list, needed := e.MandatesOf(actor)
	if !needed {
		return nil, nil
	}
	for _, m := range list {
		if m.Covers(key, id) && (what == "" || slices.Contains(m.Acts, what)) {
			return &m, nil
		}
	}
	return nil, refuse(Forbidden, "no_mandate")
}

// guardMandated asks for the mandate of an agent; the enterprise itself needs none.
func guardMandated(what string) guard {
	return func(c *command, _ act) *Error { return c.Mandated(c.actor, what, c.item.Item, c.state.ID) }
}

// party is the role in which somebody acts for the applicant. The mandate of an agent goes into the facts.
func (c *command) party(f *Facts, what string) string {
	m, err := c.mandate(c.actor, what, c.item.Item, c.state.ID)
	if err != nil || m == nil {
		return "applicant"
	}
	f.Mandate = &MandateFact{Kind: mandateAgent, ID: m.ID, Of: m.Enterprise}
	return "agent"
}

// MandateInput gives an agent a mandate, or ends it.
type MandateInput struct {
	Key     *Key
	Mandate Mandate
}

// maxMandate bounds for how long an agent is trusted on one letter, in days.
const maxMandate = 3 * 366

var sha256Hex = regexp.MustCompile(`^[0-9a-f]{64}$`)

// GrantMandate lets an agent act for the enterprise of the actor. It is given by the enterprise itself: a mandate is not
// passed on.
func (e *Engine) GrantMandate(ctx context.Context, actor Actor, in MandateInput) (Receipt, error) {
	m := &in.Mandate
	m.Enterprise = actor.Enterprise
	if err := e.grantable(ctx, actor, m); err != nil {
		return Receipt{}, err
	}
	drawn, err := e.seed()
	if err != nil {
		return Receipt{}, err
	}
	m.ID, m.Ended = drawn.id("mandate", 0), false
	return e.administerMandate(ctx, actor, in, "mandate_granted")
}

func (e *Engine) grantable(ctx context.Context, actor Actor, m *Mandate) error {
	today := calendar.DateOf(e.now())
	switch {
	case actor.Enterprise == "" || e.byMandate(actor):
		return refuse(Forbidden, "not_applicant")
	case m.Agent == actor.Person || !e.Office.Holds(m.Agent, "agent", ""):
		return at(refuse(Invalid, "agent_unknown"), "/agent")
	case len(m.Acts) == 0 || slices.ContainsFunc(m.Acts, func(a string) bool { return !slices.Contains(MandateActs(), a) }):
		return at(refuse(Invalid, "mandate_acts"), "/acts")
	case m.From.IsZero() || m.Until.Before(m.From) || m.Until.Before(today) || m.From.AddDays(maxMandate).Before(m.Until):
		return at(refuse(Invalid, "mandate_days"), "/until")
	case !sha256Hex.MatchString(m.Proof):
		return at(refuse(Invalid, "mandate_proof"), "/proof")
	case m.Case == "":
		return nil
	}
	k, err := e.Store.Case(ctx, m.Case)
	if err != nil {
		return err
	}
	if k.State.Applicant != actor.Enterprise {
		return at(refuse(NotFound, "case_not_found"), "/case")
	}
	return nil
}

// EndMandate ends a mandate before its last day. What the agent did stands.
func (e *Engine) EndMandate(ctx context.Context, actor Actor, in MandateInput) (Receipt, error) {
	if actor.Enterprise != in.Mandate.Enterprise || e.byMandate(actor) {
		return Receipt{}, refuse(Forbidden, "not_applicant")
	}
	in.Mandate.Ended = true
	return e.administerMandate(ctx, actor, in, "mandate_ended")
}

func (e *Engine) administerMandate(ctx context.Context, actor Actor, in MandateInput, kind string) (Receipt, error) {
	m := in.Mandate
	return e.Administer(ctx, actor, AdminInput{
		Key: in.Key, Stream: mandateAgent + "/" + m.ID, Kind: kind, Role: "applicant", Facts: m, Rows: []any{m}, Policy: true,
		Check: func(head trail.Head) error {
			if m.Ended && head.Number != 1 {
				return refuse(Conflict, "mandate_ended")
			}
			return nil
		},
	})
}
