package handlers_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
)

// An enterprise reads what happened to its case, with the way to it, and no other enterprise does.
func TestAnInboxIsReadAndMarked(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.as("A1").filed(sample(t, "S1"))
	h.decides("U1", id, "acceptance", "accept")
	h.work()

	mine := h.as("A1").get("/notices").is(http.StatusOK)
	require.EqualValues(t, 1, mine.at("unread"))
	require.Equal(t, "document_issued", mine.text("rows.0.kind"))
	require.Equal(t, "acceptance", mine.text("rows.0.duty"))
	require.Contains(t, mine.text("rows.0.zh"), "已印发，请查阅")
	require.Contains(t, mine.text("rows.0.en"), "A document was issued")
	require.Equal(t, "/api/v1/cases/"+id, mine.text("rows.0.links.case"))
	require.Equal(t, "/api/v1/cases/"+id+"/documents/1", mine.text("rows.0.links.document"))
	h.as("A1").get("/cases/" + id + "/documents/1").is(http.StatusOK)
	require.EqualValues(t, 1, h.as("r-agent").get("/notices").is(http.StatusOK).at("unread"), "a mandate to receive covers it")
	require.EqualValues(t, 0, h.as("far-applicant").get("/notices").is(http.StatusOK).at("unread"))

	ids := map[string]any{"ids": []string{mine.text("rows.0.id"), "none"}}
	require.EqualValues(t, 0, h.as("far-applicant").post("/notices/read", ids).is(http.StatusOK).at("read"))
	require.EqualValues(t, 1, h.as("r-agent").post("/notices/read", ids).is(http.StatusOK).at("read"))
	require.EqualValues(t, 0, h.as("A1").post("/notices/read", map[string]string{"until": "2030-01-01T00:00:00Z"}).is(http.StatusOK).at("read"))
	h.as("A1").post("/notices/read", map[string]string{}).problem(http.StatusUnprocessableEntity, "notices_unnamed")
	mine = h.as("A1").get("/notices").is(http.StatusOK)
	require.EqualValues(t, 0, mine.at("unread"))
	require.NotEmpty(t, mine.text("rows.0.read_at"))
	require.Empty(t, h.as("A1").get("/notices?unread=true").is(http.StatusOK).at("rows"))
}

// What a mandate does not let an agent receive is not in the agent's inbox.
func TestAnAgentReadsWhatAMandateCovers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.as("A1").filed(sample(t, "S1"))
	h.decides("U1", id, "acceptance", "accept")
	h.work()
	h.as("A1").delete("/mandates/r-agent").is(http.StatusOK)
	seen := h.as("r-agent").get("/notices").is(http.StatusOK)
	require.Empty(t, seen.at("rows"))
	require.EqualValues(t, 0, seen.at("unread"))
}

// A reminder to the holder of a certificate that no case of the house issued names it and leads to it.
func TestAReminderLeadsToItsCertificate(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const number = "SL-SIQ3-2023-0001"
	today := calendar.DateOf(h.clock.Now())
	h.registers(t, number, func(k *workflow.Certificate) {
		k.Owner, k.ValidUntil, k.CaughtUp, k.Terms.Remind = "91520000MA00000151", today.AddDays(10), today.AddDays(-1), []int{10}
	})
	require.NoError(t, h.engine.Remind(context.Background(), number))
	mine := h.as("A1").get("/notices").is(http.StatusOK)
	require.Equal(t, "certificate_ends", mine.text("rows.0.kind"))
	require.Equal(t, number, mine.text("rows.0.certificate"))
	require.Equal(t, map[string]any{"certificate": "/api/v1/certificates/" + number}, mine.at("rows.0.links"))
	h.as("A1").get("/certificates/" + number).is(http.StatusOK)
}
