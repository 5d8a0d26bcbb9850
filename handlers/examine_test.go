package handlers_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/catalogue"
	"shenpi/internal/poppler"
)

// TestAnAnswerIsSeenAsWhatItChanged: fields by pointer, files by what came and went, beside what was asked.
func TestAnAnswerIsSeenAsWhatItChanged(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	applicant, window := h.as("A1"), h.as("U1")
	id := applicant.filed(sample(t, "P1"))
	require.JSONEq(t, `{"rows":[]}`, string(window.get("/cases/"+id+"/changes").is(http.StatusOK).body))
	demand := map[string]any{"decision": "supplement", "reason": "x", "supplements": []map[string]string{{"material": "education", "problem": "不清", "demand": "重扫"}}}
	window.post(h.visit(id, "acceptance")+"/decide", demand).is(http.StatusOK)
	h.work()

	made := applicant.post("/drafts", map[string]string{"case": id}).is(http.StatusCreated)
	draft := made.text("id")
	var form map[string]any
	require.NoError(t, json.Unmarshal(sample(t, "P1").Form, &form))
	form["person"].(map[string]any)["phone"] = "0851-00000099"
	applicant.with("If-Match", made.header.Get("ETag")).put("/drafts/"+draft, map[string]any{"form": form}).is(http.StatusOK)
	checked := applicant.post("/drafts/"+draft+"/check", nil).is(http.StatusOK)
	require.Equal(t, "education", checked.text("asked.0.material"))
	require.NotEmpty(t, checked.text("asked.0.title.en"))
	require.Equal(t, false, checked.at("asked.0.changed"), "a field was changed, and none of its files")
	require.Equal(t, checked.text("answer_by"), applicant.get("/cases/"+id).is(http.StatusOK).text("asks.0.answer_by"))
	old := applicant.get("/drafts/" + draft).is(http.StatusOK)
	var files struct {
		Files []struct{ Material, Name, SHA256 string }
	}
	old.into(&files)
	var replaced, name string
	for _, f := range files.Files {
		if f.Material == "education" {
			replaced, name = f.SHA256, f.Name
		}
	}
	applicant.delete("/drafts/" + draft + "/files/education/" + url.PathEscape(name)).is(http.StatusNoContent)
	content, err := fs.ReadFile(catalogue.FS(), fileOf(t, sample(t, "P1"), "credential"))
	require.NoError(t, err)
	applicant.raw(http.MethodPut, api+"/drafts/"+draft+"/files/education/"+url.PathEscape("新证书.png"), "application/octet-stream", content).is(http.StatusCreated)
	require.Equal(t, true, applicant.post("/drafts/"+draft+"/check", nil).is(http.StatusOK).at("asked.0.changed"))
	applicant.post("/cases/"+id+"/supply", map[string]string{"draft": draft}).is(http.StatusOK)

	seen := window.get("/cases/" + id + "/changes").is(http.StatusOK)
	require.Len(t, seen.at("rows"), 1)
	require.Equal(t, "不清", seen.text("rows.0.asked.0.problem"))
	require.Len(t, seen.at("rows.0.fields"), 1)
	require.Equal(t, "/person/phone", seen.text("rows.0.fields.0.field"))
	require.Equal(t, "0851-00000001", seen.text("rows.0.fields.0.was"))
	require.Equal(t, "0851-00000099", seen.text("rows.0.fields.0.now"))
	require.Len(t, seen.at("rows.0.files"), 2)
	require.Equal(t, "removed", seen.text("rows.0.files.0.change"))
	require.Equal(t, replaced, seen.text("rows.0.files.0.sha256"))
	require.Equal(t, "added", seen.text("rows.0.files.1.change"))
	require.Equal(t, "新证书.png", seen.text("rows.0.files.1.name"))
	whole := window.get("/cases/" + id).is(http.StatusOK)
	require.Len(t, whole.at("replaced"), 1)
	require.Equal(t, replaced, whole.text("replaced.0.sha256"))
	require.Equal(t, name, whole.text("replaced.0.name"))
	before := window.get("/cases/" + id + "/materials/" + replaced).is(http.StatusOK)
	require.Equal(t, replaced, fmt.Sprintf("%x", sha256.Sum256(before.body)), "what was decided on before can be looked at")
	require.Contains(t, before.header.Get("Content-Disposition"), url.PathEscape(name))
	require.Nil(t, applicant.get("/cases/"+id+"/changes").is(http.StatusOK).at("rows.0.by"), "names are for insiders")
}

func fileOf(t *testing.T, s catalogue.Sample, material string) string {
	t.Helper()
	for _, f := range s.Files {
		if f.Requirement == material {
			return f.Path
		}
	}
	require.Fail(t, "no file of "+material)
	return ""
}

func TestCriteriaSayWhatTheyMeasured(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.as("A1").filed(sample(t, "S1"))
	seen := h.as("U3").get("/cases/" + id + "/criteria").is(http.StatusOK)
	var c struct {
		Rows []struct {
			Criterion     string
			Holds, Judged bool
			Measured      []struct {
				Name, Value string
				Count       *int
			}
		}
	}
	seen.into(&c)
	require.NotEmpty(t, c.Rows)
	for _, r := range c.Rows {
		require.True(t, r.Judged, r.Criterion)
		require.NotEmpty(t, r.Measured, r.Criterion)
		for _, m := range r.Measured {
			require.True(t, m.Value != "" || m.Count != nil, "%s of %s", m.Name, r.Criterion)
		}
	}
}

// TestADecisionIsSeenBeforeItIsTaken: the document is filled in from the case and marked, and nothing is done.
func TestADecisionIsSeenBeforeItIsTaken(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.as("A1").filed(sample(t, "S1"))
	task, window := h.visit(id, "acceptance"), h.as("U1")
	preview := func(decision, reason string) *answer {
		return window.post(task+"/preview", map[string]string{"decision": decision, "reason": reason})
	}
	paper := preview("decline", "不属于本机关职权范围").is(http.StatusOK)
	require.Equal(t, "application/pdf", paper.header.Get("Content-Type"))
	text := strings.Join(strings.Fields(poppler.Text(t, paper.body)), "")
	require.Contains(t, text, "不属于本机关职权范围")
	require.Contains(t, text, "示例云图科技有限公司")
	preview("decline", "").problem(http.StatusUnprocessableEntity, "reason")
	preview("nonsense", "x").problem(http.StatusUnprocessableEntity, "decision_unknown")
	h.as("U3").post(task+"/preview", map[string]string{"decision": "accept"}).problem(http.StatusForbidden, "role")
	require.Equal(t, float64(1), window.get("/cases/"+id).is(http.StatusOK).at("revision"), "nothing was recorded")
	h.decides("U1", id, "acceptance", "accept")
	task, window = h.visit(id, "first-review"), h.as("U3")
	preview("pass", "").problem(http.StatusNotFound, "document_none")
}
