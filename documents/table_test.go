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

// The text of a page of GB/T 9704, in points.
const (
	textLeft, textTop     = 28 * 72 / 25.4, 37 * 72 / 25.4
	textRight, textBottom = textLeft + 156*72/25.4, textTop + 225*72/25.4
	slack                 = 2.0 // boxes are those of the font, and higher than what is seen
)

// within requires that every word stands in the text of its page, but for the number of the page under it, and gives all that
// is read there.
func within(t require.TestingT, words []poppler.Word) string {
	var all strings.Builder
	for _, w := range words {
		if w.Top > textBottom+slack {
			require.Regexp(t, `^(—|\d+)$`, w.Text, "only the number of the page is under the text")
			continue
		}
		require.GreaterOrEqual(t, w.Left, textLeft-slack, w)
		require.LessOrEqual(t, w.Right, textRight+slack, w)
		require.GreaterOrEqual(t, w.Top, textTop-slack, w)
		require.LessOrEqual(t, w.Bottom, textBottom+slack, w)
		all.WriteString(w.Text)
	}
	return all.String()
}

// written draws what people write: a word, a text longer than a page, lines, numbers that do not break.
func written(r *rapid.T, name string) string {
	n := rapid.OneOf(rapid.IntRange(0, 3), rapid.IntRange(0, 3), rapid.IntRange(0, 3), rapid.IntRange(0, 8), rapid.IntRange(0, 8), rapid.IntRange(0, 500)).Draw(r, "words of "+name)
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{
		"审", "批准予以许可", "，", "。）》", "（【《", "王𬭊", "SL-2026-000001", "1200000.00", strings.Repeat("W", 90), " ", "\n", "……", "“甲乙”", "b@example.invalid",
	}), n, n).Draw(r, name), "")
}

// Whatever is written into a table stands inside the text of its pages, and all of it can be read there.
func TestTableKeepsToItsPages(t *testing.T) {
	t.Parallel()
	seals, plain := press(t, documents.PressOptions{SampleSeals: true}), press(t, documents.PressOptions{})
	rapid.Check(t, func(r *rapid.T) {
		name := func(of string) string {
			return rapid.StringOfN(rapid.SampledFrom([]rune("字段名称Label9（）、")), 1, 60, -1).Draw(r, of)
		}
		var said strings.Builder
		data := map[string]any{}
		cells := func(kind string, most int) (list []any) {
			for i := range rapid.IntRange(0, most).Draw(r, kind+"s") {
				label, value, at := name("label"), written(r, kind), fmt.Sprintf("%s%d", kind, i)
				list, data[at] = append(list, map[string]any{"label": label, "value": "{" + at + "}"}), value
				said.WriteString(label + value)
			}
			return list
		}
		data["number"], data["phrases"] = rapid.OneOf(rapid.Just(""), rapid.Custom(func(*rapid.T) string { return name("number") })).Draw(r, "number"), map[string]any{"agency": name("agency")}
		title := name("title")
		template := map[string]any{
			"title": titled(title), "layout": rapid.SampledFrom([]string{"table", "letter"}).Draw(r, "layout"),
			"rows": cells("row", 12), "columns": cells("column", 20),
		}
		p := plain
		if rapid.Bool().Draw(r, "sealed") {
			p = seals
		}
		file, err := p.PDF(paper(t, template, data))
		require.NoError(r, err)
		words := poppler.Words(t, file)
		if template["layout"] == "letter" { // the agency's name and number stand above the text of its first page
			for len(words) > 0 && words[0].Bottom < 60*72/25.4 {
				words = words[1:]
			}
		} else {
			said.WriteString(title)
		}
		have := characters(within(r, words))
		for c, n := range characters(said.String()) {
			require.GreaterOrEqual(r, have[c], n, "%q is there", c)
		}
	})
}

func TestTableWiderThanAPageIsRefused(t *testing.T) {
	t.Parallel()
	var columns []any
	for i := range 21 {
		columns = append(columns, map[string]any{"label": fmt.Sprint(i), "value": "{n}"})
	}
	_, err := press(t, documents.PressOptions{}).PDF(paper(t, map[string]any{"title": titled("公示"), "columns": columns}, nil))
	require.ErrorContains(t, err, "the list: it has 21 columns, and 20 is the most")
}

// A row that ends one line below the page, and the head it repeats.
func TestRowIsCutWithTwoLinesOnEitherSide(t *testing.T) {
	t.Parallel()
	p := press(t, documents.PressOptions{})
	for lines := 28; lines < 40; lines++ {
		text := strings.TrimSuffix(strings.Repeat("一行\n", lines), "\n")
		file, err := p.PDF(paper(t, map[string]any{
			"title": titled("公示"), "columns": []any{map[string]any{"label": "表头", "value": "{x}"}},
		}, map[string]any{"x": text}))
		require.NoError(t, err)
		words := poppler.Words(t, file)
		within(t, words)
		count := map[int]int{}
		heads := map[int]int{}
		for _, w := range words {
			count[w.Page] += strings.Count(w.Text, "一行")
			heads[w.Page] += strings.Count(w.Text, "表头")
		}
		for page, n := range count {
			require.NotEqual(t, 1, n, "%d lines, page %d", lines, page)
			if n > 0 {
				require.Equal(t, 1, heads[page], "%d lines, page %d", lines, page)
			}
		}
	}
}
