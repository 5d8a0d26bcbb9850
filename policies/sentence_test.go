package policies_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/policies"
)

func TestSentencesOfLines(t *testing.T) {
	t.Parallel()
	p, err := policies.Embedded()
	require.NoError(t, err)
	said := map[string]string{}
	for _, l := range p.Lines() {
		zh, en := l.Sentence()
		require.NotContains(t, en, "  ", en)
		said[zh] = en
	}
	require.Len(t, said, len(p.Lines()), "two lines never say the same")
	for zh, en := range map[string]string{
		"每位已登录的人可以对全部证照：验证。":                     "Everybody signed in may verify: certificate everywhere.",
		"申请人可以对本人的材料：新建、查看、列出、删除。":               "Applicant may create, read, list and delete: material of their own.",
		"监察员可以对全部办件、任务、证照、留痕、定义版本：查看、列出、导出。":     "Supervisor may read, list and export: case, task, certificate, trail and definition everywhere.",
		"听证主持人可以对所任机构及下级机构的办件：组织听证、申请听证。":        "Hearing host may set and hold a hearing and ask for a hearing: case of the unit they are appointed in and those below it.",
		"审计员可以对全部各类事物：查看、列出、验证、导出。":              "Auditor may read, list, verify and export: things of every kind everywhere.",
		"安全管理员对申请、办件、任务、材料一律不得做任何操作，兼任其他岗位也不例外。": "Security administrator never does anything with application, case, task or material, whatever other role they hold.",
	} {
		require.Equal(t, en, said[zh], zh)
	}
}

// TestConflictsAreWhatIsRefused: every pair that is listed is refused, and no other is.
func TestConflictsAreWhatIsRefused(t *testing.T) {
	t.Parallel()
	p, err := policies.Embedded()
	require.NoError(t, err)
	listed := map[[2]string]bool{}
	for _, c := range p.Conflicts() {
		require.NotEmpty(t, c.Zh)
		require.NotEmpty(t, c.En)
		for _, with := range c.With {
			pair := []string{c.Role, with}
			slices.Sort(pair)
			require.False(t, listed[[2]string(pair)], "%v twice", pair)
			listed[[2]string(pair)] = true
		}
	}
	require.Len(t, listed, 3+17)
	roles := names(policies.Roles())
	for i, a := range roles {
		for _, b := range roles[i+1:] {
			pair := []string{a, b}
			slices.Sort(pair)
			require.Equal(t, listed[[2]string(pair)], p.Incompatible(pair) != nil, "%v", pair)
		}
	}
}
