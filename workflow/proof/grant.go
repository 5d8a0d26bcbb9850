package proof

import (
	"cmp"
	"maps"
	"slices"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// refusals reports refusing ends without a reason, a document, or the remedies in it.
func (c *checker) refusals() {
	keys := slices.SortedFunc(maps.Keys(c.v.refusals), func(a, b [3]string) int { return slices.Compare(a[:], b[:]) })
	for _, key := range keys {
		w := c.v.refusals[key]
		at := c.x.it.Place(key[0])
		if at == nil {
			continue // an act of the case
		}
		path := func() []PathStep { return c.x.pathThen(w.at, &w.move, w.picks) }
		pos, d := at.Pos, at.Decision(key[1])
		by, end := c.x.title(at.ID), c.endTitle(key[2])
		if d != nil {
			pos, by = d.Pos, c.x.decisionTitle(at.ID, d.ID)
		} else {
			d = &item.Decision{}
		}
		if !d.Reason {
			c.r.add(Error, "refusal_without_reason", pos, path(), end, by)
		}
		switch doc := c.x.it.Document(d.Document); {
		case doc == nil:
			c.r.add(Error, "refusal_without_document", pos, path(), end, by)
		case !c.x.it.Remedied(doc):
			severity := Warning
			if c.x.it.Legal.IsAdminLicence {
				severity = Error
			}
			c.r.add(severity, "refusal_without_remedies", pos, nil, end, doc.Title)
		}
	}
}

func (c *checker) endTitle(end string) item.Text {
	if at := c.x.it.Place(end); at != nil {
		return c.x.title(end)
	}
	if t, ok := c.x.it.Labels[end]; ok && t.En != "" {
		return t
	}
	return item.Text{Zh: end, En: end}
}

// grants reports grants that rest on nothing, and what comes before a grant and is in no needs.
func (c *checker) grants() {
	if w, ok := c.v.grants[[2]string{}]; ok {
		pos, by := c.top(), item.Text{Zh: "流程", En: "the flow"}
		if at := c.x.it.Place(w.move.node); at != nil {
			pos, by = at.Pos, c.x.title(at.ID)
			if d := at.Decision(w.move.decision); d != nil {
				pos, by = d.Pos, c.x.decisionTitle(at.ID, d.ID)
			}
		}
		c.r.add(Error, "grant_without_needs", pos, c.x.pathThen(w.at, &w.move, w.picks), by)
	}
	last := -1
	for key := range c.v.grants {
		if at := c.x.it.Place(key[0]); at != nil {
			last = max(last, outermost(at).Index)
		}
	}
	for k, n := range c.x.it.Flow {
		if k < last && c.examination(n) && !c.x.needed[n.ID] && c.isReached(n.ID) {
			c.unneeded(n)
		}
	}
}

func outermost(at *item.Place) *item.Place {
	for at.Parent != nil {
		at = at.Parent
	}
	return at
}

// examination reports whether a node is one that a grant should rest on: people act in it, another agency answers, or time has to pass.
func (c *checker) examination(n *item.Node) bool {
	switch n.Kind {
	case item.Step, item.Parallel, item.Wait:
		return true
	case item.Call:
		return !n.Call.Forward
	case item.Choice:
		for _, at := range c.x.it.Places() {
			if at.Kind == item.Step && c.x.it.Encloses(n.ID, at.ID) {
				return true
			}
		}
	}
	return false
}

// unneeded looks for a grant that was given though a node in no needs failed or was passed over.
func (c *checker) unneeded(n *item.Node) {
	ways := c.t.grantWithout(c.x.it.Place(n.ID).Index)
	switch title := c.x.title(n.ID); {
	case ways[failed] != nil:
		c.r.add(Error, "grant_despite_failure", n.Pos, c.t.walk(ways[failed]), title)
	case ways[unended] != nil:
		c.r.add(Warning, "grant_unexamined", n.Pos, c.t.walk(ways[unended]), title)
	default:
		c.r.add(Note, "not_in_needs", n.Pos, nil, title)
	}
}

// grantIn finds the grant in an outcome: the position in which it was given and the visit that led to it; 0 when there is none.
func (x *explorer) grantIn(s *state, out *outcome) (p flow.Position, visit int) {
	last := 0
	for _, c := range out.changes {
		switch {
		case c.Kind == flow.Concluded:
			last = c.Visit
		case c.Kind == flow.Opened && x.it.Place(c.Node).Kind == item.Issue:
			return afterwards(s, out), c.Opener
		case c.Kind == flow.Ended && x.it.Outcomes[c.Node] == item.Grants:
			return afterwards(s, out), last
		}
	}
	return flow.Position{}, 0
}

// rests finds the decision with needs that a grant reached from a visit rests on; deemed when it rests on the law alone.
func (x *explorer) rests(p *flow.Position, visit int) (on [2]string, deemed bool) {
	for ; visit > 0; visit = p.Visits[visit-1].Opener {
		v := &p.Visits[visit-1]
		if v.Reason == flow.Deemed {
			return on, true
		}
		if d := x.it.Place(v.Node).Decision(v.Decision); d != nil && len(d.Needs) > 0 && v.Status != flow.Open {
			return [2]string{v.Node, d.ID}, false
		}
	}
	return on, false
}

// alone reports whether the visit that led to a grant is the whole examination: one step that passed, with none before it.
func (x *explorer) alone(v *flow.Visit) bool {
	steps := 0
	for _, at := range x.it.Places() {
		if at.Kind == item.Step && at.Order <= x.it.Place(v.Node).Order {
			steps++
		}
	}
	return steps <= 1 && v.Outcome == item.OutcomePass
}

// sorted lists the keys of a map whose keys are pairs.
func sorted[V any](m map[[2]string]V) [][2]string {
	return slices.SortedFunc(maps.Keys(m), func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
}
