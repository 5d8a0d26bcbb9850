package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
)

// A paper that could not be made is listed with the reason that was kept, page by page and without being made again; an
// administrator has it retried when there is a font.
func TestRefusedDocumentIsSeenAndRetried(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var cases []string
	for i := range 3 {
		id := h.as("A1").filed(sample(t, "S1"))
		h.as("U1").post(h.visit(id, "acceptance")+"/decide", map[string]any{"decision": "accept"}).is(http.StatusOK)
		why := workflow.Because{Field: "/addressee", Zh: fmt.Sprintf("第%d个缺字", i), En: fmt.Sprintf("character %d is missing", i)}
		require.NoError(t, h.db.DocumentRefused(t.Context(), workflow.CaseID(id), 1, why)) // as the job does
		h.clock.set(h.clock.Now().Add(time.Second))
		cases = append(cases, id)
	}
	h.printed.Store(0)
	admin := h.as("X2")
	path := "/documents/refused?limit=2"
	for i, id := range cases {
		rows := admin.get(path).is(http.StatusOK)
		row := fmt.Sprintf("rows.%d.", i%2)
		require.Equal(t, id, rows.text(row+"case"))
		require.Equal(t, "acceptance-notice", rows.text(row+"type"))
		require.Equal(t, "/addressee", rows.text(row+"field"))
		require.Equal(t, fmt.Sprintf("第%d个缺字", i), rows.text(row+"why.zh"))
		require.Equal(t, fmt.Sprintf("character %d is missing", i), rows.text(row+"why.en"))
		require.Contains(t, string(rows.body), `"laid_aside":true`)
		if i == 1 {
			path += "&cursor=" + url.QueryEscape(rows.text("next"))
		}
	}
	admin.get("/documents/refused?cursor=nonsense").is(http.StatusUnprocessableEntity)
	require.Zero(t, h.printed.Load(), "no document is made to be listed")
	h.work()
	plain := cases[1]
	h.as("A1").get("/cases/"+plain+"/documents/1").problem(http.StatusConflict, "document_pending")

	admin.post("/documents/refused/"+plain+"/1/retry", nil).is(http.StatusNoContent)
	admin.post("/documents/refused/"+plain+"/1/retry", nil).problem(http.StatusNotFound, "document_not_found")
	require.NotContains(t, string(admin.get("/documents/refused").is(http.StatusOK).body), plain)
	h.work()
	h.as("A1").get("/cases/" + plain + "/documents/1").is(http.StatusOK)
}
