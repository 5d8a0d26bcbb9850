package item

import (
	"errors"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

// unreadable gives what the YAML library says its sentence here; what it captures fills it in. The first that fits counts.
var unreadable = []struct {
	says *regexp.Regexp
	code string
}{
	{regexp.MustCompile(`that cannot start any token`), "yaml_tab"},
	{regexp.MustCompile(`could not find end character`), "yaml_quote"},
	{regexp.MustCompile(`'(\]|\})' must be specified|end token '(\}|\])'`), "yaml_bracket"},
	{regexp.MustCompile(`'(\[|\{)' character corresponding to`), "yaml_bracket_open"},
	{regexp.MustCompile(`non-map value|could not find value|key-value delimiter|implicit line break|unexpected key name|unexpected map key`), "yaml_key_value"},
	{regexp.MustCompile(`mapping value is not allowed`), "yaml_colon_twice"},
	{regexp.MustCompile(`not allowed in this context|invalid key for this map`), "yaml_indent"},
	{regexp.MustCompile("'(.)' is a reserved character"), "yaml_reserved"},
	{regexp.MustCompile(`unknown escape character '(.)'`), "yaml_escape"},
	{regexp.MustCompile(`unknown field "(.*)"`), "unknown_name"},
	{regexp.MustCompile(`(?:mapping|duplicate) key "(.*?)"`), "duplicate_key"},
	{regexp.MustCompile(`cannot unmarshal`), "wrong_value"},
}

// Unreadable says what the YAML library refused of a file, in our words.
func Unreadable(file string, src []byte, err error) Finding {
	pos, text := Position{File: file, Line: 1, Column: 1}, err.Error()
	var e yaml.Error
	if errors.As(err, &e) {
		text = e.GetMessage()
		if t := e.GetToken(); t != nil && t.Position != nil {
			pos.Line, pos.Column = max(t.Position.Line, 1), max(t.Position.Column, 1)
		}
	}
	r := &report{}
	line := ""
	if lines := strings.Split(string(src), "\n"); pos.Line <= len(lines) {
		line = lines[pos.Line-1]
	}
	if column, wide, narrow := fullWidth(line); column > 0 {
		pos.Column = column
		r.add(pos, "yaml_full_width", wide, narrow)
		return r.list[0]
	}
	for _, u := range unreadable {
		if m := u.says.FindStringSubmatch(text); m != nil {
			r.add(pos, u.code, strings.Join(m[1:], ""))
			return r.list[0]
		}
	}
	r.add(pos, "yaml_syntax")
	return r.list[0]
}

var (
	quoted     = regexp.MustCompile(`'[^']*'|"[^"]*"`)
	wideInLine = regexp.MustCompile(`^\s*(?:- )?[\[{]?\s*[A-Za-z][\w-]*：|[｛｝［］]`)
	narrow     = map[string]string{"：": ": ", "｛": "{", "｝": "}", "［": "[", "］": "]"}
)

// fullWidth finds the first full-width character in a line that stands where YAML wants its own: 0 when there is none.
func fullWidth(line string) (column int, wide, instead string) {
	bare := quoted.ReplaceAllStringFunc(line, func(s string) string { return strings.Repeat(" ", len(s)) })
	at := wideInLine.FindStringIndex(bare)
	if at == nil {
		return 0, "", ""
	}
	r, size := utf8.DecodeLastRuneInString(bare[:at[1]])
	return utf8.RuneCountInString(bare[:at[1]-size]) + 1, string(r), narrow[string(r)]
}
