package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The trail is searched by what people know, and told in words.
func TestTrailSearch(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	auditor := h.as("r-auditor")
	number := auditor.get("/cases/" + id).is(http.StatusOK).text("number")
	name := auditor.get("/people/U1").is(http.StatusOK).text("name")
	received := auditor.get("/trail/entries?stream=case/" + id).is(http.StatusOK).text("rows.0.recorded_at")
	all := len(auditor.get("/trail/entries?limit=200&streams=case").is(http.StatusOK).at("rows").([]any))
	require.Positive(t, all)
	for query, want := range map[string]int{
		"q=" + number: all, "q=" + strings.ToLower(number[5:]): all, "q=nothing": 0, "item=nothing": 0, "streams=webhook": 0,
		"q=" + number + "&kind=submitted": 1, "person=A1&streams=case": 1, "person=" + url.QueryEscape("查无此人"): 0,
		"streams=case&to=" + url.QueryEscape(received): 0, "streams=case&from=" + url.QueryEscape(received): all,
	} {
		require.Len(t, auditor.get("/trail/entries?limit=200&"+query).is(http.StatusOK).at("rows"), want, query)
	}
	require.Equal(t,
		auditor.get("/trail/entries?limit=200&person=U1").is(http.StatusOK).at("rows"),
		auditor.get("/trail/entries?limit=200&person="+url.QueryEscape(name)).is(http.StatusOK).at("rows"), "a person is found by name")
	auditor.get("/trail/entries?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z").problem(http.StatusUnprocessableEntity, "period_backwards")

	filed := auditor.get("/trail/entries?kind=submitted").is(http.StatusOK)
	require.Equal(t, "提交申请", filed.text("rows.0.title.zh"))
	require.Equal(t, number, filed.text("rows.0.case_number"))
	published := auditor.get("/trail/entries?streams=item&kind=published&limit=1").is(http.StatusOK)
	require.Regexp(t, `^.+发布事项版本：.+，第2版。$`, published.text("rows.0.zh"))
	require.Equal(t, "U1", h.as("U1").get("/trail/entries?person=U1&limit=1").is(http.StatusOK).text("rows.0.actor.person.id"))
}

// A case is told to those inside by name, to the applicant without.
func TestTrailInWords(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	name := h.as("r-auditor").get("/people/U1").is(http.StatusOK).text("name")
	inside := string(h.as("U1").get("/cases/" + id + "/trail?limit=200").is(http.StatusOK).body)
	outside := string(h.as("A1").get("/cases/" + id + "/trail?limit=200").is(http.StatusOK).body)
	require.Contains(t, inside, name)
	require.NotContains(t, outside, name)
	require.Contains(t, outside, "申请人提交申请：")
	require.Contains(t, outside, "办理人员")
	require.Contains(t, inside, `"round":1`)
	one := h.as("r-auditor").get("/trail/entries/case/" + id + "/1").is(http.StatusOK)
	require.Equal(t, "Filed the application", one.text("title.en"))
	require.NotEmpty(t, one.text("about.zh"))
}

func TestEntryKindsAreListed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	list := h.as("r-auditor").get("/trail/kinds").is(http.StatusOK)
	require.Contains(t, string(list.body), `{"streams":"case","kind":"decided","title":{"zh":"作出决定","en":"Decided"}}`)
	require.Contains(t, string(list.body), `{"streams":"item","title":{"zh":"事项","en":"Item"}}`)
	h.as("A1").get("/trail/kinds").problem(http.StatusForbidden, "not_permitted")
}
