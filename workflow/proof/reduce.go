package proof

import (
	"cmp"
	"slices"
	"strconv"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// somebody stands for whoever asked, named, added or acted: the flow never compares them.
const somebody = "@"

// other is an outcome or reason of which nothing but that it is no pass, or not flow.Left, can matter any more.
const other = "-"

// reduce brings a position into normal form: the visits that a later move can still look at, in their order, without
// rounds, persons and votes beyond their numbers. What void visits leave behind (questions asked once, bounds used up,
// that somebody acted) stands in front, as void visits that carry nothing else. The result is a position that the moves
// of the flow treat like the one it was made of. It is good until the next call.
func (l *lens) reduce(p *flow.Position) flow.Position {
	if p.End != "" {
		return flow.Position{End: p.End}
	}
	r := &l.work
	r.lens, r.p = l, p
	n := len(p.Visits) + 1
	r.keep, r.ground, r.last = emptied(r.keep, n), emptied(r.ground, n), emptied(r.last, n)
	r.opener, r.number = emptied(r.opener, n), emptied(r.number, n)
	r.ghosts = r.ghosts[:0]
	clear(r.current)
	clear(r.seen)
	r.choose()
	return r.build()
}

func emptied[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, 2*n)
	}
	s = s[:n]
	clear(s)
	return s
}

// reducer is one reduction; a lens uses the same one again and again.
type reducer struct {
	*lens
	p       *flow.Position
	current map[string]int
	seen    map[lane]bool
	keep    []bool // by visit, as the others
	opener  []int
	number  []int
	ground  []bool // it is the opener of a visit that is kept
	last    []bool // it is where a branch of an open block stands
	ghosts  []flow.Visit
	visits  []flow.Visit
}

type lane struct {
	block int
	name  string
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
			r.holdBefore(at)
		}
	}
}

// lanes marks the last visit that counts of every branch of an open block: it says how far the branch has come.
func (r *reducer) lanes() {
	for k := len(r.p.Visits) - 1; k >= 0; k-- {
		v := &r.p.Visits[k]
		if v.Status == flow.Void || v.Block == 0 || r.p.Visits[v.Block-1].Status != flow.Open || r.seen[lane{v.Block, v.Lane}] {
			continue
		}
		r.seen[lane{v.Block, v.Lane}] = true
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

// holdBefore keeps the done visits of the outermost sequence before a node: the last of them opens it when the law decides
// it, and a return over that one leaves it to the one before.
func (r *reducer) holdBefore(at *item.Place) {
	for k := range r.p.Visits {
		if v := &r.p.Visits[k]; v.Block == 0 && v.Status == flow.Done && r.it.Place(v.Node).Index < at.Index {
			r.hold(v.ID)
		}
	}
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
	r.haunt()
	next := len(r.ghosts)
	for id := 1; id <= len(r.p.Visits); id++ {
		if r.keep[id] {
			next++
			r.number[id] = next
		}
	}
	q := flow.Position{Visits: r.visits[:0]}
	for _, g := range r.ghosts {
		g.ID = len(q.Visits) + 1
		q.Visits = append(q.Visits, g)
	}
	for id := 1; id <= len(r.p.Visits); id++ {
		if r.keep[id] {
			v := r.visit(&r.p.Visits[id-1])
			v.ID, v.Opener, v.Block = r.number[id], r.number[r.opener[id]], r.number[v.Block]
			q.Visits = append(q.Visits, v)
		}
	}
	r.visits = q.Visits
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
	if len(v.Seats) == 0 {
		return nil
	}
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

// seated is the person on a seat.
func seated(k int) string { return "#" + strconv.Itoa(k) }

func bySeat(a, b flow.Seat) int {
	return cmp.Or(cmp.Compare(rankOf(a.Vote), rankOf(b.Vote)), cmp.Compare(a.AddedBy, b.AddedBy), cmp.Compare(a.Decision, b.Decision))
}

func rankOf(vote string) int {
	switch vote {
	case flow.VotePass:
		return 0
	case flow.VoteFail:
		return 1
	}
	return 2
}

// haunt makes the void visits that remember what counts over the whole case.
func (r *reducer) haunt() {
	for _, at := range r.haunted {
		g := flow.Visit{Node: at.ID, Status: flow.Void, Asked: r.askedOnce(at.ID)}
		if r.asked[at.ID] && len(flow.Who(r.p, []string{at.ID})) > 0 {
			g.Acted = []string{somebody}
		}
		if len(g.Asked)+len(g.Acted) > 0 {
			r.ghosts = append(r.ghosts, g)
		}
		for _, outcome := range r.outcomes[at.ID] {
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
