package flow

import "shenpi/workflow/item"

// Objection is the event and the outcome of a wait that an objection sent back.
const Objection = "objection"

// Elapse ends a wait whose time is over: it passes and the flow goes on.
func Elapse(it *item.Item, p *Position, visit int, ch Chooser) ([]Change, error) {
	if _, _, err := task(it, p, visit, item.Wait); err != nil {
		return nil, err
	}
	w := begin(it, p, ch, visit)
	w.conclude(visit, item.OutcomePass, "", "", "")
	w.onward(visit, w.wayOf(visit, &item.Decision{}))
	return w.result()
}

// Object records an objection against an open wait. It leads where the item says, at most as often as the item says
// over the whole case; beyond that, and when the way back was never walked, it is recorded and the wait goes on.
func Object(it *item.Item, p *Position, visit int, ch Chooser) ([]Change, error) {
	v, _, err := task(it, p, visit, item.Wait)
	if err != nil {
		return nil, err
	}
	w := begin(it, p, ch, visit)
	w.do(Change{Kind: Objected, Visit: visit})
	way := upon(it, p, v, Objection)
	if way == nil || way.Next == "" && way.BackTo == "" && way.End == "" {
		return w.result()
	}
	if way.BackTo != "" {
		if _, r := backTo(it, p, v, way.BackTo); r != nil {
			return w.result()
		}
	}
	w.conclude(visit, Objection, "", "", "")
	w.onward(visit, way)
	return w.result()
}
