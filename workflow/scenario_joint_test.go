package workflow_test

import (
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

const jointFlow = `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - parallel: together
    title: {zh: 联, en: Together}
    join: all
    upon: {fail: {end: refused}}
    branches:
      own: [{step: own-view, title: {zh: 本, en: Own}, by: {role: handler}, decisions: {pass: {}, refuse: {}}}]
      fire: [{step: fire-view, title: {zh: 消, en: Fire}, by: {role: handler, unit: fire, not_who: [own-view]}, decisions: {pass: {}, refuse: {}}}]
  - step: last
    title: {zh: 末, en: Last}
    by: {role: agency-leader}
    decisions: {grant: {needs: [together], document: letter, clock: {start: issue}}, refuse: {end: refused, document: letter, reason: required}}
  - end: granted
`

// joint is the small item as two units handle it, in 45 working days and 15 more by the head of the government over them.
func joint(t tester) *item.Item {
	t.Helper()
	return jointly(t, jointFlow)
}

// jointly is joint with another flow.
func jointly(t tester, flow string) *item.Item {
	t.Helper()
	head, err := os.ReadFile("testdata/head.yaml")
	require.NoError(t, err)
	src := strings.NewReplacer("is_admin_licence: true\n", "is_admin_licence: true\n  joint: [fire]\n",
		"{accept: 5, decide: 20, extend: 10, issue: 10}", "{law: decide-joint, accept: 5, decide: 45, extend: 15, issue: 10}",
		"extend: {clock: decide, by: {role: agency-head}, once: true, days: {at_most: 10}", "extend: {clock: decide, by: {role: agency-head, unit: government}, once: true, days: {at_most: 15}",
	).Replace(string(head))
	it, err := item.Read(os.DirFS("testdata"), "joint.yaml", []byte(src+"flow:\n"+flow))
	require.NoError(t, err)
	it.Item = "joint"
	return it
}

func TestJointHandling_EachUnitDecidesItsOwnStep(t *testing.T) {
	t.Parallel()
	o := openOffice(t, joint(t), "2026-11-02")
	o.staff["handler@fire"], o.staff["agency-head@government"] = []string{"F1", "H2"}, []string{"V1"}
	c := o.file(plainForm)
	require.Equal(t, []string{"fire", "government"}, c.state().Units)
	c.as("H1").decide("first", "pass")
	units := map[string]string{}
	for _, task := range c.store.Tasks(c.id) {
		units[task.Node] = task.Authority
	}
	require.Equal(t, map[string]string{"own-view": "bureau", "fire-view": "fire"}, units)

	c.as("F1").cannot("role", "handler").decide("own-view", "pass")
	c.as("H1").cannot("role", "handler").decide("fire-view", "pass")
	c.as("H2").decide("own-view", "pass")
	c.cannot("not_who", "own-view").decide("fire-view", "pass") // H2 is a handler of both units
	c.as("F1").decide("fire-view", "pass")
	entries := c.entries()
	require.Equal(t, "fire", entries[len(entries)-1].Entry.Actor.Unit)

	k := c.clockOf("decide")
	require.Equal(t, 45, k.Limit)
	c.as("H1").askExtension(15)
	c.as("G1").cannot("role").approveExtension()
	c.as("V1").approveExtension()
	require.Equal(t, 15, c.clockOf("decide").Extended)
	c.as("L1").decide("last", "grant")
	c.ended("granted")
	s := c.state()
	require.Equal(t, []workflow.Reader{{Case: c.id, Unit: "fire"}, {Case: c.id, Unit: "government"}}, s.Readers())
}

const fireExamines = `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - {step: fire-view, title: {zh: 消, en: Fire}, by: {role: handler, unit: fire}, decisions: {pass: {}}}
  - step: fire-panel
    title: {zh: 组, en: Panel}
    by: {role: expert, unit: fire, people: 2, pass: any, may_add: {role: office-head, at_most: 2}}
    upon: {fail: {end: refused}}
    decisions: {pass: {}, fail: {}, consult: {ask: fire-view, alone: true, answer_within: {workdays: 2}}}
  - {call: ministry, title: {zh: 部, en: Ministry}, external: true, by: {role: handler}, answer_within: {workdays: 20}, on_silence: {outcome: fail}, upon: {fail: {end: refused}}}
  - step: last
    title: {zh: 末, en: Last}
    by: {role: agency-leader}
    decisions: {grant: {needs: [fire-panel, ministry], document: letter, clock: {start: issue}}, refuse: {end: refused, document: letter, reason: required}}
  - end: granted
`

// fireOffice is an office in which the unit for fire has its own people.
func fireOffice(t tester) *matter {
	o := openOffice(t, jointly(t, fireExamines), "2026-11-02")
	maps.Copy(o.staff, fireStaff)
	c := o.file(plainForm)
	c.as("H1").decide("first", "pass")
	return c
}

var fireStaff = staff{"handler@fire": {"F1", "F2", "F3"}, "expert@fire": {"X1", "X2", "X3"}, "office-head@fire": {"FO"}, "agency-head@fire": {"FA"}, "agency-head@government": {"V1"}}

// by is who did the last thing on the case, in which post.
func (m *matter) by(person, role, unit string) {
	m.Helper()
	entries := m.entries()
	a := entries[len(entries)-1].Entry.Actor
	require.Equal(m, []string{person, role, unit}, []string{a.Person, strings.Join(a.Roles, " "), a.Unit})
}

func TestJointHandling_WhoeverActsOnATaskOfAUnitHoldsTheRoleThere(t *testing.T) {
	t.Parallel()
	c := fireOffice(t)
	c.as("F1").claim("fire-view")
	c.by("F1", "handler", "fire")
	c.transfer("fire-view", "F2")
	c.by("F1", "handler", "fire")
	c.as("F2").delegate("fire-view", "F3")
	c.as("F3").handBack("fire-view")
	c.by("F3", "handler", "fire")
	c.as("O1").cannot("role", "agency-head").reassign("fire-view", "F2", "F1")
	require.Equal(t, []string{"FA"}, c.permission("reassign", "").Whys[0].Unlock.People)
	c.as("FO").reassign("fire-view", "F2", "F1")
	c.by("FO", "office-head", "fire")
	c.as("F1").decide("fire-view", "pass")

	c.as("O1").cannot("role", "office-head").addSeats("fire-panel", flow.Beside, 1)
	require.Equal(t, []string{"FO"}, c.permission("add_seats", "").Whys[0].Unlock.People)
	c.as("FO").addSeats("fire-panel", flow.Beside, 1)
	c.by("FO", "office-head", "fire")
	c.removeSeat("fire-panel", "")
	c.by("FO", "office-head", "fire")
	c.as("X1").decide("fire-panel", "consult")
	c.as("F1").answer("fire-panel")
	c.by("F1", "handler", "fire")
	c.as("X2").decide("fire-panel", "pass")

	c.as("F2").cannot("role", "handler").reply("ministry", "grants", pdf("", "d1"))
	c.as("H1").reply("ministry", "grants", pdf("", "d1"))
	c.by("H1", "handler", "bureau")
}

func TestJointHandling_AUnitDecidesWhoOfItStandsAside(t *testing.T) {
	t.Parallel()
	c := fireOffice(t)
	c.askRecusal(workflow.Actor{Person: "F1"}, "")
	c.by("F1", "handler", "fire")
	c.as("O1").cannot("role", "agency-head").grantRecusal(1, "")
	c.as("FO").grantRecusal(1, "")
	c.by("FO", "office-head", "fire")
	c.askRecusal(c.applicant(), "fire-view")
	c.as("G1").cannot("role", "agency-head").refuseRecusal(2, "F2")
	c.as("FO").refuseRecusal(2, "F2")
	c.askRecusal(c.applicant(), "")
	c.as("O1").cannot("role", "agency-head").grantRecusal(3, "FO")
	c.as("FA").grantRecusal(3, "FO") // a leader of that unit
	c.by("FA", "agency-head", "fire")
	c.askRecusal(workflow.Actor{Person: "H2"}, "")
	c.as("FA").cannot("role", "agency-head").refuseRecusal(4, "")
	c.as("O1").refuseRecusal(4, "")
	c.by("O1", "office-head", "bureau")
}
