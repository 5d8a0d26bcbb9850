package workflow_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
)

const renewed = "SL-SIQ3-2023-0001"

// renewalDue is a shipped renewal, whose item says nothing of the register but which certificate its own replaces, up to its
// decision; the old certificate was changed meanwhile.
func renewalDue(t tester, s *stage, change func(*workflow.Certificate)) *matter {
	t.Helper()
	c := s.shipped(t, "si-renewal")
	require.Nil(t, c.item.Concerns)
	for _, s := range []struct{ node, person, decision string }{
		{"acceptance", "W1", "accept"}, {"first-review", "H1", "pass"}, {"site-check", "I1", "pass"}, {"site-check", "I2", "pass"}, {"second-review", "O1", "pass"},
	} {
		c.at("2026-11-24 10:00").as(s.person).decide(s.node, s.decision)
	}
	k := c.held(renewed)
	change(&k)
	c.store.Put(k)
	return c
}

// TestARenewalIsJudgedAtItsGrant: after a certificate that no other may follow none is granted, as the button says before; the
// case can still be refused.
func TestARenewalIsJudgedAtItsGrant(t *testing.T) {
	t.Parallel()
	s := openStage(t)
	for status, code := range map[workflow.CertificateStatus]string{
		workflow.CertificateValid: "", workflow.CertificateSuspended: "", workflow.CertificateRevoked: "certificate_revoked", workflow.CertificateWithdrawn: "certificate_withdrawn",
		workflow.CertificateCancelled: "certificate_cancelled", workflow.CertificateReplaced: "certificate_replaced",
	} {
		c := renewalDue(t, s, func(k *workflow.Certificate) { k.Status = status })
		p := c.as("L1").permission("decide", "renew")
		if code == "" {
			require.True(t, p.Allowed, status)
			c.decide("decision", "renew")
			continue
		}
		require.False(t, p.Allowed, status)
		require.Equal(t, code, p.Why.Code)
		require.Contains(t, p.Why.Text.Zh, renewed, "the cause")
		require.Contains(t, p.Why.Text.Zh, "；", "and the cure")
		c.cannot(code, renewed).decide("decision", "renew")
		require.True(t, c.permission("decide", "refuse").Allowed)
	}
}

// TestTheLawRenewsNoRevokedCertificate: when the time is over nothing is deemed; a card says why, and the case goes on.
func TestTheLawRenewsNoRevokedCertificate(t *testing.T) {
	t.Parallel()
	c := renewalDue(t, openStage(t), func(k *workflow.Certificate) { k.Status = workflow.CertificateRevoked })
	c.wake("2027-03-01 00:00")
	require.NotContains(t, c.state().Deemed, "renew")
	require.Nil(t, c.state().Certificate)
	require.Equal(t, 1, count(c.cards("red"), "validity unlawful 2027-02-28"))
	require.False(t, running(c.clockOf("validity")))
	c.wake("2027-03-02 00:00")
	require.Equal(t, 1, count(c.cards("red"), "validity unlawful 2027-02-28"))
	c.as("L1").cannot("certificate_revoked").decide("decision", "renew")
}

// TestACertificateHasOneSuccessor: from the grant on no other case follows it, by whatever act, and whoever decides hears why.
func TestACertificateHasOneSuccessor(t *testing.T) {
	t.Parallel()
	acts := []string{"renew", "change", "replace"}
	for _, first := range acts {
		for _, second := range acts {
			o := openRegister(t, "2026-11-23")
			a, b := o.opened("A1", 1), o.opened("A1", 1)
			a.as("L1").decide("decision", first)
			require.Equal(t, a.state().Certificate.Number, o.held(held).SucceededBy, "from the grant on")
			require.Equal(t, workflow.CertificateValid, o.held(held).Status)
			require.Equal(t, "certificate_replaced", b.as("L1").permission("decide", second).Why.Code)
			b.cannot("certificate_replaced", held).decide("decision", second)
			_, err := o.about("A1", 1)
			require.NoError(t, err, "it can still be suspended or revoked")
			a.as("C1").issue("paper")
			require.Equal(t, a.state().Certificate.Number, o.held(held).SucceededBy)
		}
	}
}

// TestAnEndedCaseGivesTheCertificateFree: the certificate that was granted is not issued any more, so another may follow.
func TestAnEndedCaseGivesTheCertificateFree(t *testing.T) {
	t.Parallel()
	o := openOffice(t, keeperOf(t, "[applicant]", `
  - {step: check, title: {zh: 查, en: Check}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - {step: decision, title: {zh: 决, en: Decision}, by: {role: agency-leader}, decisions: {renew: {title: {zh: 延续, en: Renew}, register: renew, needs: [check], clock: {start: issue}}}}
  - parallel: both
    title: {zh: 并, en: Both}
    join: all
    branches:
      papers: [{issue: paper, title: {zh: 证, en: Paper}, certificate: small, by: {role: certificate-clerk}}]
      fees: [{step: fee, title: {zh: 费, en: Fee}, by: {role: handler}, decisions: {paid: {title: {zh: 缴, en: Paid}, needs: [check, decision]}, stop: {title: {zh: 止, en: Stop}, end: refused, document: letter, reason: required}}}]
  - end: granted
`), "2026-11-23")
	o.store.Put(heldBefore())
	a, b := o.opened("A1", 1), o.opened("A1", 1)
	a.as("L1").decide("decision", "renew")
	b.as("L1").cannot("certificate_replaced").decide("decision", "renew")
	a.as("H1").decide("fee", "stop")
	require.Empty(t, o.held(held).SucceededBy)
	b.as("L1").decide("decision", "renew")
	require.Equal(t, b.state().Certificate.Number, o.held(held).SucceededBy)
}

// TestAReceiptSaysThatTheRegisterChanged: by whatever act, from the grant on, and not by what only goes on.
func TestAReceiptSaysThatTheRegisterChanged(t *testing.T) {
	t.Parallel()
	o := openRegister(t, "2026-11-23")
	m := o.opened("A1", 1)
	decide := func(person, node, decision string) bool {
		r, err := o.engine.Decide(context.Background(), workflow.Actor{Person: person}, workflow.DecideInput{Case: m.id, Visit: m.visit(node), Decision: decision, Reason: "理由"})
		require.NoError(t, err)
		return r.Registered
	}
	for _, act := range []string{"suspend", "reinstate"} {
		require.True(t, decide("L1", "decision", act), act)
		require.False(t, decide("H1", "check", "pass"))
	}
	require.True(t, decide("L1", "decision", "renew"), "it names its successor")
	r, err := o.engine.Issue(m.as("C1").task("paper"))
	require.NoError(t, err)
	require.True(t, r.Registered)
}
