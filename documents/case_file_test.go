package documents_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/documents"
	"shenpi/internal/poppler"
	"shenpi/workflow/casefile"
)

func original(title, mediaType string, content []byte) casefile.Original {
	sum := sha256.Sum256(content)
	return casefile.Original{Title: title, MediaType: mediaType, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(content)), Content: content}
}

// bound is a case with its papers, signed, a picture, a scan that is broken, and a file there was no room for.
func bound(t testing.TB, p *documents.Press) casefile.File {
	t.Helper()
	f := casefile.File{
		Number: "SL-2026-000001", Item: "企业资质认定", Applicant: "示例公司", CreditCode: "91520000MA00000X01", Agency: "示例省信息产业厅", Outcome: "准予许可",
		ReceivedOn: "2026年11月23日", AcceptedOn: "2026年11月25日", MadeOn: "2026年12月20日", Entries: 17, Head: strings.Repeat("ab", 32),
	}
	all := shipped(t)["si-qualification"]
	for _, document := range []string{"acceptance-notice", "approval-sheet", "grant-decision", "certificate"} {
		file, err := p.Issue(all[document], decidedAt)
		require.NoError(t, err)
		f.Papers = append(f.Papers, casefile.Paper{Original: original(document, "application/pdf", file), Number: "示信产许〔2026〕1号", IssuedOn: "2026年12月14日", Data: all[document]})
	}
	var picture bytes.Buffer
	require.NoError(t, png.Encode(&picture, image.NewGray(image.Rect(0, 0, 200, 100))))
	gone := original("旧合同", "application/pdf", []byte("%PDF-1.4"))
	gone.Content = nil
	f.Materials = []casefile.Original{original("营业执照", "image/png", picture.Bytes()), original("坏图", "image/jpeg", []byte{0xff, 0xd8, 0xff}), gone}
	return f
}

func TestCaseFileHoldsEverything(t *testing.T) {
	t.Parallel()
	p := press(t, documents.PressOptions{SampleSeals: true, Signer: certified(t, ecdsaKey(t), 0)})
	f := bound(t, p)
	file, err := p.CaseFile(f)
	require.NoError(t, err)
	again, err := p.CaseFile(f)
	require.NoError(t, err)
	require.Equal(t, file, again)
	pages := strings.Split(strings.TrimSuffix(poppler.Text(t, file), "\f"), "\f")
	require.Len(t, pages, 10, "cover, catalogue, notice, sheet of two pages, decision, certificate, picture, closing table of two pages")
	for i, page := range pages {
		require.Equal(t, fmt.Sprint(i+1), strings.Fields(page)[0], "every page is counted")
	}
	require.Contains(t, bare(pages[0]), "行政许可案卷案卷题名企业资质认定")
	for row, page := range map[string]string{"行政许可受理通知书": "3", "行政许可审批表": "4", "准予行政许可决定书": "6", "资质证书": "7", "营业执照": "8", "坏图": "附件", "旧合同": "附件"} {
		lines := strings.Split(pages[1], "\n")
		i := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, row) })
		require.GreaterOrEqual(t, i, 0, row)
		fields := strings.Fields(lines[i])
		require.Equal(t, page, fields[len(fields)-1], row)
	}
	require.Contains(t, pages[2], "行政许可受理通知书")
	closing := bare(pages[8] + pages[9])
	require.Contains(t, closing, "文书4件，材料3件，共10页。")
	require.Contains(t, closing, "截至第17条")
	require.Equal(t, 1, strings.Count(closing, "另存"))

	name := filepath.Join(t.TempDir(), "case.pdf")
	require.NoError(t, os.WriteFile(name, file, 0o600))
	require.Contains(t, poppler.Run(t, nil, "pdfdetach", "-list", name), "6 embedded files")
	out := filepath.Join(t.TempDir(), "decision.pdf")
	poppler.Run(t, nil, "pdfdetach", "-save", "3", "-o", out, name)
	taken, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, f.Papers[2].Content, taken, "the original comes out as it went in")
	require.Contains(t, poppler.Signatures(t, taken), "Signature is Valid")
}

func TestLongCatalogueRepeatsItsHead(t *testing.T) {
	t.Parallel()
	p := press(t, documents.PressOptions{})
	f := casefile.File{Number: "SL-2026-000002", Item: "企业资质认定", Agency: "示例厅", MadeOn: "2026年12月20日"}
	for i := range 120 {
		f.Materials = append(f.Materials, original(fmt.Sprintf("第%d件材料", i+1), "application/pdf", []byte("%PDF-1.4")))
	}
	file, err := p.CaseFile(f)
	require.NoError(t, err)
	pages := strings.Split(poppler.Text(t, file), "\f")
	heads, listed := 0, 0
	for _, page := range pages {
		heads += strings.Count(page, "页号")
		if strings.Contains(page, "页号") {
			listed += strings.Count(page, "件材料")
		}
	}
	require.Greater(t, heads, 3)
	require.Equal(t, 120, listed, "every row stands under a head")
}

func BenchmarkCaseFile(b *testing.B) {
	p := press(b, documents.PressOptions{SampleSeals: true})
	f := bound(b, p)
	for b.Loop() {
		if _, err := p.CaseFile(f); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(10*float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}
