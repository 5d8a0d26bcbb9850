package item

import (
	"cmp"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	fault "github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// FieldError is what is wrong with one field of a filled form.
type FieldError struct {
	Field   string `json:"field"` // JSON pointer; empty = the whole form
	Code    string `json:"code"`
	Zh      string `json:"zh"`
	En      string `json:"en"`
	Rule    string `json:"rule,omitempty"`    // the check of the item that found it
	Warning bool   `json:"warning,omitempty"` // it informs and refuses nothing
}

// Error gives the English sentence.
func (e FieldError) Error() string { return e.Field + ": " + e.En }

// CheckForm judges a filled form by the schema and says of each wrong field what is wrong, sorted by field. An empty
// answer means that the form fits.
func (i *Item) CheckForm(raw []byte) []FieldError {
	v, err := DecodeForm(raw)
	if err != nil {
		return []FieldError{asFieldError(err)}
	}
	if i.decls.form == nil {
		return nil
	}
	err = i.decls.form.schema.Validate(v)
	if err == nil {
		return nil
	}
	var e *jsonschema.ValidationError
	if !errors.As(err, &e) {
		return []FieldError{malformed("", "form_not_json", "申请表不是有效的JSON", "the form is not valid JSON: "+err.Error())}
	}
	s := schemaErrors{shape: i.decls.form.shape}
	s.collect(e)
	slices.SortStableFunc(s.list, func(a, b FieldError) int { return cmp.Compare(a.Field, b.Field) })
	return slices.CompactFunc(s.list, func(a, b FieldError) bool { return a == b })
}

// schemaErrors turns what the schema library reports into sentences.
type schemaErrors struct {
	shape *shape
	list  []FieldError
}

// collect goes down to what is really wrong.
func (s *schemaErrors) collect(e *jsonschema.ValidationError) {
	switch e.ErrorKind.(type) {
	case *fault.AnyOf, *fault.OneOf, *fault.Not, *fault.Contains:
		s.add(e.InstanceLocation, "form_combination", "{0}的内容不符合任何一种允许的填法", "{0} fits none of the ways it may be filled in")
		return
	}
	if len(e.Causes) == 0 {
		s.leaf(e)
		return
	}
	for _, c := range e.Causes {
		s.collect(c)
	}
}

// add records a sentence; {0} is the name of the field, the rest are arguments.
func (s *schemaErrors) add(path []string, code, zh, en string, args ...any) {
	name := s.shape.called(path)
	if name.Zh == "" {
		name = Text{Zh: "申请表", En: "The form"}
	}
	var pointer strings.Builder
	for _, token := range path {
		pointer.WriteString("/" + EscapePointer(token))
	}
	s.list = append(s.list, FieldError{
		Field: pointer.String(), Code: code,
		Zh: fill(zh, append([]any{"“" + name.Zh + "”"}, args...), false),
		En: fill(en, append([]any{"\"" + name.En + "\""}, args...), true),
	})
}

// missing records fields that are not there.
func (s *schemaErrors) missing(path, names []string) {
	for _, name := range names {
		s.add(append(slices.Clone(path), name), "required", "{0}必须填写", "{0} is required")
	}
}

func (s *schemaErrors) leaf(e *jsonschema.ValidationError) {
	at := e.InstanceLocation
	switch k := e.ErrorKind.(type) {
	case *fault.Required:
		s.missing(at, k.Missing)
	case *fault.DependentRequired:
		s.missing(at, k.Missing)
	case *fault.AdditionalProperties:
		for _, name := range k.Properties {
			s.add(append(slices.Clone(at), name), "field_unknown", "表单没有{0}这一项", "The form has no field {0}")
		}
	case *fault.FalseSchema:
		s.add(at, "field_not_allowed", "{0}在此情形下不应填写", "{0} must be left out here")
	case *fault.Type:
		want := typeNames[strings.Join(k.Want, " ")]
		s.add(at, "type", "{0}应为{1}", "{0} must be {2}", cmp.Or(want.Zh, strings.Join(k.Want, "、")), cmp.Or(want.En, strings.Join(k.Want, " or ")))
	case *fault.Enum:
		zh, en := s.choices(at, k.Want)
		s.add(at, "enum", "{0}应为下列之一：{1}", "{0} must be one of: {2}", zh, en)
	case *fault.Const:
		s.constant(at, k.Want)
	case *fault.Format:
		what := cmp.Or(formatNames[k.Want], Text{Zh: k.Want, En: k.Want})
		s.add(at, "format", "{0}不是有效的{1}", "{0} is not a valid {2}", what.Zh, what.En)
	case *fault.Pattern:
		s.add(at, "pattern", "{0}的格式不正确", "{0} does not have the right form")
	default:
		s.bounds(at, k)
	}
}

// constant names a fixed value; true is a statement that has to be made.
func (s *schemaErrors) constant(at []string, want any) {
	if want == true {
		s.add(at, "const", "{0}必须确认", "{0} must be confirmed")
		return
	}
	s.add(at, "const", "{0}必须是{1}", "{0} must be {1}", want)
}

// bounds are the rules with a number.
func (s *schemaErrors) bounds(at []string, e jsonschema.ErrorKind) {
	switch k := e.(type) {
	case *fault.MinLength:
		if k.Want == 1 {
			s.add(at, "required", "{0}必须填写", "{0} is required")
			return
		}
		s.add(at, "min_length", "{0}至少{1}个字", "{0} needs at least {1} characters", k.Want)
	case *fault.MaxLength:
		s.add(at, "max_length", "{0}最多{1}个字", "{0} may have at most {1} characters", k.Want)
	case *fault.MinItems:
		s.add(at, "min_items", "{0}至少{1}项", "{0} needs at least {1} items", k.Want)
	case *fault.MaxItems:
		s.add(at, "max_items", "{0}最多{1}项", "{0} may have at most {1} items", k.Want)
	case *fault.Minimum:
		s.add(at, "minimum", "{0}不能小于{1}", "{0} must be at least {1}", decimal(k.Want))
	case *fault.Maximum:
		s.add(at, "maximum", "{0}不能大于{1}", "{0} must be at most {1}", decimal(k.Want))
	case *fault.ExclusiveMinimum:
		s.add(at, "minimum", "{0}必须大于{1}", "{0} must be more than {1}", decimal(k.Want))
	case *fault.ExclusiveMaximum:
		s.add(at, "maximum", "{0}必须小于{1}", "{0} must be less than {1}", decimal(k.Want))
	case *fault.MultipleOf:
		s.add(at, "multiple_of", "{0}必须是{1}的倍数", "{0} must be a multiple of {1}", decimal(k.Want))
	case *fault.UniqueItems:
		s.add(at, "unique_items", "{0}第{1}项和第{2}项重复", "{0}: items {1} and {2} are the same", k.Duplicates[0]+1, k.Duplicates[1]+1)
	default:
		s.add(at, "form_invalid", "{0}不符合要求", "{0} is not as the form demands")
	}
}

// choices lists the titles of the values that may be chosen.
func (s *schemaErrors) choices(at []string, want []any) (zh, en string) {
	place := s.shape.at(at)
	var zhs, ens []string
	for _, v := range want {
		value := fmt.Sprint(v)
		title := Text{Zh: value, En: value}
		if place != nil {
			title = cmp.Or(place.enum[value], title)
		}
		zhs, ens = append(zhs, title.Zh), append(ens, title.En)
	}
	return strings.Join(zhs, "、"), strings.Join(ens, ", ")
}

// decimal writes a bound the way people do.
func decimal(r *big.Rat) string {
	if r.IsInt() {
		return r.Num().String()
	}
	return strings.TrimRight(r.FloatString(6), "0")
}

var typeNames = map[string]Text{
	"string": {Zh: "文字", En: "text"}, "integer": {Zh: "整数", En: "a whole number"}, "number": {Zh: "数字", En: "a number"},
	"boolean": {Zh: "是或否", En: "yes or no"}, "array": {Zh: "列表", En: "a list"}, "object": {Zh: "一组字段", En: "a group of fields"},
}

var formatNames = map[string]Text{
	"date": {Zh: "日期", En: "date"}, "date-time": {Zh: "时间", En: "date and time"}, "email": {Zh: "电子邮箱", En: "e-mail address"},
	"uri": {Zh: "网址", En: "address on the web"},
}
