package workflow_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

const askingFlow = `
  - step: acceptance
    title: {zh: 受理, en: Acceptance}
    by: {role: window, not_who: [filing]}
    decisions: {accept: {clock: {start: decide}}, supplement: {ask: applicant, answer_within: {days: 30}, document: letter}}
  - step: review
    title: {zh: 审, en: Review}
    by: {role: handler}
    decisions: {pass: {needs: [acceptance]}}
  - end: granted
`

func agentOf(enterprise string) workflow.Actor {
	return workflow.Actor{Person: "B1", Enterprise: enterprise}
}

// mandate lets B1 do something for the applicant, from the first to the last day.
func (o *office) mandate(from, until string, acts ...string) *workflow.Mandate {
	o.mandates = append(o.mandates, workflow.Mandate{ID: "m1", Enterprise: applicant, Agent: "B1", Acts: acts, From: day(from), Until: day(until)})
	return &o.mandates[len(o.mandates)-1]
}

func (o *office) submit(actor workflow.Actor, papersOf string) (workflow.Receipt, error) {
	return o.engine.Submit(context.Background(), actor,
		workflow.SubmitInput{Item: o.item.Item, Form: json.RawMessage(plainForm), PapersOf: papersOf})
}

func TestAnAgentActsOnAMandateOnly(t *testing.T) {
	t.Parallel()
	o := openOffice(t, small(t, askingFlow), "2026-11-02")
	_, err := o.submit(agentOf(applicant), "")
	require.Equal(t, "no_mandate", workflow.Code(err))
	m := o.mandate("2026-11-03", "2026-11-30", "file")
	_, err = o.submit(agentOf(applicant), "")
	require.Equal(t, "no_mandate", workflow.Code(err), "not yet")
	o.clock.set(at("2026-11-03 09:00"))
	m.Items = []string{"other"}
	_, err = o.submit(agentOf(applicant), "")
	require.Equal(t, "no_mandate", workflow.Code(err), "of other items")
	m.Items = []string{o.item.Item}
	_, err = o.submit(agentOf("91520000MA00000232"), "")
	require.Equal(t, "no_mandate", workflow.Code(err), "for another enterprise")
	r, err := o.submit(agentOf(applicant), "")
	require.NoError(t, err)
	c := &matter{office: o, id: r.Case}
	require.Equal(t, &workflow.MandateFact{Kind: "mandate", ID: "m1", Of: applicant}, c.lastFacts().Mandate)
	first := c.entries()[0].Entry.Actor
	require.Equal(t, []string{"agent"}, first.Roles)
	require.Equal(t, applicant, first.OnBehalf)

	c.as("W1").decide("acceptance", "supplement")
	answer := func() error {
		_, err := c.engine.Supply(context.Background(), agentOf(applicant), workflow.SupplyInput{Case: c.id, Form: json.RawMessage(plainForm)})
		return err
	}
	require.Equal(t, "no_mandate", workflow.Code(answer()), "it says file, not supply")
	m.Acts = []string{"file", "supply"}
	m.Case = "another"
	require.Equal(t, "no_mandate", workflow.Code(answer()), "of one other case")
	m.Case = c.id
	require.NoError(t, answer())
	withdraw := func() error {
		_, err := c.engine.Withdraw(context.Background(), agentOf(applicant), workflow.CaseInput{Case: c.id})
		return err
	}
	require.Equal(t, "no_mandate", workflow.Code(withdraw()))
	m.Acts = []string{"withdraw"}
	m.Ended = true
	require.Equal(t, "no_mandate", workflow.Code(withdraw()), "it was ended")
	m.Ended, m.Until = false, day("2026-11-03")
	c.at("2026-11-04 09:00")
	require.Equal(t, "no_mandate", workflow.Code(withdraw()), "it is over")
	m.Until = day("2026-11-04")
	require.NoError(t, withdraw())
	c.ended("withdrawn")
}

func TestAMandateIsGivenByTheEnterpriseItself(t *testing.T) {
	t.Parallel()
	o := openOffice(t, small(t, askingFlow), "2026-11-02")
	c := o.file(plainForm)
	good := workflow.Mandate{Agent: "B1", Acts: []string{"file"}, From: day("2026-11-02"), Until: day("2026-12-31"), Proof: strings.Repeat("ab", 32)}
	grant := func(actor workflow.Actor, change func(*workflow.Mandate)) string {
		m := good
		change(&m)
		_, err := o.engine.GrantMandate(context.Background(), actor, workflow.MandateInput{Mandate: m})
		if err == nil {
			return ""
		}
		return workflow.Code(err)
	}
	owner := c.applicant()
	for want, change := range map[string]func(*workflow.Mandate){
		"agent_unknown":  func(m *workflow.Mandate) { m.Agent = "W1" },
		"mandate_acts":   func(m *workflow.Mandate) { m.Acts = []string{"decide"} },
		"mandate_days":   func(m *workflow.Mandate) { m.Until = day("2026-11-01") },
		"mandate_proof":  func(m *workflow.Mandate) { m.Proof = "a letter" },
		"case_not_found": func(m *workflow.Mandate) { m.Case = "nowhere" },
		"":               func(m *workflow.Mandate) { m.Case = c.id },
	} {
		require.Equal(t, want, grant(owner, change))
	}
	require.Equal(t, "not_applicant", grant(agentOf(applicant), func(*workflow.Mandate) {}), "an agent passes nothing on")
	require.Equal(t, "not_applicant", grant(workflow.Actor{Person: "W1"}, func(*workflow.Mandate) {}))
	require.Equal(t, "case_not_found", grant(workflow.Actor{Person: "A2", Enterprise: "91520000MA00000232"}, func(m *workflow.Mandate) { m.Case = c.id }))
}

func TestSubstitutesAreAppointedByWhoIsAway(t *testing.T) {
	t.Parallel()
	o := openOffice(t, small(t, peoplesFlow), "2026-11-02")
	good := workflow.Substitution{Of: "H1", By: "H2", From: day("2026-11-02"), Until: day("2026-11-06")}
	appoint := func(actor, role string, change func(*workflow.Substitution)) (workflow.Receipt, string) {
		s := good
		change(&s)
		r, err := o.engine.AppointSubstitute(context.Background(), workflow.Actor{Person: actor}, workflow.SubstituteInput{Substitution: s, Role: role})
		if err == nil {
			return r, ""
		}
		return r, workflow.Code(err)
	}
	for _, x := range []struct {
		want, actor, role string
		change            func(*workflow.Substitution)
	}{
		{"substitute_self", "H1", "", func(s *workflow.Substitution) { s.By = "H1" }},
		{"substitute_days", "H1", "", func(s *workflow.Substitution) { s.Until = day("2026-11-01") }},
		{"substitute_days", "H1", "", func(s *workflow.Substitution) { s.Until = day("2028-11-01") }},
		{"substitute_role", "H1", "", func(s *workflow.Substitution) { s.Roles = []string{"expert"} }},
		{"substitute_role", "H1", "", func(s *workflow.Substitution) { s.Roles, s.Units = []string{"window"}, []string{"bureau"} }},
		{"substitute_apart", "H1", "", func(s *workflow.Substitution) { s.By = "W1" }},
		{"substitute_apart", "H1", "", func(s *workflow.Substitution) { s.Roles = []string{"window"} }},
		{"not_principal", "H2", "", func(*workflow.Substitution) {}},
		{"", "H1", "", func(s *workflow.Substitution) { s.Roles, s.Units = []string{"handler"}, []string{"bureau"} }},
		{"", "X4", "security-admin", func(*workflow.Substitution) {}},
	} {
		_, code := appoint(x.actor, x.role, x.change)
		require.Equal(t, x.want, code)
	}
	r, _ := appoint("H1", "", func(*workflow.Substitution) {})
	require.Equal(t, "substitute_appointed", r.Kind)
	s := good
	s.ID = strings.TrimPrefix(r.Stream, "substitution/")
	end := func(actor string) string {
		_, err := o.engine.EndSubstitution(context.Background(), workflow.Actor{Person: actor}, workflow.SubstituteInput{Substitution: s})
		if err == nil {
			return ""
		}
		return workflow.Code(err)
	}
	ends := func(person, role, on string) bool { return s.MayEnd(workflow.Actor{Person: person}, role, day(on)) }
	require.Equal(t, []bool{true, false, true, false}, []bool{ends("H1", "", "2026-11-06"), ends("H2", "", "2026-11-06"), ends("X4", "security-admin", "2026-11-06"), ends("H1", "", "2026-11-07")})
	require.Equal(t, "not_principal", end("H2"))
	require.Empty(t, end("H1"))
	require.Equal(t, "substitution_ended", end("H1"))
}

func TestPapersAreTypedInAtTheWindow(t *testing.T) {
	t.Parallel()
	o := openOffice(t, small(t, askingFlow), "2026-11-02")
	_, err := o.submit(workflow.Actor{Person: "W1"}, "")
	require.Equal(t, "not_applicant", workflow.Code(err))
	_, err = o.submit(workflow.Actor{Person: "H1"}, applicant)
	require.Equal(t, "role", workflow.Code(err))
	r, err := o.submit(workflow.Actor{Person: "W1"}, applicant)
	require.NoError(t, err)
	c := &matter{office: o, id: r.Case}
	s := c.state()
	require.Equal(t, applicant, s.Applicant)
	require.Equal(t, "W1", s.FiledBy)
	first := c.entries()[0].Entry.Actor
	require.Equal(t, applicant, first.OnBehalf)
	require.Equal(t, []string{"window"}, first.Roles)

	told := c.as("W1").cannot("not_who", "filing").decide("acceptance", "accept") // who typed it in does not accept it
	require.Equal(t, "You acted at Filing at the window and may not act at this step", told.Text.En)
	require.Equal(t, []string{"W1"}, c.store.Tasks(c.id)[0].Barred)
	c.as("W2").decide("acceptance", "supplement")
	supply := func(person string) error {
		_, err := c.engine.Supply(context.Background(), workflow.Actor{Person: person}, workflow.SupplyInput{Case: c.id, Form: json.RawMessage(plainForm)})
		return err
	}
	require.Equal(t, "role", workflow.Code(supply("H1")))
	require.NoError(t, supply("W2"))
	c.sound()
	require.Equal(t, []string{"W1", "W2"}, c.state().TypedBy)
	c.cannot("not_who", "filing").decide("acceptance", "accept") // the answer too
	c.staff["window"] = []string{"W1", "W2", "W3"}
	c.as("W3").decide("acceptance", "accept")
	c.as("H1").decide("review", "pass")
	c.ended("granted")
}

func TestAFilingReceiptIsOwedWhereTheItemDefinesIt(t *testing.T) {
	t.Parallel()
	it := small(t, askingFlow)
	it.Documents = append(it.Documents, item.DocumentSpec{ID: "filing-receipt", Kind: "收", Title: item.Text{Zh: "收件凭证", En: "Receipt of papers"}, Text: "{received_on}"})
	o := openOffice(t, it, "2026-11-02")
	r, err := o.submit(workflow.Actor{Person: "W1"}, applicant)
	require.NoError(t, err)
	require.Len(t, r.Documents, 1)
	c := &matter{office: o, id: r.Case}
	c.serve()
	require.Equal(t, "filing-receipt", c.state().Documents[0].Type)
	require.Equal(t, applicant, c.store.Notices()[0].Recipient)
}
