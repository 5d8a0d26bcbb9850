package documents_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shenpi/documents"
	"shenpi/internal/poppler"
)

const millimetre = 72 / 25.4

// certificateOf is a certificate with fields, and with code and issuer.
func certificateOf(t testing.TB, title string, fields [][2]string) (template, data map[string]any) {
	t.Helper()
	data = map[string]any{"phrases": map[string]any{"agency": "厅", "verify_code": "https://x.invalid/" + strings.Repeat("c", 120)}}
	rows := []any{map[string]any{"label": "编号", "value": "{certificate_no}"}}
	data["certificate_no"] = "SL-1"
	for i, f := range fields {
		at := fmt.Sprintf("f%d", i)
		rows, data[at] = append(rows, map[string]any{"label": f[0], "value": "{" + at + "}"}), f[1]
	}
	rows = append(rows, map[string]any{"label": "发证机关", "value": "{agency}"}, map[string]any{"label": "扫码查验", "value": "{verify_code}"})
	return map[string]any{"title": titled(title), "layout": "certificate", "rows": rows}, data
}

// apart requires that nothing but issuer, code and the number of the page stands in the foot of a certificate, nothing outside
// its frame, and gives the text of its fields.
func apart(t require.TestingT, words []poppler.Word) string {
	var fields strings.Builder
	for _, w := range words {
		require.GreaterOrEqual(t, w.Left, 41*millimetre, w)
		require.LessOrEqual(t, w.Right, 256*millimetre, w)
		require.GreaterOrEqual(t, w.Top, 16*millimetre, w)
		require.LessOrEqual(t, w.Bottom, 194*millimetre, w)
		switch {
		case w.Top > 136*millimetre:
			require.Regexp(t, `^(厅|发证机关|扫码查验|第\d+页|共\d+页)$`, w.Text, "it stands on code or seal")
		case w.Top > 55*millimetre:
			require.LessOrEqual(t, w.Bottom, 136*millimetre, w)
			fields.WriteString(w.Text)
		}
	}
	return fields.String()
}

// Whatever a certificate says, it stands neither on the code nor under the seal, and all of it is there; else it is refused
// and the field named.
func TestCertificateKeepsCodeAndSealClear(t *testing.T) {
	t.Parallel()
	p := press(t, documents.PressOptions{SampleSeals: true})
	rapid.Check(t, func(r *rapid.T) {
		var fields [][2]string
		var said strings.Builder
		for range rapid.IntRange(0, 30).Draw(r, "fields") {
			label := rapid.StringOfN(rapid.SampledFrom([]rune("名称等级地址")), 1, 30, -1).Draw(r, "label")
			n := rapid.OneOf(rapid.IntRange(1, 4), rapid.IntRange(1, 12), rapid.IntRange(1, 120)).Draw(r, "words")
			value := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"示例", "业务", "（甲", "乙）、", "ISO-9001", strings.Repeat("Z", 60)}), n, n).Draw(r, "value"), "")
			fields = append(fields, [2]string{label, value})
			said.WriteString(label + value)
		}
		template, data := certificateOf(t, rapid.StringOfN(rapid.SampledFrom([]rune("资质证书")), 1, 80, -1).Draw(r, "title"), fields)
		file, err := p.PDF(paper(t, template, data))
		if err != nil {
			require.Regexp(r, `the row "[名称等级地址]+": what stands there is longer than a page|the title: it has \d+ characters`, err.Error())
			return
		}
		words := poppler.Words(t, file)
		have := characters(apart(r, words))
		for c, n := range characters(said.String()) {
			require.GreaterOrEqual(r, have[c], n, "%q is there", c)
		}
	})
}

func TestCertificateShrinksThenGoesOn(t *testing.T) {
	t.Parallel()
	p := press(t, documents.PressOptions{SampleSeals: true})
	pages := func(n int, value string) (string, error) {
		var fields [][2]string
		for i := range n {
			fields = append(fields, [2]string{fmt.Sprintf("第%d项", i+1), value})
		}
		template, data := certificateOf(t, "资质证书", fields)
		file, err := p.PDF(paper(t, template, data))
		if err != nil {
			return "", err
		}
		apart(t, poppler.Words(t, file))
		return poppler.Text(t, file), nil
	}
	one, err := pages(8, "示例")
	require.NoError(t, err)
	require.NotContains(t, one, "副页", "eight fields are set smaller")
	more, err := pages(16, "示例")
	require.NoError(t, err)
	list := strings.Split(strings.TrimSuffix(more, "\f"), "\f")
	require.Len(t, list, 2)
	for i, page := range list {
		require.Contains(t, page, "SL-1", "every page has the number")
		require.Contains(t, page, "扫码查验")
		require.Contains(t, page, "发证机关")
		require.Contains(t, bare(page), fmt.Sprintf("第%d页共%d页", i+1, len(list)))
		require.Equal(t, i > 0, strings.Contains(page, "副页"))
	}
	_, err = pages(1, strings.Repeat("很长的业务范围，", 200))
	require.ErrorContains(t, err, `the row "第1项": what stands there is longer than a page of the certificate`)
}
