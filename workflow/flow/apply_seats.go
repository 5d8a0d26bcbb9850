package flow

import "slices"

// applySeats makes the changes that concern the people of an open visit.
func applySeats(v *Visit, c Change) string {
	switch c.Kind {
	case Voted:
		return applyVoted(v, c)
	case Unvoted:
		return applyUnvoted(v, c)
	case Claimed:
		return applyClaimed(v, c)
	case Named:
		return applyNamed(v, c)
	case Released:
		return applyReleased(v, c)
	case SeatsAdded:
		return applySeatsAdded(v, c)
	case SeatRemoved:
		return applySeatRemoved(v, c)
	case Transferred:
		return applyTransferred(v, c)
	case Delegated:
		return applyDelegated(v, c)
	case HandedBack:
		return applyHandedBack(v, c)
	}
	return "there is no such change"
}

// seatOf finds the seat of a person, also one that somebody voted on in the person's place; -1 when there is none.
func (v *Visit) seatOf(person string) int {
	return slices.IndexFunc(v.Seats, func(s Seat) bool { return s.Person == person || person != "" && s.For == person })
}

// freeSeat finds the first seat nobody has; -1 when there is none.
func (v *Visit) freeSeat() int {
	return slices.IndexFunc(v.Seats, func(s Seat) bool { return s.Person == "" })
}

// freeTurn finds the first seat nobody has whose turn it is: only such a seat can be taken; -1 when there is none.
func (v *Visit) freeTurn() int {
	for k := range v.Seats {
		if v.Seats[k].Person == "" && v.Turn(k) {
			return k
		}
	}
	return -1
}

func applyVoted(v *Visit, c Change) string {
	if c.Person == "" || c.Vote != VotePass && c.Vote != VoteFail && c.Vote != Abstain {
		return "it is no vote"
	}
	if v.Parked() {
		return "a question is open"
	}
	whose := c.Person
	if c.For != "" {
		if whose = c.For; whose == c.Person || v.Taken(c.Person) {
			return "one person has one seat"
		}
	}
	k := v.seatOf(whose)
	if k < 0 {
		k = v.freeTurn()
	}
	if k < 0 || !v.Turn(k) {
		return "the person has no seat whose turn it is"
	}
	s := &v.Seats[k]
	s.Person, s.For, s.Vote, s.Decision = c.Person, c.For, c.Vote, c.Decision
	return ""
}

func applyUnvoted(v *Visit, c Change) string {
	k := v.seatOf(c.Person)
	if c.Person == "" || k < 0 || v.Seats[k].Vote == "" || v.Seats[k].Person != c.Person {
		return "the person has not voted"
	}
	s := &v.Seats[k]
	for _, person := range []string{s.Person, s.For} {
		v.act(person)
	}
	s.Vote, s.Decision = "", ""
	if s.For != "" {
		s.Person, s.For = s.For, ""
	}
	if s.NamedBy == "" {
		s.Person = ""
	}
	return ""
}

// applyClaimed gives the whole step to one person, or one seat of several.
func applyClaimed(v *Visit, c Change) string {
	if c.Person == "" || v.Claimed != "" || len(v.Seats) == 0 {
		return "it cannot be claimed"
	}
	if len(v.Seats) == 1 {
		v.Claimed = c.Person
		return ""
	}
	return v.seat(v.freeTurn(), Change{Person: c.Person, By: c.Person})
}

func applyNamed(v *Visit, c Change) string { return v.seat(v.freeSeat(), c) }

// seat gives a free seat to a person.
func (v *Visit) seat(k int, c Change) string {
	if c.Person == "" || c.By == "" || k < 0 || v.Taken(c.Person) {
		return "there is no seat for the person"
	}
	s := &v.Seats[k]
	s.Person, s.NamedBy, s.Drawn = c.Person, c.By, c.Drawn
	return ""
}

func applyReleased(v *Visit, c Change) string {
	if c.Person == "" || !v.Has(c.Person) {
		return "the person has no seat to give up"
	}
	v.undelegate(c.Person)
	if v.Claimed == c.Person {
		v.Claimed = ""
		return ""
	}
	k := v.seatOf(c.Person)
	s := &v.Seats[k]
	if s.Drawn && !slices.Contains(v.GaveUp, c.Person) {
		v.GaveUp = append(v.GaveUp, c.Person)
	}
	s.Person, s.NamedBy, s.Drawn = "", "", false
	return ""
}
