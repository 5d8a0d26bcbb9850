package workflow

import (
	"cmp"
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

// unitOf is the unit whose officers decide a node: one that handles the item jointly (Administrative Licensing Law, Art. 26), or
// the one that decides it.
func (c *command) unitOf(n *item.Place) string { return cmp.Or(n.By.Unit, c.state.Authority) }

// postAt is the post in which a node is decided.
func postAt(n *item.Place) item.Post { return item.Post{Role: n.By.Role, Unit: n.By.Unit} }

// pickerAt is the post that finds the members of a panel.
func pickerAt(n *item.Place) item.Post { return item.Post{Role: n.By.Pick.By, Unit: n.By.Unit} }

// posted asks for a role in the unit of a post, of somebody who was not recused.
func (c *command) posted(p item.Post) *Error {
	if !c.Office.Holds(c.actor.Person, p.Role, cmp.Or(p.Unit, c.state.Authority)) {
		return refuse(Forbidden, "role", p.Role)
	}
	return c.unrecused()
}

// heldOf is the first of some roles that the actor holds in the unit that decides; empty when none is.
func (c *command) heldOf(roles []string) string {
	for _, role := range roles {
		if c.Office.Holds(c.actor.Person, role, c.state.Authority) {
			return role
		}
	}
	return ""
}

// trailActorOf says who acts, in which post.
func (c *command) trailActorOf(p item.Post) trail.Actor {
	a := c.trailActor(p.Role)
	if p.Unit != "" {
		a.Unit = p.Unit
	}
	return a
}

func dayOf(at time.Time) calendar.Date {
	if at.IsZero() {
		return calendar.Date{}
	}
	return calendar.DateOf(at)
}
