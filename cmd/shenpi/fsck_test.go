package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/storage/db"
)

// TestAProblemIsToldOnce: tables and entries tell of the same thing, each in its words.
func TestAProblemIsToldOnce(t *testing.T) {
	t.Parallel()
	var told []string
	say := once(func(x db.Problem) error {
		told = append(told, x.Code+" "+x.Subject)
		return nil
	})
	for _, x := range []db.Problem{
		{Code: "erasure_unrecorded", Subject: "case/a 1", Detail: "by the table"},
		{Code: "erasure_unrecorded", Subject: "case/a 2", Detail: "by the table"},
		{Code: "erasure_unrecorded", Subject: "case/a 1", Detail: "by the entries"},
		{Code: "payload_mismatch", Subject: "case/a 1", Detail: "something else"},
	} {
		require.NoError(t, say(x))
	}
	require.Equal(t, []string{"erasure_unrecorded case/a 1", "erasure_unrecorded case/a 2", "payload_mismatch case/a 1"}, told)
}
