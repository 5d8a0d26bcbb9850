package handlers_test

import (
	"bytes"
	"io/fs"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/catalogue"
)

func textLogger(b *bytes.Buffer) *slog.Logger { return slog.New(slog.NewTextHandler(b, nil)) }

func definition(t testing.TB, changes ...string) []byte {
	t.Helper()
	src, err := fs.ReadFile(catalogue.FS(), "items/si-qualification.yaml")
	require.NoError(t, err)
	return []byte(strings.NewReplacer(changes...).Replace(string(src)))
}

func (c *client) yaml(path string, src []byte) *answer {
	c.h.t.Helper()
	return c.raw(http.MethodPost, api+path, "application/yaml", src)
}

func TestDefinitionsAreCheckedAndPublished(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	admin := h.as("X2")
	require.Equal(t, true, admin.yaml("/definitions/check", definition(t)).is(http.StatusOK).at("sound"))
	wrong := admin.yaml("/definitions/check", definition(t, "within: 2", "with: 2")).is(http.StatusOK)
	require.Equal(t, false, wrong.at("sound"))
	require.Greater(t, wrong.at("findings.0.line"), float64(1))
	require.NotEmpty(t, wrong.text("findings.0.zh"))
	good := admin.yaml("/definitions/check", definition(t)).is(http.StatusOK)
	require.Len(t, good.text("report_hash"), 64)
	require.Equal(t, true, good.at("staffing.feasible"), "the people appointed are judged")
	require.Equal(t, "acceptance", good.text("staffing.duties.0.node"))
	require.NotEmpty(t, good.text("staffing.duties.0.people.0.name"), "by name")
	require.Equal(t, "first-review", good.text("times.1.path.0.node"))
	stuck := definition(t, "    upon: {fail: {next: second-review}}\n", "")
	lost := admin.yaml("/definitions/check", stuck).is(http.StatusOK)
	require.Equal(t, false, lost.at("sound"))
	require.Equal(t, "leads_nowhere", lost.text("findings.0.code"))
	require.Equal(t, "error", lost.text("findings.0.severity"))
	require.NotEmpty(t, lost.text("findings.0.path.1.zh"))
	require.Equal(t, "test", good.text("prover"))
	require.Equal(t, "acceptance", good.text("guide.steps.0.node"))
	require.NotEmpty(t, good.at("guide.form.properties"), "the form is whole")
	require.Nil(t, wrong.at("guide"), "it was not understood")
	admin.yaml("/definitions/check", []byte(" ")).problem(http.StatusBadRequest, "body_required")
	admin.yaml("/definitions/check", bytes.Repeat([]byte("#"), 1<<20+1)).problem(http.StatusRequestEntityTooLarge, "body_too_large")
	admin.post("/definitions/check", map[string]string{}).problem(http.StatusUnsupportedMediaType, "media_type")
	require.Equal(t, false, admin.yaml("/definitions/check", []byte("a: [b")).is(http.StatusOK).at("sound"))

	h.as("A1").filed(sample(t, "S1"))
	second := definition(t, "version: 1\n", "version: 2\n", "promise: {decide: 15}", "promise: {decide: 16}")
	admin.yaml("/proposals", second).problem(http.StatusPreconditionRequired, "if_match_required")
	admin.with("If-Match", `"other"`).yaml("/proposals", second).problem(http.StatusPreconditionFailed, "stale")
	admin.with("If-None-Match", "*").yaml("/proposals", second).problem(http.StatusPreconditionFailed, "stale")
	latest := admin.get("/definitions/si-qualification/1").is(http.StatusOK)
	require.Contains(t, latest.header.Get("Content-Type"), "application/yaml")
	require.Equal(t, definition(t), latest.body)
	next := admin.with("If-Match", latest.header.Get("ETag"))
	next.yaml("/proposals", definition(t, "version: 1\n", "version: 3\n")).problem(http.StatusConflict, "version_not_next")
	unsound := next.yaml("/proposals", definition(t, "within: 2", "with: 2")).problem(http.StatusUnprocessableEntity, "definition_unsound")
	require.Contains(t, unsound.Fields[0].Field, ":")
	lostToo := next.yaml("/proposals", definition(t, "version: 1\n", "version: 2\n", "    upon: {fail: {next: second-review}}\n", "")).
		problem(http.StatusUnprocessableEntity, "definition_unsound")
	require.Equal(t, "leads_nowhere", lostToo.Fields[0].Code, "it was proved")
	admin.get("/proposals/si-qualification").problem(http.StatusNotFound, "proposal_not_found")
	proposed := next.keyed("p").yaml("/proposals", second).is(http.StatusCreated)
	require.Equal(t, "item/si-qualification", proposed.text("receipt.stream"))
	require.Equal(t, "true", next.keyed("p").yaml("/proposals", second).is(http.StatusCreated).header.Get("Idempotency-Replayed"))
	next.yaml("/proposals", second).problem(http.StatusConflict, "proposal_open")
	require.Equal(t, float64(1), h.nobody().get("/items/si-qualification").is(http.StatusOK).at("version"), "nothing is published yet")

	seen := h.as("L1").get("/proposals/si-qualification").is(http.StatusOK)
	require.Equal(t, proposed.header.Get("ETag"), seen.header.Get("ETag"))
	require.Equal(t, string(second), seen.text("source"))
	require.Equal(t, "promise/decide", seen.text("changes.0.place"))
	require.Len(t, seen.text("report_hash"), 64)
	require.Nil(t, seen.at("why_not"))
	require.Equal(t, seen.text("report_hash"), seen.text("check.report_hash"), "the report is the one that was hashed")
	require.Equal(t, "acceptance", seen.text("check.guide.steps.0.node"))
	require.Nil(t, seen.at("check.prover"), "it was proved when it was proposed")
	require.Equal(t, []string{"L1", "L2", "U9", "r-agency-head", "r-item-admin", "r-legal"}, idsOf(seen.at("publishers")), "everybody who may, but its author")
	require.Equal(t, "four_eyes", admin.get("/proposals/si-qualification").text("why_not.code"))
	require.Equal(t, "not_permitted", h.as("U6").get("/proposals/si-qualification").is(http.StatusOK).text("why_not.code"))
	judge := map[string]string{"hash": seen.text("hash")}
	admin.post("/proposals/si-qualification/publish", judge).problem(http.StatusForbidden, "four_eyes")
	h.as("U6").post("/proposals/si-qualification/publish", judge).problem(http.StatusForbidden, "not_permitted")
	h.as("L1").post("/proposals/si-qualification/publish", map[string]string{"hash": "other"}).problem(http.StatusPreconditionFailed, "proposal_other")
	h.as("L1").post("/proposals/si-qualification/reject", judge).problem(http.StatusUnprocessableEntity, "reason")
	h.as("L1").post("/proposals/si-qualification/withdraw", judge).problem(http.StatusForbidden, "not_permitted")
	require.Equal(t, "published", h.as("L1").keyed("q").post("/proposals/si-qualification/publish", judge).is(http.StatusOK).text("kind"))
	require.Equal(t, "true", h.as("L1").keyed("q").post("/proposals/si-qualification/publish", judge).is(http.StatusOK).header.Get("Idempotency-Replayed"))
	gone := h.as("L1").post("/proposals/si-qualification/publish", judge).problem(http.StatusConflict, "proposal_closed")
	require.Equal(t, "L1", gone.Who)
	next.yaml("/proposals", definition(t, "version: 1\n", "version: 3\n")).problem(http.StatusPreconditionFailed, "stale")
	require.Equal(t, float64(2), h.nobody().get("/items/si-qualification").is(http.StatusOK).at("version"))
	require.Equal(t, float64(1), h.nobody().get("/items/si-qualification?version=1").is(http.StatusOK).at("version"))
	versions := admin.get("/definitions").is(http.StatusOK)
	require.Len(t, versions.at("rows"), 11)
	states := map[string]any{}
	for i := range 11 {
		row := "rows." + itoa(i)
		if versions.text(row+".item") == "si-qualification" {
			states[versions.text(row+".state")] = versions.at(row + ".live")
		}
	}
	require.Equal(t, map[string]any{"replaced": float64(1), "in_force": float64(0)}, states, "the case that was filed before stays on its version")
	proof := admin.get("/definitions/si-qualification/2/proof").is(http.StatusOK)
	require.Equal(t, true, proof.at("sound"))
	require.Equal(t, versions.text("rows.0.hash") != "", proof.text("hash") != "")
	require.NotEmpty(t, proof.at("times"))
	require.Equal(t, "test", proof.text("prover"))
	admin.get("/definitions/si-qualification/1/diff").problem(http.StatusNotFound, "item_not_found")
	admin.get("/definitions/si-qualification/2/diff?against=9").problem(http.StatusNotFound, "item_not_found")
	diff := admin.get("/definitions/si-qualification/2/diff").is(http.StatusOK)
	require.Len(t, diff.at("rows"), 1)
	require.Equal(t, "promise/decide", diff.text("rows.0.place"))
	require.Equal(t, float64(15), diff.at("rows.0.was"))
	require.Equal(t, float64(15), admin.get("/definitions/si-qualification/1/diff?against=2").is(http.StatusOK).at("rows.0.now"))

	fresh := definition(t, "item: si-qualification\n", "item: si-new\n")
	admin.with("If-Match", "*").yaml("/proposals", fresh).problem(http.StatusPreconditionFailed, "stale")
	admin.with("If-None-Match", "*").yaml("/proposals", fresh).is(http.StatusCreated)
	require.Len(t, admin.get("/proposals").is(http.StatusOK).at("rows"), 1)
	require.Len(t, admin.get("/proposals?all=true").is(http.StatusOK).at("rows"), 2)
	past := admin.get("/proposals?all=true&item=si-qualification").is(http.StatusOK)
	require.Len(t, past.at("rows"), 1)
	require.Equal(t, []any{"published", "2004-07-01"}, []any{past.at("rows.0.status"), past.at("rows.0.from")})
	require.Empty(t, admin.get("/proposals?item=si-qualification").is(http.StatusOK).at("rows"))
	hash := map[string]string{"hash": admin.get("/proposals/si-new").is(http.StatusOK).text("hash")}
	h.as("r-item-admin").post("/proposals/si-new/withdraw", hash).problem(http.StatusForbidden, "not_proposer")
	admin.post("/proposals/si-new/withdraw", hash).is(http.StatusOK)
	require.Equal(t, "withdrawn", admin.get("/proposals/si-new").is(http.StatusOK).text("status"))
	third := definition(t, "item: si-qualification\n", "item: si-third\n")
	admin.with("If-None-Match", "*").yaml("/proposals", third).is(http.StatusCreated)
	hash = map[string]string{"hash": admin.get("/proposals/si-third").is(http.StatusOK).text("hash"), "reason": "承诺时限缺少依据"}
	h.as("L1").post("/proposals/si-third/reject", hash).is(http.StatusOK)
	rejected := admin.get("/proposals/si-third").is(http.StatusOK)
	require.Equal(t, "承诺时限缺少依据", rejected.text("reason"), "its author reads why")
	require.Empty(t, rejected.at("publishers"), "nobody can publish what was rejected")

	again := definition(t, "item: si-qualification\n", "item: si-third\n", "promise: {decide: 15}", "promise: {decide: 16}")
	admin.with("If-None-Match", "*").yaml("/proposals", again).is(http.StatusCreated)
	require.Equal(t, string(again), admin.get("/proposals/si-third").text("source"))
	was := admin.get("/proposals/si-third?entry=1").is(http.StatusOK)
	require.Equal(t, []any{string(third), "rejected", "承诺时限缺少依据"}, []any{was.at("source"), was.at("status"), was.at("reason")}, "what was mended is still read")
	admin.get("/proposals/si-third?entry=2").problem(http.StatusNotFound, "proposal_not_found")
	admin.get("/definitions/si-new/1").problem(http.StatusNotFound, "item_not_found")
}

// idsOf are those of a list of persons, sorted.
func idsOf(list any) (ids []string) {
	for _, p := range list.([]any) {
		ids = append(ids, p.(map[string]any)["id"].(string))
	}
	slices.Sort(ids)
	return ids
}

func TestPeopleAndTheirAppointments(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	system, security := h.as("X2"), h.as("X3")
	body := map[string]any{"id": "N1", "login": "new.one", "password": "a long enough phrase", "kind": "officer", "name": "新示范", "unit": "gz-iid-software"}
	system.keyed("n").post("/people", body).is(http.StatusCreated)
	require.Equal(t, "true", system.keyed("n").post("/people", body).is(http.StatusCreated).header.Get("Idempotency-Replayed"))
	system.post("/people", body).problem(http.StatusConflict, "person_exists")
	taken := map[string]any{"id": "N2", "login": "new.one", "password": "a long enough phrase", "kind": "officer", "name": "另示范"}
	system.post("/people", taken).problem(http.StatusConflict, "login_taken")
	system.post("/people", map[string]any{"id": "N3", "login": "new.three", "password": "short", "kind": "officer", "name": "短示范"}).
		problem(http.StatusUnprocessableEntity, "password_too_short")
	system.get("/people/N3").problem(http.StatusNotFound, "person_not_found")

	appoint := func(role, unit string) *answer {
		return security.post("/people/N1/appointments", map[string]string{"role": role, "unit": unit})
	}
	appoint("nonsense", "gz-iid").problem(http.StatusUnprocessableEntity, "role_unknown")
	appoint("window", "nowhere").problem(http.StatusUnprocessableEntity, "appointment_unit")
	appoint("system-admin", "gz-iid").is(http.StatusOK)
	appoint("audit-admin", "gz-iid").problem(http.StatusConflict, "roles_incompatible")
	appoint("system-admin", "gz-iid").problem(http.StatusConflict, "appointment_exists")
	security.delete("/people/N1/appointments/system-admin/gz-iid").is(http.StatusOK)
	security.delete("/people/N1/appointments/system-admin/gz-iid").problem(http.StatusNotFound, "appointment_not_found")
	appoint("window", "gz-iid").is(http.StatusOK)
	seen := system.get("/people/N1").is(http.StatusOK)
	require.Equal(t, "window", seen.text("appointments.0.role"))
	require.Equal(t, "system-admin", seen.text("tenures.0.role"))
	require.Equal(t, "X3", seen.text("tenures.0.ended_by.id"))
	require.Equal(t, "window", seen.text("tenures.1.role"))
	require.Equal(t, "X3", seen.text("tenures.1.by.id"))
	require.Nil(t, seen.at("tenures.1.until"), "it holds")
	in := h.nobody().post("/session", map[string]string{"login": "new.one", "password": "a long enough phrase"}).is(http.StatusCreated)
	require.Equal(t, "window", in.text("roles.0.role"), "an appointment counts at once")

	change := map[string]any{"name": "新名示范", "unit": "gz-iid-legal"}
	system.put("/people/N1", change).problem(http.StatusPreconditionRequired, "if_match_required")
	system.with("If-Match", `"1"`).put("/people/N1", change).problem(http.StatusPreconditionFailed, "stale")
	system.with("If-Match", seen.header.Get("ETag")).put("/people/N1", change).is(http.StatusOK)
	seen = system.get("/people/N1").is(http.StatusOK)
	change["disabled"] = true
	system.with("If-Match", seen.header.Get("ETag")).put("/people/N1", change).problem(http.StatusForbidden, "not_permitted")
	security.with("If-Match", seen.header.Get("ETag")).put("/people/N1", change).is(http.StatusOK)
	h.nobody().post("/session", map[string]string{"login": "new.one", "password": "a long enough phrase"}).problem(http.StatusUnauthorized, "bad_credentials")
	require.NotContains(t, string(h.as("U3").get("/people?role=window&unit=gz-iid").is(http.StatusOK).body), "N1", "shut out")
	of := func(query string) []string {
		return idsOf(h.as("X3").get("/people?" + query).is(http.StatusOK).at("rows"))
	}
	require.Equal(t, []string{"N1"}, of("q=n1"), "whoever is shut out is found")
	require.Equal(t, []string{"A1"}, of("q=a1&kind=enterprise"))
	require.Empty(t, of("q=a1&kind=staff"))
	two := h.as("X3").get("/people?limit=2").is(http.StatusOK)
	require.Len(t, idsOf(two.at("rows")), 2)
	require.NotContains(t, of("limit=200&cursor="+two.text("next")), idsOf(two.at("rows"))[1])

	experts := h.as("U3").get("/people?role=expert&unit=gz-iid").is(http.StatusOK)
	require.Len(t, experts.at("rows"), 7)
}

// TestTheLastAdministratorStays: somebody has to give roles, and somebody to keep people, whatever else is taken away.
func TestTheLastAdministratorStays(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	security := h.as("X3")
	shut := func(id string) *answer {
		p := security.get("/people/" + id).is(http.StatusOK)
		unit, _ := p.at("unit").(string)
		post, _ := p.at("post").(string)
		return security.with("If-Match", p.header.Get("ETag")).put("/people/"+id, map[string]any{"name": p.text("name"), "unit": unit, "post": post, "disabled": true})
	}
	end := func(id, role string) *answer {
		return security.delete("/people/" + id + "/appointments/" + role + "/gz-iid")
	}
	for role, ids := range map[string][2]string{"system-admin": {"r-system-admin", "X2"}, "security-admin": {"r-security-admin", "X3"}} {
		end(ids[0], role).is(http.StatusOK)
		security.delete("/people/far-" + role + "/appointments/" + role + "/gz-iid-legal").is(http.StatusOK)
		last := end(ids[1], role).problem(http.StatusConflict, "last_holder")
		require.Equal(t, []string{role}, last.Nodes)
		shut(ids[1]).problem(http.StatusConflict, "last_holder")
		security.post("/people/"+ids[0]+"/appointments", map[string]string{"role": role, "unit": "gz-iid"}).is(http.StatusOK)
		shut(ids[0]).is(http.StatusOK)
		end(ids[1], role).problem(http.StatusConflict, "last_holder")
	}
	require.Equal(t, http.StatusOK, h.as("X2").get("/system").status, "who was not shut out works on")
}

func TestUnitsCalendarsAndTheDemonstrationsClock(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	system := h.as("X2")
	unit := map[string]any{"id": "gz-new", "parent": "gz-iid", "title": map[string]string{"zh": "新处", "en": "New office"}}
	system.post("/units", unit).is(http.StatusCreated)
	system.post("/units", unit).problem(http.StatusConflict, "unit_exists")
	unit["id"], unit["parent"] = "gz-other", "nowhere"
	system.post("/units", unit).problem(http.StatusUnprocessableEntity, "unit_unknown")
	require.Contains(t, string(system.get("/units").is(http.StatusOK).body), "新处")
	require.Len(t, system.get("/roles").is(http.StatusOK).at("rows"), 19)

	year := map[string]any{"year": 2027, "source": "国办发明电〔2026〕示例号",
		"holidays": []map[string]any{{"date": "2027-01-01", "name": map[string]string{"zh": "元旦", "en": "New Year"}}}, "makeup": []any{}}
	system.put("/calendars/2028", year).problem(http.StatusUnprocessableEntity, "calendar_other_year")
	system.put("/calendars/2027", year).is(http.StatusOK)
	require.Contains(t, string(system.get("/calendars").is(http.StatusOK).body), "2027-01-01")
	year["holidays"] = []map[string]any{{"date": "2027-13-01", "name": map[string]string{}}}
	require.Equal(t, http.StatusUnprocessableEntity, system.put("/calendars/2027", year).status)

	before := system.get("/demo/clock").is(http.StatusOK).text("today")
	require.Equal(t, "2026-11-23", before)
	first := system.keyed("c").post("/demo/clock", map[string]int{"advance_days": 3}).is(http.StatusOK)
	require.Equal(t, "2026-11-26", first.text("today"))
	require.Equal(t, "2026-11-26", system.keyed("c").post("/demo/clock", map[string]int{"advance_days": 3}).is(http.StatusOK).text("today"))
	system.post("/demo/clock", map[string]string{"to": "2026-11-01T00:00:00Z"}).problem(http.StatusUnprocessableEntity, "clock_backwards")
	system.post("/demo/clock", map[string]any{}).problem(http.StatusUnprocessableEntity, "days_or_to")
	system.post("/demo/clock", map[string]string{"to": "2026-12-01T00:00:00Z"}).is(http.StatusOK)
	h.clock.demo = false
	system.get("/demo/clock").problem(http.StatusNotFound, "route_unknown")
	system.post("/demo/clock", map[string]int{"advance_days": 3}).problem(http.StatusNotFound, "route_unknown")
}

func TestListsGoOnWithACursor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	auditor := h.as("X1")
	seen, cursor := 0, ""
	for {
		page := auditor.get("/trail/entries?limit=20" + cursor).is(http.StatusOK)
		seen += len(page.at("rows").([]any))
		next, more := page.at("next").(string)
		if !more {
			break
		}
		cursor = "&cursor=" + next
	}
	require.Greater(t, seen, 50)
	kinds := auditor.get("/trail/entries?kind=registered").is(http.StatusOK)
	require.Len(t, kinds.at("rows"), 4)
	require.Empty(t, auditor.get("/trail/entries?from=2030-01-01T00:00:00Z").is(http.StatusOK).at("rows"))
	require.Len(t, auditor.get("/trail/entries?stream=item/si-renewal").is(http.StatusOK).at("rows"), 1)
	require.Empty(t, h.as("U6").get("/trail/entries?stream=item/si-renewal").is(http.StatusOK).at("rows"), "officers see the entries of cases")
	auditor.get("/trail/entries/item/si-renewal/1").is(http.StatusOK)
	h.as("U6").get("/trail/entries/item/si-renewal/1").problem(http.StatusNotFound, "entry_not_found")
}
