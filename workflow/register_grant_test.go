package workflow_test

import (
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
