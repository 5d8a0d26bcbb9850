package item_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/item"
)

// TestLimitsOfWhatSeveralUnitsHandle: Art. 42(2) gives 45 working days and 15 more, by the head of the government over the
// units.
func TestLimitsOfWhatSeveralUnitsHandle(t *testing.T) {
	t.Parallel()
	together := []string{"is_admin_licence: true\n", "is_admin_licence: true\n  joint: [gz-fire]\n",
		"by: {role: handler}\n    within: 2", "by: {role: handler, unit: gz-fire}\n    within: 2"}
	head := []string{"extend: {clock: decide, by: {role: agency-head}", "extend: {clock: decide, by: {role: agency-head, unit: gz-gov}"}
	limits := func(decide, extend string) []string {
		return []string{"limits: {accept: 5, decide: 20, extend: 10", "limits: {law: decide-joint, accept: 5, decide: " + decide + ", extend: " + extend}
	}
	for _, c := range []struct {
		name    string
		changes [][]string
		code    string
	}{
		{"alone", nil, ""},
		{"several", [][]string{together, head, limits("45", "15")}, ""},
		{"several, too long", [][]string{together, head, limits("46", "15")}, "over_law"},
		{"several, extended too long", [][]string{together, head, limits("45", "16")}, "over_law"},
		{"several, extended by one of them", [][]string{together, limits("45", "15")}, "joint_extension"},
		{"one alone", [][]string{head, limits("45", "15")}, "joint_missing"},
	} {
		src := read(t, "items/good.yaml")
		for _, change := range c.changes {
			src = strings.NewReplacer(change...).Replace(src)
		}
		d, err := item.Parse("f.yaml", []byte(src))
		var found item.Findings
		errors.As(err, &found)
		codes := []string{}
		for _, f := range found {
			codes = append(codes, f.Code)
		}
		if c.code == "" {
			require.Empty(t, codes, c.name)
			require.NotNil(t, d)
			continue
		}
		require.Equal(t, []string{c.code}, codes, c.name)
	}
}
