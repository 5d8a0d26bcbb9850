package handlers

import (
	"cmp"
	"regexp"
	"slices"

	"shenpi/workflow"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// askApplicant is who a question to the applicant is of.
const askApplicant = "applicant"

var plainID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// caseVisible loads the case of the path. What the caller may not know of is not there; of who watches over others it is
// recorded that they looked at it.
func (s *Server) caseVisible(c *call) error {
	if err := s.see(c, workflow.CaseID(c.param("id"))); err != nil {
		return err
	}
	st := &c.kase.State
	return s.accounted(c, workflow.Access{About: st.Head.Stream, Number: st.Number})
}

func (s *Server) see(c *call, id workflow.CaseID) error {
	if !plainID.MatchString(string(id)) {
		return caseNotFound
	}
	k, err := s.Engine.Store.Case(c, id)
	if isRefusal(err, workflow.NotFound) {
		return caseNotFound
	}
	if err != nil {
		return doing("read a case", err)
	}
	it, err := s.Engine.Items.Item(k.State.Item, k.State.Version)
	if err != nil {
		return doing("read the item of a case", err)
	}
	c.kase, c.item = k, it
	if !s.mine(c, "case", "read") {
		c.kase, c.item = nil, nil
		return caseNotFound
	}
	return nil
}

// mine reports whether the caller may do something to a thing of the case: by one of its units, or because it is their own.
func (s *Server) mine(c *call, kind, action string) bool {
	st := &c.kase.State
	for _, unit := range append([]string{st.Authority}, st.Units...) {
		switch s.Authorizer.Reach(c.who.id(), unit, kind, action) {
		case Whole:
			return true
		case OwnOnly:
			if s.own(c) {
				return true
			}
		}
	}
	return reading[action] && s.copied(c, kind, action)
}

// reading are the actions that a copy allows, on a case and in lists: it shows the case as if it stood in the unit of who was
// sent it, and is to be read, not to be taken away.
var reading = map[string]bool{"read": true, "list": true}

// copied reports whether the caller was sent a copy, as somebody who may do this to a thing of their own unit.
func (s *Server) copied(c *call, kind, action string) bool {
	me := c.who.id()
	units := c.kase.State.CopiedTo(me, func(role, unit string) bool { return s.Engine.Office.Holds(me, role, unit) })
	return slices.ContainsFunc(units, func(unit string) bool { return s.Authorizer.Reach(me, unit, kind, action) != Nothing })
}

// own tells whose a case is: the enterprise's that filed it, also through an agent who has a mandate for it, and of one who comes from outside, such as an expert, where
// they have a seat.
func (s *Server) own(c *call) bool {
	st := &c.kase.State
	if c.who.Enterprise != "" {
		return st.Applicant == c.who.Enterprise && s.Engine.Mandated(c.actor(), "", st.Item, st.ID) == nil
	}
	me := c.who.id()
	for i := range st.Position.Visits {
		v := &st.Position.Visits[i]
		seated := slices.ContainsFunc(v.Seats, func(seat flow.Seat) bool { return seat.Person == me })
		if seated || v.Claimed == me || slices.Contains(v.Acted, me) || s.openTo(c, v) {
			return true
		}
	}
	return false
}

// openTo reports whether an open visit waits for anybody who holds its role, the caller among them.
func (s *Server) openTo(c *call, v *flow.Visit) bool {
	n := c.item.Place(v.Node)
	return v.Status == flow.Open && n.Kind == item.Step && n.By.Pick.Kind == "claim" &&
		s.Engine.Office.Holds(c.who.id(), n.By.Role, cmp.Or(n.By.Unit, c.kase.State.Authority))
}

// onCase asks for a permission on the case of the path.
func (s *Server) onCase(kind, action string) guard {
	return func(c *call) error {
		if !s.mine(c, kind, action) {
			return forbidden()
		}
		return nil
	}
}

func openVisits(st *workflow.State) []*flow.Visit {
	var open []*flow.Visit
	for i := range st.Position.Visits {
		if v := &st.Position.Visits[i]; v.Status == flow.Open {
			open = append(open, v)
		}
	}
	return open
}
