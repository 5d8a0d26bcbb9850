package policies

import "slices"

// Scope is the part of a list a person may see, for a WHERE clause: everything, or what stands in Units or, where Own
// is set, belongs to the person. The zero Scope is nothing. All leaves the other fields empty.
type Scope struct {
	All   bool
	Units []string // sorted, units below included
	Own   bool
}

// Admits reports whether a thing is within the scope.
func (s Scope) Admits(unit string, own bool) bool {
	if s.All || own && s.Own {
		return true
	}
	_, found := slices.BinarySearch(s.Units, unit)
	return found
}

// Empty reports whether nothing is within the scope.
func (s Scope) Empty() bool { return !s.All && !s.Own && len(s.Units) == 0 }

// Scope works out from the lines what Can answers thing by thing.
func (a *Authorizer) Scope(person, kind, action string) Scope {
	if !known(kindTerms, kind) || !known(actionTerms, action) {
		return Scope{}
	}
	snap := a.now.Load()
	h := snap.holder(person)
	var s Scope
	for _, l := range a.policy.lines {
		if !l.about(kind, action) || !h.has(l.Role) {
			continue
		}
		switch {
		case !l.Allow:
			return Scope{}
		case l.Scope == scopeAll:
			s.All = true
		case l.Scope == scopeOwn:
			s.Own = true
		case l.Scope == scopeUnit:
			s.Units = append(s.Units, snap.below(h.held, l.Role)...)
		}
	}
	if s.All {
		return Scope{All: true}
	}
	slices.Sort(s.Units)
	s.Units = slices.Compact(s.Units)
	return s
}

// May lists what somebody may do somewhere to things that need not be their own: "kind:action" each, in the order of the
// vocabulary. It is for whoever shows only what can be used; what is then asked for is judged thing by thing.
func (a *Authorizer) May(person string) []string {
	h := a.now.Load().holder(person)
	var mine []Line
	for _, l := range a.policy.lines {
		if h.has(l.Role) && l.Scope != scopeOwn {
			mine = append(mine, l)
		}
	}
	list := []string{}
	for _, kind := range kindTerms {
		for _, action := range actionTerms {
			about := linesAbout(mine, kind.Name, action.Name)
			if len(about) > 0 && !slices.ContainsFunc(about, func(l Line) bool { return !l.Allow }) {
				list = append(list, kind.Name+":"+action.Name)
			}
		}
	}
	return list
}

// below lists the units in which one of the appointments gives the role.
func (s *snapshot) below(held []Appointment, role string) []string {
	var units []string
	for _, a := range held {
		if at, ok := s.spans[a.Unit]; ok && a.Role == role {
			units = append(units, s.order[at.in:at.out]...)
		}
	}
	return units
}
