package handlers_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// A substitute finds the tasks of who is away in the inbox and acts in their place; the trail names both.
func TestASubstituteWorksForWhoIsAway(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.as("A1").filed(sample(t, "S1"))
	task := h.visit(id, "acceptance")
	h.as("U1").post(task+"/claim", nil).is(http.StatusOK)
	require.Empty(t, h.as("r-window").get("/tasks").is(http.StatusOK).at("rows"), "claimed by somebody else")

	away := map[string]any{"by": "r-window", "from": "2026-11-20", "until": "2026-11-30", "roles": []string{"window"}, "units": []string{"gz-iid"}, "reason": "休假"}
	h.as("U3").post("/substitutions", away).problem(http.StatusUnprocessableEntity, "substitute_role")
	made := h.as("U1").post("/substitutions", away).is(http.StatusOK)
	require.Equal(t, "substitute_appointed", made.text("kind"))
	list := h.as("r-window").get("/substitutions").is(http.StatusOK)
	require.Equal(t, "U1", list.text("rows.0.of.id"))
	require.Empty(t, h.as("U3").get("/substitutions").is(http.StatusOK).at("rows"), "whom it does not concern")
	require.NotNil(t, h.as("r-security-admin").get("/substitutions").is(http.StatusOK).at("rows.0"))

	inbox := h.as("r-window").get("/tasks").is(http.StatusOK)
	require.Equal(t, "U1", inbox.text("rows.0.in_place_of.id"))
	h.decides("r-window", id, "acceptance", "accept")
	seen := h.as("U6").get("/cases/" + id).is(http.StatusOK)
	require.Equal(t, "r-window", seen.text("visits.0.seats.0.person.id"))
	require.Equal(t, "U1", seen.text("visits.0.seats.0.in_place_of.id"))

	end := "/substitutions/" + list.text("rows.0.id")
	h.as("r-window").delete(end).problem(http.StatusNotFound, "substitution_not_found")
	h.as("r-security-admin").delete(end).is(http.StatusOK)
	h.as("U1").delete(end).problem(http.StatusConflict, "substitution_ended")
}

// A delegate prepares, hands back with an opinion, and who delegated decides; a head takes a task away from somebody who
// was dismissed.
func TestATaskGoesFromHandToHand(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.as("A1").filed(sample(t, "S1"))
	task := h.visit(id, "acceptance")
	h.as("U1").post(task+"/claim", nil).is(http.StatusOK)
	h.as("U1").post(task+"/delegate", map[string]any{"to": "r-window", "reason": "请拟办"}).is(http.StatusOK)
	require.Equal(t, "U1", h.as("r-window").get("/tasks").is(http.StatusOK).text("rows.0.prepares_for.id"))
	require.Equal(t, "r-window", h.as("U1").get("/tasks").is(http.StatusOK).text("rows.0.delegated_to.id"))
	h.as("U1").post(task+"/decide", map[string]any{"decision": "accept"}).problem(http.StatusConflict, "delegated")
	h.as("r-window").post(task+"/hand-back", map[string]any{"opinion": "材料齐全"}).is(http.StatusOK)
	require.Contains(t, string(h.as("U1").get("/cases/"+id).is(http.StatusOK).body), "材料齐全")
	h.as("U1").post(task+"/delegate", map[string]any{"to": "r-window", "reason": "请拟办"}).is(http.StatusOK)
	h.as("U1").post(task+"/recall", nil).is(http.StatusOK)
	h.as("U1").post(task+"/transfer", map[string]any{"to": "U3", "reason": "出差"}).problem(http.StatusUnprocessableEntity, "role")
	h.as("U1").post(task+"/transfer", map[string]any{"to": "r-window", "reason": "出差"}).is(http.StatusOK)

	unit := map[string]string{"role": "window", "unit": "gz-iid"}
	h.as("r-security-admin").delete("/people/r-window/appointments/window/" + unit["unit"]).is(http.StatusOK)
	h.as("r-office-head").post(task+"/reassign", map[string]any{"to": "U1", "reason": "调离"}).is(http.StatusOK)
	h.decides("U1", id, "acceptance", "accept")
}

// Why somebody stands aside is told inside; that the applicant asked for it and what came of it, the applicant too.
func TestRecusalThroughTheAPI(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.as("A1").filed(sample(t, "S1"))
	h.as("A1").post("/cases/"+id+"/recusals", map[string]any{"node": "acceptance", "whom": "窗口穿蓝衣者", "reason": "与竞争对手有亲属关系"}).is(http.StatusOK)
	h.as("U1").post("/cases/"+id+"/recusals", map[string]any{"reason": "认识法定代表人"}).is(http.StatusOK)
	own := h.as("A1").get("/cases/" + id).is(http.StatusOK)
	require.Equal(t, "窗口穿蓝衣者", own.text("recusals.0.whom"))
	require.NotContains(t, string(own.body), "认识法定代表人")
	head := h.as("r-office-head")
	require.Equal(t, "认识法定代表人", head.get("/cases/"+id).is(http.StatusOK).text("recusals.1.reason"))
	head.post("/cases/"+id+"/recusals/1/refuse", map[string]any{"person": "r-window", "reason": "不属实"}).is(http.StatusOK)
	head.post("/cases/"+id+"/recusals/2/grant", map[string]any{"reason": "属实"}).is(http.StatusOK)
	require.Empty(t, h.as("U1").get("/tasks").is(http.StatusOK).at("rows"))
	h.as("U1").post(h.visit(id, "acceptance")+"/claim", nil).problem(http.StatusForbidden, "recused")
	h.decides("r-window", id, "acceptance", "accept")
	entries, err := h.db.StreamEntries(t.Context(), "case/"+id, 1, 50)
	require.NoError(t, err)
	for _, e := range entries {
		require.NotContains(t, string(e.Entry.Facts), "亲属")
		require.NotContains(t, string(e.Entry.Facts), "认识")
	}
}
