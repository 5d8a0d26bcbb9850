// Package documents renders what the office hands out. A document's text comes from its item and its data from the entry
// that owes it; rendering the same data twice gives the same bytes.
package documents

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Render fills a text: {name} is a value, {?name}…{/name} stands only if the value is there and not empty, and
// {#name}…{/name} is repeated for each row of a list. Names may be paths such as {applicant.name}. A name the data
// does not know is left as a blank line to write on, as on a printed form.
func Render(text string, data map[string]any) (string, error) {
	var b strings.Builder
	if err := render(&b, text, []map[string]any{data}, 0); err != nil {
		return "", err
	}
	return b.String(), nil
}

// maxDepth bounds nested blocks.
const maxDepth = 8

// blank is what stands where a value is missing.
const blank = "＿＿＿＿"

func render(b *strings.Builder, text string, scope []map[string]any, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("a template nests more than %d blocks", maxDepth)
	}
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			b.WriteString(text)
			return nil
		}
		b.WriteString(text[:open])
		end := strings.IndexByte(text[open:], '}')
		if end < 0 {
			return fmt.Errorf("a template has { without }")
		}
		name := text[open+1 : open+end]
		text = text[open+end+1:]
		switch {
		case strings.HasPrefix(name, "?"), strings.HasPrefix(name, "#"):
			closing := "{/" + name[1:] + "}"
			n := strings.Index(text, closing)
			if n < 0 {
				return fmt.Errorf("a template opens {%s} without %s", name, closing)
			}
			if err := block(b, name, text[:n], scope, depth); err != nil {
				return err
			}
			text = text[n+len(closing):]
		case strings.HasPrefix(name, "/"):
			return fmt.Errorf("a template closes {%s} without opening it", name)
		default:
			v, err := value(name, scope, depth)
			if err != nil {
				return err
			}
			b.WriteString(v)
		}
	}
}

func block(b *strings.Builder, name, inner string, scope []map[string]any, depth int) error {
	v := lookup(name[1:], scope)
	if name[0] == '?' {
		if !holds(v) {
			return nil
		}
		return render(b, inner, scope, depth+1)
	}
	rows, _ := v.([]any)
	for _, r := range rows {
		row, ok := r.(map[string]any)
		if !ok {
			row = map[string]any{"value": r}
		}
		if err := render(b, inner, append(scope[:len(scope):len(scope)], row), depth+1); err != nil {
			return err
		}
	}
	return nil
}

// value is what stands for a name. What people wrote is never read as a template; only the item's own phrases are.
func value(name string, scope []map[string]any, depth int) (string, error) {
	switch v := lookup(name, scope).(type) {
	case nil:
		return phrase(name, scope, depth)
	case string:
		if v == "" {
			return phrase(name, scope, depth)
		}
		return v, nil
	case bool:
		return "", nil
	default:
		return fmt.Sprint(v), nil
	}
}

// phrase is a fixed part of the item's texts, which may itself name values.
func phrase(name string, scope []map[string]any, depth int) (string, error) {
	phrases, _ := scope[0]["phrases"].(map[string]any)
	text, ok := phrases[name].(string)
	if !ok || text == "" {
		return blank, nil
	}
	var b strings.Builder
	if err := render(&b, text, scope, depth+1); err != nil {
		return "", err
	}
	return b.String(), nil
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
