package item

// CallPlace is where a part of a call stands: its item, form.FIELD or outcomes.NAME; the call itself where it does not say.
func (d *Definition) CallPlace(n *Node, part string) Position {
	if s, said := d.spots[callSpot(n.ID, part)]; said {
		return s.pos
	}
	return n.Pos
}

// Fields are the fields of the form as they are named outside expressions; nil when the form may be anything.
func (i *Item) Fields() []string {
	if i.decls.form == nil {
		return nil
	}
	return i.decls.form.shape.dotted("", map[*shape]bool{})
}

// HasField reports whether the form has a field.
func (i *Item) HasField(dotted string) bool {
	return i.decls.form == nil || i.decls.form.shape.field(dotted) != nil
}
