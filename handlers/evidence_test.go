package handlers_test

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/internal/testwitness"
	"shenpi/workflow/evidence"
	"shenpi/workflow/trail"
)

// verifyPack reads a pack as an auditor would who has the public key and nothing else.
func (h *house) verifyPack(b []byte, kept ...[]byte) trail.PackReport {
	h.t.Helper()
	pair, err := signingKey()
	require.NoError(h.t, err)
	r, err := evidence.Verify(bytes.NewReader(b), int64(len(b)), pair[1], kept, nil)
	require.NoError(h.t, err)
	return r
}

func TestEvidenceOfACase(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	at := "/cases/" + id + "/evidence"
	h.as("U3").post("/cases/"+id+"/hearing/tell", map[string]string{}).is(http.StatusOK)
	h.as("r-auditor").get(at).problem(http.StatusConflict, "not_merged_yet")
	h.work()
	h.work() // what issued the documents is merged too
	a := h.as("r-auditor").get(at).is(http.StatusOK)
	require.Equal(t, "application/zip", a.header.Get("Content-Type"))
	require.Contains(t, a.header.Get("Content-Disposition"), ".zip")
	r := h.verifyPack(a.body)
	require.Empty(t, r.Findings)
	require.Positive(t, r.Files)
	require.Equal(t, "case "+h.as("r-auditor").get("/cases/"+id).is(http.StatusOK).text("number"), r.Subject)
	require.Equal(t, a.body, h.as("r-auditor").get(at).is(http.StatusOK).body, "the same question, the same bytes")
	require.NotEmpty(t, h.verifyPack(a.body[:len(a.body)-1]).Findings)

	size := strconv.FormatInt(r.Size, 10)
	kept := []byte(h.as("r-auditor").get("/trail/checkpoints").is(http.StatusOK).text("rows.0.note"))
	require.Equal(t, trail.CodePackUnconnected, h.verifyPack(a.body, kept).Findings[0].Code)
	first := strconv.FormatFloat(h.as("r-auditor").get("/trail/checkpoints").at("rows.0.size").(float64), 'f', 0, 64)
	grown := h.as("r-auditor").get(at + "?grown_from=" + first + "," + size).is(http.StatusOK)
	require.Empty(t, h.verifyPack(grown.body, kept).Findings)
	h.as("r-auditor").get(at+"?grown_from=999999").problem(http.StatusUnprocessableEntity, "log_smaller")
	h.as("U3").get(at).problem(http.StatusForbidden, "not_permitted")
	h.as("A1").get(at).problem(http.StatusForbidden, "not_permitted")
}

func TestEvidenceOfASearch(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	h.work()
	h.work()
	received := h.as("r-auditor").get("/cases/" + id).is(http.StatusOK).text("received_on")
	for query, cases := range map[string]int{
		"": 1, "?from=" + received: 1, "?to=" + received: 1, "?to=2020-01-01": 0, "?from=2999-01-01": 0, "?status=ended": 0, "?item=nothing": 0,
	} {
		a := h.as("r-auditor").get("/evidence" + query).is(http.StatusOK)
		r := h.verifyPack(a.body)
		require.Empty(t, r.Findings, query)
		require.Equal(t, 1+2*cases, r.Streams, "%s: of the key, and of each case and its item", query)
	}
	h.as("r-auditor").get("/evidence?from=2026-02-01&to=2026-01-01").problem(http.StatusUnprocessableEntity, "period_backwards")
	require.Equal(t, 3, h.verifyPack(h.as("r-archivist").get("/evidence").is(http.StatusOK).body).Streams)
	require.Equal(t, 1, h.verifyPack(h.as("far-archivist").get("/evidence").is(http.StatusOK).body).Streams, "of another office")
	h.as("U3").post("/cases/"+id+"/copy", map[string]string{"role": "archivist", "unit": "gz-iid-legal"}).is(http.StatusOK)
	h.as("far-archivist").get("/cases/" + id).is(http.StatusOK)
	require.Equal(t, 1, h.verifyPack(h.as("far-archivist").get("/evidence").is(http.StatusOK).body).Streams, "a copy is to be read")
}

// A pack is proved against what witnesses cosigned, unless it needs what is younger.
func TestEvidenceIsProvedAgainstWhatIsCosigned(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	h.work()
	h.work()
	pair, err := signingKey()
	require.NoError(t, err)
	w := testwitness.New(t, "witness.example/w", pair[1])
	reader, err := trail.ReadWitness(w.Key)
	require.NoError(t, err)
	older, _, err := h.db.LatestCheckpoint(t.Context())
	require.NoError(t, err)
	_, line, _ := strings.Cut(string(w.Cosign(t, older.Note)), "\n\n")
	word, err := reader.Cosigned(older.Note, []byte(line))
	require.NoError(t, err)
	require.NoError(t, h.db.SaveCosignature(t.Context(), older, word))
	asked, err := trail.NewWitnesses(0, w.Key)
	require.NoError(t, err)
	pack := func(path string) trail.PackReport {
		r := h.verifyPack(h.as("r-auditor").get(path).is(http.StatusOK).body)
		require.Empty(t, r.Findings, path)
		return r
	}
	_, err = asked.Check(pack("/cases/" + id + "/evidence").Note)
	require.NoError(t, err)

	h.as("U3").post("/cases/"+id+"/hearing/tell", map[string]string{}).is(http.StatusOK)
	h.work()
	newer, _, err := h.db.LatestCheckpoint(t.Context())
	require.NoError(t, err)
	require.Greater(t, newer.Size, older.Size)
	require.Equal(t, older.Size, pack("/evidence").Size)
	require.Equal(t, newer.Size, pack("/cases/"+id+"/evidence").Size, "the case has an entry that is younger")
	require.Equal(t, newer.Size, pack("/evidence?grown_from="+strconv.FormatInt(newer.Size, 10)).Size, "the auditor has a younger checkpoint")
}

// TestErasureOfACase: after its time nothing that people wrote is left, and the pack of the case verifies without it.
func TestErasureOfACase(t *testing.T) {
	t.Parallel()
	h, id := actingCase(t)
	at := "/cases/" + id
	archivist := h.as("r-archivist")
	archivist.post(at+"/erase", nil).problem(http.StatusConflict, "case_open")
	h.as("r-agency-head").post(at+"/terminate", map[string]string{"ground": "dissolved", "reason": "注销登记"}).is(http.StatusOK)
	h.work()
	archivist.post(at+"/erase", nil).problem(http.StatusConflict, "kept")
	h.clock.set(h.clock.Now().AddDate(1, 0, 1))
	h.as("r-agency-head").post(at+"/erase", nil).problem(http.StatusForbidden, "not_permitted")
	material := at + "/materials/" + archivist.get(at).is(http.StatusOK).text("materials.0.sha256")
	archivist.get(material).is(http.StatusOK)
	archivist.get(at + "/case-file").is(http.StatusOK)
	archivist.keyed("erase-1").post(at+"/erase", nil).is(http.StatusOK)
	archivist.keyed("erase-1").post(at+"/erase", nil).is(http.StatusOK)
	archivist.post(at+"/erase", nil).problem(http.StatusConflict, "erased")
	require.NotEmpty(t, archivist.get(at).is(http.StatusOK).text("erased_on"))
	require.NotContains(t, string(h.as("r-auditor").get(at+"/trail").is(http.StatusOK).body), "注销登记")
	for _, gone := range []string{material, at + "/case-file"} { // though no sweep has taken the bytes yet
		archivist.get(gone).problem(http.StatusGone, "no_longer_kept")
	}
	archivist.get(at+"/materials/"+strings.Repeat("0", 64)).problem(http.StatusNotFound, "file_not_found")
	r := h.verifyPack(h.as("r-auditor").get("/evidence").is(http.StatusOK).body)
	require.Empty(t, r.Findings)
	require.Equal(t, 1, r.LeftOut, "no checkpoint has the erasure yet")
	h.work()
	r = h.verifyPack(h.as("r-auditor").get(at + "/evidence").is(http.StatusOK).body)
	require.Empty(t, r.Findings)
	require.Positive(t, r.Erased)
	archivist.get(at + "/documents/1").is(http.StatusOK)
	problems, err := h.db.Fsck(t.Context())
	require.NoError(t, err)
	require.Empty(t, problems)
}
