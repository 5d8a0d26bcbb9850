package handlers

import (
	"cmp"
	"slices"

	"shenpi/workflow"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

// names looks up what persons are called, each once in a request. It is for insiders only.
type names struct {
	s     *Server
	c     *call
	known map[string]workflow.Person
	units map[string]item.Text
}

func (s *Server) names(c *call) *names {
	return &names{s: s, c: c, known: map[string]workflow.Person{}}
}

// unit is what a unit is called, to whoever it may be; its id where nobody knows it.
func (n *names) unit(id string) item.Text {
	if id == "" {
		return item.Text{}
	}
	if n.units == nil {
		n.units = map[string]item.Text{}
		list, err := n.s.Office.Units(n.c)
		if err != nil {
			n.s.Logger.WarnContext(n.c, "the units cannot be looked up", "request_id", n.c.id, "error", err)
		}
		for _, u := range list {
			n.units[u.ID] = u.Title
		}
	}
	if t, ok := n.units[id]; ok {
		return t
	}
	return item.Text{Zh: id, En: id}
}

// of is the name of a person; empty when nobody knows it.
func (n *names) of(person string) string { return n.person(person).Name }

// person is what is known of somebody; zero when nobody knows them.
func (n *names) person(id string) workflow.Person {
	if id == "" || id == "system" {
		return workflow.Person{}
	}
	p, ok := n.known[id]
	if ok {
		return p
	}
	p, err := n.s.Office.Person(n.c, id)
	if err != nil && !isRefusal(err, workflow.NotFound) {
		n.s.Logger.WarnContext(n.c, "a name cannot be looked up", "request_id", n.c.id, "error", err)
	}
	n.known[id] = p
	return p
}

// behalf is for whom somebody acted, told to insiders: an officer who was away, or an enterprise.
func (n *names) behalf(a trail.Actor) string {
	switch {
	case a.OnBehalf == "" || !n.c.who.insider():
		return ""
	case !a.Applies():
		return cmp.Or(n.of(a.OnBehalf), a.OnBehalf)
	}
	if own := n.person(a.Person); own.Enterprise == a.OnBehalf && own.EnterpriseName != "" {
		return own.EnterpriseName
	}
	return a.OnBehalf
}

// enterprises are the names of enterprises by credit code, read once for a list.
func (s *Server) enterprises(c *call, codes []string) (map[string]string, error) {
	slices.Sort(codes)
	called, err := s.Office.EnterpriseNames(c, slices.Compact(codes))
	return called, doing("read the names of enterprises", err)
}

// Somebody is a person as insiders see them.
type Somebody struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// all is somebody of each; empty for those who are not told.
func (n *names) all(people []string) []Somebody {
	list := []Somebody{}
	for _, p := range people {
		if one := n.somebody(p); one != nil {
			list = append(list, *one)
		}
	}
	return list
}

// somebody is nil for nobody, and for those who are not told.
func (n *names) somebody(person string) *Somebody {
	if person == "" || !n.c.who.insider() {
		return nil
	}
	return &Somebody{ID: person, Name: n.of(person)}
}
