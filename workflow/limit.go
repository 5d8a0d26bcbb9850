package workflow

import (
	"strings"

	"shenpi/workflow/clock"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// limit is a clock by the name that facts use.
type limit struct {
	name  string
	clock *clock.Clock
}

// limits are all that is counted on a case now: its clocks, the limits of open visits and of the answers they wait for, the
// bound of an open suspension, and the times to ask for a hearing and to hold it.
func (s *State) limits() []limit {
	var list []limit
	for i := range s.Clocks {
		list = append(list, limit{s.Clocks[i].Name, &s.Clocks[i]})
	}
	for i := range s.Position.Visits {
		v, t := &s.Position.Visits[i], &s.Visits[i]
		if v.Status != flow.Open {
			continue
		}
		list = append(list, limit{clockOf(stepClock, v.ID), &t.Limit})
		if t.Answer.Running() { // of an earlier question it has ended
			list = append(list, limit{clockOf(answerClock, v.ID), &t.Answer})
		}
	}
	if open := s.Suspended(); open != nil {
		list = append(list, limit{open.Limit.Name, &open.Limit})
	}
	if h := s.Hearing; h != nil && h.Over == "" {
		list = append(list, limit{hearingRight, &h.Right}, limit{hearingHold, &h.Hold})
	}
	return list
}

// clockTitle is what a limit is called: by the item, by the law, or as the step it limits.
func clockTitle(it *item.Item, p *flow.Position, name string) item.Text {
	kind, visit, ofVisit := visitClock(name)
	if !ofVisit {
		return ClockTitle(it, name)
	}
	title := it.Place(p.Visits[visit-1].Node).Title
	if kind == answerClock {
		return item.Text{Zh: title.Zh + "（答复）", En: title.En + " (answer)"}
	}
	return title
}

// LimitTitle is what a limit of a case is called.
func (s *State) LimitTitle(it *item.Item, name string) item.Text {
	return clockTitle(it, &s.Position, name)
}

// ClockTitle is what a clock of a case is called.
func ClockTitle(it *item.Item, name string) item.Text {
	if k, ok := it.Clocks[name]; ok && k.Title != (item.Text{}) {
		return k.Title
	}
	if strings.HasPrefix(name, suspensionOfAny) {
		return item.Text{Zh: "中止期限", En: "Suspension"}
	}
	if t, ok := clockTitles[name]; ok {
		return t
	}
	if row, ok := clock.Find(name); ok {
		return item.Text(row.Title)
	}
	return item.Text{Zh: name, En: name}
}

// clockTitles are those of the clocks every item has.
var clockTitles = map[string]item.Text{
	acceptClock: {Zh: "受理期限", En: "Acceptance"}, decideClock: {Zh: "办理期限", En: "Decision"},
	issueClock: {Zh: "颁发送达期限", En: "Issue and delivery"}, hearingHold: {Zh: "听证举行期限", En: "Holding of the hearing"},
	hearingRight: {Zh: "申请听证期限", En: "Asking for a hearing"},
}

// clockBasis is the law a clock stands on.
func clockBasis(it *item.Item, name string) string {
	id := name
	switch spec, own := it.Clocks[name]; {
	case own:
		id = spec.Law
	case name == decideClock && it.Limits.Otherwise != nil:
		return "《" + it.Limits.Otherwise.Law + "》" + it.Limits.Otherwise.Article
	case name == decideClock && it.Limits.Law != "":
		id = it.Limits.Law
	case name == hearingRight:
		id = "hear-apply"
	case name == hearingHold:
		id = "hear-hold"
	}
	row, ok := clock.Find(id)
	if !ok {
		return ""
	}
	return row.Basis()
}
