package handlers_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzBody sends anything at all as a body: it is refused or taken, never a failure of the server.
func FuzzBody(f *testing.F) {
	for _, seed := range []string{`{"item":"si-qualification"}`, `{"item":"a","item":"b"}`, `[[[[`, "\xff", `{"item":null}`, `{"case":"x","certificate":""}`, `{} {}`, ``} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		a := newHouse(t).as("A1").raw(http.MethodPost, api+"/drafts", "application/json", body)
		require.Less(t, a.status, http.StatusInternalServerError, "%s", a.body)
	})
}
