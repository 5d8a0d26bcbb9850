package flow

import "slices"

// applySeatsAdded raises the threshold with the seats, so that the number of refusals that fails stays the same.
// A step claimed as a whole becomes a panel in which the claimant keeps one seat.
func applySeatsAdded(v *Visit, c Change) string {
	own := v.ownSeat(c.By)
	switch {
	case c.Seats < max(1, len(c.People)) || c.By == "" || len(v.Seats) == 0:
		return "nobody added a seat"
	case c.Where != "" && c.Where != Before && c.Where != After:
		return "it is added nowhere"
	case c.Where != "" && (own < 0 || v.Seats[own].Vote != ""):
		return "who added it has no seat that is open"
	}
	for k, person := range c.People {
		if person == "" || v.Taken(person) || slices.Contains(c.People[:k], person) {
			return "there is no seat for the person"
		}
	}
	if v.Claimed != "" && v.Seats[0].Person == "" {
		v.Seats[0].Person, v.Seats[0].NamedBy = v.Claimed, v.Claimed
	}
	v.Claimed = ""
	first := len(v.Seats)
	for k := range c.Seats {
		s := Seat{AddedBy: c.By}
		if k < len(c.People) {
			s.Person, s.NamedBy = c.People[k], c.By
		}
		v.Seats = append(v.Seats, s)
	}
	v.order(first, own, c.Where)
	v.Need += c.Seats
	return ""
}

// order puts the seats from first on into their places. Where seats vote in turn, the added ones do too, and those added
// beside one that has voted, or by somebody without a seat, stand beside the one whose turn it is.
func (v *Visit) order(first, own int, where string) {
	if v.InTurn && (own < 0 || v.Seats[own].Vote != "") {
		own = v.turn(first)
	}
	for k := first; k < len(v.Seats); k++ {
		switch {
		case v.InTurn && k > first:
			v.behind(k, k-1)
		case own < 0:
		case where == Before:
			v.Seats[k].After = seatsBefore(v.Seats[own].After, first)
			v.Seats[own].After = append(v.Seats[own].After, k)
		case where == After:
			v.behind(k, own)
		case v.InTurn:
			v.Seats[k].After = slices.Clone(v.Seats[own].After)
			v.follow(k, own)
		}
	}
}

// turn finds the first of the first n seats whose turn it is; -1 when there is none.
func (v *Visit) turn(n int) int {
	for k := range n {
		if v.Turn(k) {
			return k
		}
	}
	return -1
}

// seatsBefore leaves the seats that were there before those added now.
func seatsBefore(after []int, first int) []int {
	return slices.DeleteFunc(slices.Clone(after), func(k int) bool { return k >= first })
}

// behind lets a seat vote after another, and before whatever votes after that one.
func (v *Visit) behind(seat, other int) {
	v.follow(seat, other)
	v.Seats[seat].After = []int{other}
}

// follow lets whatever votes after the other seat vote after this one too.
func (v *Visit) follow(seat, other int) {
	for k := range v.Seats {
		if s := &v.Seats[k]; k < seat && slices.Contains(s.After, other) {
			s.After = append(s.After, seat)
		}
	}
}

// applySeatRemoved takes a seat out of the order: what voted after it votes after what voted before it.
func applySeatRemoved(v *Visit, c Change) string {
	gone := v.removable(c.By, c.Person)
	if gone < 0 {
		return "there is no such seat"
	}
	v.undelegate(v.Seats[gone].Person)
	before := v.Seats[gone].After
	v.Seats = slices.Delete(v.Seats, gone, gone+1)
	for k := range v.Seats {
		v.Seats[k].After = without(v.Seats[k].After, gone, before)
	}
	v.Need--
	return ""
}

// without puts in the place of a seat that is gone those that voted before it, and numbers the seats anew.
func without(after []int, gone int, before []int) []int {
	var left []int
	if slices.Contains(after, gone) {
		after = append(slices.Clone(after), before...)
	}
	for _, k := range after {
		switch {
		case k == gone:
			continue
		case k > gone:
			k--
		}
		if !slices.Contains(left, k) {
			left = append(left, k)
		}
	}
	return left
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
