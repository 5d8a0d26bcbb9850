package flow

import (
	"slices"

	"shenpi/workflow/item"
)

// Previous is the way back to the node whose done visit led here.
const Previous = "previous"

// Targets lists, in document order, the nodes that the case may be sent back to from a visit now: visited nodes that
// stand earlier in the same or an enclosing sequence, and the enclosing parallels.
func Targets(it *item.Item, p *Position, visit int) []string {
	v, at, err := task(it, p, visit, item.Step, item.Wait, item.Issue)
	if err != nil {
		return nil
	}
	var targets []*item.Place
	for ; at != nil; at = at.Parent {
		for _, n := range at.Sequence[:at.Index] {
			targets = append(targets, it.Place(n.ID))
		}
		if at.Parent != nil {
			targets = append(targets, at.Parent)
		}
	}
	slices.SortFunc(targets, func(a, b *item.Place) int { return a.Order - b.Order })
	var ids []string
	for _, t := range targets {
		if _, err := backTo(it, p, v, t.ID); err == nil {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

// BackTo finds the node that back_to leads to from an open visit: the target itself, or the previous node. It is
// refused with back_to when the flow forbids the way and with never_visited when the target was passed over.
func BackTo(it *item.Item, p *Position, visit int, target string) (string, error) {
	v, _, err := task(it, p, visit, item.Step, item.Wait, item.Issue)
	if err != nil {
		return "", err
	}
	node, r := backTo(it, p, v, target)
	if r != nil {
		return "", r
	}
	return node, nil
}

func backTo(it *item.Item, p *Position, v *Visit, target string) (string, *Refusal) {
	if target == Previous {
		target = previous(it, p, v)
	}
	to := it.Place(target)
	if to == nil || to.Kind == item.End {
		return "", refusal(CodeBackTo, v.Node)
	}
	for at := it.Place(v.Node); at != nil; at = at.Parent {
		switch {
		case at == to && to.Kind == item.Parallel && to.ID != v.Node: // the enclosing parallel: visited, for we are in it
			return target, nil
		case sameSequence(at, to) && to.Index < at.Index:
			if !visited(Current(p, target), to) {
				return "", refusal(CodeNeverVisited, target)
			}
			return target, nil
		}
	}
	return "", refusal(CodeBackTo, target)
}

// visited reports whether the current visit of a node behind us counts as one to go back to: it is done, or it is a
// block that a done visit inside led out of.
func visited(v *Visit, at *item.Place) bool {
	if v == nil {
		return false
	}
	block := at.Kind == item.Parallel || at.Kind == item.Choice
	return v.Status == Done || block && v.Status == Closed && v.Reason == Left
}

// previous follows the openers, through choices, waits and calls, at which nobody of this case acts, and out of the blocks that are behind us; empty when the
// visit is the first of all.
func previous(it *item.Item, p *Position, v *Visit) string {
	for o := v.Opener; o > 0; {
		x := &p.Visits[o-1]
		for x.Block > 0 && !inReach(it, v.Node, x.Node) {
			x = &p.Visits[x.Block-1]
		}
		switch it.Place(x.Node).Kind {
		case item.Choice, item.Wait, item.Call:
		default:
			return x.Node
		}
		o = x.Opener
	}
	return ""
}

// inReach reports whether a node stands in the sequence of another or one that encloses it.
func inReach(it *item.Item, from, node string) bool {
	to := it.Place(node)
	for at := it.Place(from); at != nil; at = at.Parent {
		if sameSequence(at, to) {
			return true
		}
	}
	return false
}

// back voids the visits of the target and of every later node of its sequence, with what they contain, and enters the
// target again in the place of the visit it replaces.
func (w *walk) back(visit int, way string) {
	target, r := backTo(w.it, &w.p, &w.p.Visits[visit-1], way)
	if r != nil {
		w.err = r
		return
	}
	to := w.it.Place(target)
	old := *Current(&w.p, target)
	var over []int // innermost first
	for id := len(w.p.Visits); id > 0; id-- {
		if w.p.Visits[id-1].Status != Void && w.notBefore(id, to, &old) {
			over = append(over, id)
		}
	}
	for _, id := range over {
		if w.p.Visits[id-1].Status == Open {
			w.close(id, Returned)
		}
	}
	for _, id := range over {
		w.do(Change{Kind: Voided, Visit: id})
	}
	w.open(to, coming{way: WayBack, opener: old.Opener, block: old.Block, lane: old.Lane})
}

// notBefore reports whether a visit, or the block it is in, stands in the sequence of the target at or after it.
func (w *walk) notBefore(id int, to *item.Place, old *Visit) bool {
	v := &w.p.Visits[id-1]
	for v.Block != old.Block {
		if v.Block == 0 {
			return false
		}
		v = &w.p.Visits[v.Block-1]
	}
	return v.Lane == old.Lane && w.it.Place(v.Node).Index >= to.Index
}
