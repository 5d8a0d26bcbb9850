package handlers

import (
	"slices"

	"shenpi/workflow"
)

// mayFile: those who file for their enterprise, and the windows that type papers in.
func (s *Server) mayFile(action string) guard {
	own, desk := s.mayOwn("application", action), s.mayList("application", action)
	return func(c *call) error {
		if !c.who.insider() {
			return own(c)
		}
		if s.opens(c) {
			return nil // whether it is theirs the draft says
		}
		if !s.atWindow(c) {
			return forbidden()
		}
		return desk(c)
	}
}

// opens: who may open cases for the office itself.
func (s *Server) opens(c *call) bool {
	scope := s.Authorizer.Scope(c.who.id(), "case", "open")
	return scope.All || len(scope.Units) > 0
}

// mayOpen asks, of a draft of a case that the office opens itself, for the right to open it.
func (s *Server) mayOpen(c *call, d workflow.Draft) bool {
	return s.Authorizer.Reach(c.who.id(), d.Desk, "case", "open") == Whole
}

// atWindow: who may begin applications for others sits at a window.
func (s *Server) atWindow(c *call) bool {
	scope := s.Authorizer.Scope(c.who.id(), "application", "create")
	return scope.All || len(scope.Units) > 0
}

// onDraft asks for a permission on things of the draft of the path.
func (s *Server) onDraft(kind, action string) guard {
	own := s.mayOwn(kind, action)
	return func(c *call) error {
		if !c.who.insider() {
			return own(c)
		}
		if !c.draft.Opens && s.Authorizer.Reach(c.who.id(), c.draft.Desk, kind, action) != Whole {
			return forbidden()
		}
		return nil // that of a case to be opened is seen by those who may write it alone
	}
}

// sees tells whose a draft is: the enterprise's own, that of its agent with a mandate for it, or the window's that types
// it in.
func (s *Server) sees(c *call, d workflow.Draft) bool {
	if c.who.insider() {
		if d.Opens {
			return s.mayOpen(c, d)
		}
		return d.Desk != "" && s.Authorizer.Reach(c.who.id(), d.Desk, "application", "create") == Whole
	}
	return d.Owner == c.who.Enterprise && d.Desk == "" && s.mandatedFor(c, d) == nil
}

// mandatedFor asks an agent for the mandate that a draft needs in the end.
func (s *Server) mandatedFor(c *call, d workflow.Draft) *workflow.Error {
	if d.Case != "" {
		return s.Engine.Mandated(c.actor(), workflow.MandateSupply, d.Item, d.Case)
	}
	return s.Engine.Mandated(c.actor(), workflow.MandateFile, d.Item, "")
}

// mayWrite judges a draft before it is made.
func (s *Server) mayWrite(c *call, d workflow.Draft) error {
	if err := s.mandatedFor(c, d); err != nil {
		return err
	}
	if d.Opens {
		if !s.mayOpen(c, d) {
			return forbidden()
		}
		return nil
	}
	if c.who.insider() && s.Authorizer.Reach(c.who.id(), d.Desk, "application", "create") != Whole {
		return forbidden()
	}
	return nil
}

// drafts lists those one may go on with.
func (s *Server) drafts(c *call) ([]workflow.Draft, error) {
	var list []workflow.Draft
	var err error
	if c.who.insider() {
		me := c.who.id()
		list, err = s.Drafts.DeskDrafts(c, slices.Concat(s.Authorizer.Scope(me, "application", "create").Units, s.Authorizer.Scope(me, "case", "open").Units))
	} else {
		list, err = s.Drafts.Drafts(c, c.who.Enterprise)
	}
	var own []workflow.Draft
	for _, d := range list {
		if s.sees(c, d) {
			own = append(own, d)
		}
	}
	return own, err
}
