package handlers_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// panelled is a version of the qualification whose experts are drawn and vote in turn, and whose inspectors may ask.
func panelled(t *testing.T) *house {
	t.Helper()
	h := newHouse(t)
	h.publishes(definition(t, "version: 1\n", "version: 2\n",
		"pick: {named_by: handler}", "pick: {drawn_by: handler}, order: in_turn, may_add: {role: expert, at_most: 1}",
		"by: {role: inspector, people: 2, pass: all}", "by: {role: inspector, people: 2, pass: all}\n          "+
			"decisions: {pass: {}, fail: {}, consult: {ask: first-review, alone: true, answer_within: {workdays: 2}}}"))
	return h
}

func TestAPanelIsDrawnAndVotesInTurn(t *testing.T) {
	t.Parallel()
	h := panelled(t)
	id := h.as("A1").filed(sample(t, "S1"))
	h.decides("U1", id, "acceptance", "accept")
	h.decides("U3", id, "first-review", "pass")
	panel := h.visit(id, "expert-review")
	inbox := h.as("r-handler").get("/tasks").is(http.StatusOK)
	require.Equal(t, "expert-review", inbox.text("rows.0.node"), "who draws finds it in the inbox")
	require.Equal(t, true, inbox.at("rows.0.picks"))
	h.as("r-handler").post(panel+"/draw", nil).is(http.StatusOK)
	h.as("r-handler").post(panel+"/draw", nil).problem(http.StatusConflict, "panel_full")

	seen := h.as("U6").get("/cases/" + id).is(http.StatusOK)
	seats := seatsOf(seen, "expert-review")
	require.Len(t, seats, 5)
	require.Equal(t, true, seats[0]["turn"])
	require.Equal(t, false, seats[1]["turn"])
	require.Equal(t, []any{float64(0)}, seats[1]["after"])
	first, second := personOf(seats[0]), personOf(seats[1])
	require.Equal(t, "expert-review", h.as(first).get("/tasks").is(http.StatusOK).text("rows.0.node"))
	require.Empty(t, h.as(second).get("/tasks").is(http.StatusOK).at("rows"), "whose turn has not come")
	h.as(second).post(panel+"/decide", map[string]any{"decision": "pass"}).problem(http.StatusConflict, "not_turn")

	h.as(first).post(panel+"/add-seats", map[string]any{"where": "before", "seats": 1, "reason": "请先审查"}).is(http.StatusOK)
	h.as(first).post(panel+"/decide", map[string]any{"decision": "pass"}).problem(http.StatusConflict, "not_turn")
	h.as(first).post(panel+"/remove-seat", map[string]any{}).is(http.StatusOK)
	h.as(first).post(panel+"/decide", map[string]any{"decision": "pass"}).is(http.StatusOK)
	require.NotEmpty(t, h.as(second).get("/tasks").is(http.StatusOK).at("rows"))
}

func TestAnOfficerIsAskedAndAnswers(t *testing.T) {
	t.Parallel()
	h := panelled(t)
	id := h.as("A1").filed(sample(t, "S1"))
	h.decides("U1", id, "acceptance", "accept")
	h.decides("U3", id, "first-review", "pass")
	site := h.visit(id, "site-check")
	h.as("r-inspector").post(site+"/decide", map[string]any{"decision": "consult"}).problem(http.StatusUnprocessableEntity, "reason")
	h.as("r-inspector").post(site+"/decide", map[string]any{"decision": "consult", "reason": "请核对合同"}).is(http.StatusOK)

	asked := h.as("U3").get("/tasks").is(http.StatusOK)
	require.Contains(t, string(asked.body), `"kind":"answer"`)
	require.NotContains(t, string(h.as("r-handler").get("/tasks").is(http.StatusOK).body), `"kind":"answer"`, "only who acted there is asked")
	seen := h.as("U3").get("/cases/" + id).is(http.StatusOK)
	require.Equal(t, "请核对合同", seen.text("asks.0.question"))
	require.Equal(t, "U3", seen.text("asks.0.person.id"))
	require.Empty(t, h.as("A1").get("/cases/"+id).is(http.StatusOK).at("asks"), "the applicant was asked nothing")

	h.as("r-handler").post(site+"/answer", map[string]any{"text": "x"}).problem(http.StatusForbidden, "not_asked")
	h.as("U3").post(site+"/answer", map[string]any{"text": ""}).problem(http.StatusUnprocessableEntity, "answer_missing")
	h.as("U3").post(site+"/answer", map[string]any{"text": "合同属实"}).is(http.StatusOK)
	h.as("U3").post(site+"/answer", map[string]any{"text": "合同属实"}).problem(http.StatusConflict, "ask_closed")
	require.Contains(t, string(h.as("r-inspector").get("/cases/"+id).is(http.StatusOK).body), "合同属实")
	h.decides("r-inspector", id, "site-check", "pass")
}

// seatsOf are the seats of a node as a case shows them.
func seatsOf(a *answer, node string) (seats []map[string]any) {
	visits, _ := a.at("visits").([]any)
	for _, v := range visits {
		visit, _ := v.(map[string]any)
		if visit["node"] != node {
			continue
		}
		list, _ := visit["seats"].([]any)
		for _, s := range list {
			seat, _ := s.(map[string]any)
			seats = append(seats, seat)
		}
	}
	return seats
}

func personOf(seat map[string]any) string {
	person, _ := seat["person"].(map[string]any)
	id, _ := person["id"].(string)
	return id
}
