package handlers_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

type permitted struct {
	Action, Decision string
	Allowed          bool
	Grounds          []struct{ Ground, Basis string }
	Grades           []struct{ Grade string }
	Documents        []int
	Fields           []struct{ Field string }
	Readers          []string
	Days             int
	Document         *struct{ Zh string }
	People, From     []struct{ ID string }
}

// mayAll is what a person may do on a case, and what not.
func (h *house) mayAll(person, id string) []permitted {
	h.t.Helper()
	var list struct{ Rows []permitted }
	h.as(person).get("/cases/" + id + "/permissions").is(http.StatusOK).into(&list)
	return list.Rows
}

func (h *house) may(person, id, action string) permitted {
	h.t.Helper()
	for _, p := range h.mayAll(person, id) {
		if p.Action == action {
			return p
		}
	}
	require.Fail(h.t, person+" is not told of "+action)
	return permitted{}
}

// TestPermissionsSayWhatThereIsToChooseFrom: a form for an act can be made of its permission alone.
func TestPermissionsSayWhatThereIsToChooseFrom(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	suspend := h.may("U6", id, "suspend")
	require.Equal(t, "litigation", suspend.Grounds[0].Ground)
	require.Equal(t, "行政诉讼法", suspend.Grounds[0].Basis)
	correct := h.may("U6", id, "correct")
	require.Equal(t, []int{1}, correct.Documents)
	require.Equal(t, "applicant.name", correct.Fields[0].Field)
	require.Equal(t, []string{"legal", "archivist", "expert"}, h.may("U3", id, "copy").Readers)
	require.Positive(t, h.may("U3", id, "ask_extension").Days)

	h.as("U3").post("/cases/"+id+"/hearing/tell", map[string]string{}).is(http.StatusOK)
	h.work()
	h.as("A1").post("/cases/"+id+"/hearing/ask", map[string]string{}).is(http.StatusOK)
	arrange := h.may("U3", id, "arrange_hearing")
	require.True(t, arrange.Allowed)
	require.NotEmpty(t, arrange.People, "who may preside")
	for _, p := range arrange.People {
		require.NotEqual(t, "U1", p.ID, "who accepted the case has examined it")
	}

	h.as("A1").post("/cases/"+id+"/recusals", map[string]string{"whom": "窗口人员", "reason": "有利害关系"}).is(http.StatusOK)
	grant := h.may("U6", id, "grant_recusal")
	require.True(t, grant.Allowed)
	require.Contains(t, grant.People, struct{ ID string }{"U1"}, "whom the applicant may have met")
}

func TestADecisionOnAnotherGradeSaysWhichThereAre(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.publishes(definition(t, "version: 1\n", "version: 2\n", "      grant:  {", "      lower:  {title: {zh: 核准其他等级, en: Another grade}, grade: required, reason: required, needs: [acceptance, first-review, examination, second-review, publicity], document: grant-decision, clock: {start: issue}}\n      grant:  {"))
	id := h.as("A1").filed(sample(t, "S1"))
	h.examined(id)
	grades := map[string]int{}
	for _, p := range h.mayAll("U8", id) {
		if p.Action == "decide" {
			grades[p.Decision] = len(p.Grades)
		}
	}
	require.Equal(t, "准予行政许可决定书", h.may("U8", id, "decide").Document.Zh)
	require.Positive(t, grades["lower"])
	require.Zero(t, grades["grant"])
}
