package item

import "strconv"

// Index builds the tree of places of a definition and nothing else: no expression is compiled and the form is not read.
// It trusts the definition; of two nodes of one id the first is kept.
func Index(d *Definition) *Item {
	i := &Item{Definition: d, nodes: make(map[string]*Place)}
	i.index(d.Flow, nil, "")
	return i
}

// index adds a sequence and everything inside it, in document order.
func (i *Item) index(sequence []*Node, parent *Place, lane string) {
	for k, n := range sequence {
		if n == nil {
			continue
		}
		p := &Place{Node: n, Parent: parent, Lane: lane, Sequence: sequence, Index: k, Order: len(i.decls.order)}
		i.decls.order = append(i.decls.order, p)
		if _, taken := i.nodes[n.ID]; !taken {
			i.nodes[n.ID] = p
		}
		for _, b := range n.Branches {
			i.index(b.Do, p, b.Name)
		}
		for c, a := range n.Cases {
			i.index(a.Do, p, strconv.Itoa(c))
		}
	}
}
