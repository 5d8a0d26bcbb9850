package item

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
)

// stand is where a node stands: in which sequence, and what follows what there.
type stand struct {
	node     *Node
	sequence string // the parent and its lane; empty at the top
	title    Text   // of the sequence
}

// flow compares the two flows node by node: nodes are matched by id, wherever they stand.
func (d *differ) flow() {
	lanes := d.lanes()
	was, order0 := stands(d.a, nil)
	now, order := stands(d.b, lanes)
	for _, id := range order {
		n := now[id].node
		at := here{place: "flow/" + id, pos: n.Pos}
		old, had := was[id]
		switch {
		case !had:
			d.add(at, DiffAdded, newNode(n, d.before(now, order, id)), nil, n)
			continue
		case old.sequence != now[id].sequence:
			d.add(at, DiffMoved, movedInto(n, now[id].title), nil, nil)
		}
		d.node(at.in(theNode(n), n.Pos), old.node, n)
	}
	for _, id := range order0 {
		if n := was[id].node; now[id].node == nil {
			d.add(here{place: "flow/" + id, pos: n.Pos}, DiffRemoved, goneNode(n), n, nil)
		}
	}
	d.reordered(was, now, order0, order)
}

// stands lists the nodes of a definition in the order of the file.
func stands(it *Item, lanes map[string]string) (map[string]stand, []string) {
	at := map[string]stand{}
	var order []string
	for _, p := range it.Places() {
		s := stand{node: p.Node}
		if p.Parent != nil {
			lane := p.Lane
			if same, ok := lanes[p.Parent.ID+"/"+lane]; ok {
				lane = same
			}
			s.sequence, s.title = p.Parent.ID+"/"+lane, laneTitle(p)
		}
		at[p.ID] = s
		order = append(order, p.ID)
	}
	return at, order
}

// lanes gives the cases of b's choices the names of those of a that they are: with the same condition in the same order,
// and between those one after another.
func (d *differ) lanes() map[string]string {
	names := map[string]string{}
	for _, p := range d.b.Places() {
		old := d.a.Place(p.ID)
		if p.Kind != Choice || old == nil || old.Kind != Choice {
			continue
		}
		for k, o := range paired(conditions(old.Cases), conditions(p.Cases)) {
			name := "new " + strconv.Itoa(k)
			if o >= 0 {
				name = strconv.Itoa(o)
			}
			names[p.ID+"/"+strconv.Itoa(k)] = name
		}
	}
	return names
}

func conditions(list []*Alternative) []string {
	texts := make([]string, len(list))
	for i, c := range list {
		texts[i] = c.When
		if c.Else {
			texts[i] = "else" + c.When
		}
	}
	return texts
}

// paired finds for each of now which of was it is: the equal ones of a longest common run, and those between two such in
// their order; -1 = new.
func paired(was, now []string) []int {
	pairs := make([]int, len(now))
	i, k := 0, 0
	upTo := func(ei, ek int) {
		for ; k < ek; k++ {
			pairs[k] = -1
			if i < ei {
				pairs[k] = i
				i++
			}
		}
		i = ei
	}
	for _, same := range commonRun(was, now) {
		ei, ek := i+slices.Index(was[i:], same), k+slices.Index(now[k:], same)
		upTo(ei, ek)
		pairs[ek] = ei
		i, k = ei+1, ek+1
	}
	upTo(len(was), len(now))
	return pairs
}

// node compares what two nodes say themselves; the nodes inside them are compared by their own ids.
func (d *differ) node(h here, a, b *Node) {
	va, vb := reflect.ValueOf(*a), reflect.ValueOf(*b)
	for i := range va.NumField() {
		switch f := va.Type().Field(i); f.Name {
		case "Branches":
			d.branches(h, a, b)
		case "Cases":
			d.cases(h, a, b)
		case "By": // the fields of a panel are said of the step itself
			for k := range va.Field(i).NumField() {
				d.field(h.below("by"), va.Field(i).Type().Field(k), va.Field(i).Field(k), vb.Field(i).Field(k))
			}
		default:
			d.field(h, f, va.Field(i), vb.Field(i))
		}
	}
}

func (d *differ) branches(h here, a, b *Node) {
	bare := func(list []*Branch) reflect.Value {
		var named []bareBranch
		for _, x := range list {
			named = append(named, bareBranch{Name: x.Name, Title: x.Title})
		}
		return reflect.ValueOf(named)
	}
	d.parts(h.below("branches"), branchTitle, bare(a.Branches), bare(b.Branches))
}

// bareBranch is a branch without what is in it.
type bareBranch struct {
	Name  string `json:"-"` // what it is matched by
	Title Text   `json:"title"`
}

func (d *differ) cases(h here, a, b *Node) {
	kept := map[int]bool{}
	for k, o := range paired(conditions(a.Cases), conditions(b.Cases)) {
		at := h.below("cases").below(strconv.Itoa(k + 1))
		at.pos = b.Cases[k].Pos
		now := conditions(b.Cases)[k]
		if o < 0 {
			d.add(at, DiffAdded, withPart(h, sentenceNewPart, caseTitle, quotedText(now)), nil, now)
			continue
		}
		kept[o] = true
		if was := conditions(a.Cases)[o]; was != now {
			d.add(at, DiffChanged, withOf(h, sentenceChanged, numbered(caseTitle, k+1), quotedText(was), quotedText(now)), was, now)
		}
	}
	for o, was := range conditions(a.Cases) {
		if !kept[o] {
			at := h.below("cases").below(strconv.Itoa(o + 1))
			at.pos = a.Cases[o].Pos
			d.add(at, DiffRemoved, withPart(h, sentenceGonePart, caseTitle, quotedText(was)), was, nil)
		}
	}
}

// reordered tells of the nodes that stayed in their sequence and changed their place in it.
func (d *differ) reordered(was, now map[string]stand, order0, order []string) {
	of := func(at map[string]stand, order []string, sequence string) (ids []string) {
		for _, id := range order {
			if at[id].sequence == sequence {
				ids = append(ids, id)
			}
		}
		return ids
	}
	var done []string
	for _, id := range order {
		s := now[id].sequence
		if slices.Contains(done, s) {
			continue
		}
		done = append(done, s)
		for _, moved := range movedKeys(of(was, order0, s), of(now, order, s)) {
			n := now[moved].node
			before := Text{}
			if b := d.before(now, order, moved); b != nil {
				before = nodeTitle(b)
			}
			d.add(here{place: "flow/" + moved, pos: n.Pos}, DiffMoved, movedSentence(nil, nounOf(n.Kind), nodeTitle(n), before), nil, nil)
		}
	}
}

// before is the node that stands before another in its sequence; nil when it is the first.
func (d *differ) before(at map[string]stand, order []string, id string) *Node {
	var last *Node
	for _, other := range order {
		if other == id {
			return last
		}
		if at[other].sequence == at[id].sequence {
			last = at[other].node
		}
	}
	return nil
}

func laneTitle(p *Place) Text {
	t := nodeTitle(p.Parent.Node)
	for _, b := range p.Parent.Branches {
		if b.Name == p.Lane {
			title := both(cmpText(b.Title, Text{Zh: b.Name, En: b.Name}))
			return Text{Zh: fmt.Sprintf("“%s”的分支“%s”", t.Zh, title.Zh), En: fmt.Sprintf("branch %q of %q", title.En, t.En)}
		}
	}
	k, _ := strconv.Atoi(p.Lane) // of a choice it is a number
	return Text{Zh: fmt.Sprintf("“%s”的第%d种情形", t.Zh, k+1), En: fmt.Sprintf("case %d of %q", k+1, t.En)}
}
