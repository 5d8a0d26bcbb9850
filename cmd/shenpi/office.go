package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"shenpi/handlers"
	"shenpi/policies"
	"shenpi/workflow"
	"shenpi/workflow/item"
)

// roster reads who is where.
type roster interface {
	PolicyRevision(ctx context.Context) (int64, error)
	Units(ctx context.Context) ([]workflow.Unit, error)
	People(ctx context.Context) ([]workflow.Person, error)
	Appointments(ctx context.Context) ([]workflow.Appointment, error)
	Substitutions(ctx context.Context) ([]workflow.Substitution, error)
	Mandates(ctx context.Context) ([]workflow.Mandate, error)
}

// office joins the roles in the database with the policy that says what a role may do. It is workflow.Office,
// handlers.Authorizer and handlers.Appointing.
type office struct {
	source roster
	*policies.Authorizer
	known atomic.Pointer[known]

	judged sync.Map // verdict by question: the policy takes a third of a millisecond, and requests ask the same again
	count  atomic.Int64
}

// question is one asked of the policy. The answers of a revision never change.
type question struct {
	revision                   int64
	person, unit, kind, action string
}

// maxJudged bounds how many answers are remembered.
const maxJudged = 100_000

// known is what the policy does not judge, as it was with some revision.
type known struct {
	revision      int64
	codes         map[string]string
	below         map[string][]string // of each unit: itself and everything under it, sorted
	substitutions map[string][]workflow.Substitution
	mandates      map[string][]workflow.Mandate
}

// personnel is what is read of an office at one revision.
type personnel struct {
	roster        policies.Roster
	units         []workflow.Unit
	substitutions []workflow.Substitution
	mandates      []workflow.Mandate
}

// openOffice refuses a policy line that does not parse and a roster that may not be served.
func openOffice(ctx context.Context, source roster) (*office, error) {
	o := &office{source: source}
	p, err := o.read(ctx)
	if err != nil {
		return nil, err
	}
	if o.Authorizer, err = policies.New(p.roster); err != nil {
		return nil, fmt.Errorf("read the policy: %w", err)
	}
	o.keep(p)
	return o, nil
}

// Reload takes over the appointments of the database; see workflow.Office.
func (o *office) Reload(ctx context.Context) error {
	p, err := o.read(ctx)
	if err != nil {
		return err
	}
	if err := o.Authorizer.Reload(p.roster); err != nil {
		return fmt.Errorf("read the policy: %w", err)
	}
	o.keep(p)
	return nil
}

// read reads a roster that belongs to one revision: every change raises it, so one read that sees the same before and
// after saw no change.
func (o *office) read(ctx context.Context) (personnel, error) {
	for range 10 {
		before, err := o.source.PolicyRevision(ctx)
		if err != nil {
			return personnel{}, err
		}
		units, errUnits := o.source.Units(ctx)
		all, errPeople := o.source.People(ctx)
		appointments, errAppointments := o.source.Appointments(ctx)
		substitutions, errSubstitutions := o.source.Substitutions(ctx)
		mandates, errMandates := o.source.Mandates(ctx)
		after, err := o.source.PolicyRevision(ctx)
		if err := errors.Join(errUnits, errPeople, errAppointments, errSubstitutions, errMandates, err); err != nil {
			return personnel{}, err
		}
		if before == after {
			return personnel{rosterOf(after, units, all, appointments), units, substitutions, mandates}, nil
		}
	}
	return personnel{}, errors.New("the appointments change faster than they can be read")
}

func rosterOf(revision int64, units []workflow.Unit, people []workflow.Person, appointments []workflow.Appointment) policies.Roster {
	r := policies.Roster{Revision: revision}
	for _, u := range units {
		r.Units = append(r.Units, policies.Unit{ID: u.ID, Parent: u.Parent})
	}
	disabled := map[string]bool{}
	for _, p := range people {
		disabled[p.ID] = p.Disabled
	}
	for _, a := range appointments {
		if !disabled[a.Person] {
			r.Appointments = append(r.Appointments, policies.Appointment{Person: a.Person, Role: a.Role, Unit: a.Unit})
		}
	}
	return r
}

func (o *office) keep(p personnel) {
	t := &known{revision: p.roster.Revision, codes: map[string]string{}, below: map[string][]string{}}
	parents := map[string]string{}
	for _, u := range p.units {
		t.codes[u.ID], parents[u.ID] = u.Code, u.Parent
	}
	for _, u := range p.units {
		above := u.ID
		for range p.units { // a ring of units ends here; the policy refuses it
			t.below[above] = append(t.below[above], u.ID)
			if above = parents[above]; above == "" {
				break
			}
		}
	}
	for _, list := range t.below {
		slices.Sort(list)
	}
	t.actFor(p)
	for {
		old := o.known.Load()
		if old != nil && old.revision > t.revision || o.known.CompareAndSwap(old, t) {
			return
		}
	}
}

// actFor sorts who may act for whom by who may.
func (t *known) actFor(p personnel) {
	t.substitutions, t.mandates = map[string][]workflow.Substitution{}, map[string][]workflow.Mandate{}
	for _, s := range p.substitutions {
		if s.Ended {
			continue
		}
		var units []string
		for _, u := range s.Units {
			units = append(units, t.below[u]...)
		}
		if s.Units != nil {
			s.Units = append(units, s.Units...)
		}
		t.substitutions[s.By] = append(t.substitutions[s.By], s)
	}
	for _, m := range p.mandates {
		if !m.Ended {
			t.mandates[m.Agent] = append(t.mandates[m.Agent], m)
		}
	}
}

// Substitutions is workflow.Office's.
func (o *office) Substitutions(person string) []workflow.Substitution {
	return o.known.Load().substitutions[person]
}

// Mandates is workflow.Office's.
func (o *office) Mandates(person string) []workflow.Mandate { return o.known.Load().mandates[person] }

// Code is what the document numbers of a unit begin with.
func (o *office) Code(unit string) string { return o.known.Load().codes[unit] }

// Holds is workflow.Office's.
func (o *office) Holds(person, role, unit string) bool {
	return slices.Contains(o.RolesIn(person, unit), role)
}

// Reach is handlers.Authorizer's.
func (o *office) Reach(person, unit, kind, action string) handlers.Reach {
	q := question{o.Revision(), person, unit, kind, action}
	if known, ok := o.judged.Load(q); ok {
		return known.(handlers.Reach)
	}
	reach := handlers.Reach(o.Authorizer.Reach(person, unit, kind, action))
	if o.Revision() != q.revision {
		return reach // judged by newer appointments than the question says
	}
	if o.count.Add(1) > maxJudged {
		o.judged.Clear()
		o.count.Store(0)
	}
	o.judged.Store(q, reach)
	return reach
}

// Scope is handlers.Authorizer's.
func (o *office) Scope(person, kind, action string) handlers.Scope {
	s := o.Authorizer.Scope(person, kind, action)
	return handlers.Scope{All: s.All, Units: s.Units, Own: s.Own}
}

// Held lists the roles of a person with the units they reach.
func (o *office) Held(person string) []workflow.RoleInUnits {
	t := o.known.Load()
	var list []workflow.RoleInUnits
	for _, a := range o.Roles(person) {
		n := len(list)
		if n == 0 || list[n-1].Role != a.Role {
			list = append(list, workflow.RoleInUnits{Role: a.Role})
			n++
		}
		units := append(list[n-1].Units, t.below[a.Unit]...)
		slices.Sort(units)
		list[n-1].Units = slices.Compact(units)
	}
	return list
}

// appointing is handlers.Appointing.
type appointing struct{ policy *policies.Policy }

// Roles lists every role there is.
func (appointing) Roles() []handlers.Role {
	var list []handlers.Role
	for _, r := range policies.Roles() {
		list = append(list, handlers.Role{Name: r.Name, Zh: r.Zh, En: r.En})
	}
	return list
}

// Appointable judges an appointment beside those a person holds; nil when it may be made.
func (a appointing) Appointable(add workflow.Appointment, held []workflow.Appointment, units []workflow.Unit) *workflow.Error {
	judge, err := a.policy.Authorizer(rosterOf(0, units, nil, held))
	if err != nil {
		return &workflow.Error{Kind: workflow.Conflict, Code: "appointments", Text: item.Text{
			Zh: "现有任命不能成立，请先更正。", En: "The appointments held do not stand: put them right first."}}
	}
	why := judge.Appointable(policies.Appointment{Person: add.Person, Role: add.Role, Unit: add.Unit})
	if why == nil {
		return nil
	}
	kind := workflow.Invalid
	if why.Code == "roles_incompatible" {
		kind = workflow.Conflict
	}
	return &workflow.Error{Kind: kind, Code: why.Code, Field: "/" + why.Field, Text: item.Text{Zh: why.Zh, En: why.En}}
}

// Policy is what is judged by.
func (a appointing) Policy() handlers.Policy {
	p := a.policy
	out := handlers.Policy{Hash: p.Hash()}
	for _, l := range p.Lines() {
		zh, en := l.Sentence()
		out.Lines = append(out.Lines, handlers.PolicyLine{Role: l.Role, Kinds: l.Kinds, Actions: l.Actions, Scope: l.Scope, Allow: l.Allow, Zh: zh, En: en})
	}
	for _, c := range p.Conflicts() {
		out.Conflicts = append(out.Conflicts, handlers.RoleConflict(c))
	}
	return out
}

// RolesIn gives the roles that somebody would hold in a unit by some appointments alone.
func (a appointing) RolesIn(held []workflow.Appointment, units []workflow.Unit) (func(person, unit string) []string, error) {
	judge, err := a.policy.Authorizer(rosterOf(0, units, nil, held))
	if err != nil {
		return nil, err
	}
	return judge.RolesIn, nil
}
