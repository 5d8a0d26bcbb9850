package item

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// formFault is why a form cannot be used: a code and the file, or the address, it is about.
type formFault struct{ code, about string }

// Error implements error.
func (f *formFault) Error() string { return f.about + ": " + f.code }

// unreadable reports why the form cannot be used.
func (c *compiler) unreadable(pos Position, err error) {
	var fault *formFault
	var schema *jsonschema.SchemaValidationError
	if loading := (*jsonschema.LoadURLError)(nil); errors.As(err, &loading) {
		err = loading.Err // which it does not unwrap
	}
	switch {
	case errors.As(err, &fault) && fault.code == "form_outside":
		c.add(pos, fault.code, c.d.Form, fault.about)
	case errors.As(err, &fault) && fault.code == "form_file_not_json":
		file, line, _ := strings.Cut(fault.about, ":")
		c.add(pos, fault.code, file, line)
	case errors.As(err, &fault):
		c.add(pos, fault.code, fault.about)
	case errors.As(err, &schema):
		file := strings.TrimSuffix(strings.TrimPrefix(schema.URL, formScheme+":///"), "#")
		c.add(pos, "form_not_schema", file, "/"+strings.Join(deepest(schema.Err), "/"))
	default:
		c.add(pos, "form_unreadable", c.d.Form)
	}
}

// deepest is the place farthest inside of what a validation refused.
func deepest(err error) []string {
	var v *jsonschema.ValidationError
	if !errors.As(err, &v) {
		return nil
	}
	at := v.InstanceLocation
	for _, cause := range v.Causes {
		if in := deepest(cause); len(in) > len(at) {
			at = in
		}
	}
	return at
}

// lineOf is the line in which reading JSON stopped: the last one, when more was expected.
func lineOf(src []byte, err error) int {
	upTo := src
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		upTo = src[:min(int(syntax.Offset), len(src))]
	}
	return 1 + bytes.Count(bytes.TrimRight(upTo, "\n"), []byte("\n"))
}

// dotted lists the fields of a shape as they are named outside expressions. A shape that stands at several places, or in
// itself, is opened at the first.
func (s *shape) dotted(before string, seen map[*shape]bool) []string {
	var list []string
	if s == nil || seen[s] {
		return nil
	}
	seen[s] = true
	for _, name := range sortedKeys(s.props) {
		list = append(list, before+name)
		list = append(list, s.props[name].dotted(before+name+".", seen)...)
	}
	return list
}
