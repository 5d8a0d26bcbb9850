package handlers

import (
	"net/http"
	"slices"

	"shenpi/workflow"
	"shenpi/workflow/item"
	"shenpi/workflow/proof"
)

// DefinitionCheck is all that was proved of a definition.
type DefinitionCheck struct {
	Sound      bool                `json:"sound" doc:"No finding is an error: it can be published"`
	Item       string              `json:"item,omitempty"`
	Version    int                 `json:"version,omitempty"`
	Hash       string              `json:"hash,omitempty"`
	ReportHash string              `json:"report_hash" doc:"SHA-256 of the report in canonical form"`
	Positions  int                 `json:"positions" doc:"How many positions a case can come to"`
	Moves      int                 `json:"moves"`
	Findings   []DefinitionFinding `json:"findings"`
	Times      []proof.LongestTime `json:"times" doc:"The longest counted time of each clock"`
	Returns    []proof.WayBack     `json:"returns" doc:"Every way back and what it costs"`
	Staffing   *proof.Staffing     `json:"staffing,omitempty" doc:"Whether the people appointed today can do it"`
}

// DefinitionFinding is one thing that was found, where it is, and the shortest way to it.
type DefinitionFinding struct {
	Line     int              `json:"line"`
	Column   int              `json:"column"`
	Code     string           `json:"code"`
	Severity proof.Severity   `json:"severity" doc:"error refuses publishing; warning; note"`
	Zh       string           `json:"zh"`
	En       string           `json:"en"`
	Path     []proof.PathStep `json:"path,omitempty"`
}

func (s *Server) checkDefinition(c *call) error {
	src, err := s.source(c)
	if err != nil {
		return err
	}
	it, _, findings, err := s.compile(c, src)
	if err != nil {
		return doing("check a definition", err)
	}
	report := proof.Refused(findings)
	if it != nil {
		if report, err = s.prove(c, it); err != nil {
			return err
		}
	}
	c.gin.JSON(http.StatusOK, DefinitionCheck{
		Sound: report.Sound, Item: report.Item, Version: report.Version, Hash: report.Hash, ReportHash: report.Digest(),
		Positions: report.Positions, Moves: report.Moves, Times: report.Times, Returns: report.Returns, Staffing: report.Staffing,
		Findings: rowsOf(report.Findings, func(f proof.Finding) DefinitionFinding {
			return DefinitionFinding{f.Pos.Line, f.Pos.Column, f.Code, f.Severity, f.Zh, f.En, f.Path}
		}),
	})
	return nil
}

// prove proves a definition with the calendar as loaded and the people appointed now.
func (s *Server) prove(c *call, it *item.Item) (*proof.Report, error) {
	people, err := s.Office.People(c)
	if err != nil {
		return nil, doing("list the people", err)
	}
	units, err := s.Office.Units(c)
	if err != nil {
		return nil, doing("list the units", err)
	}
	var ids []string
	for _, p := range people {
		if !p.Disabled {
			ids = append(ids, p.ID)
		}
	}
	return proof.Check(it, proof.Options{
		Calendar: s.Engine.Calendars.Calendar(), People: proof.Staff(it, ids, s.rolesIn),
		Units: rowsOf(units, func(u workflow.Unit) string { return u.ID }), Roles: s.roleTitles(),
	}), nil
}

// rolesIn lists the roles that somebody holds in a unit.
func (s *Server) rolesIn(person, unit string) (roles []string) {
	for _, r := range s.Authorizer.Held(person) {
		if slices.Contains(r.Units, unit) {
			roles = append(roles, r.Role)
		}
	}
	return roles
}
