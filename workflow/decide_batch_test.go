package workflow_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
)

// TestNoRefusalIsDecidedTogether: however an item says that a decision refuses, its reasons are the case's own.
func TestNoRefusalIsDecidedTogether(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		flow string
		want map[string]bool
	}{
		"by the decision": {`
  - step: look
    title: {zh: 看, en: Look}
    by: {role: handler}
    decisions: {pass: {}, refuse: {end: refused, reason: required}, stop: {title: {zh: 停, en: Stop}, end: withdrawn, reason: required}}
  - end: granted
`, map[string]bool{"pass": true, "refuse": false, "stop": true}},
		"upon what did not pass": {`
  - step: look
    title: {zh: 看, en: Look}
    by: {role: handler}
    upon: {fail: {end: refused}}
    decisions: {pass: {}, fail: {reason: required}}
  - end: granted
`, map[string]bool{"pass": true, "fail": false}},
		"by the block around it": {`
  - parallel: both
    title: {zh: 并, en: Both}
    join: all
    upon: {fail: {end: refused}}
    branches:
      a:
        - {step: look, title: {zh: 看, en: Look}, by: {role: handler}, decisions: {pass: {}, fail: {reason: required}}}
      b:
        - {step: other, title: {zh: 另, en: Other}, by: {role: inspector}, decisions: {pass: {}}}
  - {step: last, title: {zh: 末, en: Last}, by: {role: agency-leader}, decisions: {pass: {needs: [both]}}}
  - end: granted
`, map[string]bool{"pass": true, "fail": false}},
		"to another step that judges it": {`
  - step: look
    title: {zh: 看, en: Look}
    by: {role: handler}
    upon: {fail: {next: last}}
    decisions: {pass: {}, fail: {reason: required}, on: {title: {zh: 转, en: On}, next: last}}
  - {step: last, title: {zh: 末, en: Last}, by: {role: agency-leader}, decisions: {pass: {needs: [look]}}}
  - end: granted
`, map[string]bool{"pass": true, "fail": true, "on": true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := file(t, c.flow, "2026-11-02")
			list, err := m.engine.Explain(context.Background(), workflow.Actor{Person: "H1"}, m.id)
			require.NoError(t, err)
			got := map[string]bool{}
			for _, p := range list {
				if p.Action == "decide" && p.Node == "look" {
					got[p.Decision] = p.Batch
				}
			}
			require.Equal(t, c.want, got)
		})
	}
}
