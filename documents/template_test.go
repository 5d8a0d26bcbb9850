package documents_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/documents"
)

func TestRender(t *testing.T) {
	t.Parallel()
	data := map[string]any{
		"name": "示例公司", "deemed": true, "late": false, "applicant": map[string]any{"code": "91"},
		"rows": []any{map[string]any{"n": 1, "what": "合同"}, map[string]any{"n": 2, "what": "报告"}},
	}
	for _, c := range []struct{ name, text, want string }{
		{"value", "致{name}。", "致示例公司。"},
		{"path", "{applicant.code}", "91"},
		{"missing value is a blank to write on", "{nobody}", "＿＿＿＿"},
		{"condition that holds", "a{?deemed}b{/deemed}c", "abc"},
		{"condition that does not", "a{?late}b{/late}c", "ac"},
		{"list", "{#rows}{n}．{what}；{/rows}", "1．合同；2．报告；"},
		{"outer name inside a list", "{#rows}{name}{/rows}", "示例公司示例公司"},
		{"condition inside a list", "{#rows}{?deemed}{n}{/deemed}{/rows}", "12"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := documents.Render(c.text, data)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

func TestRenderRefusesBrokenTemplates(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"{open", "{?x}never closed", "{/x}", strings.Repeat("{?a}", 3) + "{/a}"} {
		_, err := documents.Render(text, map[string]any{"a": true, "x": true})
		require.Error(t, err, text)
	}
}

func TestTextIsTheSameForTheSameData(t *testing.T) {
	t.Parallel()
	raw := json.RawMessage(`{"template":{"title":{"zh":"受理通知书"},"addressee":"{applicant.name}",
		"text":"自{accepted_on}起受理，限期{law_days}个工作日。理由：{reason}\n{?deemed}视为受理。\n{/deemed}{closing}","rows":[{"label":"编号","value":"{case_no}"}]},
		"number":"示信产许受〔2026〕1号","accepted_on":"2026年11月23日","law_days":20,"applicant":{"name":"示例公司"},"reason":"写了{case_no}",
		"case_no":"2026-000001","phrases":{"agency":"示例厅","closing":"{agency}特此告知。"},"date":"2026年11月23日"}`)
	a, err := documents.Text(raw)
	require.NoError(t, err)
	b, err := documents.Text(raw)
	require.NoError(t, err)
	require.Equal(t, a, b)
	require.Equal(t, "受理通知书\n示信产许受〔2026〕1号\n\n示例公司：\n自2026年11月23日起受理，限期20个工作日。理由：写了{case_no}\n示例厅特此告知。\n编号：2026-000001\n\n示例厅（印章）\n2026年11月23日\n", string(a))
}

func FuzzRender(f *testing.F) {
	f.Add("{#rows}{n}{/rows}{?x}y{/x}")
	f.Add("{a.b.c}{?a}{?b}{/b}{/a}")
	f.Fuzz(func(t *testing.T, text string) {
		out, err := documents.Render(text, map[string]any{"rows": []any{map[string]any{"n": 1}}, "a": true})
		if err == nil && len(out) > 64*len(text)+64 {
			t.Fatalf("%d bytes of template became %d", len(text), len(out))
		}
	})
}
