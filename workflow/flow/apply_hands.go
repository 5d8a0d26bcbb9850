package flow

import "slices"

// Delegation says who prepares what somebody has claimed or has a seat for. Who gave it decides.
type Delegation struct {
	Of string `json:"of"` // who has the claim or the seat
	To string `json:"to"` // who prepares
}

// Has reports whether a visit is the person's to decide and not decided yet: they claimed it, or have a seat they have
// not voted on.
func (v *Visit) Has(person string) bool {
	if person == "" {
		return false
	}
	k := v.seatOf(person)
	return v.Claimed == person && v.freeSeat() >= 0 || k >= 0 && v.Seats[k].Vote == ""
}

// Seated reports whether the person has a seat here, voted or not, also one that another voted on in their place.
func (v *Visit) Seated(person string) bool { return person != "" && v.seatOf(person) >= 0 }

// Holders lists those whose the visit is, in the order of their seats.
func (v *Visit) Holders() []string {
	var who []string
	if v.Has(v.Claimed) {
		who = append(who, v.Claimed)
	}
	for _, s := range v.Seats {
		if s.Person != "" && s.Vote == "" {
			who = append(who, s.Person)
		}
	}
	return who
}

// DelegateOf is who prepares what the person has; empty when nobody does.
func (v *Visit) DelegateOf(person string) string {
	for _, d := range v.Delegated {
		if d.Of == person {
			return d.To
		}
	}
	return ""
}

// DelegatorOf is for whom the person prepares; empty when for nobody.
func (v *Visit) DelegatorOf(person string) string {
	for _, d := range v.Delegated {
		if d.To == person {
			return d.Of
		}
	}
	return ""
}

// Taken reports whether the person has a place here already: as one who decides, has voted, or prepares.
func (v *Visit) Taken(person string) bool {
	return v.Claimed == person || v.seatOf(person) >= 0 || v.DelegatorOf(person) != ""
}

// drawn reports whether the person's seat was drawn: it can be given up, and is then drawn again, but is not for them to pass on.
func (v *Visit) drawn(person string) bool {
	k := v.seatOf(person)
	return k >= 0 && v.Seats[k].Drawn
}

func (v *Visit) undelegate(person string) {
	v.Delegated = slices.DeleteFunc(v.Delegated, func(d Delegation) bool { return d.Of == person })
	if len(v.Delegated) == 0 {
		v.Delegated = nil
	}
}

func applyTransferred(v *Visit, c Change) string {
	switch prepares := v.DelegatorOf(c.Person); {
	case c.Person == "" || !v.Has(c.By):
		return "there is nothing to give to anybody"
	case v.drawn(c.By):
		return "the seat was drawn"
	case v.Claimed == c.Person || v.seatOf(c.Person) >= 0 || prepares != "" && prepares != c.By:
		return "the person has a place here already"
	}
	v.undelegate(c.By)
	if v.Claimed == c.By {
		v.Claimed = c.Person
		return ""
	}
	s := &v.Seats[v.seatOf(c.By)]
	s.Person, s.NamedBy = c.Person, c.By
	return ""
}

func applyDelegated(v *Visit, c Change) string {
	switch {
	case c.Person == "" || !v.Has(c.By) || v.DelegateOf(c.By) != "":
		return "there is nothing to delegate"
	case v.Taken(c.Person):
		return "the person has a place here already"
	}
	v.Delegated = append(v.Delegated, Delegation{Of: c.By, To: c.Person})
	return ""
}

func applyHandedBack(v *Visit, c Change) string {
	if c.Person == "" || v.DelegateOf(c.By) != c.Person {
		return "it was not delegated to the person"
	}
	v.undelegate(c.By)
	if c.Reason == "" {
		v.act(c.Person)
	}
	return ""
}
