package handlers_test

import (
	"net/http"
	"strings"
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
	h.as("U3").post("/substitutions", map[string]any{"by": "r-window", "from": "2026-11-20", "until": "2026-11-30"}).problem(http.StatusUnprocessableEntity, "substitute_apart")
	made := h.as("U1").post("/substitutions", away).is(http.StatusOK)
	require.Equal(t, "substitute_appointed", made.text("kind"))
	list := h.as("r-window").get("/substitutions").is(http.StatusOK)
	require.Equal(t, "U1", list.text("rows.0.of.id"))
	require.Equal(t, []any{false, "窗口人员"}, []any{list.at("rows.0.ends"), list.at("rows.0.posts.0.zh")}, "who stands in does not end it")
	for _, who := range []string{"U1", "r-security-admin"} {
		require.Equal(t, true, h.as(who).get("/substitutions").at("rows.0.ends"), who)
	}
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
	require.Equal(t, false, h.as("U1").get("/substitutions").at("rows.0.ends"))
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

// An agent sees and does what a mandate names, while it is in force, and no more.
func TestAnAgentThroughTheAPI(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first := h.as("A1").filed(sample(t, "S1"))
	proof := strings.Repeat("ab", 32)
	h.as("r-applicant").delete("/mandates/r-agent").is(http.StatusOK)
	agent := h.as("r-agent")
	agent.get("/cases/"+first).problem(http.StatusNotFound, "case_not_found")
	require.Empty(t, agent.get("/cases").is(http.StatusOK).at("rows"))
	agent.post("/drafts", map[string]string{"item": "si-qualification"}).problem(http.StatusForbidden, "no_mandate")

	give := map[string]any{"agent": "r-agent", "acts": []string{"supply"}, "case": first, "from": "2026-11-01", "until": "2026-12-31", "proof": proof}
	agent.post("/mandates", give).problem(http.StatusForbidden, "not_permitted")
	h.as("A2").post("/mandates", give).problem(http.StatusUnprocessableEntity, "agent_unknown")
	h.as("A1").post("/mandates", give).is(http.StatusOK)
	agent.get("/cases/" + first).is(http.StatusOK)
	require.Equal(t, first, agent.get("/cases").is(http.StatusOK).text("rows.0.id"))
	agent.post("/cases/"+first+"/withdraw", map[string]string{}).problem(http.StatusForbidden, "no_mandate")
	agent.post("/drafts", map[string]string{"item": "si-qualification"}).problem(http.StatusForbidden, "no_mandate")
	h.decides("U1", first, "acceptance", "accept")
	agent.get("/cases/"+first+"/documents/1").problem(http.StatusForbidden, "no_mandate")
	give["acts"] = []string{"receive"}
	h.as("A1").post("/mandates", give).is(http.StatusOK)
	agent.get("/cases/" + first + "/documents/1").is(http.StatusOK)

	list := h.as("A1").get("/mandates").is(http.StatusOK)
	require.Equal(t, "r-agent", list.text("rows.0.agent.id"))
	h.as("A2").delete("/mandates/"+list.text("rows.0.id")).problem(http.StatusNotFound, "mandate_not_found")
}

// Papers brought to the window are typed in by an officer; the case is the enterprise's.
func TestPapersBroughtToTheWindow(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	s := sample(t, "S1")
	window := h.as("U1")
	window.post("/drafts", map[string]string{"item": s.Item}).problem(http.StatusUnprocessableEntity, "applicant_missing")
	h.as("far-window").post("/drafts", map[string]string{"item": s.Item, "applicant": s.Applicant}).problem(http.StatusForbidden, "not_permitted")
	made := window.post("/drafts", map[string]string{"item": s.Item, "applicant": s.Applicant}).is(http.StatusCreated)
	draft := made.text("id")
	require.Equal(t, "gz-iid", made.text("desk"))
	window.fill(draft, made.header.Get("ETag"), s)
	h.as("A1").get("/drafts/"+draft).problem(http.StatusNotFound, "draft_not_found")
	h.as("far-window").get("/drafts/"+draft).problem(http.StatusNotFound, "draft_not_found")
	require.Equal(t, draft, h.as("r-window").get("/drafts").is(http.StatusOK).text("rows.0.id"))
	id := window.post("/cases", map[string]string{"draft": draft}).is(http.StatusCreated).text("case")
	own := h.as("A1").get("/cases/" + id).is(http.StatusOK)
	require.Equal(t, s.Applicant, own.text("applicant.credit_code"))
	require.Equal(t, "U1", window.get("/cases/"+id).is(http.StatusOK).text("typed_by.0.id"))
	trail := window.get("/cases/" + id + "/trail").is(http.StatusOK)
	require.Equal(t, s.Applicant, trail.text("rows.0.actor.on_behalf"))
	require.Equal(t, "U1", trail.text("rows.0.actor.person.id"))

	h.as("U1").post(h.visit(id, "acceptance")+"/decide", map[string]any{"decision": "supplement", "reason": "缺章",
		"supplements": []map[string]string{{"material": "business-licence", "problem": "缺章", "demand": "加盖公章"}}}).is(http.StatusOK)
	h.work()
	answer := window.post("/drafts", map[string]string{"case": id}).is(http.StatusCreated)
	window.fill(answer.text("id"), answer.header.Get("ETag"), s)
	require.Equal(t, "supplied", window.post("/cases/"+id+"/supply", map[string]string{"draft": answer.text("id")}).is(http.StatusOK).text("kind"))
}

func TestWhatCouldNotBeDoneWithoutSomebody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	security := h.as("X3")
	spared := security.get("/people/U3/shortfall?role=handler&unit=gz-iid").is(http.StatusOK)
	require.Equal(t, float64(10), spared.at("checked"))
	require.Empty(t, spared.at("rows"), "two others handle cases")
	require.Equal(t, float64(0), spared.at("undecided"), "each could be told of")
	security.delete("/people/r-certificate-clerk/appointments/certificate-clerk/gz-iid").is(http.StatusOK)
	clerk := security.get("/people/U5/shortfall?role=certificate-clerk&unit=gz-iid").is(http.StatusOK)
	require.Contains(t, string(clerk.body), "si-qualification")
	require.Equal(t, "nobody", clerk.text("rows.0.findings.0.code"))
	require.Contains(t, clerk.text("rows.0.findings.0.zh"), "制证人员")
	shut := security.get("/people/U5/shortfall").is(http.StatusOK)
	require.Len(t, shut.at("rows"), len(clerk.at("rows").([]any)), "whoever is shut out does none of it either")
	require.Empty(t, security.get("/people/U5/shortfall?role=window&unit=gz-iid").is(http.StatusOK).at("rows"), "what is not held is not missed")
	h.as("X2").get("/people/U5/shortfall").problem(http.StatusForbidden, "not_permitted")
}

func TestWhoCouldStandIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	seen := h.as("U1").get("/substitutions/colleagues").is(http.StatusOK)
	require.Contains(t, idsOf(seen.at("rows")), "U2", "who sits at the window too")
	require.NotContains(t, idsOf(seen.at("rows")), "U1")
	require.NotContains(t, idsOf(seen.at("rows")), "U6", "who heads another office")
	require.Contains(t, idsOf(seen.at("rows")), "far-window", "who sits at a window in a unit below")
	require.NotEmpty(t, seen.text("rows.0.name"))
	h.as("U1").get("/substitutions/colleagues?of=U6").problem(http.StatusForbidden, "not_principal")
	require.Contains(t, idsOf(h.as("X3").get("/substitutions/colleagues?of=U6").is(http.StatusOK).at("rows")), "U7")
	require.Empty(t, h.as("X3").get("/substitutions/colleagues?of=E1").is(http.StatusOK).at("rows"), "an expert is asked in person")
}

func TestThePolicyIsReadAsSentences(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	seen := h.as("X3").get("/policy").is(http.StatusOK)
	require.Len(t, seen.text("hash"), 64)
	require.Len(t, seen.at("roles"), 19)
	require.Equal(t, "每位已登录的人可以对全部事项、日历、机构：查看、列出。", seen.text("lines.0.zh"))
	require.Equal(t, "auditor", seen.text("conflicts.0.role"))
	h.as("U1").get("/policy").problem(http.StatusForbidden, "not_permitted")
	require.Contains(t, h.as("X2").get("/session").is(http.StatusOK).at("may"), "unit:create")
	require.NotContains(t, h.as("X3").get("/session").is(http.StatusOK).at("may"), "unit:create")
	require.NotContains(t, h.as("A1").get("/session").is(http.StatusOK).at("may"), "case:read", "only what need not be one's own")
}
