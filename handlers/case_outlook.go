package handlers

import (
	"cmp"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// CaseOutlook is what whoever waits for a case asks of it today.
type CaseOutlook struct {
	Countdown *CaseCountdown `json:"countdown,omitempty" doc:"Absent while no limit runs over the case"`
	Now       []CaseHolding  `json:"now" doc:"Who has it: nobody once it has ended"`
	Next      []item.Text    `json:"next" doc:"What usually comes next"`
}

// CaseCountdown is how much is left of the limit that runs over a case: to the day promised or, where nothing is promised, by law.
type CaseCountdown struct {
	Clock  string        `json:"clock"`
	Title  item.Text     `json:"title"`
	Unit   string        `json:"unit" enum:"workday,day,month" doc:"What is counted; of months their days"`
	Used   int           `json:"used"`
	Left   int           `json:"left" doc:"Below zero when it is over"`
	Last   calendar.Date `json:"last,omitzero" format:"date" doc:"Its last day; while it stands still, if it went on tomorrow"`
	Pauses []CasePause   `json:"pauses"`
}

// CasePause is a time that is not counted.
type CasePause struct {
	Title item.Text     `json:"title" doc:"Why"`
	From  calendar.Date `json:"from" format:"date" doc:"The day of the event; what follows is not counted"`
	To    calendar.Date `json:"to,omitzero" format:"date" doc:"The last day; absent while it goes on"`
	Days  int           `json:"days" doc:"That would have counted"`
}

// CaseHolding is a post that has a case now.
type CaseHolding struct {
	Visit int        `json:"visit"`
	Title item.Text  `json:"title" doc:"of the step"`
	Post  *item.Text `json:"post,omitempty" doc:"Absent where time alone passes, or another agency has it"`
	Unit  *item.Text `json:"unit,omitempty"`
}

func (v *view) outlook() CaseOutlook {
	o := v.st.Outlook(v.it, v.s.Engine.Calendars.Calendar(), v.on)
	roles := v.s.roleTitles()
	out := CaseOutlook{Next: listed(o.Next), Now: rowsOf(o.Now, func(h workflow.Holding) CaseHolding {
		row := CaseHolding{Visit: h.Visit, Title: v.it.Place(v.st.Position.Visits[h.Visit-1].Node).Title}
		if h.Role != "" {
			post, unit := cmp.Or(roles[h.Role], item.Text{Zh: h.Role, En: h.Role}), v.names.unit(h.Unit)
			row.Post, row.Unit = &post, &unit
		}
		return row
	})}
	if k := o.Countdown; k != nil {
		out.Countdown = &CaseCountdown{k.Clock, k.Title, clockUnit(k.Unit), k.Used, k.Left, k.Last, rowsOf(k.Pauses, func(p workflow.Pause) CasePause { return CasePause(p) })}
	}
	return out
}
