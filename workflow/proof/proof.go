// Package proof decides before publishing whether a definition can get stuck, grant without examination, overrun its
// legal time, or have nobody entitled to act, and says so with a shortest way to it.
//
// Read Check, then explorer (explore.go) over states in normal form (reduce.go) and the moves between them, which are
// those of package flow (move.go); then what is asked of them: check.go, grant.go, game.go, time.go and staff.go.
package proof

import (
	"math"

	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// Options say what a definition is judged by.
type Options struct {
	Calendar *calendar.Calendar    // whose worst window natural days are counted in; nil = the shipped one
	People   []Person              // who has which post today; nil = staffing is not judged
	Units    []string              // of the office; nil = it is not asked whether there are those that the item names
	Roles    map[string]item.Text  // what the roles are called; nil = by their ids
	Items    map[string]*item.Item // what calls are held against, by key; nil = calls are not judged
	Budget   Budget
}

// checker makes one report.
type checker struct {
	x     *explorer
	v     *survey
	r     *Report
	opt   Options
	t     *tracer
	ruler func(clock string, stops ...string) *ruler

	duties []duty
	paths  [][]int // duties that one case can come by
}

// Check proves a definition. It reads nothing but its arguments.
func Check(it *item.Item, opt Options) *Report {
	r := &Report{Item: it.Item, Version: it.Version, Hash: it.Hash, Findings: []Finding{}, Times: []LongestTime{}, Returns: []WayBack{}}
	if opt.Calendar == nil {
		opt.Calendar = calendar.Shipped()
	}
	x := newExplorer(it, opt.Budget)
	c := &checker{x: x, v: newSurvey(x), r: r, opt: opt}
	c.t = &tracer{x: x, traces: map[int32][]trace{}}
	x.saw = func(at int32, s *state, m *move) {
		c.v.see(at, s, m)
		c.t.see(at, s, m)
	}
	x.explore()
	x.saw = nil
	r.Positions, r.Moves = len(x.keys), len(x.edges)
	x.most.Work = math.MaxInt // the way back to what was seen is found again by the same moves
	c.wordings()
	c.calls()
	c.nowhere()
	c.refusals()
	if x.spent {
		r.add(Error, "too_many_positions", c.top(), nil, x.most.Positions)
	} else {
		c.stuck()
		c.dead()
		c.grants()
		c.late()
	}
	c.times()
	c.units()
	c.staffing()
	r.close()
	return r
}

// top is the place of the flow as a whole.
func (c *checker) top() item.Position {
	if len(c.x.it.Flow) == 0 {
		return item.Position{}
	}
	return c.x.it.Flow[0].Pos
}

// late reports grants that are given without the clock of the decision ever having started.
func (c *checker) late() {
	for _, key := range sorted(c.v.late) {
		w := c.v.late[key]
		pos := c.top()
		if at := c.x.it.Place(w.move.node); at != nil {
			pos = at.Pos
		}
		c.r.add(Warning, "clock_not_started", pos, c.x.pathThen(w.at, &w.move, w.picks), key[1], c.endTitle(key[0]))
	}
}
