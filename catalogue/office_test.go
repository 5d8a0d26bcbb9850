package catalogue_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/catalogue"
	definition "shenpi/workflow/item"
)

func TestOfficeIsReadStrictly(t *testing.T) {
	t.Parallel()
	raw, err := fs.ReadFile(catalogue.FS(), "office.yaml")
	require.NoError(t, err)
	roles := []string{"window", "handler", "inspector", "expert", "office-head", "legal", "agency-leader", "agency-head", "hearing-host",
		"certificate-clerk", "archivist", "supervisor", "auditor", "system-admin", "item-admin", "security-admin", "audit-admin"}
	_, err = catalogue.ParseOffice("o.yaml", raw, roles)
	require.NoError(t, err)
	for _, fault := range []struct{ old, changed, says string }{
		{"post: 科员", "rank: 科员", `unknown key "rank"`},
		{"id: U2,", "id: U1,", `"U1" is used already`},
		{"id: U2,", "name: 甲,", `the key "name" stands here twice`},
		{"unit: gz-iid-leaders, post: 厅长", "unit: gz-iid-leader, post: 厅长", `there is no unit "gz-iid-leader", did you mean "gz-iid-leaders"?`},
		{"{role: supervisor, unit: gz-iid}", "{role: supervisor, unit: nowhere}", `there is no unit "nowhere"`},
		{"{role: supervisor, unit: gz-iid}", "{role: supervisr, unit: gz-iid}", `there is no role "supervisr", did you mean "supervisor"?`},
		{"{role: supervisor, unit: gz-iid}", "{role: supervisor}", `unit is missing`},
		{"{role: supervisor, unit: gz-iid}", "{unit: gz-iid}", `role is missing`},
		{"parent: gz-iid, title: {zh: 厅领导", "parent: nowhere, title: {zh: 厅领导", `the parent "nowhere" does not stand before it`},
		{"account: A2", "account: A1", `"A1" is used already`},
		{"account: A2", "account: U1", `"U1" is used already`},
		{"holder: 91520000MA0000023U", "holder: 91520000MA0000024U", `there is no enterprise with the credit code "91520000MA0000024U", did you mean "91520000MA0000023U"?`},
		{"SL-SIQ3-2022-0007", "SL-SIQ3-2023-0001", `"SL-SIQ3-2023-0001" is used already`},
		{"enterprises:\n", "people: []\nenterprises:\n", `the key "people" stands here twice`},
	} {
		require.Equal(t, 1, strings.Count(string(raw), fault.old), fault.old)
		_, err := catalogue.ParseOffice("o.yaml", []byte(strings.Replace(string(raw), fault.old, fault.changed, 1)), roles)
		var found definition.Findings
		require.ErrorAs(t, err, &found, fault.changed)
		require.Equal(t, fault.says, found[0].En)
		before, _, _ := strings.Cut(string(raw), fault.old)
		require.Contains(t, []int{1, 2}, found[0].Pos.Line-strings.Count(before, "\n"), "%v", found[0])
	}
}
