package workflow_test

import (
	"cmp"
	"fmt"
	"slices"

	"shenpi/workflow"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

// rightful says why somebody decided who had no right to, by the state before the entry: whoever decides holds the role,
// and so does the one in whose place they do; neither was recused or is kept out by not_who; a mandate is on the trail;
// neither waits for a word on standing aside; and who receives a place could have taken it.
func (a *audit) rightful(o *office, e trail.Entry, f workflow.Facts) string {
	if e.Actor.System || f.Act == nil || f.Act.Visit == 0 {
		return ""
	}
	n := o.item.Place(f.Act.Node)
	if why := a.posted(o, n, e, f.Act.Visit); why != "" {
		return fmt.Sprintf("entry %d %s: %s", e.Number, e.Kind, why)
	}
	switch e.Kind {
	case "decided", "voted", "returned", "supplement_asked", "certificate_issued", "handed_back":
		if (e.Actor.OnBehalf == "") != (f.Mandate == nil) {
			return fmt.Sprintf("entry %d: in whose place is not on the trail", e.Number)
		}
		for _, person := range []string{e.Actor.Person, e.Actor.OnBehalf} {
			if why := a.kept(o, n, person); why != "" {
				return fmt.Sprintf("entry %d %s: %s", e.Number, e.Kind, why)
			}
		}
		fallthrough
	case "answered", "reply_recorded", "delegated":
		for _, r := range a.rebuilt.Recusals {
			if r.Pending() && !r.Party && (r.Person == e.Actor.Person || r.Person == e.Actor.OnBehalf) {
				return fmt.Sprintf("entry %d %s: %s asked to stand aside", e.Number, e.Kind, r.Person)
			}
		}
	}
	for _, c := range f.Flow {
		given := c.People
		if c.Kind == flow.Transferred || c.Kind == flow.Delegated || c.Kind == flow.Named {
			given = []string{c.Person}
		}
		for _, person := range given {
			if why := a.kept(o, n, person); why != "" {
				return fmt.Sprintf("entry %d %s: %s", e.Number, c.Kind, why)
			}
		}
	}
	return ""
}

// ofTask are the acts on a task that only those in a post of its unit do.
var ofTask = []string{"decided", "voted", "returned", "supplement_asked", "asked", "certificate_issued", "handed_back", "transferred", "delegated",
	"recalled", "reassigned", "claimed", "named", "drawn", "seats_added", "seat_removed", "reply_recorded"}

// posted: who acts on a task holds the role that the trail names, in the unit of the task, which it names too.
func (a *audit) posted(o *office, n *item.Place, e trail.Entry, visit int) string {
	unit := a.unitOf(n)
	switch {
	case e.Kind == "answered":
		unit = a.unitOf(o.item.Place(a.rebuilt.Position.Visits[visit-1].Ask.Of))
	case !slices.Contains(ofTask, e.Kind):
		return ""
	}
	if e.Actor.Unit != unit || len(e.Actor.Roles) != 1 || !o.Holds(e.Actor.Person, e.Actor.Roles[0], unit) {
		return fmt.Sprintf("%s acts as %v of %s at a task of %s", e.Actor.Person, e.Actor.Roles, e.Actor.Unit, unit)
	}
	return ""
}

func (a *audit) unitOf(n *item.Place) string { return cmp.Or(n.By.Unit, a.rebuilt.Authority) }

// kept says what keeps somebody out of a node.
func (a *audit) kept(o *office, n *item.Place, person string) string {
	switch {
	case person == "":
	case !o.Holds(person, n.By.Role, a.unitOf(n)):
		return person + " does not hold " + n.By.Role
	case a.rebuilt.Recused(person):
		return person + " was recused"
	case slices.ContainsFunc(flow.Who(&a.rebuilt.Position, n.By.NotWho), func(w flow.Acted) bool { return w.Person == person }):
		return person + " is kept out of " + n.ID
	}
	return ""
}
