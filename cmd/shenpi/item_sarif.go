package main

import (
	"path/filepath"
	"slices"

	"shenpi/workflow/proof"
)

// sarifLog is a log of the Static Analysis Results Interchange Format 2.1.0 (OASIS), as far as findings need it.
type sarifLog struct {
	Version string     `json:"version"`
	Schema  string     `json:"$schema"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool       sarifTool     `json:"tool"`
	ColumnKind string        `json:"columnKind"`
	Results    []sarifResult `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name  string      `json:"name"`
	Rules []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID string `json:"id"`
}

type sarifResult struct {
	RuleID    string          `json:"ruleId"`
	RuleIndex int             `json:"ruleIndex"`
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations"`
	CodeFlows []sarifCodeFlow `json:"codeFlows,omitempty"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifLocation struct {
	Physical *sarifPhysical `json:"physicalLocation,omitempty"`
	Message  *sarifText     `json:"message,omitempty"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
}

// sarifCodeFlow is the way to what was found, one location a move.
type sarifCodeFlow struct {
	ThreadFlows []sarifThreadFlow `json:"threadFlows"`
}

type sarifThreadFlow struct {
	Locations []sarifThreadLocation `json:"locations"`
}

type sarifThreadLocation struct {
	Location sarifLocation `json:"location"`
}

// sarifOf writes the findings of all files as one run.
func sarifOf(all []checked) sarifLog {
	run := sarifRun{Tool: sarifTool{sarifDriver{Name: "shenpi", Rules: []sarifRule{}}}, ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	for _, c := range all {
		for _, f := range c.Findings {
			rule := slices.Index(run.Tool.Driver.Rules, sarifRule{f.Code})
			if rule < 0 {
				rule = len(run.Tool.Driver.Rules)
				run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{f.Code})
			}
			run.Results = append(run.Results, sarifResultOf(c.File, f, rule))
		}
	}
	return sarifLog{Version: "2.1.0", Schema: "https://json.schemastore.org/sarif-2.1.0.json", Runs: []sarifRun{run}}
}

func sarifResultOf(file string, f proof.Finding, rule int) sarifResult {
	at := &sarifPhysical{Artifact: sarifArtifact{filepath.ToSlash(file)}}
	if f.Pos.Line > 0 { // a finding about the whole item has no line
		at.Region = &sarifRegion{f.Pos.Line, max(1, f.Pos.Column)}
	}
	r := sarifResult{RuleID: f.Code, RuleIndex: rule, Level: string(f.Severity), Message: sarifText{f.En}, Locations: []sarifLocation{{Physical: at}}}
	if len(f.Path) == 0 {
		return r
	}
	var flow sarifThreadFlow
	for _, s := range f.Path {
		flow.Locations = append(flow.Locations, sarifThreadLocation{sarifLocation{Message: &sarifText{s.En}}})
	}
	r.CodeFlows = []sarifCodeFlow{{[]sarifThreadFlow{flow}}}
	return r
}
