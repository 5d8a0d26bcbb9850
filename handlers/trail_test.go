package handlers_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/handlers"
	"shenpi/workflow/calendar"
	"shenpi/workflow/trail"
)

// The trail is searched by what people know, and told in words.
func TestTrailSearch(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	auditor := h.as("r-auditor")
	number := auditor.get("/cases/" + id).is(http.StatusOK).text("number")
	name := auditor.get("/people/U1").is(http.StatusOK).text("name")
	received := auditor.get("/trail/entries?stream=case/" + id).is(http.StatusOK).text("rows.0.recorded_at")
	all := len(auditor.get("/trail/entries?limit=200&streams=case").is(http.StatusOK).at("rows").([]any))
	require.Positive(t, all)
	for query, want := range map[string]int{
		"q=" + number: all, "q=" + strings.ToLower(number[5:]): all, "q=nothing": 0, "item=nothing": 0, "streams=webhook": 0,
		"q=" + number + "&kind=submitted": 1, "person=A1&streams=case": 1, "person=" + url.QueryEscape("查无此人"): 0,
		"streams=case&to=" + url.QueryEscape(received): 0, "streams=case&from=" + url.QueryEscape(received): all,
	} {
		require.Len(t, auditor.get("/trail/entries?limit=200&"+query).is(http.StatusOK).at("rows"), want, query)
	}
	require.NotEmpty(t, auditor.get("/trail/entries?limit=200&person=U1").is(http.StatusOK).at("rows"))
	require.Empty(t, auditor.get("/trail/entries?limit=200&person="+url.QueryEscape(name)).is(http.StatusOK).at("rows"), "a name stands in no address")
	auditor.get("/trail/entries?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z").problem(http.StatusUnprocessableEntity, "period_backwards")

	filed := auditor.get("/trail/entries?kind=submitted").is(http.StatusOK)
	require.Equal(t, "提交申请", filed.text("rows.0.title.zh"))
	require.Equal(t, number, filed.text("rows.0.case_number"))
	published := auditor.get("/trail/entries?streams=item&kind=published&limit=1").is(http.StatusOK)
	require.Regexp(t, `^.+发布事项版本：.+，第2版。$`, published.text("rows.0.zh"))
	require.Equal(t, "U1", h.as("U1").get("/trail/entries?person=U1&limit=1").is(http.StatusOK).text("rows.0.actor.person.id"))
}

// A case is told to those inside by name, to the applicant without.
func TestTrailInWords(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	name := h.as("r-auditor").get("/people/U1").is(http.StatusOK).text("name")
	inside := string(h.as("U1").get("/cases/" + id + "/trail?limit=200").is(http.StatusOK).body)
	outside := string(h.as("A1").get("/cases/" + id + "/trail?limit=200").is(http.StatusOK).body)
	require.Contains(t, inside, name)
	require.NotContains(t, outside, name)
	require.Contains(t, outside, "申请人提交申请：")
	require.Contains(t, outside, "办理人员")
	require.Contains(t, inside, `"round":1`)
	one := h.as("r-auditor").get("/trail/entries/case/" + id + "/1").is(http.StatusOK)
	require.Equal(t, "Filed the application", one.text("title.en"))
	require.NotEmpty(t, one.text("about.zh"))
}

// Each day of a sheet names the entry it rests on.
func TestDaysNameTheirEntry(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	h.as("U6").post("/cases/"+id+"/suspend", map[string]string{"ground": "litigation", "reason": "另案诉讼尚未审结"}).is(http.StatusOK)
	h.work()
	h.pass(3)
	entries := map[float64]string{}
	for _, r := range h.as("r-auditor").get("/cases/" + id + "/trail?limit=200").is(http.StatusOK).at("rows").([]any) {
		e := r.(map[string]any)
		entries[e["number"].(float64)] = e["kind"].(string)
	}
	caused := map[string]bool{}
	for _, s := range h.as("A1").get("/cases/" + id + "/clocks").is(http.StatusOK).at("sheets").([]any) {
		sheet := s.(map[string]any)
		for _, d := range sheet["days"].([]any) {
			if n, ok := d.(map[string]any)["entry"].(float64); ok {
				caused[sheet["clock"].(string)+" "+entries[n]] = true
			}
		}
	}
	require.True(t, caused["decide decided"], "the day from which it counts: %v", caused)
	require.True(t, caused["decide document_issued"], "a day that the suspension took out, from the service of its notice: %v", caused)
}

func TestEntryKindsAreListed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	list := h.as("r-auditor").get("/trail/kinds").is(http.StatusOK)
	require.Contains(t, string(list.body), `{"streams":"case","kind":"decided","title":{"zh":"作出决定","en":"Decided"}}`)
	require.Contains(t, string(list.body), `{"streams":"item","title":{"zh":"事项","en":"Item"}}`)
	h.as("A1").get("/trail/kinds").problem(http.StatusForbidden, "not_permitted")
}

// A case is shown as it was recorded by a day: what came later is not in it.
func TestACaseAsOfADay(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	filed := h.as("r-auditor").get("/cases/" + id).is(http.StatusOK)
	received := filed.text("received_on")
	h.pass(2)
	h.as("U6").post("/cases/"+id+"/suspend", map[string]string{"ground": "litigation", "reason": "另案诉讼尚未审结"}).is(http.StatusOK)
	h.work()
	now := h.as("r-auditor").get("/cases/" + id).is(http.StatusOK)
	require.NotEmpty(t, now.at("suspensions"))
	then := h.as("r-auditor").get("/cases/" + id + "/as-of?on=" + received).is(http.StatusOK)
	require.Empty(t, then.at("case.suspensions"))
	require.Equal(t, "accepted", then.text("case.status"))
	require.Equal(t, filed.at("form"), then.at("case.form"))
	require.Equal(t, filed.at("due_on"), then.at("case.due_on"))
	require.Equal(t, then.at("entries"), then.at("case.revision"))
	require.Less(t, then.at("case.revision").(float64), now.at("revision").(float64))
	today := h.as("r-auditor").get("/session").is(http.StatusOK).text("today")
	last := h.as("r-auditor").get("/cases/" + id + "/as-of?on=" + today).is(http.StatusOK)
	require.Equal(t, now.at("revision"), last.at("case.revision"))
	require.NotContains(t, string(h.as("U10").get("/cases/"+id+"/as-of?on="+received).is(http.StatusOK).body), `"form":`, "supervision sees no form")
	before := h.as("r-auditor").get("/cases/"+id+"/as-of?on="+calendar.MustParse(received).AddDays(-1).String()).problem(http.StatusUnprocessableEntity, "day_before")
	require.Equal(t, "on", before.Field)
	require.Contains(t, before.DetailZh, received, "the first day that can be asked")
	require.Contains(t, before.DetailEn, received)
	require.Equal(t, "on", h.as("r-auditor").get("/cases/"+id+"/as-of?on=2999-01-01").problem(http.StatusUnprocessableEntity, "day_to_come").Field)
	h.as("r-auditor").get("/cases/"+id+"/as-of?on=2026-13-01").problem(http.StatusUnprocessableEntity, "format")
}

// What a search finds is given out as a table that says what was asked, against which checkpoint, and how many entries it has.
func TestTheExportIsTheSearch(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	h.work()
	auditor := h.as("r-auditor")
	number := auditor.get("/cases/" + id).is(http.StatusOK).text("number")
	found := auditor.get("/trail/entries?limit=200&q=" + number).is(http.StatusOK).at("rows").([]any)
	a := auditor.get("/trail/export?language=en&q=" + number).is(http.StatusOK)
	require.Equal(t, "text/csv; charset=utf-8", a.header.Get("Content-Type"))
	require.Contains(t, a.header.Get("Content-Disposition"), ".csv")
	in := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(a.body), "\ufeff")))
	in.FieldsPerRecord = -1
	lines, err := in.ReadAll()
	require.NoError(t, err)
	require.Equal(t, []string{"Search", "language=en&q=" + number}, lines[0])
	signed, err := trail.OpenCheckpoint(auditor.get("/trail/checkpoint").is(http.StatusOK).body, h.log.Keys())
	require.NoError(t, err)
	require.Equal(t, []string{"Checkpoint", strconv.FormatInt(signed.Size, 10), "sha256:" + signed.Root.String()}, lines[1][:3])
	table := lines[4 : len(lines)-1]
	require.Len(t, table, len(found))
	for i, line := range table {
		e := found[i].(map[string]any)
		require.Equal(t, []string{number, e["stream"].(string)}, line[:2])
		require.Equal(t, "sha256:"+e["hash"].(string), line[len(line)-1])
	}
	require.Equal(t, []string{"Entries", strconv.Itoa(len(found))}, lines[len(lines)-1])
	require.Contains(t, string(auditor.get("/trail/export?q="+number).is(http.StatusOK).body), "提交申请")
	h.as("U6").get("/trail/export").problem(http.StatusForbidden, "not_permitted")

	r := h.verifyPack(auditor.get("/trail/evidence?kind=submitted").is(http.StatusOK).body)
	require.Empty(t, r.Findings)
	require.Equal(t, 3, r.Streams, "of the key, the case and its item")
	require.Equal(t, "cases with entries kind=submitted", r.Subject)
	require.Equal(t, 1, h.verifyPack(auditor.get("/trail/evidence?kind=withdrawn").is(http.StatusOK).body).Streams)
	require.Equal(t, 1, h.verifyPack(h.as("far-archivist").get("/trail/evidence").is(http.StatusOK).body).Streams, "of another office")
	require.Equal(t, 3, h.verifyPack(auditor.get("/trail/evidence?streams=case").is(http.StatusOK).body).Streams)
	auditor.get("/trail/evidence?streams=item").problem(http.StatusUnprocessableEntity, "evidence_of_cases")
	auditor.get("/trail/export?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z").problem(http.StatusUnprocessableEntity, "period_backwards")
	for _, path := range []string{"/trail/entries", "/trail/export", "/trail/evidence"} {
		auditor.get(path+"?kind=nothing").problem(http.StatusUnprocessableEntity, "unknown_kind")
	}
	auditor.get("/trail/entries?streams=cases").problem(http.StatusUnprocessableEntity, "unknown_kind")
}

// An export that would be too large offers a narrower one.
func TestAnExportTooWide(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(h *house, d *handlers.Deps) { d.MaxExport = 20 })
	h.work()
	auditor := h.as("r-auditor")
	p := auditor.get("/trail/export?streams=person").problem(http.StatusUnprocessableEntity, "range_too_wide")
	require.Equal(t, "kind", p.Field, "all is of one day: no later one has anything")
	auditor.get("/trail/export?kind=registered").is(http.StatusOK)
	h.pass(1)
	h.as("A1").filed(sample(t, "S1"))
	p = auditor.get("/trail/export").problem(http.StatusUnprocessableEntity, "range_too_wide")
	require.Equal(t, "from", p.Field)
	day := regexp.MustCompile(`20\d\d-\d\d-\d\d`).FindString(p.DetailZh)
	narrower := string(auditor.get("/trail/export?from=" + day + "T00:00:00%2B08:00").is(http.StatusOK).body)
	require.Contains(t, narrower, "提交申请", "what is advised finds something")
}
