package handlers

import (
	"slices"

	"shenpi/workflow"
)

// names looks up what persons are called, each once in a request. It is for insiders only.
type names struct {
	s     *Server
	c     *call
	known map[string]string
}

func (s *Server) names(c *call) *names { return &names{s, c, map[string]string{}} }

// of is the name of a person; empty when nobody knows it.
func (n *names) of(person string) string {
	if person == "" || person == "system" {
		return ""
	}
	name, ok := n.known[person]
	if ok {
		return name
	}
	p, err := n.s.Office.Person(n.c, person)
	if err != nil && !isRefusal(err, workflow.NotFound) {
		n.s.Logger.WarnContext(n.c, "a name cannot be looked up", "request_id", n.c.id, "error", err)
	}
	n.known[person] = p.Name
	return p.Name
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
