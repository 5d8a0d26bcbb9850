package flow

import "shenpi/workflow/item"

// The reasons of a call's conclusion besides BySilence.
const (
	NotFiled  = "not_filed" // the called case could not be filed
	Forwarded = "forwarded" // the other agency has the case; nobody waits for its end
)

// CallBack ends an open call with what came of it: its outcome and, of a reply from outside, who recorded it. The reason
// is empty, NotFiled or Forwarded. In the game of the prover it is a move of another agency, which may never come.
func CallBack(it *item.Item, p *Position, visit int, outcome, person, reason string, ch Chooser) ([]Change, error) {
	if _, _, err := task(it, p, visit, item.Call); err != nil {
		return nil, err
	}
	w := begin(it, p, ch, visit)
	w.called(visit, outcome, person, reason)
	return w.result()
}

// Unanswered ends a call that was not answered in time as the item says: with an outcome, or by going back. Where the way
// back was never walked, the call has failed.
func Unanswered(it *item.Item, p *Position, visit int, ch Chooser) ([]Change, error) {
	v, at, err := task(it, p, visit, item.Call)
	if err != nil {
		return nil, err
	}
	w := begin(it, p, ch, visit)
	back := at.Call.OnSilence.BackTo
	if back != "" {
		if _, r := backTo(it, p, v, back); r == nil {
			w.conclude(visit, BySilence, "", "", BySilence)
			w.onward(visit, &item.Route{BackTo: back})
			return w.result()
		}
	}
	outcome := at.Call.OnSilence.Outcome
	if outcome == "" {
		outcome = item.OutcomeFail
	}
	w.called(visit, outcome, "", BySilence)
	return w.result()
}

func (w *walk) called(visit int, outcome, person, reason string) {
	w.conclude(visit, outcome, "", person, reason)
	w.onward(visit, w.wayOf(visit, &item.Decision{}))
}
