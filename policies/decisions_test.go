package policies_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/policies"
)

// verdict is what one person may do to: their own thing elsewhere, a foreign thing in their unit or below it, a
// foreign thing elsewhere.
type verdict struct{ own, unit, elsewhere bool }

type question struct{ who, kind, action string }

// table holds the signed-off verdicts; a question that is missing is denied.
type table map[question]verdict

// who is a role, "anyone" for a person without appointments, or roles joined by "+".
func principals() []string {
	all := []string{"anyone"}
	for _, r := range policies.Roles() {
		all = append(all, r.Name)
	}
	for _, admin := range []string{policies.SystemAdmin, policies.SecurityAdmin, policies.AuditAdmin} {
		all = append(all, admin+"+"+policies.Window, admin+"+"+policies.Supervisor, admin+"+"+policies.ItemAdmin)
	}
	return all
}

// roster appoints one person to every principal, in the unit "mine" of the tree top > mine > below, beside "other".
func roster() policies.Roster {
	r := policies.Roster{Revision: 1, Units: []policies.Unit{
		{ID: "below", Parent: "mine"}, {ID: "mine", Parent: "top"}, {ID: "top"}, {ID: "other", Parent: "top"},
	}}
	for _, p := range principals() {
		if p == "anyone" {
			continue
		}
		for _, role := range strings.Split(p, "+") {
			r.Appointments = append(r.Appointments, policies.Appointment{Person: "person " + p, Role: role, Unit: "mine"})
		}
	}
	return r
}

func readTable(t *testing.T) table {
	t.Helper()
	text, err := os.ReadFile("testdata/decisions.txt")
	require.NoError(t, err)
	signed := table{}
	for i, line := range strings.Split(string(text), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		head, tail, ok := strings.Cut(line, ":")
		kind, action, ok2 := strings.Cut(head, ",")
		columns := strings.Split(tail, ";")
		require.True(t, ok && ok2 && len(columns) == 3, "line %d", i+1)
		for col, reach := range []verdict{{own: true}, {unit: true}, {own: true, unit: true, elsewhere: true}} {
			for _, who := range strings.Fields(columns[col]) {
				require.Contains(t, principals(), who, "line %d", i+1)
				signed.add(question{who, kind, action}, reach)
			}
		}
	}
	for q, v := range signed {
		if q.who == "anyone" {
			for _, role := range policies.Roles() {
				signed.add(question{role.Name, q.kind, q.action}, v)
			}
		}
	}
	return signed
}

func (s table) add(q question, v verdict) {
	old := s[q]
	s[q] = verdict{old.own || v.own, old.unit || v.unit, old.elsewhere || v.elsewhere}
}

// want works out the verdict on roles held together: what either allows, except that an administrator of the house has
// no part in its business.
func (s table) want(q question) verdict {
	roles := strings.Split(q.who, "+")
	both := table{}
	for _, role := range roles {
		if denied(role, q.kind) {
			return verdict{}
		}
		both.add(q, s[question{role, q.kind, q.action}])
	}
	return both[q]
}

func got(a *policies.Authorizer, q question) (verdict, error) {
	person := "person " + q.who
	reach := func(unit string) policies.Reach { return a.Reach(person, unit, q.kind, q.action) }
	v := verdict{
		own:       reach("other") != policies.Nothing,
		unit:      reach("mine") == policies.Whole,
		elsewhere: reach("other") == policies.Whole,
	}
	switch {
	case (reach("below") == policies.Whole) != v.unit:
		return v, fmt.Errorf("%v: below differs from the unit itself", q)
	case (reach("top") == policies.Whole) != v.elsewhere, (reach("") == policies.Whole) != v.elsewhere:
		return v, fmt.Errorf("%v: above, or in no unit, differs from elsewhere", q)
	}
	return v, nil
}

// differs names the first cell of the given principals, kinds and actions where the authorizer is not the table.
func (s table) differs(a *policies.Authorizer, whos, kinds, actions []string) error {
	for _, who := range whos {
		for _, kind := range kinds {
			for _, action := range actions {
				q := question{who, kind, action}
				v, err := got(a, q)
				if err != nil {
					return err
				}
				if want := s.want(q); v != want {
					return fmt.Errorf("%v: want %+v, got %+v", q, want, v)
				}
			}
		}
	}
	return nil
}

func names(terms []policies.Term) []string {
	var out []string
	for _, t := range terms {
		out = append(out, t.Name)
	}
	return out
}

func TestDecisions(t *testing.T) {
	t.Parallel()
	a, err := policies.New(roster())
	require.NoError(t, err)
	signed := readTable(t)
	require.NoError(t, signed.differs(a, principals(), names(policies.Kinds()), names(policies.Actions())))
	for q := range signed {
		require.Contains(t, names(policies.Kinds()), q.kind)
		require.Contains(t, names(policies.Actions()), q.action)
	}
}

func TestNobodyAndNothingKnownIsDenied(t *testing.T) {
	t.Parallel()
	a, err := policies.New(roster())
	require.NoError(t, err)
	require.False(t, a.Can("", "mine", policies.KindItem, policies.Read), "without a person")
	require.True(t, a.Can("stranger", "mine", policies.KindItem, policies.Read))
	require.False(t, a.Can("person auditor", "mine", "secret", policies.Read), "unknown kind")
	require.False(t, a.Can("person auditor", "mine", policies.KindCase, "peek"), "unknown action")
	require.True(t, a.Scope("person auditor", "secret", policies.Read).Empty())
	require.False(t, a.Can("person window", "nowhere", policies.KindCase, policies.Read), "unknown unit")
	require.False(t, a.Can("window", "mine", policies.KindCase, policies.Read), "a person named like a role")
	require.False(t, a.Can("auditor", "mine", policies.KindTrail, policies.Read), "a person named like a role")
	require.False(t, a.Can("*", "mine", policies.KindTrail, policies.Read), "a person named like everyone")
	require.False(t, a.Can("person auditor", "mine", policies.KindCase, "read|list"), "words joined")
	require.False(t, a.Can("person auditor", "mine", "", ""), "no words")
}
