package item

import (
	"encoding/json"
	"slices"
	"strings"
)

// CarryOver takes over from an earlier form what the item names in `prefill.copy`. A value that the form has no place for any
// more, or does not take, is left out and said; that others are missing beside it is told when the form is checked.
func (i *Item) CarryOver(last any) (form map[string]any, left []FieldError) {
	form = map[string]any{}
	if i.Prefill == nil {
		return form, nil
	}
	for _, field := range i.Prefill.Copy {
		path := strings.Split(field, ".")
		if v, ok := lookup(last, path); ok {
			put(form, path, clone(v))
		}
	}
	for {
		out := i.misfits(form)
		if len(out) == 0 {
			return form, left
		}
		left = append(left, out...)
	}
}

// misfits takes off a form what its schema refuses, and says what that was. Each round takes something off.
func (i *Item) misfits(form map[string]any) []FieldError {
	raw, err := json.Marshal(form)
	if err != nil {
		return nil
	}
	var out []FieldError
	for _, e := range i.CheckForm(raw) {
		if e.Code != "required" && takeOff(form, strings.Split(e.Field, "/")[1:]) {
			out = append(out, e)
		}
	}
	return out
}

// takeOff removes a place of a form. A list is one value: without a row it would be another list.
func takeOff(m map[string]any, path []string) bool {
	for n, token := range path {
		name := pointerNames.Replace(token)
		v, ok := m[name]
		if !ok {
			return false
		}
		below, section := v.(map[string]any)
		if n == len(path)-1 || !section {
			delete(m, name)
			return true
		}
		m = below
	}
	return false
}

// FieldAt finds a dotted field of a form; nil when it is not there.
func FieldAt(form any, field string) any {
	v, _ := lookup(form, strings.Split(field, "."))
	return v
}

var pointerNames = strings.NewReplacer("~1", "/", "~0", "~")

// Opens are the fields that a draft opens with, or may take over, in the order of the definition.
func (d *Definition) Opens() []string {
	if d.Prefill == nil {
		return nil
	}
	return slices.Concat(sortedKeys(d.Prefill.Set), d.Prefill.Copy)
}
