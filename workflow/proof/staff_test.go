package proof_test

import (
	"cmp"
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
		roles, units := []string{"handler", "expert", "office-head"}, []string{"", "bureau", "fire"}
		var flow []*item.Node
		for k := range rapid.IntRange(2, 5).Draw(t, "steps") {
			n := &item.Node{Kind: item.Step, ID: fmt.Sprint("s", k), Within: 1, Decisions: []*item.Decision{{ID: "pass", Outcome: "pass"}},
				By: item.Panel{Role: rapid.SampledFrom(roles).Draw(t, "role"), Unit: rapid.SampledFrom(units).Draw(t, "unit"), People: rapid.IntRange(1, 2).Draw(t, "people"),
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
		it := item.Index(&item.Definition{Item: "staff", Authority: "bureau", Flow: flow, Outcomes: map[string]item.Effect{"over": item.Closes}})
		held := map[string]bool{} // by person, role and unit
		var people []string
		for k := range rapid.IntRange(1, 6).Draw(t, "staff") {
			people = append(people, fmt.Sprint("p", k))
			for _, r := range roles {
				held[people[k]+r+"bureau"] = rapid.Bool().Draw(t, r)
				held[people[k]+r+"fire"] = rapid.Bool().Draw(t, r+" of fire")
			}
		}
		s := proof.Check(it, proof.Options{People: proof.Staff(it, people, func(person, unit string) []string {
			return slices.DeleteFunc(slices.Clone(roles), func(r string) bool { return !held[person+r+unit] })
		})}).Staffing
		require.True(t, s.Decided)
		require.Equal(t, possible(steps, people, held), s.Feasible)
		if !s.Feasible {
			return
		}
		for k, p := range people {
			without := slices.Delete(slices.Clone(people), k, k+1)
			stops := slices.ContainsFunc(s.Absences, func(a proof.Absence) bool { return a.Person == p })
			require.Equal(t, !possible(steps, without, held), stops, "without %s", p)
		}
	})
}

// possible tries every assignment.
func possible(steps []*item.Node, people []string, held map[string]bool) bool {
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
			barred := slices.ContainsFunc(n.By.NotWho, func(other string) bool { return slices.Contains(did[other], p) })
			if barred || !held[p+n.By.Role+cmp.Or(n.By.Unit, "bureau")] {
				continue
			}
			did[n.ID] = append(did[n.ID], p)
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

// TestAUnitHasItsOwnPeople: who does a step of another unit, or an act of the case there, holds the role in that unit.
func TestAUnitHasItsOwnPeople(t *testing.T) {
	t.Parallel()
	pass := []*item.Decision{{ID: "pass", Outcome: "pass"}}
	it := item.Index(&item.Definition{Item: "joint", Authority: "bureau", Outcomes: map[string]item.Effect{"over": item.Closes},
		Acts: item.Acts{Extend: &item.Extend{Clock: "decide", By: "agency-head", Unit: "government"}},
		Flow: []*item.Node{
			{Kind: item.Step, ID: "own", Within: 1, By: item.Panel{Role: "handler", People: 1}, Decisions: pass},
			{Kind: item.Step, ID: "fire", Within: 1, By: item.Panel{Role: "handler", Unit: "fire", People: 1}, Decisions: pass, Pos: item.Position{Line: 7}},
			{Kind: item.Call, ID: "call", Call: &item.CallSpec{Item: "other", Authority: "ministry"}},
			{Kind: item.End, ID: "over"},
		}})
	held := map[string][]string{"h bureau": {"handler", "agency-head"}, "f fire": {"handler"}, "v government": {"agency-head"}}
	check := func(units []string, people ...string) (codes []string) {
		staff := proof.Staff(it, people, func(person, unit string) []string { return held[person+" "+unit] })
		for _, f := range proof.Check(it, proof.Options{People: staff, Units: units}).Findings {
			if slices.Contains([]string{"nobody", "unit_unknown"}, f.Code) {
				codes = append(codes, f.En)
			}
		}
		return codes
	}
	require.Equal(t, []string{
		"nobody holds the role \"agency-head of government\": there is nobody to do \"the extension of the time limit\"",
		"nobody holds the role \"handler of fire\": there is nobody to do \"fire\"",
	}, check(nil, "h"))
	require.Empty(t, check(nil, "h", "f", "v"), "no office is given")
	require.Empty(t, check([]string{"bureau", "fire", "government", "ministry"}, "h", "f", "v"))
	require.ElementsMatch(t, []string{"there is no unit fire", "there is no unit government", "there is no unit ministry"}, check([]string{"bureau"}, "h", "f", "v"))
}
