package policies

import (
	"cmp"
	"maps"
	"slices"
	"sync/atomic"
)

// Authorizer judges by one policy and the newest roster given to it. It is safe for concurrent use; every question is
// answered from one whole roster.
type Authorizer struct {
	policy *Policy
	now    atomic.Pointer[snapshot]
}

// New prepares the embedded policy and a roster. An appointment to an unknown role or unit, a broken tree of units and
// incompatible roles of one person are errors: such a roster is not served.
func New(r Roster) (*Authorizer, error) {
	p, err := Embedded()
	if err != nil {
		return nil, err
	}
	return p.Authorizer(r)
}

// Authorizer is New for a policy that was read before.
func (p *Policy) Authorizer(r Roster) (*Authorizer, error) {
	s, err := p.prepare(r)
	if err != nil {
		return nil, err
	}
	a := &Authorizer{policy: p}
	a.now.Store(s)
	return a, nil
}

// Reload takes a newer roster over at once. An older one than that in use is left aside without error, so that two
// reloads may race; a faulty one is refused and changes nothing.
func (a *Authorizer) Reload(r Roster) error {
	s, err := a.policy.prepare(r)
	if err != nil {
		return err
	}
	for {
		old := a.now.Load()
		if s.revision < old.revision || a.now.CompareAndSwap(old, s) {
			return nil
		}
	}
}

// Revision is the policy_revision of the roster in use.
func (a *Authorizer) Revision() int64 { return a.now.Load().revision }

// Policy returns the lines judged by.
func (a *Authorizer) Policy() *Policy { return a.policy }

// Reach says how far a permission goes.
type Reach int

// OwnOnly wants a guard that the thing is the person's own; Whole does not.
const (
	Nothing Reach = iota
	OwnOnly
	Whole
)

// Can reports whether person may do action to a thing of kind standing in unit, supposing that it is their own where
// the policy asks for that: the guard of ownership must follow, or use Reach. Unit is empty for things in no unit.
func (a *Authorizer) Can(person, unit, kind, action string) bool {
	return a.policy.allows(a.now.Load().holder(person), unit, kind, action, true)
}

// Reach is Can told apart: whether the permission hangs on the thing being the person's own.
func (a *Authorizer) Reach(person, unit, kind, action string) Reach {
	h := a.now.Load().holder(person)
	switch {
	case !a.policy.allows(h, unit, kind, action, true):
		return Nothing
	case a.policy.allows(h, unit, kind, action, false):
		return Whole
	}
	return OwnOnly
}

// Roles returns the appointments of a person by role and unit.
func (a *Authorizer) Roles(person string) []Appointment {
	return slices.Clone(a.now.Load().held[person])
}

// RolesIn returns, sorted, the roles a person holds in a unit, by appointment there or in a unit above it; for the empty
// unit those that are held in none.
func (a *Authorizer) RolesIn(person, unit string) []string {
	h := a.now.Load().holder(person)
	if unit == "" {
		return rolesOf(slices.DeleteFunc(slices.Clone(h.held), func(x Appointment) bool { return x.Unit != "" }))
	}
	at, ok := h.spans[unit]
	if !ok {
		return nil
	}
	var held []Appointment
	for _, x := range h.held {
		if h.covers(x.Unit, at) {
			held = append(held, x)
		}
	}
	return rolesOf(held)
}

// Holders returns, sorted, the persons who hold a role in a unit, by appointment there or in a unit above it.
func (a *Authorizer) Holders(role, unit string) []string {
	s := a.now.Load()
	var persons []string
	for person := range s.held {
		if s.holder(person).hasIn(role, unit) {
			persons = append(persons, person)
		}
	}
	slices.Sort(persons)
	return persons
}

// Appointed returns, sorted, the persons who hold any role.
func (a *Authorizer) Appointed() []string {
	return slices.Sorted(maps.Keys(a.now.Load().held))
}

// Holding returns, sorted, the persons who hold a role in any unit, or in none.
func (a *Authorizer) Holding(role string) []string {
	s := a.now.Load()
	var persons []string
	for person := range s.held {
		if s.holder(person).has(role) {
			persons = append(persons, person)
		}
	}
	slices.Sort(persons)
	return persons
}

func rolesOf(held []Appointment) []string {
	var roles []string
	for _, a := range held {
		roles = append(roles, a.Role)
	}
	slices.Sort(roles)
	return slices.Compact(roles)
}

func byRoleThenUnit(a, b Appointment) int {
	return cmp.Or(cmp.Compare(a.Role, b.Role), cmp.Compare(a.Unit, b.Unit))
}
