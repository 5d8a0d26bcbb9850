package handlers

import (
	"net/http"
	"slices"

	"shenpi/workflow"
	"shenpi/workflow/item"
	"shenpi/workflow/proof"
)

// Shortfall is what could not be done any more on the items that are in use, did somebody hold an appointment no longer.
type Shortfall struct {
	Checked   int            `json:"checked" doc:"How many versions were proved: those that take applications or have live cases"`
	Undecided int            `json:"undecided" doc:"With how many of them there are too many ways to share the work to tell"`
	Rows      []ShortfallRow `json:"rows" doc:"Those with which something is wrong then that is not now"`
}

// ShortfallRow is what is wrong with a version then.
type ShortfallRow struct {
	Item     string              `json:"item"`
	Version  int                 `json:"version"`
	Title    item.Text           `json:"title"`
	Live     int                 `json:"live" doc:"Cases on it that have not ended"`
	Findings []DefinitionFinding `json:"findings"`
}

type shortfallInput struct {
	PersonInput
	Role string `query:"role" maxLength:"40" doc:"Of the appointment; left out: all of them, as when the person is shut out"`
	Unit string `query:"unit" maxLength:"64"`
}

type shortfallOutput struct{ Body Shortfall }

func (s *Server) shortfallRoutes() {
	declare(s, endpoint{id: "shortfall", method: http.MethodGet, path: prefix + "/people/{id}/shortfall", tag: "administration",
		summary: "What could not be done any more without an appointment of a person, or without the person", guards: []guard{s.personVisible, s.takesAway}}, s.shortfall)
}

// takesAway lets in who may take an appointment away, or shut somebody out.
func (s *Server) takesAway(c *call) error {
	if s.can(c, "appointment", "delete") || s.can(c, "person", "disable") {
		return nil
	}
	return forbidden()
}

func (s *Server) shortfall(c *call, in *shortfallInput) (*shortfallOutput, error) {
	o, err := s.staffed(c)
	if err != nil {
		return nil, err
	}
	all, err := s.Office.Appointments(c)
	if err != nil {
		return nil, doing("list the appointments", err)
	}
	gone := func(a workflow.Appointment) bool {
		return a.Person == in.ID && (in.Role == "" || a.Role == in.Role && a.Unit == in.Unit)
	}
	then, err := s.Appointing.RolesIn(slices.DeleteFunc(slices.Clone(all), gone), o.units)
	if err != nil {
		return nil, doing("judge the appointments", err)
	}
	used, err := s.used(c)
	if err != nil {
		return nil, err
	}
	out := &shortfallOutput{Shortfall{Rows: []ShortfallRow{}}}
	for _, u := range used {
		out.Body.Checked++
		if !concerns(u.it, o.units, func(unit string) []string { return s.rolesIn(in.ID, unit) }, func(unit string) []string { return then(in.ID, unit) }) {
			continue
		}
		now := s.proveWith(u.it, o, s.rolesIn).Findings
		var worse []proof.Finding
		report := s.proveWith(u.it, o, then)
		if report.Staffing != nil && !report.Staffing.Decided {
			out.Body.Undecided++
		}
		for _, f := range report.Findings {
			if f.Severity != proof.Note && !slices.ContainsFunc(now, func(g proof.Finding) bool { return g.Code == f.Code && g.Pos == f.Pos && g.En == f.En }) {
				worse = append(worse, f)
			}
		}
		if len(worse) > 0 {
			out.Body.Rows = append(out.Body.Rows, ShortfallRow{u.it.Item, u.it.Version, u.it.Title, u.live, rowsOf(worse, findingOf)})
		}
	}
	return out, nil
}

// concerns reports whether somebody has other roles in a unit that takes part in an item.
func concerns(it *item.Item, units []workflow.Unit, now, then func(unit string) []string) bool {
	return slices.ContainsFunc(units, func(u workflow.Unit) bool {
		return (u.ID == it.Authority || slices.Contains(it.Units(), u.ID)) && !slices.Equal(now(u.ID), then(u.ID))
	})
}

// inUse is a version that takes applications, or has cases that have not ended.
type inUse struct {
	it   *item.Item
	live int
}

func (s *Server) used(c *call) ([]inUse, error) {
	published, err := s.Definitions.PublishedItems(c)
	if err != nil {
		return nil, doing("list the published items", err)
	}
	live, err := s.liveCases(c)
	if err != nil {
		return nil, err
	}
	var list []inUse
	for _, p := range published {
		n := live[versionOf{p.Item, p.Version}]
		if open, _ := s.takesFilings(p.Item); open != p.Version && n == 0 {
			continue
		}
		it, err := s.Engine.Items.Item(p.Item, p.Version)
		if err != nil {
			return nil, doing("read item "+p.Item, err)
		}
		list = append(list, inUse{it, n})
	}
	return list, nil
}
