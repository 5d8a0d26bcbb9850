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
	Staffing   *Staffing           `json:"staffing,omitempty" doc:"Whether the people appointed today can do it"`
	Prover     string              `json:"prover,omitempty" doc:"The version of the program that proved it just now; absent where the report is an earlier one"`
	Guide      *Guide              `json:"guide,omitempty" doc:"What applicants would be told, with its steps and its form; absent while the text is not understood"`
}

// Staffing is whether the people appointed can do every case, by their names.
type Staffing struct {
	Feasible bool           `json:"feasible" doc:"Every path can be done by people who may do it"`
	Decided  bool           `json:"decided" doc:"false: there were too many ways to try them all"`
	Duties   []StaffDuty    `json:"duties" doc:"One way to do all steps, when there is one"`
	Absences []StaffAbsence `json:"absences" doc:"People whose absence alone would stop something"`
}

// StaffDuty is who could do a step.
type StaffDuty struct {
	Node   string     `json:"node"`
	People []Somebody `json:"people"`
}

// StaffAbsence is somebody who cannot be spared.
type StaffAbsence struct {
	Person Somebody `json:"person"`
	Stops  []string `json:"stops" doc:"Nodes, or acts of the case"`
}

func staffingOf(s *proof.Staffing, n *names) *Staffing {
	if s == nil {
		return nil
	}
	out := &Staffing{
		Feasible: s.Feasible, Decided: s.Decided,
		Duties:   rowsOf(s.Duties, func(d proof.Duty) StaffDuty { return StaffDuty{d.Node, n.all(d.People)} }),
		Absences: []StaffAbsence{},
	}
	for _, a := range s.Absences {
		if who := n.somebody(a.Person); who != nil {
			out.Absences = append(out.Absences, StaffAbsence{*who, a.Stops})
		}
	}
	return out
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
	if it == nil {
		c.gin.JSON(http.StatusOK, s.checkOf(proof.Refused(findings), s.names(c)))
		return nil
	}
	check, err := s.proved(c, it)
	if err != nil {
		return err
	}
	c.gin.JSON(http.StatusOK, check)
	return nil
}

type checkOutput struct{ Body DefinitionCheck }

func (s *Server) proveDefinition(c *call, _ *DefinitionInput) (*checkOutput, error) {
	check, err := s.proved(c, c.item)
	return &checkOutput{check}, err
}

// proved proves a definition just now, and says what applicants would be told.
func (s *Server) proved(c *call, it *item.Item) (DefinitionCheck, error) {
	report, err := s.prove(c, it)
	if err != nil {
		return DefinitionCheck{}, err
	}
	check := s.checkOf(report, s.names(c))
	check.Prover = s.Version
	return check, s.shown(&check, it)
}

// shown adds what applicants would be told.
func (s *Server) shown(check *DefinitionCheck, it *item.Item) error {
	form, err := it.ServedForm()
	if err != nil {
		return doing("serve the form of "+it.Item, err)
	}
	guide := s.guideOf(it, form)
	check.Guide = &guide
	return nil
}

func (s *Server) checkOf(report *proof.Report, n *names) DefinitionCheck {
	return DefinitionCheck{
		Sound: report.Sound, Item: report.Item, Version: report.Version, Hash: report.Hash, ReportHash: report.Digest(),
		Positions: report.Positions, Moves: report.Moves, Times: listed(report.Times), Returns: listed(report.Returns), Staffing: staffingOf(report.Staffing, n),
		Findings: rowsOf(report.Findings, findingOf),
	}
}

func findingOf(f proof.Finding) DefinitionFinding {
	return DefinitionFinding{f.Pos.Line, f.Pos.Column, f.Code, f.Severity, f.Zh, f.En, f.Path}
}

// prove proves a definition with the calendar as loaded and the people appointed now.
func (s *Server) prove(c *call, it *item.Item) (*proof.Report, error) {
	o, err := s.staffed(c)
	if err != nil {
		return nil, err
	}
	return s.proveWith(it, o, s.rolesIn), nil
}

// staff is who there is to act on cases, and where.
type staff struct {
	people []string // who holds a role
	units  []workflow.Unit
}

func (s *Server) staffed(c *call) (o staff, err error) {
	o.people = s.Authorizer.Appointed()
	o.units, err = s.Office.Units(c)
	return o, doing("list the units", err)
}

// proveWith proves a definition by who holds which roles in which unit.
func (s *Server) proveWith(it *item.Item, o staff, held func(person, unit string) []string) *proof.Report {
	return proof.Check(it, proof.Options{
		Calendar: s.Engine.Calendars.Calendar(), People: proof.Staff(it, o.people, held),
		Units: rowsOf(o.units, func(u workflow.Unit) string { return u.ID }), Roles: s.roleTitles(),
	})
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
