package handlers_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

// The route names people to insiders, and what a choice read of the form to those who may read the application.
func TestRouteTellsWhatItsReaderMaySee(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	holder := h.as("A3")
	id := holder.post("/cases", map[string]string{"draft": holder.drafted(sample(t, "R1"), "SL-SIQ3-2023-0001")}).is(http.StatusCreated).text("case")
	h.decides("U1", id, "acceptance", "accept")
	h.decides("U3", id, "first-review", "pass")
	h.decides("U4", id, "site-check", "pass")
	h.decides("U5", id, "site-check", "pass")
	type leg struct {
		Node, What, Why, Zh, En string
		Reads                   []struct {
			Name  string
			Count int
		}
		By *struct{ ID string }
	}
	read := func(person string) map[string]leg {
		var route struct{ Rows []leg }
		h.as(person).get("/cases/" + id + "/route").is(http.StatusOK).into(&route)
		legs := map[string]leg{}
		for _, l := range route.Rows {
			legs[l.Node+" "+l.What] = l
		}
		return legs
	}
	officer, supervisor, applicant := read("U3"), read("U10"), read("A3")
	for who, route := range map[string]map[string]leg{"officer": officer, "applicant": applicant} {
		l := route["needs-site chosen"]
		require.Equal(t, "chosen", l.Why, who)
		require.Contains(t, l.En, "where form.changes.list has 1 entries", who)
		require.Equal(t, 1, l.Reads[0].Count, who)
	}
	require.Contains(t, supervisor["needs-site chosen"].En, "holds: case 1 is taken.")
	require.Empty(t, supervisor["needs-site chosen"].Reads, "who watches over the office reads no application")
	require.Equal(t, "U5", officer["site-check concluded"].By.ID)
	require.Equal(t, "U5", supervisor["site-check concluded"].By.ID)
	require.Nil(t, applicant["site-check concluded"].By, "names are for insiders")
	require.Contains(t, officer["site-check concluded"].Zh, "2人同意")
	require.Equal(t, "合议通过。", applicant["site-check concluded"].Zh, "and so are votes")
	h.as("A1").get("/cases/"+id+"/route").problem(http.StatusNotFound, "case_not_found")
}

// A page is for whoever has a browser; who calls the API at a wrong address is told so in its own words.
func TestThePortalAnswersWhereTheAPIDoesNot(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for path, status := range map[string]int{"/": http.StatusOK, "/desk/cases/c1": http.StatusOK, "/api/v1/nothing": http.StatusNotFound, "/api/": http.StatusNotFound} {
		w := httptest.NewRecorder()
		h.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		require.Equal(t, status, w.Code, path)
		require.Equal(t, status == http.StatusOK, w.Body.String() == "the portal", path)
	}
	w := httptest.NewRecorder()
	h.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/desk", nil))
	require.Equal(t, http.StatusNotFound, w.Code)
}

func TestTheGuideSaysWhoDoesAStepAndWhatPapersAreCalled(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	g := h.nobody().get("/items/si-qualification").is(http.StatusOK)
	require.Equal(t, "窗口人员", g.text("steps.0.role_title.zh"))
	require.NotContains(t, string(g.body), "{item.title}")
	require.Equal(t, "计算机信息系统集成企业资质证书", g.text("certificate_title.zh"))
	require.Equal(t, "三级", g.text("grades.0.title.zh"))
}

func TestTheGuideOffersTheGroundsWhereTheFormAsksForOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	g := h.nobody().get("/items/si-cancellation").is(http.StatusOK)
	require.Equal(t, g.at("concerns.grounds.0.ground"), g.at("form.properties.act.properties.ground.enum.0"))
	require.Less(t, bytes.Index(g.body, []byte(`"certificate":{"title"`)), bytes.Index(g.body, []byte(`"act":{"title"`)), "in the order of the file")
}
