package item_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/item"
)

const walked = `item: walked
version: 1
effective: {from: 2020-01-01}
title: {zh: 事项, en: Item}
legal: {is_admin_licence: true, basis: [{law: 行政许可法, article: 第三十五条}]}
applicant: enterprise
authority: lower
form: form.json
limits: {accept: 5, decide: 20}
clocks: {validity: {until: form.day, title: {zh: 期, en: Validity}}}
outcomes: {granted: grants, refused: refuses, closed: closes}
documents: [{type: letter, title: {zh: 函}, text: '{reason}'}]
flow:
`

// TestNobodyIsCarriedBackToWhatWasPassedOver: a way back that no officer decides on leads only where the case has been.
func TestNobodyIsCarriedBackToWhatWasPassedOver(t *testing.T) {
	t.Parallel()
	const (
		plain   = "  - {step: first, title: {zh: 初}, by: {role: handler}, decisions: {pass: {}}}\n"
		jumping = "  - {step: first, title: {zh: 初}, by: {role: handler}, decisions: {pass: {}, quick: {title: {zh: 快}, next: last}}}\n"
		nearer  = "  - {step: first, title: {zh: 初}, by: {role: handler}, decisions: {pass: {}, quick: {title: {zh: 快}, next: asked}}}\n"
		extra   = "  - {step: extra, title: {zh: 加}, by: {role: inspector}, decisions: {pass: {}}}\n"
		last    = "  - {step: last, title: {zh: 末}, by: {role: office-head}, decisions: {close: {title: {zh: 结}, end: closed}}}\n"
		call    = "  - {call: asked, title: {zh: 询}, item: other, answer_within: {days: 5}, upon: {fail: {back_to: extra}}}\n"
		silence = "  - {step: asked, title: {zh: 询}, by: {role: handler}, decisions: {pass: {}, back: {title: {zh: 退}, back_to: extra, reason: required}, " +
			"supplement: {ask: applicant, once: true, answer_within: {days: 5}, document: letter, on_silence: {decision: back, reason: {zh: 逾期}}}}}\n"
		byHand = "  - {step: asked, title: {zh: 询}, by: {role: handler}, decisions: {pass: {}, back: {title: {zh: 退}, back_to: extra, reason: required}}}\n"
		inside = "  - parallel: asked\n    title: {zh: 并}\n    join: all\n    upon: {fail: {back_to: first}}\n    branches:\n" +
			"      a: [{call: theirs, title: {zh: 询}, item: other, answer_within: {days: 5}, upon: {fail: {back_to: extra}}}]\n" +
			"      b: [{step: ours, title: {zh: 自}, by: {role: handler}, decisions: {pass: {}}}]\n"
		objection = "  - {wait: asked, title: {zh: 示}, for: {days: 5}, upon: {objection: {back_to: extra}}}\n"
		leap      = "  - parallel: both\n    title: {zh: 并}\n    join: all\n    upon: {fail: {end: closed}}\n    branches:\n" +
			"      a: [{step: in, title: {zh: 内}, by: {role: handler}, decisions: {pass: {}, out: {title: {zh: 出}, next: asked}}}]\n" +
			"      b: [{step: beside, title: {zh: 旁}, by: {role: handler}, decisions: {pass: {}}}]\n"
		dated = "  - {step: judge, title: {zh: 审}, by: {role: legal}, decisions: {pass: {}}, on_expiry: {of: validity, decision: pass, as: deemed, from: received}}\n"
	)
	for name, c := range map[string]struct {
		flow string
		by   string // what passes over; empty: nothing does
	}{
		"a call, behind nothing that jumps":       {plain + extra + call + last, ""},
		"a call, before what is jumped to":        {jumping + extra + call + last, ""},
		"a call that is jumped to":                {nearer + extra + call + last, "first"},
		"silence of the applicant":                {nearer + extra + silence + last, "first"},
		"an officer decides":                      {nearer + extra + byHand + last, ""},
		"an objection, which is recorded only":    {nearer + extra + objection + last, ""},
		"a call inside of what is jumped to":      {nearer + extra + inside + last, "first"},
		"out of a block over what follows it":     {leap + extra + call + last, "in"},
		"a date, from wherever the case stands":   {plain + extra + dated + call + last, "judge"},
		"a date, and back no further than itself": {plain + dated + extra + call + last, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := item.Parse("walked.yaml", []byte(walked+c.flow+"  - end: closed\n"))
			if c.by == "" {
				require.NoError(t, err)
				return
			}
			var found item.Findings
			require.True(t, errors.As(err, &found), "%v", err)
			require.Len(t, found, 1)
			require.Equal(t, "back_to_passed_over", found[0].Code)
			require.Contains(t, found[0].En, "\""+c.by+"\" may have led the case past \"extra\"")
		})
	}
}
