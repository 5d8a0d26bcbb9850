package handlers_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var pdf = []byte("%PDF-1.7\n%示例\n1 0 obj\n<<>>\nendobj\n%%EOF\n")

func TestDraftsAreGuardedByTheirRevision(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.as("A1")
	made := c.keyed("k1").post("/drafts", map[string]string{"item": "si-qualification"}).is(http.StatusCreated)
	draft, etag := "/drafts/"+made.text("id"), made.header.Get("ETag")
	require.Equal(t, `"1"`, etag)
	form := map[string]any{"form": map[string]any{"application": map[string]any{"grade": 3}}}
	c.put(draft, form).problem(http.StatusPreconditionRequired, "if_match_required")
	c.with("If-Match", `"7"`).put(draft, form).problem(http.StatusPreconditionFailed, "stale")
	c.with("If-Match", "nonsense").put(draft, form).problem(http.StatusPreconditionFailed, "stale")
	saved := c.with("If-Match", etag).put(draft, form).is(http.StatusOK)
	require.Equal(t, `"2"`, saved.header.Get("ETag"))
	c.with("If-Match", etag).put(draft, form).problem(http.StatusPreconditionFailed, "stale")
	require.Equal(t, float64(3), c.get(draft).is(http.StatusOK).at("form.application.grade"))
	require.Len(t, c.get("/drafts").is(http.StatusOK).at("rows"), 1)

	checked := c.post(draft+"/check", nil).is(http.StatusOK)
	require.Equal(t, false, checked.at("ready"))
	require.NotEmpty(t, checked.at("fields"))
	require.NotEmpty(t, checked.at("missing"))

	c.with("If-Match", etag).delete(draft).problem(http.StatusPreconditionFailed, "stale")
	c.delete(draft).is(http.StatusNoContent)
	c.get(draft).problem(http.StatusNotFound, "draft_not_found")
}

func TestDraftsOfAClosedItem(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.items.demo = false
	h.as("A1").post("/drafts", map[string]string{"item": "si-qualification"}).problem(http.StatusConflict, "item_closed")
	require.Equal(t, false, h.nobody().get("/items").is(http.StatusOK).at("rows.0.open"))
	h.as("A1").post("/drafts", map[string]string{}).problem(http.StatusUnprocessableEntity, "item_or_case")
	h.as("A1").post("/drafts", map[string]string{"case": "nonesuch"}).problem(http.StatusNotFound, "case_not_found")
}

func TestUploadsAreWhatTheySay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.as("A1")
	files := api + "/drafts/" + c.post("/drafts", map[string]string{"item": "si-qualification"}).is(http.StatusCreated).text("id") + "/files/"
	png := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01"), make([]byte, 40)...)
	for name, x := range map[string]struct {
		path   string
		body   []byte
		status int
		code   string
	}{
		"no such material":   {"nonsense/a.pdf", pdf, http.StatusNotFound, "material_unknown"},
		"text as pdf":        {"contract/a.pdf", []byte("just text"), http.StatusUnsupportedMediaType, "material_type"},
		"picture not taken":  {"contract/a.png", png, http.StatusUnsupportedMediaType, "material_type"},
		"pdf called png":     {"contract/a.png", pdf, http.StatusUnsupportedMediaType, "file_disguised"},
		"pdf called exe":     {"contract/a.exe", pdf, http.StatusUnsupportedMediaType, "file_disguised"},
		"a path":             {"contract/..%2Fa.pdf", pdf, http.StatusUnprocessableEntity, "file_name"},
		"nothing":            {"contract/a.pdf", []byte{}, http.StatusUnprocessableEntity, "file_empty"},
		"too large":          {"contract/a.pdf", append(bytes.Clone(pdf), make([]byte, 21<<20)...), http.StatusRequestEntityTooLarge, "material_size"},
		"writing directions": {"contract/a\u202efdp.pdf", pdf, http.StatusUnsupportedMediaType, "file_disguised"},
		"a very long name":   {"contract/" + strings.Repeat("a", 230) + ".pdf", pdf, http.StatusUnprocessableEntity, "file_name"},
	} {
		t.Run(name, func(t *testing.T) {
			c.raw(http.MethodPut, files+x.path, "application/octet-stream", x.body).problem(x.status, x.code)
		})
	}
	first := c.raw(http.MethodPut, files+"contract/%E5%90%88%E5%90%8C.pdf", "application/pdf", pdf).is(http.StatusCreated)
	require.Equal(t, "合同.pdf", first.text("name"))
	require.Equal(t, "application/pdf", first.text("media_type"))
	c.raw(http.MethodPut, files+"contract/%E5%90%88%E5%90%8C.pdf", "application/pdf", append(bytes.Clone(pdf), '\n')).is(http.StatusCreated)
	inDraft := strings.TrimPrefix(files, api)
	got := c.get(inDraft + sha256Of(append(bytes.Clone(pdf), '\n'))).is(http.StatusOK)
	require.Equal(t, append(bytes.Clone(pdf), '\n'), got.body)
	require.Equal(t, "application/pdf", got.header.Get("Content-Type"))
	require.Contains(t, got.header.Get("Content-Disposition"), "attachment", "what was uploaded runs nowhere as a page")
	c.get(inDraft+sha256Of(pdf)).problem(http.StatusNotFound, "file_not_found") // it was replaced
	h.as("A2").get(inDraft+sha256Of(pdf)).problem(http.StatusNotFound, "draft_not_found")
	listed := c.send(http.MethodGet, strings.TrimSuffix(files, "/files/"), nil).is(http.StatusOK)
	require.Len(t, listed.at("files"), 1, "a file of the same name is replaced")
	c.send(http.MethodDelete, files+"contract/%E5%90%88%E5%90%8C.pdf", nil).is(http.StatusNoContent)
	c.send(http.MethodDelete, files+"contract/%E5%90%88%E5%90%8C.pdf", nil).problem(http.StatusNotFound, "file_not_found")
}
