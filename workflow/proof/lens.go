package proof

import (
	"maps"
	"slices"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// lens knows what of a past visit a later move of the item can still look at. Everything else is left out of a normal
// form, or two positions that behave alike would count as two.
type lens struct {
	it       *item.Item
	needed   map[string]bool           // nodes in the needs of a decision
	target   map[string]bool           // nodes that a way back names
	previous map[string]bool           // nodes with a way back to the previous one
	asked    map[string]bool           // steps whose last officer may be asked
	once     map[string][]string       // decisions that ask once in a case, by node
	bounded  map[string]map[string]int // outcomes with a bound, by node
	expiring []*item.Place             // steps that the expiry of a clock decides, where the law does so at all
	outcomes map[string][]string       // those with a bound, sorted
	haunted  []*item.Place             // nodes of which something counts over the whole case
	work     reducer
	written  []byte
	decoded  []flow.Visit
	names    map[string]uint64 // what the encoding writes instead of a name
	name     []string
}

func newLens(it *item.Item) *lens {
	l := &lens{
		it: it, needed: map[string]bool{}, target: map[string]bool{}, previous: map[string]bool{}, asked: map[string]bool{},
		once: map[string][]string{}, bounded: map[string]map[string]int{}, names: map[string]uint64{},
	}
	for _, at := range it.Places() {
		l.ways(at)
		for _, d := range at.Decisions {
			l.decision(at, d)
		}
		if at.OnExpiry != nil {
			l.expiring = append(l.expiring, at)
		}
	}
	l.outcomes = map[string][]string{}
	for _, at := range it.Places() {
		if len(l.once[at.ID]) > 0 || l.asked[at.ID] || len(l.bounded[at.ID]) > 0 {
			l.haunted = append(l.haunted, at)
			l.outcomes[at.ID] = slices.Sorted(maps.Keys(l.bounded[at.ID]))
		}
	}
	l.work = reducer{current: map[string]int{}, seen: map[lane]bool{}}
	return l
}

func (l *lens) ways(at *item.Place) {
	if at.Kind == item.Call {
		l.back(at, at.Call.OnSilence.BackTo)
	}
	for outcome, way := range at.Upon {
		l.back(at, way.BackTo)
		if way.AtMost > 0 {
			if l.bounded[at.ID] == nil {
				l.bounded[at.ID] = map[string]int{}
			}
			l.bounded[at.ID][outcome] = way.AtMost
		}
	}
}

func (l *lens) decision(at *item.Place, d *item.Decision) {
	l.back(at, d.BackTo)
	for _, n := range d.Needs {
		l.needed[n] = true
	}
	if d.Ask == nil {
		return
	}
	if d.Ask.Of != flow.Applicant {
		l.asked[d.Ask.Of] = true
	}
	if d.Ask.Once {
		l.once[at.ID] = append(l.once[at.ID], d.ID)
	}
}

func (l *lens) back(at *item.Place, to string) {
	switch to {
	case "":
	case flow.Previous:
		l.previous[at.ID] = true
	default:
		l.target[to] = true
	}
}

// looksBack reports whether the exact way by which a node was reached can matter: it has a way back to the previous
// node, or it is one that previous looks through or that hands its own opener on to what it contains.
func (l *lens) looksBack(node string) bool {
	if l.previous[node] {
		return true
	}
	kind := l.it.Place(node).Kind
	return len(l.previous) > 0 && (kind == item.Wait || kind == item.Call || kind == item.Choice || kind == item.Parallel)
}

// grounds reports whether a visit settles what a grant reached through it rests on.
func (l *lens) grounds(v *flow.Visit) bool {
	if v.Reason == flow.Deemed {
		return true
	}
	d := l.it.Place(v.Node).Decision(v.Decision)
	return d != nil && len(d.Needs) > 0
}

// intern numbers a name; the empty one is 0.
func (l *lens) intern(name string) uint64 {
	if name == "" {
		return 0
	}
	n, ok := l.names[name]
	if !ok {
		l.name = append(l.name, name)
		n = uint64(len(l.name))
		l.names[name] = n
	}
	return n
}

func (l *lens) named(n uint64) string {
	if n == 0 {
		return ""
	}
	return l.name[n-1]
}
