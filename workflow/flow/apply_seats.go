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
		k = v.freeSeat()
	}
	if k < 0 || v.Seats[k].Vote != "" {
		return "the person has no open seat"
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
	return applyNamed(v, Change{Person: c.Person, By: c.Person})
}

func applyNamed(v *Visit, c Change) string {
	k := v.freeSeat()
	if c.Person == "" || c.By == "" || k < 0 || v.seatOf(c.Person) >= 0 || v.DelegatorOf(c.Person) != "" {
		return "there is no seat for the person"
	}
	v.Seats[k].Person, v.Seats[k].NamedBy = c.Person, c.By
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
	v.Seats[k].Person, v.Seats[k].NamedBy = "", ""
	return ""
}

// applySeatsAdded raises the threshold with the seats, so that the number of refusals that fails stays the same.
// A step claimed as a whole becomes a panel in which the claimant keeps one seat.
func applySeatsAdded(v *Visit, c Change) string {
	if c.Seats < 1 || c.By == "" || len(v.Seats) == 0 {
		return "nobody added a seat"
	}
	if v.Claimed != "" && v.Seats[0].Person == "" {
		v.Seats[0].Person, v.Seats[0].NamedBy = v.Claimed, v.Claimed
	}
	v.Claimed = ""
	for range c.Seats {
		v.Seats = append(v.Seats, Seat{AddedBy: c.By})
	}
	v.Need += c.Seats
	return ""
}

func applySeatRemoved(v *Visit, c Change) string {
	k := v.removable(c.By, c.Person)
	if k < 0 {
		return "there is no such seat"
	}
	v.undelegate(v.Seats[k].Person)
	v.Seats = slices.Delete(v.Seats, k, k+1)
	v.Need--
	return ""
}

// removable finds the last unvoted seat of the person (empty = of nobody) that by added; -1 when there is none.
func (v *Visit) removable(by, person string) int {
	for k := len(v.Seats) - 1; k >= 0 && by != ""; k-- {
		if s := v.Seats[k]; s.AddedBy == by && s.Person == person && s.Vote == "" {
			return k
		}
	}
	return -1
}
