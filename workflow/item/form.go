package item

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/url"
	"sort"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// form is the compiled form of an item: the schema that judges it, and its shape, which expressions and messages read.
type form struct {
	schema *jsonschema.Schema
	shape  *shape
	files  map[string][]byte // every file read, by path
}

// shape is what the schema says of one place of the form, however many subschemas say it.
type shape struct {
	id    string // unique in the form
	kind  string // object, array, string, integer, number, boolean; empty when the schema leaves it open
	title Text
	props map[string]*shape // object
	elem  *shape            // array
	enum  map[string]Text   // titles of the values
}

// formScheme is the scheme of the addresses of form files; nothing behind it leaves the catalogue.
const formScheme = "catalogue"

// formFiles loads schemas from a file system: no network, no file outside.
type formFiles struct {
	files fs.FS
	read  map[string][]byte
	docs  map[string]any
}

// Load implements jsonschema.URLLoader.
func (l *formFiles) Load(address string) (any, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != formScheme || u.Host != "" {
		return nil, &formFault{"form_outside", address}
	}
	name := strings.TrimPrefix(u.Path, "/")
	if !fs.ValidPath(name) {
		return nil, &formFault{"form_outside", address}
	}
	info, err := fs.Stat(l.files, name)
	if err != nil {
		return nil, &formFault{"form_missing", name}
	}
	if !info.Mode().IsRegular() || info.Size() > maxSource {
		return nil, &formFault{"form_unreadable", name}
	}
	src, err := fs.ReadFile(l.files, name)
	if err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(src))
	if err != nil {
		return nil, &formFault{"form_file_not_json", name + ":" + strconv.Itoa(lineOf(src, err))}
	}
	l.read[name], l.docs[name] = src, doc
	return doc, nil
}

// loadForm compiles the form of a path, with the files it refers to.
func loadForm(files fs.FS, name string) (*form, error) {
	l := &formFiles{files: files, read: map[string][]byte{}, docs: map[string]any{}}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	c.UseLoader(l)
	schema, err := c.Compile((&url.URL{Scheme: formScheme, Path: "/" + name}).String())
	if err != nil {
		return nil, err
	}
	b := shaper{docs: l.docs, made: map[string]*shape{}}
	root := b.shape([]*jsonschema.Schema{schema})
	if root.kind != "object" {
		return nil, &formFault{"form_not_object", name}
	}
	return &form{schema: schema, shape: root, files: l.read}, nil
}

// shaper makes shapes; a schema that refers to itself makes a shape that does.
type shaper struct {
	docs map[string]any
	made map[string]*shape
}

// shape merges what several schemas say of one place.
func (b *shaper) shape(says []*jsonschema.Schema) *shape {
	parts := spread(says)
	places := make([]string, len(parts))
	for i, p := range parts {
		places[i] = p.Location
	}
	id := strings.Join(places, " ")
	if s, ok := b.made[id]; ok {
		return s
	}
	s := &shape{id: fmt.Sprintf("form/%d", len(b.made))}
	b.made[id] = s
	s.kind = kindOf(parts)
	props, elems := map[string][]*jsonschema.Schema{}, []*jsonschema.Schema{}
	for _, p := range parts {
		b.words(s, p)
		for name, prop := range p.Properties {
			props[name] = append(props[name], prop)
		}
		if p.Items2020 != nil && len(p.PrefixItems) == 0 {
			elems = append(elems, p.Items2020)
		}
	}
	if s.kind == "" && len(props) > 0 {
		s.kind = "object"
	}
	if s.kind == "object" && len(props) > 0 {
		s.props = make(map[string]*shape, len(props))
		for _, name := range sortedKeys(props) {
			s.props[name] = b.shape(props[name])
		}
	}
	if s.kind == "array" && len(elems) > 0 {
		s.elem = b.shape(elems)
	}
	return s
}

// words takes the titles a schema gives; the English ones stand in x-title-en and x-enum-titles.
func (b *shaper) words(s *shape, p *jsonschema.Schema) {
	raw := b.raw(p.Location)
	if s.title.Zh == "" && p.Title != "" {
		s.title = Text{Zh: p.Title, En: p.Title}
		if en, ok := raw["x-title-en"].(string); ok && en != "" {
			s.title.En = en
		}
	}
	titles, _ := raw["x-enum-titles"].(map[string]any)
	for value, t := range titles {
		words, _ := t.(map[string]any)
		zh, _ := words["zh"].(string)
		en, _ := words["en"].(string)
		if s.enum == nil {
			s.enum = map[string]Text{}
		}
		s.enum[value] = Text{Zh: zh, En: en}
	}
}

// raw finds the JSON of a schema, for the keywords that only people read.
func (b *shaper) raw(location string) map[string]any {
	u, err := url.Parse(location)
	if err != nil {
		return nil
	}
	at := b.docs[strings.TrimPrefix(u.Path, "/")]
	for _, token := range strings.Split(u.Fragment, "/")[1:] {
		switch v := at.(type) {
		case map[string]any:
			at = v[strings.NewReplacer("~1", "/", "~0", "~").Replace(token)]
		case []any:
			n, err := strconv.Atoi(token)
			if err != nil || n < 0 || n >= len(v) {
				return nil
			}
			at = v[n]
		default:
			return nil
		}
	}
	m, _ := at.(map[string]any)
	return m
}

// spread lists the schemas and all that they bring in for the same place.
func spread(says []*jsonschema.Schema) []*jsonschema.Schema {
	var parts []*jsonschema.Schema
	seen := map[*jsonschema.Schema]bool{}
	var add func(s *jsonschema.Schema)
	add = func(s *jsonschema.Schema) {
		if s == nil || seen[s] {
			return
		}
		seen[s] = true
		parts = append(parts, s)
		add(s.Ref)
		for _, list := range [][]*jsonschema.Schema{s.AllOf, s.AnyOf, s.OneOf, {s.Then, s.Else}} {
			for _, sub := range list {
				add(sub)
			}
		}
		for _, name := range sortedKeys(s.DependentSchemas) {
			add(s.DependentSchemas[name])
		}
	}
	for _, s := range says {
		add(s)
	}
	return parts
}

// kindOf is the one type the schemas agree on; empty when they name none, or several.
func kindOf(parts []*jsonschema.Schema) string {
	kind := ""
	for _, p := range parts {
		if p.Types == nil {
			continue
		}
		names := p.Types.ToStrings()
		if len(names) != 1 || kind != "" && kind != names[0] {
			return ""
		}
		kind = names[0]
	}
	return kind
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
