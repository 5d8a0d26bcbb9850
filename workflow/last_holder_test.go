package workflow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
)

func TestTheLastHolderOfWhatSomebodyMustHoldKeepsIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		held map[string][]string
		with []string
		role string // that nobody would hold; empty: it may be done
	}{
		"the last one":                {held: map[string][]string{"security-admin": {"a"}, "system-admin": {"b"}}, role: "security-admin"},
		"the last one of the other":   {held: map[string][]string{"security-admin": {"b"}, "system-admin": {"a"}}, with: []string{"window"}, role: "system-admin"},
		"another one is there":        {held: map[string][]string{"security-admin": {"a", "b"}, "system-admin": {"b"}}},
		"held by another appointment": {held: map[string][]string{"security-admin": {"a"}}, with: []string{"security-admin"}},
		"held by somebody else":       {held: map[string][]string{"security-admin": {"b"}, "system-admin": {"c"}}},
		"of no such role":             {held: map[string][]string{"audit-admin": {"a"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			why := workflow.WhyNotLeave("a", c.with, func(role string) []string { return c.held[role] })
			if c.role == "" {
				require.Nil(t, why)
				return
			}
			require.Equal(t, "last_holder", why.Code)
			require.Equal(t, []string{c.role}, why.Nodes)
		})
	}
}
