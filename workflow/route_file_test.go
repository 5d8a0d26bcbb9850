package workflow_test

import (
	"context"
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// routeFile is where the routes of random cases are written for the portal, whose test draws each: a line of JSON for each case, its
// flow and its legs in the words of the API. Without the variable nothing is written.
type routeFile struct {
	t *testing.T
	f *os.File
}

func openRoutes(t *testing.T) *routeFile {
	t.Helper()
	name := os.Getenv("SHENPI_ROUTES")
	if name == "" {
		return &routeFile{}
	}
	f, err := os.Create(name)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	return &routeFile{t, f}
}

type (
	drawnStep struct {
		Node   string        `json:"node"`
		Kind   item.NodeKind `json:"kind"`
		Title  item.Text     `json:"title"`
		Within string        `json:"within_node,omitempty"`
		Lane   string        `json:"lane,omitempty"`
		Cases  []drawnCase   `json:"cases"`
		Leads  []drawnLead   `json:"leads"`
	}
	drawnCase struct {
		When string `json:"when,omitempty"`
	}
	drawnLead struct {
		Title item.Text `json:"title"`
		Way   string    `json:"way"`
		To    string    `json:"to,omitempty"`
	}
	drawnLeg struct {
		Visit int             `json:"visit,omitempty"`
		Node  string          `json:"node"`
		What  flow.ChangeKind `json:"what"`
		From  string          `json:"from,omitempty"`
		Way   string          `json:"way,omitempty"`
	}
)

func (r *routeFile) keep(o *office, id workflow.CaseID) {
	if r.f == nil {
		return
	}
	c, err := o.store.Case(context.Background(), id)
	require.NoError(r.t, err)
	it, err := o.engine.Items.Item(c.State.Item, c.State.Version)
	require.NoError(r.t, err)
	legs, err := workflow.Route(it, o.store.Entries("case/"+string(id)))
	require.NoError(r.t, err)
	line := struct {
		Steps []drawnStep `json:"steps"`
		Legs  []drawnLeg  `json:"legs"`
	}{Steps: drawnSteps(it)}
	for _, l := range legs {
		line.Legs = append(line.Legs, drawnLeg{l.Visit, l.Node, l.What, l.From, l.Way})
	}
	require.NoError(r.t, json.NewEncoder(r.f).Encode(line))
}

func drawnSteps(it *item.Item) []drawnStep {
	list := make([]drawnStep, 0, len(it.Places()))
	for _, p := range it.Places() {
		s := drawnStep{Node: p.ID, Kind: p.Kind, Title: p.Title, Cases: []drawnCase{}, Leads: []drawnLead{}}
		if p.Parent != nil {
			s.Within, s.Lane = p.Parent.ID, p.Lane
		}
		for _, a := range p.Cases {
			s.Cases = append(s.Cases, drawnCase{a.When})
		}
		for _, l := range p.Leads() {
			s.Leads = append(s.Leads, drawnLead{l.Title, l.Way, l.To})
		}
		list = append(list, s)
	}
	return list
}
