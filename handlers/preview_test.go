package handlers_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/internal/poppler"
)

func TestPreviewOfADefinitionThatIsBeingWritten(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	author := h.as("X2")
	source := definition(t, "title: {zh: 行政许可受理通知书", "title: {zh: 新的受理通知书")
	paper := author.yaml("/definitions/preview?document=acceptance-notice", source).is(http.StatusOK)
	require.Equal(t, "application/pdf", paper.header.Get("Content-Type"))
	require.Contains(t, poppler.Text(t, paper.body), "新的受理通知书")
	author.yaml("/definitions/preview?document=nonesuch", source).problem(http.StatusNotFound, "document_not_found")
	author.yaml("/definitions/preview?document=acceptance-notice", []byte("item: [")).is(http.StatusUnprocessableEntity)
	list := h.as("U1")
	list.yaml("/definitions/preview?document=acceptance-notice", source).is(http.StatusForbidden)
}

func TestPreviewOfAPublishedDocument(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const at = "/definitions/si-qualification/1/documents/acceptance-notice/preview"
	paper := h.as("X2").post(at, map[string]any{"applicant": map[string]string{"name": "王𬭊工作室"}}).is(http.StatusOK)
	require.Contains(t, poppler.Text(t, paper.body), "王𬭊工作室：")
	require.Contains(t, paper.header.Get("Content-Disposition"), ".pdf")
	h.as("X2").raw(http.MethodPost, "/api/v1"+at, "", nil).is(http.StatusOK)
	missing := h.as("X2").post(at, map[string]any{"applicant": map[string]string{"name": "𩽹"}}).problem(http.StatusUnprocessableEntity, "document_unrenderable")
	require.Equal(t, "/documents/acceptance-notice/addressee", missing.Field)
	require.Contains(t, missing.DetailZh, "主送：{applicant.name}中有现有字体都没有的字“𩽹”（U+29F79）。请以 serve --font")
	require.Contains(t, missing.DetailEn, "the addressee: no font here has the character '𩽹' (U+29F79) in {applicant.name}; start with serve --font")
	h.as("X2").raw(http.MethodPost, "/api/v1"+at, "application/json", []byte(`[1]`)).problem(http.StatusBadRequest, "body_malformed")
	h.as("X2").post("/definitions/si-qualification/1/documents/nonesuch/preview", nil).problem(http.StatusNotFound, "document_not_found")
	h.as("A1").post(at, nil).problem(http.StatusNotFound, "item_not_found")
}
