package documents

import (
	"fmt"
	"strings"
	"unicode"

	"shenpi/documents/pdf"
)

// MissingCharacter says that no font there is has a character: a paper that shows a box in its place would tell a name
// wrong, so there is none.
type MissingCharacter struct{ Rune rune }

// Error names the character and its code point.
func (e *MissingCharacter) Error() string {
	return fmt.Sprintf("no font here has the character %q (%U)", e.Rune, e.Rune)
}

// Characters that do not begin a line, and those that do not end one (避头尾).
const (
	noStart = "，。、；：？！）】》〉」』〕］｝”’…—～·％℃℉°,.;:?!)]}%"
	noEnd   = "（【《〈「『〔［｛“‘￥＄№([{$"
	halved  = "，。、；：？！）】》〉」』〕］｝" // the right half is empty, and may stand outside the text
)

// setting is the type a text is set in.
type setting struct {
	fonts  []*pdf.Font
	size   float64
	tight  float64 // taken from each full character, so that a line of the grid holds as many as it should
	ragged bool    // lines are left as wide as they come
}

// glyphs are the characters of a text. What shows nothing is left out.
func (s setting) glyphs(text string) ([]pdf.Glyph, error) {
	line := make([]pdf.Glyph, 0, len(text)/2)
	for _, r := range text {
		if unicode.IsSpace(r) && r != '\u3000' {
			r = ' '
		}
		if invisible(r) {
			continue
		}
		font := s.font(r)
		if font == nil {
			return nil, &MissingCharacter{Rune: r}
		}
		advance := font.Advance(r, s.size)
		if advance >= s.size {
			advance -= s.tight
		}
		line = append(line, pdf.Glyph{Font: font, Rune: r, Advance: advance})
	}
	return line, nil
}

func (s setting) font(r rune) *pdf.Font {
	for _, f := range s.fonts {
		if f.Has(r) {
			return f
		}
	}
	return nil
}

// invisible characters direct others: variation selectors, joiners, marks of direction.
func invisible(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r)
}

// paragraph breaks a text into lines: the first is narrower by indent. All but the last are as wide as they may be.
func (s setting) paragraph(text string, width, indent float64) ([][]pdf.Glyph, error) {
	rest, err := s.glyphs(text)
	if err != nil {
		return nil, err
	}
	var lines [][]pdf.Glyph
	for len(rest) > 0 {
		room := width
		if len(lines) == 0 {
			room -= indent
		}
		n := s.fitting(rest, room)
		line := trimmed(rest[:n])
		rest = leading(rest[n:])
		if len(rest) > 0 && !s.ragged {
			s.justify(line, room)
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// fitting is how many characters stand on a line. A word longer than the line is cut where the line ends.
func (s setting) fitting(line []pdf.Glyph, room float64) int {
	wide, last := 0.0, 0
	for i, g := range line {
		need := wide + g.Advance
		if g.Rune != ' ' && need-s.hangs(g) > room+tolerance {
			if last == 0 {
				last = i
			}
			return max(last, 1)
		}
		wide = need
		if i+1 == len(line) || mayBreak(g.Rune, line[i+1].Rune) {
			last = i + 1
		}
	}
	return len(line)
}

// tolerance is how far sums of widths may be off, in points.
const tolerance = 0.01

// hangs is how much of a character may stand outside the text when it ends a line that is as wide as it may be.
func (s setting) hangs(g pdf.Glyph) float64 {
	if !s.ragged && strings.ContainsRune(halved, g.Rune) && g.Advance > s.size*0.75 {
		return s.size / 2
	}
	return 0
}

// mayBreak reports whether a line may end between two characters.
func mayBreak(a, b rune) bool {
	switch {
	case a == ' ':
		return b != ' '
	case b == ' ', strings.ContainsRune(noStart, b), strings.ContainsRune(noEnd, a):
		return false
	}
	return !(inWord(a) && inWord(b))
}

// inWord reports whether a character is of a script whose words are not broken, or of a number.
func inWord(r rune) bool { return r > ' ' && r < 0x2000 }

// justify spreads what a line lacks evenly between its characters, words left whole. A line that lacks too much, because
// a long word did not fit, is left as it is.
func (s setting) justify(line []pdf.Glyph, room float64) {
	end := len(line) - 1
	if end < 1 {
		return
	}
	lacks, gaps := room-lineWidth(line)+s.hangs(line[end]), 0
	for i := range end {
		if !(inWord(line[i].Rune) && inWord(line[i+1].Rune)) {
			gaps++
		}
	}
	if gaps == 0 || lacks > float64(gaps)*s.size/3 {
		return
	}
	for i := range end {
		if !(inWord(line[i].Rune) && inWord(line[i+1].Rune)) {
			line[i].Advance += lacks / float64(gaps)
		}
	}
}

func lineWidth(line []pdf.Glyph) (w float64) {
	for _, g := range line {
		w += g.Advance
	}
	return w
}

// trimmed is a line without blanks at its end.
func trimmed(line []pdf.Glyph) []pdf.Glyph {
	for len(line) > 0 && line[len(line)-1].Rune == ' ' {
		line = line[:len(line)-1]
	}
	return line
}

func leading(line []pdf.Glyph) []pdf.Glyph {
	for len(line) > 0 && line[0].Rune == ' ' {
		line = line[1:]
	}
	return line
}

// balanced breaks a title into as few lines as it needs, of about the same length, the longer ones above.
func (s setting) balanced(text string, room float64) ([][]pdf.Glyph, error) {
	whole, err := s.glyphs(text)
	if err != nil {
		return nil, err
	}
	s.ragged = true
	lines, err := s.paragraph(text, room, 0)
	if err != nil || len(lines) < 2 {
		return lines, err
	}
	for want := lineWidth(whole) / float64(len(lines)); want < room; want += s.size / 2 {
		if even, err := s.paragraph(text, want, 0); err == nil && len(even) == len(lines) {
			return even, nil
		}
	}
	return lines, nil
}
