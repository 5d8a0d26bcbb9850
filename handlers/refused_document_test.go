package handlers_test

import (
	"bytes"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
)

// A name with a character that no font has stops its paper, not the others; an administrator sees why, and has a paper
// made when there is a font.
func TestRefusedDocumentIsSeenAndRetried(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	accepted := func(name string) string {
		s := sample(t, "S1")
		s.Form = bytes.ReplaceAll(s.Form, []byte("示例云图"), []byte(name))
		id := h.as("A1").filed(s)
		h.as("U1").post(h.visit(id, "acceptance")+"/decide", map[string]any{"decision": "accept"}).is(http.StatusOK)
		require.NoError(t, h.db.DocumentRefused(t.Context(), workflow.CaseID(id), 1)) // as the job does
		h.clock.set(h.clock.Now().Add(time.Second))
		return id
	}
	rare, plain := accepted("示例𩽹"), accepted("示例云图")

	admin := h.as("X2")
	rows := admin.get("/documents/refused").is(http.StatusOK)
	require.Equal(t, rare, rows.text("rows.0.case"))
	require.Contains(t, rows.text("rows.0.why"), "'𩽹' (U+29F79)")
	require.Equal(t, plain, rows.text("rows.1.case"))
	require.Equal(t, "acceptance-notice", rows.text("rows.1.type"))
	require.Equal(t, 1, bytes.Count(rows.body, []byte(`"why"`)), "the other could be made now")
	h.work()
	h.as("A1").get("/cases/"+plain+"/documents/1").problem(http.StatusConflict, "document_pending")

	admin.post("/documents/refused/"+plain+"/1/retry", nil).is(http.StatusNoContent)
	admin.post("/documents/refused/"+plain+"/1/retry", nil).problem(http.StatusNotFound, "document_not_found")
	h.work()
	h.as("A1").get("/cases/" + plain + "/documents/1").is(http.StatusOK)
}
