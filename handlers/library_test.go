package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// papers reads the whole library of somebody, by the names of the papers.
func (c *client) papers() map[string]map[string]any {
	c.h.t.Helper()
	found := map[string]map[string]any{}
	for cursor := ""; ; {
		page := c.get("/library?limit=3&cursor=" + cursor).is(http.StatusOK)
		for _, row := range page.at("rows").([]any) {
			p := row.(map[string]any)
			found[p["name"].(string)] = p
		}
		next, ok := page.at("next").(string)
		if !ok {
			return found
		}
		cursor = next
	}
}

func TestTheLibraryHasWhatWasFiledAndIssued(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, number, _ := h.granted(t)
	h.decides("U1", id, "delivery", "delivered")
	c := h.as("A1")
	draft := c.post("/drafts", map[string]string{"item": "si-qualification"}).is(http.StatusCreated).text("id")
	c.raw(http.MethodPut, api+"/drafts/"+draft+"/files/contract/new.pdf", "application/pdf", pdf).is(http.StatusCreated)

	papers := c.papers()
	filed := sample(t, "S1").Files[0]
	licence := papers[filed.Name]
	require.Equal(t, "B", licence["trust"], "examined with an application that was granted")
	require.Equal(t, id, licence["origin"].(map[string]any)["case"])
	require.NotEqual(t, filed.Requirement, licence["origin"].(map[string]any)["title"].(map[string]any)["zh"], "the material is named by its title")
	require.Equal(t, "D", papers["new.pdf"]["trust"])
	got := c.get("/library/" + papers["new.pdf"]["sha256"].(string)).is(http.StatusOK)
	require.Equal(t, pdf, got.body)
	h.as("A2").get("/library/"+papers["new.pdf"]["sha256"].(string)).problem(http.StatusNotFound, "paper_not_found")
	issued := 0
	for name, p := range papers {
		if p["trust"] != "A" {
			continue
		}
		issued++
		if strings.Contains(name, "资质证书") {
			require.Regexp(t, `^20\d\d-`, p["origin"].(map[string]any)["valid_until"], number)
		} else {
			require.NotContains(t, p["origin"], "valid_until", name)
		}
	}
	require.Greater(t, issued, 2)

	require.Empty(t, h.as("A2").papers(), "what others filed is theirs")
	require.NotEmpty(t, h.as("r-agent").papers())
	c.delete("/mandates/r-agent").is(http.StatusOK)
	require.Empty(t, h.as("r-agent").papers(), "an agent has what there is a mandate for")
}

func TestAPaperOnRecordIsPutToADraftWithoutItsBytes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.as("A1")
	c.filed(sample(t, "S1"))
	filed := sample(t, "S1").Files[0]
	for _, f := range sample(t, "S1").Files {
		if strings.HasSuffix(f.Path, ".pdf") && f.Requirement == "contract" {
			filed = f
		}
	}
	sha := c.papers()[filed.Name]["sha256"].(string)
	draft := "/drafts/" + c.post("/drafts", map[string]string{"item": "si-qualification"}).is(http.StatusCreated).text("id")
	into := draft + "/papers/" + filed.Requirement + "/"

	put := c.put(into+sha, nil).is(http.StatusCreated)
	require.Equal(t, sha, put.text("sha256"))
	require.Equal(t, filed.Name, put.text("name"))
	c.put(into+sha, nil).is(http.StatusCreated)
	require.Len(t, c.get(draft).is(http.StatusOK).at("files"), 1, "twice is once")

	// Another file of that name stays what it is.
	other := "/drafts/" + c.post("/drafts", map[string]string{"item": "si-qualification"}).is(http.StatusCreated).text("id")
	c.raw(http.MethodPut, api+other+"/files/"+filed.Requirement+"/"+filed.Name, "application/octet-stream", pdf).is(http.StatusCreated)
	second := c.put(other+"/papers/"+filed.Requirement+"/"+sha, nil).is(http.StatusCreated).text("name")
	require.Contains(t, second, " (2).")
	require.Len(t, c.get(other).is(http.StatusOK).at("files"), 2)

	c.put(draft+"/papers/nonesuch/"+sha, nil).problem(http.StatusNotFound, "material_unknown")
	c.put(into+strings.Repeat("0", 64), nil).problem(http.StatusNotFound, "paper_not_found")
	theirs := h.as("A2")
	own := "/drafts/" + theirs.post("/drafts", map[string]string{"item": "si-qualification"}).is(http.StatusCreated).text("id")
	theirs.put(own+"/papers/"+filed.Requirement+"/"+sha, nil).problem(http.StatusNotFound, "paper_not_found")
	theirs.put(into+sha, nil).problem(http.StatusNotFound, "draft_not_found")
}
