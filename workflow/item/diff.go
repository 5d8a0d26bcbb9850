package item

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// The kinds of difference.
const (
	DiffAdded   = "added"
	DiffRemoved = "removed"
	DiffChanged = "changed"
	DiffMoved   = "moved"
)

// Difference is one thing a version says otherwise than another, as a sentence. Was and Now are what the definitions
// say there; nil where they say nothing.
type Difference struct {
	Place string   `json:"place"` // flow/second-review/decisions/pass/needs
	Kind  string   `json:"kind"`
	Zh    string   `json:"zh"`
	En    string   `json:"en"`
	Was   any      `json:"was,omitempty"`
	Now   any      `json:"now,omitempty"`
	Pos   Position `json:"pos,omitzero"` // of the part it is in: in b, or in a when it is gone
}

// Diff says what b says otherwise than a, in the order of the file: every edit once, and nothing where there is none.
// Things are matched by their ids, wherever they stand. What only orders or formats the text is no difference, nor is the
// number of the version.
func Diff(a, b *Item) []Difference {
	d := &differ{a: a, b: b, names: namesIn(a, b)}
	va, vb := reflect.ValueOf(*a.Definition), reflect.ValueOf(*b.Definition)
	for i := range va.NumField() {
		f := va.Type().Field(i)
		switch name := jsonName(f); name {
		case "", "version":
		case "form":
			d.field(spot0, f, va.Field(i), vb.Field(i))
			d.forms()
		case "flow":
			d.flow()
		default:
			d.field(spot0, f, va.Field(i), vb.Field(i))
		}
	}
	return d.list
}

// differ compares two definitions part by part. It walks their types, so that a field the language gains later is
// compared too; the titles of fields stand in diff_words.go.
type differ struct {
	a, b  *Item
	names map[string]Text // titles by id, of nodes, documents, materials and what has a label
	list  []Difference
}

// here is the part of a definition being compared.
type here struct {
	place string
	of    []Text   // what it belongs to, as it is said, the outermost first
	pos   Position // where the nearest part stands in b, or in a when it is gone
}

var spot0 here

func (h here) below(name string) here {
	h.place = strings.TrimPrefix(h.place+"/"+name, "/")
	return h
}

// in is inside of what is said so.
func (h here) in(said Text, pos Position) here {
	h.of = append(slices.Clone(h.of), said)
	if pos.Line > 0 {
		h.pos = pos
	}
	return h
}

func (d *differ) add(h here, kind string, s Text, was, now any) {
	d.list = append(d.list, Difference{Place: h.place, Kind: kind, Zh: s.Zh, En: s.En, Was: was, Now: now, Pos: h.pos})
}

// field compares a field of a struct under the field's title.
func (d *differ) field(h here, f reflect.StructField, a, b reflect.Value) {
	name := jsonName(f)
	if name == "" {
		return
	}
	d.value(h.below(name), fieldTitle(f), f, a, b)
}

// value compares two values of one type, which title names.
func (d *differ) value(h here, title Text, f reflect.StructField, a, b reflect.Value) {
	t := a.Type()
	switch {
	case reflect.DeepEqual(a.Interface(), b.Interface()):
	case t == reflect.TypeFor[Text]():
		d.leaf(h.below("zh"), Text{Zh: title.Zh + "（中文）", En: title.En + " in Chinese"}, f, a.Field(0), b.Field(0))
		d.leaf(h.below("en"), Text{Zh: title.Zh + "（英文）", En: title.En + " in English"}, f, a.Field(1), b.Field(1))
	case said[t] != nil:
		d.leaf(h, title, f, a, b)
	case t.Kind() == reflect.Pointer && (a.IsNil() || b.IsNil()):
		d.presence(h, title, a, b)
	case t.Kind() == reflect.Pointer:
		d.value(h, title, f, a.Elem(), b.Elem())
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			d.field(h.in(title, Position{}), t.Field(i), a.Field(i), b.Field(i))
		}
	case t.Kind() == reflect.Map:
		d.mapping(h, title, f, a, b)
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.String:
		d.set(h, title, f, stringsOf(a), stringsOf(b))
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Int:
		d.set(h, title, f, digitsOf(a), digitsOf(b))
	case t.Kind() == reflect.Slice:
		d.parts(h, title, a, b)
	default:
		d.leaf(h, title, f, a, b)
	}
}

// leaf compares two values that are said in a few words.
func (d *differ) leaf(h here, title Text, f reflect.StructField, a, b reflect.Value) {
	if reflect.DeepEqual(a.Interface(), b.Interface()) {
		return
	}
	absent := strings.Contains(f.Tag.Get("json"), ",omit") || a.Kind() == reflect.String
	was, now := d.say(f, a), d.say(f, b)
	if was == now { // two things that are called the same
		was, now = verbatim(a), verbatim(b)
	}
	switch {
	case absent && a.IsZero():
		d.add(h, DiffAdded, withOf(h, sentenceSet, title, now), nil, b.Interface())
	case absent && b.IsZero():
		d.add(h, DiffRemoved, withOf(h, sentenceUnset, title, was), a.Interface(), nil)
	default:
		d.add(h, DiffChanged, withOf(h, sentenceChanged, title, was, now), a.Interface(), b.Interface())
	}
}

// presence tells of a part that only one of the two has.
func (d *differ) presence(h here, title Text, a, b reflect.Value) {
	if a.IsNil() {
		d.add(h, DiffAdded, withOf(h, sentenceNew, title), nil, b.Interface())
		return
	}
	d.add(h, DiffRemoved, withOf(h, sentenceGone, title), a.Interface(), nil)
}

// mapping compares two mappings key by key.
func (d *differ) mapping(h here, title Text, f reflect.StructField, a, b reflect.Value) {
	var keys []string
	for _, m := range []reflect.Value{a, b} {
		for _, k := range m.MapKeys() {
			keys = append(keys, k.String())
		}
	}
	slices.Sort(keys)
	for _, k := range slices.Compact(keys) {
		key := reflect.ValueOf(k).Convert(a.Type().Key())
		was, now := a.MapIndex(key), b.MapIndex(key)
		at, named := h.below(k).in(title, Position{}), d.named(k)
		switch {
		case !was.IsValid():
			d.add(at, DiffAdded, withOf(at, sentenceSet, named, d.say(f, now)), nil, now.Interface())
		case !now.IsValid():
			d.add(at, DiffRemoved, withOf(at, sentenceUnset, named, d.say(f, was)), was.Interface(), nil)
		default:
			d.value(at, named, f, was, now)
		}
	}
}

// set compares two lists of names, whose order says nothing.
func (d *differ) set(h here, title Text, f reflect.StructField, a, b []string) {
	say := func(list []string) Text {
		var t Text
		for i, s := range list {
			said := d.say(f, reflect.ValueOf(s))
			if i > 0 {
				t.Zh, t.En = t.Zh+"、", t.En+", "
			}
			t.Zh, t.En = t.Zh+said.Zh, t.En+said.En
		}
		return t
	}
	if more := without(b, a); len(more) > 0 {
		d.add(h, DiffAdded, withOf(h, sentenceMore, title, say(more)), nil, more)
	}
	if less := without(a, b); len(less) > 0 {
		d.add(h, DiffRemoved, withOf(h, sentenceLess, title, say(less)), less, nil)
	}
}

func digitsOf(v reflect.Value) []string {
	list := make([]string, v.Len())
	for i := range list {
		list[i] = strconv.FormatInt(v.Index(i).Int(), 10)
	}
	return list
}

func without(list, other []string) []string {
	var left []string
	for _, s := range list {
		if !slices.Contains(other, s) && !slices.Contains(left, s) {
			left = append(left, s)
		}
	}
	return left
}

// part is an element of a list, with the key it is matched by.
type part struct {
	key   string
	title Text
	pos   Position
	value reflect.Value // a struct
}

// parts compares two lists of parts: matched by key, those that are new or gone, and the fewest that were moved.
func (d *differ) parts(h here, title Text, a, b reflect.Value) {
	was, now := partsOf(a), partsOf(b)
	at := func(p part) here { return h.below(p.key).in(quotedTitle(p.title), p.pos) }
	for _, p := range now {
		k := slices.IndexFunc(was, func(o part) bool { return o.key == p.key })
		if k < 0 {
			x := h.below(p.key)
			x.pos = p.pos
			d.add(x, DiffAdded, withPart(h, sentenceNewPart, title, quotedTitle(p.title)), nil, p.value.Interface())
			continue
		}
		for i := range p.value.NumField() {
			d.field(at(p), p.value.Type().Field(i), was[k].value.Field(i), p.value.Field(i))
		}
	}
	for _, p := range was {
		if !slices.ContainsFunc(now, func(o part) bool { return o.key == p.key }) {
			x := h.below(p.key)
			x.pos = p.pos
			d.add(x, DiffRemoved, withPart(h, sentenceGonePart, title, quotedTitle(p.title)), p.value.Interface(), nil)
		}
	}
	for _, m := range movedKeys(keysOf(was), keysOf(now)) {
		k := slices.IndexFunc(now, func(o part) bool { return o.key == m })
		x := h.below(m)
		x.pos = now[k].pos
		before := Text{}
		if k > 0 {
			before = now[k-1].title
		}
		d.add(x, DiffMoved, movedSentence(h.of, title, now[k].title, before), nil, nil)
	}
}

func keysOf(list []part) []string {
	keys := make([]string, len(list))
	for i, p := range list {
		keys[i] = p.key
	}
	return keys
}

// movedKeys are the fewest of the keys in both lists that had to change their place: all but a longest common run in order.
func movedKeys(was, now []string) []string {
	a := slices.DeleteFunc(slices.Clone(was), func(s string) bool { return !slices.Contains(now, s) })
	b := slices.DeleteFunc(slices.Clone(now), func(s string) bool { return !slices.Contains(was, s) })
	run := commonRun(a, b)
	return slices.DeleteFunc(b, func(s string) bool { return slices.Contains(run, s) })
}

// commonRun is a longest sequence that both lists have in this order.
func commonRun(a, b []string) []string {
	best := make([][]int, len(a)+1)
	for i := range best {
		best[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for k := len(b) - 1; k >= 0; k-- {
			best[i][k] = max(best[i+1][k], best[i][k+1])
			if a[i] == b[k] {
				best[i][k] = best[i+1][k+1] + 1
			}
		}
	}
	var run []string
	for i, k := 0, 0; i < len(a) && k < len(b); {
		switch {
		case a[i] == b[k]:
			run = append(run, a[i])
			i, k = i+1, k+1
		case best[i+1][k] >= best[i][k+1]:
			i++
		default:
			k++
		}
	}
	return run
}

// partsOf reads a list of structs. What has no key of its own, or one that another had before, is matched by its place.
func partsOf(list reflect.Value) []part {
	var parts []part
	seen := map[string]int{}
	for i := range list.Len() {
		v := reflect.Indirect(list.Index(i))
		p := part{key: keyOf(v), value: v}
		if title := v.FieldByName("Title"); title.IsValid() {
			p.title, _ = title.Interface().(Text)
		}
		if pos := v.FieldByName("Pos"); pos.IsValid() {
			p.pos, _ = pos.Interface().(Position)
		}
		if seen[p.key]++; seen[p.key] > 1 || p.key == "" {
			p.key = strings.TrimPrefix(fmt.Sprintf("%s#%d", p.key, max(seen[p.key], 1)), "#")
		}
		if p.title.Zh == "" {
			p.title = Text{Zh: p.key, En: p.key}
		}
		p.title = both(p.title)
		parts = append(parts, p)
	}
	return parts
}

// keyOf is what identifies a part among those of its list.
func keyOf(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case Criterion:
		return strings.TrimPrefix(x.RuleSet+"."+x.ID, ".")
	case Basis:
		return strings.TrimSpace(x.Law + " " + x.Article)
	}
	for _, name := range []string{"ID", "Name", "Kind", "Label"} {
		if f := v.FieldByName(name); f.IsValid() && f.Kind() == reflect.String {
			return f.String()
		}
	}
	return ""
}

func stringsOf(v reflect.Value) []string {
	list := make([]string, v.Len())
	for i := range list {
		list[i] = v.Index(i).String()
	}
	return list
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "-" {
		return ""
	}
	return name
}

func verbatim(v reflect.Value) Text {
	raw, err := json.Marshal(v.Interface())
	if err != nil {
		raw = []byte(fmt.Sprint(v.Interface()))
	}
	return Text{Zh: string(raw), En: string(raw)}
}
