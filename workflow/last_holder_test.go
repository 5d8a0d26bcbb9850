package workflow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
)

func TestLastHolder(t *testing.T) {
	t.Parallel()
	of := func(person, role string) workflow.Appointment {
		return workflow.Appointment{Person: person, Role: role}
	}
	held := []workflow.Appointment{of("a", "security-admin"), of("b", "security-admin"), of("a", "system-admin"), of("c", "handler")}
	people := []workflow.Person{{ID: "a"}, {ID: "b"}, {ID: "c"}}
	for name, c := range map[string]struct {
		people []workflow.Person
		gone   string
		kept   bool
	}{
		"one of two":                  {people, "b", false},
		"the only one of another":     {people, "a", true},
		"whom nobody needs":           {people, "c", false},
		"one whose other is shut out": {[]workflow.Person{{ID: "a"}, {ID: "b", Disabled: true}}, "a", true},
		"one who is shut out already": {[]workflow.Person{{ID: "a"}, {ID: "b", Disabled: true}}, "b", false},
	} {
		err := workflow.LastHolder(c.people, held, func(a workflow.Appointment) bool { return a.Person == c.gone })
		require.Equal(t, c.kept, err != nil, name)
	}
}
