package workflow_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
)

func TestDifferencesOfForms(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		was, now string
		want     []string
	}{
		"nothing":                {`{"a":1,"b":[1,2]}`, `{"b":[1,2],"a":1}`, nil},
		"a value":                {`{"a":{"b":1}}`, `{"a":{"b":2}}`, []string{"/a/b 1 > 2"}},
		"filled in and left out": {`{"a":"x"}`, `{"b":"y"}`, []string{`/a "x" > `, `/b  > "y"`}},
		"null is a value":        {`{"a":null}`, `{"a":0}`, []string{"/a null > 0"}},
		"a whole branch":         {`{}`, `{"a":{"b":1}}`, []string{`/a  > {"b":1}`}},
		"another kind":           {`{"a":[1]}`, `{"a":{"b":1}}`, []string{`/a [1] > {"b":1}`}},
		"a row put in":           {`{"a":[1,2,3]}`, `{"a":[1,9,2,3]}`, []string{"/a/1  > 9"}},
		"a row taken out":        {`{"a":[1,9,2,3]}`, `{"a":[1,2,3]}`, []string{"/a/1 9 > "}},
		"a row changed":          {`{"a":[{"n":1},{"n":2}]}`, `{"a":[{"n":1},{"n":5}]}`, []string{"/a/1/n 2 > 5"}},
		"the same row again":     {`{"a":[1]}`, `{"a":[1,1]}`, []string{"/a/1  > 1"}},
		"all rows gone":          {`{"a":[1,2]}`, `{"a":[]}`, []string{"/a/0 1 > ", "/a/1 2 > "}},
		"names with a slash":     {`{"a/b~":1}`, `{"a/b~":2}`, []string{"/a~1b~0 1 > 2"}},
		"large numbers":          {`{"a":9007199254740993}`, `{"a":9007199254740992}`, []string{"/a 9007199254740993 > 9007199254740992"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list, err := workflow.Differences(json.RawMessage(x.was), json.RawMessage(x.now))
			require.NoError(t, err)
			var got []string
			for _, d := range list {
				got = append(got, fmt.Sprintf("%s %s > %s", d.Field, d.Was, d.Now))
			}
			require.Equal(t, x.want, got)
		})
	}
	_, err := workflow.Differences(json.RawMessage(`{`), json.RawMessage(`{}`))
	require.Error(t, err)
}

// TestChangedPoints: a point about a material is changed by its files alone, one about none by anything.
func TestChangedPoints(t *testing.T) {
	t.Parallel()
	file := func(material, sha string) workflow.File { return workflow.File{Material: material, SHA256: sha} }
	asked := []workflow.Supplement{{Material: "contract"}, {Material: "photo"}, {}}
	for name, x := range map[string]struct {
		form  string
		files []workflow.File
		want  []bool
	}{
		"nothing was done":      {`{"phone":"1"}`, []workflow.File{file("contract", "a"), file("photo", "b"), file("licence", "c")}, []bool{false, false, false}},
		"in another order":      {`{"phone":"1"}`, []workflow.File{file("photo", "b"), file("licence", "c"), file("contract", "a")}, []bool{false, false, false}},
		"a file more":           {`{"phone":"1"}`, []workflow.File{file("contract", "a"), file("contract", "z"), file("photo", "b")}, []bool{true, false, true}},
		"a file less":           {`{"phone":"1"}`, []workflow.File{file("contract", "a")}, []bool{false, true, true}},
		"a file replaced":       {`{"phone":"1"}`, []workflow.File{file("contract", "z"), file("photo", "b")}, []bool{true, false, true}},
		"a field":               {`{"phone":"2"}`, []workflow.File{file("contract", "a"), file("photo", "b")}, []bool{false, false, true}},
		"not what came by call": {`{"phone":"1"}`, []workflow.File{file("contract", "a"), file("photo", "b")}, []bool{false, false, false}},
	} {
		k := &workflow.Case{Form: json.RawMessage(`{"phone":"1"}`), State: workflow.State{
			Materials: []workflow.FileFact{{Material: "contract", SHA256: "a"}, {Material: "photo", SHA256: "b"}, {Material: "licence", SHA256: "c"}},
			CalledBy:  &workflow.Caller{Carried: []workflow.FileFact{{Material: "licence", SHA256: "c"}}},
		}}
		got, err := k.Changed(asked, json.RawMessage(x.form), x.files)
		require.NoError(t, err, name)
		require.Equal(t, x.want, got, name)
	}
	_, err := (&workflow.Case{Form: json.RawMessage(`{}`)}).Changed(asked, json.RawMessage(`{`), nil)
	require.Error(t, err)
}

// TestReplacedFiles: a file that was filed again, or under another material, is another one.
func TestReplacedFiles(t *testing.T) {
	t.Parallel()
	old, kept, now := workflow.FileFact{Material: "contract", SHA256: "a"}, workflow.FileFact{Material: "photo", SHA256: "b"}, workflow.FileFact{Material: "contract", SHA256: "c"}
	moved := workflow.FileFact{Material: "licence", SHA256: "c"}
	s := &workflow.State{Materials: []workflow.FileFact{kept, now}}
	require.Empty(t, s.Replaced(nil))
	require.Empty(t, s.Replaced([]workflow.FileFact{kept, now}))
	require.Equal(t, []workflow.FileFact{old, moved}, s.Replaced([]workflow.FileFact{old, kept, moved, old, kept, now}))
}
