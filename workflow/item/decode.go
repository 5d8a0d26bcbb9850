package item

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Bounds of a filled form.
const (
	maxForm      = 1 << 20 // bytes
	maxFormDepth = 32
)

// DecodeForm reads a filled form strictly: one JSON value, no key twice, at most 1 MiB and 32 levels. Integers become
// int64, other numbers float64. Its error is a FieldError.
func DecodeForm(raw []byte) (any, error) {
	if len(raw) > maxForm {
		return nil, malformed("", "form_too_large", "申请表超过1 MiB", "the form is larger than 1 MiB")
	}
	if !utf8.Valid(raw) {
		return nil, malformed("", "form_not_utf8", "申请表不是UTF-8编码", "the form is not UTF-8")
	}
	d := formDecoder{json.NewDecoder(bytes.NewReader(raw))}
	d.UseNumber()
	v, err := d.value("", 1)
	if err != nil {
		return nil, asFieldError(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, malformed("", "form_not_json", "申请表之后还有内容", "something follows the form")
	}
	return v, nil
}

func malformed(field, code, zh, en string) FieldError {
	return FieldError{Field: field, Code: code, Zh: zh, En: en}
}

func asFieldError(err error) FieldError {
	var f FieldError
	if errors.As(err, &f) {
		return f
	}
	return malformed("", "form_not_json", "申请表不是有效的JSON", "the form is not valid JSON: "+err.Error())
}

type formDecoder struct {
	*json.Decoder
}

// value reads the next value, which stands at a JSON pointer.
func (d formDecoder) value(at string, depth int) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case json.Delim:
		if depth > maxFormDepth {
			return nil, malformed("", "form_too_deep", "申请表嵌套太深", fmt.Sprintf("the form is nested deeper than %d", maxFormDepth))
		}
		if t == '{' {
			return d.object(at, depth)
		}
		return d.array(at, depth)
	case json.Number:
		return number(at, t.String())
	}
	return t, nil
}

func (d formDecoder) object(at string, depth int) (any, error) {
	m := map[string]any{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		key, field := t.(string), ""
		field = at + "/" + EscapePointer(key)
		if _, twice := m[key]; twice {
			return nil, malformed(field, "duplicate_key", "字段重复", "the field stands here twice")
		}
		v, err := d.value(field, depth+1)
		if err != nil {
			return nil, err
		}
		m[key] = v
	}
	_, err := d.Token()
	return m, err
}

func (d formDecoder) array(at string, depth int) (any, error) {
	list := []any{}
	for d.More() {
		v, err := d.value(at+"/"+strconv.Itoa(len(list)), depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := d.Token()
	return list, err
}

// number reads an integer exactly, or any other finite number as a float.
func number(at, text string) (any, error) {
	if !strings.ContainsAny(text, ".eE") {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return n, nil
		}
		return nil, malformed(at, "number_too_large", "数字太大", "the number is too large")
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(x, 0) {
		return nil, malformed(at, "number_too_large", "数字太大", "the number is too large")
	}
	return x, nil
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

// EscapePointer writes a name as a part of a JSON pointer (RFC 6901).
func EscapePointer(name string) string { return pointerEscapes.Replace(name) }
