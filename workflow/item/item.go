// Package item reads service items: parse the YAML strictly, check it, compile its expressions and its form.
// Start with Definition (what is written), then Parse (how it is read), then Item (what the engine runs).
package item

import "strings"

// Item is a compiled definition. It is immutable and safe for concurrent use.
type Item struct {
	*Definition
	Hash   string // hex SHA-256 over the definition file and the form files it names
	Source []byte // the definition file as published

	nodes map[string]*Place
	decls program
}

// Place is a node with where it stands in the flow.
type Place struct {
	*Node
	Parent   *Place  // the enclosing parallel or choice; nil at the top
	Lane     string  // the branch name of a parallel, or the index of the case of a choice
	Sequence []*Node // the sequence it stands in
	Index    int     // its place in Sequence
	Order    int     // its place in the text of the whole item, in document order
}

// Place finds a node by id; nil when there is none.
func (i *Item) Place(id string) *Place { return i.nodes[id] }

// Places returns every node in document order.
func (i *Item) Places() []*Place { return i.decls.order }

// Encloses reports whether the node a contains the node b (a node does not contain itself).
func (i *Item) Encloses(a, b string) bool {
	for p := i.nodes[b]; p != nil && p.Parent != nil; p = p.Parent {
		if p.Parent.ID == a {
			return true
		}
	}
	return false
}

// Decision finds a decision of a step by id; nil when there is none.
func (n *Node) Decision(id string) *Decision {
	for _, d := range n.Decisions {
		if d.ID == id {
			return d
		}
	}
	return nil
}

// Document finds a document by id; nil when the item has none of that name.
func (d *Definition) Document(id string) *DocumentSpec {
	for k := range d.Documents {
		if d.Documents[k].ID == id {
			return &d.Documents[k]
		}
	}
	return nil
}

// TitleOf is what a document of the item is called: its title may name the item.
func (d *Definition) TitleOf(s *DocumentSpec) Text {
	return Text{Zh: strings.ReplaceAll(s.Title.Zh, "{item.title}", d.Title.Zh), En: strings.ReplaceAll(s.Title.En, "{item.title}", d.Title.En)}
}

// Material finds a material by id; nil when there is none.
func (d *Definition) Material(id string) *Material {
	for k := range d.Materials {
		if d.Materials[k].ID == id {
			return &d.Materials[k]
		}
	}
	return nil
}
