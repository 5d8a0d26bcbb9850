package handlers

import (
	"context"
	"net/http"

	"shenpi/workflow"
)

// CaseRecusal is the standing aside of somebody, asked for and then decided on.
type CaseRecusal struct {
	Number    int       `json:"number"`
	Person    *Somebody `json:"person,omitempty" doc:"Absent while only the party knows whom it means"`
	Node      string    `json:"node,omitempty" doc:"The step at which the party met them"`
	Party     bool      `json:"party" doc:"Asked for by the applicant"`
	AskedBy   *Somebody `json:"asked_by,omitempty"`
	AskedAt   Instant   `json:"asked_at"`
	Whom      string    `json:"whom,omitempty" doc:"Whom the party means, in its own words"`
	Reason    string    `json:"reason,omitempty" doc:"Why it was asked for"`
	Status    string    `json:"status" enum:"asked,granted,refused"`
	DecidedBy *Somebody `json:"decided_by,omitempty"`
	DecidedAt Instant   `json:"decided_at,omitzero"`
}

type askRecusalInput struct {
	CaseInput
	Body struct {
		Node   string `json:"node,omitempty" maxLength:"64" doc:"The step at which the applicant met the person"`
		Whom   string `json:"whom,omitempty" maxLength:"200" doc:"Whom the applicant means; officers speak of themselves"`
		Reason string `json:"reason" maxLength:"4000"`
	}
}

type settleRecusalInput struct {
	CaseInput
	Number int `path:"number" minimum:"1" maximum:"100000"`
	Body   struct {
		Person string `json:"person,omitempty" maxLength:"64" doc:"Who it is, where the applicant could not say"`
		Reason string `json:"reason" maxLength:"4000"`
	}
}

func (s *Server) recusalRoutes() {
	const path = prefix + "/cases/{id}/recusals"
	declare(s, endpoint{id: "ask-recusal", method: http.MethodPost, path: path, tag: "case", keyed: true,
		summary: "Ask to stand aside or, for the applicant, that somebody does", guards: []guard{s.caseVisible, s.mayAskRecusal}}, s.askRecusal)
	settle := func(id, below, summary string) endpoint {
		return endpoint{id: id, method: http.MethodPost, path: path + "/{number}/" + below, summary: summary, tag: "case", keyed: true,
			guards: []guard{s.caseVisible, s.onCase("case", "settle_recusal")}}
	}
	declare(s, settle("grant-recusal", "grant", "Bar somebody from the case"), s.settleRecusal((*workflow.Engine).GrantRecusal))
	declare(s, settle("refuse-recusal", "refuse", "Let somebody go on"), s.settleRecusal((*workflow.Engine).RefuseRecusal))
}

// mayAskRecusal: officers ask for themselves, parties for others.
func (s *Server) mayAskRecusal(c *call) error {
	if s.mine(c, "task", "recuse") || s.mine(c, "case", "ask_recusal") {
		return nil
	}
	return forbidden()
}

func (s *Server) askRecusal(c *call, in *askRecusalInput) (*doneOutput, error) {
	key, err := c.keyOf(in.Body)
	if err != nil {
		return nil, err
	}
	return s.answer(s.Engine.AskRecusal(c, c.actor(), workflow.RecusalInput{
		Key: key, Case: c.kase.State.ID, Node: in.Body.Node, Whom: in.Body.Whom, Reason: in.Body.Reason}))
}

type recusalCommand func(*workflow.Engine, context.Context, workflow.Actor, workflow.RecusalInput) (workflow.Receipt, error)

func (s *Server) settleRecusal(command recusalCommand) func(*call, *settleRecusalInput) (*doneOutput, error) {
	return func(c *call, in *settleRecusalInput) (*doneOutput, error) {
		key, err := c.keyOf(in.Body)
		if err != nil {
			return nil, err
		}
		return s.answer(command(s.Engine, c, c.actor(), workflow.RecusalInput{
			Key: key, Case: c.kase.State.ID, Number: in.Number, Person: in.Body.Person, Reason: in.Body.Reason}))
	}
}

func (v *view) recusals() []CaseRecusal {
	reads := v.s.mine(v.call, "application", "read")
	return rowsOf(v.st.Recusals, func(r workflow.Recusal) CaseRecusal {
		out := CaseRecusal{
			Number: r.Number, Person: v.names.somebody(r.Person), Node: r.Node, Party: r.Party, AskedBy: v.names.somebody(r.AskedBy),
			AskedAt: Instant{r.AskedAt}, Status: "asked", DecidedBy: v.names.somebody(r.DecidedBy), DecidedAt: Instant{r.DecidedAt},
		}
		switch {
		case r.Granted:
			out.Status = "granted"
		case !r.Pending():
			out.Status = "refused"
		}
		if reads && (v.who.insider() || r.Party) { // why an officer stands aside is told inside
			w := v.said.recusals[r.Number]
			out.Whom, out.Reason = w.Whom, w.Reason
		}
		return out
	})
}
