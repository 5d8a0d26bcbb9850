package proof

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"shenpi/workflow/item"
)

// set is a set of small numbers.
type set []uint64

func (s set) has(n int) bool { return n/64 < len(s) && s[n/64]>>(n%64)&1 == 1 }

func (s set) with(n int) set {
	t := make(set, max(len(s), n/64+1))
	copy(t, s)
	t[n/64] |= 1 << (n % 64)
	return t
}

func (s set) union(o set) set {
	if len(o) > len(s) {
		s, o = o, s
	}
	t := slices.Clone(s)
	for k := range o {
		t[k] |= o[k]
	}
	return t
}

func (s set) within(o set) bool {
	for k, w := range s {
		if k >= len(o) && w != 0 || k < len(o) && w&^o[k] != 0 {
			return false
		}
	}
	return true
}

func (s set) meets(o set) bool {
	for k := range min(len(s), len(o)) {
		if s[k]&o[k] != 0 {
			return true
		}
	}
	return false
}

// list gives the members, ascending.
func (s set) list() []int {
	var all []int
	for k, w := range s {
		for ; w != 0; w &= w - 1 {
			all = append(all, 64*k+bits.TrailingZeros64(w))
		}
	}
	return all
}

// duty is something that a number of different people of one post have to do.
type duty struct {
	node   string
	act    string // of the case, when it is no step: extend, name
	post   item.Post
	people int
	round  int
	apart  set // duties that must be done by others
}

// roster decides who does what: a list colouring in which people are the colours. People who have the same posts and have
// the same duties so far are the same to it, so that one of them is tried and not all.
type roster struct {
	people []Person
	duties []duty
	most   int // assignments tried before it gives up
	tried  int
	holds  []set // by person: the duties whose post they have
	has    []set // by person: the duties they have
}

// maxTried bounds one decision over a roster.
const maxTried = 50_000

// staff finds people for the duties chosen; sure is false when it was not decided.
func staff(people []Person, duties []duty, chosen []int, absent int) (who map[int][]string, sure bool) {
	r := &roster{people: people, duties: duties, most: maxTried, holds: make([]set, len(people)), has: make([]set, len(people))}
	order := slices.Clone(chosen)
	spare := map[int]int{}
	for _, d := range order {
		for p := range people {
			if p != absent && people[p].has(duties[d].post) {
				r.holds[p] = r.holds[p].with(d)
				spare[d]++
			}
		}
		if spare[d] -= duties[d].people; spare[d] < 0 {
			return nil, true
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return spare[a] - spare[b] })
	if !r.assign(order) {
		return nil, r.tried <= r.most
	}
	who = map[int][]string{}
	for p := range people {
		for _, d := range r.has[p].list() {
			who[d] = append(who[d], people[p].ID)
		}
	}
	return who, true
}

// assign gives the first duty to people and then the others.
func (r *roster) assign(order []int) bool {
	if len(order) == 0 {
		return true
	}
	return r.choose(order, r.alike(order[0]), 0, r.duties[order[0]].people)
}

// alike groups those who may have a duty now by what makes them different to the rest of the search. Those with the
// fewest other roles come first, so that who can do more is kept for more.
func (r *roster) alike(d int) [][]int {
	groups := map[string][]int{}
	var names []string
	for p := range r.people {
		if !r.holds[p].has(d) || r.has[p].meets(r.duties[d].apart) {
			continue
		}
		name := fmt.Sprintf("%03d %v %v", bitsIn(r.holds[p]), r.holds[p], r.has[p])
		if groups[name] == nil {
			names = append(names, name)
		}
		groups[name] = append(groups[name], p)
	}
	slices.SortFunc(names, strings.Compare)
	list := make([][]int, len(names))
	for k, n := range names {
		list[k] = groups[n]
	}
	return list
}

func bitsIn(s set) int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// choose takes people from the groups from one on until nobody is missing, and then goes on with the next duty.
func (r *roster) choose(order []int, groups [][]int, from, missing int) bool {
	if r.tried++; r.tried > r.most {
		return false
	}
	if missing == 0 {
		return r.assign(order[1:])
	}
	if from == len(groups) {
		return false
	}
	g := groups[from]
	for n := min(missing, len(g)); n >= 0; n-- {
		before := make([]set, n)
		for k := range n {
			before[k] = r.has[g[k]]
			r.has[g[k]] = r.has[g[k]].with(order[0])
		}
		if r.choose(order, groups, from+1, missing-n) {
			return true
		}
		for k := range n {
			r.has[g[k]] = before[k]
		}
	}
	return false
}

// core is a smallest part of the duties, found by leaving out one after another, that cannot be staffed.
func core(people []Person, duties []duty, chosen []int, absent int) []int {
	left := slices.Clone(chosen)
	for k := len(left) - 1; k >= 0; k-- {
		without := slices.Delete(slices.Clone(left), k, k+1)
		if who, sure := staff(people, duties, without, absent); who == nil && sure {
			left = without
		}
	}
	return left
}
