package proof

import (
	"fmt"
	"maps"
	"slices"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// somebody stands for whoever asked, named, added or acted: the flow never compares them.
const somebody = "@"

// other is an outcome or reason of which nothing but that it is no pass, or not flow.Left, can matter any more.
const other = "-"

// Reduce brings a position into normal form: the visits that a later move can still look at, in their order, without
// rounds, persons and votes beyond their numbers. What void visits leave behind (questions asked once, bounds used up,
// that somebody acted) stands in front, as void visits that carry nothing else. The result is a position that the moves
// of the flow treat like the one it was made of.
func (l *lens) reduce(p *flow.Position) flow.Position {
	if p.End != "" {
		return flow.Position{End: p.End}
	}
	r := reducer{lens: l, p: p, keep: make([]bool, len(p.Visits)+1), opener: make([]int, len(p.Visits)+1),
		ground: make([]bool, len(p.Visits)+1), last: make([]bool, len(p.Visits)+1), current: map[string]int{}}
	r.choose()
	return r.build()
}

type reducer struct {
	*lens
	p       *flow.Position
	current map[string]int
	keep    []bool // by visit, as the others
	opener  []int
	ground  []bool // it is the opener of a visit that is kept
	last    []bool // it is where a branch of an open block stands
	ghosts  []flow.Visit
}

// choose marks what to keep.
func (r *reducer) choose() {
	for k := range r.p.Visits {
		if v := &r.p.Visits[k]; v.Status != flow.Void {
			r.current[v.Node] = v.ID
		}
	}
	r.lanes()
	for k := range r.p.Visits {
		v := &r.p.Visits[k]
		if v.Status == flow.Open || r.current[v.Node] == v.ID && r.looked(v) {
			r.hold(v.ID)
		}
	}
	for _, at := range r.expiring {
		if r.looksBack(at.ID) {
			r.hold(r.lastBefore(at))
		}
	}
}

// lanes marks the last visit that counts of every branch of an open block: it says how far the branch has come.
func (r *reducer) lanes() {
	type lane struct {
		block int
		name  string
	}
	seen := map[lane]bool{}
	for k := len(r.p.Visits) - 1; k >= 0; k-- {
		v := &r.p.Visits[k]
		if v.Status == flow.Void || v.Block == 0 || r.p.Visits[v.Block-1].Status != flow.Open || seen[lane{v.Block, v.Lane}] {
			continue
		}
		seen[lane{v.Block, v.Lane}] = true
		r.last[v.ID] = true
		r.hold(v.ID)
	}
}

// looked reports whether a current visit that is over can still be asked about by its node.
func (r *reducer) looked(v *flow.Visit) bool {
	done := v.Status == flow.Done
	switch {
	case r.needed[v.Node] && done && v.Outcome == item.OutcomePass:
		return true
	case r.target[v.Node] && (done || v.Reason == flow.Left):
		return true
	}
	return done && r.it.Place(v.Node).OnExpiry != nil
}

// lastBefore is the last done visit of the outermost sequence before a node, which opens it when the law decides it.
func (r *reducer) lastBefore(at *item.Place) int {
	for k := len(r.p.Visits) - 1; k >= 0; k-- {
		if v := &r.p.Visits[k]; v.Block == 0 && v.Status == flow.Done && r.it.Place(v.Node).Index < at.Index {
			return v.ID
		}
	}
	return 0
}

// hold keeps a visit with all that it leans on.
func (r *reducer) hold(id int) {
	if id == 0 || r.keep[id] {
		return
	}
	r.keep[id] = true
	v := &r.p.Visits[id-1]
	r.hold(v.Block)
	r.hold(r.current[v.Node])
	o := v.Opener
	if !r.looksBack(v.Node) {
		for o > 0 && !r.grounds(&r.p.Visits[o-1]) {
			o = r.p.Visits[o-1].Opener
		}
	}
	if o > 0 {
		r.opener[id], r.ground[o] = o, true
		r.hold(o)
	}
}

func (r *reducer) build() flow.Position {
	number := make([]int, len(r.p.Visits)+1)
	kept := 0
	for id := 1; id <= len(r.p.Visits); id++ {
		if r.keep[id] {
			kept++
			number[id] = kept
		}
	}
	r.haunt()
	shift := len(r.ghosts)
	q := flow.Position{Visits: make([]flow.Visit, 0, shift+kept)}
	for _, g := range r.ghosts {
		g.ID = len(q.Visits) + 1
		q.Visits = append(q.Visits, g)
	}
	moved := func(id int) int {
		if id == 0 {
			return 0
		}
		return number[id] + shift
	}
	for id := 1; id <= len(r.p.Visits); id++ {
		if r.keep[id] {
			v := r.visit(&r.p.Visits[id-1])
			v.ID, v.Opener, v.Block = moved(id), moved(r.opener[id]), moved(v.Block)
			q.Visits = append(q.Visits, v)
		}
	}
	return q
}

// visit is a visit without what cannot matter.
func (r *reducer) visit(v *flow.Visit) flow.Visit {
	n := flow.Visit{Node: v.Node, Block: v.Block, Lane: v.Lane, Status: v.Status}
	switch v.Status {
	case flow.Open:
		n.Case, n.Need = v.Case, v.Need
		n.Seats = r.seats(v)
		if v.Parked() {
			n.Ask = &flow.Asking{Decision: v.Ask.Decision, By: somebody, Of: v.Ask.Of}
			if v.Ask.Person != "" {
				n.Ask.Person = somebody
			}
		}
	case flow.Done:
		n.Outcome = other
		if r.outcomeMatters(v) {
			n.Outcome = v.Outcome
		}
	case flow.Closed:
		n.Reason = other
		if v.Reason == flow.Left {
			n.Reason = flow.Left
		}
	}
	if r.ground[v.ID] && r.grounds(v) {
		if v.Reason == flow.Deemed {
			n.Reason = flow.Deemed
		} else {
			n.Decision = v.Decision
		}
	}
	return n
}

func (r *reducer) outcomeMatters(v *flow.Visit) bool {
	return r.last[v.ID] || v.Outcome == item.OutcomePass && r.needed[v.Node]
}

// seats counts the votes: passes first, then the others, then the seats that are open. A panel whose members are named
// has named them all.
func (r *reducer) seats(v *flow.Visit) []flow.Seat {
	by := r.it.Place(v.Node).By
	seats := make([]flow.Seat, 0, len(v.Seats))
	for _, s := range v.Seats {
		n := flow.Seat{}
		if by.MayAdd != nil {
			if n.Decision = s.Decision; s.Vote != flow.VotePass {
				n.Decision = ""
			}
			if s.AddedBy != "" {
				n.AddedBy = somebody
			}
		}
		if n.Vote = s.Vote; n.Vote == flow.Abstain {
			n.Vote = flow.VoteFail
		}
		seats = append(seats, n)
	}
	slices.SortStableFunc(seats, bySeat)
	for k := range seats {
		if s := &seats[k]; s.Vote != "" {
			s.Person = seated(k)
		} else if by.Pick.Kind == "named" || by.Pick.Kind == "draw" {
			s.Person, s.NamedBy = seated(k), somebody
		}
	}
	return seats
}

func seated(k int) string { return fmt.Sprintf("#%d", k) }

func bySeat(a, b flow.Seat) int {
	rank := func(s flow.Seat) string {
		order := map[string]string{flow.VotePass: "0", flow.VoteFail: "1", "": "2"}
		return order[s.Vote] + s.AddedBy + s.Decision
	}
	switch x, y := rank(a), rank(b); {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// haunt makes the void visits that remember what counts over the whole case.
func (r *reducer) haunt() {
	for _, at := range r.it.Places() {
		g := flow.Visit{Node: at.ID, Status: flow.Void, Asked: r.askedOnce(at.ID)}
		if r.asked[at.ID] && len(flow.Who(r.p, []string{at.ID})) > 0 {
			g.Acted = []string{somebody}
		}
		if len(g.Asked)+len(g.Acted) > 0 {
			r.ghosts = append(r.ghosts, g)
		}
		for _, outcome := range slices.Sorted(maps.Keys(r.bounded[at.ID])) {
			for range min(r.times(at.ID, outcome), r.bounded[at.ID][outcome]) {
				r.ghosts = append(r.ghosts, flow.Visit{Node: at.ID, Status: flow.Void, Outcome: outcome})
			}
		}
	}
}

// askedOnce lists the decisions that ask once and did.
func (r *reducer) askedOnce(node string) []string {
	var used []string
	for _, d := range r.once[node] {
		if slices.ContainsFunc(r.p.Visits, func(v flow.Visit) bool { return v.Node == node && slices.Contains(v.Asked, d) }) {
			used = append(used, d)
		}
	}
	return used
}

// times counts the visits of a node that ended with an outcome, save those that are kept with it.
func (r *reducer) times(node, outcome string) int {
	n := 0
	for k := range r.p.Visits {
		v := &r.p.Visits[k]
		if v.Node == node && v.Outcome == outcome && !(r.keep[v.ID] && v.Status == flow.Done && r.outcomeMatters(v)) {
			n++
		}
	}
	return n
}
