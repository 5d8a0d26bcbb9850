package main

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/policies"
	"shenpi/workflow"
	"shenpi/workflow/item"
)

// TestThePolicyPermitsWhatAnItemMayGiveAway: of every act whose people an item chooses, the policy permits it to exactly the
// roles that the item may name, and to those who speak for the applicant.
func TestThePolicyPermitsWhatAnItemMayGiveAway(t *testing.T) {
	t.Parallel()
	roster := policies.Roster{Units: []policies.Unit{{ID: "unit"}}}
	for _, r := range policies.Roles() {
		roster.Appointments = append(roster.Appointments, policies.Appointment{Person: "p-" + r.Name, Role: r.Name, Unit: "unit"})
	}
	a, err := policies.New(roster)
	require.NoError(t, err)
	for act, action := range map[string]string{
		item.ActSuspend: policies.Suspend, item.ActHear: policies.Hear, item.ActTerminate: policies.Terminate, item.ActCorrect: policies.Correct,
		item.ActCopy: policies.Copy, item.ActErase: policies.Erase, item.ActUrge: policies.Urge,
		item.ActOpen: policies.Open,
	} {
		want := item.ActRoles(act)
		if act == item.ActOpen {
			want = want[1:] // an applicant files, which is another permission
		}
		if act == item.ActHear {
			want = slices.Concat(want, item.ActRoles(item.ActHost)) // who presides records the hearing
		}
		require.NotEmpty(t, want, act)
		for _, r := range policies.Roles() {
			who := r.Name
			if who == policies.Agent {
				who = policies.Applicant // an agent acts for one
			}
			permitted := a.Reach("p-"+r.Name, "unit", policies.KindCase, action) != policies.Nothing
			require.Equal(t, slices.Contains(want, who), permitted, "%s of %s", act, r.Name)
		}
	}
}

// TestThePolicyPermitsWhatTheEngineLetsTheOfficeSay: who writes to applicants and answers their ratings is the same for both.
func TestThePolicyPermitsWhatTheEngineLetsTheOfficeSay(t *testing.T) {
	t.Parallel()
	roster := policies.Roster{Units: []policies.Unit{{ID: "unit"}}}
	for _, r := range policies.Roles() {
		roster.Appointments = append(roster.Appointments, policies.Appointment{Person: "p-" + r.Name, Role: r.Name, Unit: "unit"})
	}
	a, err := policies.New(roster)
	require.NoError(t, err)
	for action, roles := range map[string][]string{policies.Message: workflow.Messengers(), policies.AnswerRating: workflow.RatingAnswerers()} {
		for _, r := range policies.Roles() {
			if r.Name == policies.Applicant || r.Name == policies.Agent {
				continue
			}
			permitted := a.Reach("p-"+r.Name, "unit", policies.KindCase, action) != policies.Nothing
			require.Equal(t, slices.Contains(roles, r.Name), permitted, "%s of %s", action, r.Name)
		}
	}
}
