package handlers_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestThePapersOfACaseInOneFile(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.as("A1").filed(sample(t, "S1"))
	h.decides("U1", id, "acceptance", "accept")
	seen := h.as("A1").get("/cases/" + id).is(http.StatusOK)
	got := h.as("A1").get("/cases/" + id + "/papers").is(http.StatusOK)
	require.Contains(t, got.header.Get("Content-Disposition"), seen.text("number")+".zip")
	z, err := zip.NewReader(bytes.NewReader(got.body), int64(len(got.body)))
	require.NoError(t, err)
	materials := seen.at("materials").([]any)
	require.Len(t, z.File, 1+len(materials), "the acceptance notice, and what was filed")
	require.True(t, strings.HasPrefix(z.File[0].Name, "文书/01 行政许可受理通知书"), z.File[0].Name)
	require.True(t, strings.HasSuffix(z.File[0].Name, ".pdf"), z.File[0].Name)
	for i, m := range materials {
		f := z.File[i+1]
		name := m.(map[string]any)["name"].(string)
		require.True(t, strings.HasPrefix(f.Name, "材料/") && strings.HasSuffix(f.Name, name), f.Name)
		r, err := f.Open()
		require.NoError(t, err)
		body, err := io.ReadAll(r)
		require.NoError(t, err)
		one := h.as("A1").get("/cases/" + id + "/materials/" + m.(map[string]any)["sha256"].(string)).is(http.StatusOK)
		require.Equal(t, one.body, body)
	}
	h.as("A2").get("/cases/"+id+"/papers").problem(http.StatusNotFound, "case_not_found")
}

func TestTheOutlookOfACase(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	draft := h.as("A1").drafted(sample(t, "S1"), "")
	check := h.as("A1").post("/drafts/"+draft+"/check", nil).is(http.StatusOK)
	id := h.as("A1").post("/cases", map[string]string{"draft": draft}).is(http.StatusCreated).text("case")
	h.decides("U1", id, "acceptance", "accept")
	seen := h.as("A1").get("/cases/" + id).is(http.StatusOK)
	require.Equal(t, check.text("decided_by"), seen.text("due_on"), "accepted on the day it was said for")
	require.Equal(t, check.text("promised_by"), seen.text("outlook.countdown.last"))
	require.Equal(t, "承办人", seen.text("outlook.now.0.post.zh"))
	require.NotEmpty(t, seen.text("outlook.now.0.unit.zh"))
	require.NotEmpty(t, seen.at("outlook.next"))
}
