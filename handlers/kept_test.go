package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestViewsAreTheirOwnersAndBounded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	window, other := h.as("U1"), h.as("U3")
	name := "/views/tasks/" + url.PathEscape("黄牌/红牌 ?")
	window.put(name, map[string]string{"query": "q=a%26b&card=yellow"}).is(http.StatusNoContent)
	window.put(name, map[string]string{"query": "card=yellow&item=si-renewal"}).is(http.StatusNoContent)
	window.put("/views/cases/"+url.PathEscape("黄牌/红牌 ?"), map[string]string{"query": "waits_for_applicant=true"}).is(http.StatusNoContent)
	require.JSONEq(t, `{"rows":[{"name":"黄牌/红牌 ?","list":"cases","query":"waits_for_applicant=true"},{"name":"黄牌/红牌 ?","list":"tasks","query":"card=yellow&item=si-renewal"}]}`,
		string(window.get("/views").is(http.StatusOK).body))
	require.JSONEq(t, `{"rows":[]}`, string(other.get("/views").is(http.StatusOK).body))
	window.put("/views/tasks/x", map[string]string{"query": "waits_for_applicant=true"}).problem(http.StatusUnprocessableEntity, "view_query")
	window.put("/views/tasks/x", map[string]string{"query": "%zz"}).problem(http.StatusUnprocessableEntity, "view_query")
	window.put("/views/people/x", map[string]string{"query": ""}).problem(http.StatusUnprocessableEntity, "enum")
	other.delete(name).is(http.StatusNoContent)
	require.Len(t, window.get("/views").is(http.StatusOK).at("rows"), 2)
	window.delete(name).is(http.StatusNoContent)
	require.Equal(t, "cases", window.get("/views").is(http.StatusOK).text("rows.0.list"), "the other list's of that name stays")
	for n := range 40 {
		window.put(fmt.Sprint("/views/tasks/", n), map[string]string{"query": ""}).is(http.StatusNoContent)
	}
	window.put("/views/tasks/one-more", map[string]string{"query": ""}).problem(http.StatusConflict, "kept_full")
}

func TestWordsForOpinionsAndOpinionsThatAreBeingWritten(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.as("A1").filed(sample(t, "S1"))
	first, second := h.as("U1"), h.as("U2")
	words := map[string]string{"text": "经审查,{事项}符合条件", "item": "si-qualification", "node": "acceptance", "decision": "accept"}
	first.put("/opinion-templates/ok", words).is(http.StatusNoContent)
	require.Equal(t, "经审查,{事项}符合条件", first.get("/opinion-templates").is(http.StatusOK).text("rows.0.text"))
	require.Equal(t, "accept", first.get("/opinion-templates").is(http.StatusOK).text("rows.0.decision"))
	require.Empty(t, second.get("/opinion-templates").is(http.StatusOK).at("rows"))
	first.put("/opinion-templates/plain", map[string]string{"text": "无"}).is(http.StatusNoContent)
	words["decision"] = "decline"
	first.put("/opinion-templates/no", words).is(http.StatusNoContent)
	words["decision"], words["text"] = "accept", "材料齐全"
	first.put("/opinion-templates/new", words).is(http.StatusNoContent)
	require.JSONEq(t, `{"rows":[{"name":"new","text":"材料齐全","item":"si-qualification","node":"acceptance","decision":"accept"},
		{"name":"no","text":"经审查,{事项}符合条件","item":"si-qualification","node":"acceptance","decision":"decline"},
		{"name":"ok","text":"经审查,{事项}符合条件"},{"name":"plain","text":"无"}]}`,
		string(first.get("/opinion-templates").is(http.StatusOK).body), "one decision begins with one of them")
	for _, name := range []string{"plain", "no", "new"} {
		first.delete("/opinion-templates/" + name).is(http.StatusNoContent)
	}
	first.put("/opinion-templates/empty", map[string]string{"text": ""}).problem(http.StatusUnprocessableEntity, "min_length")
	first.delete("/opinion-templates/ok").is(http.StatusNoContent)
	require.Empty(t, first.get("/opinion-templates").is(http.StatusOK).at("rows"))

	task := h.visit(id, "acceptance")
	draft := func(opinion string) map[string]string { return map[string]string{"opinion": opinion} }
	first.put(task+"/opinion-draft", draft("经审查")).is(http.StatusNoContent)
	require.Empty(t, second.get("/cases/"+id+"/opinion-drafts").is(http.StatusOK).at("rows"), "nobody else sees it")
	second.put(task+"/opinion-draft", draft("同意")).is(http.StatusNoContent)
	h.decides("U2", id, "acceptance", "accept")
	require.Empty(t, second.get("/cases/"+id+"/opinion-drafts").is(http.StatusOK).at("rows"), "it was sent")
	first.post(task+"/decide", map[string]string{"decision": "accept", "reason": "经审查"}).problem(http.StatusConflict, "task_not_open")
	require.Equal(t, "经审查", first.get("/cases/"+id+"/opinion-drafts").is(http.StatusOK).text("rows.0.opinion"), "what was written is kept")
	first.put(task+"/opinion-draft", draft("经审查，符合")).is(http.StatusNoContent)
	first.put("/cases/"+id+"/tasks/99/opinion-draft", draft("x")).problem(http.StatusConflict, "task_not_open")
	first.put(task+"/opinion-draft", draft("")).is(http.StatusNoContent)
	require.Empty(t, first.get("/cases/"+id+"/opinion-drafts").is(http.StatusOK).at("rows"))
}

func TestListsAreSearchedAndSayWhatWaits(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	applicant, window := h.as("A1"), h.as("U1")
	plain := applicant.filed(sample(t, "S1"))
	h.clock.set(h.clock.Now().Add(time.Minute))
	waits := applicant.filed(sample(t, "P1"))
	demand := map[string]any{"decision": "supplement", "reason": "x", "supplements": []map[string]string{{"material": "", "problem": "不清", "demand": "重扫"}}}
	window.post(h.visit(waits, "acceptance")+"/decide", demand).is(http.StatusOK)
	h.work() // its notice is served

	rows := applicant.get("/cases?waits_for_applicant=true").is(http.StatusOK)
	require.Len(t, rows.at("rows"), 1)
	require.Equal(t, waits, rows.text("rows.0.id"))
	require.Equal(t, applicant.get("/cases/"+waits).is(http.StatusOK).text("asks.0.answer_by"), rows.text("rows.0.answer_by"))
	all := applicant.get("/cases").is(http.StatusOK)
	require.Equal(t, true, all.at("rows.0.waits_for_applicant"))
	require.Equal(t, false, all.at("rows.1.waits_for_applicant"))
	require.Nil(t, all.at("rows.1.answer_by"))
	name := all.text("rows.1.applicant_name")
	require.NotEmpty(t, name)

	found := func(query string) []any {
		return window.get("/cases?" + query).is(http.StatusOK).at("rows").([]any)
	}
	require.Len(t, found("q="+url.QueryEscape(name)), 2)
	require.Len(t, found("unit=gz-iid&from=2026-11-23&to=2026-11-23"), 2)
	require.Empty(t, found("unit=gz-iid-legal"))
	require.Empty(t, found("from=2026-11-24"))
	window.get("/cases?from=2026-11-24&to=2026-11-23").problem(http.StatusUnprocessableEntity, "period_backwards")

	inbox := func(query string) []any {
		return window.get("/tasks?" + query).is(http.StatusOK).at("rows").([]any)
	}
	require.Len(t, inbox(""), 1, "what waits for the applicant is nobody's task")
	require.Len(t, inbox("item=si-qualification&node=acceptance&unit=gz-iid&free=true&q="+url.QueryEscape(name)), 1)
	for _, none := range []string{"item=si-renewal", "node=second-review", "unit=gz-iid-legal", "claimed=true", "card=yellow", "q=nobody"} {
		require.Empty(t, inbox(none), none)
	}
	h.clock.set(h.clock.Now().AddDate(0, 0, 3)) // the step has two days
	h.work()
	require.Len(t, inbox("card=yellow"), 1)
	late := window.get("/tasks").is(http.StatusOK)
	require.Equal(t, plain, late.text("rows.0.case"))
	require.Equal(t, "yellow", late.text("rows.0.card"))
	searches := map[string]any{"searches": []map[string]any{{}, {"card": "red"}, {"card": "yellow"}, {"claimed": true}}}
	require.JSONEq(t, `{"counts":[{"count":1,"more":false},{"count":0,"more":false},{"count":1,"more":false},{"count":0,"more":false}]}`,
		string(window.post("/tasks/count", searches).is(http.StatusOK).body))
}
