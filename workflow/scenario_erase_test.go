package workflow_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/trail"
)

func (m *matter) erase() {
	m.Helper()
	m.did(m.engine.Erase(context.Background(), m.actor(), workflow.CaseInput{Case: m.id}))
}

// TestScenario25_WhatPeopleWroteIsErasedAfterItsTime: nothing personal is left, the entries verify and the state still
// follows from them, byte for byte.
func TestScenario25_WhatPeopleWroteIsErasedAfterItsTime(t *testing.T) {
	t.Parallel()
	c := suspendedCase(t)
	c.as("R1").cannot("case_open").erase()
	c.as("G1").terminate("dissolved")
	c.ended("refused")
	c.cannot("role", "archivist").erase()
	ended := c.state().EndedAt
	c.as("R1").cannot("kept", "2027-11-06").erase()
	c.at("2027-11-05 23:59").cannot("kept").erase()
	before := c.state()
	require.NoError(t, before.HandOut())
	require.NotEmpty(t, before.Documents)
	require.NotEmpty(t, c.store.Documents(c.id)[0].Data)
	c.at("2027-11-06 00:00").erase()

	s := c.state()
	require.Equal(t, day("2027-11-06"), s.ErasedOn)
	require.Equal(t, ended, s.EndedAt)
	entries := c.entries()
	require.Equal(t, "erased", entries[len(entries)-1].Entry.Kind)
	require.Zero(t, entries[len(entries)-1].Entry.Payload, "it says nothing personal itself")
	var opened []trail.Entry
	for _, e := range entries {
		require.Nil(t, e.Payload)
		opened = append(opened, e.Entry)
	}
	_, err := trail.VerifyStream("case/"+string(c.id), records(entries))
	require.NoError(t, err)
	rebuilt, err := workflow.Rebuild(opened)
	require.NoError(t, err)
	want, err := json.Marshal(s)
	require.NoError(t, err)
	got, err := json.Marshal(rebuilt)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))
	stored, err := c.store.Case(t.Context(), c.id)
	require.NoError(t, err)
	require.Nil(t, stored.Form)
	for _, d := range c.store.Documents(c.id) {
		require.Nil(t, d.Data)
	}
	require.Equal(t, before.Documents, s.Documents, "what was issued is known")

	var refused *workflow.Error
	require.ErrorAs(t, s.HandOut(), &refused)
	require.Equal(t, workflow.Gone, refused.Kind)
	c.cannot("erased", "2027-11-06").erase()
	c.as("O1").cannot("erased").correct(1, workflow.FieldChange{Field: "applicant.name", Was: "甲", Now: "乙"})
}

func TestErasureWaitsForDocumentsThatAreOwed(t *testing.T) {
	t.Parallel()
	c := suspendedCase(t)
	c.silent = true
	c.as("G1").terminate("dissolved")
	c.at("2027-11-08 09:00").as("R1").cannot("document_owed", "termination").erase()
	c.serve()
	c.erase()
}
