package handlers

import (
	"net/http"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// ItemRow is a published item in the catalogue.
type ItemRow struct {
	Item             string       `json:"item"`
	Version          int          `json:"version"`
	Title            item.Text    `json:"title"`
	Open             bool         `json:"open" doc:"Whether applications are taken"`
	Standing         item.Text    `json:"standing" doc:"Its legal standing today"`
	Authority        string       `json:"authority"`
	Limits           ItemLimits   `json:"limits"`
	Certificate      string       `json:"certificate,omitempty" doc:"The kind of certificate a grant issues"`
	CertificateTitle *item.Text   `json:"certificate_title,omitempty" doc:"What a certificate of that kind is called"`
	Grades           []GuideGrade `json:"grades" doc:"Grades of such a certificate, and what they are called"`
	Follows          []string     `json:"follows" doc:"The kinds of certificate a case goes on from or is about"`
	OpenedBy         []string     `json:"opened_by" doc:"applicant, and the roles of the office that open cases of their own motion"`
}

// ItemLimits are the statutory limits and the office's promise, in working days.
type ItemLimits struct {
	Accept  int `json:"accept"`
	Decide  int `json:"decide"`
	Extend  int `json:"extend"`
	Issue   int `json:"issue"`
	Promise int `json:"promise"`
}

type itemListOutput struct {
	Body struct {
		Rows []ItemRow `json:"rows"`
	}
}

type itemInput struct {
	Item    string `path:"item" maxLength:"64"`
	Version int    `query:"version" minimum:"1" doc:"A published version; the one that takes filings, else the latest"`
}

type guideOutput struct {
	ETag string `header:"ETag"`
	Body Guide
}

func (s *Server) itemRoutes() {
	declare(s, endpoint{id: "list-items", method: http.MethodGet, path: prefix + "/items", summary: "The catalogue of service items", tag: "public"}, s.listItems)
	declare(s, endpoint{id: "item", method: http.MethodGet, path: prefix + "/items/{item}", summary: "The guide to an item, made from its definition", tag: "public"}, s.guide)
}

// published gives of each item the version to show: the one that takes filings today, else the latest.
func (s *Server) published(c *call) (map[string]workflow.PublishedItem, []string, error) {
	list, err := s.Definitions.PublishedItems(c)
	if err != nil {
		return nil, nil, doing("list the published items", err)
	}
	latest, order := map[string]workflow.PublishedItem{}, []string{}
	for _, p := range list {
		old, known := latest[p.Item]
		if !known {
			order = append(order, p.Item)
		}
		if !known || p.Version > old.Version {
			latest[p.Item] = p
		}
	}
	for _, p := range list {
		if open, ok := s.takesFilings(p.Item); ok && open == p.Version {
			latest[p.Item] = p
		}
	}
	return latest, order, nil
}

// takesFilings is the version of an item that takes filings today.
func (s *Server) takesFilings(key string) (version int, ok bool) {
	it, err := s.Engine.Items.Filing(key, s.today())
	if err != nil {
		return 0, false
	}
	return it.Version, true
}

// today is the civil day of the office.
func (s *Server) today() calendar.Date { return calendar.DateOf(s.Engine.Clock.Now()) }

func (s *Server) listItems(c *call, _ *struct{}) (*itemListOutput, error) {
	shown, order, err := s.published(c)
	if err != nil {
		return nil, err
	}
	out := &itemListOutput{}
	out.Body.Rows = []ItemRow{}
	for _, key := range order {
		it, err := s.Engine.Items.Item(key, shown[key].Version)
		if err != nil {
			return nil, doing("read item "+key, err)
		}
		out.Body.Rows = append(out.Body.Rows, s.itemRow(it))
	}
	return out, nil
}

func (s *Server) itemRow(it *item.Item) ItemRow {
	open, ok := s.takesFilings(it.Item)
	row := ItemRow{
		Item: it.Item, Version: it.Version, Title: it.Title, Open: ok && open == it.Version, Standing: it.Legal.Standing,
		Authority: it.Authority, Limits: limitsOf(it), Grades: rowsOf(it.Grades(), gradeOf), Follows: listed(it.Follows()),
	}
	if it.Certificate != nil {
		row.Certificate, row.CertificateTitle = it.Certificate.Kind, &it.Certificate.Title
	}
	if it.OpenedByApplicant() {
		row.OpenedBy = append(row.OpenedBy, askApplicant)
	}
	row.OpenedBy = append(row.OpenedBy, it.OpenersInside()...)
	return row
}

func limitsOf(it *item.Item) ItemLimits {
	return ItemLimits{Accept: it.Limits.Accept, Decide: it.Limits.Decide, Extend: it.Limits.Extend, Issue: it.Limits.Issue, Promise: it.Promise.Decide}
}

func (s *Server) guide(c *call, in *itemInput) (*guideOutput, error) {
	version := in.Version
	if version == 0 {
		shown, _, err := s.published(c)
		if err != nil {
			return nil, err
		}
		version = shown[in.Item].Version
	}
	p, err := s.Definitions.ItemVersion(c, in.Item, version)
	if err != nil {
		return nil, err
	}
	it, err := s.Engine.Items.Item(in.Item, version)
	if err != nil {
		return nil, doing("read item "+in.Item, err)
	}
	form, err := it.ServedForm()
	if err != nil {
		return nil, doing("serve the form of "+in.Item, err)
	}
	return &guideOutput{ETag: etag(p.Hash), Body: s.guideOf(it, form)}, nil
}
