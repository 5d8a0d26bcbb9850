package handlers

import (
	"maps"
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
		Rows []View `json:"rows" doc:"By list and name"`
	}
}

type saveViewInput struct {
	NameInput
	ListInput
	Body struct {
		Query string `json:"query" maxLength:"500"`
	}
}

// ListInput names a list of which somebody keeps views: each list has names of its own.
type ListInput struct {
	List string `path:"list" enum:"tasks,cases"`
}

type deleteViewInput struct {
	NameInput
	ListInput
}

// maxViews is how many views of a list one person keeps.
const maxViews = 40

// searched are the parameters of each list that a view may have.
var searched = map[string][]string{
	"tasks": {"claimed", "free", "item", "node", "unit", "card", "q"},
	"cases": {"status", "item", "unit", "from", "to", "waits_for_applicant", "q"},
}

func (s *Server) viewRoutes() {
	const path, named = prefix + "/views", prefix + "/views/{list}/{name}"
	declare(s, endpoint{id: "list-views", method: http.MethodGet, path: path, summary: "The views of lists that one keeps", tag: "view",
		guards: []guard{s.mayOwn("view", "read")}}, s.listViews)
	declare(s, endpoint{id: "save-view", method: http.MethodPut, path: named, summary: "Keep a view of a list, in place of its view of that name", tag: "view",
		guards: []guard{s.mayOwn("view", "update")}}, s.saveView)
	declare(s, endpoint{id: "delete-view", method: http.MethodDelete, path: named, summary: "Forget a view", tag: "view",
		guards: []guard{s.mayOwn("view", "update")}}, s.deleteView)
}

func (s *Server) listViews(c *call, _ *struct{}) (*viewsOutput, error) {
	out := &viewsOutput{}
	out.Body.Rows = []View{}
	for _, list := range slices.Sorted(maps.Keys(searched)) {
		kept, err := s.Keeping.Kept(c, c.who.id(), workflow.KeptView(list))
		if err != nil {
			return nil, err
		}
		out.Body.Rows = append(out.Body.Rows, rowsOf(kept, func(k workflow.Kept) View { return View{k.Name, list, k.Content} })...)
	}
	return out, nil
}

func (s *Server) saveView(c *call, in *saveViewInput) (*struct{}, error) {
	query, err := url.ParseQuery(in.Body.Query)
	if err != nil {
		return nil, invalidQuery()
	}
	for name := range query {
		if !slices.Contains(searched[in.List], name) {
			return nil, invalidQuery()
		}
	}
	k := workflow.Kept{Person: c.who.id(), Kind: workflow.KeptView(in.List), Name: in.Name, Content: query.Encode()}
	return &struct{}{}, s.Keeping.Keep(c, k, maxViews)
}

func (s *Server) deleteView(c *call, in *deleteViewInput) (*struct{}, error) {
	return &struct{}{}, s.Keeping.Forget(c, c.who.id(), workflow.KeptView(in.List), in.Name)
}

func invalidQuery() error {
	return refuse(http.StatusUnprocessableEntity, "view_query", "视图只能包含该列表的筛选条件。", "A view holds parameters of its list only.").at("/query")
}
