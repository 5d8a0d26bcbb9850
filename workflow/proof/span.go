package proof

import (
	"fmt"
	"maps"
	"slices"

	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// TimeLeg is a node of a longest path with the counted working days spent at it.
type TimeLeg struct {
	Node string `json:"node"`
	Days int    `json:"days"`
}

// stretch is the longest way to somewhere, in counted working days. Its legs are a list that others share the end of.
type stretch struct {
	days int
	way  *leg
}

type leg struct {
	TimeLeg
	next *leg
}

func (s stretch) then(t stretch) stretch {
	return stretch{s.days + t.days, s.way.before(t.way)}
}

func (l *leg) before(rest *leg) *leg {
	if l == nil {
		return rest
	}
	return &leg{l.TimeLeg, l.next.before(rest)}
}

// legs lists the nodes of a stretch that take time.
func (s stretch) legs() []TimeLeg {
	list := []TimeLeg{}
	for l := s.way; l != nil; l = l.next {
		if l.Days > 0 {
			list = append(list, l.TimeLeg)
		}
	}
	return list
}

// exits are the ways out of a node or a sequence, each with the longest stretch to it from where it was entered.
type exits map[string]stretch

// The ways out besides the ids of nodes that are gone on to.
const (
	exitPass = "+"
	exitFail = "-"
	exitStop = "." // what is measured is over: the case ended, or the clock that follows started
)

func (e exits) take(way string, s stretch) {
	if had, ok := e[way]; !ok || s.days > had.days {
		e[way] = s
	}
}

// longest is the longest of all stretches.
func (e exits) longest() stretch {
	best := stretch{}
	for _, way := range sortedExits(e) {
		if e[way].days > best.days || best.way == nil {
			best = e[way]
		}
	}
	return best
}

// ruler measures the counted time of a flow when every step takes all of its limit. Ways back are not gone.
type ruler struct {
	it        *item.Item
	clock     string                      // the one that counts: time excluded from it is not counted up to its bound
	full      bool                        // the bounds are used up: what is excluded counts
	stops     func(d *item.Decision) bool // the decision ends what is measured
	worked    *worked
	unlimited map[string]bool // nodes without a limit that were met
}

// sequence measures the nodes of a sequence from one of them on.
func (r *ruler) sequence(seq []*item.Node, from int) exits {
	after := make([]exits, len(seq)+1)
	after[len(seq)] = exits{exitPass: {}}
	index := map[string]int{}
	for k, n := range seq {
		index[n.ID] = k
	}
	for k := len(seq) - 1; k >= from; k-- {
		after[k] = r.onward(r.node(seq[k]), after, index, k)
	}
	return after[from]
}

// onward follows the ways out of one node through the rest of its sequence.
func (r *ruler) onward(out exits, after []exits, index map[string]int, k int) exits {
	all := exits{}
	for _, way := range sortedExits(out) {
		s := out[way]
		next, here := index[way]
		switch {
		case way == exitPass:
			next, here = k+1, true
		case way == exitFail, way == exitStop:
			here = false
		}
		if !here || next <= k {
			all.take(way, s)
			continue
		}
		for _, way := range sortedExits(after[next]) {
			all.take(way, s.then(after[next][way]))
		}
	}
	return all
}

func (r *ruler) node(n *item.Node) exits {
	switch n.Kind {
	case item.Step:
		return r.step(n, n.Decisions)
	case item.Wait:
		out := exits{exitPass: r.cost(n)}
		for _, way := range n.Upon {
			r.follow(out, &way, exitPass, r.cost(n))
		}
		return out
	case item.Call:
		out := exits{exitPass: r.cost(n)}
		r.follow(out, route(n, item.OutcomeFail), exitFail, r.cost(n))
		return out
	case item.Issue:
		return exits{exitPass: r.cost(n)}
	case item.End:
		return exits{exitStop: {}}
	case item.Parallel:
		return r.parallel(n)
	case item.Choice:
		return r.choice(n)
	}
	return exits{exitPass: {}}
}

// step measures a step whose decisions are these.
func (r *ruler) step(n *item.Node, decisions []*item.Decision) exits {
	out, cost := exits{}, r.cost(n)
	for _, d := range decisions {
		switch {
		case d.Ask != nil || d.BackTo != "":
		case r.stops(d), d.End != "":
			out.take(exitStop, cost)
		case d.Next != "":
			out.take(d.Next, cost)
		case d.Passes():
			r.follow(out, route(n, d.Outcome), exitPass, cost)
		default:
			r.follow(out, route(n, d.Outcome), exitFail, cost)
		}
	}
	if n.By.Several() { // it fails also by abstentions
		r.follow(out, route(n, item.OutcomeFail), exitFail, cost)
	}
	return out
}

// route is where a node leads upon an outcome; nil where it does not say.
func route(n *item.Node, outcome string) *item.Route {
	way, ok := n.Upon[outcome]
	if !ok && outcome != item.OutcomePass {
		way, ok = n.Upon[item.OutcomeFail]
	}
	if !ok {
		return nil
	}
	return &way
}

// follow takes the way a route names, or the one there is without it.
func (r *ruler) follow(out exits, way *item.Route, without string, s stretch) {
	switch {
	case way == nil:
		out.take(without, s)
	case way.End != "":
		out.take(exitStop, s)
	case way.Next != "":
		out.take(way.Next, s)
	case way.BackTo == "":
		out.take(exitPass, s)
	}
}

// parallel takes the longest branch: a join may have to wait for it, however it is decided.
func (r *ruler) parallel(n *item.Node) exits {
	out, over := exits{}, stretch{}
	for _, b := range n.Branches {
		branch := r.sequence(b.Do, 0)
		for _, way := range sortedExits(branch) {
			s := branch[way]
			if way != exitPass && way != exitFail {
				out.take(way, s)
			} else if s.days > over.days || over.way == nil {
				over = s
			}
		}
	}
	out.take(exitPass, over)
	r.follow(out, route(n, item.OutcomeFail), exitFail, over)
	return out
}

func (r *ruler) choice(n *item.Node) exits {
	out := exits{}
	for _, c := range n.Cases {
		ways := r.sequence(c.Do, 0)
		for _, way := range sortedExits(ways) {
			if way == exitFail {
				r.follow(out, route(n, item.OutcomeFail), exitFail, ways[way])
			} else {
				out.take(way, ways[way])
			}
		}
	}
	return out
}

// cost is the counted time at a node itself.
func (r *ruler) cost(n *item.Node) stretch {
	days := n.Within
	switch {
	case n.Kind == item.Wait:
		days = r.span(n.For)
	case n.Kind == item.Call && n.Call.AnswerWithin != (item.Span{}):
		days = r.span(n.Call.AnswerWithin)
	case n.Kind == item.Call: // forwarded: over as soon as the case is filed
	case n.Within == 0:
		r.unlimited[n.ID] = true
	case n.Exclude != nil && n.Exclude.Clock == r.clock && !r.full:
		days = max(0, n.Within-n.Exclude.AtMost)
	}
	return stretch{days, &leg{TimeLeg: TimeLeg{n.ID, days}}}
}

// span is the greatest number of working days in a length of time.
func (r *ruler) span(s item.Span) int {
	if s.Workdays > 0 {
		return s.Workdays
	}
	return r.worked.window(s.Days)
}

// maxSpan is the longest length of time in natural days that a definition can name.
const maxSpan = 3660

// worked counts the working days of a calendar up to every day of it, and so far beyond its last year as a length of
// time can reach, where it is only expected.
type worked struct {
	upTo    []int // working days among the first n
	moved   []int // the first working day at or after a day
	begins  int   // days that a length of time may begin on
	windows map[int]int
}

func newWorked(cal *calendar.Calendar) *worked {
	w := &worked{windows: map[int]int{}}
	years := cal.Years()
	if len(years) == 0 {
		return w
	}
	first := calendar.MustParse(fmt.Sprintf("%04d-01-01", years[0]))
	w.begins = calendar.MustParse(fmt.Sprintf("%04d-12-31", years[len(years)-1])).Sub(first) + 1
	n := w.begins + maxSpan + 30
	w.upTo, w.moved = make([]int, n+1), make([]int, n)
	for k := range n {
		w.upTo[k+1] = w.upTo[k]
		if cal.Day(first.AddDays(k)).Working {
			w.upTo[k+1]++
		}
	}
	next := n - 1
	for k := n - 1; k >= 0; k-- {
		if w.upTo[k+1] > w.upTo[k] {
			next = k
		}
		w.moved[k] = next
	}
	return w
}

// window is the worst window of the calendar: the most working days that a length of natural days can hold, whatever day
// it begins after, its last day moved to the next working day when it is a day of rest. Without any year every day counts.
func (w *worked) window(days int) int {
	if w.begins == 0 {
		return days
	}
	if n, ok := w.windows[days]; ok {
		return n
	}
	worst := 0
	for k := range w.begins {
		worst = max(worst, w.upTo[w.moved[k+min(days, maxSpan)]+1]-w.upTo[k+1])
	}
	w.windows[days] = worst
	return worst
}

func sortedExits(e exits) []string { return slices.Sorted(maps.Keys(e)) }
