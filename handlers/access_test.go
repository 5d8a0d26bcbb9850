package handlers_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// looks lists what is recorded of what somebody looked at, the first first: kind and sentence.
func (c *client) looks(person string) (out [][2]string) {
	for _, e := range c.get("/trail/entries?limit=100&stream=access/" + person).is(http.StatusOK).at("rows").([]any) {
		row := e.(map[string]any)
		out = append(out, [2]string{row["kind"].(string), row["zh"].(string)})
	}
	return out
}

func sentences(looks [][2]string) (words string) {
	for _, l := range looks {
		words += l[1] + "\n"
	}
	return words
}

// TestWhoWatchesSaysWhatForFirst: nothing of others is shown before, and what is not theirs to see is still not there.
func TestWhoWatchesSaysWhatForFirst(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.as("A1").filed(sample(t, "S1"))
	for _, person := range []string{"r-auditor", "r-supervisor", "r-audit-admin"} {
		c := h.silent(person)
		c.get("/trail/entries").problem(http.StatusForbidden, "purpose_missing")
		if person != "r-audit-admin" {
			c.get("/cases").problem(http.StatusForbidden, "purpose_missing")
			c.get("/cases/"+id).problem(http.StatusForbidden, "purpose_missing")
			c.get("/cases/"+id+"/trail").problem(http.StatusForbidden, "purpose_missing")
		}
		c.get("/trail/entries/case/"+id+"/1").problem(http.StatusForbidden, "purpose_missing")
		c.get("/items").is(http.StatusOK)
		for _, purpose := range []string{"", "  \n", strings.Repeat("查", 501)} {
			require.Equal(t, "/purpose", c.put("/session/purpose", map[string]string{"purpose": purpose}).problem(http.StatusUnprocessableEntity, "purpose_length").Field)
		}
		c.put("/session/purpose", map[string]string{"purpose": "年度检查"}).is(http.StatusOK)
		c.get("/trail/entries").is(http.StatusOK)
		c.get("/trail/entries/case/" + id + "/1").is(http.StatusOK)
	}
	h.silent("r-auditor").get("/cases/"+id).problem(http.StatusForbidden, "purpose_missing")
	for _, person := range []string{"U3", "A1"} {
		h.silent(person).get("/cases/" + id).is(http.StatusOK)
		h.silent(person).put("/session/purpose", map[string]string{"purpose": "办理"}).problem(http.StatusForbidden, "not_permitted")
	}
}

// TestLooksAreRecordedOnceASession, what is taken along each time, and nothing of what was only asked about.
func TestLooksAreRecordedOnceASession(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.as("A1").filed(sample(t, "S1"))
	number := h.as("A1").get("/cases/" + id).text("number")
	h.work()
	c := h.silent("r-auditor")
	for range 2 {
		c.put("/session/purpose", map[string]string{"purpose": " 年度检查 "}).is(http.StatusOK)
		c.get("/cases/" + id).is(http.StatusOK)
		c.get("/cases/" + id + "/trail").is(http.StatusOK)
		c.get("/trail/entries/case/" + id + "/1").is(http.StatusOK)
		c.get("/trail/entries/case/nonesuch/1").is(http.StatusNotFound)
		c.get("/trail/entries?kind=submitted&streams=case&person=A1&q=云图").is(http.StatusOK)
		c.get("/trail/export?check=true&kind=submitted").is(http.StatusNoContent)
		c.get("/trail/export?kind=submitted").is(http.StatusOK)
		c.get("/cases/" + id + "/evidence?check=true").is(http.StatusNoContent)
		c.get("/cases/" + id + "/evidence").is(http.StatusOK)
		c.get("/cases?status=received").is(http.StatusOK)
	}
	c.put("/session/purpose", map[string]string{"purpose": "另有举报"}).is(http.StatusOK)
	told := h.as("r-supervisor").looks("r-auditor")
	kinds := map[string]int{}
	for _, l := range told {
		kinds[l[0]]++
	}
	require.Equal(t, 1, strings.Count(sentences(told), "查阅：办件 "), "by its entries or whole, it is one case")
	require.Equal(t, map[string]int{"purpose_stated": 2, "looked_at": 1, "searched": 2, "exported": 2, "packed": 2}, kinds)
	words := sentences(told)
	require.Contains(t, words, "查阅：办件 "+number)
	require.Contains(t, words, "提交申请")
	require.NotContains(t, words, "云图", "what may name somebody is in the payload")
	require.NotContains(t, words, "年度检查")
	first := h.as("r-auditor").get("/trail/entries/access/r-auditor/1").is(http.StatusOK)
	require.Equal(t, "年度检查", first.at("payload").(map[string]any)["purpose"])
	require.NotContains(t, string(h.as("r-audit-admin").get("/trail/entries/access/r-auditor/1").is(http.StatusOK).body), "年度检查")
}

// TestEverySearchIsToldWhole: whoever reads of a search knows what was searched by, whatever the list takes; the text alone is in the payload.
func TestEverySearchIsToldWhole(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.as("r-auditor")
	var contract struct {
		Paths map[string]map[string]struct {
			Parameters []struct {
				Name, In string
				Schema   struct {
					Type   string
					Format string
					Enum   []string
				}
			}
		}
	}
	b, err := os.ReadFile("../docs/openapi.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &contract))
	examples := map[string][]string{
		"from": {"2026-01-05"}, "to": {"2026-03-02"}, "until": {"2026-03-02"}, "item": {"pm-certification"}, "unit": {"si-office"}, "node": {"accept"},
		"kind": {"submitted"}, "streams": {"person"}, "stream": {"case/x"}, "person": {"U3"},
	}
	last := func() (zh, en string) {
		rows := h.as("r-supervisor").get("/trail/entries?limit=200&stream=access/r-auditor").is(http.StatusOK).at("rows").([]any)
		row := rows[len(rows)-1].(map[string]any)
		return row["zh"].(string), row["en"].(string)
	}
	told := map[string]string{}
	for _, path := range []string{"/trail/entries", "/cases", "/certificates", "/tasks"} {
		for _, p := range contract.Paths[api+path]["get"].Parameters {
			values := p.Schema.Enum
			switch {
			case p.In != "query" || slices.Contains([]string{"q", "cursor", "limit", "actions"}, p.Name):
				continue
			case p.Schema.Type == "boolean":
				values = []string{"true"}
			case p.Schema.Format == "date-time":
				values = []string{"2026-01-05T08:30:00+08:00"}
			case len(values) == 0:
				values = examples[p.Name]
			}
			require.NotEmpty(t, values, "%s has an example", p.Name)
			for _, value := range values {
				query := path + "?" + p.Name + "=" + url.QueryEscape(value)
				c.get(query).is(http.StatusOK)
				zh, en := last()
				require.Regexp(t, "检索：[^，]+，[^，]*[^自至，]。$", zh, query)
				require.Regexp(t, ": [^,]+, .+[.]$", en, query)
				require.NotContains(t, told, zh, "%s is told like %s", query, told[zh])
				told[zh] = query
			}
		}
	}
	require.Greater(t, len(told), 30)
}

// TestPeopleOfTheTrailAreFoundByName, which so stands in no address.
func TestPeopleOfTheTrailAreFoundByName(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.as("r-auditor")
	name := c.get("/people/U3").is(http.StatusOK).text("name")
	for _, who := range []string{name, " U3 "} {
		found := c.post("/trail/people", map[string]string{"who": who}).is(http.StatusOK)
		require.Len(t, found.at("rows"), 1)
		require.Equal(t, "U3", found.text("rows.0.id"))
		require.Equal(t, name, found.text("rows.0.name"))
		require.NotEmpty(t, found.text("rows.0.where.zh"))
	}
	require.NotEmpty(t, c.post("/trail/people", map[string]string{"who": "A1"}).is(http.StatusOK).text("rows.0.where.zh"))
	require.Empty(t, c.post("/trail/people", map[string]string{"who": "nobody"}).is(http.StatusOK).at("rows"))
	h.as("A1").post("/trail/people", map[string]string{"who": "U3"}).problem(http.StatusForbidden, "not_permitted")
}
