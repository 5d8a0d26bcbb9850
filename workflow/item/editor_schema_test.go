package item_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
)

// TestEditorSchema: the schema for editors takes the good definition and the shipped items, and none of the definitions
// whose fault is one of shape.
func TestEditorSchema(t *testing.T) {
	t.Parallel()
	schema, err := jsonschema.NewCompiler().Compile("../../docs/definition.schema.json")
	require.NoError(t, err)
	judge := func(src string) error {
		var v any
		if err := yaml.Unmarshal([]byte(src), &v); err != nil {
			return err
		}
		return schema.Validate(v)
	}
	good := read(t, "items/good.yaml")
	require.NoError(t, judge(good))
	paths, err := filepath.Glob("../../catalogue/items/*.yaml")
	require.NoError(t, err)
	for _, path := range paths {
		src, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, judge(string(src)), path)
	}
	shape := map[string]bool{"unknown_key": true, "missing_key": true, "wrong_type": true, "bad_choice": true, "bad_size": true,
		"bad_id": true, "bad_field": true, "span_unit": true, "threshold_form": true, "pick_form": true, "node_kind": true, "way_missing": true,
		"branches_few": true, "branch_empty": true, "else_false": true, "case_guard": true, "empty_text": true, "unknown_role": true}
	for _, b := range slices.Concat(badParts, badActs, badJoint, badFlow) {
		if !shape[b.code] || b.name == "silence without the reason" || b.name == "size too large" {
			continue // the reason depends on another decision; a size is compared as a number
		}
		src, _, _ := marked(strings.Replace(good, b.old, b.new, 1))
		require.Error(t, judge(src), b.name)
	}
}
