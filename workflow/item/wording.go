package item

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"shenpi/workflow/wording"
)

// Wording is a text of the item's documents, and where it stands.
type Wording struct {
	Document *DocumentSpec // whose it is; nil of a phrase
	Phrase   string        // the phrase it is
	Column   bool          // of a list: it stands in rows
	Nodes    []wording.Node

	text string
	spot spot
}

// Wordings are the texts of an item: its phrases by name, then those of its documents in the order of the file.
func (d *Definition) Wordings() []Wording {
	var list []Wording
	add := func(w Wording, text, key string) {
		if text != "" {
			w.Nodes, w.text, w.spot = wording.Parse(text), text, d.spots[key]
			list = append(list, w)
		}
	}
	for _, name := range sortedKeys(d.Phrases) {
		add(Wording{Phrase: name}, d.Phrases[name], "phrases."+name)
	}
	for i := range d.Documents {
		s, key := &d.Documents[i], fmt.Sprintf("documents.%d.", i)
		add(Wording{Document: s}, s.Title.Zh, key+"title")
		add(Wording{Document: s}, s.Addressee, key+"addressee")
		add(Wording{Document: s}, s.Text, key+"text")
		for k, c := range s.Rows {
			add(Wording{Document: s}, c.Value, fmt.Sprintf("%srows.%d", key, k))
		}
		for k, c := range s.Columns {
			add(Wording{Document: s, Column: true}, c.Value, fmt.Sprintf("%scolumns.%d", key, k))
		}
	}
	return list
}

// At is the place in the file of something that stands so many bytes into the text: of a text that the file does not hold
// as it is, such as a folded one, its beginning.
func (w Wording) At(offset int) Position {
	s := w.spot
	offset += strings.Index(s.text, w.text)
	switch {
	case s.exact:
		s.pos.Column += utf8.RuneCountInString(s.text[:offset]) - utf8.RuneCountInString(s.text[:strings.Index(s.text, w.text)])
	case len(s.block) > 0:
		line := strings.Count(s.text[:offset], "\n")
		column := offset - strings.LastIndexByte(s.text[:offset], '\n') - 1
		words := strings.Split(s.text, "\n")[line]
		if line < len(s.block) && strings.HasSuffix(s.block[line], words) {
			s.pos.Line += 1 + line
			s.pos.Column = 1 + utf8.RuneCountInString(s.block[line]) - utf8.RuneCountInString(words[column:])
		}
	}
	return s.pos
}

// says is everything a document says whatever its data: its texts, with those of the phrases they name. It takes a broken
// text as it is: a version published before texts were checked says what it said.
func (d *Definition) says(s *DocumentSpec) string {
	texts := []string{s.Text}
	for _, c := range append(slices.Clip(s.Rows), s.Columns...) {
		texts = append(texts, c.Value)
	}
	names := sortedKeys(d.Phrases)
	for k := 0; k < len(texts); k++ {
		names = slices.DeleteFunc(names, func(name string) bool {
			named := strings.Contains(texts[k], "{"+name+"}")
			if named {
				texts = append(texts, d.Phrases[name])
			}
			return named
		})
	}
	return strings.Join(texts, "\n")
}

// Remedied reports whether a document tells that there is reconsideration against it, as what refuses has to (Administrative
// Licensing Law, Art. 38(2)), in its own words or in those of the phrases it names.
func (d *Definition) Remedied(s *DocumentSpec) bool {
	return strings.Contains(d.says(s), "行政复议")
}

// remedied is Remedied, and the way to court too.
func (d *Definition) remedied(s *DocumentSpec) bool {
	return d.Remedied(s) && strings.Contains(d.says(s), "诉讼")
}
