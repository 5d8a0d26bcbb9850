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

// adderAt is the post that adds seats to a panel.
func adderAt(n *item.Place) item.Post { return item.Post{Role: n.By.MayAdd.Role, Unit: n.By.Unit} }

func (c *command) unitOfPost(p item.Post) string { return cmp.Or(p.Unit, c.state.Authority) }

// posted asks for a role in the unit of a post, of somebody who was not recused.
func (c *command) posted(p item.Post) *Error { return c.postedIn(p.Unit, p.Role) }

// postedIn is posted for any of several roles in one unit; the empty unit is the one that decides.
func (c *command) postedIn(unit string, roles ...string) *Error {
	if c.heldOf(roles, unit).Role != "" {
		return c.unrecused()
	}
	e := refuse(Forbidden, "role", roles...)
	e.unit = cmp.Or(unit, c.state.Authority)
	return e
}

// heldOf is the post of the first of some roles that the actor holds in a unit; it has no role when none is held.
func (c *command) heldOf(roles []string, unit string) item.Post {
	for _, role := range roles {
		if p := (item.Post{Role: role, Unit: unit}); c.Office.Holds(c.actor.Person, role, c.unitOfPost(p)) {
			return p
		}
	}
	return item.Post{}
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
