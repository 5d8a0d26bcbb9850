package handlers_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/internal/poppler"
)

func TestCaseFileOfAGrantedCase(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.as("A1").filed(sample(t, "S1"))
	h.decides("U1", id, "acceptance", "accept")
	file := h.as("U2").get("/cases/" + id + "/case-file").is(http.StatusOK)
	require.Equal(t, "application/pdf", file.header.Get("Content-Type"))
	require.Contains(t, file.header.Get("Content-Disposition"), ".pdf")
	text := poppler.Text(t, file.body)
	for _, want := range []string{"行政许可案卷", "示例云图科技有限公司", "卷内目录", "行政许可受理通知书", "营业执照", "备考表", "文书1件"} {
		require.Contains(t, text, want)
	}
	seen := h.as("A1").get("/cases/" + id).is(http.StatusOK)
	require.Contains(t, text, seen.text("number"))
	h.as("A1").get("/cases/"+id+"/case-file").problem(http.StatusForbidden, "not_permitted")
	h.as("A2").get("/cases/"+id+"/case-file").problem(http.StatusNotFound, "case_not_found")
}
