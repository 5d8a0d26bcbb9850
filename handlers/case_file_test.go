package handlers_test

import (
	"net/http"
	"strings"
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

// The approval sheet of a case file says of every step what was decided, why, by whom and when, as the trail has it.
func TestApprovalSheetIsFilledFromTheTrail(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, _, _ := h.granted(t)
	h.decides("U1", id, "delivery", "delivered")
	file := h.as("U2").get("/cases/" + id + "/case-file").is(http.StatusOK)
	text := strings.Join(strings.Fields(poppler.Text(t, file.body)), "")
	sheet := text[strings.Index(text, "行政许可审批表申请人"):]
	sheet = sheet[:strings.Index(sheet, "期限扣除与延长")+200]
	for _, want := range []string{
		"申请人示例云图科技有限公司", "等级三级", "到期日2026年12月", "1．从事系统集成业务两年以上：符合", "受理：情况属实", "甲示范2026年11月", "通过：情况属实", "丙示范2026年11月", "丁示范", "戊示范",
		"同意3／不同意0／弃权0", "己示范", "公示期间未收到异议", "准予许可：情况属实", "辛示范2026年12月", "最后一日2026年12月",
	} {
		require.Contains(t, sheet, want)
	}
	require.NotContains(t, sheet, "＿＿＿＿")
}
