package flow

import (
	"slices"

	"shenpi/workflow/item"
)

// Applicant is who an ask is of when it is not of an officer.
const Applicant = "applicant"

// ask parks a visit until its question is answered. Officers are asked at the node where they last acted.
func (w *walk) ask(v *Visit, d *item.Decision, h Hand) {
	if missing := Missing(&w.p, d.Needs); len(missing) > 0 {
		w.refuse(CodeNeeds, missing...)
		return
	}
	if d.Ask.Once && used(&w.p, v.Node, d.ID) {
		w.refuse(CodeOnce, v.Node)
		return
	}
	c := Change{Kind: Asked, Visit: v.ID, Decision: d.ID, By: h.Person, For: h.For, Of: d.Ask.Of}
	if c.Of != Applicant {
		if c.Person = lastActor(&w.p, c.Of); c.Person == "" {
			w.refuse(CodeNeverVisited, c.Of)
			return
		}
	}
	w.do(c)
}

// used reports whether a decision was asked in any visit of the node, void ones too.
func used(p *Position, node, decision string) bool {
	return slices.ContainsFunc(p.Visits, func(v Visit) bool { return v.Node == node && slices.Contains(v.Asked, decision) })
}

// lastActor is who last acted at a node; empty when nobody did.
func lastActor(p *Position, node string) string {
	who := Who(p, []string{node})
	if len(who) == 0 {
		return ""
	}
	last := who[len(who)-1]
	if by := p.Visits[last.Visit-1].By; by != "" {
		return by
	}
	return last.Person
}

// Answer closes the question a visit is parked on; the visit goes on with whoever it belongs to. A late answer is
// refused with ask_closed.
func Answer(it *item.Item, p *Position, visit int) ([]Change, error) {
	w, _, err := answering(it, p, visit, nil)
	if err != nil {
		return nil, err
	}
	w.do(Change{Kind: Answered, Visit: visit})
	return w.result()
}

// Silence closes a question that was not answered in time: the decision that the ask names for it is made by the law,
// without anybody's vote; without one the visit is back with the asker.
func Silence(it *item.Item, p *Position, visit int, ch Chooser) ([]Change, error) {
	w, at, err := answering(it, p, visit, ch)
	if err != nil {
		return nil, err
	}
	asked := at.Decision(p.Visits[visit-1].Ask.Decision)
	w.do(Change{Kind: Answered, Visit: visit, Reason: BySilence})
	if asked == nil || asked.Ask == nil || asked.Ask.OnSilence == nil {
		return w.result()
	}
	d := at.Decision(asked.Ask.OnSilence.Decision)
	if d == nil || d.Ask != nil {
		return nil, refusal(CodeDecisionUnknown, at.ID)
	}
	if missing := Missing(p, d.Needs); len(missing) > 0 {
		return nil, refusal(CodeNeeds, missing...)
	}
	w.byLaw(visit, d, BySilence)
	return w.result()
}

// byLaw concludes a step without anybody's vote.
func (w *walk) byLaw(visit int, d *item.Decision, reason string) {
	w.conclude(visit, d.Outcome, d.ID, "", reason)
	w.onward(visit, w.wayOf(visit, d))
}

// answering checks that the question of a visit is open.
func answering(it *item.Item, p *Position, visit int, ch Chooser) (*walk, *item.Place, error) {
	if visit >= 1 && visit <= len(p.Visits) {
		if ask := p.Visits[visit-1].Ask; ask != nil && ask.Closed != "" {
			return nil, nil, refusal(CodeAskClosed, p.Visits[visit-1].Node)
		}
	}
	v, at, err := task(it, p, visit, item.Step)
	if err != nil {
		return nil, nil, err
	}
	if !v.Parked() {
		return nil, nil, refusal(CodeAskClosed, v.Node)
	}
	return begin(it, p, ch, visit), at, nil
}
