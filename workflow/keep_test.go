package workflow_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
)

// plots is an office whose certificates keep a plot for their holder: that of the number in the form, from 5 on. A case goes on after
// the issue of its certificate.
func plots(t tester) *office {
	t.Helper()
	o := openOffice(t, keeperOf(t, "[applicant]", `
  - {step: check, title: {zh: 查, en: Check}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - step: decision
    title: {zh: 决, en: Decision}
    by: {role: agency-leader}
    decisions:
      replace: {title: {zh: 补发, en: Replace}, register: replace, needs: [check], clock: {start: issue}}
      revoke: {title: {zh: 撤销, en: Revoke}, register: revoke, end: revoked, document: letter, reason: required}
      suspend: {title: {zh: 暂停, en: Suspend}, register: suspend, end: kept}
  - {issue: paper, title: {zh: 证, en: Paper}, certificate: small, by: {role: certificate-clerk}}
  - {step: store, title: {zh: 归档, en: Store}, by: {role: handler}, decisions: {stored: {title: {zh: 归, en: Stored}, needs: [check, decision]}}}
  - end: granted
holdings:
  - {kind: plot, key: 'form.n < 5 ? [] : [string(form.n)]', owner: '"firm"', keep: certificate, title: {zh: 地块, en: Plot}}
`), "2026-11-23")
	o.store.Put(heldBefore())
	return o
}

// on files a case about a certificate and has it decided.
func (o *office) on(number string, n int, decision string) *matter {
	o.Helper()
	r, err := o.engine.Submit(context.Background(), workflow.Actor{Person: "A1", Enterprise: applicant},
		workflow.SubmitInput{Item: o.item.Item, Form: json.RawMessage(fmt.Sprintf(`{"n":%d,"valid_until":%q}`, n, number))})
	require.NoError(o, err)
	m := &matter{office: o, id: r.Case}
	m.as("H1").decide("check", "pass")
	m.as("L1").decide("decision", decision)
	return m
}

// issued has the certificate of a case issued and gives its number.
func (m *matter) issued() string {
	m.Helper()
	m.as("C1").issue("paper")
	return m.state().Certificate.Number
}

func (m *matter) stored() { m.Helper(); m.as("H1").decide("store", "stored"); m.ended("granted") }

// plot says for which certificate a plot is kept, and whether somebody has it.
func (o *office) plot(n int) (certificate string, taken bool) {
	o.Helper()
	h := sha256.Sum256(fmt.Appendf(nil, "plot\x00%d", n))
	asked := errors.New("only asked")
	_, err := o.store.Write(context.Background(), workflow.Write{Stream: "ask/plot", Change: func(tx *workflow.Tx) error {
		row, ok, err := tx.Holder(workflow.HoldingKey{Kind: "plot", Key: fmt.Sprintf("%x", h[:16])})
		certificate, taken = row.Certificate, ok
		return errors.Join(err, asked)
	}})
	require.ErrorIs(o, err, asked)
	return certificate, taken
}

// TestNothingIsKeptForACertificateThatEndedBeforeItsCase: the case that ends the certificate finds nothing that is kept for it yet.
func TestNothingIsKeptForACertificateThatEndedBeforeItsCase(t *testing.T) {
	t.Parallel()
	for decision, kept := range map[string]bool{"revoke": false, "suspend": true} {
		o := plots(t)
		m := o.on(held, 5, "replace")
		number := m.issued()
		o.on(number, 0, decision)
		_, taken := o.plot(5)
		require.True(t, taken, "the case has it")
		m.stored()
		certificate, taken := o.plot(5)
		require.Equal(t, kept, taken, decision)
		if kept {
			require.Equal(t, number, certificate)
		}
	}
}

// TestWhatIsKeptGoesOnWithTheSuccessor: whether it follows before or after the case ends that claimed it; who claims anew has what they
// claimed and no more.
func TestWhatIsKeptGoesOnWithTheSuccessor(t *testing.T) {
	t.Parallel()
	for _, followed := range []string{"before its case ends", "after"} {
		o := plots(t)
		m := o.on(held, 5, "replace")
		number := m.issued()
		if followed == "after" {
			m.stored()
		}
		next := o.on(number, 0, "replace")
		second := next.issued()
		next.stored()
		if followed != "after" {
			m.stored()
		}
		certificate, taken := o.plot(5)
		require.True(t, taken, followed)
		require.Equal(t, second, certificate)

		next = o.on(second, 6, "replace")
		third := next.issued()
		next.stored()
		_, taken = o.plot(5)
		require.False(t, taken, "the next one claims another")
		certificate, taken = o.plot(6)
		require.True(t, taken)
		require.Equal(t, third, certificate)
		o.on(third, 0, "revoke")
		_, taken = o.plot(6)
		require.False(t, taken)
	}
}

// TestASuccessorBornRevokedKeepsNothing: what the old one kept was given back when it was revoked, and what its case claims ends with it.
func TestASuccessorBornRevokedKeepsNothing(t *testing.T) {
	t.Parallel()
	o := plots(t)
	m := o.on(held, 5, "replace")
	o.on(held, 0, "revoke")
	m.issued()
	m.stored()
	_, taken := o.plot(5)
	require.False(t, taken)
}
