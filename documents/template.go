// Package documents renders what the office hands out. A document's text comes from its item and its data from the entry
// that owes it; rendering the same data twice gives the same bytes.
package documents

import (
	"encoding/json"
	"fmt"
	"strings"

	"shenpi/workflow/wording"
)

// Render fills a text: {name} is a value, {?name}…{/name} stands only if the value is there and not empty, and
// {#name}…{/name} is repeated for each row of a list. Names may be paths such as {applicant.name}. A name the data
// does not know is left as a blank line to write on, as on a printed form.
func Render(text string, data map[string]any) (string, error) {
	var b strings.Builder
	if err := render(&b, wording.Parse(text), []map[string]any{data}, 0); err != nil {
		return "", err
	}
	return b.String(), nil
}

// blank is what stands where a value is missing.
const blank = "＿＿＿＿"

func render(b *strings.Builder, nodes []wording.Node, scope []map[string]any, depth int) error {
	if depth > wording.MaxDepth {
		return fmt.Errorf("a template has %w", wording.ErrDeep)
	}
	for _, n := range nodes {
		var err error
		switch n.Kind {
		case wording.Words:
			b.WriteString(n.Text)
		case wording.Value:
			err = value(b, n.Text, scope, depth)
		case wording.If:
			if holds(lookup(n.Text, scope)) {
				err = render(b, n.Inside, scope, depth+1)
			}
		case wording.Each:
			err = rows(b, n, scope, depth)
		case wording.Broken:
			err = fmt.Errorf("a template goes wrong at {%s: %w", n.Text, n.Err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func rows(b *strings.Builder, n wording.Node, scope []map[string]any, depth int) error {
	for _, row := range rowsIn(n.Text, scope) {
		if err := render(b, n.Inside, append(scope[:len(scope):len(scope)], row), depth+1); err != nil {
			return err
		}
	}
	return nil
}

// rowsIn are the rows of a list.
func rowsIn(name string, scope []map[string]any) (list []map[string]any) {
	all, _ := lookup(name, scope).([]any)
	for _, r := range all {
		row, ok := r.(map[string]any)
		if !ok {
			row = map[string]any{"value": r}
		}
		list = append(list, row)
	}
	return list
}

// value writes what stands for a name. What people wrote is never read as a template; only the item's own phrases are.
func value(b *strings.Builder, name string, scope []map[string]any, depth int) error {
	switch v := lookup(name, scope).(type) {
	case nil:
		return phrase(b, name, scope, depth)
	case string:
		if v == "" {
			return phrase(b, name, scope, depth)
		}
		b.WriteString(v)
	case bool:
	case map[string]any: // it has values, and is none
		return phrase(b, name, scope, depth)
	default:
		_, _ = fmt.Fprint(b, v) // a builder takes everything
	}
	return nil
}

// phrase writes a fixed part of the item's texts, which may itself name values.
func phrase(b *strings.Builder, name string, scope []map[string]any, depth int) error {
	phrases, _ := scope[0]["phrases"].(map[string]any)
	text, ok := phrases[name].(string)
	if !ok || text == "" {
		b.WriteString(blank)
		return nil
	}
	return render(b, wording.Parse(text), scope, depth+1)
}

// lookup finds a path in the innermost scope that knows its first part.
func lookup(name string, scope []map[string]any) any {
	parts := strings.Split(name, ".")
	for i := len(scope) - 1; i >= 0; i-- {
		v, ok := scope[i][parts[0]]
		if !ok {
			continue
		}
		for _, p := range parts[1:] {
			m, isMap := v.(map[string]any)
			if !isMap {
				return nil
			}
			v = m[p]
		}
		return v
	}
	return nil
}

func holds(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		return v != ""
	case []any:
		return len(v) > 0
	case json.Number:
		return v != "0"
	}
	return true
}
