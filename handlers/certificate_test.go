package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// TestOfficeOpensACaseForTheHolder: an officer writes it, files it, and from then on it is the holder's as one they filed.
func TestOfficeOpensACaseForTheHolder(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	s := sample(t, "V1")
	certificate := "/certificates/SL-SIQ3-2022-0007"
	h.as("A4").post("/drafts", map[string]string{"item": s.Item, "certificate": "SL-SIQ3-2022-0007"}).problem(http.StatusForbidden, "opened_by_office")
	h.as("U1").post("/drafts", map[string]string{"item": s.Item, "certificate": "SL-SIQ3-2022-0007"}).problem(http.StatusForbidden, "not_permitted")
	h.as("U3").post("/drafts", map[string]string{"item": s.Item, "certificate": "SL-SIQ3-1999-0001"}).
		problem(http.StatusUnprocessableEntity, "certificate_unknown")

	draft := h.as("U3").drafted(s, "SL-SIQ3-2022-0007")
	h.as("U4").get("/drafts/" + draft).is(http.StatusOK) // a colleague goes on with it
	h.as("A4").get("/drafts/"+draft).problem(http.StatusNotFound, "draft_not_found")
	h.as("U1").get("/drafts/"+draft).problem(http.StatusNotFound, "draft_not_found")
	require.Equal(t, true, h.as("U3").get("/drafts/"+draft).is(http.StatusOK).at("opens"))
	id := h.as("U3").post("/cases", map[string]string{"draft": draft}).is(http.StatusCreated).text("case")
	h.decides("U6", id, "filing-check", "open")
	seen := h.as("A4").get("/cases/" + id).is(http.StatusOK)
	require.Equal(t, true, seen.at("own_motion"))
	h.as("A4").post("/cases/"+id+"/withdraw", map[string]string{"reason": "x"}).problem(http.StatusConflict, "own_motion")
	h.as("A1").get("/cases/"+id).problem(http.StatusNotFound, "case_not_found")

	for _, who := range []string{"U4", "U5"} {
		h.decides(who, id, "investigation", "pass")
	}
	h.decides("L1", id, "legal-review", "pass")
	h.as("U4").post("/cases/"+id+"/hearing/tell", map[string]string{"reason": "审计报告系伪造"}).is(http.StatusOK)
	h.work()
	h.as("U8").post(h.visit(id, "decision")+"/decide", map[string]any{"decision": "revoke", "reason": "骗取"}).problem(http.StatusConflict, "hearing_open")
	h.pass(10)
	require.Equal(t, "valid", h.nobody().get(certificate).is(http.StatusOK).text("status"))
	h.decides("U8", id, "decision", "revoke")

	public := h.nobody().get(certificate).is(http.StatusOK)
	require.Equal(t, "revoked", public.text("status"))
	require.Equal(t, "撤销", public.text("title.zh"))
	require.NotContains(t, string(public.body), "骗取", "everybody is told the status and since when")
	record := h.as("U6").get(certificate + "/record").is(http.StatusOK)
	require.Equal(t, "revoke", record.text("changes.0.act"))
	require.Equal(t, "deceit", record.text("changes.0.ground"))
	require.Equal(t, "U8", record.text("changes.0.by.id"))
	require.Equal(t, id, record.text("changes.0.case"))
	require.Equal(t, record.text("since"), record.text("changes.0.from"))
	holder := h.as("A4").get(certificate + "/record").is(http.StatusOK)
	require.NotContains(t, string(holder.body), "辛示范", "names of officers are for insiders")
	h.as("A1").get(certificate+"/record").problem(http.StatusNotFound, "certificate_not_found")
	h.as("A4").post("/drafts", map[string]string{"item": "si-renewal", "certificate": "SL-SIQ3-2022-0007"}).is(http.StatusCreated)

	list := h.as("U6").get("/certificates?to_cancel=true").is(http.StatusOK)
	require.Len(t, list.at("rows"), 1)
	require.Equal(t, true, list.at("rows.0.to_cancel"))
	require.Len(t, h.as("U6").get("/certificates?status=revoked").is(http.StatusOK).at("rows"), 1)
	require.Len(t, h.as("U6").get("/certificates?status=valid&until=2027-12-31").is(http.StatusOK).at("rows"), 1)
	h.as("U6").get("/certificates?status=burnt").is(http.StatusUnprocessableEntity)
}

// TestTheListOfOverdueIsWhatTheRowsSay: a duty is overdue in the list exactly if it is in the certificate, whatever became of that.
func TestTheListOfOverdueIsWhatTheRowsSay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const number = "SL-SIQ3-2023-0001"
	duty := func(id, from, to string) item.Duty {
		return item.Duty{ID: id, Title: item.Text{Zh: id, En: id}, First: 1, Every: 1, From: from, To: to}
	}
	for status, overdue := range map[workflow.CertificateStatus]bool{
		workflow.CertificateValid: true, workflow.CertificateSuspended: true, workflow.CertificateReplaced: false, workflow.CertificateRevoked: false,
		workflow.CertificateWithdrawn: false, workflow.CertificateCancelled: false,
	} {
		h.registers(t, number, func(k *workflow.Certificate) {
			k.Status, k.Done = status, nil
			k.Terms = workflow.Terms{Since: calendar.MustParse("2025-01-01"), Duties: []item.Duty{duty("report", "01-01", "12-31"), duty("check", "01-01", "01-02")}}
		})
		require.Equal(t, overdue, h.as("U6").get("/certificates/"+number+"/record").is(http.StatusOK).at("overdue"), status)
		listed := string(h.as("U6").get("/certificates?overdue=true").is(http.StatusOK).body)
		require.Equal(t, overdue, strings.Contains(listed, number), status)
		if overdue { // the year is not over
			holds := h.as("U6").get("/certificates/" + number + "/record").is(http.StatusOK)
			require.Equal(t, "report", holds.text("due.0.duty"))
			require.Equal(t, "2026-12-31", holds.text("due.0.by"))
		}
	}
}
