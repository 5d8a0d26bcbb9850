package main

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/item"
	"shenpi/workflow/proof"
)

// TestSARIF holds the shape that SARIF 2.1.0 asks for: version and schema, a named tool whose rules the results point at by
// index, one of the four levels, places that begin at 1, and the moves of a counterexample as one thread flow.
func TestSARIF(t *testing.T) {
	t.Parallel()
	at := item.Position{File: "a.yaml", Line: 3, Column: 5}
	found := []proof.Finding{
		{Pos: at, Code: "stuck", Severity: proof.Error, Zh: "停", En: "stuck here", Path: []proof.PathStep{{En: "filed"}, {En: "refused"}}},
		{Pos: item.Position{}, Code: "never_granted", Severity: proof.Warning, En: "never"},
		{Pos: at, Code: "stuck", Severity: proof.Note, En: "again"},
	}
	written, err := json.Marshal(sarifOf([]checked{{"a.yaml", &proof.Report{Findings: found}}, {"b.yaml", &proof.Report{}}}))
	require.NoError(t, err)
	var log struct {
		Version string
		Schema  string `json:"$schema"`
		Runs    []struct {
			Tool struct {
				Driver struct {
					Name  string
					Rules []struct{ ID string }
				}
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				Level     string
				Message   struct{ Text string }
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           *struct{ StartLine, StartColumn int }
					}
				}
				CodeFlows []struct {
					ThreadFlows []struct {
						Locations []struct {
							Location struct{ Message struct{ Text string } }
						}
					}
				}
			}
		}
	}
	require.NoError(t, json.Unmarshal(written, &log))
	require.Equal(t, "2.1.0", log.Version)
	require.Contains(t, log.Schema, "sarif-2.1.0")
	require.Len(t, log.Runs, 1)
	run := log.Runs[0]
	require.Equal(t, "shenpi", run.Tool.Driver.Name)
	require.Len(t, run.Tool.Driver.Rules, 2)
	require.Len(t, run.Results, 3)
	for k, r := range run.Results {
		require.Equal(t, r.RuleID, run.Tool.Driver.Rules[r.RuleIndex].ID)
		require.Contains(t, []string{"none", "note", "warning", "error"}, r.Level)
		require.Equal(t, found[k].En, r.Message.Text)
		require.Equal(t, "a.yaml", r.Locations[0].PhysicalLocation.ArtifactLocation.URI)
		if region := r.Locations[0].PhysicalLocation.Region; region != nil {
			require.Positive(t, region.StartLine)
			require.Positive(t, region.StartColumn)
		}
	}
	require.Nil(t, run.Results[1].Locations[0].PhysicalLocation.Region)
	require.Equal(t, "refused", run.Results[0].CodeFlows[0].ThreadFlows[0].Locations[1].Location.Message.Text)
	require.Empty(t, run.Results[1].CodeFlows)
}
