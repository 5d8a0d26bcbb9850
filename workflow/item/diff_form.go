package item

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// forms compares the form files of the two: they are JSON Schema, so the fields are what its properties are.
func (d *differ) forms() {
	var was, now map[string][]byte
	if d.a.decls.form != nil {
		was = d.a.decls.form.files
	}
	if d.b.decls.form != nil {
		now = d.b.decls.form.files
	}
	if len(was) == 1 && len(now) == 1 { // the form under another name is still the form
		d.schema(here{place: "form"}, only(was), only(now))
		return
	}
	for _, path := range sortedKeys(joined(was, now)) {
		h := here{place: "form/" + path}
		a, had := was[path]
		b, has := now[path]
		switch {
		case !had:
			d.add(h, DiffAdded, withPart(h, sentenceNewPart, formFileTitle, quotedText(path)), nil, path)
		case !has:
			d.add(h, DiffRemoved, withPart(h, sentenceGonePart, formFileTitle, quotedText(path)), path, nil)
		default:
			d.schema(h, a, b)
		}
	}
}

func only(m map[string][]byte) []byte {
	for _, v := range m {
		return v
	}
	return nil
}

func joined(a, b map[string][]byte) map[string][]byte {
	all := maps.Clone(a)
	if all == nil {
		all = map[string][]byte{}
	}
	maps.Copy(all, b)
	return all
}

func (d *differ) schema(h here, a, b []byte) {
	var was, now any
	if bytes.Equal(a, b) || json.Unmarshal(a, &was) != nil || json.Unmarshal(b, &now) != nil {
		return // both were compiled before, so they are JSON
	}
	d.keyword(h.in(formTitle, Position{}), was, now)
}

// keyword compares two values of a schema. Fields are told by their titles, everything else by its name.
func (d *differ) keyword(h here, a, b any) {
	was, isMap := a.(map[string]any)
	now, isMapToo := b.(map[string]any)
	switch {
	case reflect.DeepEqual(a, b):
	case isMap && isMapToo:
		for _, k := range slices.Sorted(maps.Keys(bothKeys(was, now))) {
			d.entry(h, k, was, now)
		}
	default:
		d.listed(h, a, b)
	}
}

// entry compares one key of two schema objects.
func (d *differ) entry(h here, k string, was, now map[string]any) {
	at := h.below(k)
	if k == "properties" { // a level of fields: the path of a field is that of the form
		at = h
		d.fields(at, was[k], now[k])
		return
	}
	a, had := was[k]
	b, has := now[k]
	name := Text{Zh: k, En: k}
	switch {
	case had && has:
		d.keyword(at, a, b)
	case has:
		d.add(at, DiffAdded, withOf(h, sentenceSet, name, raw(b)), nil, b)
	default:
		d.add(at, DiffRemoved, withOf(h, sentenceUnset, name, raw(a)), a, nil)
	}
}

// fields compares the fields of two objects of the form.
func (d *differ) fields(h here, a, b any) {
	was, _ := a.(map[string]any)
	now, _ := b.(map[string]any)
	for _, k := range slices.Sorted(maps.Keys(bothKeys(was, now))) {
		x, had := was[k]
		y, has := now[k]
		at := h.below(k)
		switch {
		case !had:
			d.add(at, DiffAdded, withPart(h, sentenceNewPart, fieldNoun, quotedTitle(fieldTitleOf(k, y))), nil, y)
		case !has:
			d.add(at, DiffRemoved, withPart(h, sentenceGonePart, fieldNoun, quotedTitle(fieldTitleOf(k, x))), x, nil)
		default:
			d.keyword(at.in(quotedTitle(fieldTitleOf(k, y)), Position{}), x, y)
		}
	}
}

// listed compares two values that are no objects; lists of names, such as required, by what they gained and lost.
func (d *differ) listed(h here, a, b any) {
	name := h.place[strings.LastIndex(h.place, "/")+1:]
	title := Text{Zh: name, En: name}
	was, isList := names(a)
	now, isListToo := names(b)
	more, less := without(now, was), without(was, now)
	if !isList || !isListToo || len(more)+len(less) == 0 {
		d.add(h, DiffChanged, withOf(h, sentenceChanged, title, raw(a), raw(b)), a, b)
		return
	}
	if len(more) > 0 {
		d.add(h, DiffAdded, withOf(h, sentenceMore, title, quotedText(strings.Join(more, ", "))), nil, more)
	}
	if len(less) > 0 {
		d.add(h, DiffRemoved, withOf(h, sentenceLess, title, quotedText(strings.Join(less, ", "))), less, nil)
	}
}

// names reads a list of texts or numbers.
func names(v any) ([]string, bool) {
	list, ok := v.([]any)
	var texts []string
	for _, x := range list {
		switch x := x.(type) {
		case string:
			texts = append(texts, x)
		case float64:
			texts = append(texts, strconv.FormatFloat(x, 'g', -1, 64))
		default:
			return nil, false
		}
	}
	return texts, ok
}

// fieldTitleOf is the title of a field of the form, else its name.
func fieldTitleOf(name string, v any) Text {
	t := Text{Zh: name, En: name}
	if m, ok := v.(map[string]any); ok {
		if zh, ok := m["title"].(string); ok {
			t.Zh, t.En = zh, zh
		}
		if en, ok := m["x-title-en"].(string); ok {
			t.En = en
		}
	}
	return t
}

func bothKeys(a, b map[string]any) map[string]bool {
	keys := map[string]bool{}
	for k := range a {
		keys[k] = true
	}
	for k := range b {
		keys[k] = true
	}
	return keys
}

func raw(v any) Text {
	b, err := json.Marshal(v)
	if err != nil {
		b = []byte(fmt.Sprint(v))
	}
	return quotedText(string(b))
}
