package policies

import (
	"errors"
	"fmt"
	"slices"
)

// Unit is one node of the tree of units. Parent is empty for a root.
type Unit struct{ ID, Parent string }

// Appointment gives a person a role in a unit and the units below it. Unit is empty for roles that need none: those
// whose lines reach their own things or everywhere.
type Appointment struct{ Person, Role, Unit string }

// Roster is who holds what, read in one transaction at the policy_revision it names. Only appointments in force are
// in it, and only of accounts that are not disabled.
type Roster struct {
	Revision     int64
	Units        []Unit
	Appointments []Appointment
}

// span is the place of a unit in a walk of the tree: what lies below it lies within it.
type span struct{ in, out int }

// snapshot is a roster prepared for asking. It never changes.
type snapshot struct {
	revision int64
	spans    map[string]span
	order    []string // units by span.in
	held     map[string][]Appointment
}

// holder is one person in one snapshot; a person without name holds nothing, not even what everyone holds.
type holder struct {
	person string
	held   []Appointment
	spans  map[string]span
}

func (s *snapshot) holder(person string) holder {
	return holder{person: person, held: s.held[person], spans: s.spans}
}

func (h holder) has(role string) bool {
	if role == Anyone {
		return h.person != ""
	}
	for i := range h.held {
		if h.held[i].Role == role {
			return true
		}
	}
	return false
}

func (h holder) hasIn(role, unit string) bool {
	at, ok := h.spans[unit]
	if !ok {
		return false
	}
	for i := range h.held {
		if h.held[i].Role == role && h.covers(h.held[i].Unit, at) {
			return true
		}
	}
	return false
}

func (h holder) covers(unit string, at span) bool {
	s, ok := h.spans[unit]
	return ok && s.in <= at.in && at.out <= s.out
}

func (p *Policy) prepare(r Roster) (*snapshot, error) {
	s := &snapshot{revision: r.Revision, held: make(map[string][]Appointment, len(r.Appointments))}
	if err := s.plant(r.Units); err != nil {
		return nil, err
	}
	for _, a := range r.Appointments {
		if err := p.admit(s, a); err != nil {
			return nil, fmt.Errorf("appointment of %q as %q in %q: %w", a.Person, a.Role, a.Unit, err)
		}
		if !slices.Contains(s.held[a.Person], a) {
			s.held[a.Person] = append(s.held[a.Person], a)
		}
	}
	for person, held := range s.held {
		slices.SortFunc(held, byRoleThenUnit)
		if e := p.Incompatible(rolesOf(held)); e != nil {
			return nil, fmt.Errorf("appointments of %q: %w", person, e)
		}
	}
	return s, nil
}

func (p *Policy) admit(s *snapshot, a Appointment) error {
	if a.Person == "" {
		return errors.New("no person")
	}
	if !known(roleTerms, a.Role) {
		return errors.New("unknown role")
	}
	if a.Unit == "" {
		if p.needsUnit(a.Role) {
			return errors.New("the role is held in a unit")
		}
		return nil
	}
	if _, ok := s.spans[a.Unit]; !ok {
		return errors.New("unknown unit")
	}
	return nil
}

func (p *Policy) needsUnit(role string) bool {
	return slices.ContainsFunc(p.lines, func(l Line) bool { return l.Role == role && l.Scope == scopeUnit })
}

// plant numbers the tree so that "below" is a comparison of two numbers. A unit that is not reached from a root is
// part of a ring or hangs on nothing.
func (s *snapshot) plant(units []Unit) error {
	below := map[string][]string{}
	seen := make(map[string]bool, len(units))
	for _, u := range units {
		if u.ID == "" || seen[u.ID] {
			return fmt.Errorf("unit %q: empty or given twice", u.ID)
		}
		seen[u.ID] = true
		below[u.Parent] = append(below[u.Parent], u.ID)
	}
	s.spans = make(map[string]span, len(units))
	var walk func(id string)
	walk = func(id string) {
		in := len(s.order)
		s.order = append(s.order, id)
		for _, child := range below[id] {
			walk(child)
		}
		s.spans[id] = span{in, len(s.order)}
	}
	for _, root := range below[""] {
		walk(root)
	}
	for _, u := range units {
		if _, ok := s.spans[u.ID]; !ok {
			return fmt.Errorf("unit %q: no way up to a root (its parent is %q)", u.ID, u.Parent)
		}
	}
	return nil
}
