package documents_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"runtime/metrics"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

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

// caseFile is the file of a case as it is written.
func caseFile(t testing.TB, p *documents.Press, f casefile.File) []byte {
	t.Helper()
	made, err := p.CaseFile(f)
	require.NoError(t, err)
	var b bytes.Buffer
	n, err := made.WriteTo(&b)
	require.NoError(t, err)
	require.EqualValues(t, b.Len(), n)
	return b.Bytes()
}

func TestCaseFileHoldsEverything(t *testing.T) {
	t.Parallel()
	p := press(t, documents.PressOptions{SampleSeals: true, Signer: certified(t, ecdsaKey(t), 0)})
	f := bound(t, p)
	file := caseFile(t, p, f)
	require.Equal(t, file, caseFile(t, p, f))
	pages := strings.Split(strings.TrimSuffix(poppler.Text(t, file), "\f"), "\f")
	require.Len(t, pages, 11, "cover, catalogue, notice, sheet of two pages, decision, certificate, two pictures, closing table of two pages")
	for i, page := range pages {
		require.Equal(t, fmt.Sprint(i+1), strings.Fields(page)[0], "every page is counted")
	}
	require.Contains(t, bare(pages[0]), "行政许可案卷案卷题名企业资质认定")
	for row, page := range map[string]string{"行政许可受理通知书": "3", "行政许可审批表": "4", "准予行政许可决定书": "6", "资质证书": "7", "营业执照": "8", "坏图": "9", "旧合同": "另存"} {
		lines := strings.Split(pages[1], "\n")
		i := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, row) })
		require.GreaterOrEqual(t, i, 0, row)
		fields := strings.Fields(lines[i])
		require.Equal(t, page, fields[len(fields)-1], row)
	}
	require.Contains(t, pages[2], "行政许可受理通知书")
	require.Contains(t, pages[8], "此件图像已损坏或格式少见，本页不能显示，原件见附件。")
	closing := bare(pages[9] + pages[10])
	require.Contains(t, closing, "文书4件，材料3件，共11页。")
	require.Contains(t, closing, "截至第17条")
	require.Equal(t, 1, strings.Count(closing, "另存"))
	require.Equal(t, 6, strings.Count(closing, "附件"), "the closing table says it in the words of the catalogue")

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

// What is not shown as it is says so on its page, and what the office wrote as plain text goes along as that.
func TestCaseFileSaysHowPicturesAreShown(t *testing.T) {
	t.Parallel()
	p := press(t, documents.PressOptions{})
	through := func(width, height int) []byte {
		var b bytes.Buffer
		require.NoError(t, png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, width, height))))
		return b.Bytes()
	}
	enormous := through(4, 4)
	copy(enormous[16:24], []byte{0, 1, 0, 0, 0, 1, 0, 0})
	copy(enormous[29:33], []byte{0x6c, 0x84, 0x30, 0xe3}) // the sum of that head
	f := casefile.File{Number: "SL-2026-000003", Item: "企业资质认定", Agency: "示例厅", MadeOn: "2026年12月20日", Materials: []casefile.Original{
		original("大图", "image/png", through(3001, 1500)), original("更大的图", "image/png", through(5001, 5000)), original("太大的图", "image/png", enormous),
	}, Papers: []casefile.Paper{{Original: original("旧文书", "text/plain", []byte("通知"))}}}
	file := caseFile(t, p, f)
	pages := strings.Split(poppler.Text(t, file), "\f")
	require.Contains(t, pages[2], "本页图像已缩小显示（原件3001×1500像素），原件见附件。")
	require.Contains(t, pages[3], "此件图像（5001×5000像素）须另行展开，本页不予显示，原件见附件。")
	require.Contains(t, pages[4], "此件图像过大（65536×65536像素），本页不予显示，原件见附件。")
	name := filepath.Join(t.TempDir(), "case.pdf")
	require.NoError(t, os.WriteFile(name, file, 0o600))
	require.Contains(t, poppler.Run(t, nil, "pdfdetach", "-list", name), "01 旧文书.txt")
}

func TestLongCatalogueRepeatsItsHead(t *testing.T) {
	t.Parallel()
	p := press(t, documents.PressOptions{})
	f := casefile.File{Number: "SL-2026-000002", Item: "企业资质认定", Agency: "示例厅", MadeOn: "2026年12月20日"}
	for i := range 120 {
		f.Materials = append(f.Materials, original(fmt.Sprintf("第%d件材料", i+1), "application/pdf", []byte("%PDF-1.4")))
	}
	file := caseFile(t, p, f)
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

// The most pictures a case file has room for: 200 of 12 million pixels each, as cameras and scanners make them.
func BenchmarkCaseFile(b *testing.B) {
	p := press(b, documents.PressOptions{SampleSeals: true})
	whole := image.Rect(0, 0, 4000, 3000)
	scene := image.NewNRGBA(whole)
	for y := range whole.Dy() {
		for x := range whole.Dx() {
			scene.SetNRGBA(x, y, color.NRGBA{R: uint8(x / 16), G: uint8(y / 12), B: uint8((x + y) / 28), A: 255}) //nolint:gosec // less than 256
		}
	}
	file := func(encode func(w io.Writer, m image.Image) error) []byte {
		var out bytes.Buffer
		require.NoError(b, encode(&out, scene))
		return out.Bytes()
	}
	plain := file(png.Encode)
	scene.SetNRGBA(0, 0, color.NRGBA{A: 254})
	through := file(png.Encode)
	photo := file(func(w io.Writer, m image.Image) error { return jpeg.Encode(w, m, &jpeg.Options{Quality: 75}) })
	for _, c := range []struct {
		name      string
		mediaType string
		content   []byte
	}{{"papers", "", nil}, {"200 photos", "image/jpeg", photo}, {"200 scans", "image/png", plain}, {"200 transparent", "image/png", through}} {
		b.Run(c.name, func(b *testing.B) {
			f := bound(b, p)
			for i := 0; i < 200 && c.content != nil; i++ {
				f.Materials = append(f.Materials, original(fmt.Sprintf("第%d幅图", i+1), c.mediaType, bytes.Clone(c.content)))
			}
			before, most, stop := held(), uint64(0), make(chan struct{})
			var watching sync.WaitGroup
			watching.Go(func() {
				for {
					select {
					case <-stop:
						return
					case <-time.After(5 * time.Millisecond):
						most = max(most, held())
					}
				}
			})
			for b.Loop() {
				made, err := p.CaseFile(f)
				if err == nil {
					_, err = made.WriteTo(io.Discard)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
			close(stop)
			watching.Wait()
			b.ReportMetric(float64(max(most, before)-before)/(1<<20), "peak-MiB")
		})
	}
}

// held is how much memory holds objects, those that nobody uses any more included.
func held() uint64 {
	at := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(at)
	return at[0].Value.Uint64()
}
