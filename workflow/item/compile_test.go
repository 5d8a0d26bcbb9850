package item_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/item"
)

// TestCompileRefuses changes one expression or name of a good definition; the mark § shows where the finding has to be.
func TestCompileRefuses(t *testing.T) {
	t.Parallel()
	for _, b := range []bad{
		{"field that is none", "check: form.capital.registered >= 2000000", "check: form.capital§.registred >= 2000000", "unknown_field"},
		{"field in quotes", "check: \"form.capital.paid_in", "check: \"form.capital§.payed_in", "unknown_field"},
		{"field in a list", "'form.managers.exists(m, m.name ==", "'form.managers.exists(m, m§.nam ==", "unknown_field"},
		{"field in has", "check: uscc(form.code)", "check: has§(form.cod)", "unknown_field"},
		{"field in a choice", "when: form.capital.registered > 100", "when: form.capital§.registerd > 100", "unknown_field"},
		{"field of a clock", "until: form.valid_until", "until: form§.valid_to", "unknown_field"},
		{"field of the certificate", "holder: {id: form.code", "holder: {id: form§.cod", "unknown_field"},
		{"field of a check", "field: capital.paid_in", "field: §capital.payed", "unknown_field"},
		{"field filled in", "capital.paid_in: certificate", "§capital.payed: certificate", "unknown_field"},
		{"field copied", "copy: [name, capital]", "copy: [name, §capitals]", "unknown_field"},
		{"text and number", "check: form.capital.registered >= 2000000", "check: form.capital.registered §>= \"2000000\"", "expression_between"},
		{"list for a number", "'form.managers.map(m, m.name)'", "'sum§(form.managers.map(m, m.name))'", "expression_usage"},
		{"syntax", "check: uscc(form.code)", "check: uscc(form.code§", "expression_lacks"},
		{"one equals sign", "check: uscc(form.code)", "check: form.code §= form.name", "expression_instead"},
		{"and in letters", "check: uscc(form.code)", "check: uscc(form.code) §and true", "expression_instead"},
		{"wide bracket", "check: uscc(form.code)", "check: uscc§（form.code)", "expression_instead"},
		{"an end too early", "check: uscc(form.code)", "check: form.code ==§", "expression_ends"},
		{"two values", "check: uscc(form.code)", "check: uscc(form.code) §form.name", "expression_strange"},
		{"open quote", "check: uscc(form.code)", "check: form.code == §\"a", "yaml_quote"},
		{"not of a number", "check: uscc(form.code)", "check: '§!form.grade'", "expression_before"},
		{"large number", "check: uscc(form.code)", "check: form.grade == §99999999999999999999", "expression_number"},
		{"pattern", "check: uscc(form.code)", "check: '§form.code.matches(\"[\")'", "expression_pattern"},
		{"list without a name", "check: uscc(form.code)", "check: form.managers.exists§(form.grade == 1)", "expression_usage"},
		{"in no list", "check: uscc(form.code)", "check: form.grade §in form.grade", "expression_usage"},
		{"unknown name", "check: uscc(form.code)", "check: §frm.code == \"\"", "expression_name"},
		{"unknown fact of the case", "when: 'case.received_on", "when: '§case.accepted_on", "expression_name"},
		{"certificate outside prefill", "check: uscc(form.code)", "check: §certificate.grade == 3", "expression_name"},
		{"number for a condition", "check: uscc(form.code)", "check: §form.capital.paid_in", "expression_result"},
		{"number for text", "owner: form.code", "owner: §form.grade", "expression_result"},
		{"number for keys", "'form.managers.map(m, m.name)'", "'§form.managers.map(m, 1)'", "expression_result"},
		{"truth for a grade", "  grade: form.grade\n", "  grade: §form.grade == 3\n", "expression_result"},
		{"no form", "form: forms/good.schema.json", "form: §forms/best.schema.json", "form_missing"},
		{"form that is no schema", "form: forms/good.schema.json", "form: §items/good.yaml", "form_file_not_json"},
	} {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			src := read(t, "items/good.yaml")
			require.Contains(t, src, b.old, "the change does not apply")
			src, line, column := marked(strings.Replace(src, b.old, b.new, 1))
			_, err := item.Read(os.DirFS("testdata"), "bad.yaml", []byte(src))
			var found item.Findings
			require.True(t, errors.As(err, &found), "%v", err)
			at := item.Position{File: "bad.yaml", Line: line, Column: column}
			for _, f := range found {
				if f.Code == b.code && f.Pos == at {
					return
				}
			}
			t.Fatalf("no %s at %d:%d in:\n%v", b.code, line, column, found)
		})
	}
}

// TestFormStaysInside: a schema names other files of the catalogue only.
func TestFormStaysInside(t *testing.T) {
	t.Parallel()
	good := read(t, "items/good.yaml")
	const outside, missing = "the form \"forms/good.schema.json\" refers to \"{0}\", which is outside the catalogue", "there is no form file \"{0}\""
	for name, c := range map[string]struct{ ref, says, of string }{
		"network": {"https://example.org/a.json", outside, "https://example.org/a.json"}, "file": {"file:///etc/passwd", outside, "file:///etc/passwd"},
		"host": {"catalogue://host/forms/a.json", outside, "catalogue://host/forms/a.json"}, "above": {"../../../etc/passwd", missing, "etc/passwd"},
		"absolute": {"/etc/passwd", missing, "etc/passwd"}, "missing": {"a.json", missing, "forms/a.json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := fstest.MapFS{"forms/good.schema.json": {Data: []byte(`{"type": "object", "properties": {"a": {"$ref": "` + c.ref + `"}}}`)}}
			_, err := item.Read(files, "f.yaml", []byte(good))
			require.ErrorContains(t, err, "f.yaml:14:7: "+strings.ReplaceAll(c.says, "{0}", c.of))
		})
	}
}

// TestFormOfItself: schemas may be recursive.
func TestFormOfItself(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"f.json": {Data: []byte(`{"type": "object", "properties": {"a": {"$ref": "#"}, "b": {"$ref": "#/$defs/l"}}, "$defs": {"l": {"type": "array", "items": {"$ref": "#/$defs/l"}}}}`)}}
	d := &item.Definition{Form: "f.json", Checks: []item.Check{{ID: "a", Check: "has(form.a.a.a) && size(form.a.b[0]) == 0"}}}
	i, err := item.Compile(d, files)
	require.NoError(t, err)
	require.Empty(t, i.CheckRules(map[string]any{"a": map[string]any{"a": map[string]any{"a": map[string]any{}}, "b": []any{[]any{}}}}, item.CaseData{}))
}

// TestCompileByHand: a definition made by hand needs no form and no files, and its faults are findings too.
func TestCompileByHand(t *testing.T) {
	t.Parallel()
	n := &item.Node{Kind: item.Choice, ID: "c", Cases: []*item.Alternative{{When: "form.x > 1"}, {Else: true}}}
	i, err := item.Compile(&item.Definition{Flow: []*item.Node{n}}, nil)
	require.NoError(t, err)
	k, err := i.Choose(n, map[string]any{"x": int64(2)}, item.CaseData{})
	require.NoError(t, err)
	require.Equal(t, 0, k)
	_, err = item.Compile(&item.Definition{Form: "f.json"}, nil)
	require.ErrorContains(t, err, "there is no form file")
	n.Cases[0].When = "form.x >"
	_, err = item.Compile(&item.Definition{Flow: []*item.Node{n}}, nil)
	require.ErrorContains(t, err, "the expression ends before it is complete")
}

// TestHash: the definition and every form file count, nothing else does.
func TestHash(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{}
	for _, name := range []string{"items/good.yaml", "forms/good.schema.json", "forms/parts.schema.json"} {
		files[name] = &fstest.MapFile{Data: []byte(read(t, name))}
	}
	hash := func() string {
		i, err := item.Load(files, "items/good.yaml")
		require.NoError(t, err)
		require.Len(t, i.Hash, 64)
		require.Equal(t, files["items/good.yaml"].Data, i.Source)
		return i.Hash
	}
	first := hash()
	files["forms/other.json"] = &fstest.MapFile{Data: []byte("{}")}
	require.Equal(t, first, hash())
	for _, name := range []string{"items/good.yaml", "forms/good.schema.json", "forms/parts.schema.json"} {
		files[name].Data = append(files[name].Data, '\n')
		next := hash()
		require.NotEqual(t, first, next, name)
		first = next
	}
}

// TestCatalogueLoads: the shipped items are definitions.
func TestCatalogueLoads(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("../../catalogue/items/*.yaml")
	require.NoError(t, err)
	require.Len(t, paths, 10)
	for _, path := range paths {
		i, err := item.Load(os.DirFS("../../catalogue"), "items/"+filepath.Base(path))
		require.NoError(t, err)
		require.Equal(t, i.Item+".yaml", filepath.Base(path))
	}
}
