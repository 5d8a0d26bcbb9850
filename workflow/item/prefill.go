package item

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
)

// Prefilled makes the form of a draft that follows a certificate: what is carried over from the last granted case, if there
// is one, and over them what the register says. What the register does not know stays empty. Certificate and last are
// JSON values; neither is changed.
func (i *Item) Prefilled(certificate map[string]any, last any, c CaseData) (json.RawMessage, error) {
	out, _ := i.CarryOver(last)
	vars := i.vars(map[string]any{}, c)
	vars["certificate"] = certificate
	if err := fillIn(out, i.decls.prefill, vars); err != nil {
		return nil, err
	}
	return json.Marshal(out)
}

// fillIn sets fields of a form by expressions; where a value that is read is not there, the field stays as it was.
func fillIn(form map[string]any, set map[string]*expression, vars map[string]any) error {
	for _, field := range sortedKeys(set) {
		v, err := set[field].eval(vars)
		if err != nil {
			if strings.Contains(err.Error(), "no such key") {
				continue
			}
			return fmt.Errorf("fill in %s: %w", field, err)
		}
		put(form, strings.Split(field, "."), native(v))
	}
	return nil
}

// lookup finds a field of a form.
func lookup(v any, path []string) (any, bool) {
	for _, name := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil, false
		}
		if v, ok = m[name]; !ok {
			return nil, false
		}
	}
	return v, true
}

// put sets a field of a form, making the sections around it.
func put(m map[string]any, path []string, v any) {
	for _, name := range path[:len(path)-1] {
		section, ok := m[name].(map[string]any)
		if !ok {
			section = map[string]any{}
			m[name] = section
		}
		m = section
	}
	m[path[len(path)-1]] = v
}

// clone copies a JSON value.
func clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = clone(e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for k, e := range v {
			out[k] = clone(e)
		}
		return out
	}
	return v
}

// native turns the value of an expression into a JSON value.
func native(v ref.Val) any {
	switch v := v.(type) {
	case traits.Lister:
		out := []any{}
		for it := v.Iterator(); it.HasNext() == types.True; {
			out = append(out, native(it.Next()))
		}
		return out
	case traits.Mapper:
		out := map[string]any{}
		for it := v.Iterator(); it.HasNext() == types.True; {
			key := it.Next()
			out[fmt.Sprint(key.Value())] = native(v.Get(key))
		}
		return out
	case types.Null:
		return nil
	}
	return v.Value()
}
