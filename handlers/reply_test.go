package handlers_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTheReplyOfAnAgencyOutsideIsRecordedWithItsDocument takes the qualification with the ministry asked in between.
func TestTheReplyOfAnAgencyOutsideIsRecordedWithItsDocument(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	asking := definition(t, "version: 1\n", "version: 2\n", "    within: 3\n    decisions:\n", "    within: 2\n    decisions:\n", // the day the ministry takes
		"  - parallel: examination\n", `  - call: ministry
    title: {zh: 征求部里意见, en: The ministry}
    external: true
    by: {role: window}
    answer_within: {workdays: 1}
    on_silence: {outcome: fail}
    upon: {fail: {next: decision}}
  - parallel: examination
`, "needs: [acceptance, first-review, examination, second", "needs: [acceptance, first-review, ministry, examination, second")
	h.publishes(asking)
	id := h.as("A1").filed(sample(t, "S1"))
	h.decides("U1", id, "acceptance", "accept")
	h.decides("U3", id, "first-review", "pass")

	waiting := h.as("U1").get("/cases/" + id).is(http.StatusOK)
	require.Equal(t, "waiting", waiting.text("calls.0.status"))
	require.NotEmpty(t, waiting.text("calls.0.answer_by"))
	inbox := h.as("U1").get("/tasks").is(http.StatusOK)
	require.Equal(t, "call", inbox.text("rows.0.kind"))
	path := api + h.visit(id, "ministry") + "/reply/"
	window := h.as("U1").keyed("reply")
	window.raw(http.MethodPut, path+"grants/letter.png?number=1", "application/pdf", pdf).problem(http.StatusUnsupportedMediaType, "file_disguised")
	window.raw(http.MethodPut, path+"shrugs/letter.pdf", "application/pdf", pdf).problem(http.StatusUnprocessableEntity, "reply_unknown")
	h.as("U3").keyed("r").raw(http.MethodPut, path+"grants/letter.pdf", "application/pdf", pdf).problem(http.StatusForbidden, "role")
	h.as("U1").raw(http.MethodPut, path+"grants/letter.pdf", "application/pdf", pdf).
		problem(http.StatusPreconditionRequired, "idempotency_key_required")

	done := window.raw(http.MethodPut, path+"grants/letter.pdf?number=1", "application/pdf", pdf).is(http.StatusOK)
	require.Equal(t, "reply_recorded", done.text("kind"))
	again := window.raw(http.MethodPut, path+"grants/letter.pdf?number=1", "application/pdf", pdf).is(http.StatusOK)
	require.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
	require.Equal(t, done.text("receipt.hash"), again.text("receipt.hash"))
	h.as("U1").keyed("late").raw(http.MethodPut, path+"refuses/letter.pdf", "application/pdf", pdf).problem(http.StatusConflict, "task_not_open")

	answered := h.as("U1").get("/cases/" + id).is(http.StatusOK)
	require.Equal(t, "answered", answered.text("calls.0.status"))
	require.Equal(t, "grants", answered.text("calls.0.reply"))
	letter := h.as("U1").get("/cases/" + id + "/materials/" + answered.text("calls.0.document")).is(http.StatusOK)
	require.Equal(t, pdf, letter.body)
	require.Equal(t, "application/pdf", letter.header.Get("Content-Type"))
	h.visit(id, "site-check")
}
