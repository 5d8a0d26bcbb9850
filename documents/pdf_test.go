package documents_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/catalogue"
	"shenpi/documents"
	"shenpi/internal/poppler"
	"shenpi/workflow"
	"shenpi/workflow/item"
)

var update = flag.Bool("update", false, "write the golden files anew")

func press(t testing.TB, o documents.PressOptions) *documents.Press {
	t.Helper()
	if o.Signer != nil && o.Now == nil {
		o.Now = func() time.Time { return decidedAt.Add(time.Minute) }
	}
	p, err := documents.NewPress(o)
	require.NoError(t, err)
	return p
}

// paper is the data of a document with a template of its own.
func paper(t testing.TB, template map[string]any, data map[string]any) json.RawMessage {
	t.Helper()
	all := map[string]any{"template": template, "phrases": map[string]any{"agency": "示例省信息产业厅"}, "date": "2026年12月14日"}
	for k, v := range data {
		all[k] = v
	}
	b, err := json.Marshal(all)
	require.NoError(t, err)
	return b
}

func titled(zh string) map[string]any { return map[string]any{"zh": zh} }

// shipped are the documents of all shipped items as they could look.
func shipped(t testing.TB) map[string]map[string]json.RawMessage {
	t.Helper()
	all := map[string]map[string]json.RawMessage{}
	for _, name := range catalogue.Items() {
		source, err := fs.ReadFile(catalogue.FS(), name)
		require.NoError(t, err)
		it, err := item.Read(catalogue.FS(), name, source)
		require.NoError(t, err)
		all[it.Definition.Item] = map[string]json.RawMessage{}
		for _, d := range it.Documents {
			raw, err := workflow.PreviewDocument(it, d.ID, nil)
			require.NoError(t, err)
			all[it.Definition.Item][d.ID] = raw
		}
	}
	return all
}

// Where every line of every shipped document stands. A change of it is to be looked at: pdftoppm -r 60 -png.
func TestShippedDocumentsAreLaidOutAsBefore(t *testing.T) {
	t.Parallel()
	p := press(t, documents.PressOptions{SampleSeals: true})
	for it, list := range shipped(t) {
		for document, raw := range list {
			t.Run(it+"/"+document, func(t *testing.T) {
				t.Parallel()
				file, err := p.PDF(raw)
				require.NoError(t, err)
				golden := filepath.Join("testdata", "layout", it, document+".txt")
				have := poppler.Lines(t, file)
				if *update {
					require.NoError(t, os.MkdirAll(path.Dir(golden), 0o755))
					require.NoError(t, os.WriteFile(golden, []byte(have), 0o600))
				}
				want, err := os.ReadFile(golden)
				require.NoError(t, err)
				require.Equal(t, string(want), have)
			})
		}
	}
}

func TestPDFSaysWhatTheTextSays(t *testing.T) {
	t.Parallel()
	p := press(t, documents.PressOptions{})
	for it, list := range shipped(t) {
		for document, raw := range list {
			if strings.HasSuffix(document, "certificate") { // agency and seal have a place of their own there
				continue
			}
			file, err := p.PDF(raw)
			require.NoError(t, err)
			text, err := documents.Text(raw)
			require.NoError(t, err)
			have := characters(poppler.Text(t, file))
			for r, n := range characters(strings.NewReplacer("：", "", "｜", "", "（印章）", "").Replace(string(text))) {
				require.GreaterOrEqual(t, have[r], n, "%q in %s %s", r, it, document)
			}
		}
	}
}

func characters(s string) map[rune]int {
	count := map[rune]int{}
	for _, r := range bare(s) {
		count[r]++
	}
	return count
}

// bare is a text without its blanks.
func bare(s string) string { return strings.Join(strings.Fields(s), "") }

func TestPDFIsTheSameForTheSameData(t *testing.T) {
	t.Parallel()
	raw := shipped(t)["si-qualification"]["supplement-notice"]
	a, err := press(t, documents.PressOptions{SampleSeals: true}).PDF(raw)
	require.NoError(t, err)
	b, err := press(t, documents.PressOptions{SampleSeals: true}).PDF(raw)
	require.NoError(t, err)
	require.Equal(t, a, b)
	c, err := press(t, documents.PressOptions{}).PDF(raw)
	require.NoError(t, err)
	require.NotEqual(t, a, c, "without the sample of a seal it is another paper")
	require.Contains(t, poppler.Text(t, c), "示例省信息产业厅（印章）", "the place of the seal is named")
	require.NotContains(t, poppler.Text(t, a), "样章", "the seal is a picture")
}

func TestPDFNamesItself(t *testing.T) {
	t.Parallel()
	file, err := press(t, documents.PressOptions{}).PDF(shipped(t)["si-renewal"]["renewal-decision"])
	require.NoError(t, err)
	info := poppler.Info(t, file)
	require.Equal(t, "准予延续行政许可决定书 示信产许续〔2026〕1号", info["Title"])
	require.Equal(t, "示例省信息产业厅", info["Author"])
	require.Contains(t, info["CreationDate"], "Dec 13 16:00:00 2026", "midnight of the paper's date in China")
	require.Contains(t, info["Page size"], "A4")
	require.Contains(t, string(file), "/Lang <FEFF007A0068002D0043004E>")
	require.Regexp(t, `WenKai-Regular +CID TrueType +Identity-H +yes yes yes`, poppler.Run(t, file, "pdffonts", "-"))
}

// Names may have characters beyond the first plane (𬭊) and rare ones of it (㛃).
func TestRareCharactersOfNames(t *testing.T) {
	t.Parallel()
	p := press(t, documents.PressOptions{})
	file, err := p.PDF(paper(t, map[string]any{"title": titled("通知书"), "addressee": "{name}", "text": "{name}收悉。"}, map[string]any{"name": "王𬭊㛃𫖯"}))
	require.NoError(t, err)
	require.Contains(t, poppler.Text(t, file), "王𬭊㛃𫖯收悉。")

	_, err = p.PDF(paper(t, map[string]any{"title": titled("通知书"), "text": "{name}收悉。"}, map[string]any{"name": "王𩽹"}))
	var missing *documents.MissingCharacter
	require.ErrorAs(t, err, &missing)
	require.Equal(t, '𩽹', missing.Rune)
	require.ErrorContains(t, err, `no font here has the character '𩽹' (U+29F79)`)
}

func TestWhatShowsNothingIsLeftOut(t *testing.T) {
	t.Parallel()
	file, err := press(t, documents.PressOptions{}).PDF(paper(t, map[string]any{"title": titled("通知"), "text": "{x}"}, map[string]any{"x": "葛\U000e0100城\u200b\ufeff市\a区\t一"}))
	require.NoError(t, err)
	require.Contains(t, poppler.Text(t, file), "葛城市区 一")
}

// No line begins with what closes or ends with what opens, words and numbers stay whole, lines are as wide as the text.
func TestLinesBreakByTheRules(t *testing.T) {
	t.Parallel()
	p := press(t, documents.PressOptions{})
	const sentence = "根据《中华人民共和国行政许可法》（二〇一九年修正）第三十二条，你单位“SL-2026-000001”号申请于2026年11月23日收悉；经审查，符合规定……特此通知！"
	for shift := range 28 {
		text := strings.Repeat("一", shift) + strings.Repeat(sentence, 6)
		file, err := p.PDF(paper(t, map[string]any{"title": titled("通知书"), "text": "{x}"}, map[string]any{"x": text}))
		require.NoError(t, err)
		var whole strings.Builder
		for _, l := range strings.Split(poppler.Lines(t, file), "\n") {
			var left, top, right int
			if n, _ := fmt.Sscan(l, &left, &top, &right); n < 3 || top < 130 || top > 750 {
				continue
			}
			line := strings.TrimSpace(l[16:])
			if strings.HasPrefix(line, "示例省") || strings.HasPrefix(line, "2026年12月") {
				continue
			}
			whole.WriteString(bare(line))
			first, last := []rune(line)[0], []rune(line)[len([]rune(line))-1]
			require.NotContains(t, "，。、；：？！）】》”…", string(first), line)
			require.NotContains(t, "（【《“", string(last), line)
		}
		require.Contains(t, whole.String(), sentence, "nothing is lost between lines")
		for _, word := range []string{"SL-2026-000001", "2026", "23"} {
			require.Equal(t, strings.Count(text, word), strings.Count(poppler.Text(t, file), word)-strings.Count("2026年12月14日", word), "%s is not cut", word)
		}
	}
}

func TestCellHigherThanAPageGoesOn(t *testing.T) {
	t.Parallel()
	p := press(t, documents.PressOptions{})
	rows := []any{}
	for i := range 60 {
		rows = append(rows, map[string]any{"label": fmt.Sprintf("第%d项", i+1), "value": strings.Repeat("内容", i)})
	}
	rows = append(rows, map[string]any{"label": "意见", "value": strings.Repeat("详细说明理由。", 500)})
	file, err := p.PDF(paper(t, map[string]any{"title": titled("审批表"), "layout": "table", "rows": rows}, nil))
	require.NoError(t, err)
	text := bare(poppler.Text(t, file))
	require.Equal(t, strings.Count(strings.Repeat("详细说明理由。", 500), "详"), strings.Count(text, "详"), "a cell higher than a page goes on")
	require.Equal(t, "11", poppler.Info(t, file)["Pages"])
	for n := range 11 {
		require.Contains(t, text, fmt.Sprintf("—%d—", n+1))
	}
}

// The seal stands with words of the paper, never on a page of its own.
func TestClosingIsNeverAlone(t *testing.T) {
	t.Parallel()
	p := press(t, documents.PressOptions{SampleSeals: true})
	for lines := 10; lines < 30; lines++ {
		for _, layout := range []string{"sheet", "letter"} {
			text := strings.TrimSuffix(strings.Repeat("一行文字\n", lines), "\n")
			file, err := p.PDF(paper(t, map[string]any{"title": titled("决定书"), "layout": layout, "text": text}, map[string]any{"number": "示信产许准〔2026〕1号"}))
			require.NoError(t, err)
			for _, page := range strings.Split(strings.TrimSuffix(poppler.Text(t, file), "\f"), "\f") {
				require.Contains(t, page, "一行文字", "%d lines, %s", lines, layout)
			}
		}
	}
}

func BenchmarkPDF(b *testing.B) {
	p := press(b, documents.PressOptions{SampleSeals: true})
	all := shipped(b)["si-qualification"]
	for _, document := range []string{"supplement-notice", "grant-decision", "delivery-receipt", "certificate"} {
		b.Run(document, func(b *testing.B) {
			for b.Loop() {
				if _, err := p.PDF(all[document]); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
		})
	}
}
