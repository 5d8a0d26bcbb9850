package item

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// fit gives numbers the type their field has: JSON knows no integers, expressions do. It copies what it changes and
// reports whether it changed anything.
func (s *shape) fit(v any) (any, bool) {
	if s == nil {
		return v, false
	}
	switch v := v.(type) {
	case float64:
		if s.kind == "integer" && v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return int64(v), true
		}
	case int64:
		if s.kind == "number" {
			return float64(v), true
		}
	case map[string]any:
		return s.fitObject(v)
	case []any:
		return s.fitArray(v)
	}
	return v, false
}

func (s *shape) fitObject(m map[string]any) (any, bool) {
	out, copied := m, false
	for k, p := range s.props {
		before, ok := m[k]
		if !ok {
			continue
		}
		after, changed := p.fit(before)
		if !changed {
			continue
		}
		if !copied {
			out, copied = maps.Clone(m), true
		}
		out[k] = after
	}
	return out, copied
}

func (s *shape) fitArray(list []any) (any, bool) {
	out, copied := list, false
	for i, before := range list {
		after, changed := s.elem.fit(before)
		if !changed {
			continue
		}
		if !copied {
			out, copied = slices.Clone(list), true
		}
		out[i] = after
	}
	return out, copied
}

// field finds the shape of a dotted field; nil when the schema does not know it.
func (s *shape) field(dotted string) *shape {
	for _, name := range strings.Split(dotted, ".") {
		if s = s.props[name]; s == nil {
			return nil
		}
	}
	return s
}

// called names the place of a JSON pointer for people: the title of the field, after those of the lists it stands in
// with the number of the item.
func (s *shape) called(path []string) Text {
	var before, name Text
	for _, token := range path {
		if s != nil && s.elem != nil {
			s = s.elem
			if n, err := strconv.Atoi(token); err == nil {
				before.Zh += name.Zh + "第" + strconv.Itoa(n+1) + "项"
				before.En += name.En + " item " + strconv.Itoa(n+1) + " "
				name = Text{}
			}
			continue
		}
		name = Text{Zh: token, En: token}
		if s == nil {
			break
		}
		if s = s.props[token]; s != nil && s.title.Zh != "" {
			name = s.title
		}
	}
	return Text{Zh: before.Zh + name.Zh, En: strings.TrimSpace(before.En + name.En)}
}

// at finds the shape of a place in a filled form; nil when the schema does not know it.
func (s *shape) at(path []string) *shape {
	for _, token := range path {
		switch {
		case s == nil:
			return nil
		case s.elem != nil:
			s = s.elem
		default:
			s = s.props[token]
		}
	}
	return s
}
