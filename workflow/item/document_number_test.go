package item_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/item"
	"shenpi/workflow/wording"
)

func TestNumberFault(t *testing.T) {
	t.Parallel()
	phrases := map[string]string{"agency": "示例厅", "office": "{agency}办公室"}
	for pattern, fault := range map[string]*item.NumberFault{
		"":                                nil,
		item.UsualNumber:                  nil,
		"{agency}{kind}〔{year}〕第{n:04}号":  nil,
		"{agency}〔{year}〕{n}号":            nil,
		"{agency_code}{kind}{n}号":         {},                   // no year: it would never begin again
		"{agency_code}{kind}〔{year}〕":     {},                   // no serial
		"{agency_code}〔{year}〕{n}-{n}号":   {},                   // two
		"{agency_code}〔{year}〕{n:40}号":    {Name: "n:40"},       // a width of nothing
		"{office}〔{year}〕{n}号":            {Name: "office"},     // depends on another phrase
		"{agncy}〔{year}〕{n}号":             {Name: "agncy"},      //
		"{?agency}甲{/agency}〔{year}〕{n}号": {Name: "agency"},     // no conditions
		"{agency_code}{kind〔{year}〕{n}号":  {Name: "kind〔{year"}, // a brace that is not closed takes the next one's end
		"{agency_code}〔{year}〕{n}{kind":   {},                   // or none
	} {
		d := &item.Definition{DocumentNumber: pattern, Phrases: phrases}
		require.Equal(t, fault, d.NumberFault(), pattern)
		if fault != nil {
			require.Equal(t, item.UsualNumber, d.NumberPattern(), pattern)
		}
	}
}

// TestEveryPlaceholderIsDocumented: the page for authors has every name that something fills.
func TestEveryPlaceholderIsDocumented(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/definition-language.md")
	require.NoError(t, err)
	p := (&item.Item{Definition: &item.Definition{}}).Placeholders()
	for _, name := range p.For(wording.If, p.Lists()) {
		require.Regexp(t, "`(\\{[?#]?)?"+name+"\\}?`", string(page))
	}
}
