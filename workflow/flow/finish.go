package flow

import (
	"shenpi/workflow/item"
)

// Start opens the first node of a new case.
func Start(it *item.Item, ch Chooser) ([]Change, error) {
	if len(it.Flow) == 0 {
		return nil, refusal(CodeNoWayOn)
	}
	w := begin(it, &Position{}, ch, 0)
	w.open(it.Place(it.Flow[0].ID), coming{way: WayStart})
	return w.result()
}

// Issue concludes an issue node: the person has made the certificate.
func Issue(it *item.Item, p *Position, visit int, person string, ch Chooser) ([]Change, error) {
	return IssueFor(it, p, visit, Hand{Person: person}, ch)
}

// IssueFor is Issue by one who may act in the place of another.
func IssueFor(it *item.Item, p *Position, visit int, h Hand, ch Chooser) ([]Change, error) {
	v, at, err := unparked(it, p, visit, item.Issue)
	if err != nil {
		return nil, err
	}
	if r := handGuard(v, at.Node, h); r != nil {
		return nil, r
	}
	w := begin(it, p, ch, visit)
	w.do(Change{Kind: Voted, Visit: visit, Person: h.Person, For: h.For, Vote: VotePass})
	w.conclude(visit, item.OutcomePass, "", h.Person, "")
	w.onward(visit, w.wayOf(visit, &item.Decision{}))
	return w.result()
}

// Finish ends the case by an act of the case, such as a withdrawal. An end that grants is only reached by the flow.
func Finish(it *item.Item, p *Position, end string) ([]Change, error) {
	if p.End != "" {
		return nil, refusal(CodeCaseEnded, p.End)
	}
	if effect, known := it.Outcomes[end]; !known || effect == item.Grants {
		return nil, refusal(CodeEndUnknown, end)
	}
	w := begin(it, p, nil, 0)
	w.end(end, coming{way: WayAct})
	return w.result()
}

// Deem makes the decision of a step that the law itself makes when a clock expires, whoever has acted so far and
// whatever the decision needs. Where the step is open it is concluded, a question that parks it is closed. Where the
// case stands elsewhere (a clock that ends on a date), everything open is closed and the step, which must be one of
// the outermost sequence, is entered and concluded. Refused with task_not_open once the step is done.
func Deem(it *item.Item, p *Position, node, decision string, ch Chooser) ([]Change, error) {
	if p.End != "" {
		return nil, refusal(CodeCaseEnded, p.End)
	}
	at := it.Place(node)
	if at == nil || at.Kind != item.Step {
		return nil, refusal(CodeTaskNotOpen, node)
	}
	d := at.Decision(decision)
	if d == nil || d.Ask != nil {
		return nil, refusal(CodeDecisionUnknown, node)
	}
	w := begin(it, p, ch, 0)
	v := Current(p, node)
	switch {
	case v != nil && v.Status == Open:
		w.cause = v.ID
		if v.Parked() {
			w.do(Change{Kind: Answered, Visit: v.ID, Reason: Left})
		}
	case v != nil && v.Status == Done, at.Parent != nil:
		return nil, refusal(CodeTaskNotOpen, node)
	default:
		w.closeWithin(0, Left)
		w.open(at, coming{way: WayLaw, opener: w.lastBefore(at)})
		w.cause = len(w.p.Visits)
	}
	w.byLaw(w.cause, d, Deemed)
	return w.result()
}

// lastBefore is the last done visit of the outermost sequence before a node; 0 when there is none.
func (w *walk) lastBefore(at *item.Place) int {
	for k := len(w.p.Visits) - 1; k >= 0; k-- {
		v := &w.p.Visits[k]
		if v.Block == 0 && v.Status == Done && w.it.Place(v.Node).Index < at.Index {
			return v.ID
		}
	}
	return 0
}
