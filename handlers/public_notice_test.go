package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/handlers"
)

// noticed brings a case of si-qualification to its public notice and gives its id and where the notice is.
func (h *house) noticed() (id, notice string) {
	h.t.Helper()
	id = h.as("A1").filed(sample(h.t, "S1"))
	h.reviewed(id)
	visit := h.visit(id, "publicity")
	return id, "/public-notices/" + h.as("A1").get("/cases/"+id).text("number") + "/" + visit[strings.LastIndex(visit, "/")+1:]
}

func objecting(text string) map[string]string {
	return map[string]string{"name": "李某", "contact": "lm@example.invalid", "text": text}
}

// What is proposed can be read by everybody while it runs and afterwards, without what only the parties know.
func TestPublicNoticesAreForEverybody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, notice := h.noticed()
	everybody := h.nobody()
	list := everybody.get("/public-notices?running=true").is(http.StatusOK)
	require.Len(t, list.at("rows"), 1)
	require.NotContains(t, string(list.body), id, "the query code follows from the id")
	one := everybody.get(notice).is(http.StatusOK)
	require.Equal(t, one.text("title.zh"), list.text("rows.0.title.zh"))
	require.Contains(t, one.text("title.zh"), "公示")
	require.Equal(t, sample(t, "S1").Applicant, one.text("applicant.credit_code"))
	require.NotEmpty(t, one.text("applicant.name"))
	require.Equal(t, "3", one.text("proposed.grade"))
	require.Equal(t, "三级", one.text("proposed.grade_title.zh"))
	require.Equal(t, true, one.at("running"))
	require.EqualValues(t, 5, one.at("left"))
	require.Empty(t, everybody.get("/public-notices?over=true").is(http.StatusOK).at("rows"))

	h.pass(9)
	require.Empty(t, everybody.get("/public-notices?running=true").is(http.StatusOK).at("rows"))
	over := everybody.get("/public-notices?over=true&item=si-qualification").is(http.StatusOK)
	require.Equal(t, "passed", over.text("rows.0.outcome"))
	require.Equal(t, false, over.at("rows.0.running"))
	require.Empty(t, everybody.get("/public-notices?item=si-renewal").is(http.StatusOK).at("rows"))
	for _, none := range []string{"/public-notices/2026-000001/1", "/public-notices/1999-000001/1", notice[:strings.LastIndex(notice, "/")] + "/99"} {
		everybody.get(none).problem(http.StatusNotFound, "public_notice_not_found")
	}
	everybody.post(notice+"/objections", objecting("迟到")).problem(http.StatusConflict, "task_not_open")
}

// An objection from somebody who is not known goes where the window's would, once for each key; who it came from is told to the
// officers alone.
func TestAnybodyObjectsToAPublicNotice(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, notice := h.noticed()
	for field, code := range map[string]string{"name": "objection_name", "contact": "objection_contact", "text": "objection_text"} {
		blank := objecting("业绩不实")
		blank[field] = " \n"
		h.nobody().post(notice+"/objections", blank).problem(http.StatusUnprocessableEntity, code)
	}
	forged := objecting("业绩不实\u202e")
	h.nobody().post(notice+"/objections", forged).problem(http.StatusUnprocessableEntity, "unreadable_character")
	h.nobody().with("Authorization", "Bearer nonsense").post(notice+"/objections", objecting("业绩不实")).is(http.StatusUnauthorized)
	everybody := h.nobody().with("Idempotency-Key", "k1")
	first := everybody.post(notice+"/objections", objecting("业绩不实")).is(http.StatusCreated)
	again := everybody.post(notice+"/objections", objecting("业绩不实")).is(http.StatusCreated)
	require.Equal(t, first.text("number"), again.text("number"))
	require.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
	require.NotContains(t, string(first.body), id)
	h.work()
	require.Contains(t, h.visit(id, "second-review"), "/tasks/", "it went back as the item says")
	require.Equal(t, "objection", h.nobody().get(notice).is(http.StatusOK).text("outcome"))

	officer := h.as("U6").get("/cases/" + id).is(http.StatusOK)
	require.Contains(t, string(officer.body), "李某")
	require.Contains(t, string(officer.body), "lm@example.invalid")
	told := h.as("U6").get("/notices").is(http.StatusOK)
	require.Contains(t, string(told.body), `"objected"`, "whoever proposed it is told")
	for _, outside := range []string{"/cases/" + id, "/cases/" + id + "/trail?limit=200"} {
		seen := string(h.as("A1").get(outside).is(http.StatusOK).body)
		require.NotContains(t, seen, "李某", outside)
		require.NotContains(t, seen, "业绩不实", outside)
	}
	for _, who := range []string{"A1", "r-auditor"} {
		seen := string(h.as(who).get("/cases/" + id + "/trail?limit=200").is(http.StatusOK).body)
		require.Contains(t, seen, "社会公众登记异议", who)
		require.Contains(t, seen, "Somebody from the public recorded an objection", who)
	}
}

// An objection is made once for its key, whoever sends it again and however late; a key stands for one objection, and an enterprise has keys
// of its own.
func TestAnObjectionIsMadeOnceForItsKey(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, notice := h.noticed()
	at, everybody := notice+"/objections", h.nobody().keyed("k")
	everybody.without("Idempotency-Key").post(at, objecting("业绩不实")).problem(http.StatusPreconditionRequired, "idempotency_key_required")
	everybody.post(at, objecting(" ")).problem(http.StatusUnprocessableEntity, "objection_text")
	first := everybody.post(at, objecting("业绩不实")).is(http.StatusCreated)
	require.Empty(t, first.header.Get("Idempotency-Replayed"), "what was refused left no answer")
	h.work()
	require.Equal(t, false, h.nobody().get(notice).at("running"), "the objection ended it")

	again := everybody.post(at, objecting("业绩不实")).is(http.StatusCreated)
	require.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
	require.JSONEq(t, string(first.body), string(again.body))
	everybody.post(at, objecting("另有其事")).problem(http.StatusUnprocessableEntity, "key_reused")
	everybody.keyed("another").post(at, objecting("业绩不实")).problem(http.StatusConflict, "task_not_open")
	h.as("far-applicant").keyed("k").post(at, objecting("业绩不实")).problem(http.StatusConflict, "task_not_open")
	recorded := 0
	for _, e := range h.as("r-auditor").get("/cases/" + id + "/trail?limit=200").is(http.StatusOK).at("rows").([]any) {
		if e.(map[string]any)["kind"] == "objected" {
			recorded++
		}
	}
	require.Equal(t, 1, recorded)
}

// An objection that says nothing sends no case back, whatever it is filled with.
func TestABlankObjectionIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, notice := h.noticed()
	for field, code := range map[string]string{"text": "objection_text", "name": "objection_name", "contact": "objection_contact"} {
		body := objecting("业绩不实")
		body[field] = " \n　 "
		h.nobody().post(notice+"/objections", body).problem(http.StatusUnprocessableEntity, code)
	}
	require.Equal(t, true, h.nobody().get(notice).at("running"))
}

// The party is told of an objection from the public, in the same words whether an enterprise or a citizen objected.
func TestObjectionsAreToldAsThePublics(t *testing.T) {
	t.Parallel()
	told := func(objector string) (party, auditor string) {
		h := newHouse(t)
		id, notice := h.noticed()
		by := h.nobody()
		if objector != "" {
			by = h.as(objector)
		}
		by.post(notice+"/objections", objecting("业绩不实")).is(http.StatusCreated)
		h.work()
		return h.as("A1").objected(id), h.as("r-auditor").objected(id)
	}
	citizen, recorded := told("")
	require.Contains(t, citizen, "社会公众")
	require.Contains(t, recorded, "社会公众")
	enterprise, recorded := told("far-applicant")
	require.Equal(t, citizen, enterprise)
	require.Contains(t, recorded, "代示例山川软件有限公司", "the auditor hears for whom")
	require.NotContains(t, recorded, "社会公众")
}

// objected is the sentence in which somebody is told of an objection.
func (c *client) objected(id string) string {
	c.h.t.Helper()
	var rows struct {
		Rows []struct {
			Kind string
			Zh   string
		}
	}
	c.get("/cases/" + id + "/trail?limit=200").is(http.StatusOK).into(&rows)
	for _, r := range rows.Rows {
		if r.Kind == "objected" {
			return r.Zh
		}
	}
	c.h.t.Fatal("no objection is told")
	return ""
}

// Another enterprise objects as itself, which the party is not told; the party itself cannot.
func TestAnEnterpriseObjectsAsItself(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, notice := h.noticed()
	h.as("A1").post(notice+"/objections", objecting("自己")).problem(http.StatusForbidden, "role")
	h.as("far-applicant").post(notice+"/objections", objecting("同业")).is(http.StatusCreated)
	entries := h.as("r-auditor").get("/cases/" + id + "/trail?limit=200").is(http.StatusOK)
	var rows struct {
		Rows []struct {
			Kind  string
			Actor struct {
				Person   struct{ ID string }
				OnBehalf string `json:"on_behalf"`
			}
		}
	}
	entries.into(&rows)
	var by string
	for _, r := range rows.Rows {
		if r.Kind == "objected" {
			require.Equal(t, "far-applicant", r.Actor.Person.ID)
			by = r.Actor.OnBehalf
		}
	}
	require.NotEmpty(t, by)
	told := string(h.as("A1").get("/cases/" + id + "/trail?limit=200").body)
	require.NotContains(t, told, by)
	require.Contains(t, told, "社会公众登记异议", "the party hears no more of an enterprise than of anybody")
	require.NotContains(t, told, "申请人登记异议")
}

func TestObjectionsFromOneAddressAreCounted(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, notice := h.noticed()
	for range 12 { // the same once more is no other try
		h.nobody().with("Idempotency-Key", "k1").post(notice+"/objections", objecting("x")).is(http.StatusCreated)
	}
	for range 9 {
		require.NotEqual(t, http.StatusTooManyRequests, h.nobody().post(notice+"/objections", objecting("x")).status)
	}
	late := h.nobody().post(notice+"/objections", objecting("x"))
	late.problem(http.StatusTooManyRequests, "too_many_requests")
	require.Equal(t, "360", late.header.Get("Retry-After"))
	require.Contains(t, late.text("detail_en"), "360 seconds")
}

// Whoever comes through a proxy that is trusted has tries of their own; what others say of who they are counts for nothing.
func TestObjectionsThroughAProxyAreCountedByWhoAsks(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(_ *house, d *handlers.Deps) { d.TrustedProxies = []string{"192.0.2.0/24"} })
	_, notice := h.noticed()
	from := func(address string) int {
		return h.nobody().with("X-Forwarded-For", address).post(notice+"/objections", objecting("x")).status
	}
	for range 10 {
		require.NotEqual(t, http.StatusTooManyRequests, from("198.51.100.1"))
	}
	require.Equal(t, http.StatusTooManyRequests, from("198.51.100.1"))
	require.NotEqual(t, http.StatusTooManyRequests, from("198.51.100.2"))
	require.Equal(t, http.StatusTooManyRequests, from("198.51.100.9, 198.51.100.1"), "what stands before the last is anybody's word")

	open := newHouse(t)
	_, notice = open.noticed()
	for range 10 {
		open.nobody().with("X-Forwarded-For", "198.51.100.1").post(notice+"/objections", objecting("x"))
	}
	require.Equal(t, http.StatusTooManyRequests, open.nobody().with("X-Forwarded-For", "198.51.100.2").post(notice+"/objections", objecting("x")).status)
}

// What was granted is shown to everybody as the public register shows it, and as a table with every row the filter finds.
func TestResultsAreForEverybody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	everybody := h.nobody()
	all := everybody.get("/results?limit=2").is(http.StatusOK)
	require.Len(t, all.at("rows"), 2)
	require.NotContains(t, string(all.body), "owner")
	require.NotEmpty(t, all.text("next"))
	first := all.text("rows.0.granted_on")
	require.GreaterOrEqual(t, first, all.text("rows.1.granted_on"))
	kind := all.text("rows.0.kind")
	table := everybody.get("/results.csv?kind=" + kind).is(http.StatusOK)
	lines := strings.Split(strings.TrimSpace(string(table.body)), "\n")
	require.Greater(t, len(lines), 1)
	require.Contains(t, lines[0], "证照编号,证照名称,持证人,等级")
	english := strings.Split(strings.TrimSpace(string(everybody.get("/results.csv?language=en&kind="+kind).is(http.StatusOK).body)), "\n")
	require.Contains(t, english[0], "Number,Certificate,Holder,Grade")
	require.Len(t, english, len(lines))
	for i, l := range lines[1:] {
		require.NotContains(t, l+english[i+1], kind+",", "kinds, grades and offices are called as on the page")
		require.NotContains(t, l, "gz-iid")
	}
	require.Empty(t, everybody.get("/results?from=2999-01-01").is(http.StatusOK).at("rows"))
	require.NotEmpty(t, everybody.get("/results?to="+first+"&from="+first).is(http.StatusOK).at("rows"))
	everybody.get("/results?from=2026-02-30").problem(http.StatusUnprocessableEntity, "format")
	everybody.get("/results?from=2026-02-02&to=2026-02-01").problem(http.StatusUnprocessableEntity, "period_backwards")
	person := everybody.get("/results?kind=si-project-manager").is(http.StatusOK)
	require.NotEmpty(t, person.at("rows"))
	for _, r := range person.at("rows").([]any) {
		require.Contains(t, r.(map[string]any)["holder"], "＊")
	}
	people := strings.Split(strings.TrimSpace(string(everybody.get("/results.csv?kind=si-project-manager").is(http.StatusOK).body)), "\n")
	require.Greater(t, len(people), 1)
	for _, line := range people[1:] {
		require.Contains(t, line, "＊")
	}
}
