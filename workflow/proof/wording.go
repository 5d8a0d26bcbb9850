package proof

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"shenpi/workflow/item"
	"shenpi/workflow/wording"
)

// wordings reports texts that no document could be rendered from, and placeholders that nothing can fill.
func (c *checker) wordings() {
	list := c.x.it.Wordings()
	p := phrases{nodes: map[string][]wording.Node{}, depths: map[string]int{}}
	for _, w := range list {
		if w.Document == nil {
			p.nodes[w.Phrase] = w.Nodes
		}
	}
	for _, w := range list {
		wording.Walk(w.Nodes, func(n *wording.Node, _ []string) {
			if n.Kind == wording.Broken {
				c.broken(w, n)
			}
		})
		c.rounds(w, p)
		c.deep(w, w.Nodes, 0, p)
	}
	c.blanks(list)
	c.number()
}

// number reports a pattern of document numbers that gives no numbers.
func (c *checker) number() {
	fault := c.x.it.NumberFault()
	switch {
	case fault == nil:
	case fault.Name == "":
		c.r.add(Error, "number_pattern", fault.Pos, nil, "")
	default:
		meant := item.Meant(fault.Name, c.x.it.NumberNames())
		c.r.add(Error, "number_pattern", fault.Pos, nil,
			item.Text{Zh: "；没有“" + fault.Name + "”" + meant.Zh, En: "; there is no \"" + fault.Name + "\"" + meant.En})
	}
}

// broken reports where a text goes wrong.
func (c *checker) broken(w item.Wording, n *wording.Node) {
	pos := w.At(n.At)
	switch {
	case errors.Is(n.Err, wording.ErrBrace):
		c.r.add(Error, "brace_unclosed", pos, nil, n.Text)
	case errors.Is(n.Err, wording.ErrUnclosed):
		c.r.add(Error, "block_unclosed", pos, nil, n.Text, n.Text[1:])
	case errors.Is(n.Err, wording.ErrUnopened):
		c.r.add(Error, "block_unopened", pos, nil, n.Text)
	default:
		c.r.add(Error, "blocks_too_deep", pos, nil, n.Text, wording.MaxDepth)
	}
}

// phrases are the fixed parts of an item's texts.
type phrases struct {
	nodes  map[string][]wording.Node
	depths map[string]int // once known; what is being measured is 0
}

// names are the phrases that a text names, in the order in which it does.
func (p phrases) names(nodes []wording.Node) []string {
	var list []string
	wording.Walk(nodes, func(n *wording.Node, _ []string) {
		if _, known := p.nodes[n.Text]; known && n.Kind == wording.Value && !slices.Contains(list, n.Text) {
			list = append(list, n.Text)
		}
	})
	return list
}

// round is the shortest way from a phrase back to itself; nil when there is none.
func (p phrases) round(phrase string) []string {
	came := map[string]string{}
	for queue := []string{phrase}; len(queue) > 0; queue = queue[1:] {
		for _, next := range p.names(p.nodes[queue[0]]) {
			if next == phrase {
				way := []string{phrase}
				for at := queue[0]; at != phrase; at = came[at] {
					way = append(way, at)
				}
				way = append(way, phrase)
				slices.Reverse(way)
				return way
			}
			if _, seen := came[next]; !seen {
				came[next] = queue[0]
				queue = append(queue, next)
			}
		}
	}
	return nil
}

// depth is how deep blocks and phrases nest in a phrase. What goes round is reported as such and counts once.
func (p phrases) depth(phrase string) int {
	if d, known := p.depths[phrase]; known {
		return d
	}
	p.depths[phrase] = 0
	p.depths[phrase] = p.under(p.nodes[phrase])
	return p.depths[phrase]
}

func (p phrases) under(nodes []wording.Node) int {
	most := 0
	for _, n := range nodes {
		switch _, known := p.nodes[n.Text]; {
		case n.Kind == wording.If || n.Kind == wording.Each:
			most = max(most, 1+p.under(n.Inside))
		case n.Kind == wording.Value && known:
			most = max(most, 1+p.depth(n.Text))
		}
	}
	return most
}

// rounds reports a phrase that names itself, directly or by others, at the name that begins the round.
func (c *checker) rounds(w item.Wording, p phrases) {
	if w.Document != nil {
		return
	}
	way := p.round(w.Phrase)
	if way == nil {
		return
	}
	wording.Walk(w.Nodes, func(n *wording.Node, _ []string) {
		if n.Kind == wording.Value && n.Text == way[1] {
			c.r.add(Error, "phrase_names_self", w.At(n.At), nil, w.Phrase, "{"+strings.Join(way, "} → {")+"}")
		}
	})
}

// deep reports the phrases that make a text nest too deep, unless they do of themselves.
func (c *checker) deep(w item.Wording, nodes []wording.Node, depth int, p phrases) {
	for _, n := range nodes {
		switch _, known := p.nodes[n.Text]; {
		case n.Kind == wording.If || n.Kind == wording.Each:
			c.deep(w, n.Inside, depth+1, p)
		case n.Kind == wording.Value && known && p.depth(n.Text) <= wording.MaxDepth && depth+1+p.depth(n.Text) > wording.MaxDepth:
			c.r.add(Error, "blocks_too_deep", w.At(n.At), nil, n.Text, wording.MaxDepth)
		}
	}
}

// blanks reports what stands between braces and nothing can fill. What is like a name that something fills is misspelt, and
// a warning; the rest may be lines of a printed form for somebody to write on: one note for each document tells them.
func (c *checker) blanks(list []item.Wording) {
	all, sheet := c.x.it.Placeholders(), c.x.it.SheetPlaceholders()
	told := map[[2]string]bool{}
	lines := map[string]*blankLines{}
	var order []*blankLines
	for _, w := range list {
		of, p := c.called(w), all
		if w.Document != nil && w.Document.ID == item.ApprovalSheet {
			p = sheet
		}
		wording.Walk(w.Nodes, func(n *wording.Node, lists []string) {
			if w.Document == nil || w.Column {
				lists = p.Lists() // a phrase may be named in any of them
			}
			if told[[2]string{of.Zh, n.Text}] || p.Fill(n, lists) {
				return
			}
			told[[2]string{of.Zh, n.Text}] = true
			if meant := item.Meant(n.Text, p.For(n.Kind, lists)); meant.Zh != "" {
				c.r.add(Warning, "placeholder_blank", w.At(n.At), nil, of, "{"+n.Text+"}", meant)
				return
			}
			if lines[of.Zh] == nil {
				lines[of.Zh] = &blankLines{of: of, first: w.At(n.At)}
				order = append(order, lines[of.Zh])
			}
			lines[of.Zh].names = append(lines[of.Zh].names, "{"+n.Text+"}")
		})
	}
	for _, l := range order {
		c.r.add(Note, "placeholder_blank", l.first, nil, l.of, item.Text{Zh: strings.Join(l.names, "、"), En: strings.Join(l.names, ", ")}, "")
	}
}

// blankLines are the placeholders of one document, or phrase, that nothing fills and that are like nothing.
type blankLines struct {
	of    item.Text
	first item.Position
	names []string
}

// called says whose a text is.
func (c *checker) called(w item.Wording) item.Text {
	if w.Document == nil {
		return item.Text{Zh: "固定用语“" + w.Phrase + "”", En: "the phrase \"" + w.Phrase + "\""}
	}
	t := w.Document.Title
	return item.Text{Zh: "文书“" + t.Zh + "”", En: "the document \"" + cmp.Or(t.En, w.Document.ID) + "\""}
}
