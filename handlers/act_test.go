package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/internal/poppler"
)

// acting is what a new version of the sample item gets besides: the acts of the case, and their documents.
var acting = []string{
	"version: 1\n", "version: 2\n",
	"acts:  ", `acts:
  hearing: {by: {role: handler}, right: hearing-right, notice: hearing-notice, clock: decide, at_most: 20}
  suspend: {clock: decide, grounds: [{id: litigation, title: {zh: 诉讼未决, en: A lawsuit is pending}, basis: 行政诉讼法}], by: {role: office-head}, document: suspension, at_most: 20}
  terminate: {by: {role: agency-head}, grounds: [{id: dissolved, title: {zh: 主体终止, en: Dissolved}}], end: withdrawn, document: termination}
  correct: {by: {role: office-head}, documents: [acceptance-notice], fields: [{field: applicant.name, title: {zh: 名称, en: Name}}], document: correction}
  copy: {by: [handler, office-head], to: [legal, archivist, expert]}
  urge: {by: [applicant, office-head]}
  erase: {by: {role: archivist}, years: 1}
#`,
	"documents:\n", `documents:
  - {type: hearing-right, kind: 权, title: {zh: 听证权利告知书}, layout: sheet, text: '可在{apply_within}内申请听证。'}
  - {type: hearing-notice, kind: 听, title: {zh: 听证通知书}, layout: sheet, text: '{hearing_at}在{hearing_place}举行听证。'}
  - {type: suspension, kind: 中, title: {zh: 中止通知书}, layout: sheet, text: '因{ground}中止，至{to}止。'}
  - {type: termination, kind: 终, title: {zh: 终止通知书}, layout: sheet, text: '因{ground}终止。'}
  - {type: correction, kind: 更, title: {zh: 更正书}, layout: sheet, text: '更正{corrected_no}。'}
`,
}

// actingCase is a case in examination whose item has every act.
func actingCase(t *testing.T) (*house, string) {
	t.Helper()
	h := newHouse(t)
	h.publishes(definition(t, acting...))
	id := h.as("A1").filed(sample(t, "S1"))
	h.decides("U1", id, "acceptance", "accept")
	return h, id
}

// publishes publishes a next version of the sample item.
func (h *house) publishes(src []byte) {
	h.t.Helper()
	admin := h.as("X2")
	tag := admin.get("/definitions/si-qualification/1").is(http.StatusOK).header.Get("ETag")
	proposed := admin.with("If-Match", tag).yaml("/proposals", src).is(http.StatusCreated)
	hash := map[string]string{"hash": strings.Trim(proposed.header.Get("ETag"), `"`)}
	h.as("L1").post("/proposals/si-qualification/publish", hash).is(http.StatusOK)
}

func TestACaseIsSuspendedAndGoesOn(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	suspend := map[string]string{"ground": "litigation", "reason": "另案诉讼尚未审结"}
	h.as("U3").post("/cases/"+id+"/suspend", suspend).problem(http.StatusForbidden, "role")
	h.as("U6").post("/cases/"+id+"/suspend", map[string]string{"ground": "whim", "reason": "x"}).problem(http.StatusUnprocessableEntity, "ground_unknown")
	done := h.as("U6").post("/cases/"+id+"/suspend", suspend).is(http.StatusOK)
	require.Equal(t, "suspended", done.text("kind"))
	require.NotEmpty(t, done.at("documents.0"))
	h.work()
	h.as("U3").post(h.visit(id, "first-review")+"/decide", map[string]string{"decision": "pass"}).problem(http.StatusConflict, "suspended")
	seen := h.as("A1").get("/cases/" + id).is(http.StatusOK)
	require.Equal(t, "诉讼未决", seen.text("suspensions.0.title.zh"))
	require.Equal(t, "行政诉讼法", seen.text("suspensions.0.basis"))
	require.Equal(t, seen.text("suspensions.0.on"), seen.text("suspensions.0.served_on"))
	require.NotEmpty(t, seen.text("suspensions.0.until"))
	require.Nil(t, seen.at("suspensions.0.by"), "names are for insiders")
	h.pass(3)
	h.as("U6").post("/cases/"+id+"/resume", map[string]string{"reason": "已审结"}).is(http.StatusOK)
	require.Equal(t, "resumed", h.as("U6").get("/cases/"+id).is(http.StatusOK).text("suspensions.0.lifted"))
	h.decides("U3", id, "first-review", "pass")
	h.as("r-agency-head").post("/cases/"+id+"/terminate", map[string]string{"ground": "dissolved", "reason": "注销登记"}).is(http.StatusOK)
	require.Equal(t, "ended", h.as("A1").get("/cases/"+id).is(http.StatusOK).text("status"))
}

func TestAnIssuedDocumentIsCorrectedAfterTheEnd(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	h.as("A1").post("/cases/"+id+"/withdraw", map[string]string{}).is(http.StatusOK)
	correct := map[string]any{"document": 1, "reason": "笔误", "changes": []map[string]string{{"field": "applicant.name", "was": "甲", "now": "乙"}}}
	h.as("U6").post("/cases/"+id+"/correct", correct).is(http.StatusOK)
	h.work()
	seen := h.as("A1").get("/cases/" + id).is(http.StatusOK)
	require.Equal(t, float64(1), seen.at("corrections.0.document"))
	require.Equal(t, float64(2), seen.at("corrections.0.correction"))
	text := h.as("A1").get("/cases/" + id + "/documents/2").is(http.StatusOK)
	require.Contains(t, poppler.Text(t, text.body), "更正"+seen.text("documents.0.number"))
	correct["document"] = 9
	h.as("U6").post("/cases/"+id+"/correct", correct).problem(http.StatusConflict, "document_uncorrectable")
}

func TestUrgingATask(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	task := h.visit(id, "first-review")
	h.as("r-agent").post(task+"/urge", nil).is(http.StatusOK)
	h.as("A1").post(task+"/urge", nil).problem(http.StatusConflict, "urged_lately")
	seen := h.as("A1").get("/cases/" + id).is(http.StatusOK)
	require.Equal(t, "applicant", seen.text("urges.0.role"))
	h.pass(1)
	h.as("U6").post(task+"/urge", nil).is(http.StatusOK)
}

// TestSeveralUnitsHandleACase: officers of a unit that takes part see the case and decide its step, and nothing else.
func TestSeveralUnitsHandleACase(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.publishes(definition(t, "version: 1\n", "version: 2\n", "  not_modelled:", "  joint: [gz-iid-legal]\n  not_modelled:",
		"by: {role: agency-head}, once", "by: {role: agency-head, unit: gz-gov}, once",
		"  - step: first-review", `  - step: legal-view
    title: {zh: 法制审核, en: Legal view}
    by: {role: legal, unit: gz-iid-legal}
    decisions: {pass: {}}
  - step: first-review`))
	id := h.as("A1").filed(sample(t, "S1"))
	far := h.as("far-legal")
	far.get("/cases/" + id).is(http.StatusOK)
	require.Contains(t, string(far.get("/cases").is(http.StatusOK).body), id)
	far.post(h.visit(id, "acceptance")+"/decide", map[string]string{"decision": "accept"}).problem(http.StatusForbidden, "role")
	h.decides("U1", id, "acceptance", "accept")
	require.Contains(t, string(far.get("/tasks").is(http.StatusOK).body), id)
	h.decides("far-legal", id, "legal-view", "pass")
	h.visit(id, "first-review")
	h.as("far-archivist").get("/cases/" + id).is(http.StatusOK)
	require.Contains(t, string(h.as("U3").get("/cases/"+id).is(http.StatusOK).body), `"units":["gz-iid-legal","gz-gov"]`)
}

// TestWhoWasSentACopySeesTheCaseAndNoMore also holds the lists against the single cases, person by person: whoever sees a
// case finds it, except experts, whose seats bring them there.
func TestWhoWasSentACopySeesTheCaseAndNoMore(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	h.as("far-legal").get("/cases/"+id).problem(http.StatusNotFound, "case_not_found")
	h.as("U3").post("/cases/"+id+"/copy", map[string]string{"role": "legal", "unit": "gz-iid-legal"}).is(http.StatusOK)
	h.as("U3").post("/cases/"+id+"/copy", map[string]string{"role": "archivist", "unit": "gz-iid-legal", "person": "far-archivist"}).is(http.StatusOK)
	h.as("U3").post("/cases/"+id+"/copy", map[string]string{"role": "expert", "unit": "gz-iid-legal"}).is(http.StatusOK)
	h.as("U3").post("/cases/"+id+"/copy", map[string]string{"role": "window", "unit": "gz-iid"}).problem(http.StatusUnprocessableEntity, "copy_role")
	for _, person := range []string{"far-legal", "far-archivist", "far-expert"} {
		reader := h.as(person)
		reader.get("/cases/" + id).is(http.StatusOK)
		reader.get("/cases/" + id + "/clocks").is(http.StatusOK)
		require.Contains(t, string(reader.get("/cases").is(http.StatusOK).body), id, person)
		reader.post(h.visit(id, "first-review")+"/decide", map[string]string{"decision": "pass"}).problem(http.StatusForbidden, "not_permitted")
		reader.post("/cases/"+id+"/copy", map[string]string{"role": "legal"}).problem(http.StatusForbidden, "not_permitted")
	}
	h.as("far-legal").get("/cases/" + id + "/trail").is(http.StatusOK)
	h.as("far-expert").get("/cases/"+id+"/trail").problem(http.StatusForbidden, "not_permitted")
	roles := readMatrix(t).roles
	for _, role := range roles {
		for _, near := range []string{"r-", "far-"} {
			c := h.as(near + role)
			sees := c.get("/cases/"+id).status == http.StatusOK
			list := c.get("/cases")
			finds := list.status == http.StatusOK && strings.Contains(string(list.body), id)
			require.Equal(t, sees, finds, near+role)
		}
	}
	h.as("far-handler").get("/cases/"+id).problem(http.StatusNotFound, "case_not_found")
	require.Contains(t, string(h.as("U3").get("/cases/"+id).is(http.StatusOK).body), `"role":"legal","unit":"gz-iid-legal"`)
	require.Equal(t, []any{}, h.as("A1").get("/cases/"+id).is(http.StatusOK).at("copies"), "told to insiders")
}
