package workflow_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
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
	head, err := os.ReadFile("testdata/head.yaml")
	require.NoError(t, err)
	src := strings.NewReplacer("is_admin_licence: true\n", "is_admin_licence: true\n  joint: [fire]\n",
		"{accept: 5, decide: 20, extend: 10, issue: 10}", "{law: decide-joint, accept: 5, decide: 45, extend: 15, issue: 10}",
		"extend: {clock: decide, by: {role: agency-head}, once: true, days: {at_most: 10}", "extend: {clock: decide, by: {role: agency-head, unit: government}, once: true, days: {at_most: 15}",
	).Replace(string(head))
	it, err := item.Read(os.DirFS("testdata"), "joint.yaml", []byte(src+"flow:\n"+jointFlow))
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
