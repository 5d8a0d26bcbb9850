package flow

import (
	"slices"

	"shenpi/workflow/item"
)

// Current is the current visit of a node: its last one that is not void; nil when there is none. It points into p.
func Current(p *Position, node string) *Visit {
	for k := len(p.Visits) - 1; k >= 0; k-- {
		if v := &p.Visits[k]; v.Node == node && v.Status != Void {
			return v
		}
	}
	return nil
}

// OpenVisits lists the visits that are open, blocks too, in the order they were opened.
func OpenVisits(p *Position) []*Visit {
	var open []*Visit
	for k := range p.Visits {
		if p.Visits[k].Status == Open {
			open = append(open, &p.Visits[k])
		}
	}
	return open
}

// Passed reports whether a node passed in its current visit.
func Passed(p *Position, node string) bool {
	v := Current(p, node)
	return v != nil && v.Status == Done && v.Outcome == item.OutcomePass
}

// Missing lists those of the needs that have not passed in their current visit, in the order given.
func Missing(p *Position, needs []string) []string {
	var missing []string
	for _, node := range needs {
		if !Passed(p, node) && !slices.Contains(missing, node) {
			missing = append(missing, node)
		}
	}
	return missing
}

// GrantNeeds lists what a grant reached from this visit rests on: the needs of the nearest decision on the way here
// that names any. A decision the law deemed rests on nothing but the law.
func GrantNeeds(it *item.Item, p *Position, visit int) []string {
	for visit > 0 {
		v := &p.Visits[visit-1]
		if v.Reason == Deemed {
			return nil
		}
		if at := it.Place(v.Node); at != nil && v.Status != Open {
			if d := at.Decision(v.Decision); d != nil && len(d.Needs) > 0 {
				return d.Needs
			}
		}
		visit = v.Opener
	}
	return nil
}

// Acted is somebody who acted at a node.
type Acted struct {
	Person string `json:"person"`
	Node   string `json:"node"`
	Visit  int    `json:"visit"`
	Round  int    `json:"round"` // 1-based: which visit of its node it was, void ones counted
}

// Who lists everybody who voted, decided, issued or asked at one of the nodes or inside it, in any round: void visits
// and votes taken back count too, and of an act in somebody's place both. Claiming, being named and being delegated to do not.
func Who(p *Position, nodes []string) []Acted {
	var who []Acted
	rounds := map[string]int{}
	for k := range p.Visits {
		v := &p.Visits[k]
		rounds[v.Node]++
		if !within(p, v, nodes) {
			continue
		}
		add := func(person string) {
			a := Acted{Person: person, Node: v.Node, Visit: v.ID, Round: rounds[v.Node]}
			if person != "" && !slices.Contains(who, a) {
				who = append(who, a)
			}
		}
		for _, person := range v.Acted {
			add(person)
		}
		for _, s := range v.Seats {
			if s.Vote != "" {
				add(s.Person)
				add(s.For)
			}
		}
		add(v.By)
	}
	return who
}

// within reports whether a visit is of one of the nodes, or inside a visit of one.
func within(p *Position, v *Visit, nodes []string) bool {
	for !slices.Contains(nodes, v.Node) {
		if v.Block == 0 {
			return false
		}
		v = &p.Visits[v.Block-1]
	}
	return true
}
