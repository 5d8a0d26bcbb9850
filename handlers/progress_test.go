package handlers_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAWrongNumberAndAWrongCodeAreAnsweredAlike(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	applicant := h.as("A1")
	seen := applicant.get("/cases/" + applicant.filed(sample(t, "S1"))).is(http.StatusOK)
	ask := func(number, code string) *answer {
		return h.nobody().post("/progress", map[string]string{"number": number, "code": code})
	}
	wrongCode, wrongNumber := ask(seen.text("number"), "00000000"), ask("1999-000001", seen.text("query_code"))
	wrongCode.problem(http.StatusNotFound, "progress_not_found")
	require.Equal(t, sans(wrongCode), sans(wrongNumber))
	for range 20 { // a right pair costs no try
		require.Equal(t, "received", ask(" "+seen.text("number")+" ", seen.text("query_code")).is(http.StatusOK).text("status"))
	}
	h.nobody().with("Sec-Fetch-Site", "cross-site").post("/progress", map[string]string{"number": "1999-000001", "code": "00000000"}).
		problem(http.StatusForbidden, "cross_origin")
	h.nobody().get("/progress").problem(http.StatusMethodNotAllowed, "method_not_allowed")
}

func TestQueryCodesAreNotGuessed(t *testing.T) {
	t.Parallel()
	c := newHouse(t).nobody()
	wrong := map[string]string{"number": "2026-000001", "code": "00000000"}
	for range 10 {
		c.post("/progress", wrong).problem(http.StatusNotFound, "progress_not_found")
	}
	late := c.post("/progress", wrong)
	late.problem(http.StatusTooManyRequests, "too_many_requests")
	require.Equal(t, "60", late.header.Get("Retry-After"))
}
