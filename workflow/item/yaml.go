package item

import (
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Bounds of a definition file. They keep reading it short: a file beyond one of them is refused before it is understood.
const (
	maxSource    = 1 << 20 // bytes
	maxTokens    = 150_000
	maxYAMLDepth = 60
	maxKey       = 64 // runes of a key
)

// kind is what a YAML value is.
type kind uint8

const (
	kindNull kind = iota
	kindBool
	kindInt
	kindFloat
	kindString
	kindMapping
	kindSequence
)

// value is a YAML value that remembers where it stands. Mappings keep the order they were written in.
type value struct {
	kind     kind
	text     string // scalars
	verbatim bool   // the text stands in the file exactly so, on one line, from begins on
	begins   Position
	block    []string // the lines of a literal block as they stand in the file, the first of them in the line after pos
	pos      Position
	entries  []entry
	items    []*value
}

// entry is one key of a mapping.
type entry struct {
	key   string
	pos   Position
	value *value
}

// loader turns the bytes of a file into a value tree.
type loader struct {
	file string
	*report
}

// load reads one YAML document; nil when it cannot be read, and then there are findings.
func (l *loader) load(src []byte) (v *value) {
	top := Position{File: l.file, Line: 1, Column: 1}
	if len(src) > maxSource {
		l.add(top, "too_large", "1 MiB")
		return nil
	}
	if !utf8.Valid(src) {
		l.add(top, "not_utf8")
		return nil
	}
	defer func() {
		// The YAML library is known to panic on a few malformed files; a malformed file is a finding, not a crash.
		if recover() != nil {
			l.add(top, "yaml_syntax")
			v = nil
		}
	}()
	tokens := lexer.Tokenize(string(src))
	if !l.bounded(tokens) {
		return nil
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		l.list = append(l.list, Unreadable(l.file, src, err))
		return nil
	}
	return l.document(top, file)
}

// document finds the only document of the file.
func (l *loader) document(top Position, file *ast.File) *value {
	var body ast.Node
	for _, d := range file.Docs {
		if d == nil || d.Body == nil {
			continue
		}
		if body != nil {
			l.add(l.at(d.Body), "second_document")
			return nil
		}
		body = d.Body
	}
	if body == nil {
		l.add(top, "empty_file")
		return nil
	}
	before := len(l.list)
	v := l.value(body)
	if len(l.list) > before {
		return nil
	}
	return v
}

// bounded refuses files that are too deep or too long before the recursive parser sees them. Flow collections nest
// by their brackets, block collections by their columns and by entries that open on one line ("- - -").
func (l *loader) bounded(tokens token.Tokens) bool {
	flow, columns := 0, []int{}
	for i, t := range tokens {
		if i >= maxTokens {
			l.add(l.tokenAt(t), "too_many_values")
			return false
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow = max(flow-1, 0)
		case token.SequenceEntryType, token.MappingValueType, token.MappingKeyType:
			column := t.Position.Column
			if t.Type == token.MappingValueType && t.Prev != nil && t.Prev.Position != nil {
				// The library keeps the path of every value, so a long key is refused before it is repeated in them.
				if utf8.RuneCountInString(t.Prev.Value) > maxKey {
					l.add(l.tokenAt(t.Prev), "key_not_text")
					return false
				}
				column = t.Prev.Position.Column
			}
			for len(columns) > 0 && columns[len(columns)-1] >= column {
				columns = columns[:len(columns)-1]
			}
			if flow == 0 {
				columns = append(columns, column)
			}
		case token.AnchorType, token.AliasType, token.MergeKeyType:
			l.add(l.tokenAt(t), "alias_refused")
			return false
		case token.TagType, token.DirectiveType:
			l.add(l.tokenAt(t), "tag_refused")
			return false
		}
		if flow+len(columns) > maxYAMLDepth {
			l.add(l.tokenAt(t), "too_deep", maxYAMLDepth)
			return false
		}
	}
	return true
}

func (l *loader) tokenAt(t *token.Token) Position {
	if t == nil || t.Position == nil {
		return Position{File: l.file, Line: 1, Column: 1}
	}
	return Position{File: l.file, Line: max(t.Position.Line, 1), Column: max(t.Position.Column, 1)} // the library counts a lone carriage return as no column
}

// at is where a node begins: a block mapping begins at its first key.
func (l *loader) at(n ast.Node) Position {
	switch n := n.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return l.at(n.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return l.at(n.Key)
	}
	return l.tokenAt(n.GetToken())
}

// value converts a node of the library.
func (l *loader) value(n ast.Node) *value {
	v := &value{pos: l.at(n)}
	switch n := n.(type) {
	case *ast.MappingNode:
		v.kind = kindMapping
		seen := make(map[string]bool, len(n.Values))
		for _, e := range n.Values {
			l.entry(v, e, seen)
		}
	case *ast.MappingValueNode:
		v.kind = kindMapping
		l.entry(v, n, map[string]bool{})
	case *ast.SequenceNode:
		v.kind = kindSequence
		for _, e := range n.Values {
			v.items = append(v.items, l.value(e))
		}
	case *ast.StringNode:
		v.kind, v.text = kindString, n.Value
		l.verbatim(v, n.GetToken())
	case *ast.LiteralNode:
		v.kind, v.text = kindString, n.Value.Value
		if strings.HasPrefix(n.Start.Value, "|") {
			v.block = strings.Split(n.Value.GetToken().Origin, "\n")
		}
	case *ast.IntegerNode:
		v.kind, v.text = kindInt, n.GetToken().Value
	case *ast.FloatNode:
		v.kind, v.text = kindFloat, n.GetToken().Value
	case *ast.BoolNode:
		v.kind, v.text = kindBool, n.GetToken().Value
	case *ast.NullNode:
		v.kind = kindNull
	default:
		l.add(v.pos, "yaml_value")
	}
	return v
}

// entry adds a key with its value; twice the same key is a finding.
func (l *loader) entry(v *value, e *ast.MappingValueNode, seen map[string]bool) {
	pos := l.at(e.Key)
	var key string
	switch k := e.Key.(type) {
	case *ast.StringNode:
		key = k.Value
	case *ast.IntegerNode, *ast.BoolNode:
		key = e.Key.GetToken().Value
	default:
		l.add(pos, "key_not_text")
		return
	}
	if seen[key] {
		l.add(pos, "duplicate_key", key)
		return
	}
	seen[key] = true
	v.entries = append(v.entries, entry{key: key, pos: pos, value: l.value(e.Value)})
}

// verbatim notes whether columns inside the text are columns of the file, and where the text then begins.
func (l *loader) verbatim(v *value, t *token.Token) {
	origin, inQuotes := strings.TrimSpace(t.Origin), false
	if t.Type == token.SingleQuoteType || t.Type == token.DoubleQuoteType {
		origin, inQuotes = strings.Trim(origin, string(t.Origin[0])), true
		origin = strings.Trim(origin, `'"`)
	}
	v.verbatim = strings.TrimSpace(origin) == strings.TrimSpace(v.text) && !strings.ContainsAny(v.text, "\r\n")
	v.begins = v.pos
	if inQuotes {
		v.begins.Column++
	}
}
