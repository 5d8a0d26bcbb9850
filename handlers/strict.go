package handlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxDepth bounds the nesting of a body; a form in it has its own bound.
const maxDepth = 64

// bodyError is a body that cannot be read. Its text is the code and, if known, a JSON pointer, because huma passes on
// nothing else.
type bodyError struct{ code, field string }

func (e *bodyError) Error() string { return strings.TrimSpace(e.code + " " + e.field) }

// decodeStrictly is json.Unmarshal for bodies: valid UTF-8, one value, no key twice, not nested too deep. Unknown keys
// are refused by the schema, which names them.
func decodeStrictly(data []byte, v any) error {
	if _, generic := v.(*any); generic { // the first of the two times huma reads a body
		if err := scan(data); err != nil {
			return err
		}
	}
	if err := json.Unmarshal(data, v); err != nil {
		return &bodyError{code: "json_malformed"}
	}
	return nil
}

func scan(data []byte) error {
	if !utf8.Valid(data) {
		return &bodyError{code: "json_not_utf8"}
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	s := scanner{d}
	if err := s.value("", 1); err != nil {
		var known *bodyError
		if errors.As(err, &known) {
			return known
		}
		return &bodyError{code: "json_malformed"}
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return &bodyError{code: "json_malformed"}
	}
	return nil
}

type scanner struct{ *json.Decoder }

func (s scanner) value(at string, depth int) error {
	t, err := s.Token()
	if err != nil {
		return err
	}
	open, nested := t.(json.Delim)
	if !nested {
		return nil
	}
	if depth > maxDepth {
		return &bodyError{code: "json_too_deep"}
	}
	keys := map[string]bool{}
	for n := 0; s.More(); n++ {
		below := at + "/" + strconv.Itoa(n)
		if open == '{' {
			t, err := s.Token()
			if err != nil {
				return err
			}
			key := t.(string)
			below = at + "/" + pointer.Replace(key)
			if keys[key] {
				return &bodyError{code: "duplicate_key", field: below}
			}
			keys[key] = true
		}
		if err := s.value(below, depth+1); err != nil {
			return err
		}
	}
	_, err = s.Token()
	return err
}

var pointer = strings.NewReplacer("~", "~0", "/", "~1")
