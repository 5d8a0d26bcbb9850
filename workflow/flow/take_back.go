package flow

import (
	"slices"

	"shenpi/workflow/item"
)

// TakeBack takes back a vote, or the conclusion it caused, by the person whose it was: what the conclusion opened is
// voided, what it closed is open again. A conclusion is taken back only if it was a plain pass or the deciding vote of
// a panel, owed no document, started no clock, granted nothing, called nobody, closed no question or call, and nobody has touched what it
// opened. That no later command is on the case, and that no document or clock hangs on it otherwise, is the caller's
// to check. The claim and the person's having acted here (not_who) stay.
func TakeBack(it *item.Item, p *Position, visit int, person string) ([]Change, error) {
	if p.End != "" {
		return nil, refusal(CodeCaseEnded, p.End)
	}
	if visit < 1 || visit > len(p.Visits) {
		return nil, refusal(CodeTaskNotOpen)
	}
	v := &p.Visits[visit-1]
	at := it.Place(v.Node)
	if at == nil || at.Kind != item.Step || v.Status != Open && v.Status != Done {
		return nil, refusal(CodeTaskNotOpen, v.Node)
	}
	if v.Parked() {
		return nil, refusal(CodeParked, v.Node)
	}
	k := v.seatOf(person)
	if person == "" || k < 0 || v.Seats[k].Vote == "" || v.Seats[k].Person != person || v.Status == Done && v.By != person {
		return nil, refusal(CodeNotAuthor, v.Node)
	}
	if slices.ContainsFunc(v.Seats, func(s Seat) bool { return s.Vote != "" && slices.Contains(s.After, k) }) {
		return nil, refusal(CodeMovedOn, v.Node)
	}
	w := begin(it, p, nil, visit)
	if v.Status == Done {
		if r := plain(v, at.Decision(v.Decision)); r != nil {
			return nil, r
		}
		if r := untouched(it, p, visit); r != nil {
			return nil, r
		}
		w.undo(visit)
	}
	w.do(Change{Kind: Unvoted, Visit: visit, Person: person})
	return w.result()
}

// plain checks that a conclusion has no effect beyond the flow. An abstention that settled a panel has no decision.
func plain(v *Visit, d *item.Decision) *Refusal {
	switch {
	case d == nil:
		return nil
	case d.Document != "":
		return refusal(CodeHasDocument, v.Node)
	case d.Register != "":
		return refusal(CodeHasRegister, v.Node)
	case d.Start != "":
		return refusal(CodeHasClock, v.Node)
	case d.Leaves(), len(v.Seats) == 1 && !d.Passes():
		return refusal(CodeNotPlain, v.Node)
	}
	return nil
}

// untouched checks that what a conclusion opened is as it opened it, and that what it closed can open again.
func untouched(it *item.Item, p *Position, cause int) *Refusal {
	for k := range p.Visits {
		v := &p.Visits[k]
		switch {
		case (v.OpenedBy == cause || v.EndedBy == cause) && v.Status != Void && it.Place(v.Node).Kind == item.Call:
			return refusal(CodeMovedOn, v.Node) // what another agency was sent, or was told to stop, is not unsaid
		case v.OpenedBy == cause: // one that an earlier taking back voided was also ended by it
			if it.Place(v.Node).Kind == item.Issue {
				return refusal(CodeGranted, v.Node)
			}
			if v.Status != Open && v.EndedBy != cause || v.touched() {
				return refusal(CodeMovedOn, v.Node)
			}
		case v.OpenedBy != cause && v.EndedBy == cause && v.Status != Void:
			if v.Ask != nil {
				return refusal(CodeAskClosed, v.Node)
			}
		}
		if (v.EndedBy == cause || v.ID == cause) && v.Status != Void && Current(p, v.Node) != v {
			return refusal(CodeMovedOn, v.Node)
		}
	}
	for b := p.Visits[cause-1].Block; b > 0; b = p.Visits[b-1].Block {
		if v := &p.Visits[b-1]; v.Status != Open && v.EndedBy != cause {
			return refusal(CodeMovedOn, v.Node)
		}
	}
	return nil
}

// touched reports whether anybody did anything at the visit.
func (v *Visit) touched() bool {
	for _, s := range v.Seats {
		if s.Person != "" || s.AddedBy != "" {
			return true
		}
	}
	return v.Claimed != "" || v.Ask != nil || len(v.Acted) > 0 || v.Objections > 0
}

// undo voids what the conclusion of a visit opened, the innermost first, and opens again what it ended, the outermost first.
func (w *walk) undo(cause int) {
	for id := len(w.p.Visits); id > 0; id-- {
		v := w.p.Visits[id-1]
		if v.OpenedBy != cause || v.Status == Void {
			continue
		}
		if v.Status == Open {
			w.do(Change{Kind: ClosedVisit, Visit: id, Reason: TakenBack, Cause: cause})
		}
		w.do(Change{Kind: Voided, Visit: id, Reason: TakenBack})
	}
	for id := 1; id <= len(w.p.Visits); id++ {
		if v := w.p.Visits[id-1]; v.Status != Void && (id == cause || v.EndedBy == cause) {
			w.do(Change{Kind: Reopened, Visit: id})
		}
	}
}
