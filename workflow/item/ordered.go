package item

import (
	"bytes"
	"encoding/json"
	"slices"
)

// ordered is a JSON object that keeps the order it was written in: people read a form in the order of its file.
type ordered struct {
	names  []string
	values map[string]any
}

// readOrdered reads a JSON document with its objects as *ordered and its numbers as they stand.
func readOrdered(src []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(src))
	d.UseNumber()
	return nextOrdered(d)
}

func nextOrdered(d *json.Decoder) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t {
	case json.Delim('{'):
		o := &ordered{values: map[string]any{}}
		for d.More() {
			name, err := d.Token()
			if err != nil {
				return nil, err
			}
			v, err := nextOrdered(d)
			if err != nil {
				return nil, err
			}
			o.set(name.(string), v)
		}
		_, err = d.Token()
		return o, err
	case json.Delim('['):
		list := []any{}
		for d.More() {
			v, err := nextOrdered(d)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err = d.Token()
		return list, err
	}
	return t, nil
}

// set puts a value in the place of an older one, or behind the others.
func (o *ordered) set(name string, v any) {
	if _, there := o.values[name]; !there {
		o.names = append(o.names, name)
	}
	o.values[name] = v
}

func (o *ordered) drop(name string) {
	delete(o.values, name)
	o.names = slices.DeleteFunc(o.names, func(n string) bool { return n == name })
}

// object is the object below a name; nil when there is none.
func (o *ordered) object(name string) *ordered {
	if o == nil {
		return nil
	}
	below, _ := o.values[name].(*ordered)
	return below
}

// MarshalJSON implements json.Marshaler.
func (o *ordered) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for k, name := range o.names {
		if k > 0 {
			b.WriteByte(',')
		}
		key, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		v, err := json.Marshal(o.values[name])
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(v)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// copyOrdered copies a JSON value with all that is below it.
func copyOrdered(v any) any {
	switch v := v.(type) {
	case *ordered:
		o := &ordered{names: slices.Clone(v.names), values: make(map[string]any, len(v.values))}
		for name, below := range v.values {
			o.values[name] = copyOrdered(below)
		}
		return o
	case []any:
		list := make([]any, len(v))
		for k, below := range v {
			list[k] = copyOrdered(below)
		}
		return list
	}
	return v
}
