package workflow

import (
	"slices"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

// An officer at the window types in what an enterprise brought on paper (窗口代录). The case is the enterprise's like any
// other; who typed is on the trail, and counts for not_who under the name item.Filing.

// applicantOf is the enterprise a filing is for: the actor's own, or the one whose papers an officer types in.
func applicantOf(actor Actor, papersOf string) string {
	if actor.Enterprise != "" {
		return actor.Enterprise
	}
	return papersOf
}

// typed notes that an officer typed in the applicant's papers, and gives the role of whoever files.
func (c *command) typed(f *Facts, what, applicant string) string {
	if c.actor.Enterprise != "" {
		return c.party(f, what)
	}
	f.Window, c.behalf = true, applicant
	return "window"
}

func (s *State) applyWindow(e trail.Entry) {
	if !slices.Contains(s.TypedBy, e.Actor.Person) {
		s.TypedBy = append(s.TypedBy, e.Actor.Person)
	}
}

// who lists everybody who acted at one of the nodes, in any round, and, where filing is among them, typed papers in.
func (s *State) who(nodes []string) []flow.Acted {
	list := flow.Who(&s.Position, nodes)
	if slices.Contains(nodes, item.Filing) && s.OwnMotion {
		list = append(list, flow.Acted{Person: s.FiledBy, Node: item.Filing, Round: 1})
	}
	if slices.Contains(nodes, item.Filing) {
		for _, person := range s.TypedBy {
			list = append(list, flow.Acted{Person: person, Node: item.Filing, Round: 1})
		}
	}
	return list
}

// guardFiler: the actor files for their enterprise, by right or mandate, or types its papers in at the window.
func guardFiler(what string) guard {
	return func(c *command, a act) *Error {
		if c.actor.Enterprise == "" {
			return c.posted(item.Post{Role: windowRole})
		}
		if err := guardApplicant(c, a); err != nil {
			return err
		}
		return guardMandated(what)(c, a)
	}
}

var filingTitle = item.Text{Zh: "窗口收件", En: "Filing at the window"}
