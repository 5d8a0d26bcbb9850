package proof

import (
	"slices"

	"shenpi/workflow/item"
)

// maxReturns bounds how many returns are tried; a staff that survives as many is said to survive at least these.
const maxReturns = 9

// anyNumber says that the same people can do it again however often a case is sent back.
const anyNumber = -1

// survivals says of every way back how many returns the staff can do, each round by people who may: not_who counts those
// of all rounds.
func (c *checker) survivals(able []int) {
	for k := range c.r.Returns {
		ret := &c.r.Returns[k]
		ret.Survives = c.survives(able, c.x.it.Place(ret.Node), c.x.it.Place(ret.To))
		if ret.Survives < 0 || ret.Survives >= maxReturns {
			continue
		}
		pos, by := c.x.it.Place(ret.Node).Pos, item.Text{Zh: "upon", En: "upon"}
		if d := c.x.it.Place(ret.Node).Decision(ret.Decision); d != nil {
			pos, by = d.Pos, c.x.decisionTitle(ret.Node, d.ID)
		}
		c.r.add(Warning, "returns_limited", pos, nil, c.x.title(ret.Node), by, Times(ret.Survives))
	}
}

func (c *checker) survives(able []int, from, to *item.Place) int {
	again := c.loop(able, from, to)
	if !c.rejects(again) {
		return anyNumber // nobody of the loop is kept from it by what comes later in it
	}
	duties, chosen := slices.Clone(c.duties), slices.Clone(able)
	for n := 1; n <= maxReturns; n++ {
		duties, chosen = c.round(duties, chosen, again, n)
		if who, _ := staff(c.opt.People, duties, chosen, nobodyAbsent); who == nil {
			return n - 1
		}
	}
	return maxReturns
}

// loop lists the duties that a way back does again.
func (c *checker) loop(able []int, from, to *item.Place) []int {
	last := from
	for last.Parent != to.Parent || last.Lane != to.Lane {
		if last = last.Parent; last == nil {
			return nil
		}
	}
	var again []int
	for _, d := range able {
		at := c.x.it.Place(c.duties[d].node)
		for ; at != nil; at = at.Parent {
			if at.Parent == to.Parent && at.Lane == to.Lane {
				break
			}
		}
		if at != nil && at.Index >= to.Index && at.Index <= last.Index {
			again = append(again, d)
		}
	}
	return again
}

// rejects reports whether somebody of the loop may not do what they did again, because of what was done after it.
func (c *checker) rejects(again []int) bool {
	for _, d := range again {
		for _, e := range again {
			if c.duties[d].act == "" && c.duties[e].act == "" && !c.duties[d].apart.has(e) && c.keepsApart(d, e) {
				return true
			}
		}
	}
	return false
}

// keepsApart reports whether whoever did e, in an earlier round too, may not do d.
func (c *checker) keepsApart(d, e int) bool {
	return slices.Contains(c.x.it.Place(c.duties[d].node).By.NotWho, c.duties[e].node)
}

// round adds the duties of one more round: each is kept apart from what its not_who names in every round before it.
func (c *checker) round(duties []duty, chosen, again []int, n int) ([]duty, []int) {
	first := len(duties)
	for k, d := range again {
		next := c.duties[d]
		next.round, next.apart = n, nil
		me := first + k
		duties = append(duties, next)
		chosen = append(chosen, me)
		for o := range duties[:me] {
			other := &duties[o]
			if next.act != "" || other.act != "" {
				continue
			}
			mine := slices.Contains(c.x.it.Place(next.node).By.NotWho, other.node)
			theirs := other.round == n && slices.Contains(c.x.it.Place(other.node).By.NotWho, next.node) &&
				actsBefore(c.x.it.Place(next.node), c.x.it.Place(other.node))
			if mine && (other.round < n || actsBefore(c.x.it.Place(other.node), c.x.it.Place(next.node))) || theirs {
				duties[me].apart, duties[o].apart = duties[me].apart.with(o), other.apart.with(me)
			}
		}
	}
	return duties, chosen
}
