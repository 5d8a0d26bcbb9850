package item

import (
	"regexp"
	"slices"

	"shenpi/workflow/wording"
)

// UsualNumber is the pattern of the document numbers of an item that writes none: 示信产许受〔2026〕1号.
const UsualNumber = "{agency_code}{kind}〔{year}〕{n}号"

// serialName is the serial in a pattern, at least so many digits wide.
var serialName = regexp.MustCompile(`^n(:0[1-9])?$`)

// NumberPattern is the pattern of the document numbers of the item: its own, or the usual one where that cannot be used.
// A version published before patterns were checked may have such a one.
func (d *Definition) NumberPattern() string {
	if d.DocumentNumber == "" || d.NumberFault() != nil {
		return UsualNumber
	}
	return d.DocumentNumber
}

// NumberFault is what is wrong with the pattern of the document numbers, and where; nil when nothing is.
func (d *Definition) NumberFault() *NumberFault {
	if d.DocumentNumber == "" {
		return nil
	}
	w := Wording{Nodes: wording.Parse(d.DocumentNumber), text: d.DocumentNumber, spot: d.spots["document_number"]}
	serials, years := 0, 0
	for _, n := range w.Nodes {
		switch {
		case n.Kind == wording.Words, n.Kind == wording.Value && slices.Contains([]string{"agency_code", "kind"}, n.Text):
		case n.Kind == wording.Value && n.Text == "year":
			years++
		case n.Kind == wording.Value && serialName.MatchString(n.Text):
			serials++
		case n.Kind != wording.Value || !d.plain(n.Text):
			return &NumberFault{Pos: w.At(n.At), Name: n.Text}
		}
	}
	if serials != 1 || years == 0 {
		return &NumberFault{Pos: w.At(0)}
	}
	return nil
}

// NumberFault is a fault of a pattern: a name that has no place in it, or none when it lacks the year or the serial.
type NumberFault struct {
	Pos  Position
	Name string
}

// NumberNames are the names that a pattern of document numbers may have.
func (d *Definition) NumberNames() []string {
	names := []string{"agency_code", "kind", "year", "n"}
	for _, phrase := range sortedKeys(d.Phrases) {
		if d.plain(phrase) {
			names = append(names, phrase)
		}
	}
	return names
}

// plain reports whether a phrase is words and nothing else: a number cannot depend on the data of a document.
func (d *Definition) plain(phrase string) bool {
	text, known := d.Phrases[phrase]
	return known && !slices.ContainsFunc(wording.Parse(text), func(n wording.Node) bool { return n.Kind != wording.Words })
}
