package workflow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/catalogue"
	"shenpi/workflow/item"
)

func TestTheRulesOfTheDayOfAcceptanceJudge(t *testing.T) {
	t.Parallel()
	it, err := item.Load(catalogue.FS(), "items/si-qualification.yaml")
	require.NoError(t, err)
	data, err := item.DecodeForm(openStage(t).applications["si-qualification"].Form)
	require.NoError(t, err)
	for _, c := range []struct{ received, accepted, want string }{
		{"2012-05-01", "", "2003"},
		{"2012-05-01", "2012-05-03", "2012"},
	} {
		for _, v := range it.Judge(data, item.CaseData{ReceivedOn: c.received, AcceptedOn: c.accepted, BaseYear: 2012}) {
			require.Equal(t, c.want, v.RuleSet)
		}
	}
}
