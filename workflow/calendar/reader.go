package calendar

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
)

// reader walks a JSON text token by token, so that every refusal has its line.
type reader struct {
	file string
	data []byte
	dec  *json.Decoder
}

func (r *reader) line() int {
	return 1 + bytes.Count(r.data[:r.dec.InputOffset()], []byte("\n"))
}

func (r *reader) refuse(code, zh, en string) error {
	return &FileError{File: r.file, Line: r.line(), Code: code, Zh: zh, En: en}
}

func (r *reader) token() (json.Token, error) {
	t, err := r.dec.Token()
	if err != nil {
		return nil, r.refuse(CodeBadJSON, "文件不是合法的 JSON。", "the file is not valid JSON")
	}
	return t, nil
}

func (r *reader) delim(want json.Delim, zh, en string) error {
	t, err := r.token()
	if err == nil && t != want {
		err = r.refuse(CodeWrongType, "此处应为"+zh+"。", en+" is expected here")
	}
	return err
}

// object reads an object that has exactly these keys, each once.
func (r *reader) object(keys []string, read func(key string) error) error {
	if err := r.delim('{', "对象", "an object"); err != nil {
		return err
	}
	var seen []string
	for r.dec.More() {
		t, err := r.token()
		if err != nil {
			return err
		}
		key, _ := t.(string) // the decoder lets nothing but a string be a key
		if !slices.Contains(keys, key) {
			return r.refuse(CodeUnknownKey, fmt.Sprintf("不认识的键 %q。", key), fmt.Sprintf("unknown key %q", key))
		}
		if slices.Contains(seen, key) {
			return r.refuse(CodeDuplicateKey, fmt.Sprintf("键 %q 重复。", key), fmt.Sprintf("key %q is given twice", key))
		}
		seen = append(seen, key)
		if err := read(key); err != nil {
			return err
		}
	}
	if _, err := r.token(); err != nil {
		return err
	}
	for _, key := range keys {
		if !slices.Contains(seen, key) {
			return r.refuse(CodeMissingKey, fmt.Sprintf("缺少键 %q。", key), fmt.Sprintf("key %q is missing", key))
		}
	}
	return nil
}

func (r *reader) text() (string, error) {
	t, err := r.token()
	if err != nil {
		return "", err
	}
	s, ok := t.(string)
	if !ok {
		return "", r.refuse(CodeWrongType, "此处应为文本。", "a text is expected here")
	}
	if s == "" {
		return "", r.refuse(CodeEmptyText, "文本不能为空。", "the text is empty")
	}
	return s, nil
}

func (r *reader) number() (int, error) {
	t, err := r.token()
	if err != nil {
		return 0, err
	}
	digits, _ := t.(json.Number)
	n, err := strconv.Atoi(digits.String())
	if err != nil || n < 1 || n > 9999 {
		return 0, r.refuse(CodeBadYear, "年份应为 1 至 9999 的整数。", "the year is a whole number from 1 to 9999")
	}
	return n, nil
}
