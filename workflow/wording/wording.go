// Package wording is the grammar of the texts of documents: words, {name} for a value, {?name}…{/name} for words that
// stand only if there is a value, and {#name}…{/name} for words that are repeated for each row of a list. Whoever renders a
// text and whoever checks one before it is ever rendered read the same tree.
package wording

import (
	"errors"
	"fmt"
	"strings"
)

// MaxDepth bounds how deep blocks, and phrases that stand for values, nest.
const MaxDepth = 8

// Kind is what a node of a text is.
type Kind uint8

// The kinds of nodes. A broken one stands where a text goes wrong: what comes before it can be read.
const (
	Words Kind = iota
	Value
	If
	Each
	Broken
)

// Node is a part of a text.
type Node struct {
	Kind   Kind
	At     int    // where it begins: bytes into the text
	Text   string // of words those, else the name
	Inside []Node // of a block
	Err    error  // of a broken one
}

// What can be wrong with a text.
var (
	ErrBrace    = errors.New("{ without }")
	ErrUnclosed = errors.New("a block is not closed")
	ErrUnopened = errors.New("a block is closed that is not open")
	ErrDeep     = fmt.Errorf("more than %d blocks and phrases inside one another", MaxDepth)
)

// Parse reads a text. It takes whatever is written: a fault is a node of its own, so that what stands in a block that a
// document leaves out keeps nobody from rendering the document.
func Parse(text string) []Node { return parse(text, 0, 0) }

func parse(text string, at, depth int) []Node {
	var list []Node
	for text != "" {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			return append(list, Node{Kind: Words, At: at, Text: text})
		}
		if open > 0 {
			list = append(list, Node{Kind: Words, At: at, Text: text[:open]})
			text, at = text[open:], at+open
		}
		end := strings.IndexByte(text, '}')
		if end < 0 {
			return append(list, Node{Kind: Broken, At: at, Err: ErrBrace})
		}
		n := node(text[1:end], text[end+1:], at, depth)
		list = append(list, n.Node)
		if n.Err != nil {
			return list
		}
		text, at = text[end+1+n.takes:], at+end+1+n.takes
	}
	return list
}

// taken is a node with how much of the text behind its opening it takes.
type taken struct {
	Node
	takes int
}

// node makes the node of what stands between two braces, before the rest of its text.
func node(name, rest string, at, depth int) taken {
	kind := Value
	switch {
	case strings.HasPrefix(name, "/"):
		return taken{Node: Node{Kind: Broken, At: at, Text: name[1:], Err: ErrUnopened}}
	case strings.HasPrefix(name, "?"):
		kind = If
	case strings.HasPrefix(name, "#"):
		kind = Each
	}
	if kind == Value {
		return taken{Node: Node{Kind: Value, At: at, Text: name}}
	}
	n := Node{Kind: kind, At: at, Text: name[1:]}
	if depth == MaxDepth {
		n.Inside = []Node{{Kind: Broken, At: at, Text: n.Text, Err: ErrDeep}}
	}
	closing := "{/" + n.Text + "}"
	length := inside(rest, n.Text, closing)
	if length < 0 {
		return taken{Node: Node{Kind: Broken, At: at, Text: name, Err: ErrUnclosed}}
	}
	if depth < MaxDepth {
		n.Inside = parse(rest[:length], at+len(name)+2, depth+1)
	}
	return taken{Node: n, takes: length + len(closing)}
}

// inside is how long the inside of a block is: up to the closing that is its own, not that of a block of the same name in
// it; -1 when there is none.
func inside(rest, name, closing string) int {
	for at, open := 0, 1; ; {
		end := strings.Index(rest[at:], closing)
		if end < 0 {
			return -1
		}
		open += strings.Count(rest[at:at+end], "{?"+name+"}") + strings.Count(rest[at:at+end], "{#"+name+"}") - 1
		if open <= 0 {
			return at + end
		}
		at += end + len(closing)
	}
}

// Walk visits the nodes of a text in the order they are written, each with the lists whose rows it stands in.
func Walk(nodes []Node, visit func(n *Node, lists []string)) { walk(nodes, nil, visit) }

func walk(nodes []Node, lists []string, visit func(*Node, []string)) {
	for k := range nodes {
		n := &nodes[k]
		visit(n, lists)
		within := lists
		if n.Kind == Each {
			within = append(lists[:len(lists):len(lists)], n.Text)
		}
		walk(n.Inside, within, visit)
	}
}
