package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBothSidesOfACaseWriteToEachOther(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.as("A1").filed(sample(t, "S1"))
	at := "/cases/" + id + "/messages"
	say := func(text string) map[string]string { return map[string]string{"text": text} }

	first := h.as("A1").keyed("m1").post(at, say("请问何时办结？")).is(http.StatusOK)
	require.Equal(t, "message_sent", first.text("kind"))
	again := h.as("A1").keyed("m1").post(at, say("请问何时办结？")).is(http.StatusOK)
	require.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
	require.Equal(t, first.text("receipt.hash"), again.text("receipt.hash"))
	h.as("A1").keyed("m1").post(at, say("别的")).problem(http.StatusUnprocessableEntity, "key_reused")
	h.as("A1").post(at, say(" ")).problem(http.StatusUnprocessableEntity, "message_empty")
	h.as("A2").post(at, say("x")).problem(http.StatusNotFound, "case_not_found")

	office := h.as("U1").get(at).is(http.StatusOK)
	require.Len(t, office.at("rows"), 1)
	require.Equal(t, "applicant", office.text("rows.0.from"))
	require.Equal(t, "请问何时办结？", office.text("rows.0.text"))
	require.Equal(t, true, office.at("rows.0.unread"), "the case waits for the window")
	require.Len(t, office.at("notices"), 1)
	require.Equal(t, false, h.as("U3").get(at).is(http.StatusOK).at("rows.0.unread"), "nobody told the handler yet")
	h.as("U1").post("/notices/read", map[string]any{"ids": office.at("notices")}).is(http.StatusOK)
	require.Equal(t, false, h.as("U1").get(at).is(http.StatusOK).at("rows.0.unread"))

	h.as("U1").post(at, say("五个工作日内")).is(http.StatusOK)
	mine := h.as("A1").get(at).is(http.StatusOK)
	require.Equal(t, []any{true, false}, []any{mine.at("rows.0.mine"), mine.at("rows.1.mine")})
	require.Equal(t, "五个工作日内", mine.text("rows.1.text"))
	require.Equal(t, "窗口人员", mine.text("rows.1.post.zh"))
	require.NotEmpty(t, mine.text("rows.1.unit.zh"))
	require.Equal(t, true, mine.at("rows.1.unread"))
	seen := h.as("A1").get("/cases/" + id).is(http.StatusOK)
	require.Equal(t, []any{2.0, 1.0}, []any{seen.at("messages"), seen.at("unread_messages")})
	require.NotContains(t, string(mine.body), "甲示范", "names of officers are for insiders")
	require.Equal(t, "甲示范", h.as("U3").get(at).is(http.StatusOK).text("rows.1.person.name"))
	require.Contains(t, h.as("A1").get("/notices").is(http.StatusOK).text("rows.0.zh"), "收到一条留言")

	public := string(h.as("U10").get("/cases/" + id + "/trail").is(http.StatusOK).body)
	require.Contains(t, public, "message_sent")
	require.NotContains(t, public, "五个工作日内", "who supervises sees that there was a message, not what it says")
	require.NotContains(t, string(h.as("A1").get("/cases/"+id).is(http.StatusOK).body), "请问何时办结", "what was said to the office is no opinion on a step")
}

func TestACaseIsRatedOnceAndAnswered(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.as("A1").filed(sample(t, "S1"))
	at := "/cases/" + id + "/rating"
	bad := map[string]any{"grade": "dissatisfied", "reasons": []string{"speed"}, "comment": "等得太久"}
	h.as("A1").post(at, bad).problem(http.StatusConflict, "case_open")
	require.Empty(t, h.as("A1").get("/cases?rateable=true").is(http.StatusOK).at("rows"))
	h.as("A1").post("/cases/"+id+"/withdraw", map[string]string{"reason": "x"}).is(http.StatusOK)
	require.Equal(t, id, h.as("A1").get("/cases?rateable=true").is(http.StatusOK).text("rows.0.id"))

	offered := h.as("A1").get("/cases/" + id + "/permissions").is(http.StatusOK)
	for _, p := range offered.at("rows").([]any) {
		if row := p.(map[string]any); row["action"] == "rate" {
			require.Len(t, row["grades"], 5)
			require.NotEmpty(t, row["grounds"])
		}
	}
	rated := h.as("A1").keyed("r").post(at, bad).is(http.StatusOK).text("receipt.hash")
	require.Equal(t, rated, h.as("A1").keyed("r").post(at, bad).is(http.StatusOK).text("receipt.hash"))
	h.as("A1").keyed("r").post(at, map[string]any{"grade": "satisfied"}).problem(http.StatusUnprocessableEntity, "key_reused")
	h.as("A1").post(at, bad).problem(http.StatusConflict, "rated")
	require.Empty(t, h.as("A1").get("/cases?rateable=true").is(http.StatusOK).at("rows"))

	answer := map[string]string{"text": "已增派人员"}
	h.as("U3").post(at+"/answer", answer).problem(http.StatusForbidden, "not_permitted")
	require.Contains(t, string(h.as("U6").get("/notices").is(http.StatusOK).body), "不满意")
	h.as("U6").keyed("a").post(at+"/answer", answer).is(http.StatusOK)
	h.as("U6").keyed("a").post(at+"/answer", answer).is(http.StatusOK)
	h.as("U6").keyed("a").post(at+"/answer", map[string]string{"text": "另行答复"}).problem(http.StatusUnprocessableEntity, "key_reused")
	h.as("U6").post(at+"/answer", answer).problem(http.StatusConflict, "rating_answered")

	for _, who := range []string{"A1", "U3", "U6", "U10"} {
		seen := h.as(who).get("/cases/" + id).is(http.StatusOK)
		require.Equal(t, "不满意", seen.text("rating.title.zh"), who)
		require.Equal(t, "办理速度", seen.text("rating.reasons.0.zh"), who)
		require.Equal(t, "等得太久", seen.text("rating.comment"), who)
		require.Equal(t, "已增派人员", seen.text("rating.answer"), who)
	}
	progress := h.as("A1").get("/cases/" + id).is(http.StatusOK)
	require.Equal(t, "办件已办结", progress.text("visits.0.reason_title.zh"), "why its step was left, in words")
	public := h.nobody().post("/progress", map[string]string{"number": progress.text("number"), "code": progress.text("query_code")}).is(http.StatusOK)
	require.False(t, strings.Contains(string(public.body), "等得太久") || strings.Contains(string(public.body), "不满意"), "anonymous to third parties")
}
