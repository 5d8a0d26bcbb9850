package proof_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shenpi/workflow/item"
	"shenpi/workflow/proof"
)

// TestStaffingAgreesWithTryingEverything compares the decision over classes of equal people with one that tries every
// assignment of every person, for the office as it is and for everybody absent alone.
func TestStaffingAgreesWithTryingEverything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		roles := []string{"handler", "expert", "office-head"}
		var flow []*item.Node
		for k := range rapid.IntRange(2, 5).Draw(t, "steps") {
			n := &item.Node{Kind: item.Step, ID: fmt.Sprint("s", k), Within: 1, Decisions: []*item.Decision{{ID: "pass", Outcome: "pass"}},
				By: item.Panel{Role: rapid.SampledFrom(roles).Draw(t, "role"), People: rapid.IntRange(1, 2).Draw(t, "people"),
					Pass: item.Threshold{Any: true}, Pick: item.Pick{Kind: "claim"}}}
			for _, before := range flow {
				if rapid.Bool().Draw(t, "apart") {
					n.By.NotWho = append(n.By.NotWho, before.ID)
				}
			}
			n.Upon = map[string]item.Route{"fail": {End: "over"}}
			flow = append(flow, n)
		}
		steps := slices.Clone(flow)
		flow = append(flow, &item.Node{Kind: item.End, ID: "over"})
		it := item.Index(&item.Definition{Item: "staff", Flow: flow, Outcomes: map[string]item.Effect{"over": item.Closes}})
		var people []proof.Person
		for k := range rapid.IntRange(1, 6).Draw(t, "staff") {
			p := proof.Person{ID: fmt.Sprint("p", k)}
			for _, r := range roles {
				if rapid.Bool().Draw(t, r) {
					p.Roles = append(p.Roles, r)
				}
			}
			people = append(people, p)
		}
		s := proof.Check(it, proof.Options{People: people}).Staffing
		require.True(t, s.Decided)
		require.Equal(t, possible(steps, people), s.Feasible)
		if !s.Feasible {
			return
		}
		for k, p := range people {
			without := slices.Delete(slices.Clone(people), k, k+1)
			stops := slices.ContainsFunc(s.Absences, func(a proof.Absence) bool { return a.Person == p.ID })
			require.Equal(t, !possible(steps, without), stops, "without %s", p.ID)
		}
	})
}

// possible tries every assignment.
func possible(steps []*item.Node, people []proof.Person) bool {
	did := map[string][]string{} // by step
	var assign func(k, from, missing int) bool
	assign = func(k, from, missing int) bool {
		if missing == 0 {
			if k+1 == len(steps) {
				return true
			}
			return assign(k+1, 0, steps[k+1].By.People)
		}
		for j := from; j < len(people); j++ {
			n, p := steps[k], people[j]
			barred := slices.ContainsFunc(n.By.NotWho, func(other string) bool { return slices.Contains(did[other], p.ID) })
			if barred || !slices.Contains(p.Roles, n.By.Role) {
				continue
			}
			did[n.ID] = append(did[n.ID], p.ID)
			if assign(k, j+1, missing-1) {
				return true
			}
			did[n.ID] = did[n.ID][:len(did[n.ID])-1]
		}
		return false
	}
	return assign(0, 0, steps[0].By.People)
}

// TestReturnsThatTheStaffSurvives: who may not do their own step again is used up round by round.
func TestReturnsThatTheStaffSurvives(t *testing.T) {
	t.Parallel()
	for handlers, want := range map[int]int{1: 0, 2: 1, 4: 3, 20: 9} {
		review := &item.Node{Kind: item.Step, ID: "review", Within: 1, Decisions: []*item.Decision{{ID: "pass", Outcome: "pass"}},
			By: item.Panel{Role: "handler", People: 1, NotWho: []string{"review"}}}
		last := &item.Node{Kind: item.Step, ID: "last", Within: 1, By: item.Panel{Role: "legal", People: 1},
			Decisions: []*item.Decision{{ID: "pass", Outcome: "pass"}, {ID: "return", Outcome: "return", BackTo: "review"}}}
		it := item.Index(&item.Definition{Item: "rounds", Outcomes: map[string]item.Effect{"over": item.Closes},
			Flow: []*item.Node{review, last, {Kind: item.End, ID: "over"}}})
		people := []proof.Person{{ID: "l", Roles: []string{"legal"}}}
		for k := range handlers {
			people = append(people, proof.Person{ID: fmt.Sprint("h", k), Roles: []string{"handler"}})
		}
		r := proof.Check(it, proof.Options{People: people})
		require.Len(t, r.Returns, 1)
		require.Equal(t, want, r.Returns[0].Survives, "%d handlers", handlers)
	}
}
