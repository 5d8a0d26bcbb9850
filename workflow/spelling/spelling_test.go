package spelling_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/spelling"
)

func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"received_on", "accepted_on", "applicant.name", "applicant.credit_code", "n", "to", "handler", "handlers"}
	for written, want := range map[string]string{
		"recieved_on":           "received_on",           // two letters swapped
		"received":              "",                      // another word
		"applicant.nam":         "applicant.name",        // a letter missing
		"applicant.credit-cod":  "applicant.credit_code", // two faults in a long name
		"handlr":                "handler",
		"handlerr":              "handler", // the first of two as near
		"m":                     "",        // too short to be like anything
		"handler":               "handlers",
		"":                      "",
		"applicants.credit-cod": "",
	} {
		require.Equal(t, want, spelling.Nearest(written, known), written)
	}
}
