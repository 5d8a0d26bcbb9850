package item

// checkUndecidedBack reports ways back that nobody decides on and that may lead to a node the case was carried past. Who
// decides is refused then and decides otherwise; the answer of another agency, the silence of the applicant and the
// expiry of a clock cannot, and the case would stand still for good.
func (r *reader) checkUndecidedBack(p *Place) {
	for _, event := range sortedKeys(p.Upon) {
		if p.Kind != Wait { // which an objection sends back only if it can
			r.checkPassedOver(p, p.Upon[event].BackTo, false, p.Pos)
		}
	}
	for _, d := range p.Decisions {
		if p.OnExpiry != nil && p.OnExpiry.Decision == d.ID {
			r.checkPassedOver(p, d.BackTo, true, d.Pos)
		} else if silenceDecides(p, d) {
			r.checkPassedOver(p, d.BackTo, false, d.Pos)
		}
	}
}

func silenceDecides(p *Place, d *Decision) bool {
	for _, asks := range p.Decisions {
		if asks.Ask != nil && asks.Ask.OnSilence != nil && asks.Ask.OnSilence.Decision == d.ID {
			return true
		}
	}
	return false
}

// checkPassedOver reports a way back from a place to a node that something before it may lead past.
func (r *reader) checkPassedOver(from *Place, target string, deemed bool, pos Position) {
	to := r.index.Place(target)
	if target == backToPrevious || to == nil {
		return
	}
	here := beside(from, to)
	if here == nil || here == to {
		return // the parallel around it, or a way that is refused already
	}
	past := func(x *Place) bool { // between the two, or where the way back begins
		return x != nil && x.Parent == to.Parent && x.Lane == to.Lane && x.Index > to.Index && x.Index <= here.Index
	}
	for _, by := range r.index.Places() {
		if by.OnExpiry != nil && past(by) && (by != from || deemed) && r.d.Clocks[by.OnExpiry.Of].Until != "" {
			r.add(pos, "back_to_passed_over", target, by.ID) // a date decides it from wherever the case stands
			return
		}
		if at := beside(by, to); at == nil || at.Index >= to.Index {
			continue
		}
		for _, next := range by.jumps() {
			if past(r.index.Place(next)) {
				r.add(pos, "back_to_passed_over", target, by.ID)
				return
			}
		}
	}
}

// jumps are the nodes to which a node may lead past others.
func (p *Place) jumps() []string {
	var list []string
	for _, d := range p.Decisions {
		list = append(list, d.Next)
	}
	for _, event := range sortedKeys(p.Upon) {
		list = append(list, p.Upon[event].Next)
	}
	return list
}
