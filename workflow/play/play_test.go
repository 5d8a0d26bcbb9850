package play_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"shenpi/catalogue"
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
	"shenpi/workflow/play"
)

// desk is an office where everybody holds the roles the office file gives them, in every unit.
type desk map[string][]string

func (desk) Revision() int64                     { return 0 }
func (desk) Reload(context.Context) error        { return nil }
func (d desk) Holds(person, role, _ string) bool { return slices.Contains(d[role], person) }
func (d desk) Holders(role, _ string) []string   { return d[role] }

func (desk) Substitutions(string) []workflow.Substitution { return nil }
func (desk) Mandates(string) []workflow.Mandate           { return nil }
func (desk) Held(string) []workflow.RoleInUnits           { return nil }
func (desk) Code(string) string                           { return "例" }

func config(t *testing.T) play.Config {
	t.Helper()
	it, err := item.Load(catalogue.FS(), "items/si-renewal.yaml")
	require.NoError(t, err)
	samples, err := catalogue.Samples()
	require.NoError(t, err)
	c := play.Config{
		Items: []*item.Item{it}, Office: desk{"window": {"U1"}, "handler": {"U3"}}, People: []string{"A3", "U1", "U3"},
		Enterprises: map[string]string{"A3": "91520000MA0000023U"}, Calendar: calendar.Shipped(), Applications: map[string]play.Application{},
		Certificates: []workflow.Certificate{{
			Number: "SL-SIQ3-2023-0001", Kind: "si-qualification", Owner: "91520000MA0000023U", Grade: "3", Status: "valid",
			GrantedOn: calendar.MustParse("2023-03-01"), ValidUntil: calendar.MustParse("2027-02-28"), Details: json.RawMessage(`{"copies":1}`)}},
	}
	for _, s := range samples {
		a := play.Application{Form: s.Form}
		for _, f := range s.Files {
			a.Files = append(a.Files, workflow.File{Material: f.Requirement, SHA256: f.Path, Size: 1, MediaType: map[bool]string{
				true: "application/pdf", false: "image/png"}[strings.HasSuffix(f.Path, "pdf")]})
		}
		c.Applications[s.Key] = a
	}
	return c
}

// played gives what a script tells, line by line.
func played(t *testing.T, c play.Config, script string) ([]play.Told, *play.End, string, error) {
	t.Helper()
	var told []play.Told
	var end *play.End
	var out bytes.Buffer
	if c.Random == nil {
		c.Random = rand.NewChaCha8([32]byte{})
	}
	err := play.New(c).Run(t.Context(), "commands.jsonl", strings.NewReader(script), func(v any) error {
		switch x := v.(type) {
		case *play.Told:
			told = append(told, *x)
		case play.End:
			end = &x
		}
		return json.NewEncoder(&out).Encode(v)
	})
	return told, end, out.String(), err
}

const filed = `{"cmd":"submit","at":"2026-11-23 09:00","actor":"A3","sample":"R1","expect":"accepted"}` + "\n"

// Whatever the engine can be told, a script can say: a command added there fails here until it stands in the table.
func TestEveryCommandOfTheEngineCanBePlayed(t *testing.T) {
	t.Parallel()
	elsewhere := map[string]string{
		"NoticeDelivered":   "moves nothing: it is what channels outside did, and a play has none",
		"Administer":        "changes no case: its rules are of the database's people, items and calendars",
		"GrantMandate":      "changes no case: who acts for whom is of the office the play is given",
		"EndMandate":        "changes no case: who acts for whom is of the office the play is given",
		"AppointSubstitute": "changes no case: who is away is of the office the play is given",
		"EndSubstitution":   "changes no case: who is away is of the office the play is given",
		"StatePurpose":      "changes no case: it is of those who watch",
	}
	engine := reflect.TypeFor[*workflow.Engine]()
	receipt := reflect.TypeFor[workflow.Receipt]()
	methods := map[string]bool{}
	for i := range engine.NumMethod() {
		m := engine.Method(i)
		if m.Type.NumOut() != 2 || m.Type.Out(0) != receipt {
			continue
		}
		methods[m.Name] = true
		if elsewhere[m.Name] == "" {
			require.Contains(t, play.Methods(), m.Name, "the engine can do %s, and no script can say so", m.Name)
		}
	}
	for _, name := range play.Methods() {
		require.True(t, methods[name], "a script says %s, which the engine does not know", name)
	}
}

func TestPlayTellsWhatEachCommandDid(t *testing.T) {
	t.Parallel()
	told, end, _, err := played(t, config(t), filed+
		"\n# a comment\n"+`{"cmd":"decide","actor":"U3","task":"acceptance","decision":"accept"}
{"cmd":"decide","at":"2026-11-24T10:00:00+08:00","actor":"U1","visit":1,"decision":"accept"}
`)
	require.NoError(t, err)
	require.Len(t, told, 3)
	require.Equal(t, "submitted", told[0].Entries[0].Kind)
	require.Equal(t, []string{"U1"}, told[0].Tasks[0].MayAct)
	require.Equal(t, 4, told[1].Line, "blank lines and comments are counted as lines")
	require.False(t, told[1].Accepted)
	require.Equal(t, "role", told[1].Refused.Code)
	require.NotEmpty(t, told[1].Refused.Zh)
	require.Empty(t, told[1].Entries)
	require.True(t, told[2].Accepted)
	require.Equal(t, "2026-11-24 10:00:00", told[2].At)
	require.Equal(t, []string{"decided", "document_issued"}, []string{told[2].Entries[0].Kind, told[2].Entries[1].Kind})
	require.Equal(t, "first-review", told[2].Tasks[0].Node)
	require.Equal(t, []string{"U3"}, told[2].Tasks[0].MayAct)
	require.Len(t, end.Cases, 1)
	require.Equal(t, workflow.StatusAccepted, end.Cases[0].State.Status)
	require.Equal(t, 1, end.Cases[0].Sheets["accept"].Counted)
}

func TestTheJobsRunOnTheWayUnlessIdle(t *testing.T) {
	t.Parallel()
	script := filed + `{"cmd":"tick","at":"2026-12-05 09:00"}` + "\n"
	kinds := func(told play.Told) (list []string) {
		for _, e := range told.Entries {
			list = append(list, e.Kind+" "+e.EffectiveAt[:10])
		}
		return list
	}
	c := config(t)
	told, _, _, err := played(t, c, script)
	require.NoError(t, err)
	require.Subset(t, kinds(told[1]), []string{"deemed 2026-11-30", "document_issued 2026-12-01"}, "issued at the instant it fell due, not at the next command")
	c.Idle = true
	told, _, _, err = played(t, c, script)
	require.NoError(t, err)
	require.Contains(t, kinds(told[1]), "deemed 2026-11-30")
	require.NotContains(t, strings.Join(kinds(told[1]), " "), "document_issued")
	told, _, _, err = played(t, c, script+`{"cmd":"document_issued","document":1,"expect":"accepted"}`+"\n"+`{"cmd":"document_issued","document":1,"expect":"document_issued"}`)
	require.NoError(t, err)
	require.Equal(t, []string{"document_issued 2026-12-05"}, kinds(told[2]))
}

func TestPlayIsDeterministic(t *testing.T) {
	t.Parallel()
	c := config(t)
	script := filed + `{"cmd":"withdraw","at":"2026-11-24 09:00","actor":"A3","reason":"不办了"}`
	_, _, once, err := played(t, c, script)
	require.NoError(t, err)
	_, _, again, err := played(t, c, script)
	require.NoError(t, err)
	require.Equal(t, once, again)
	c.Random = rand.NewChaCha8([32]byte{1})
	_, _, other, err := played(t, c, script)
	require.NoError(t, err)
	require.NotEqual(t, once, other, "ids derive from the seed")
}

func TestPatchAndFilesMakeAnotherApplication(t *testing.T) {
	t.Parallel()
	told, _, _, err := played(t, config(t), strings.Replace(filed, `"sample":"R1","expect":"accepted"`, `"sample":"R1","patch":{"renewal":null}`, 1)+
		strings.Replace(filed, `"sample":"R1","expect":"accepted"`, `"sample":"R1","files":[{"material":"audit-report","name":"a","media_type":"application/pdf","size":1}]`, 1))
	require.NoError(t, err)
	require.Equal(t, "form_invalid", told[0].Refused.Code)
	require.Equal(t, "materials_missing", told[1].Refused.Code)
}

func TestFaultsOfAScriptAreTold(t *testing.T) {
	t.Parallel()
	for _, f := range []struct{ script, want string }{
		{`{"cmd":"tick"}`, `commands.jsonl:1: the first command says when`},
		{filed + `[]`, `commands.jsonl:2: a line is one JSON object`},
		{filed + `{"cmd":"tick"} {}`, `commands.jsonl:2: a line is one JSON object and nothing after it`},
		{filed + `{"cmd":"tick","cmd":"tick"}`, `commands.jsonl:2: the key "cmd" stands here twice`},
		{filed + `{"cmd":"dance"}`, `commands.jsonl:2: there is no command "dance"; there are `},
		{filed + `{"cmd":"claim","task":"acceptance","voice":1}`, `commands.jsonl:2: unknown field "voice"`},
		{filed + `{"cmd":"claim","task":"acceptance","reason":"x"}`, `commands.jsonl:2: claim takes no "reason"; it takes cmd, at, actor, expect, case, task, visit`},
		{filed + `{"cmd":"claim","visit":"one"}`, `commands.jsonl:2: "visit" cannot be string`},
		{filed + `{"cmd":"claim","visit":1,"task":"acceptance"}`, `commands.jsonl:2: either "task" or "visit", not both`},
		{filed + `{"cmd":"claim","task":"nowhere"}`, `commands.jsonl:2: the item has no node "nowhere"`},
		{filed + `{"cmd":"claim","case":"2020-1"}`, `commands.jsonl:2: there is no case 2020-1`},
		{filed + `{"cmd":"tick","at":"yesterday"}`, `commands.jsonl:2: "yesterday" is no instant such as 2026-11-23 09:00`},
		{filed + `{"cmd":"tick","at":"2026-11-22 09:00"}`, `commands.jsonl:2: 2026-11-22 09:00 is before 2026-11-23 09:00:00: the clock never goes back`},
		{filed + `{"cmd":"tick","at":"2999-11-22 09:00"}`, `commands.jsonl:2: 2999-11-22 09:00 is not between the years 2000 and 2100`},
		{`{"cmd":"submit","at":"2026-11-23 09:00","sample":"Z"}`, `commands.jsonl:1: there is no sample "Z"; there are C1,`},
		{`{"cmd":"submit","at":"2026-11-23 09:00","sample":"R1","form":{}}`, `commands.jsonl:1: either "sample" or "form", not both`},
		{`{"cmd":"submit","at":"2026-11-23 09:00","patch":{}}`, `commands.jsonl:1: "patch" changes the form of a sample`},
		{`{"cmd":"claim","at":"2026-11-23 09:00","visit":1}`, `commands.jsonl:1: nothing has been filed yet`},
		{filed + `{"cmd":"claim","actor":"U3","visit":1,"expect":"accepted"}`, `commands.jsonl:2: claim was expected to be accepted and was refused with role: `},
		{filed + `{"cmd":"claim","actor":"U3","visit":1,"expect":"claimed"}`, `commands.jsonl:2: claim was expected to be refused with claimed, not with role: `},
		{filed + `{"cmd":"claim","actor":"U1","visit":1,"expect":"claimed"}`, `commands.jsonl:2: claim was expected to be refused with claimed and was accepted`},
		{filed + `{"cmd":"tick","actor":"` + strings.Repeat("x", 2<<20) + `"}`, `commands.jsonl:2: the line is longer than 2 MiB`},
		{filed + strings.Repeat(`{"cmd":"claim","actor":"U1","visit":0}`+"\n", 10_000), `commands.jsonl:10001: a script has at most 10000 commands`},
	} {
		c := config(t)
		c.People = nil
		_, end, _, err := played(t, c, f.script)
		var fault *play.Fault
		require.True(t, errors.As(err, &fault), "%.80s: %v", f.script, err)
		require.Contains(t, fmt.Sprint(fault), f.want)
		require.Nil(t, end, "a script with a fault has no end")
	}
}

// calledItem is an item that asks another agency of the office and then one outside.
func calledItem(t *testing.T, key, flow string) *item.Item {
	t.Helper()
	it, err := item.Read(fstest.MapFS{"form.json": {Data: []byte(`{"type":"object"}`)}}, key+".yaml", []byte("item: "+key+`
version: 1
effective: {from: 2020-01-01}
title: {zh: 事项, en: Item}
legal: {is_admin_licence: true, basis: [{law: 行政许可法, article: 第三十五条}]}
applicant: enterprise
authority: bureau
form: form.json
limits: {decide: 20}
outcomes: {granted: grants, refused: refuses, withdrawn: closes}
flow:
`+flow))
	require.NoError(t, err)
	return it
}

func TestAPlayCarriesBetweenCases(t *testing.T) {
	t.Parallel()
	c := config(t)
	c.Items = []*item.Item{calledItem(t, "caller", `
  - {step: first, by: {role: window}, decisions: {pass: {}}}
  - {call: opinion, item: callee, answer_within: {workdays: 5}, upon: {fail: {end: refused}}}
  - {call: ministry, external: true, by: {role: window}, answer_within: {days: 30}, upon: {fail: {end: refused}}}
  - end: granted
`), calledItem(t, "callee", `
  - {step: judge, by: {role: handler}, decisions: {pass: {}}}
  - end: granted
`)}
	told, end, _, err := played(t, c, `
{"cmd":"submit","at":"2026-11-23 09:00","actor":"A3","form":{},"expect":"accepted"}
{"cmd":"decide","task":"first","decision":"pass","actor":"U1","expect":"accepted"}
{"cmd":"decide","case":"2026-000002","task":"judge","decision":"pass","actor":"U3","expect":"accepted"}
{"cmd":"reply","task":"ministry","reply":"grants","number":"1号","actor":"U3","files":[{"name":"a.pdf","media_type":"application/pdf","size":1}],"expect":"role"}
{"cmd":"reply","task":"ministry","reply":"grants","number":"1号","actor":"U1","files":[{"name":"a.pdf","media_type":"application/pdf","size":1}],"expect":"accepted"}
`)
	require.NoError(t, err)
	require.Equal(t, "judge", told[1].Tasks[0].Node, "the called case is filed before the next command")
	require.Equal(t, "called_back", told[2].Entries[0].Kind)
	require.Equal(t, []string{"U1"}, told[2].Tasks[0].MayAct)
	require.Len(t, end.Cases, 2)
	require.Equal(t, "granted", end.Cases[0].State.Position.End)
}
