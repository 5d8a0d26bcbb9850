package catalogue_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"shenpi/catalogue"
)

const root = "catalogue:///"

type embedded struct{}

func (embedded) Load(url string) (any, error) {
	raw, err := fs.ReadFile(catalogue.FS(), strings.TrimPrefix(url, root))
	if err != nil {
		return nil, err
	}
	return jsonschema.UnmarshalJSON(bytes.NewReader(raw))
}

func validate(t *testing.T, form string, data []byte) error {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.UseLoader(embedded{})
	schema, err := c.Compile(root + form)
	require.NoError(t, err)
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	require.NoError(t, err)
	return schema.Validate(value)
}

func TestSamplesFillTheirForms(t *testing.T) {
	t.Parallel()
	items := loadItems(t)
	for key, s := range loadSamples(t) {
		require.NoError(t, validate(t, items[s.Item].Form, s.Form), key)
	}
}

func TestFormsRefuseWhatDoesNotBelong(t *testing.T) {
	t.Parallel()
	items, samples := loadItems(t), loadSamples(t)
	for _, c := range []struct {
		sample, fault string
		change        func(form map[string]any)
	}{
		{"S1", "unknown field", func(f map[string]any) { part(f, "leaders", "head")["sex"] = "f" }},
		{"S1", "unknown section", func(f map[string]any) { f["notes"] = "x" }},
		{"S1", "fraction of a yuan", func(f map[string]any) { part(f, "capital")["registered"] = 0.5 }},
		{"S1", "grade decided by the ministry", func(f map[string]any) { part(f, "application")["grade"] = 2 }},
		{"S1", "no such day", func(f map[string]any) { part(f, "enterprise")["founded_on"] = "2016-02-30" }},
		{"S1", "bad address", func(f map[string]any) { part(f, "application")["contact_email"] = "nobody" }},
		{"S1", "letter O in a credit code", func(f map[string]any) { part(f, "enterprise")["credit_code"] = "9152OOOOMA00000151" }},
		{"S1", "accepted without a date", func(f map[string]any) { delete(row(f, 0, "projects", "list"), "accepted_on") }},
		{"S1", "upgrade without its certificate", func(f map[string]any) { part(f, "application")["prior_grade"] = 4 }},
		{"S1", "certified without a certificate", func(f map[string]any) { delete(part(f, "quality"), "certificate_no") }},
		{"S1", "not declared true", func(f map[string]any) { part(f, "statement")["truthful"] = false }},
		{"S1", "four typical projects", func(f map[string]any) {
			part(f, "typical")["items"] = part(f, "typical")["items"].([]any)[:4]
		}},
		{"P1", "senior manager", func(f map[string]any) { part(f, "application")["level"] = "senior" }},
		{"P1", "no photo number", func(f map[string]any) { part(f, "person")["id_no"] = "52000019910505015x" }},
		{"R1", "unknown change", func(f map[string]any) { row(f, 0, "changes", "list")["what"] = "colour" }},
		{"R1", "year twice", func(f map[string]any) { part(f, "supervision")["self_checks"] = []any{2024, 2024} }},
	} {
		s := samples[c.sample]
		form := formValue(t, s.Form)
		c.change(form)
		raw, err := json.Marshal(form)
		require.NoError(t, err)
		require.Error(t, validate(t, items[s.Item].Form, raw), c.fault)
	}
}

// Every field has a title in both languages, every choice too, every help text; every
// object is closed; a unit stands on numbers only.
func TestFormsAreDescribedInBothLanguages(t *testing.T) {
	t.Parallel()
	paths, err := fs.Glob(catalogue.FS(), "forms/*.schema.json")
	require.NoError(t, err)
	require.Len(t, paths, 9)
	for _, path := range paths {
		raw, err := fs.ReadFile(catalogue.FS(), path)
		require.NoError(t, err)
		var schema map[string]any
		require.NoError(t, json.Unmarshal(raw, &schema))
		require.Equal(t, "https://json-schema.org/draft/2020-12/schema", schema["$schema"], path)
		if defs, ok := schema["$defs"].(map[string]any); ok {
			for name, def := range defs {
				describe(t, path+"#"+name, def.(map[string]any))
			}
			continue
		}
		describe(t, path, schema)
	}
}

func describe(t *testing.T, at string, s map[string]any) {
	t.Helper()
	if _, ok := s["$ref"]; ok {
		require.Len(t, s, 1, at)
		return
	}
	require.NotEmpty(t, s["title"], at)
	require.NotEmpty(t, s["x-title-en"], at)
	require.Equal(t, s["description"] == nil, s["x-help-en"] == nil, at)
	if s["x-unit"] != nil {
		require.Equal(t, "integer", s["type"], at)
	}
	if values, ok := s["enum"].([]any); ok {
		titles := s["x-enum-titles"].(map[string]any)
		require.Len(t, titles, len(values), at)
		for _, v := range values {
			title := titles[fmt.Sprint(v)].(map[string]any)
			require.NotEmpty(t, title["zh"], at)
			require.NotEmpty(t, title["en"], at)
		}
	}
	switch s["type"] {
	case "object":
		require.Equal(t, false, s["additionalProperties"], at)
		properties := s["properties"].(map[string]any)
		for _, name := range s["required"].([]any) {
			require.Contains(t, properties, name, at)
		}
		for name, p := range properties {
			describe(t, at+"."+name, p.(map[string]any))
		}
	case "array":
		require.NotNil(t, s["maxItems"], at)
		describe(t, at+"[]", s["items"].(map[string]any))
	case "string", "integer", "boolean":
	default:
		require.Fail(t, "no type", at)
	}
}
