package workflow_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/item"
)

const letters = `
  - {step: decision, by: {role: handler}, decisions: {grant: {document: letter}, refuse: {end: refused, reason: required, document: notice}}}
  - end: granted
`

// numbersOf files cases under a pattern, one after another in two years, and gives the numbers of their documents.
func numbersOf(t *testing.T, head string, decisions ...string) []string {
	t.Helper()
	o := openOffice(t, withHead(t, "documents:\n", head+"documents:\n", letters), "2026-11-02")
	var numbers []string
	for k, decision := range decisions {
		if k == len(decisions)-1 {
			o.clock.set(at("2027-01-04 09:00"))
		}
		c := o.file(plainForm)
		c.as("H1").decide("decision", decision)
		numbers = append(numbers, c.store.Documents(c.id)[0].Number)
	}
	return numbers
}

func TestDocumentsAreNumberedByThePatternOfTheItem(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		head string
		want []string
	}{
		"none of its own": {"", []string{"例函〔2026〕1号", "例告〔2026〕1号", "例函〔2026〕2号", "例函〔2027〕1号"}},
		"the phrase of the agency": {"phrases: {agency_code: 示信产}\n",
			[]string{"示信产函〔2026〕1号", "示信产告〔2026〕1号", "示信产函〔2026〕2号", "示信产函〔2027〕1号"}},
		"another order and four digits": {"phrases: {region: 黔}\ndocument_number: '{region}信产{kind}〔{year}〕第{n:04}号'\n",
			[]string{"黔信产函〔2026〕第0001号", "黔信产告〔2026〕第0001号", "黔信产函〔2026〕第0002号", "黔信产函〔2027〕第0001号"}},
		"without the kind all count together": {"document_number: '{agency_code}〔{year}〕{n}号'\n",
			[]string{"例〔2026〕1号", "例〔2026〕2号", "例〔2026〕3号", "例〔2027〕1号"}},
		"one that cannot be used, published before": {"document_number: '{agency_code}{kind}{n}{n}'\n",
			[]string{"例函〔2026〕1号", "例告〔2026〕1号", "例函〔2026〕2号", "例函〔2027〕1号"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, numbersOf(t, c.head, "grant", "refuse", "grant", "grant"))
		})
	}
}

// TestPatternsThatPrintAlikeCountTogether: two items of an agency whose numbers differ in their serials alone share them.
func TestPatternsThatPrintAlikeCountTogether(t *testing.T) {
	t.Parallel()
	o := openOffice(t, withHead(t, "documents:\n", "document_number: '例{kind}〔{year}〕{n:02}号'\ndocuments:\n", letters), "2026-11-02")
	first := o.item
	other := *first.Definition
	other.DocumentNumber = ""
	second := *first
	second.Definition = &other
	var numbers []string
	for _, it := range []*item.Item{first, &second, first} {
		o.engine.Items = shelf{it.Item: it}
		c := o.file(plainForm)
		c.as("H1").decide("decision", "grant")
		numbers = append(numbers, c.store.Documents(c.id)[0].Number)
	}
	require.Equal(t, "例函〔2026〕01号 例函〔2026〕2号 例函〔2026〕03号", strings.Join(numbers, " "))
}
