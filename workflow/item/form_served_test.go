package item_test

import (
	"encoding/json"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"shenpi/catalogue"
	"shenpi/workflow/item"
)

// served compiles a definition that names its form form.json and gives the form as it is handed out.
func served(t *testing.T, definition string, files map[string]string) string {
	t.Helper()
	catalogue := fstest.MapFS{}
	for name, content := range files {
		catalogue[name] = &fstest.MapFile{Data: []byte(content)}
	}
	i, err := item.Read(catalogue, "keeper.yaml", []byte(definition))
	require.NoError(t, err)
	form, err := i.ServedForm()
	require.NoError(t, err)
	return string(form)
}

const (
	grounds = `"enum":["deceit","powers"],"x-enum-titles":{"deceit":{"zh":"骗取","en":""},"powers":{"zh":"超越职权","en":""}}`
	rest    = `"no":{"type":"string"},"duty":{"type":"string"},"year":{"type":"integer"}`
)

// TestServedForm gives a form in the order of its files, and the grounds of the item as choices where it names one.
func TestServedForm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, form, shared, want string
	}{
		{
			"the order is the file's", `{"type":"object","required":["year"],"properties":{"z":{"type":"number","maximum":1.50},"ground":{"type":"string","title":"<事由>"},` + rest + `,"a":{"enum":["b","a"]}}}`, "",
			`{"type":"object","required":["year"],"properties":{"z":{"type":"number","maximum":1.50},"ground":{"type":"string","title":"<事由>",` + grounds + `},` + rest + `,"a":{"enum":["b","a"]}}}`,
		},
		{
			"its own choices stay", `{"type":"object","properties":{"ground":{"type":"string","enum":["powers"]},` + rest + `}}`, "",
			`{"type":"object","properties":{"ground":{"type":"string","enum":["powers"]},` + rest + `}}`,
		},
		{
			"a reference is opened there alone", `{"type":"object","properties":{"ground":{"$ref":"s/line.json#/$defs/line","title":"事由"},"other":{"$ref":"s/line.json#/$defs/line"},` + rest + `}}`,
			`{"$id":"x","$defs":{"line":{"title":"行","type":"string"}}}`,
			`{"type":"object","properties":{"ground":{"title":"事由","type":"string",` + grounds + `},"other":{"$ref":"#/$defs/s.line.json/$defs/line"},` + rest + `},` +
				`"$defs":{"s.line.json":{"$defs":{"line":{"title":"行","type":"string"}}}}}`,
		},
		{
			"the whole form may be a reference", `{"$ref":"s/line.json","title":"表"}`, `{"type":"object","properties":{"ground":{"type":"string"},` + rest + `}}`,
			`{"type":"object","properties":{"ground":{"type":"string",` + grounds + `},` + rest + `},"title":"表",` +
				`"$defs":{"s.line.json":{"type":"object","properties":{"ground":{"type":"string"},` + rest + `}}}}`,
		},
	} {
		files := map[string]string{"form.json": c.form}
		if c.shared != "" {
			files["s/line.json"] = c.shared
		}
		want, err := json.Marshal(json.RawMessage(c.want)) // writes < as the other does
		require.NoError(t, err)
		require.Equal(t, string(want), served(t, keeper, files), c.name)
	}
}

// TestServedFormsOfTheCatalogue finds a choice wherever a shipped item asks for a ground, with a name for each.
func TestServedFormsOfTheCatalogue(t *testing.T) {
	t.Parallel()
	paths, err := fs.Glob(catalogue.FS(), "items/*.yaml")
	require.NoError(t, err)
	asked := 0
	for _, path := range paths {
		i, err := item.Load(catalogue.FS(), path)
		require.NoError(t, err)
		form, err := i.ServedForm()
		require.NoError(t, err)
		if i.Concerns == nil || len(i.Concerns.Grounds) == 0 {
			continue
		}
		asked++
		type schema struct {
			Enum       []string             `json:"enum"`
			Titles     map[string]item.Text `json:"x-enum-titles"`
			Properties map[string]struct {
				Properties map[string]json.RawMessage `json:"properties"`
			} `json:"properties"`
		}
		var root, ground schema
		require.NoError(t, json.Unmarshal(form, &root))
		for _, section := range []string{"act", "application"} {
			if raw, ok := root.Properties[section].Properties["ground"]; ok {
				require.NoError(t, json.Unmarshal(raw, &ground))
			}
		}
		require.Len(t, ground.Enum, len(i.Concerns.Grounds), path)
		for k, g := range i.Concerns.Grounds {
			require.Equal(t, g.ID, ground.Enum[k], path)
			require.NotEmpty(t, ground.Titles[g.ID].En, path)
		}
	}
	require.NotZero(t, asked)
}
