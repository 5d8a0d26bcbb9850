package handlers_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// Insiders are told who can do what they cannot; an applicant is told what is waited for, and no name.
func TestPermissionsTellEverythingThatFailsAndTheCure(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.as("A1").filed(sample(t, "S1"))
	seen := h.as("U3").get("/cases/" + id + "/permissions").is(http.StatusOK)
	require.Equal(t, "decide", seen.text("rows.0.action"))
	require.Equal(t, "role", seen.text("rows.0.why.code"))
	require.Equal(t, "role", seen.text("rows.0.whys.0.code"), "what the command says comes first")
	require.NotEmpty(t, seen.text("rows.0.whys.0.unlock.zh"))
	require.Contains(t, string(seen.body), `"id":"U1"`)
	require.Empty(t, seen.at("idle"), "the window has a task")

	supplement := map[string]any{"decision": "supplement", "supplements": []map[string]string{{"material": "contract", "problem": "缺页", "demand": "补齐"}}}
	h.as("U1").post(h.visit(id, "acceptance")+"/decide", supplement).is(http.StatusOK)
	require.Contains(t, h.as("A1").get("/cases/"+id+"/permissions").is(http.StatusOK).text("idle.0.en"), "is to be issued")
	h.work()
	seen = h.as("A1").get("/cases/" + id + "/permissions").is(http.StatusOK)
	require.Contains(t, seen.text("idle.0.zh"), "等待申请人补正")
	require.NotContains(t, string(seen.body), `"id":"U`, "names are for insiders")
}

func TestAnInboxShowsWhatOneMayDo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.as("A1").filed(sample(t, "S1"))
	plain := h.as("U1").get("/tasks").is(http.StatusOK)
	require.Nil(t, plain.at("rows.0.actions"))
	with := h.as("U1").get("/tasks?actions=true&limit=200").is(http.StatusOK)
	require.Equal(t, plain.text("rows.0.case"), with.text("rows.0.case"))
	require.Equal(t, "decide", with.text("rows.0.actions.0.action"))
	require.Equal(t, "accept", with.text("rows.0.actions.0.decision"))
	require.NotEmpty(t, with.text("rows.0.actions.0.title.zh"))
}
