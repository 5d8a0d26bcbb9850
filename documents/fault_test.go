package documents_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/documents"
)

// Whatever keeps a document from being made is said with its place in the template, the placeholder and the cure, in both
// languages.
func TestFaultsNamePlaceAndCure(t *testing.T) {
	t.Parallel()
	p := press(t, documents.PressOptions{})
	long := strings.Repeat("很长", 2000)
	for name, c := range map[string]struct {
		template, data map[string]any
		field, zh, en  string
	}{
		"a brace without end": {map[string]any{"title": titled("通知"), "text": "一\n二\n{open"}, nil,
			"/text/3", "正文第3行：有“{”而没有“}”，请补上，然后发布新版本。", "line 3 of the text: there is a { without a }; write it, and publish a new version."},
		"a block without end": {map[string]any{"title": titled("通知"), "text": "一\n{?x}二\n三"}, map[string]any{"x": true},
			"/text/2", "请以{/名称}结束", "close it with {/name}"},
		"a loop without end": {map[string]any{"title": titled("通知"), "text": "{#rows}{n}"}, map[string]any{"rows": []any{1, 2}},
			"/text/1", "请以{/名称}结束", "close it with {/name}"},
		"an end without block": {map[string]any{"title": titled("通知{/x}")}, nil,
			"/title", "标题：有一段结束而没有打开", "the title: a block is closed that was not opened"},
		"a phrase that names itself": {map[string]any{"title": titled("通知"), "addressee": "{me}"}, map[string]any{"phrases": map[string]any{"agency": "厅", "me": "我{me}"}},
			"/addressee", "固定用语相互嵌套超过8层", "more than 8 deep"},
		"a character in a row of a list": {map[string]any{"title": titled("通知"), "text": "好\n{#rows}{?name}{name}、{/name}{/rows}"},
			map[string]any{"rows": []any{map[string]any{"name": "甲"}, map[string]any{"name": "王𩽹"}}},
			"/text/2", "正文第2行：{name}中有现有字体都没有的字“𩽹”（U+29F79）。请以 serve --font", "line 2 of the text: no font here has the character '𩽹' (U+29F79) in {name}; start with serve --font"},
		"a character in a row": {map[string]any{"title": titled("表"), "layout": "table", "rows": []any{map[string]any{"label": "姓名", "value": "{name}"}}}, map[string]any{"name": "𩽹"},
			"/rows/0", "行“姓名”：{name}中", `the row "姓名": no font here`},
		"a character of a label": {map[string]any{"title": titled("表"), "columns": []any{map[string]any{"label": "𩽹", "value": "{n}"}}}, nil,
			"/columns/0", "列“𩽹”：有现有字体都没有的字", `the column "𩽹": no font here has the character '𩽹' (U+29F79);`},
		"a character of the agency": {map[string]any{"title": titled("通知")}, map[string]any{"phrases": map[string]any{"agency": "𩽹厅"}},
			"/phrases/agency", "固定用语“agency”：{agency}中", `the phrase "agency": no font`},
		"a certificate's field": {map[string]any{"title": titled("证书"), "layout": "certificate", "rows": []any{map[string]any{"label": "范围", "value": "{x}"}}}, map[string]any{"x": long},
			"/rows/0", "行“范围”：内容超过证书的一页，请缩短", `the row "范围": what stands there is longer than a page of the certificate; make it shorter`},
		"a certificate's title": {map[string]any{"title": titled("{x}"), "layout": "certificate"}, map[string]any{"x": long},
			"/title", "标题：有4000个字", "the title: it has 4000 characters"},
	} {
		_, err := p.Preview(paper(t, c.template, c.data))
		var fault *documents.Fault
		require.ErrorAs(t, err, &fault, name)
		require.Equal(t, c.field, fault.Field, name)
		require.Contains(t, fault.Zh, c.zh, name)
		require.Contains(t, fault.En, c.en, name)
	}
}

// A name that nothing fills is a line to write on, and a list with very many rows goes on over pages: neither stops a document.
func TestWhatIsUnknownOrLongStopsNoDocument(t *testing.T) {
	t.Parallel()
	p := press(t, documents.PressOptions{})
	rows := make([]any, 5000)
	for i := range rows {
		rows[i] = map[string]any{"n": i}
	}
	file, err := p.PDF(paper(t, map[string]any{"title": titled("通知"), "text": "{nobody.knows}\n{#rows}第{n}项{nobody}；{/rows}\n{#none}无{/none}"}, map[string]any{"rows": rows}))
	require.NoError(t, err)
	require.Greater(t, strings.Count(string(file), "/Type /Page "), 50)
}
