package workflow_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/credential"
)

const issuingFlow = `
  - step: acceptance
    title: {zh: 受理, en: Acceptance}
    by: {role: window}
    decisions: {accept: {clock: {start: decide}}}
  - step: decision
    title: {zh: 决定, en: Decision}
    by: {role: agency-leader}
    decisions: {grant: {needs: [acceptance], document: letter, clock: {start: issue}}}
  - issue: certificate
    title: {zh: 制证, en: Issue}
    certificate: small
    by: {role: certificate-clerk}
  - end: granted
`

// A certificate gets its place with its row in the register, and its document holds what its code says; the facts name the
// place and neither the holder nor the seed.
func TestAnIssuedCertificateHasAPlaceAndWhatItsCodeSays(t *testing.T) {
	t.Parallel()
	it := withHead(t, "documents:\n", "phrases: {agency: 示例厅}\ndocuments:\n  - {type: certificate, title: {zh: 证, en: Paper}, layout: certificate, rows: [{label: 码, value: '{credential}'}]}\n", issuingFlow)
	o := openOffice(t, it, "2026-11-02")
	o.engine.PlaceSecret = [32]byte{5}
	seen := map[credential.Seed]bool{}
	for n := range int64(2) {
		m := o.file(plainForm)
		m.as("W1").decide("acceptance", "accept")
		m.as("L1").decide("decision", "grant")
		require.Zero(t, m.state().Certificate.Place, "a number is no certificate yet")
		m.silent = true
		m.as("C1").issue("certificate")
		fact := m.state().Certificate
		require.Equal(t, credential.PlaceOf(n+1, [32]byte{5}), fact.Place)
		row, err := o.store.Certificate(context.Background(), fact.Number)
		require.NoError(t, err)
		require.Equal(t, fact.Place, row.Place)

		documents := o.store.Documents(m.id)
		var data struct{ Statement credential.Statement }
		require.NoError(t, json.Unmarshal(documents[len(documents)-1].Data, &data))
		s := data.Statement
		require.Equal(t, fact.Number, s.Values[credential.Number])
		require.Equal(t, "small", s.Values[credential.Kind])
		require.Equal(t, "2026-11-02", s.Values[credential.GrantedOn])
		require.Equal(t, "2030-11-01", s.ValidUntil.String())
		require.Equal(t, fact.Place, s.Place)
		require.False(t, seen[s.Seed] || s.Seed == credential.Seed{}, "each has a seed of its own")
		seen[s.Seed] = true
		facts, err := json.Marshal(m.lastFacts())
		require.NoError(t, err)
		hidden, err := s.Seed.MarshalText()
		require.NoError(t, err)
		require.NotContains(t, string(facts), string(hidden))
	}
}

// What the register says of a certificate is what the list says.
func TestStandingOfACertificate(t *testing.T) {
	t.Parallel()
	require.Equal(t, credential.Standing{Place: 9}, workflow.Certificate{Place: 9, Status: "valid"}.Standing())
	require.Equal(t, credential.Standing{Place: 9, Followed: true}, workflow.Certificate{Place: 9, Status: "valid", SucceededBy: "N2"}.Standing())
	require.Equal(t, credential.Standing{Place: 9, Status: credential.Suspended}, workflow.Certificate{Place: 9, Status: "suspended"}.Standing())
	require.Equal(t, credential.Standing{Place: 9, Status: credential.Unknown}, workflow.Certificate{Place: 9, Status: "lost"}.Standing())
}
