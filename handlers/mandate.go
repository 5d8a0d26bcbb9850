package handlers

import (
	"net/http"
	"slices"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// Mandate is what an enterprise lets an agent do for it.
type Mandate struct {
	ID    string        `json:"id"`
	Agent MandateAgent  `json:"agent"`
	Acts  []string      `json:"acts" enum:"file,supply,withdraw,hear,receive"`
	Items []string      `json:"items" doc:"Empty: every item"`
	Case  string        `json:"case,omitempty" doc:"Absent: every case of the items"`
	From  calendar.Date `json:"from" format:"date"`
	Until calendar.Date `json:"until" format:"date" doc:"Last day"`
	Proof string        `json:"proof" doc:"SHA-256 of the letter of authority"`
	Ended bool          `json:"ended" doc:"Before its last day"`
}

// MandateAgent is the agent, whom the enterprise knows.
type MandateAgent struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

type mandateListOutput struct {
	Body struct {
		Rows []Mandate `json:"rows"`
	}
}

type grantMandateInput struct {
	Body struct {
		Agent string   `json:"agent" minLength:"1" maxLength:"64"`
		Acts  []string `json:"acts" minItems:"1" maxItems:"5" enum:"file,supply,withdraw,hear,receive"`
		Items []string `json:"items,omitempty" maxItems:"200"`
		Case  string   `json:"case,omitempty" maxLength:"64"`
		From  string   `json:"from" format:"date"`
		Until string   `json:"until" format:"date"`
		Proof string   `json:"proof" pattern:"^[0-9a-f]{64}$" doc:"SHA-256 of the letter of authority"`
	}
}

// MandateInput names the mandate of the path.
type MandateInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *Server) mandateRoutes() {
	const path = prefix + "/mandates"
	declare(s, endpoint{id: "list-mandates", method: http.MethodGet, path: path, summary: "What the enterprise's agents may do; of an agent, what one may",
		tag: "application", guards: []guard{s.mayOwn("application", "list"), forEnterprise}}, s.listMandates)
	declare(s, endpoint{id: "grant-mandate", method: http.MethodPost, path: path, summary: "Let an agent act for the enterprise", tag: "application",
		keyed: true, guards: []guard{s.mayOwn("appointment", "appoint"), forEnterprise}}, s.grantMandate)
	declare(s, endpoint{id: "end-mandate", method: http.MethodDelete, path: path + "/{id}", summary: "End a mandate before its last day",
		tag: "application", guards: []guard{s.mayOwn("appointment", "delete"), forEnterprise}}, s.endMandate)
}

func (s *Server) listMandates(c *call, _ *struct{}) (*mandateListOutput, error) {
	list, err := s.Office.Mandates(c)
	if err != nil {
		return nil, err
	}
	_, agent := s.Engine.MandatesOf(c.actor())
	names := s.names(c)
	out := &mandateListOutput{}
	out.Body.Rows = []Mandate{}
	for _, m := range list {
		if m.Enterprise == c.who.Enterprise && (!agent || m.Agent == c.who.id()) {
			out.Body.Rows = append(out.Body.Rows, Mandate{
				ID: m.ID, Agent: MandateAgent{m.Agent, names.of(m.Agent)}, Acts: listed(m.Acts), Items: listed(m.Items), Case: string(m.Case),
				From: m.From, Until: m.Until, Proof: m.Proof, Ended: m.Ended,
			})
		}
	}
	return out, nil
}

// grantMandate is for agents with an account of the enterprise; to others they are not there.
func (s *Server) grantMandate(c *call, in *grantMandateInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	b := in.Body
	from, until, err := days(b.From, b.Until)
	if err != nil {
		return nil, err
	}
	p, err := s.Office.Person(c, b.Agent)
	if err != nil && !isRefusal(err, workflow.NotFound) {
		return nil, doing("read a person", err)
	}
	if err != nil || p.Enterprise != c.who.Enterprise {
		return nil, &workflow.Error{Kind: workflow.Invalid, Code: "agent_unknown", Field: "/agent", Text: item.Text{
			Zh: "该人员不是本单位的代理人", En: "This person is no agent of this enterprise"}}
	}
	return s.answer(s.Engine.GrantMandate(c, c.actor(), workflow.MandateInput{Key: key, Mandate: workflow.Mandate{
		Agent: b.Agent, Acts: b.Acts, Items: b.Items, Case: workflow.CaseID(b.Case), From: from, Until: until, Proof: b.Proof}}))
}

func (s *Server) endMandate(c *call, in *MandateInput) (*doneOutput, error) {
	m, err := s.Office.Mandate(c, in.ID)
	if err == nil && m.Enterprise != c.who.Enterprise {
		err = refuse(http.StatusNotFound, "mandate_not_found", "没有这项委托授权。", "There is no such mandate.")
	}
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.EndMandate(c, c.actor(), workflow.MandateInput{Mandate: m}))
}

// mandated asks an agent for a mandate that names an act on the case of the path.
func (s *Server) mandated(act string) guard {
	return func(c *call) error {
		if err := s.Engine.Mandated(c.actor(), act, c.kase.State.Item, c.kase.State.ID); err != nil {
			return err
		}
		return nil
	}
}

// bounds limits a list of what belongs to the enterprise's cases to those an agent has a mandate for that names an act, or
// any for the empty one; nil for everybody else.
func (s *Server) bounds(c *call, act string) *[]workflow.CaseBound {
	list, needed := s.Engine.MandatesOf(c.actor())
	if !needed {
		return nil
	}
	bounds := []workflow.CaseBound{}
	for _, m := range list {
		if act == "" || slices.Contains(m.Acts, act) {
			bounds = append(bounds, workflow.CaseBound{Items: m.Items, Case: m.Case})
		}
	}
	return &bounds
}
