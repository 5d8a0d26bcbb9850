package handlers_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/tlog"

	"shenpi/catalogue"
	"shenpi/internal/poppler"
	"shenpi/workflow/trail"
)

// sample finds a shipped application.
func sample(t testing.TB, key string) catalogue.Sample {
	t.Helper()
	list, err := catalogue.Samples()
	require.NoError(t, err)
	for _, s := range list {
		if s.Key == key {
			return s
		}
	}
	require.Fail(t, "no sample "+key)
	return catalogue.Sample{}
}

// drafted writes a whole application into a draft and gives its id.
func (c *client) drafted(s catalogue.Sample, certificate string) string {
	t := c.h.t
	t.Helper()
	body := map[string]string{"item": s.Item}
	if certificate != "" {
		body["certificate"] = certificate
	}
	made := c.post("/drafts", body).is(http.StatusCreated)
	draft := made.text("id")
	c.fill(draft, made.header.Get("ETag"), s)
	return draft
}

func (c *client) fill(draft, etag string, s catalogue.Sample) {
	c.h.t.Helper()
	c.with("If-Match", etag).put("/drafts/"+draft, map[string]json.RawMessage{"form": s.Form}).is(http.StatusOK)
	for _, f := range s.Files {
		content, err := fs.ReadFile(catalogue.FS(), f.Path)
		require.NoError(c.h.t, err)
		path := api + "/drafts/" + draft + "/files/" + f.Requirement + "/" + url.PathEscape(f.Name)
		c.raw(http.MethodPut, path, "application/octet-stream", content).is(http.StatusCreated)
	}
}

// filed files a sample and gives the id of the case.
func (c *client) filed(s catalogue.Sample) string {
	c.h.t.Helper()
	return c.post("/cases", map[string]string{"draft": c.drafted(s, "")}).is(http.StatusCreated).text("case")
}

// visit finds the open visit of a node.
func (h *house) visit(id, node string) string {
	h.t.Helper()
	var k struct {
		Visits []struct {
			Visit        int
			Node, Status string
		}
	}
	h.as("X1").get("/cases/" + id).is(http.StatusOK).into(&k)
	for _, v := range k.Visits {
		if v.Node == node && v.Status == "open" {
			return "/cases/" + id + "/tasks/" + itoa(v.Visit)
		}
	}
	require.Fail(h.t, "no open visit of "+node)
	return ""
}

// decides has a person decide at a node.
func (h *house) decides(person, id, node, decision string) *answer {
	h.t.Helper()
	a := h.as(person).post(h.visit(id, node)+"/decide", map[string]any{"decision": decision, "reason": "情况属实"}).is(http.StatusOK)
	h.work()
	return a
}

// examined brings a case of si-qualification to the decision.
func (h *house) examined(id string) {
	h.t.Helper()
	h.reviewed(id)
	h.pass(8)
}

// reviewed brings a case of si-qualification to its public notice.
func (h *house) reviewed(id string) {
	h.t.Helper()
	h.decides("U1", id, "acceptance", "accept")
	h.decides("U3", id, "first-review", "pass")
	h.as("U3").post(h.visit(id, "expert-review")+"/name", map[string]any{"people": []string{"E1", "E2", "E3", "E4", "E5"}}).is(http.StatusOK)
	h.decides("U4", id, "site-check", "pass")
	h.decides("U5", id, "site-check", "pass")
	for _, expert := range []string{"E1", "E2", "E3"} {
		h.decides(expert, id, "expert-review", "pass")
	}
	h.decides("U6", id, "second-review", "pass")
}

func TestAnApplicationFromDraftToCertificate(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	applicant := h.as("A1")
	draft := applicant.drafted(sample(t, "S1"), "")
	check := applicant.post("/drafts/"+draft+"/check", nil).is(http.StatusOK)
	require.Equal(t, true, check.at("ready"), "%s", check.body)
	filed := applicant.post("/cases", map[string]string{"draft": draft}).is(http.StatusCreated)
	id := filed.text("case")
	require.Equal(t, api+"/cases/"+id, filed.header.Get("Location"))
	h.work()
	inbox := h.as("U1").get("/tasks").is(http.StatusOK)
	require.Equal(t, id, inbox.text("rows.0.case"))
	require.Equal(t, "acceptance", inbox.text("rows.0.node"))
	h.as("U1").post(h.visit(id, "acceptance")+"/claim", nil).is(http.StatusOK)
	require.Equal(t, true, h.as("U1").get("/tasks?claimed=true").is(http.StatusOK).at("rows.0.claimed"))
	h.as("U1").post(h.visit(id, "acceptance")+"/release", nil).is(http.StatusOK)

	h.examined(id)
	granted := h.decides("U8", id, "decision", "grant")
	require.NotEmpty(t, granted.at("certificate"))
	require.NotEmpty(t, granted.at("documents.0"))
	h.as("U5").post(h.visit(id, "certificate")+"/issue", nil).is(http.StatusOK)
	h.work()
	h.decides("U1", id, "delivery", "delivered")

	seen := applicant.get("/cases/" + id).is(http.StatusOK)
	require.Equal(t, "ended", seen.text("status"))
	require.Equal(t, "grants", seen.text("outcome"))
	require.NotEmpty(t, seen.text("end_title.zh"))
	require.Equal(t, seen.at("end_title"), applicant.get("/cases").is(http.StatusOK).at("rows.0.end_title"), "a list calls its end the same")
	require.NotContains(t, string(seen.body), "示范", "officers' names are for insiders")
	require.Contains(t, string(h.as("U6").get("/cases/"+id).is(http.StatusOK).body), "示范")
	number := seen.text("certificate.number")
	public := h.nobody().get("/certificates/" + number).is(http.StatusOK)
	require.Equal(t, "valid", public.text("status"))
	require.Equal(t, "示例云图科技有限公司", public.text("holder"))
	require.Equal(t, number, applicant.get("/certificates?kind=si-qualification").is(http.StatusOK).text("rows.0.number"))

	progress := h.nobody().post("/progress", map[string]string{"number": seen.text("number"), "code": seen.text("query_code")}).is(http.StatusOK)
	require.Equal(t, "ended", progress.text("status"))
	h.clock.set(h.clock.Now().AddDate(5, 0, 0))
	require.Equal(t, "expired", h.nobody().get("/certificates/"+number).is(http.StatusOK).text("status"))
}

func TestDocumentsMaterialsAndSheets(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	applicant := h.as("A1")
	id := applicant.filed(sample(t, "S1"))
	h.decides("U1", id, "acceptance", "accept")
	seen := applicant.get("/cases/" + id).is(http.StatusOK)
	require.Equal(t, "acceptance-notice", seen.text("documents.0.type"))
	paper := applicant.get("/cases/" + id + "/documents/1").is(http.StatusOK)
	require.Contains(t, poppler.Text(t, paper.body), seen.text("query_code"), "the notice names the query code")
	require.Equal(t, "application/pdf", paper.header.Get("Content-Type"))
	require.Contains(t, paper.header.Get("Content-Disposition"), ".pdf")
	require.Contains(t, paper.header.Get("Content-Disposition"), "filename*=UTF-8''")
	require.Equal(t, "nosniff", paper.header.Get("X-Content-Type-Options"))
	require.Contains(t, paper.header.Get("Content-Security-Policy"), "sandbox")

	material := seen.text("materials.0.sha256")
	file := applicant.get("/cases/" + id + "/materials/" + material).is(http.StatusOK)
	require.True(t, strings.HasPrefix(file.header.Get("Content-Disposition"), "attachment"))
	require.Equal(t, seen.text("materials.0.media_type"), file.header.Get("Content-Type"))
	applicant.get("/cases/"+id+"/materials/"+strings.Repeat("0", 64)).problem(http.StatusNotFound, "file_not_found")
	applicant.get("/cases/"+id+"/documents/99").problem(http.StatusNotFound, "document_not_found")

	sheets := applicant.get("/cases/" + id + "/clocks").is(http.StatusOK)
	require.NotEmpty(t, sheets.at("sheets.0.days.0.rule"))
	require.Equal(t, "《行政许可法》第三十二条第一款第（四）项", sheets.text("sheets.0.basis"))
	sheet := h.as("U10").get("/cases/" + id + "/clock-sheet").is(http.StatusOK)
	require.Equal(t, "application/pdf", sheet.header.Get("Content-Type"))
	limits := poppler.Text(t, sheet.body)
	require.Contains(t, limits, "期限计算表")
	require.Contains(t, limits, sheets.text("sheets.0.days.0.date"))
	require.NotContains(t, limits, "{")
	trail := applicant.get("/cases/" + id + "/trail").is(http.StatusOK)
	require.Equal(t, "submitted", trail.text("rows.0.kind"))
	require.NotContains(t, string(trail.body), `"person":{`)
	require.NotContains(t, string(trail.body), `"facts"`)
	require.Contains(t, string(h.as("U6").get("/cases/"+id+"/trail").is(http.StatusOK).body), `"facts"`)
	require.NotContains(t, string(h.as("U10").get("/cases/"+id).is(http.StatusOK).body), "520000197001010010", "supervision sees no form")
}

func TestSupplementRoundTrip(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	applicant := h.as("A1")
	id := applicant.filed(sample(t, "S1"))
	applicant.post("/drafts", map[string]string{"case": id}).problem(http.StatusConflict, "nobody_asked")
	window := h.as("U1")
	at := h.visit(id, "acceptance") + "/decide"
	window.post(at, map[string]any{"decision": "supplement", "reason": "不齐"}).problem(http.StatusUnprocessableEntity, "supplements")
	window.post(at, map[string]any{"decision": "supplement", "reason": "不齐", "supplements": []map[string]string{
		{"material": "contract", "problem": "缺印章", "demand": "补盖印章"}}}).is(http.StatusOK)
	h.work()
	asked := applicant.get("/cases/" + id).is(http.StatusOK)
	require.Equal(t, "缺印章", asked.text("asks.0.supplements.0.problem"))
	require.NotEmpty(t, asked.at("asks.0.answer_by"))
	answer := applicant.post("/drafts", map[string]string{"case": id}).is(http.StatusCreated)
	require.Equal(t, "示例云图科技有限公司", answer.text("form.enterprise.name"))
	require.Len(t, answer.at("files"), len(sample(t, "S1").Files), "it opens with the files that were filed")
	applicant.post("/cases", map[string]string{"draft": answer.text("id")}).problem(http.StatusConflict, "draft_is_answer")
	done := applicant.keyed("once").post("/cases/"+id+"/supply", map[string]string{"draft": answer.text("id")}).is(http.StatusOK)
	require.Equal(t, "supplied", done.text("kind"))
	again := applicant.keyed("once").post("/cases/"+id+"/supply", map[string]string{"draft": answer.text("id")}).is(http.StatusOK)
	require.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
	require.Equal(t, done.text("receipt.hash"), again.text("receipt.hash"))
	applicant.post("/cases/"+id+"/supply", map[string]string{"draft": answer.text("id")}).problem(http.StatusConflict, "draft_filed")
	require.Equal(t, float64(2), applicant.get("/cases/"+id).at("form_version"))
}

func TestReceiptsAreKept(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	applicant := h.as("A1")
	filed := applicant.post("/cases", map[string]string{"draft": applicant.drafted(sample(t, "S1"), "")}).is(http.StatusCreated)
	receipt, err := trail.OpenReceipt([]byte(filed.text("receipt.note")), h.log.Keys())
	require.NoError(t, err)
	require.Equal(t, filed.text("receipt.stream"), receipt.Stream)
	proofAt := "/trail/inclusion?stream=" + url.QueryEscape(receipt.Stream) + "&number=1"
	applicant.get(proofAt).problem(http.StatusConflict, "not_merged_yet")
	h.clock.set(h.clock.Now().Add(2 * time.Minute))
	h.work()
	var proof struct {
		Position, Size int64
		Hashes         []string
		Checkpoint     string
	}
	applicant.get(proofAt).is(http.StatusOK).into(&proof)
	signed, err := trail.OpenCheckpoint([]byte(proof.Checkpoint), h.log.Keys())
	require.NoError(t, err)
	require.Equal(t, proof.Checkpoint, string(h.nobody().get("/trail/checkpoint").is(http.StatusOK).body))
	inclusion := trail.Inclusion{Position: proof.Position}
	for _, text := range proof.Hashes {
		hash, err := tlog.ParseHash(text)
		require.NoError(t, err)
		inclusion.Hashes = append(inclusion.Hashes, hash)
	}
	require.NoError(t, trail.CheckReceipt(receipt, signed, &inclusion))
	keys, err := trail.NewKeys(strings.TrimSpace(string(h.nobody().get("/trail/key").is(http.StatusOK).body)))
	require.NoError(t, err)
	_, err = trail.OpenCheckpoint([]byte(proof.Checkpoint), keys)
	require.NoError(t, err)

	auditor := h.as("X1")
	raw := auditor.get("/trail/entries/" + receipt.Stream + "/1").is(http.StatusOK)
	b, err := base64.StdEncoding.DecodeString(raw.text("bytes"))
	require.NoError(t, err)
	entry, err := trail.Open(b)
	require.NoError(t, err)
	require.Equal(t, receipt.Hash, entry.Hash)
	require.NotEmpty(t, auditor.get("/trail/checkpoints").is(http.StatusOK).at("rows.0.note"))
	require.Equal(t, string(auditor.get("/trail/checkpoint").is(http.StatusOK).body), auditor.get("/trail/checkpoints?newest=true&limit=1").is(http.StatusOK).text("rows.0.note"))
	require.NotNil(t, auditor.get("/trail/consistency?from=1").is(http.StatusOK).at("hashes"))
	auditor.get("/trail/consistency?from=99999").problem(http.StatusUnprocessableEntity, "log_smaller")
	auditor.get("/trail/consistency?from=1&to=3").problem(http.StatusNotFound, "checkpoint_not_found")
}

func TestRenewalOpensOnTheRegister(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	holder := h.as("A3")
	opened := holder.post("/drafts", map[string]string{"item": "si-renewal", "certificate": "SL-SIQ3-2023-0001"}).is(http.StatusCreated)
	require.Equal(t, "SL-SIQ3-2023-0001", opened.text("form.certificate.no"))
	h.as("A1").post("/drafts", map[string]string{"item": "si-renewal", "certificate": "SL-SIQ3-2023-0001"}).
		problem(http.StatusUnprocessableEntity, "certificate_unknown")
	guide := h.nobody().get("/items/si-renewal").is(http.StatusOK)
	require.Equal(t, "si-qualification", guide.text("follows.0"))
	require.NotContains(t, string(guide.body), "schema.json#", "the form is in one piece")
}

func TestNoticeOfPublicityNamesItsPeriod(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	applicant := h.as("A1")
	id := applicant.filed(sample(t, "S1"))
	h.examined(id)
	seen := applicant.get("/cases/" + id).is(http.StatusOK)
	for i, d := range seen.at("documents").([]any) {
		if d.(map[string]any)["type"] != "publicity-notice" {
			continue
		}
		paper := applicant.get(fmt.Sprintf("/cases/%s/documents/%d", id, i+1)).is(http.StatusOK)
		text := strings.Join(strings.Fields(poppler.Text(t, paper.body)), "")
		require.Regexp(t, `公示期自2026年1[12]月\d+日至2026年1[12]月\d+日（5个工作日）`, text)
		name, err := url.QueryUnescape(paper.header.Get("Content-Disposition"))
		require.NoError(t, err)
		require.Contains(t, name, "关于计算机信息系统集成企业资质认定")
		return
	}
	t.Fatal("there is no notice of publicity")
}
