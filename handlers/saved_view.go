package handlers

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"

	"shenpi/workflow"
)

// View is a search of a list that somebody keeps under a name of their own.
type View struct {
	Name  string `json:"name"`
	List  string `json:"list" enum:"tasks,cases"`
	Query string `json:"query" doc:"The parameters of the list, as in an address"`
}

// NameInput names what somebody keeps.
type NameInput struct {
	Name string `path:"name" minLength:"1" maxLength:"60"`
}

type viewsOutput struct {
	Body struct {
		Rows []View `json:"rows" doc:"By name"`
	}
}

type saveViewInput struct {
	NameInput
	Body struct {
		List  string `json:"list" enum:"tasks,cases"`
		Query string `json:"query" maxLength:"500"`
	}
}

// maxViews is how many views one person keeps.
const maxViews = 40

// searched are the parameters of each list that a view may have.
var searched = map[string][]string{
	"tasks": {"claimed", "free", "item", "node", "unit", "card", "q"},
	"cases": {"status", "item", "unit", "from", "to", "waits_for_applicant", "q"},
}

func (s *Server) viewRoutes() {
	const path = prefix + "/views"
	declare(s, endpoint{id: "list-views", method: http.MethodGet, path: path, summary: "The views of lists that one keeps", tag: "view",
		guards: []guard{s.mayOwn("view", "read")}}, s.listViews)
	declare(s, endpoint{id: "save-view", method: http.MethodPut, path: path + "/{name}", summary: "Keep a view of a list, in place of one of that name", tag: "view",
		guards: []guard{s.mayOwn("view", "update")}}, s.saveView)
	declare(s, endpoint{id: "delete-view", method: http.MethodDelete, path: path + "/{name}", summary: "Forget a view", tag: "view",
		guards: []guard{s.mayOwn("view", "update")}}, s.deleteView)
}

func (s *Server) listViews(c *call, _ *struct{}) (*viewsOutput, error) {
	list, err := s.Keeping.Kept(c, c.who.id(), workflow.KeptView)
	if err != nil {
		return nil, err
	}
	out := &viewsOutput{}
	out.Body.Rows = []View{}
	for _, k := range list {
		v := View{}
		if err := json.Unmarshal([]byte(k.Content), &v); err != nil {
			return nil, doing("read a view", err)
		}
		v.Name = k.Name
		out.Body.Rows = append(out.Body.Rows, v)
	}
	return out, nil
}

func (s *Server) saveView(c *call, in *saveViewInput) (*struct{}, error) {
	query, err := url.ParseQuery(in.Body.Query)
	if err != nil {
		return nil, invalidQuery()
	}
	for name := range query {
		if !slices.Contains(searched[in.Body.List], name) {
			return nil, invalidQuery()
		}
	}
	content, err := json.Marshal(View{List: in.Body.List, Query: query.Encode()})
	if err != nil {
		return nil, doing("write a view", err)
	}
	k := workflow.Kept{Person: c.who.id(), Kind: workflow.KeptView, Name: in.Name, Content: string(content)}
	return &struct{}{}, s.Keeping.Keep(c, k, maxViews)
}

func (s *Server) deleteView(c *call, in *NameInput) (*struct{}, error) {
	return &struct{}{}, s.Keeping.Forget(c, c.who.id(), workflow.KeptView, in.Name)
}

func invalidQuery() error {
	return refuse(http.StatusUnprocessableEntity, "view_query", "视图只能包含该列表的筛选条件。", "A view holds parameters of its list only.").at("/query")
}
