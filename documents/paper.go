package documents

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"shenpi/workflow/credential"
)

// template is how an item lays a document out.
type template struct {
	Title     struct{ Zh string }
	Layout    string
	Addressee string
	Text      string
	Rows      []cell
	Columns   []cell
}

type cell struct{ Label, Value string }

// paper is a document whose template is filled in: what it says, not yet where that stands.
type paper struct {
	layout                   string
	title, number, addressee string
	paragraphs               []string
	rows                     []entry
	head                     []string // of the list under the text
	list                     [][]string
	agency, date             string
	counted                  bool // its pages have no numbers of their own
	data                     map[string]any
	printed                  []printed // all that is said, with its place
	certificate, signed      string    // its number and the signed text of its code, of a certificate that has one
}

// entry is a labelled value. What it is for shows in its pattern: some values are more than their text.
type entry struct {
	label, value, pattern string
	at                    spot
}

// Patterns of values that are more than their text.
const (
	agencyPattern = "{agency}"      // is sealed
	verifyPattern = "{verify_code}" // is a code to be read by a machine
)

// fillIn reads the data of a document, which holds its template, and fills it in. A press of nil signs nothing.
func (r *Press) fillIn(raw json.RawMessage) (*paper, error) {
	f := filling{}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&f.data); err != nil {
		return nil, fmt.Errorf("read the data of a document: %w", err)
	}
	var laid struct {
		Template  template
		Statement *credential.Statement // of a certificate
	}
	if err := json.Unmarshal(raw, &laid); err != nil {
		return nil, fmt.Errorf("read the template of a document: %w", err)
	}
	var signed, number string
	if s := laid.Statement; s != nil {
		agency, err := Render(agencyPattern, f.data)
		if err != nil {
			return nil, err
		}
		var shown string
		if signed, shown, err = r.certify(*s, strings.TrimSpace(agency)); err != nil {
			return nil, err
		}
		f.data["credential"], number = shown, s.Values[credential.Number]
	}
	t := laid.Template
	p := &paper{
		certificate: number, signed: signed,
		layout: t.Layout, title: f.pattern(titleSpot, t.Title.Zh), number: f.pattern(numberSpot, "{?number}{number}{/number}"),
		addressee: f.pattern(addresseeSpot, t.Addressee), paragraphs: f.paragraphs(t.Text), agency: f.pattern(agencySpot, agencyPattern),
		date: f.pattern(dateSpot, "{date}"),
	}
	for i, r := range t.Rows {
		at := cellSpot("rows", i, r.Label)
		f.says(at, r.Label)
		p.rows = append(p.rows, entry{r.Label, f.cell(at, r.Value), r.Value, at})
	}
	if len(t.Columns) > 0 {
		if _, given := f.data["n"]; !given {
			f.data["n"] = 1 // the number of the row
		}
		row := make([]string, len(t.Columns))
		for i, c := range t.Columns {
			at := cellSpot("columns", i, c.Label)
			f.says(at, c.Label)
			p.head, row[i] = append(p.head, c.Label), f.fill(at, c.Value)
		}
		p.list = [][]string{row}
	}
	p.data, p.printed = f.data, f.printed
	return p, f.err
}

// filling fills the patterns of one document; the first error stays.
type filling struct {
	data    map[string]any
	printed []printed
	err     error
}

func (f *filling) fill(at spot, pattern string) string {
	s, err := Render(pattern, f.data)
	if err != nil && f.err == nil {
		f.err = at.broken(err)
	}
	f.printed = append(f.printed, printed{at, pattern, s})
	return s
}

// cell fills a value; of one that is a picture it is the hash of the file, if there is one.
func (f *filling) cell(at spot, pattern string) string {
	m := photoPattern.FindStringSubmatch(pattern)
	if m == nil {
		return f.fill(at, pattern)
	}
	sha, _ := lookup("material."+m[1]+".sha256", []map[string]any{f.data}).(string)
	return sha
}

// says notes words that are printed as they are.
func (f *filling) says(at spot, words string) {
	f.printed = append(f.printed, printed{at: at, text: words})
}

func (f *filling) pattern(at spot, pattern string) string {
	return strings.TrimSpace(f.fill(at, pattern))
}

// paragraphs fills a text, a paragraph a line; one that opens a block which a later one closes waits for it.
func (f *filling) paragraphs(text string) (list []string) {
	var open strings.Builder
	first := 1
	for i, line := range strings.Split(text, "\n") {
		if open.Len() > 0 {
			open.WriteByte('\n')
		} else {
			first = i + 1
		}
		open.WriteString(line)
		whole := open.String()
		if opened(whole) > 0 {
			continue
		}
		open.Reset()
		if s := f.pattern(lineSpot(first), whole); s != "" {
			list = append(list, s)
		}
	}
	if open.Len() > 0 { // never closed: that is an error, which is said
		f.pattern(lineSpot(first), open.String())
	}
	return list
}

func opened(s string) int {
	return strings.Count(s, "{?") + strings.Count(s, "{#") - strings.Count(s, "{/")
}

// day is the date of the paper as a time in China; zero when it has none.
func (p *paper) day() time.Time {
	var y, m, d int
	if _, err := fmt.Sscanf(p.date, "%d年%d月%d日", &y, &m, &d); err != nil {
		return time.Time{}
	}
	return time.Date(y, time.Month(m), d, 0, 0, 0, 0, china)
}

var china = time.FixedZone("UTC+8", 8*60*60)
