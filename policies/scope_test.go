package policies_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shenpi/policies"
)

// drawRoster makes a random tree of units and random appointments that may be served.
func drawRoster(t *rapid.T, p *policies.Policy) policies.Roster {
	r := policies.Roster{Revision: 1}
	ids := []string{"u0", "u1", "u2", "u3", "u4", "u5", "u6"}
	for i, id := range ids {
		u := policies.Unit{ID: id}
		if i > 0 && rapid.Bool().Draw(t, "below") {
			u.Parent = ids[rapid.IntRange(0, i-1).Draw(t, "parent")]
		}
		r.Units = append(r.Units, u)
	}
	held := map[string][]string{}
	for range rapid.IntRange(0, 14).Draw(t, "appointments") {
		a := policies.Appointment{
			Person: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "person"),
			Role:   rapid.SampledFrom(names(policies.Roles())).Draw(t, "role"),
			Unit:   rapid.SampledFrom(ids).Draw(t, "unit"),
		}
		roles := append(append([]string(nil), held[a.Person]...), a.Role)
		if p.Incompatible(roles) == nil {
			held[a.Person] = roles
			r.Appointments = append(r.Appointments, a)
		}
	}
	return r
}

// The scope that filters a list admits exactly the rows Casbin would allow one by one.
func TestScopeAgreesWithCan(t *testing.T) {
	t.Parallel()
	p, err := policies.Embedded()
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		a, err := p.Authorizer(drawRoster(t, p))
		if err != nil {
			t.Fatal(err)
		}
		action := rapid.SampledFrom(names(policies.Actions())).Draw(t, "action")
		for _, person := range []string{"a", "b", "c", "nobody", ""} {
			may := a.May(person)
			for _, kind := range names(policies.Kinds()) {
				s := a.Scope(person, kind, action)
				if slices.Contains(may, kind+":"+action) != (s.All || len(s.Units) > 0) {
					t.Fatalf("%s %s %s: scope %+v, may %v", person, action, kind, s, may)
				}
				for _, unit := range []string{"u0", "u1", "u2", "u3", "u4", "u5", "u6", "", "elsewhere"} {
					reach := a.Reach(person, unit, kind, action)
					if a.Can(person, unit, kind, action) != (reach != policies.Nothing) {
						t.Fatalf("%s %s %s in %q: Can is not Reach", person, action, kind, unit)
					}
					if s.Admits(unit, true) != (reach != policies.Nothing) || s.Admits(unit, false) != (reach == policies.Whole) {
						t.Fatalf("%s %s %s in %q: scope %+v, reach %d", person, action, kind, unit, s, reach)
					}
				}
			}
		}
	})
}

func TestScopeOfWords(t *testing.T) {
	t.Parallel()
	r := policies.Roster{
		Units: []policies.Unit{{ID: "gz"}, {ID: "gz-soft", Parent: "gz"}, {ID: "gz-win", Parent: "gz"}, {ID: "yn"}},
		Appointments: []policies.Appointment{
			{Person: "h", Role: policies.Handler, Unit: "gz-soft"}, {Person: "h", Role: policies.Window, Unit: "gz-win"},
			{Person: "l", Role: policies.AgencyLeader, Unit: "gz"}, {Person: "l", Role: policies.OfficeHead, Unit: "gz-soft"},
			{Person: "e", Role: policies.Expert, Unit: "gz"},
			{Person: "x", Role: policies.Auditor}, {Person: "s", Role: policies.Supervisor, Unit: "gz-win"},
			{Person: "q", Role: policies.Applicant}, {Person: "q", Role: policies.Agent},
			{Person: "m", Role: policies.SystemAdmin}, {Person: "m", Role: policies.Supervisor},
		},
	}
	a, err := policies.New(r)
	require.NoError(t, err)
	scope := func(person string) policies.Scope { return a.Scope(person, policies.KindCase, policies.List) }
	require.Equal(t, policies.Scope{Units: []string{"gz-soft", "gz-win"}}, scope("h"))
	require.Equal(t, policies.Scope{Units: []string{"gz", "gz-soft", "gz-win"}}, scope("l"))
	require.Equal(t, policies.Scope{Own: true}, scope("e"))
	require.Equal(t, policies.Scope{Own: true}, scope("q"))
	require.Equal(t, policies.Scope{All: true}, scope("x"))
	require.Equal(t, policies.Scope{All: true}, scope("s"))
	require.True(t, scope("m").Empty(), "an administrator has no part in the business")
	require.True(t, scope("nobody").Empty())
	require.Equal(t, policies.Scope{Own: true}, a.Scope("nobody", policies.KindSession, policies.Delete))
	require.True(t, a.Scope("", policies.KindSession, policies.Delete).Empty())
}
