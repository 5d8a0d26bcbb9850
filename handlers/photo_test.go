package handlers_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/internal/poppler"
)

// The photograph that was filed is on the certificate; one that cannot be is refused when it is handed in, with the reason.
func TestPhotographOfAManagerIsOnTheCertificate(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	draft := h.as("A1").drafted(sample(t, "P1"), "")
	bad := h.as("A1").raw(http.MethodPut, "/api/v1/drafts/"+draft+"/files/photo/%E7%85%A7.jpg", "application/octet-stream",
		[]byte("\xff\xd8\xff\xc0\x00\x11\x08\x01\x00\x01\x00\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"))
	why := bad.problem(http.StatusUnprocessableEntity, "photo_unusable")
	require.Equal(t, "照片：不是完整的JPEG或PNG图像，请重新保存为JPEG后上传。", why.DetailZh)
	require.Equal(t, "the photograph: it is no whole JPEG or PNG; save it as JPEG and hand it in again.", why.DetailEn)

	id := h.as("A1").post("/cases", map[string]string{"draft": draft}).is(http.StatusCreated).text("case")
	for _, step := range [][3]string{
		{"U1", "acceptance", "accept"}, {"U3", "first-review", "pass"}, {"U4", "originals-check", "pass"}, {"U5", "originals-check", "pass"},
		{"U6", "second-review", "pass"}, {"U8", "decision", "grant"},
	} {
		h.decides(step[0], id, step[1], step[2])
	}
	h.as("U5").post(h.visit(id, "certificate")+"/issue", nil).is(http.StatusOK)
	h.work()
	var k struct {
		Documents []struct {
			Seq  int
			Type string
		}
	}
	h.as("U2").get("/cases/" + id).is(http.StatusOK).into(&k)
	last := k.Documents[len(k.Documents)-1]
	require.Equal(t, "certificate", last.Type)
	paper := h.as("A1").get("/cases/" + id + "/documents/" + itoa(last.Seq)).is(http.StatusOK)
	require.Contains(t, poppler.Run(t, paper.body, "pdfimages", "-list", "-"), "295   413", "the photograph as it was filed")
	require.Contains(t, poppler.Text(t, paper.body), "沈示例")
}
