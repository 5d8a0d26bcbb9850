package handlers_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAHearingFromItsRightToTheDecision(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	at := "/cases/" + id + "/hearing/"
	h.as("U3").post(at+"tell", map[string]string{}).is(http.StatusOK)
	h.as("A1").post(at+"ask", map[string]string{}).problem(http.StatusConflict, "hearing_untold")
	h.work()
	h.as("far-applicant").post(at+"ask", map[string]string{}).problem(http.StatusNotFound, "case_not_found")
	h.as("A1").post(at+"ask", map[string]string{"reason": "事关重大"}).is(http.StatusOK)
	seen := h.as("A1").get("/cases/" + id).is(http.StatusOK)
	require.Equal(t, "applicant", seen.text("hearing.asker"))
	require.NotEmpty(t, seen.text("hearing.hold_until"))

	on := h.clock.Now().AddDate(0, 0, 14)
	arrange := map[string]any{"at": on, "place": "三楼会议室", "host": "r-handler"}
	h.as("U3").post(at+"arrange", arrange).problem(http.StatusUnprocessableEntity, "role")
	arrange["host"] = "r-hearing-host"
	h.as("U3").post(at+"arrange", arrange).is(http.StatusOK)
	h.as("r-hearing-host").post(at+"hold", map[string]string{"minutes": "笔录全文"}).problem(http.StatusConflict, "hearing_notice_short")
	h.pass(14)
	h.as("r-hearing-host").post(at+"hold", map[string]string{"minutes": "笔录全文"}).problem(http.StatusConflict, "hearing_notice_short")
	h.as("A1").post(at+"drop", map[string]string{"reason": "不再要求"}).is(http.StatusOK)
	seen = h.as("U3").get("/cases/" + id).is(http.StatusOK)
	require.Equal(t, "dropped", seen.text("hearing.over"))
	require.Equal(t, "r-hearing-host", seen.text("hearing.host.id"))
}

func TestTheMinutesOfAHearing(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	at := "/cases/" + id + "/hearing/"
	h.as("U3").post(at+"tell", map[string]string{}).is(http.StatusOK)
	h.work()
	h.as("r-window").post(at+"ask", map[string]string{"from": "相邻企业"}).is(http.StatusOK)
	h.as("U3").post(at+"arrange", map[string]any{"at": h.clock.Now().AddDate(0, 0, 14), "place": "三楼会议室", "host": "r-hearing-host"}).is(http.StatusOK)
	h.work()
	h.pass(15)
	h.as("r-hearing-host").post(at+"hold", map[string]string{"minutes": "笔录全文"}).is(http.StatusOK)
	seen := h.as("A1").get("/cases/" + id).is(http.StatusOK)
	require.Equal(t, "held", seen.text("hearing.over"))
	require.NotEmpty(t, seen.text("hearing.minutes"))
	require.NotContains(t, string(seen.body), "笔录全文")
	require.Contains(t, string(h.as("U3").get("/cases/"+id+"/trail").is(http.StatusOK).body), "笔录全文", "told to those who examine")
}
