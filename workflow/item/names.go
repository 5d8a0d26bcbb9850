package item

// What a clock name may stand for.
const (
	lengthClock = false // only clocks that the law gives a length
	anyClock    = true  // also those that end on a date
)

// clock reads the name of a clock that exists.
func (r *reader) clock(v *value, dates bool) string {
	name := r.str(v)
	if name == "" {
		return ""
	}
	_, own := r.d.Clocks[name] // of a length too, where its length was refused
	if r.lengthOf(name) <= 0 && !(dates && own) {
		r.add(v.pos, "dangling_clock", name)
	}
	return name
}

// document reads the id of a document that exists.
func (r *reader) document(v *value) string {
	name := r.str(v)
	if name != "" && r.d.Document(name) == nil {
		r.add(v.pos, "dangling_document", name)
	}
	return name
}

// materialNamed reports a material that the item does not have.
func (r *reader) materialNamed(name string, pos Position) {
	if r.d.Material(name) == nil {
		r.add(pos, "dangling_material", name)
	}
}

// certificateKind reads the kind of certificate an issue node makes.
func (r *reader) certificateKind(v *value) string {
	name := r.str(v)
	if name != "" && (r.d.Certificate == nil || r.d.Certificate.Kind != name) {
		r.add(v.pos, "dangling_certificate", name)
	}
	return name
}

// endName reports an end whose effect in law is not said.
func (r *reader) endName(name string, pos Position) {
	if _, known := r.d.Outcomes[name]; !known {
		r.add(pos, "unknown_end", name)
	}
}

// noNode reports the name of a node that is not there, with the one that may have been meant.
func (r *reader) noNode(name string, pos Position) {
	var known []string
	for _, at := range r.index.Places() {
		known = append(known, at.ID)
	}
	r.add(pos, "dangling_node", name, Meant(name, known))
}

// target finds a node by the name that the node n gives to it at pos.
func (r *reader) target(n *Node, name string, pos Position) (from, to *Place) {
	to = r.index.Place(name)
	if to == nil {
		r.noNode(name, pos)
		return nil, nil
	}
	from = r.index.Place(n.ID)
	if from == nil || from.Node != n { // the second of two nodes of one name, reported already
		return nil, nil
	}
	return from, to
}

// beside finds what stands in the sequence of to and is, or contains, from; nil when that sequence does not enclose from.
func beside(from, to *Place) *Place {
	for a := from; a != nil; a = a.Parent {
		if a.Parent == to.Parent && a.Lane == to.Lane {
			return a
		}
	}
	return nil
}

// checkNext: next goes forward, to a node of the same or of an enclosing sequence.
func (r *reader) checkNext(n *Node, name string, pos Position) {
	from, to := r.target(n, name, pos)
	if from == nil {
		return
	}
	if a := beside(from, to); a == nil {
		r.add(pos, "out_of_reach", name)
	} else if to.Index <= a.Index {
		r.add(pos, "next_not_forward", name)
	}
}

// checkBackTo: back_to names an earlier node of the same or of an enclosing sequence, or the enclosing parallel itself.
func (r *reader) checkBackTo(n *Node, name string, pos Position) {
	from, to := r.target(n, name, pos)
	if from == nil {
		return
	}
	a := beside(from, to)
	switch {
	case a == nil:
		r.add(pos, "out_of_reach", name)
	case to == a && a != from && to.Kind == Parallel:
	case to.Index >= a.Index || to.Kind == End:
		r.add(pos, "back_to_not_earlier", name)
	}
}

// checkNeed: a need is a node that can have passed.
func (r *reader) checkNeed(n *Node, name string, pos Position) {
	from, to := r.target(n, name, pos)
	if from == nil {
		return
	}
	if to.Kind == End || to == from || to.Order > from.Order || r.index.Encloses(name, n.ID) {
		r.add(pos, "need_not_earlier", name)
	}
}

// checkNotWho: only a step or an issue has people who acted.
func (r *reader) checkNotWho(name string, pos Position) {
	to := r.index.Place(name)
	switch {
	case name == Filing:
	case to == nil:
		r.noNode(name, pos)
	case to.Kind != Step && to.Kind != Issue:
		r.add(pos, "not_a_step", name)
	}
}

// checkAsked: besides the applicant only the last officer of an earlier step can be asked.
func (r *reader) checkAsked(n *Node, name string, pos Position) {
	from, to := r.target(n, name, pos)
	if from == nil {
		return
	}
	if to.Kind != Step {
		r.add(pos, "not_a_step", name)
	} else if to.Order >= from.Order {
		r.add(pos, "back_to_not_earlier", name)
	}
}
