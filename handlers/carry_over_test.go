package handlers_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// carried are the fields of a carry-over.
func carried(r *answer) []string {
	var names []string
	for _, f := range r.at("fields").([]any) {
		names = append(names, f.(map[string]any)["field"].(string))
	}
	return names
}

func TestAnApplicationTakesOverFromTheLastOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.as("A1")
	begin := func() string {
		return "/drafts/" + c.post("/drafts", map[string]string{"item": "si-qualification"}).is(http.StatusCreated).text("id")
	}
	require.Empty(t, c.get(begin()+"/carry-over").is(http.StatusOK).at("fields"), "nothing was filed before")

	s := sample(t, "S1")
	id := c.filed(s)
	draft := begin()
	got := c.get(draft + "/carry-over").is(http.StatusOK)
	require.Equal(t, id, got.text("case"))
	require.NotEmpty(t, got.text("number"))
	require.Equal(t, []string{"/application/contact_name", "/application/contact_phone", "/application/contact_email", "/enterprise", "/capital", "/leaders", "/staff", "/premises"}, carried(got))
	require.Empty(t, got.at("left_out"))
	enterprise := got.at("fields.3.value").(map[string]any)
	require.Equal(t, "91520000MA00000151", enterprise["credit_code"])
	require.Equal(t, map[string]any{}, c.get(draft).is(http.StatusOK).at("form"), "nothing is taken that nobody chose")

	// Another enterprise has none of it, nor has the window that types for somebody.
	other := h.as("A2").post("/drafts", map[string]string{"item": "si-qualification"}).is(http.StatusCreated).text("id")
	require.Empty(t, h.as("A2").get("/drafts/"+other+"/carry-over").is(http.StatusOK).at("fields"))
	typed := h.as("U1").post("/drafts", map[string]string{"item": "si-qualification", "applicant": "91520000MA00000151"}).is(http.StatusCreated).text("id")
	require.Empty(t, h.as("U1").get("/drafts/"+typed+"/carry-over").is(http.StatusOK).at("fields"))
	h.as("A2").get(draft+"/carry-over").problem(http.StatusNotFound, "draft_not_found")
}

func TestARenewalSaysWhatItOpenedWith(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, number, _ := h.granted(t)
	c := h.as("A1")
	draft := "/drafts/" + c.post("/drafts", map[string]string{"item": "si-renewal", "certificate": number}).is(http.StatusCreated).text("id")
	got := c.get(draft + "/carry-over").is(http.StatusOK)
	require.Equal(t, number, got.text("certificate"))
	require.Equal(t, id, got.text("case"))
	require.Subset(t, carried(got), []string{"/certificate/no", "/enterprise", "/staff"})
	require.Equal(t, c.get(draft).is(http.StatusOK).at("form.enterprise"), valueOf(got, "/enterprise"), "it opened with what is told")
}

func valueOf(r *answer, field string) any {
	for _, f := range r.at("fields").([]any) {
		if m := f.(map[string]any); m["field"] == field {
			return m["value"]
		}
	}
	return nil
}
