package documents

import (
	"errors"
	"fmt"
	"strings"

	"shenpi/workflow/wording"
)

// Fault says why a document cannot be made: where its template or what fills it goes wrong, and what to do.
type Fault struct {
	Field  string // JSON pointer into the template: /title, /text/2 (its second line), /rows/0
	Zh, En string // cause and cure
	Err    error
}

// Error is the English sentence.
func (f *Fault) Error() string { return f.En }

// Unwrap gives the reason.
func (f *Fault) Unwrap() error { return f.Err }

// Said gives place and sentences to whoever shows them.
func (f *Fault) Said() (field, zh, en string) { return f.Field, f.Zh, f.En }

// spot is a place in a template.
type spot struct{ field, zh, en string }

func lineSpot(n int) spot {
	return spot{fmt.Sprintf("/text/%d", n), fmt.Sprintf("正文第%d行", n), fmt.Sprintf("line %d of the text", n)}
}

func cellSpot(list string, n int, label string) spot {
	name := map[string][2]string{"rows": {"行", "row"}, "columns": {"列", "column"}}[list]
	return spot{fmt.Sprintf("/%s/%d", list, n), fmt.Sprintf("%s“%s”", name[0], label), fmt.Sprintf("the %s %q", name[1], label)}
}

var (
	titleSpot     = spot{"/title", "标题", "the title"}
	addresseeSpot = spot{"/addressee", "主送", "the addressee"}
	numberSpot    = spot{"/number", "文号", "the number"}
	agencySpot    = spot{"/phrases/agency", "固定用语“agency”", `the phrase "agency"`}
	dateSpot      = spot{"/date", "日期", "the date"}
)

// printed is what was made of a pattern somewhere.
type printed struct {
	at            spot
	pattern, text string
}

// fault is what goes wrong at a place for a reason that has words of its own.
func (at spot) fault(err error, zh, en string) *Fault {
	return &Fault{Field: at.field, Zh: at.zh + "：" + zh, En: at.en + ": " + en, Err: err}
}

// wordingFaults are what can be wrong with a text, and its cure.
var wordingFaults = map[error][2]string{
	wording.ErrBrace:    {"有“{”而没有“}”，请补上", "there is a { without a }; write it"},
	wording.ErrUnclosed: {"有一段打开而没有结束，请以{/名称}结束", "a block is opened and never closed; close it with {/name}"},
	wording.ErrUnopened: {"有一段结束而没有打开，请以{?名称}或{#名称}打开，或删去", "a block is closed that was not opened; open it with {?name} or {#name}, or take it out"},
	wording.ErrDeep: {fmt.Sprintf("段落和固定用语相互嵌套超过%d层，可能是固定用语引用了自己，请减少层次", wording.MaxDepth),
		fmt.Sprintf("blocks and phrases stand more than %d deep in one another, a phrase perhaps in itself; make them fewer", wording.MaxDepth)},
}

// broken says what is wrong with a text that cannot be filled in.
func (at spot) broken(err error) error {
	for known, says := range wordingFaults {
		if errors.Is(err, known) {
			return at.fault(err, says[0]+"，然后发布新版本。", says[1]+", and publish a new version.")
		}
	}
	return at.fault(err, err.Error()+"。", err.Error()+".")
}

// readable refuses a paper one of whose characters no font has, and says which placeholder brings it.
func (s *sheet) readable() error {
	t := s.setting(bodySize)
	for _, x := range s.paper.printed {
		_, err := t.glyphs(x.text)
		missing := (*MissingCharacter)(nil)
		if !errors.As(err, &missing) {
			continue
		}
		zh, en := "", ""
		if name := s.paper.carrier(wording.Parse(x.pattern), nil, missing.Rune); name != "" {
			zh, en = "{"+name+"}中", " in {"+name+"}"
		}
		return x.at.fault(missing,
			fmt.Sprintf("%s有现有字体都没有的字“%c”（%U）。请以 serve --font 加入有该字的字体后重试，或改用别的字。", zh, missing.Rune, missing.Rune),
			fmt.Sprintf("%s%s; start with serve --font and a font that has it and retry, or write another.", missing.Error(), en))
	}
	return nil
}

// carrier is the placeholder whose value has a character; empty when the words of the text do.
func (p *paper) carrier(nodes []wording.Node, rows []map[string]any, r rune) string {
	scope := append([]map[string]any{p.data}, rows...)
	for _, n := range nodes {
		switch n.Kind {
		case wording.Value:
			var b strings.Builder
			if err := value(&b, n.Text, scope, 0); err == nil && strings.ContainsRune(b.String(), r) {
				return n.Text
			}
		case wording.If:
			if holds(lookup(n.Text, scope)) {
				if name := p.carrier(n.Inside, rows, r); name != "" {
					return name
				}
			}
		case wording.Each:
			for _, row := range rowsIn(n.Text, scope) {
				if name := p.carrier(n.Inside, append(rows[:len(rows):len(rows)], row), r); name != "" {
					return name
				}
			}
		case wording.Words, wording.Broken:
		}
	}
	return ""
}
