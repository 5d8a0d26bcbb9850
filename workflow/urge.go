package workflow

import (
	"context"
	"slices"
	"strconv"

	"shenpi/workflow/calendar"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// Urged is one time the people of a task were asked to get on with it (催办).
type Urged struct {
	Visit int           `json:"visit"`
	By    string        `json:"by"`
	Role  string        `json:"role"` // applicant, or the role of the officer who urged
	On    calendar.Date `json:"on"`
}

// Urge asks the people of an open task to get on with it. It changes nothing but the trail, and is limited to one in so
// many working days for each task, whoever urges.
func (e *Engine) Urge(ctx context.Context, actor Actor, in TaskInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(urgeGuards, act{visit: in.Visit}); err != nil {
			return err
		}
		v := c.state.openVisit(in.Visit)
		role := c.urger()
		c.notify(c.awaited(v), "urged", words{"node": c.item.Place(v.Node).Title})
		f := Facts{Act: &Act{Visit: v.ID, Node: v.Node}, Urge: &Urged{Visit: v.ID, By: c.actor.Person, Role: role, On: c.today()}}
		return c.record("urged", c.now, c.trailActor(role), f, nil)
	})
}

var urgeGuards = []guard{guardRunning, guardUrger, guardSuspended, guardOpen, guardTask, guardParked, guardUrgedLately}

// urger is the role in which the actor may urge; empty when in none.
func (c *command) urger() string {
	if c.item.Acts.Urge == nil {
		return ""
	}
	by := c.item.Acts.Urge.By
	if c.actor.Enterprise != "" {
		if c.actor.Enterprise == c.state.Applicant && slices.Contains(by, flow.Applicant) {
			return flow.Applicant
		}
		return ""
	}
	return c.heldOf(by, "").Role
}

func guardUrger(c *command, a act) *Error {
	switch {
	case c.item.Acts.Urge == nil:
		return refuse(Conflict, "not_offered")
	case c.urger() == flow.Applicant:
		return guardMandated("")(c, a)
	case c.urger() != "":
		return c.unrecused()
	case c.actor.Enterprise != "":
		return refuse(Forbidden, "not_applicant")
	}
	return c.postedIn("", c.item.Acts.Urge.By...)
}

// guardTask: somebody has to act on the visit; time alone does on a public notice.
func guardTask(c *command, a act) *Error {
	if k := c.item.Place(c.state.openVisit(a.visit).Node).Kind; k != item.Step && k != item.Issue {
		return refuse(Conflict, "task_not_open")
	}
	return nil
}

// guardUrgedLately reads the trail's own facts: the last urge of the task, whoever it came from.
func guardUrgedLately(c *command, a act) *Error {
	every := c.item.Acts.Urge.Every
	for i := len(c.state.Urges) - 1; i >= 0; i-- {
		if u := c.state.Urges[i]; u.Visit == a.visit && c.cal.WorkdaysBetween(u.On, c.today()) < every {
			return refuse(Conflict, "urged_lately", strconv.Itoa(every))
		}
	}
	return nil
}

// awaited are the people an open visit waits for: its claimant, else those named for its open seats, else everybody who
// holds its role there and may still act.
func (c *command) awaited(v *flow.Visit) []string {
	if v.Claimed != "" {
		return []string{v.Claimed}
	}
	n := c.item.Place(v.Node)
	var named, kept []string
	for _, s := range v.Seats {
		switch {
		case s.Vote != "":
			kept = append(kept, s.Person)
		case s.Closed == "" && s.Person != "":
			named = append(named, s.Person)
		}
	}
	if len(named) > 0 {
		return named
	}
	for _, w := range c.state.who(n.By.NotWho) {
		kept = append(kept, w.Person)
	}
	return slices.DeleteFunc(slices.Clone(c.Office.Holders(n.By.Role, c.unitOf(n))), func(p string) bool { return slices.Contains(kept, p) })
}
