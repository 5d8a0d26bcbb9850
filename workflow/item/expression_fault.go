package item

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/cel-go/cel"

	"shenpi/workflow/spelling"
)

// Meant is the end of a sentence about a name that does not exist: the known one it is most like. Empty when it is like none.
func Meant(written string, known []string) Text {
	name := spelling.Nearest(written, known)
	if name == "" {
		return Text{}
	}
	return Text{Zh: "，是否应为“" + name + "”？", En: ", did you mean \"" + name + "\"?"}
}

// usage is how the functions of expressions are written.
var usage = map[string]Text{
	"sum":       {Zh: "sum(整数列表)", En: "sum(list of integers)"},
	"plusYears": {Zh: "plusYears(日期, 年数)", En: "plusYears(date, years)"},
	"plusDays":  {Zh: "plusDays(日期, 天数)", En: "plusDays(date, days)"},
	"yearOf":    {Zh: "yearOf(日期)", En: "yearOf(date)"},
	"years":     {Zh: "years(起始年, 终止年)", En: "years(from, to)"},
	"uscc":      {Zh: "uscc(文字)", En: "uscc(text)"},
	"idcard":    {Zh: "idcard(文字)", En: "idcard(text)"},
	"size":      {Zh: "size(文字或列表)", En: "size(text or list)"},
	"has":       {Zh: "has(form.字段)", En: "has(form.field)"},
	"matches":   {Zh: "文字.matches('模式')", En: "text.matches('pattern')"},
	"exists":    {Zh: "列表.exists(x, 条件)", En: "list.exists(x, condition)"},
	"all":       {Zh: "列表.all(x, 条件)", En: "list.all(x, condition)"},
	"map":       {Zh: "列表.map(x, 值)", En: "list.map(x, value)"},
	"filter":    {Zh: "列表.filter(x, 条件)", En: "list.filter(x, condition)"},
	"in":        {Zh: "值 in 列表", En: "value in list"},
	"contains":  {Zh: "文字.contains('文字')", En: "text.contains('text')"},
}

// macros give a name to the values of a list.
var macros = map[string]bool{"exists": true, "all": true, "map": true, "filter": true}

func undeclaredName(said string) string {
	if m := undeclared.FindStringSubmatch(said); m != nil {
		return m[1]
	}
	return ""
}

var (
	undeclared = regexp.MustCompile(`^undeclared reference to '([^']*)'`)
	overload   = regexp.MustCompile(`^found no matching overload for '([^']*)' applied to '(.*)'$`)
	macro      = regexp.MustCompile(`invalid argument to (\w+)\(\)`)
	strange    = regexp.MustCompile(`token recognition error at: '(.*)'$`)
	unfitting  = regexp.MustCompile(`(?:mismatched|extraneous) input '(.*?)' expecting`)
	lacking    = regexp.MustCompile(`missing '(.*?)' at`)
	dotted     = regexp.MustCompile(`^[A-Za-z_][\w.]*`)
)

// fault says what the expression language refused, in our words. Of faults of writing the first is told: the others follow
// from it.
func (l *language) fault(r *report, source string, at spot, all []*cel.Error) {
	for _, e := range all {
		pos := at.pos
		if at.exact && e.Location.Line() == 1 {
			pos.Column += max(e.Location.Column(), 0)
		}
		if said, isSyntax := strings.CutPrefix(e.Message, "Syntax error: "); isSyntax {
			r.syntax(pos, said, source, at)
			return
		}
		if l.meaning(r, pos, e.Message, after(source, e.Location.Line(), e.Location.Column())); macros[undeclaredName(e.Message)] {
			return // what it would have given a name to is undeclared too
		}
	}
}

// after is a source from a place on.
func after(source string, line, column int) string {
	lines := strings.Split(source, "\n")
	if line < 1 || line > len(lines) || column < 0 {
		return ""
	}
	if runes := []rune(lines[line-1]); column <= len(runes) {
		return string(runes[column:])
	}
	return ""
}

// meaning reports names and types that do not fit. Here is the source from there on.
func (l *language) meaning(r *report, pos Position, said, here string) {
	if name, ok := strings.CutPrefix(said, "undefined field '"); ok {
		name = strings.TrimSuffix(name, "'")
		r.add(pos, "unknown_field", name, Meant(name, l.fields))
		return
	}
	if m := undeclared.FindStringSubmatch(said); m != nil {
		name := m[1]
		if path := dotted.FindString(here); strings.HasPrefix(path, name+".") {
			name = path
		}
		if how, isFunction := usage[name]; isFunction {
			r.add(pos, "expression_usage", name, how)
			return
		}
		known := append(slices.Clone(l.names), sortedKeys(usage)...)
		meant := Meant(name, known)
		if meant.Zh == "" {
			name, meant = m[1], Meant(m[1], known)
		}
		r.add(pos, "expression_name", name, meant)
		return
	}
	if m := overload.FindStringSubmatch(said); m != nil {
		r.overloaded(pos, m[1], m[2])
		return
	}
	if m := macro.FindStringSubmatch(said); m != nil {
		r.add(pos, "expression_usage", m[1], usage[m[1]])
		return
	}
	switch {
	case strings.Contains(said, "literal"):
		r.add(pos, "expression_number")
	case strings.Contains(said, "regexp"), strings.Contains(said, "pattern"):
		r.add(pos, "expression_pattern")
	default:
		r.add(pos, "expression_invalid")
	}
}

// overloaded reports an operator or a function whose values are of the wrong kinds.
func (r *report) overloaded(pos Position, name, types string) {
	kinds := kindsOf(types)
	operator := strings.Trim(strings.TrimPrefix(name, "@"), "_")
	how, isFunction := usage[operator]
	switch {
	case isFunction:
		r.add(pos, "expression_usage", operator, how)
	case len(kinds) == 2:
		r.add(pos, "expression_between", operator, kinds[0], kinds[1])
	case len(kinds) == 1:
		r.add(pos, "expression_before", operator, kinds[0])
	default:
		r.add(pos, "expression_name", operator, Text{})
	}
}

// kindsOf names the kinds of values of a list such as (int, list(string)).
func kindsOf(types string) []Text {
	types = strings.TrimSuffix(strings.TrimPrefix(strings.Replace(types, ".(", ", ", 1), "("), ")")
	var list []Text
	depth, begin := 0, 0
	for k := 0; k <= len(types); k++ {
		switch {
		case k == len(types) || types[k] == ',' && depth == 0:
			if t := strings.TrimSpace(types[begin:k]); t != "" {
				list = append(list, kindOfValue(t))
			}
			begin = k + 1
		case types[k] == '(':
			depth++
		case types[k] == ')':
			depth--
		}
	}
	return list
}

// kindOfValue says the type of an expression in words.
func kindOfValue(t string) Text {
	switch {
	case t == "bool":
		return Text{Zh: "是非值", En: "true or false"}
	case t == "int", t == "uint":
		return Text{Zh: "整数", En: "an integer"}
	case t == "double":
		return Text{Zh: "小数", En: "a decimal number"}
	case t == "string":
		return Text{Zh: "文字", En: "text"}
	case strings.HasPrefix(t, "list"):
		return Text{Zh: "列表", En: "a list"}
	case strings.HasPrefix(t, "map"), strings.HasPrefix(t, "form/"):
		return Text{Zh: "一组字段", En: "a group of fields"}
	case strings.HasPrefix(t, "null"):
		return Text{Zh: "空值", En: "nothing"}
	}
	return Text{Zh: "别的值", En: "another value"}
}

// instead is what has to be written for something that other languages write.
var instead = map[string]string{"=": "==", "and": "&&", "or": "||", "not": "!", "AND": "&&", "OR": "||", "NOT": "!", "<>": "!=",
	"，": ",", "（": "(", "）": ")", "＝": "==", "＞": ">", "＜": "<", "！": "!", "“": `"`, "”": `"`, "：": ":", "、": ","}

// syntax reports a fault of writing.
func (r *report) syntax(pos Position, said, source string, at spot) {
	if m := strange.FindStringSubmatch(said); m != nil {
		token := strings.TrimSpace(m[1])
		first, _ := utf8.DecodeRuneInString(token)
		switch {
		case instead[token] != "":
			r.add(pos, "expression_instead", token, instead[token])
		case instead[string(first)] != "":
			r.add(pos, "expression_instead", string(first), instead[string(first)])
		case first == '"' || first == '\'':
			r.add(pos, "yaml_quote")
		default:
			r.add(pos, "expression_strange", token)
		}
		return
	}
	if m := lacking.FindStringSubmatch(said); m != nil {
		r.add(pos, "expression_lacks", m[1])
		return
	}
	m := unfitting.FindStringSubmatch(said)
	switch {
	case m != nil && m[1] == "<EOF>":
		if at.exact {
			pos.Column = at.pos.Column + utf8.RuneCountInString(source)
		}
		r.add(pos, "expression_ends")
	case m != nil && instead[m[1]] != "":
		r.add(pos, "expression_instead", m[1], instead[m[1]])
	case m != nil:
		r.add(pos, "expression_strange", m[1])
	default:
		r.add(pos, "expression_invalid")
	}
}
