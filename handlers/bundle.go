package handlers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// sorted lists the keys of a map in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// bundle makes one schema of a form and the files it refers to: each stands under $defs by its name, and every reference
// leads there, so that a client needs no other file.
func bundle(name string, files map[string][]byte) (json.RawMessage, error) {
	if name == "" {
		return json.RawMessage(`{}`), nil
	}
	b := bundler{root: name, files: files, defs: map[string]any{}}
	root, err := b.read(name)
	if err != nil {
		return nil, err
	}
	if len(b.defs) > 0 {
		own, _ := root["$defs"].(map[string]any)
		if own == nil {
			own = map[string]any{}
		}
		maps.Copy(own, b.defs)
		root["$defs"] = own
	}
	return json.Marshal(root)
}

type bundler struct {
	root  string
	files map[string][]byte
	defs  map[string]any
}

func (b *bundler) read(name string) (map[string]any, error) {
	src, ok := b.files[name]
	if !ok {
		return nil, fmt.Errorf("the form names %s, which was not published with it", name)
	}
	d := json.NewDecoder(bytes.NewReader(src))
	d.UseNumber()
	var schema map[string]any
	if err := d.Decode(&schema); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if name != b.root {
		b.defs[defName(name)] = schema // before its references, which may lead back here
		delete(schema, "$schema")
	}
	delete(schema, "$id")
	return schema, b.lead(schema, name)
}

// lead points every reference below v, which stands in a file, into the bundle.
func (b *bundler) lead(v any, file string) error {
	switch v := v.(type) {
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok {
			to, err := b.to(ref, file)
			if err != nil {
				return err
			}
			v["$ref"] = to
		}
		for key, e := range v {
			if key == "enum" || key == "const" || key == "default" || key == "examples" {
				continue
			}
			if err := b.lead(e, file); err != nil {
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
	if _, known := b.defs[defName(target)]; !known {
		if _, err := b.read(target); err != nil {
			return "", err
		}
	}
	return "#/$defs/" + defName(target) + fragment, nil
}

// defName is a file's name as a key that needs no escaping.
func defName(file string) string { return strings.NewReplacer("/", ".", "~", "-").Replace(file) }
