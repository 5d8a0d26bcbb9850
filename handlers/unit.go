package handlers

import (
	"net/http"

	"shenpi/workflow"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

// Unit is an organisation of the office.
type Unit struct {
	ID     string    `json:"id"`
	Parent string    `json:"parent,omitempty"`
	Title  item.Text `json:"title"`
	Code   string    `json:"code,omitempty" doc:"What its document numbers begin with"`
}

type unitListOutput struct {
	Body struct {
		Rows []Unit `json:"rows"`
	}
}

type roleListOutput struct {
	Body struct {
		Rows []Role `json:"rows"`
	}
}

type newUnitInput struct {
	Body struct {
		ID     string    `json:"id" pattern:"^[a-z0-9][a-z0-9-]{0,62}$"`
		Parent string    `json:"parent,omitempty" maxLength:"64"`
		Title  item.Text `json:"title"`
		Code   string    `json:"code,omitempty" maxLength:"20"`
	}
}

func (s *Server) unitRoutes() {
	declare(s, endpoint{id: "list-units", method: http.MethodGet, path: prefix + "/units", summary: "The units of the office", tag: "administration",
		guards: []guard{s.may("unit", "list")}}, s.listUnits)
	declare(s, endpoint{id: "create-unit", method: http.MethodPost, path: prefix + "/units", summary: "Found a unit", tag: "administration", keyed: true,
		status: http.StatusCreated, guards: []guard{s.may("unit", "create")}}, s.createUnit)
	declare(s, endpoint{id: "list-roles", method: http.MethodGet, path: prefix + "/roles", summary: "The roles there are", tag: "administration",
		guards: []guard{s.may("unit", "list")}}, s.listRoles)
}

func unitOf(u workflow.Unit) Unit { return Unit(u) }

func (s *Server) listUnits(c *call, _ *struct{}) (*unitListOutput, error) {
	list, err := s.Office.Units(c)
	if err != nil {
		return nil, err
	}
	out := &unitListOutput{}
	out.Body.Rows = rowsOf(list, unitOf)
	return out, nil
}

func (s *Server) listRoles(*call, *struct{}) (*roleListOutput, error) {
	out := &roleListOutput{}
	out.Body.Rows = listed(s.Appointing.Roles())
	return out, nil
}

// roleTitles is what each role is called.
func (s *Server) roleTitles() map[string]item.Text {
	titles := map[string]item.Text{}
	for _, r := range s.Appointing.Roles() {
		titles[r.Name] = item.Text{Zh: r.Zh, En: r.En}
	}
	return titles
}

func (s *Server) createUnit(c *call, in *newUnitInput) (*doneOutput, error) {
	b := in.Body
	if b.Title.Zh == "" {
		return nil, refuse(http.StatusUnprocessableEntity, "required", "请填写机构名称。", "Name the unit.").at("/title/zh")
	}
	units, err := s.Office.Units(c)
	if err != nil {
		return nil, err
	}
	parent := b.Parent == ""
	for _, u := range units {
		parent = parent || u.ID == b.Parent
	}
	if !parent {
		return nil, refuse(http.StatusUnprocessableEntity, "unit_unknown", "没有这个上级机构。", "There is no such parent unit.").at("/parent")
	}
	key, err := c.keyOf(b)
	if err != nil {
		return nil, err
	}
	u := workflow.Unit{ID: b.ID, Parent: b.Parent, Title: b.Title, Code: b.Code}
	return s.answer(s.Engine.Administer(c, c.actor(), workflow.AdminInput{
		Key: key, Stream: "unit/" + u.ID, Kind: "founded", Role: "system-admin", Facts: u, Rows: []any{u}, Policy: true,
		Check: isNew("unit_exists", "已有这个机构。", "There is such a unit already."),
	}))
}

// isNew refuses to make what has a stream already.
func isNew(code, zh, en string) func(trail.Head) error {
	return func(head trail.Head) error {
		if head.Number == 0 {
			return nil
		}
		return &workflow.Error{Kind: workflow.Conflict, Code: code, Text: item.Text{Zh: zh, En: en}}
	}
}
