package handlers_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/handlers"
	"shenpi/workflow"
	"shenpi/workflow/item"
)

func TestBodiesAreReadStrictly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.as("A1")
	deep := strings.Repeat("[", 100) + strings.Repeat("]", 100)
	for name, x := range map[string]struct {
		mediaType, body string
		status          int
		code, field     string
	}{
		"no JSON":            {"application/json", `{"item":`, http.StatusBadRequest, "json_malformed", ""},
		"something after":    {"application/json", `{"item":"x"} {}`, http.StatusBadRequest, "json_malformed", ""},
		"bare words":         {"application/json", `item=x`, http.StatusBadRequest, "json_malformed", ""},
		"not UTF-8":          {"application/json", "{\"item\":\"\xff\"}", http.StatusBadRequest, "json_not_utf8", ""},
		"a key twice":        {"application/json", `{"item":"a","item":"b"}`, http.StatusBadRequest, "duplicate_key", "/item"},
		"too deep":           {"application/json", `{"item":` + deep + `}`, http.StatusBadRequest, "json_too_deep", ""},
		"nothing":            {"application/json", "", http.StatusBadRequest, "body_required", ""},
		"too large":          {"application/json", `{"item":"` + strings.Repeat("x", 1<<20) + `"}`, http.StatusRequestEntityTooLarge, "body_too_large", ""},
		"a form of a page":   {"application/x-www-form-urlencoded", "item=x", http.StatusUnsupportedMediaType, "media_type", "Content-Type"},
		"plain text":         {"text/plain", `{"item":"x"}`, http.StatusUnsupportedMediaType, "media_type", "Content-Type"},
		"an unknown field":   {"application/json", `{"item":"x","colour":"red"}`, http.StatusUnprocessableEntity, "field_unknown", "/colour"},
		"a field misspelt":   {"application/json", `{"Item":"x"}`, http.StatusUnprocessableEntity, "field_unknown", "/Item"},
		"a wrong type":       {"application/json", `{"item":3}`, http.StatusUnprocessableEntity, "type", "/item"},
		"too long a text":    {"application/json", `{"item":"` + strings.Repeat("x", 65) + `"}`, http.StatusUnprocessableEntity, "max_length", "/item"},
		"a list for a thing": {"application/json", `[]`, http.StatusUnprocessableEntity, "type", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := c.raw(http.MethodPost, api+"/drafts", x.mediaType, []byte(x.body)).problem(x.status, x.code)
			require.Equal(t, x.field, p.Field)
			require.NotContains(t, p.Detail, "red", "what was sent is not echoed")
		})
	}
	missing := c.post("/cases", map[string]string{}).problem(http.StatusUnprocessableEntity, "required")
	require.Equal(t, "/draft", missing.Field)
	both := c.post("/cases", map[string]any{"a": 1, "draft": 2}).problem(http.StatusUnprocessableEntity, "invalid")
	require.Len(t, both.Fields, 2)
	c.get("/cases?limit=0").problem(http.StatusUnprocessableEntity, "minimum")
	c.get("/cases?limit=many").problem(http.StatusUnprocessableEntity, "type")
	c.get("/cases?colour=red").problem(http.StatusUnprocessableEntity, "parameter_unknown")
	c.get("/cases?status=lost").problem(http.StatusUnprocessableEntity, "enum")
	c.get("/cases?cursor=AAAA").problem(http.StatusUnprocessableEntity, "cursor")
}

func TestRefusalsAreToldInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	c := newHouse(t).nobody()
	for accept, want := range map[string]string{
		"": "尚未登录", "zh-CN": "尚未登录", "en": "Not signed in", "en-GB,zh;q=0.5": "Not signed in", "fr, zh;q=0.9, en;q=0.1": "尚未登录",
		"fr": "尚未登录", "en;q=bad": "尚未登录",
	} {
		p := c.with("Accept-Language", accept).get("/session").problem(http.StatusUnauthorized, "unauthenticated")
		require.Equal(t, want, p.Title, accept)
		require.NotEqual(t, p.DetailZh, p.DetailEn)
	}
}

func TestWhatIsNotThereLooksLikeWhatIsHidden(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.as("A1").filed(sample(t, "S1"))
	draft := h.as("A1").post("/drafts", map[string]string{"item": "si-qualification"}).is(http.StatusCreated).text("id")
	stranger := h.as("A2")
	for foreign, random := range map[string]string{
		"/cases/" + id:                                     "/cases/aaaaaaaaaaaaaaaaaaaaaaaa",
		"/cases/" + id + "/trail":                          "/cases/aaaaaaaaaaaaaaaaaaaaaaaa/trail",
		"/drafts/" + draft:                                 "/drafts/aaaaaaaaaaaaaaaaaaaaaaaa",
		"/trail/entries/case/" + id + "/1":                 "/trail/entries/case/aaaaaaaaaaaaaaaaaaaaaaaa/1",
		"/trail/inclusion?stream=case/" + id + "&number=1": "/trail/inclusion?stream=case/aaaaaaaaaaaaaaaaaaaaaaaa&number=1",
		"/people/U1":                                       "/people/nobody",
	} {
		a, b := stranger.get(foreign), stranger.get(random)
		require.Equal(t, http.StatusNotFound, a.status, foreign)
		require.Equal(t, sans(a), sans(b), foreign)
	}
	require.Empty(t, stranger.get("/cases").is(http.StatusOK).at("rows"))
	stranger.post("/cases", map[string]string{"draft": draft}).problem(http.StatusNotFound, "draft_not_found")
	stranger.post("/drafts", map[string]string{"case": id}).problem(http.StatusNotFound, "case_not_found")
	h.nobody().get("/certificates/SL-SIQ3-1999-0001").problem(http.StatusNotFound, "certificate_not_found")
	h.nobody().get("/items/nonesuch").problem(http.StatusNotFound, "item_not_found")
	h.nobody().get("/nonesuch").problem(http.StatusNotFound, "route_unknown")
	h.nobody().delete("/items").problem(http.StatusMethodNotAllowed, "method_not_allowed")
}

// sans is an answer without what differs between any two.
func sans(a *answer) string {
	p := a.problem(a.status, a.text("code"))
	return strings.ReplaceAll(string(a.body), p.RequestID, "")
}

func TestDecisionsThatAreRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.as("A1").filed(sample(t, "S1"))
	at := h.visit(id, "acceptance")
	window := h.as("U1")
	p := window.post(at+"/decide", map[string]any{"decision": "decline"}).problem(http.StatusUnprocessableEntity, "reason")
	require.Equal(t, "/reason", p.Field)
	window.post(at+"/decide", map[string]any{"decision": "nonsense", "reason": "x"}).problem(http.StatusUnprocessableEntity, "decision_unknown")
	h.as("U3").post(at+"/decide", map[string]any{"decision": "accept"}).problem(http.StatusForbidden, "role")
	h.as("U10").post(at+"/decide", map[string]any{"decision": "accept"}).problem(http.StatusForbidden, "not_permitted")
	window.post("/cases/"+id+"/tasks/99/decide", map[string]any{"decision": "accept"}).problem(http.StatusConflict, "task_not_open")
	window.post("/cases/"+id+"/tasks/0/decide", map[string]any{"decision": "accept"}).problem(http.StatusUnprocessableEntity, "minimum")
	h.as("U2").post(at+"/claim", nil).is(http.StatusOK)
	window.post(at+"/decide", map[string]any{"decision": "accept"}).problem(http.StatusConflict, "claimed")
	h.as("U2").post(at+"/decide", map[string]any{"decision": "accept"}).is(http.StatusOK)
	lost := window.post(at+"/decide", map[string]any{"decision": "accept"}).problem(http.StatusConflict, "task_not_open")
	require.Equal(t, "U2", lost.Who)
	require.Equal(t, "乙示范", lost.WhoName)
	require.Equal(t, "2026-11-23T02:00:00.000000Z", lost.At)
	h.work()
	h.as("U3").post(h.visit(id, "first-review")+"/decide", map[string]any{"decision": "pass"}).is(http.StatusOK)
	p = h.as("U7").post(h.visit(id, "expert-review")+"/name", map[string]any{"people": []string{"U1"}}).problem(http.StatusUnprocessableEntity, "role")
	require.Equal(t, "/people", p.Field)
	h.as("U2").post(at+"/take-back", nil).problem(http.StatusForbidden, "not_mine")

	why := h.as("U6").get("/cases/" + id + "/permissions").is(http.StatusOK)
	require.Contains(t, string(why.body), `"code":"role"`)
	require.Contains(t, string(h.as("U4").get("/cases/"+id+"/permissions").is(http.StatusOK).body), `"allowed":true`)
	h.as("A1").post("/cases/"+id+"/withdraw", map[string]string{"reason": "不再需要"}).is(http.StatusOK)
	h.as("A1").post("/cases/"+id+"/withdraw", map[string]string{}).problem(http.StatusConflict, "case_ended")
}

func TestExtensionsAndObjections(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.as("A1").filed(sample(t, "S1"))
	h.decides("U1", id, "acceptance", "accept")
	h.as("U3").post("/cases/"+id+"/extension", map[string]any{"days": 11, "reason": "复杂"}).problem(http.StatusUnprocessableEntity, "days")
	h.as("U3").post("/cases/"+id+"/extension", map[string]any{"days": 5, "reason": "复杂"}).is(http.StatusOK)
	h.as("U9").post("/cases/"+id+"/extension/refuse", map[string]any{"reason": "不必"}).is(http.StatusOK)
	h.as("U3").post("/cases/"+id+"/extension", map[string]any{"days": 5, "reason": "确实复杂"}).is(http.StatusOK)
	h.as("U8").post("/cases/"+id+"/extension/approve", map[string]any{}).problem(http.StatusForbidden, "not_permitted")
	h.as("U9").post("/cases/"+id+"/extension/approve", map[string]any{"reason": "同意"}).is(http.StatusOK)
	require.Equal(t, float64(5), h.as("A1").get("/cases/"+id).is(http.StatusOK).at("extension.days"))
	h.as("U1").post(h.visit(id, "first-review")+"/object", map[string]any{"text": "有异议"}).problem(http.StatusConflict, "not_waiting")
}

func TestUnavailableAndBrokenAnswers(t *testing.T) {
	t.Parallel()
	var mode error
	h := newHouse(t, func(h *house, d *handlers.Deps) {
		d.Ready = func(context.Context) error { return mode }
		engine := *h.engine
		engine.Store = faulty{h.engine.Store, &mode}
		d.Engine = &engine
	})
	h.nobody().send(http.MethodGet, "/readyz", nil).is(http.StatusOK)
	h.nobody().send(http.MethodGet, "/livez", nil).is(http.StatusOK)
	c := h.as("U1")
	mode = &workflow.Error{Kind: workflow.Unavailable, Code: "outcome_unknown", RetryAfter: 1500 * time.Millisecond,
		Text: item.Text{Zh: "未知", En: "unknown"}}
	late := c.get("/cases/aaaaaaaaaaaaaaaaaaaaaaaa")
	late.problem(http.StatusServiceUnavailable, "outcome_unknown")
	require.Equal(t, "2", late.header.Get("Retry-After"))
	h.nobody().send(http.MethodGet, "/readyz", nil).problem(http.StatusServiceUnavailable, "not_ready")
	mode = errSecret
	require.NotContains(t, string(c.get("/cases/aaaaaaaaaaaaaaaaaaaaaaaa").is(http.StatusInternalServerError).body), "password")
	mode = errPanic
	require.NotContains(t, string(c.get("/cases/aaaaaaaaaaaaaaaaaaaaaaaa").is(http.StatusInternalServerError).body), "a bug")
	w := httptest.NewRecorder()
	h.Metrics().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	require.Contains(t, w.Body.String(), `shenpi_requests_total{operation="case",status="500"} 2`)
	require.Contains(t, w.Body.String(), "shenpi_trail_unmerged_entries 7")
}

type oops string

func (o oops) Error() string { return string(o) }

const (
	errSecret oops = "dial: password=hunter2"
	errPanic  oops = "a bug"
)

// faulty is a store that fails as it is told.
type faulty struct {
	workflow.Store
	mode *error
}

func (f faulty) Case(context.Context, workflow.CaseID) (*workflow.Case, error) {
	if errors.Is(*f.mode, errPanic) {
		panic("a bug")
	}
	return nil, *f.mode
}

func TestHeadersAndLog(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h := newHouse(t, func(_ *house, d *handlers.Deps) { d.TLS, d.Logger = true, textLogger(&log) })
	a := h.nobody().get("/items?colour=geheim")
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
		"Cache-Control": "no-store", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
		"Strict-Transport-Security": "max-age=31536000; includeSubDomains",
	} {
		require.Equal(t, want, a.header.Get(name), name)
	}
	require.Equal(t, a.header.Get("X-Request-Id"), a.text("request_id"))
	in := h.nobody().post("/session", map[string]string{"login": login("U1"), "password": password}).is(http.StatusCreated)
	cookie := (&http.Response{Header: in.header}).Cookies()[0]
	require.Equal(t, "__Host-shenpi", cookie.Name)
	require.True(t, cookie.Secure)
	require.Contains(t, log.String(), "operation=list-items")
	for _, secret := range []string{"geheim", "login.u1", "192.0.2.1", cookie.Value} {
		require.NotContains(t, log.String(), secret)
	}
}
