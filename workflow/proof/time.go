package proof

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"shenpi/workflow/item"
)

// LongestTime is the longest counted time of a clock when every step keeps its limit and nothing goes back.
type LongestTime struct {
	Clock   string    `json:"clock"`            // accept, decide, issue
	Deemed  bool      `json:"deemed,omitempty"` // counted from receipt, because acceptance was deemed
	Days    int       `json:"days"`             // working days
	Promise int       `json:"promise,omitempty"`
	Law     int       `json:"law"`
	Path    []TimeLeg `json:"path"`
}

// WayBack is a way back with what it costs.
type WayBack struct {
	Node     string `json:"node"`
	Decision string `json:"decision,omitempty"` // empty: upon an outcome of the node
	To       string `json:"to"`
	Clock    string `json:"clock"`
	Days     int    `json:"days"`               // longest counted time of going there and coming back
	AtMost   int    `json:"at_most,omitempty"`  // 0 = as often as anybody likes
	Fits     int    `json:"fits"`               // how often, beside the longest path, before the law is overrun
	Survives int    `json:"survives,omitempty"` // how often the staff can do it; 0 = not judged, -1 = any number
}

// times measures the clocks of the law.
func (c *checker) times() {
	unlimited := map[string]bool{}
	w := newWorked(c.opt.Calendar)
	c.ruler = func(clock string, stops ...string) *ruler {
		return &ruler{it: c.x.it, clock: clock, worked: w, unlimited: unlimited,
			stops: func(d *item.Decision) bool { return d.Start != "" && slices.Contains(stops, d.Start) }}
	}
	it := c.x.it
	if it.Limits.Accept > 0 {
		s := c.ruler(acceptClock, decideClock, issueClock).sequence(it.Flow, 0).longest()
		c.timed(LongestTime{Clock: acceptClock, Law: it.Limits.Accept}, s, "accept_exceeded")
	}
	c.decideTimes()
	if it.Limits.Issue > 0 {
		if s, begins := c.after(c.ruler(issueClock), issueClock, false); begins {
			c.timed(LongestTime{Clock: issueClock, Law: it.Limits.Issue}, s, "issue_exceeded")
		}
	}
	for _, node := range slices.Sorted(maps.Keys(unlimited)) {
		c.r.add(Warning, "limit_missing", it.Place(node).Pos, nil, c.x.title(node))
	}
	c.returns()
	c.questions()
}

// decideTimes holds the promise against the accepted path and the law against that and the deemed one.
func (c *checker) decideTimes() {
	it := c.x.it
	r := c.ruler(decideClock, issueClock)
	s, begins := c.after(r, decideClock, false)
	if !begins {
		return
	}
	t := LongestTime{Clock: decideClock, Law: it.Limits.Decide, Promise: it.Promise.Decide}
	c.timed(t, s, "law_exceeded")
	if p := it.Promise.Decide; p > 0 && s.days > p {
		c.exceeded("promise_exceeded", s, p)
	}
	if !it.Legal.IsAdminLicence {
		return
	}
	if s, begins = c.after(r, decideClock, true); begins {
		s = stretch{it.Limits.Accept, &leg{TimeLeg: TimeLeg{c.deemer(), it.Limits.Accept}}}.then(s)
		c.timed(LongestTime{Clock: decideClock, Deemed: true, Law: it.Limits.Decide}, s, "deemed_exceeded")
	}
}

// after is the longest stretch after a decision that starts a clock; deemed: one that the end of the acceptance clock
// makes, counted from receipt. Of a decision inside a block the whole block is counted.
func (c *checker) after(r *ruler, clock string, deemed bool) (stretch, bool) {
	seq := c.x.it.Flow
	rest := make(map[int]exits, len(seq))
	from := func(k int) exits {
		if _, ok := rest[k]; !ok {
			rest[k] = r.sequence(seq, k)
		}
		return rest[k]
	}
	worst, begins := stretch{}, false
	for _, at := range c.x.it.Places() {
		for _, d := range at.Decisions {
			if d.Start != clock || deemed && !c.deemedFromReceipt(at, d) {
				continue
			}
			s := from(outermost(at).Index).longest()
			if at.Parent == nil {
				s = r.beyond(at, d, from)
			}
			if !begins || s.days > worst.days {
				worst, begins = s, true
			}
		}
	}
	return worst, begins
}

// deemer is the step at which acceptance is deemed.
func (c *checker) deemer() string {
	for _, at := range c.x.it.Places() {
		if at.OnExpiry != nil && at.OnExpiry.Of == acceptClock {
			return at.ID
		}
	}
	return ""
}

func (c *checker) deemedFromReceipt(at *item.Place, d *item.Decision) bool {
	x := at.OnExpiry
	return x != nil && x.Of == acceptClock && x.From == "received" && x.Decision == d.ID
}

// beyond is the longest stretch after a decision of a step of the outermost sequence.
func (r *ruler) beyond(at *item.Place, d *item.Decision, from func(int) exits) stretch {
	free := *at.Node
	free.Within = 0
	quiet := *r
	quiet.unlimited, quiet.stops = map[string]bool{}, func(*item.Decision) bool { return false }
	best := stretch{}
	out := quiet.step(&free, []*item.Decision{d})
	for _, way := range sortedExits(out) {
		k := at.Index + 1
		switch way {
		case exitFail, exitStop:
			continue
		case exitPass:
		default:
			k = r.it.Place(way).Index
		}
		if k < len(at.Sequence) {
			if s := from(k).longest(); s.days > best.days || best.way == nil {
				best = s
			}
		}
	}
	return best
}

// timed enters a time and reports it when it overruns the law.
func (c *checker) timed(t LongestTime, s stretch, code string) {
	t.Days, t.Path = s.days, s.legs()
	c.r.Times = append(c.r.Times, t)
	if t.Days > t.Law {
		c.exceeded(code, s, t.Law)
	}
}

// exceeded reports at the node of the path that takes longest.
func (c *checker) exceeded(code string, s stretch, limit int) {
	longest := TimeLeg{}
	var zh, en []string
	for _, l := range s.legs() {
		if l.Days > longest.Days {
			longest = l
		}
		t := c.x.title(l.Node)
		zh, en = append(zh, fmt.Sprintf("%s %d", t.Zh, l.Days)), append(en, fmt.Sprintf("%s %d", t.En, l.Days))
	}
	pos := c.top()
	if at := c.x.it.Place(longest.Node); at != nil {
		pos = at.Pos
	}
	c.r.add(Error, code, pos, nil, Workdays(s.days), Workdays(limit), item.Text{Zh: strings.Join(zh, " + "), En: strings.Join(en, " + ")})
}

// slack is how many days the law leaves beside the longest path of a clock; of the decision's, the accepted one.
func (c *checker) slack(clock string) (int, bool) {
	spare, known := 0, false
	for _, t := range c.r.Times {
		if t.Clock == clock && !t.Deemed {
			spare, known = t.Law-t.Days, true
		}
	}
	return max(0, spare), known
}

// clockOf is the clock of a length that runs when these marks are made.
func clockOf(m Marks) string {
	switch {
	case m.Issue:
		return issueClock
	case m.Decide:
		return decideClock
	}
	return acceptClock
}

// returns lists every way back with its cost, once for each node it leads to.
func (c *checker) returns() {
	for _, key := range c.v.order {
		b := c.v.backs[key]
		for _, to := range slices.Sorted(maps.Keys(b.to)) {
			c.back(key, to, b.marks)
		}
	}
}

func (c *checker) back(key [2]string, to string, m Marks) {
	at, target := c.x.it.Place(key[0]), c.x.it.Place(to)
	ret := WayBack{Node: at.ID, Decision: key[1], To: to, Clock: clockOf(m)}
	r := c.ruler(ret.Clock)
	r.full = true
	upTo := at
	for upTo.Parent != target.Parent || upTo.Lane != target.Lane {
		if upTo = upTo.Parent; upTo == nil {
			return
		}
	}
	ret.Days = r.sequence(target.Sequence[:upTo.Index+1], target.Index).longest().days
	pos, by := at.Pos, c.x.decisionTitle(at.ID, key[1])
	if d := at.Decision(key[1]); d != nil {
		pos = d.Pos
	} else {
		ret.AtMost, by = c.bound(at, to), item.Text{Zh: "不通过或异议", En: "failure or objection"}
	}
	if spare, known := c.slack(ret.Clock); known && ret.Days > 0 {
		ret.Fits = spare / ret.Days
	}
	c.r.Returns = append(c.r.Returns, ret)
	c.r.add(Note, "back_edge", pos, nil, c.x.title(at.ID), by, c.x.title(to), Bound(ret.AtMost), Workdays(ret.Days), Room(ret.Fits))
}

// bound is how often what a node provides for upon an outcome may go back there.
func (c *checker) bound(at *item.Place, to string) int {
	for _, way := range at.Upon {
		if way.BackTo == to || way.BackTo != "" && len(at.Upon) == 1 {
			return way.AtMost
		}
	}
	return 0
}

// questions reports what waits longer for an answer than its clock has to spare, and what may be asked without end.
func (c *checker) questions() {
	for _, key := range sorted(c.v.asks) {
		at := c.x.it.Place(key[0])
		d := at.Decision(key[1])
		clock := clockOf(c.v.asks[key])
		ofApplicant := d.Ask.Of == "applicant"
		if ofApplicant && !d.Ask.Once {
			c.r.add(Warning, "ask_unbounded", d.Pos, nil, c.x.title(at.ID), c.x.decisionTitle(at.ID, d.ID))
		}
		days := c.ruler(clock).span(d.Ask.AnswerWithin)
		if spare, known := c.slack(clock); known && d.Ask.Restart != clock && days > spare {
			c.r.add(Warning, "ask_exceeds", d.Pos, nil, c.x.title(at.ID), c.x.decisionTitle(at.ID, d.ID), Workdays(days), clock, Workdays(spare))
		}
	}
}
