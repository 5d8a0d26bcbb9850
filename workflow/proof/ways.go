package proof

import (
	"maps"
	"slices"

	"shenpi/workflow/item"
)

// pathSets are, for every way out, the sets of duties that one path can come by, without those that are part of another.
type pathSets map[string][]set

// maxPaths bounds the sets kept for one way out.
const maxPaths = 64

// gatherer collects the duties that paths come by. Ways back are not gone.
type gatherer struct {
	ruler *ruler
	duty  map[string][]int // by node
	lost  bool             // there were too many paths
}

func (g *gatherer) add(all pathSets, way string, s set) {
	for _, had := range all[way] {
		if s.within(had) {
			return
		}
	}
	kept := all[way][:0:0]
	for _, had := range all[way] {
		if !had.within(s) {
			kept = append(kept, had)
		}
	}
	if len(kept) >= maxPaths {
		g.lost = true
		return
	}
	all[way] = append(kept, s)
}

func (g *gatherer) sequence(seq []*item.Node) pathSets {
	after := make([]pathSets, len(seq)+1)
	after[len(seq)] = pathSets{exitPass: {nil}}
	for k := len(seq) - 1; k >= 0; k-- {
		after[k] = pathSets{}
		out := g.node(seq[k])
		for _, way := range slices.Sorted(maps.Keys(out)) {
			next := slices.IndexFunc(seq, func(n *item.Node) bool { return n.ID == way })
			if way == exitPass {
				next = k + 1
			}
			for _, s := range out[way] {
				if next <= k {
					g.add(after[k], way, s)
					continue
				}
				for _, far := range slices.Sorted(maps.Keys(after[next])) {
					for _, t := range after[next][far] {
						g.add(after[k], far, s.union(t))
					}
				}
			}
		}
	}
	return after[0]
}

func (g *gatherer) node(n *item.Node) pathSets {
	var own set
	for _, d := range g.duty[n.ID] {
		own = own.with(d)
	}
	all := pathSets{}
	switch n.Kind {
	case item.Parallel:
		g.parallel(n, all)
	case item.Choice:
		for _, c := range n.Cases {
			inner := g.sequence(c.Do)
			for _, way := range slices.Sorted(maps.Keys(inner)) {
				for _, s := range inner[way] {
					g.leave(n, all, way, s)
				}
			}
		}
	default:
		for _, way := range sortedExits(g.ruler.node(n)) {
			g.add(all, way, own)
		}
	}
	return all
}

// leave takes a way out of a block: one that fails goes where the block says.
func (g *gatherer) leave(n *item.Node, all pathSets, way string, s set) {
	if way != exitFail {
		g.add(all, way, s)
		return
	}
	out := exits{}
	g.ruler.follow(out, route(n, item.OutcomeFail), exitFail, stretch{})
	for _, w := range sortedExits(out) {
		g.add(all, w, s)
	}
}

// parallel comes by all branches at once, each by one of its paths; whoever leaves one of them may have seen the others done.
func (g *gatherer) parallel(n *item.Node, all pathSets) {
	together := []set{nil}
	out := pathSets{exitPass: {nil}, exitFail: {nil}}
	for _, b := range n.Branches {
		inner := g.sequence(b.Do)
		merged := pathSets{}
		for _, way := range slices.Sorted(maps.Keys(inner)) {
			for _, s := range inner[way] {
				g.add(merged, exitPass, s)
				if way != exitPass && way != exitFail {
					out[way] = append(out[way], nil)
				}
			}
		}
		next := pathSets{}
		for _, s := range together {
			for _, t := range merged[exitPass] {
				g.add(next, exitPass, s.union(t))
			}
		}
		together = next[exitPass]
	}
	for _, way := range slices.Sorted(maps.Keys(out)) {
		for _, s := range together {
			g.leave(n, all, way, s)
		}
	}
}

// paths lists the greatest sets of duties that a case can come by.
func (g *gatherer) paths(seq []*item.Node) []set {
	all := pathSets{}
	out := g.sequence(seq)
	for _, way := range slices.Sorted(maps.Keys(out)) {
		for _, s := range out[way] {
			g.add(all, exitPass, s)
		}
	}
	return all[exitPass]
}
