package item_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/item"
	"shenpi/workflow/wording"
)

// TestWordingsKnowTheirPlaces: a fault of a text stands in a line and column of the file, however the text is written.
func TestWordingsKnowTheirPlaces(t *testing.T) {
	t.Parallel()
	const head = `item: a
version: 1
effective: {from: 2024-01-01}
title: {zh: 甲}
legal: {is_admin_licence: false, basis: [{law: 法}]}
applicant: enterprise
authority: office
form: forms/a.json
limits: {accept: 5, decide: 20}
outcomes: {granted: grants}
phrases: {agency: '示例{x'}
documents:
  - type: a
    title: {zh: "通知{x"}
    addressee: 致{x
    text: |-

      甲
        乙{x
  - type: b
    title: {zh: 乙}
    text: >-
      甲
      乙{x
    rows: [{label: 甲, value: '乙''{x'}, {label: 甲, value: '乙{x'}]
flow:
  - {step: s, by: {role: handler}, decisions: {pass: {}}}
  - end: granted
`
	d, err := item.Parse("a.yaml", []byte(head))
	require.NoError(t, err)
	var at [][2]int
	for _, w := range d.Wordings() {
		wording.Walk(w.Nodes, func(n *wording.Node, _ []string) {
			if n.Kind == wording.Broken {
				at = append(at, [2]int{w.At(n.At).Line, w.At(n.At).Column})
			}
		})
	}
	require.Equal(t, [][2]int{
		{11, 22}, // a phrase in single quotes
		{14, 20}, // a title in double quotes
		{15, 17}, // plain
		{19, 10}, // in a literal block, whose first line is empty
		{22, 11}, // a folded one is not in the file as it is: its beginning
		{25, 30}, // nor is what has quotes written twice
		{25, 60},
	}, at)
}

// TestRemediesAreLookedForInPhrases: a document may say by a phrase, and that by another, what it does not say itself.
func TestRemediesAreLookedForInPhrases(t *testing.T) {
	t.Parallel()
	d := &item.Definition{Phrases: map[string]string{"remedies": "可以{review}", "review": "申请行政复议{remedies}", "other": "行政复议"}}
	require.True(t, d.Remedied(&item.DocumentSpec{Text: "{remedies}"}))
	require.True(t, d.Remedied(&item.DocumentSpec{Text: "通知", Rows: []item.Cell{{Label: "救济", Value: "可以申请行政复议"}}}))
	require.False(t, d.Remedied(&item.DocumentSpec{Text: "{agency}通知"}))
	require.False(t, (&item.Definition{}).Remedied(&item.DocumentSpec{Text: "{remedies}"}), "a phrase that is not there says nothing")
}
