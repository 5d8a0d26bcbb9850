package proof

import (
	"slices"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

func (x *explorer) stepMoves(list []move, here move, s *state, v *flow.Visit, at *item.Place) []move {
	for _, d := range flow.Options(x.it, &s.p, v.ID) {
		list = x.decisions(list, here, s, v, at, d)
	}
	if x.asked[v.Node] && len(flow.Who(&s.p, []string{v.Node})) == 0 {
		list = append(list, x.preparing(here, s))
	}
	if at.By.MayAdd == nil {
		return list
	}
	for n := 1; n <= at.By.MayAdd.AtMost; n++ {
		add := here
		add.by, add.kind = Officer, kindAdd
		list = append(list, x.under(add, s, &s.p, func(p *flow.Position, _ flow.Chooser) ([]flow.Change, error) {
			return flow.AddSeats(x.it, p, v.ID, somebody, flow.Adding{Seats: n, Where: flow.Beside})
		}))
	}
	return x.removals(list, here, s, v)
}

// decisions makes one decision from each kind of seat that is open.
func (x *explorer) decisions(list []move, here move, s *state, v *flow.Visit, at *item.Place, decision string) []move {
	m := here
	m.by, m.kind, m.decision = Officer, kindDecide, decision
	if d := at.Decision(decision); len(v.Seats) > 1 && (d == nil || !d.Leaves() && d.Ask == nil) {
		m.by, m.certain = Member, true
	}
	for _, seat := range openSeats(v) {
		p := s.p
		person := v.Seats[seat].Person
		if person == "" {
			person = seated(seat)
		}
		if v.Seats[seat].AddedBy != "" {
			p = sitting(&s.p, v.ID, seat, person)
		}
		list = append(list, x.under(m, s, &p, func(p *flow.Position, ch flow.Chooser) ([]flow.Change, error) {
			return flow.Decide(x.it, p, v.ID, person, decision, ch)
		}))
	}
	return list
}

// preparing lets somebody act at a step without deciding it: who prepares it for another, or takes a vote back, has acted
// there and can be asked later.
func (x *explorer) preparing(m move, s *state) move {
	m.by, m.kind = Officer, kindPrepare
	return x.under(m, s, &s.p, func(p *flow.Position, _ flow.Chooser) ([]flow.Change, error) {
		from, q, all := voter(&p.Visits[m.visit-1]), p.Clone(), []flow.Change{}
		for _, do := range []func() ([]flow.Change, error){
			func() ([]flow.Change, error) {
				if q.Visits[m.visit-1].Has(from) {
					return nil, nil
				}
				return flow.Claim(x.it, &q, m.visit, from)
			},
			func() ([]flow.Change, error) { return flow.Delegate(x.it, &q, m.visit, from, somebody) },
			func() ([]flow.Change, error) { return flow.HandBack(x.it, &q, m.visit, somebody) },
		} {
			changes, err := do()
			if err != nil {
				return nil, err
			}
			for _, c := range changes {
				if err := flow.Apply(&q, c); err != nil {
					return nil, err
				}
			}
			all = append(all, changes...)
		}
		return all, nil
	})
}

// openSeats gives one open seat of each kind, an added one and one that is not.
func openSeats(v *flow.Visit) []int {
	var seats []int
	kinds := map[string]bool{}
	for k, s := range v.Seats {
		if s.Vote == "" && !kinds[s.AddedBy] {
			kinds[s.AddedBy] = true
			seats = append(seats, k)
		}
	}
	return seats
}

// sitting is the position with a person on a seat.
func sitting(p *flow.Position, visit, seat int, person string) flow.Position {
	q := flow.Position{Visits: slices.Clone(p.Visits), End: p.End}
	v := &q.Visits[visit-1]
	v.Seats = slices.Clone(v.Seats)
	v.Seats[seat].Person, v.Seats[seat].NamedBy = person, person
	return q
}

func voter(v *flow.Visit) string {
	for k, s := range v.Seats {
		if s.Vote == "" {
			if s.Person != "" {
				return s.Person
			}
			return seated(k)
		}
	}
	return somebody
}

// removals takes an added seat away; where the passes left then decide, each of them may have been the last.
func (x *explorer) removals(list []move, here move, s *state, v *flow.Visit) []move {
	k := slices.IndexFunc(v.Seats, func(s flow.Seat) bool { return s.AddedBy != "" && s.Vote == "" })
	if k < 0 {
		return list
	}
	m := here
	m.by, m.kind = Officer, kindRemove
	tried := map[string]bool{}
	for last, seat := range v.Seats {
		if seat.Vote != flow.VotePass && last > 0 || tried[seat.Decision] {
			continue
		}
		tried[seat.Decision] = true
		p := flow.Position{Visits: slices.Clone(s.p.Visits)}
		seats := slices.Clone(v.Seats)
		if seat.Vote == flow.VotePass {
			seats = append(slices.Delete(seats, last, last+1), seat)
		}
		p.Visits[v.ID-1].Seats = seats
		list = append(list, x.under(m, s, &p, func(p *flow.Position, ch flow.Chooser) ([]flow.Change, error) {
			return flow.RemoveSeat(x.it, p, v.ID, somebody, v.Seats[k].Person, ch)
		}))
	}
	return list
}

// deemings are the decisions that the law makes when a clock expires that may be running.
func (x *explorer) deemings(list []move, s *state) []move {
	for _, at := range x.expiring {
		if !x.runs(at.OnExpiry.Of, s.marks) {
			continue
		}
		m := x.under(move{by: Clock, kind: kindDeem, node: at.ID, decision: at.OnExpiry.Decision}, s, &s.p,
			func(p *flow.Position, ch flow.Chooser) ([]flow.Change, error) {
				return flow.Deem(x.it, p, at.ID, at.OnExpiry.Decision, ch)
			})
		if slices.Equal(m.refused, []string{flow.CodeTaskNotOpen}) {
			continue // the step is behind us: the clock decides nothing any more
		}
		list = append(list, m)
	}
	return list
}
