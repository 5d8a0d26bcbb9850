package policies_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/policies"
)

func TestRosterIsJudged(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		roster policies.Roster
		want   string
	}{
		"unit twice":      {policies.Roster{Units: []policies.Unit{{ID: "a"}, {ID: "a"}}}, `unit "a": empty or given twice`},
		"unit nameless":   {policies.Roster{Units: []policies.Unit{{}}}, `unit "": empty or given twice`},
		"unit in a ring":  {policies.Roster{Units: []policies.Unit{{ID: "a", Parent: "b"}, {ID: "b", Parent: "a"}}}, "no way up to a root"},
		"unit in the air": {policies.Roster{Units: []policies.Unit{{ID: "a", Parent: "z"}}}, "no way up to a root"},
		"unknown unit":    {appoint("p", policies.Window, "z"), "unknown unit"},
		"no unit":         {appoint("p", policies.Window, ""), "the role is held in a unit"},
		"unknown role":    {appoint("p", "clerk", "a"), "unknown role"},
		"everyone":        {appoint("p", policies.Anyone, "a"), "unknown role"},
		"no person":       {appoint("", policies.Window, "a"), "no person"},
		"incompatible": {policies.Roster{Appointments: []policies.Appointment{
			{Person: "p", Role: policies.SystemAdmin}, {Person: "p", Role: policies.AuditAdmin}}}, "roles_incompatible"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := policies.New(c.roster)
			require.ErrorContains(t, err, c.want)
		})
	}
}

func appoint(person, role, unit string) policies.Roster {
	return policies.Roster{
		Units:        []policies.Unit{{ID: "a"}, {ID: "b", Parent: "a"}},
		Appointments: []policies.Appointment{{Person: person, Role: role, Unit: unit}},
	}
}

func TestReloadAppliesAtOnceAndNeverGoesBack(t *testing.T) {
	t.Parallel()
	at := func(revision int64, role string) policies.Roster {
		r := appoint("p", role, "a")
		r.Revision = revision
		return r
	}
	a, err := policies.New(at(5, policies.Window))
	require.NoError(t, err)
	require.True(t, a.Can("p", "b", policies.KindCase, policies.Deliver))

	require.NoError(t, a.Reload(at(6, policies.Handler)))
	require.Equal(t, int64(6), a.Revision())
	require.False(t, a.Can("p", "b", policies.KindCase, policies.Deliver))
	require.True(t, a.Can("p", "b", policies.KindCase, policies.Extend))

	require.NoError(t, a.Reload(at(5, policies.Window)))
	require.Equal(t, int64(6), a.Revision(), "an older roster is left aside")
	require.Error(t, a.Reload(at(7, "clerk")))
	require.Equal(t, int64(6), a.Revision(), "a faulty roster changes nothing")
	require.True(t, a.Can("p", "b", policies.KindCase, policies.Extend))
}

func TestReloadsAndQuestionsAtOnce(t *testing.T) {
	t.Parallel()
	a, err := policies.New(appoint("p", policies.Window, "a"))
	require.NoError(t, err)
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 50 {
				r := appoint("p", []string{policies.Window, policies.Handler}[i%2], "a")
				r.Revision = int64(i)
				if g == 0 {
					if err := a.Reload(r); err != nil {
						t.Error(err)
					}
				}
				if !a.Can("p", "b", policies.KindCase, policies.Read) || a.Can("p", "b", policies.KindCase, policies.Archive) {
					t.Error("a question met half a roster")
				}
			}
		})
	}
	wg.Wait()
	require.Equal(t, int64(49), a.Revision())
}

func TestRolesAndHolders(t *testing.T) {
	t.Parallel()
	r := appoint("p", policies.Window, "b")
	r.Appointments = append(r.Appointments,
		policies.Appointment{Person: "p", Role: policies.Archivist, Unit: "a"},
		policies.Appointment{Person: "p", Role: policies.Archivist, Unit: "a"},
		policies.Appointment{Person: "q", Role: policies.Archivist, Unit: "b"},
		policies.Appointment{Person: "x", Role: policies.Auditor})
	a, err := policies.New(r)
	require.NoError(t, err)
	require.Equal(t, []policies.Appointment{
		{Person: "p", Role: policies.Archivist, Unit: "a"}, {Person: "p", Role: policies.Window, Unit: "b"}}, a.Roles("p"))
	require.Empty(t, a.Roles("nobody"))
	require.Equal(t, []string{policies.Archivist}, a.RolesIn("p", "a"))
	require.Equal(t, []string{policies.Archivist, policies.Window}, a.RolesIn("p", "b"))
	require.Empty(t, a.RolesIn("p", "z"))
	require.Empty(t, a.RolesIn("x", "a"), "an appointment without unit is in none")
	require.Equal(t, []string{"p", "q"}, a.Holding(policies.Archivist), "in whatever unit")
	require.IsIncreasing(t, a.Appointed())
	require.Subset(t, a.Appointed(), []string{"p", "q"})
	require.Empty(t, a.Holding(policies.Handler))
	require.Equal(t, []string{"p", "q"}, a.Holders(policies.Archivist, "b"))
	require.Equal(t, []string{"p"}, a.Holders(policies.Archivist, "a"))
	require.Empty(t, a.Holders(policies.Archivist, "z"))
	a.Roles("p")[0].Role = "spoilt"
	require.Equal(t, policies.Archivist, a.Roles("p")[0].Role)
}

func TestIncompatible(t *testing.T) {
	t.Parallel()
	a, err := policies.New(appoint("x", policies.Auditor, "a"))
	require.NoError(t, err)
	readers := map[string]bool{policies.Supervisor: true}
	admins := map[string]bool{policies.SystemAdmin: true, policies.SecurityAdmin: true, policies.AuditAdmin: true}
	for _, one := range names(policies.Roles()) {
		require.Nil(t, a.Incompatible([]string{one}))
		for _, other := range names(policies.Roles()) {
			want := one != other && (admins[one] && admins[other] ||
				one == policies.Auditor && !readers[other] || other == policies.Auditor && !readers[one])
			got := a.Incompatible([]string{policies.Supervisor, one, other})
			require.Equal(t, want, got != nil, "%s with %s", one, other)
			if want {
				require.Equal(t, "roles_incompatible", got.Code)
				require.NotEmpty(t, got.Zh)
				require.ErrorIs(t, got, &policies.Error{Code: "roles_incompatible"})
			}
		}
	}
	for want, x := range map[string]policies.Appointment{
		"roles_incompatible": {Person: "x", Role: policies.Handler, Unit: "a"},
		"role_unknown":       {Person: "x", Role: "clerk", Unit: "a"},
		"appointment_unit":   {Person: "y", Role: policies.Handler, Unit: "z"},
		"person_required":    {Role: policies.Handler, Unit: "a"},
	} {
		require.Equal(t, want, a.Appointable(x).Code)
	}
	require.Nil(t, a.Appointable(policies.Appointment{Person: "y", Role: policies.Handler, Unit: "a"}))
	require.Nil(t, a.Appointable(policies.Appointment{Person: "x", Role: policies.Supervisor, Unit: "a"}))
}
