package workflow

import (
	"cmp"
	"slices"

	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// Outlook is what whoever waits for a case asks of it on a day: how long it still takes, what was not counted and why, who has it
// and what comes next.
type Outlook struct {
	Countdown *Countdown // nil while no limit runs over the case
	Now       []Holding
	Next      []item.Text
}

// Countdown is how much is left of the limit that runs over a case: to the day promised or, where nothing is promised, by law.
type Countdown struct {
	Clock  string
	Title  item.Text
	Unit   clock.Unit
	Used   int
	Left   int           // of a promise to that, else of the law; below zero when it is over
	Last   calendar.Date // zero while it stands still with no end in sight
	Pauses []Pause
}

// Pause is a time that is not counted. Its first day is the day after From, as the law counts; of a halted limit it is From itself.
type Pause struct {
	Title item.Text // of the ground
	From  calendar.Date
	To    calendar.Date // the last day; zero while it goes on
	Days  int           // that would have counted so far
}

// Holding is where a case stands now: the post that has it.
type Holding struct {
	Visit int
	Role  string
	Unit  string // empty where time alone passes, or another agency has it
}

// Outlook tells how a case stands on a day.
func (s *State) Outlook(it *item.Item, cal *calendar.Calendar, today calendar.Date) Outlook {
	out := Outlook{Countdown: s.countdown(it, cal, today)}
	for i := range s.Position.Visits {
		v := &s.Position.Visits[i]
		n := it.Place(v.Node)
		if v.Status != flow.Open || n.Kind == item.Parallel || n.Kind == item.Choice {
			continue
		}
		h := Holding{Visit: v.ID, Role: n.By.Role}
		if h.Role != "" {
			h.Unit = cmp.Or(n.By.Unit, s.Authority)
		}
		out.Now = append(out.Now, h)
		for _, t := range next(it, n) {
			if !slices.Contains(out.Next, t) {
				out.Next = append(out.Next, t)
			}
		}
	}
	return out
}

// running is the clock that runs over the case now; nil when none does.
func (s *State) running() *clock.Clock {
	for _, name := range []string{issueClock, decideClock, acceptClock} {
		if k := s.clock(name); k != nil && k.Ended.IsZero() {
			return k
		}
	}
	return nil
}

func (s *State) countdown(it *item.Item, cal *calendar.Calendar, today calendar.Date) *Countdown {
	k := s.running()
	if k == nil || s.Position.End != "" {
		return nil
	}
	sheet := k.Sheet(cal, today)
	out := &Countdown{
		Clock: k.Name, Title: clockTitle(it, &s.Position, k.Name), Unit: k.Unit, Used: sheet.Counted, Last: cmp.Or(sheet.Due.Promise, sheet.Due.Law), Left: sheet.Remaining,
	}
	if !out.Last.IsZero() {
		out.Left = sheet.Left(out.Last)
	}
	for _, x := range slices.Concat(k.Exclusions, k.Suspensions) {
		if !x.From.IsZero() && !x.From.After(today) {
			out.Pauses = append(out.Pauses, pauseOf(it, x, sheet))
		}
	}
	if !k.Halted.IsZero() {
		out.Pauses = append(out.Pauses, Pause{Title: haltedTitle, From: k.Halted})
	}
	return out
}

var haltedTitle = item.Text{Zh: "等待补正", En: "waiting for what was asked for"}

// pauseOf tells a time that is left out of a limit. One whose bound was used up has ended, although nobody closed it.
func pauseOf(it *item.Item, x clock.Exclusion, sheet clock.Sheet) Pause {
	p := Pause{Title: item.Text(clock.GroundTitle(x.Ground)), From: x.From, To: x.To}
	if g := groundOf(it, x.Ground); g != nil {
		p.Title = g.Title
	}
	var last calendar.Date
	for _, d := range sheet.Days {
		switch {
		case d.Ahead || !d.Date.After(x.From) || !x.To.IsZero() && d.Date.After(x.To):
		case len(d.Grounds) > 0 && !d.Counted:
			p.Days++
			last = d.Date
		case d.Counted:
			p.To = cmp.Or(p.To, last, x.From)
		}
	}
	return p
}

// next is what usually follows a node: what stands after it or, where none of its decisions simply goes on, where they lead to.
func next(it *item.Item, n *item.Place) []item.Text {
	if n.Kind == item.Step && !slices.ContainsFunc(n.Decisions, goesOn) {
		var list []item.Text
		for _, l := range n.Leads() {
			if at := it.Place(l.To); at != nil {
				list = append(list, entered(it, at)...)
			}
		}
		return list
	}
	for ; n != nil; n = n.Parent {
		if n.Index+1 < len(n.Sequence) {
			return entered(it, it.Place(n.Sequence[n.Index+1].ID))
		}
	}
	return nil
}

func goesOn(d *item.Decision) bool {
	return d.Next == "" && d.BackTo == "" && d.End == "" && d.Ask == nil
}

// entered is what people see where the flow comes to a node: of a parallel or a choice, the first steps inside.
func entered(it *item.Item, n *item.Place) []item.Text {
	var list []item.Text
	inside := func(sequence []*item.Node) {
		if len(sequence) > 0 {
			list = append(list, entered(it, it.Place(sequence[0].ID))...)
		}
	}
	switch n.Kind {
	case item.Parallel:
		for _, b := range n.Branches {
			inside(b.Do)
		}
	case item.Choice:
		for _, a := range n.Cases {
			inside(a.Do)
		}
	case item.End:
		return []item.Text{labelOf(it, n.ID)}
	default:
		return []item.Text{n.Title}
	}
	return list
}

// Expected is by when a case is decided that would be accepted on a day, if nothing of the time is left out: as promised and by law.
// An item of which the law sets no time has none.
func Expected(it *item.Item, cal *calendar.Calendar, on calendar.Date) clock.Due {
	k := decideFrom(it, on)
	return k.Due(cal, on)
}
