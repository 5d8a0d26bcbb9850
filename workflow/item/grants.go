package item

// checkWays looks at the flow as a whole: what opens a grant says what it needs, the first node has no way back, and none that
// nobody decides on leads to what was passed over.
func (r *reader) checkWays() {
	for _, p := range r.index.Places() {
		if p.Kind == Call {
			r.checkCall(p)
		}
		r.checkUndecidedBack(p)
		if p.Kind != Step {
			continue
		}
		for _, d := range p.Decisions {
			if d.BackTo == backToPrevious && p.Order == depth(p) {
				r.add(d.Pos, "back_to_not_earlier", backToPrevious)
			}
			if len(d.Needs) == 0 && preceded(p) && !granted(p) && r.grants(p, d) {
				r.add(d.Pos, "needs_missing", d.ID)
			}
		}
	}
}

// depth counts the nodes around a place.
func depth(p *Place) int {
	n := 0
	for ; p.Parent != nil; p = p.Parent {
		n++
	}
	return n
}

// preceded reports whether something stands before the place, in its own or in an enclosing sequence.
func preceded(p *Place) bool {
	for ; p != nil; p = p.Parent {
		if p.Index > 0 {
			return true
		}
	}
	return false
}

// granted reports whether an issue stands before the place: what follows it only carries the grant out.
func granted(p *Place) bool {
	for ; p != nil; p = p.Parent {
		for _, n := range p.Sequence[:p.Index] {
			if n.Kind == Issue {
				return true
			}
		}
	}
	return false
}

// grants reports whether a decision opens an issue, or an end that grants, without another step between.
func (r *reader) grants(p *Place, d *Decision) bool {
	w := walk{outcomes: r.d.Outcomes, index: r.index, seen: map[*Place]bool{}, wanted: func(e Effect) bool { return e == Grants }}
	switch {
	case d.Ask != nil, d.BackTo != "":
		return false
	case d.End != "":
		return r.d.Outcomes[d.End] == Grants
	case d.Next != "":
		return w.enters(r.index.Place(d.Next))
	case !d.Passes():
		return false
	}
	return w.leaves(p)
}

// Decides reports whether going on after a place may decide the case, without another step between: it opens an issue, or an
// end that grants or refuses.
func (it *Item) Decides(p *Place) bool {
	w := walk{outcomes: it.Outcomes, index: it, seen: map[*Place]bool{}, wanted: func(e Effect) bool { return e != Closes }}
	return w.leaves(p)
}

// Refuses reports whether a decision may end the case in a refusal, without another step between: by itself, or because the step, or
// a block around it, says so of what did not pass.
func (it *Item) Refuses(p *Place, d *Decision) bool {
	w := walk{outcomes: it.Outcomes, index: it, seen: map[*Place]bool{}, wanted: func(e Effect) bool { return e == Refuses }}
	switch {
	case d.Ask != nil, d.BackTo != "":
		return false
	case d.End != "":
		return w.wanted(it.Outcomes[d.End])
	case d.Next != "":
		return w.enters(it.Place(d.Next))
	case d.Passes():
		return w.leaves(p)
	}
	return w.fails(p, d.Outcome)
}

// fails reports whether a place that did not pass leads to an end that is looked for: as it says upon that, else as what is around it does.
func (w *walk) fails(p *Place, outcome string) bool {
	for ; p != nil; p, outcome = p.Parent, OutcomeFail {
		way, named := p.Upon[outcome]
		if !named {
			way, named = p.Upon[OutcomeFail]
		}
		switch {
		case !named:
			continue
		case way.End != "":
			return w.wanted(w.outcomes[way.End])
		case way.Next != "":
			return w.enters(w.index.Place(way.Next))
		}
		return way.BackTo == "" && w.leaves(p)
	}
	return false
}

// walk follows the flow forward over everything that is no step.
type walk struct {
	outcomes map[string]Effect
	index    *Item
	seen     map[*Place]bool
	wanted   func(Effect) bool // which ends are looked for
}

// enters reports whether opening a place leads to an end that is looked for.
func (w *walk) enters(p *Place) bool {
	if p == nil || w.seen[p] {
		return false
	}
	w.seen[p] = true
	switch p.Kind {
	case Issue:
		return w.wanted(Grants)
	case End:
		return w.wanted(w.outcomes[p.ID])
	case Wait, Call:
		return w.leaves(p)
	case Parallel:
		for _, b := range p.Branches {
			if w.first(b.Do) {
				return true
			}
		}
	case Choice:
		for _, a := range p.Cases {
			if w.first(a.Do) || len(a.Do) == 0 && w.leaves(p) {
				return true
			}
		}
	}
	return false
}

func (w *walk) first(sequence []*Node) bool {
	return len(sequence) > 0 && w.enters(w.index.Place(sequence[0].ID))
}

// leaves reports whether going on after a place leads to one.
func (w *walk) leaves(p *Place) bool {
	for ; p != nil; p = p.Parent {
		if p.Index+1 < len(p.Sequence) {
			return w.enters(w.index.Place(p.Sequence[p.Index+1].ID))
		}
	}
	return false
}
