package item

import (
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"strings"
)

// ServedForm is the form as it is handed out to be filled in and read: the schema and the files it refers to in one
// piece, so that a client needs no other file; everything in the order of the files; and the grounds of the item as the
// choices of the field that names one. It offers and names; what is filed is judged by the files themselves.
func (i *Item) ServedForm() (json.RawMessage, error) {
	if i.Form == "" || i.decls.form == nil {
		return json.RawMessage(`{}`), nil
	}
	b := bundler{root: i.Form, files: i.decls.form.files, defs: &ordered{values: map[string]any{}}}
	root, err := b.read(i.Form)
	if err != nil {
		return nil, err
	}
	if len(b.defs.names) > 0 {
		own := root.object("$defs")
		if own == nil {
			own = &ordered{values: map[string]any{}}
			root.set("$defs", own)
		}
		for _, name := range b.defs.names {
			own.set(name, b.defs.values[name])
		}
	}
	if c := i.Concerns; c != nil {
		offer(root, c.groundField(), c.Grounds)
	}
	return json.Marshal(root)
}

// bundler gathers the files of a form in one document: each but the first stands under $defs by its name, and every
// reference leads there.
type bundler struct {
	root  string
	files map[string][]byte
	defs  *ordered
}

func (b *bundler) read(name string) (*ordered, error) {
	src, ok := b.files[name]
	if !ok {
		return nil, fmt.Errorf("the form names %s, which was not published with it", name)
	}
	doc, err := readOrdered(src)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	schema, ok := doc.(*ordered)
	if !ok {
		return nil, fmt.Errorf("read %s: it is no object", name)
	}
	if name != b.root {
		b.defs.set(defName(name), schema) // before its references, which may lead back here
		schema.drop("$schema")
	}
	schema.drop("$id")
	return schema, b.lead(schema, name)
}

// lead points every reference below v, which stands in a file, into the bundle.
func (b *bundler) lead(v any, file string) error {
	switch v := v.(type) {
	case *ordered:
		if ref, ok := v.values["$ref"].(string); ok {
			to, err := b.to(ref, file)
			if err != nil {
				return err
			}
			v.set("$ref", to)
		}
		for _, name := range v.names {
			if name == "enum" || name == "const" || name == "default" || name == "examples" {
				continue
			}
			if err := b.lead(v.values[name], file); err != nil {
				return err
			}
		}
	case []any:
		for _, e := range v {
			if err := b.lead(e, file); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bundler) to(ref, file string) (string, error) {
	name, fragment, _ := strings.Cut(ref, "#")
	target := file
	if name != "" {
		target = path.Join(path.Dir(file), name)
	}
	if target == b.root {
		return "#" + fragment, nil
	}
	if b.defs.object(defName(target)) == nil {
		if _, err := b.read(target); err != nil {
			return "", err
		}
	}
	return "#/$defs/" + defName(target) + fragment, nil
}

// defName is a file's name as a key that needs no escaping.
func defName(file string) string { return strings.NewReplacer("/", ".", "~", "-").Replace(file) }

var plainField = regexp.MustCompile(`^form((?:\.[A-Za-z_][A-Za-z0-9_]*)+)$`)

// groundField is the field of the form that names the ground; none when an expression works it out.
func (c *Concerns) groundField() []string {
	m := plainField.FindStringSubmatch(strings.TrimSpace(c.Ground))
	if m == nil {
		return nil
	}
	return strings.Split(m[1][1:], ".")
}

// offer lists grounds as the choices of a field. A form that lists its choices itself, and calls them what it likes, is
// left alone.
func offer(root *ordered, field []string, grounds []Ground) {
	if len(field) == 0 {
		return
	}
	*root = *opened(root, root)
	at := root
	for _, name := range field {
		props := at.object("properties")
		below := props.object(name)
		if below == nil {
			return
		}
		at = opened(root, below)
		props.set(name, at)
	}
	if _, chosen := at.values["enum"]; chosen {
		return
	}
	ids, titles := []any{}, &ordered{values: map[string]any{}}
	for _, g := range grounds {
		ids = append(ids, g.ID)
		titles.set(g.ID, g.Title)
	}
	at.set("enum", ids)
	at.set("x-enum-titles", titles)
}

// opened is a schema with what it refers to in its own place, so that a change to it changes nothing else that refers
// there. What stands beside a reference says more than what it leads to.
func opened(root, schema *ordered) *ordered {
	for range maxFormDepth {
		ref, ok := schema.values["$ref"].(string)
		if !ok {
			return schema
		}
		target := pointed(root, ref)
		if target == nil {
			return schema
		}
		merged := copyOrdered(target).(*ordered)
		for _, name := range schema.names {
			if name != "$ref" {
				merged.set(name, schema.values[name])
			}
		}
		schema = merged
	}
	return schema
}

// pointed is the schema that a reference within a document leads to by its place; nil when there is none.
func pointed(root *ordered, ref string) *ordered {
	fragment, ok := strings.CutPrefix(ref, "#")
	if !ok || fragment != "" && fragment[0] != '/' {
		return nil
	}
	at := root
	for _, name := range strings.Split(fragment, "/")[1:] {
		at = at.object(strings.NewReplacer("~1", "/", "~0", "~").Replace(name))
	}
	return at
}
